"""Laptops that were offline: in whatever order they are brought together, one record comes out."""

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from laptops import LAPTOPS, brought, emptied, histories, laptops, picture, play

from sistercity_nb.errors import EntryRefused, MergeRefused
from sistercity_nb.model import RecordType
from sistercity_nb.settings import Settings
from sistercity_nb.store import Revision, Store, open_store, projection
from sistercity_nb.store.projection import copies, expected
from sistercity_nb.workshop import Workshop

Make = Callable[..., Revision]
ORDERS = [*permutations(range(LAPTOPS)), (2, 0, 0, 1, 2)]


@pytest.fixture
def room(tmp_path: Path, workshop: Workshop) -> Iterator[list[Store]]:
    """Three laptops, and one on which theirs are brought together."""
    with laptops(tmp_path, workshop, LAPTOPS + 1) as stores:
        yield stores


def hold(history: Any, room: list[Store], orders: Sequence[Sequence[int]]) -> None:
    """Play a history and hold what comes out of it against what people meant."""
    *people, whole = [emptied(store) for store in room]
    told = play(history, people)
    parts = [store.revisions() for store in people]
    for part in parts:
        whole.merge(part)
    expected = picture(whole)
    empty = emptied(people.pop())
    for order in orders:
        assert brought(empty, [parts[laptop] for laptop in order]) == expected
    for store in people:  # and what a laptop becomes, which wrote its own part in an order of its own
        assert brought(store, parts) == expected
    _hold_values(whole, told.meant)
    _hold_numbers(whole)


def _hold_values(store: Store, meant: dict[str, dict[str, Any]]) -> None:
    """Every value that somebody set stands, is one of a conflict, or was set anew by one who had seen it."""
    rows = {row["id"]: row for row in store.revisions()}
    after: dict[str, set[str]] = {id: set() for id in rows}
    for id in sorted(rows, key=lambda id: rows[id]["clock"], reverse=True):
        for parent in rows[id]["parents"]:
            after[parent] |= {id} | after[id]
    states = {state["id"]: state for state in store.changes_since(0)}
    for id, values in meant.items():
        state = states[rows[id]["record"]]
        for name, value in values.items():
            knowingly = any(name in meant[later] for later in after[id])
            listed = id in state["conflicts"].get(name, ())
            assert state[name] == value or knowingly or listed, (id, name, value, state)
    for state in states.values():
        for ids in state["conflicts"].values():
            assert len(ids) > 1
            assert not any(one in after[other] for one in ids for other in ids)


def _in_order(store: Store) -> list[dict[str, Any]]:
    return sorted(store.revisions(), key=lambda row: (row["clock"], row["id"]))


def _hold_numbers(store: Store) -> None:
    """No number is given twice; the first entry that got it has it, the others have its digits."""
    rows = {row["record"]: row for row in reversed(_in_order(store))}
    entries = store.current(RecordType.ENTRY)
    numbers = [state["number"] for state in entries]
    assert len(set(numbers)) == len(numbers)
    first: dict[tuple[str, int], str] = {}
    for state in sorted(entries, key=lambda state: (rows[state["id"]]["clock"], rows[state["id"]]["id"])):
        given = rows[state["id"]]["position"]
        plain = f"{store.workshop.letter(state['group'])}-{given:03d}"
        assert state["number"].startswith(plain)
        assert (state["number"] == plain) == (
            first.setdefault((state["group"], given), state["id"]) == state["id"]
        )


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(history=histories)
def test_every_order_gives_one_record_and_loses_no_value(room: list[Store], history: Any) -> None:
    """Whatever three laptops did, the union is one in every order, and nothing is displaced in silence."""
    hold(history, room, ORDERS)


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(history=histories)
def test_a_few_revisions_at_a_time_are_the_same_record(room: list[Store], history: Any) -> None:
    """However few revisions of a record are held at once while it is brought in, one record comes out."""
    with patch.object(projection, "SOME", 2):
        hold(history, room, ORDERS[-2:])


@pytest.mark.drill
def test_ten_thousand_histories(room: list[Store], capsys: pytest.CaptureFixture[str]) -> None:
    """The same for ten thousand histories, of which many are in conflict somewhere."""
    clashed = [0]

    @rules(suppress_health_check=list(HealthCheck), max_examples=10_000, database=None)
    @given(history=histories)
    def drill(history: Any) -> None:
        hold(history, room, ((2, 1, 0), (1, 2, 0, 0, 1)))
        clashed[0] += any(state["conflict"] for state in room[LAPTOPS].changes_since(0))

    drill()
    with capsys.disabled():
        sys.stdout.write(
            f"\n10,000 histories of three laptops: identical in every order; {clashed[0]:,} with conflicts\n"
        )
    assert clashed[0] > 500


@pytest.fixture
def other(tmp_path: Path, choice: Settings, workshop: Workshop) -> Iterator[Store]:
    """A second laptop with the same workshop."""
    with Store(f"sqlite:///{tmp_path / 'other.db'}", workshop) as store:
        yield store


def state_of(store: Store, id: str) -> dict[str, Any]:
    """The state of one entry."""
    return next(state for state in store.current(RecordType.ENTRY) if state["id"] == id)


def parted(store: Store, other: Store, entry: Make) -> None:
    """Both laptops have one entry, made on the first."""
    store.append([entry("ต้นฉบับ", record="e1", id="r1")])
    other.merge(store.revisions())


def test_edits_of_different_fields_are_joined(store: Store, other: Store, entry: Make) -> None:
    """Who changed the text and who named the province are both right: nothing has to be chosen."""
    parted(store, other, entry)
    store.append([entry("ข้อความใหม่", record="e1", parents=("r1",), id="a")])
    other.append([entry("ต้นฉบับ", record="e1", parents=("r1",), id="b", province="TH-50")])
    store.merge(other.revisions())
    state = state_of(store, "e1")
    assert (state["text"], state["province"], state["conflict"]) == ("ข้อความใหม่", "TH-50", False)
    assert state["heads"] == ["a", "b"]
    stored = next(row for row in store.revisions() if row["id"] == state["revision"])
    assert stored["body"]["text"] == state["text"]  # a quotation is held against this revision


def test_only_who_sets_the_field_settles_it(store: Store, other: Store, entry: Make) -> None:
    """A later change of another field, by one who saw both texts, leaves the texts for a person to choose."""
    parted(store, other, entry)
    store.append([entry("หนึ่ง", record="e1", parents=("r1",), id="a")])
    other.append([entry("สอง", record="e1", parents=("r1",), id="b")])
    store.merge(other.revisions())
    state = state_of(store, "e1")
    assert state["conflicts"] == {"text": ["a", "b"]}
    store.append([entry(state["text"], record="e1", parents=("a", "b"), id="c", province="TH-50")])
    assert state_of(store, "e1")["conflicts"] == {"text": ["a", "b"]}
    chosen = entry(state["text"], record="e1", parents=("c",), id="d", province="TH-50")
    store.append([Revision(**{**_fields(chosen), "settles": ("text",)})])
    state = state_of(store, "e1")
    assert (state["conflict"], state["text"], state["heads"]) == (False, "สอง", ["d"])
    other.merge(store.revisions())
    assert state_of(other, "e1") | {"seq": 0} == state | {"seq": 0}


def _fields(revision: Revision) -> dict[str, Any]:
    return {name: getattr(revision, name) for name in Revision.__slots__}


def test_a_number_on_paper_stays_the_number_of_its_entry(store: Store, other: Store, entry: Make) -> None:
    """Two laptops gave A-001: the earlier entry keeps it, the other is A-001b, and the next is A-002."""
    store.append([entry("ก่อน", record="e1")])
    other.append([entry("หลัง", record="e2")])
    seq = other.seq()
    other.merge(store.revisions())
    assert [(one["number"], one["id"]) for one in other.current(RecordType.ENTRY)] == [
        ("A-001", "e1"),
        ("A-001b", "e2"),
    ]
    assert {one["id"] for one in other.changes_since(seq)} == {"e1", "e2"}  # screens hear of the new number
    assert other.append([entry()])[0].number == "A-002"


def test_merging_again_changes_nothing(store: Store, other: Store, entry: Make) -> None:
    """What is here already is not stored twice, and no screen is told of it."""
    other.append([entry(record="e1"), entry(record="e2")])
    assert store.merge(other.revisions()).revisions == 2
    seq = store.seq()
    assert store.merge(other.revisions()).revisions == 0
    assert store.seq() == seq
    assert store.changes_since(seq) == []


def test_another_workshop_is_refused(store: Store, other: Store, entry: Make) -> None:
    """The record of another workshop is refused by its name, and nothing of it is taken."""
    other.append([entry()])
    with pytest.raises(MergeRefused, match="elsewhere"):
        store.merge([{**row, "workshop": "elsewhere"} for row in other.revisions()])
    assert store.revisions() == []


def test_one_id_is_one_revision_everywhere(store: Store, other: Store, entry: Make) -> None:
    """A record in which a revision says something else under the same id is refused as a whole."""
    store.append([entry("ก", record="e1", id="r1")])
    other.append([entry("ข", record="e1", id="r1"), entry(record="e2", id="r2")])
    with pytest.raises(MergeRefused, match="r1"):
        store.merge(other.revisions())
    assert len(store.revisions()) == 1


def test_what_no_door_would_take_is_not_merged(store: Store, other: Store, entry: Make) -> None:
    """A revision is held against the same rules on every way into the record."""
    other.append([entry(record="e1", id="r1")])
    [row] = other.revisions()
    with pytest.raises(MergeRefused) as caught:
        store.merge([{**row, "body": {**row["body"], "text": " "}}])
    assert isinstance(caught.value.__cause__, EntryRefused)


def test_who_answered_when_cannot_be_told(store: Store) -> None:
    """The stamp of an answered questionnaire does not say when it came, nor after what."""
    answers = [Revision(f"a{n}", f"q{n}", RecordType.ANSWERS, {"scores": {}}, author="ใคร") for n in range(2)]
    store.append(answers)
    rows = store.revisions()
    assert len({row["clock"].rsplit(".", 1)[0] for row in rows}) == 1
    assert {row["author"] for row in rows} == {""}


def test_the_projection_follows_from_the_revisions(choice: Settings, entry: Make) -> None:
    """What is projected change by change is what follows from the revisions alone."""
    with open_store(choice) as store:
        store.append([entry(record="e1", id="r1"), entry(record="e2"), entry(record="e1", parents=("r1",))])
        rows = store.revisions()
        with store.engine.connect() as connection:
            kept = {
                row["record"]: dict(row)
                for row in connection.exec_driver_sql("SELECT * FROM current").mappings()
            }
    made = expected(rows)
    assert copies(kept) == {id: row["copy"] for id, row in kept.items()}
    assert {id: {name: row[name] for name in made[id]} for id, row in kept.items()} == {
        id: {**row, "simulated": int(row["simulated"])} for id, row in made.items()
    }
