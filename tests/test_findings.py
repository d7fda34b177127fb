"""Findings: the sums add up, the printed rule is the applied one, quotations are fair and never withheld."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st
from scipy.stats import binomtest

from sistercity_nb import findings as module
from sistercity_nb import frames
from sistercity_nb.findings import (
    QUOTATIONS,
    coded,
    compared,
    count_findings,
    counted,
    dissent,
    extent,
    extent_rule,
    extents,
    quotations,
    recommendations,
    uncoded,
)
from sistercity_nb.model import PLENARY
from sistercity_nb.store import Store
from sistercity_nb.themes import cover, features
from sistercity_nb.themes.hashing import WORD_COLUMNS

Frames = tuple[pd.DataFrame, pd.DataFrame]
GROUPS = ["signed", "considering", "not-started", PLENARY]
KINDS = ["experience", "benefit", "problem", "recommendation"]
THEMES = ["budget", "continuity", "people"]


def made(rows: list[dict[str, Any]]) -> Frames:
    """The two frames of rows that each may name ``themes``; an id is the row's place, a number its id."""
    right: dict[str, Any] = {"group": "signed", "kind": "problem", "province": None, "guideline": None}
    right |= {"answers": (), "release": "group", "withdrawn": False, "themes": ["budget"]}
    whole = [
        {"id": f"e{place}", "number": f"A-{place:03d}", "text": f"ข้อความที่ {place}", **right, **row}
        for place, row in enumerate(rows)
    ]
    entries = pd.DataFrame(whole, columns=["id", "number", "text", "answers", "themes"])
    for name, order in (
        ("group", GROUPS), ("kind", KINDS), ("release", ["withheld", "group", "attributed"])
    ):  # fmt: skip
        entries[name] = pd.Categorical([row[name] for row in whole], categories=order, ordered=True)
    entries["voice"] = pd.Series([row.get("voice", row["id"]) for row in whole], dtype="str")
    entries["province"] = pd.Series([row["province"] for row in whole], dtype="str")
    entries["guideline"] = pd.Series([row["guideline"] for row in whole], dtype="Int64")
    entries["withdrawn"] = pd.Series([row["withdrawn"] for row in whole], dtype="bool")
    pairs = [(row["number"], row["id"], theme) for row in whole for theme in row["themes"]]
    themes = pd.DataFrame(pairs, columns=["number", "entry", "theme"], dtype="str")
    themes["title"] = themes["theme"].str.upper()
    themes["theme"] = pd.Categorical(themes["theme"], categories=THEMES, ordered=True)
    return entries.drop(columns="themes"), themes


@pytest.fixture
def shipped(demonstration: Store) -> Frames:
    """The frames of the shipped demonstration."""
    return frames.entries(demonstration), frames.entry_themes(demonstration)


@pytest.mark.parametrize(
    ("provinces", "heard", "word"),
    [(51, 100, "majority"), (50, 100, "some"), (20, 100, "some"), (19, 100, "few"), (1, 1, "majority")],
)
def test_the_words_of_extent_begin_where_the_rule_says(provinces: int, heard: int, word: str) -> None:
    """More than half is a majority, a fifth to a half is some, less is few; the borders are exact."""
    assert extent(provinces, heard) == word


def test_nobody_heard_is_few() -> None:
    """A theme of agencies alone is few, and nothing is divided by nought."""
    entries, themes = made([{"province": None}])
    [row] = extents(entries, themes).to_dict("records")
    assert (row["provinces"], row["of"], row["share"], row["extent"]) == (0, 0, 0.0, "few")


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_printed_rule_is_the_applied_one(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changing a number changes both what is applied and what is printed."""
    monkeypatch.setattr(module, "MAJORITY_OVER", 61)
    monkeypatch.setattr(module, "SOME_FROM", 37)
    assert [extent(provinces, 100) for provinces in (62, 61, 37, 36)] == ["majority", "some", "some", "few"]
    assert "61" in extent_rule(language)
    assert "37" in extent_rule(language)
    assert not {"50", "20"} & set(extent_rule(language).split())


rows = st.fixed_dictionaries(
    {
        "group": st.sampled_from(GROUPS),
        "province": st.sampled_from([None, "TH-10", "TH-50", "TH-75"]),
        "guideline": st.sampled_from([None, 1, 2, 3]),
        "withdrawn": st.booleans(),
        "themes": st.lists(st.sampled_from(THEMES), unique=True),
    }
)


@rules(deadline=None)
@given(st.lists(rows, max_size=30))
def test_findings_add_up(said: list[dict[str, Any]]) -> None:
    """Entries over all cells are one for each theme of each entry of a group that was not withdrawn."""
    entries, themes = made(said)
    counts = [one for one in said if not one["withdrawn"] and one["group"] != PLENARY]
    table = count_findings(entries, themes)
    assert table["entries"].sum() == sum(len(one["themes"]) for one in counts)
    assert len(uncoded(entries, themes)) == sum(not one["themes"] for one in counts)
    for theme, part in table.groupby("theme", observed=True):
        own = [one for one in counts if theme in one["themes"]]
        assert part["entries"].sum() == len(own)
        [row] = extents(entries, themes).query("theme == @theme").to_dict("records")
        assert row["provinces"] == len({one["province"] for one in own} - {None})
        assert row["of"] == len({one["province"] for one in counts} - {None})
        assert row["groups"] == part["group"].nunique()
        assert 0 <= row["share"] <= 1


def test_a_province_counts_once_and_an_agency_as_an_entry() -> None:
    """Two entries of a province are two entries and one province; one without adds no province."""
    entries, themes = made([{"province": "TH-50"}, {"province": "TH-50"}, {"province": None}])
    [row] = count_findings(entries, themes).to_dict("records")
    assert (row["entries"], row["provinces"]) == (3, 1)


def test_what_does_not_count_is_in_no_figure() -> None:
    """Withdrawn entries and notes of the whole room change no count, no share and no list."""
    said: list[dict[str, Any]] = [{"province": "TH-50"}, {"province": "TH-75", "themes": []}]
    more: list[dict[str, Any]] = [
        {"withdrawn": True, "province": "TH-10"},
        {"group": PLENARY, "province": "TH-10"},
    ]
    for table in (count_findings, extents):
        pd.testing.assert_frame_equal(table(*made(said)), table(*made([*said, *more])))
    entries, themes = made([*said, *more])
    assert counted(entries)["id"].tolist() == ["e0", "e1"]
    assert quotations(coded(entries, themes))["id"].tolist() == ["e0"]


def test_a_withheld_entry_counts_and_is_not_quoted() -> None:
    """What may not be printed is in the counts and in no list of texts."""
    entries, themes = made([{"release": "withheld"}, {"kind": "recommendation", "release": "withheld"}])
    assert count_findings(entries, themes)["entries"].sum() == 2
    assert quotations(coded(entries, themes)).empty
    assert recommendations("budget", coded(entries, themes), entries).empty


def test_each_group_is_heard_before_one_speaks_twice() -> None:
    """The first quotations come from different groups, however many entries one of them has."""
    said = [{"group": "signed"}] * 5 + [{"group": "not-started"}, {"group": "considering"}]
    entries, themes = made(said)
    assert set(quotations(coded(entries, themes))["group"]) == {"signed", "considering", "not-started"}


def test_problems_are_quoted_first_and_recommendations_apart() -> None:
    """A problem stands before an experience and a benefit; a recommendation is no quotation."""
    said = [{"kind": kind} for kind in ("recommendation", "benefit", "experience", "problem")]
    entries, themes = made(said)
    assert quotations(coded(entries, themes))["kind"].tolist() == ["problem", "experience", "benefit"]


def test_a_readable_length_is_preferred_and_no_words_are_said_twice() -> None:
    """A sentence stands before a word and before a page; the same words in another spelling are left out."""
    texts = [
        "สั้น",
        "แผนงานของจังหวัดขาดความต่อเนื่องหลังการลงนาม",
        "ยาว" * 400,
        "เเผนงานของจังหวัดขาดความต่อเนื่องหลังการลงนาม ",
    ]
    entries, themes = made([{"text": text} for text in texts])
    assert quotations(coded(entries, themes))["id"].tolist() == ["e1", "e0", "e2"]


def test_the_same_entries_give_the_same_quotations(shipped: Frames) -> None:
    """Choosing again gives the same rows, at most three for a theme, all of them texts of the record."""
    entries, themes = shipped
    rows = coded(entries, themes)
    for theme in themes["theme"].unique():
        own = rows[rows["theme"] == theme]
        chosen = quotations(own)
        pd.testing.assert_frame_equal(chosen, quotations(own))
        assert 1 <= len(chosen) <= QUOTATIONS
        assert set(chosen["text"]) <= set(entries["text"])


def test_a_recommendation_belongs_to_the_theme_of_its_problem() -> None:
    """A recommendation is listed where its own theme is or that of a problem it answers, and once."""
    said: list[dict[str, Any]] = [
        {},
        {"kind": "recommendation", "answers": ("e0",), "themes": []},
        {"kind": "recommendation", "answers": ("e0",)},
        {"kind": "recommendation", "themes": ["people"]},
        {"kind": "recommendation", "answers": ("e0",), "themes": [], "withdrawn": True},
    ]
    entries, themes = made(said)
    rows = coded(entries, themes)
    assert recommendations("budget", rows, entries)["id"].tolist() == ["e1", "e2"]
    assert recommendations("people", rows, entries)["id"].tolist() == ["e3"]


def test_nothing_that_is_given_is_changed(shipped: Frames) -> None:
    """Counting and choosing leave the frames as they were."""
    entries, themes = (frame.copy(deep=True) for frame in shipped)
    rows = coded(*shipped)
    verbs: list[Callable[[], object]] = [
        lambda: count_findings(*shipped),
        lambda: extents(*shipped, ["group"]),
        lambda: quotations(rows),
        lambda: recommendations("budget", rows, shipped[0]),
    ]
    for verb in verbs:
        verb()
    pd.testing.assert_frame_equal(shipped[0], entries)
    pd.testing.assert_frame_equal(shipped[1], themes)


def test_who_says_the_same_is_one_voice_and_keeps_its_province() -> None:
    """Two entries that a person found to say the same count once; each province counts; one is quoted."""
    entries, themes = made(
        [{"province": "TH-50"}, {"province": "TH-75", "voice": "e0"}, {"province": "TH-10"}]
    )
    [row] = extents(entries, themes).to_dict("records")
    assert (row["entries"], row["provinces"]) == (2, 3)
    assert set(quotations(coded(entries, themes))["id"]) == {"e0", "e2"}


def test_the_dissent_is_none_of_the_quotations_and_least_like_them() -> None:
    """What is said otherwise stands beside the quotations, and is never withheld."""
    texts = ["จังหวัดขาดงบประมาณสนับสนุน", "จังหวัดขาดงบประมาณในการเดินทาง", "งบของเราพอใช้ ไม่ใช่อุปสรรค", "ลับ"]
    said = [{"text": text, "release": "withheld" if text == "ลับ" else "group"} for text in texts]
    entries, themes = made(said)
    rows = coded(entries, themes)
    chosen = quotations(rows, most=1)
    assert dissent(rows, chosen)["text"].tolist() == [texts[2]]
    assert dissent(rows, quotations(rows)).empty


@pytest.mark.parametrize("at_once", [1, 50, cover._AT_ONCE])
def test_texts_are_alike_as_their_vectors_are(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of any number of texts at once give the cosines of the vectors that a machine learns from."""
    texts = ["ขาดงบประมาณ", "ขาดงบประมาณสนับสนุน", "ไม่มีล่ามภาษาจีน", "ล่าม", "", "Kunming 昆明 55555", "ล่ามล่ามล่าม"]
    monkeypatch.setattr(cover, "_AT_ONCE", at_once)
    vectors = features.fit([*texts, *texts[2:]], latent=False).vectors([*texts, *texts[2:]])
    letters = vectors[:, WORD_COLUMNS:]
    expected = (letters[: len(texts)] @ letters[len(texts) :].T).toarray()
    assert cover.alike(texts, texts[2:]) == pytest.approx(expected, abs=1e-6)


def test_groups_are_compared_within_limits_that_fit_small_numbers() -> None:
    """A group of which none or all raised a theme has an interval that says so; one voice alone is named."""
    said: list[dict[str, Any]] = [
        {"province": "TH-50"},
        {"province": "TH-75", "themes": []},
        {"province": "TH-10", "group": "considering", "themes": []},
    ]
    entries, themes = made(said)
    signed, considering = compared(entries, themes).to_dict("records")
    assert (signed["provinces"], signed["of"], signed["share"], signed["alone"]) == (1, 2, 0.5, True)
    for row in (signed, considering):
        wilson = binomtest(row["provinces"], row["of"]).proportion_ci(method="wilson")
        assert (row["low"], row["high"]) == pytest.approx((wilson.low, wilson.high))
    assert (considering["provinces"], considering["low"], considering["alone"]) == (0, 0.0, False)
    assert 0.5 < considering["high"] < 1
