"""What an entry, a theme and a coding may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sistercity_nb.checks import LONGEST_TEXT, check_text
from sistercity_nb.errors import EntryRefused
from sistercity_nb.model import Coding, Entry, Theme

PROBLEM = {"group": "signed", "kind": "problem", "text": "ขาดงบประมาณ"}


def refused(body: dict[str, object]) -> str:
    """The field for which the body of an entry is refused."""
    with pytest.raises(EntryRefused) as caught:
        Entry.from_body("e1", body)
    assert str(caught.value), "a refusal says why"
    return caught.value.field


def test_a_complete_entry_goes_through_its_body_unchanged() -> None:
    """What an entry stores is read back as the same entry."""
    entry = Entry.from_body("e1", {**PROBLEM, "province": "TH-75", "guideline": 2, "release": "withheld"})
    assert Entry.from_body("e1", entry.body()) == entry


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " \n\u200b ".replace("\u200b", "")}, "text"),
        ({"text": 5}, "text"),
        ({"text": "ก\0ข"}, "text"),
        ({"text": "ก\ud800"}, "text"),
        ({"text": "ก" * (LONGEST_TEXT + 1)}, "text"),
        ({"kind": "opinion"}, "kind"),
        ({"kind": None}, "kind"),
        ({"group": ""}, "group"),
        ({"group": None}, "group"),
        ({"province": 75}, "province"),
        ({"guideline": "2"}, "guideline"),
        ({"guideline": True}, "guideline"),
        ({"release": "public"}, "release"),
        ({"answers": "d1"}, "answers"),
        ({"answers": ["d1"]}, "answers"),
        ({"answers": ["../x"]}, "answers"),
        ({"withdrawn": True}, "reason"),
        ({"withdrawn": "yes"}, "withdrawn"),
        ({"reason": "ก" * 301}, "reason"),
        ({"severity": 5}, "severity"),
    ],
)
def test_a_wrong_field_is_refused_by_name(change: dict[str, object], field: str) -> None:
    """Each wrong field of an entry is refused, and the refusal names that field."""
    assert refused({**PROBLEM, **change}) == field


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_text_is_never_changed(text: str) -> None:
    """Any text without NUL and lone surrogates is accepted exactly as given."""
    assert check_text(text, "text") == text


@given(st.text(max_size=20), st.sampled_from(["\0", "\ud800", "\udfff"]), st.text(max_size=20))
def test_what_no_store_keeps_is_refused(before: str, bad: str, after: str) -> None:
    """A NUL or a lone surrogate anywhere in a text is refused."""
    with pytest.raises(EntryRefused):
        check_text(before + bad + after, "text")


def test_a_coding_is_named_after_what_it_joins() -> None:
    """A coding under another name than its entry and theme is refused."""
    body = {"entry": "e1", "theme": "budget", "decision": "accepted"}
    assert Coding.from_body("e1:budget", body).body()["decision"] == "accepted"
    with pytest.raises(EntryRefused):
        Coding.from_body("e2:budget", body)


@pytest.mark.parametrize(
    "body",
    [
        {"title": " "},
        {"title": "ก", "keywords": "ข"},
        {"title": "ก", "state": "new"},
        {},
        {"title": "ก", "state": "accepted", "merged_into": "t2"},
        {"title": "ก", "state": "retired", "merged_into": "t1"},
        {"title": "ก", "split_from": "t1"},
    ],
)
def test_a_wrong_theme_is_refused(body: dict[str, object]) -> None:
    """A theme needs a title, a list of keywords and a known state, and is out of use where it was merged."""
    with pytest.raises(EntryRefused):
        Theme.from_body("t1", body)
