"""The summary's charts as SVG: direct labels, colours that hold in grey and for the colour-blind.

The same rows give the same bytes: no date, no random ids. Thai is shaped by matplotlib (3.11 or later) with
the report's own font. Labels of rows stand above their bars, so that a long theme title needs no left margin
and the chart can be read on a phone.
"""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from sistercity_nb.charts.forms import COLOURS as COLOURS
from sistercity_nb.charts.forms import FORMS, INK, QUIET, WARNING, Rows
from sistercity_nb.charts.lettering import INCH, SIZE, in_family, label
from sistercity_nb.language import translate
from sistercity_nb.report.fonts import FAMILY, OTHERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS = 200  # an inch of a picture; an office printer has 300 at most of what it is given

Chart = dict[str, Any]


def svg(chart: Chart, language: str, text: Literal["path", "text"] = "path", width: float = 16.0) -> str:
    """A chart of the summary as one SVG element.

    Args:
        chart: an item of ``summary["charts"]``, as ``drawn_from`` gives it in a report.
        language: ``th`` or ``en``.
        text: ``path`` draws the letters, so that no font is needed; ``text`` keeps them searchable.
        width: of the drawing, in centimetres.

    Raises:
        ValueError: for a form that is none of ``bars``, ``heatmap``, ``dots``.
    """
    _check_form(chart)
    return _svg(json.dumps(chart, sort_keys=True), language, text, width)


def png(chart: Chart, language: str, width: float = 16.0) -> bytes:
    """A chart of the summary as a picture of ``_DOTS`` dots an inch, for what cannot hold a drawing.

    Args:
        chart: as ``svg`` takes it.
        language: ``th`` or ``en``.
        width: of the picture, in centimetres.

    Raises:
        ValueError: as ``svg`` does.
    """
    _check_form(chart)
    return _png(json.dumps(chart, sort_keys=True), language, width)


def drawn_from(chart: Chart, summary: dict[str, Any]) -> Chart:
    """A chart of the summary, with what its drawing shows besides: a mark of simulated data, its digits."""
    arabic = chart["chapter"] in summary["workshop"]["arabic_digits"]
    return {**chart, "simulated": summary["simulated"], "arabic": arabic}


def _check_form(chart: Chart) -> None:
    if chart["form"] not in FORMS:
        raise ValueError(f"A chart has the form {chart['form']!r}; it can have {', '.join(FORMS)}.")


@lru_cache(maxsize=64)
def _svg(chart_as_json: str, language: str, text: str, width: float) -> str:
    with _figure(json.loads(chart_as_json), language, width, text) as figure:
        return _drawn(figure)


@lru_cache(maxsize=64)
def _png(chart_as_json: str, language: str, width: float) -> bytes:
    buffer = io.BytesIO()
    with _figure(json.loads(chart_as_json), language, width) as figure:
        figure.savefig(buffer, format="png", dpi=_DOTS, metadata={"Software": None})
    return buffer.getvalue()


@contextmanager
def _figure(chart: Chart, language: str, width: float, text: str = "path") -> Iterator["Figure"]:
    """The chart drawn, in the style that it must also be saved in."""
    import matplotlib as mpl

    digits = "en" if chart.get("arabic") else language
    rows = _rows(chart, digits)
    labels = "".join(label for row, columns in rows.items() for label in (row, *columns))
    style: dict[Any, Any] = {
        # every text is looked up in every font that is named
        "font.family": [FAMILY] if in_family(labels) else [FAMILY, *OTHERS],
        "font.size": SIZE,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": QUIET,
        "ytick.color": INK,
        # Typst finds no font for a label in some scripts; drawn, it is said by the caption and the alt text.
        "svg.fonttype": "path" if text == "path" or not in_family(labels) else "none",
        "svg.hashsalt": "sistercity",
        "axes.unicode_minus": False,
        "text.usetex": False,
        "text.parse_math": False,
    }
    with mpl.rc_context(style):
        figure = FORMS[chart["form"] if rows else "bars"](rows, digits, width)
        if chart.get("simulated"):
            place = (1 - 0.2 / width, 1 - 0.25 / (figure.get_figheight() * INCH))
            box = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": WARNING, "linewidth": 1}
            said = translate("Simulated data", language)
            figure.text(*place, said, ha="right", va="top", color=WARNING, weight="bold", bbox=box)
        yield figure


def figures(
    summary: dict[str, Any], text: Literal["path", "text"] = "path", width: float = 16.0
) -> list[dict[str, str]]:
    """Every chart of the summary: ``id``, ``title``, ``alt`` and ``svg``, marked if they are simulated."""
    language = summary["language"]
    return [
        {
            "id": chart["id"],
            "title": chart["title"],
            "alt": chart["alt"],
            "svg": svg(drawn_from(chart, summary), language, text, width),
        }
        for chart in summary["charts"]
    ]


def _rows(chart: Chart, language: str) -> Rows:
    rows: Rows = {}
    for one in chart["rows"]:
        columns = rows.setdefault(label(one["row"], language), {})
        columns[label(one["column"], language)] = float(one["value"])
    return rows


def _drawn(figure: "Figure") -> str:
    buffer = io.StringIO()
    figure.savefig(
        buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
    )
    drawn = buffer.getvalue()
    return _lean(drawn[drawn.index("<svg") :])


def _lean(drawn: str) -> str:
    """The drawing without what nobody sees.

    That is each text again in a comment, a line for each step of a path, and glyphs drawn to a 64th of a
    point of their 100-point master, where an 8th is finer than any screen or printer.
    """
    bare = re.sub(r"<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>", "", drawn, flags=re.DOTALL)
    bare = re.sub(r'd="([^"]*)" transform="scale\(0\.015625\)"', _coarser, bare)
    return re.sub(r"\s*\n\s*", " ", bare).replace("> <", "><").strip()


def _coarser(path: re.Match[str]) -> str:
    steps = re.sub(r"-?\d+", lambda number: str(round(int(number[0]) / 8)), path[1])
    dense = re.sub(r"\s*([A-Za-z])\s*", r"\1", steps)
    return f'd="{" ".join(dense.split())}" transform="scale(0.125)"'
