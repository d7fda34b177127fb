"""Charts: four forms, the same bytes each time, Thai in the shipped font, the mark of simulated data."""

import re
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from report_sample import sample

from sistercity_nb import charts
from sistercity_nb.charts import COLOURS, figures, svg
from sistercity_nb.report.fonts import FAMILY

CHARTS: list[dict[str, Any]] = sample(60)["charts"]
FORMS = sorted(chart["form"] for chart in CHARTS)


def words(drawing: str) -> str:
    """The text that a drawing made with ``text="text"`` shows."""
    return " ".join(text for text in ElementTree.fromstring(drawing).itertext())  # noqa: S314  our own


def test_the_sample_has_every_form() -> None:
    """The four forms of the contract are all drawn here."""
    assert FORMS == ["bars", "bars", "dots", "heatmap"]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart["form"])
@pytest.mark.parametrize("text", ["path", "text"])
def test_the_same_rows_give_the_same_bytes(chart: dict[str, Any], text: Any) -> None:
    """A chart has no date and no random id."""
    first = svg(chart, "th", text)
    charts._svg.cache_clear()  # draw it again instead of remembering it
    assert first == svg(chart, "th", text)
    assert not re.search(r"\b20\d\d-\d\d-\d\d|<dc:|<metadata", first)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart["form"])
def test_every_value_stands_in_the_chart(chart: dict[str, Any]) -> None:
    """Rows, columns and values are labelled directly: no reader needs to tell colours apart."""
    said = words(svg(chart, "en", "text"))
    for row in chart["rows"]:
        assert row["row"] in said
        assert row["column"] in said
        assert f"{row['value']:,.0f}" in said


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart["form"])
def test_thai_is_set_in_the_shipped_font(chart: dict[str, Any]) -> None:
    """No text falls back to a font without Thai, and Thai digits are used in Thai."""
    drawn = svg(chart, "th", "text")
    assert set(re.findall(r"font-family: '([^']*)'", drawn)) == {FAMILY}
    assert not re.search("[0-9]", words(drawn))
    assert "DejaVu" not in svg(chart, "th", "path")


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart["form"])
def test_simulated_data_is_marked_on_the_chart(chart: dict[str, Any]) -> None:
    """The mark is part of the drawing, so that a copied chart keeps it; real data has none."""
    assert "ข้อมูลจำลอง" in words(svg({**chart, "simulated": True}, "th", "text"))
    assert "ข้อมูลจำลอง" not in words(svg(chart, "th", "text"))


def test_all_charts_of_a_summary_are_marked() -> None:
    """``figures`` marks every chart of a simulated summary."""
    assert all("ข้อมูลจำลอง" in words(one["svg"]) for one in figures(sample(60), "text"))


def test_colours_can_be_told_apart_in_grey() -> None:
    """Neighbouring columns differ in lightness, so that a grey printer and any eye separate them."""

    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
        return 116 * float(linear ** (1 / 3)) - 16

    values = [lightness(colour) for colour in COLOURS]
    assert min(abs(one - other) for one, other in pairwise(values)) >= 25
    assert min(abs(one - other) for one, other in combinations(values, 2)) >= 4


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rows", [0, 1, 40])
def test_any_number_of_rows_can_be_drawn(form: str, rows: int) -> None:
    """No rows, one row and forty rows are drawn without a warning, zeros among them."""
    chart = {
        **CHARTS[0],
        "form": form,
        "rows": [{"row": f"ประเด็น {n}", "column": "ก", "value": n} for n in range(rows)],
    }
    assert svg(chart, "th").startswith("<svg")


HOSTILE = [
    "<script>alert(1)</script>",
    "$x$ \\frac{1}{2}",
    "😀 宇都宮",
    "ก" * 400,
    "a\x00\x07b",
    "-->",
    "%s {0}",
    "",
]


@pytest.mark.parametrize("text", ["path", "text"])
@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_title_is_only_text(form: str, text: Any) -> None:
    """What a person typed neither stops a chart nor becomes a part of its markup."""
    rows = [{"row": title, "column": title[:9], "value": 2} for title in HOSTILE]
    drawn = ElementTree.fromstring(svg({**CHARTS[0], "form": form, "rows": rows}, "th", text))  # noqa: S314
    assert not any(one.tag.endswith("script") for one in drawn.iter())


def test_an_unknown_form_is_named() -> None:
    """A form that nobody can draw is refused with those that can be drawn."""
    with pytest.raises(ValueError, match="'pie'; it can have bars, heatmap, dots"):
        svg({**CHARTS[0], "form": "pie"}, "th")
