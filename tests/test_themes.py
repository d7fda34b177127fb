"""The codebook's seeds and the suggestions: a machine proposes by keyword, a person decides."""

from collections.abc import Callable
from typing import Any

import pytest

from sistercity_nb.model import Coding, Decision, RecordType
from sistercity_nb.store import Revision, Store
from sistercity_nb.thai import normalised
from sistercity_nb.themes import codebook
from sistercity_nb.themes.reading import refresh
from sistercity_nb.themes.suggest import suggest

Make = Callable[..., Revision]


def entry_of(text: str, **rest: Any) -> dict[str, Any]:
    """An entry's state, as far as suggestions read it."""
    return {"id": "e1", "text": text, "withdrawn": False, **rest}


def theme_of(*keywords: str, **rest: Any) -> dict[str, Any]:
    """A theme's state, as far as suggestions read it."""
    return {"id": "t1", "keywords": list(keywords), "state": "accepted", **rest}


def test_the_seeds_are_the_workshops_themes_as_proposals(store: Store) -> None:
    """A new record knows the themes of the project document, and nobody has accepted one."""
    assert codebook.begin(store) == len(store.workshop.themes)
    states = store.current(RecordType.THEME)
    assert {state["id"] for state in states} == {theme.id for theme in store.workshop.themes}
    assert {state["state"] for state in states} == {"proposed"}


def test_two_records_of_a_workshop_have_the_same_seeds(store: Store) -> None:
    """The seeds' ids and times depend on the workshop alone."""
    assert codebook.seeds(store.workshop) == codebook.seeds(store.workshop)
    store.append(codebook.seeds(store.workshop))
    before = store.seq()
    store.append(codebook.seeds(store.workshop))
    assert store.seq() == before


def test_beginning_again_leaves_what_people_changed(store: Store) -> None:
    """A theme that was accepted or renamed stays so when the program starts again."""
    codebook.begin(store)
    theme = store.workshop.themes[0]
    body = {**theme.body(), "title": "ชื่อใหม่", "state": "accepted"}
    seed = codebook.seed_id(store.workshop, theme.id)
    store.append([Revision("r", theme.id, RecordType.THEME, body, (seed,), "ผู้วิเคราะห์")])
    assert codebook.begin(store) == 0
    [state] = [state for state in store.current(RecordType.THEME) if state["id"] == theme.id]
    assert (state["title"], state["state"]) == ("ชื่อใหม่", "accepted")


FOUND = {
    "a word in a sentence without spaces": ("จังหวัดขาดงบประมาณสนับสนุน", "งบประมาณ"),
    "two sara e for a sara ae": ("เเผนพัฒนาจังหวัด", "แผน"),
    "sara am in two pieces": ("ทํางานร่วมกัน", "ทำงาน"),
    "marks in another order": ("ที\u0e48ประชุม".replace("ี่", "\u0e48\u0e35"), "ที่ประชุม"),
    "Latin letters in any case": ("ลงนาม MOU แล้ว", "mou"),
    "Latin letters between Thai ones": ("ลงนามMOUแล้ว", "MOU"),
    "after an occurrence that does not count": ("เก้าอี้ และ MOUs, MOU", "MOU"),
}
NOT_FOUND = {
    "a Latin word inside another": ("the mousetrap", "MOU"),
    "a piece of a syllable": ("งบ่ายนี้", "งบ"),
    "a consonant that belongs to the vowel before it": ("เงินเดือน", "งิน"),
    "an empty keyword": ("อะไรก็ได้", "  "),
    "another word": ("ภาษาจีน", "งบประมาณ"),
}


@pytest.mark.parametrize(("text", "keyword"), FOUND.values(), ids=FOUND)
def test_a_keyword_is_found(text: str, keyword: str) -> None:
    """A theme is suggested for a text with its keyword, however spelled; the keyword is the reason."""
    assert suggest([entry_of(text)], [theme_of("ไม่มี", keyword)]) == [
        {"entry": "e1", "theme": "t1", "reason": keyword}
    ]


@pytest.mark.parametrize(("text", "keyword"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_a_piece_of_another_word_is_not_a_keyword(text: str, keyword: str) -> None:
    """Letters that only happen to stand inside a Latin word or a Thai syllable suggest nothing."""
    assert suggest([entry_of(text)], [theme_of(keyword)]) == []


def test_what_is_out_of_use_is_passed_over() -> None:
    """Withdrawn entries and retired themes get no suggestion."""
    assert suggest([entry_of("งบประมาณ", withdrawn=True)], [theme_of("งบประมาณ")]) == []
    assert suggest([entry_of("งบประมาณ")], [theme_of("งบประมาณ", state="retired")]) == []


@pytest.mark.parametrize("decision", [Decision.ACCEPTED, Decision.REJECTED])
def test_nobody_is_asked_twice(decision: Decision, store: Store, entry: Make) -> None:
    """A pair that a person has accepted or rejected is never suggested again."""
    codebook.begin(store)
    theme = store.workshop.themes[0]
    store.append([entry(theme.keywords[0], record="e1")])
    assert (refresh(store), {row["theme"] for row in store.suggestions()}) >= (1, {theme.id})
    coding = Coding("e1", theme.id, decision)
    store.append([Revision("c1", coding.id, RecordType.CODING, coding.body())])
    refresh(store)
    assert theme.id not in {row["theme"] for row in store.suggestions()}


def test_new_suggestions_replace_the_old(demonstration: Store) -> None:
    """After a refresh there is one suggestion for each pair, none of them decided, each with its keyword."""
    demonstration.replace_suggestions(
        [{"entry": "gone", "theme": "gone", "reason": "gone", "origin": "keyword", "confidence": None}]
    )
    assert refresh(demonstration) == refresh(demonstration) == len(demonstration.suggestions()) > 0
    texts = {state["id"]: normalised(state["text"]) for state in demonstration.current(RecordType.ENTRY)}
    decided = {state["id"] for state in demonstration.current(RecordType.CODING)}
    for row in demonstration.suggestions():
        if row["origin"] == "keyword":
            assert normalised(row["reason"]) in texts[row["entry"]]
        assert f"{row['entry']}:{row['theme']}" not in decided


def test_suggestions_do_not_change_the_record(demonstration: Store) -> None:
    """A machine's proposals leave the revisions and their fingerprint as they were."""
    before = demonstration.revisions()
    refresh(demonstration)
    assert demonstration.revisions() == before
