"""The data frames: the contract of their columns, and that no text is ever taken for something else."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from sistercity_nb import frames
from sistercity_nb.model import Coding, Decision, RecordType
from sistercity_nb.proceedings import Ballot, Session
from sistercity_nb.settings import Settings
from sistercity_nb.store import Revision, Store
from sistercity_nb.themes import codebook

Make = Callable[..., Revision]
LOOKS_LIKE_SOMETHING = [
    "NA",
    "nan",
    "None",
    "null",
    "1e3",
    "007",
    "TRUE",
    "-",
    "=1+1",
    " \u200b ก ",
    "ก\r\nข",
]


def coded(entry: str, theme: str, decision: Decision = Decision.ACCEPTED, **rest: object) -> Revision:
    """A decision that ``theme`` is, or is not, what ``entry`` speaks of."""
    coding = Coding(entry, theme, decision)
    return Revision(f"{coding.id}:{decision}", coding.id, RecordType.CODING, coding.body(), **rest)  # type: ignore[arg-type]


def test_an_empty_record_gives_the_same_columns(store: Store) -> None:
    """Every column is there, of its own type, before anything is recorded."""
    for frame, contract in (
        (frames.entries(store), frames.ENTRIES),
        (frames.entry_themes(store), frames.ENTRY_THEMES),
        (frames.codebook(store), frames.CODEBOOK),
    ):
        assert frame.empty
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == contract


def test_a_text_stays_what_was_typed(store: Store, entry: Make) -> None:
    """No text is read as a number, a truth value or a missing one, and none is trimmed."""
    store.append([entry(text) for text in LOOKS_LIKE_SOMETHING])
    assert frames.entries(store)["text"].tolist() == LOOKS_LIKE_SOMETHING


def test_severity_dots_and_amendments_have_columns(store: Store, entry: Make) -> None:
    """A problem has its severity, its dots of all voters, and whether it changed after its group closed."""
    early, late = entry(severity=3), entry()
    votes = [Ballot("signed", voter, {early.record: dots}) for voter, dots in (("TH-10", 2), ("TH-50", 1))]
    closed = Session("signed", closed=True)
    store.append([early, *(Revision(vote.id, vote.id, RecordType.BALLOT, vote.body()) for vote in votes)])
    store.append([Revision("closing", closed.id, RecordType.SESSION, closed.body()), late])
    frame = frames.entries(store)
    assert frame["severity"].tolist() == [3, pd.NA]
    assert frame["dots"].tolist() == [3, 0]
    assert frame["amended"].tolist() == [False, True]


def test_what_was_not_named_is_missing(store: Store, entry: Make) -> None:
    """An entry without province and guideline has neither, and one with them has both and its region."""
    store.append([entry(), entry(province="TH-50", guideline=2)])
    frame = frames.entries(store)
    assert frame["province"].isna().tolist() == [True, False]
    assert frame["guideline"].isna().tolist() == [True, False]
    row = frame.to_dict("records")[1]
    assert (row["province"], row["region"], row["guideline"]) == ("TH-50", "north", 2)


def test_entries_come_by_group_and_number(store: Store, entry: Make) -> None:
    """Rows follow the workshop's order of groups, then the order of recording, beyond the 999th too."""
    store.append([entry(group="not-started"), entry(group="plenary", kind="visit")])
    store.append([entry(group="signed") for _ in range(1001)])
    numbers = frames.entries(store)["number"].tolist()
    assert numbers[:2] == ["A-001", "A-002"]
    assert numbers[999:] == ["A-1000", "A-1001", "C-001", "P-001"]


def test_a_withdrawn_entry_is_kept_and_marked(store: Store, entry: Make) -> None:
    """A withdrawn entry is a row that says so and why."""
    store.append([entry(record="e1", id="r1")])
    store.append([entry(record="e1", id="r2", parents=("r1",), withdrawn=True, reason="ซ้ำ")])
    [row] = frames.entries(store).to_dict("records")
    assert (row["withdrawn"], row["reason"], row["revision"]) == (True, "ซ้ำ", "r2")


def test_a_conflict_is_quoted_by_the_strictest_of_its_versions(store: Store, entry: Make) -> None:
    """While two versions stand beside each other, a text that one of them withholds is withheld."""
    store.append([entry(record="e1", id="r1")])
    store.append([entry(record="e1", id="r2", parents=("r1",), release="withheld")])
    store.append([entry(record="e1", id="r3", parents=("r1",), release="attributed")])
    [row] = frames.entries(store).to_dict("records")
    assert (row["conflict"], row["revision"], row["release"]) == (True, "r3", "withheld")


def test_only_what_a_person_accepted_is_a_theme_of_an_entry(store: Store, entry: Make) -> None:
    """Rejected themes, retired ones and a machine's suggestions are not in the frame."""
    codebook.begin(store)
    first, second, *_ = (theme.id for theme in store.workshop.themes)
    store.append([entry(record="e1"), entry(record="e2")])
    store.replace_suggestions(
        [{"entry": "e2", "theme": first, "reason": "งบ", "origin": "keyword", "confidence": None}]
    )
    store.append([coded("e1", first), coded("e1", second), coded("e2", second, Decision.REJECTED)])
    assert frames.entry_themes(store)[["entry", "theme"]].values.tolist() == [["e1", first], ["e1", second]]
    [state] = [state for state in store.current(RecordType.THEME) if state["id"] == second]
    body = {name: state[name] for name in ("title", "description", "keywords", "simulated")}
    retired = Revision("r", second, RecordType.THEME, {**body, "state": "retired"}, (state["revision"],))
    store.append([retired])
    assert frames.entry_themes(store)["theme"].tolist() == [first]
    assert frames.codebook(store).set_index("theme").loc[second, "state"] == "retired"


def test_the_codebook_keeps_the_order_of_the_workshop(store: Store) -> None:
    """Themes come as the workshop file lists them, then as they were added."""
    codebook.begin(store)
    store.append([Revision("r", "a-later-one", RecordType.THEME, {"title": "ประเด็นใหม่"})])
    order = [*(theme.id for theme in store.workshop.themes), "a-later-one"]
    assert frames.codebook(store)["theme"].tolist() == order


def test_a_group_that_left_the_workshop_file_keeps_its_entries(
    store: Store, entry: Make, choice: Settings
) -> None:
    """An entry whose group the edited file no longer names is still a row, under the group's old id."""
    store.append([entry(group="signed"), entry(group="considering")])
    fewer = replace(store.workshop, groups=store.workshop.groups[:1])
    with Store(choice.store, fewer) as later:
        assert frames.entries(later)["group"].tolist() == ["signed", "considering"]


def test_a_frame_that_breaks_its_contract_is_not_passed_on() -> None:
    """A column of another type or name is an error that names it."""
    with pytest.raises(TypeError, match="'n' is of float64"):
        frames.checked(pd.DataFrame({"n": [1.5]}), {"n": "int64"})
    with pytest.raises(TypeError, match="the contract has"):
        frames.checked(pd.DataFrame({"m": [1]}), {"n": "int64"})
