"""Sessions, dots and cards: what the record keeps of them, whatever is pressed in whatever order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from sistercity_nb import dots
from sistercity_nb.admission import admit
from sistercity_nb.errors import EntryRefused
from sistercity_nb.model import RecordType
from sistercity_nb.proceedings import Ballot, Deck, Session
from sistercity_nb.store import Revision, Store
from sistercity_nb.workshop import Voters, Voting, Workshop

Make = Callable[..., Revision]
GROUP = "signed"
# The fixtures hold no state that an example changes: each example has a record of its own.
patient = rules(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def fresh(workshop: Workshop) -> Iterator[Store]:
    """An empty record."""
    with TemporaryDirectory() as folder, Store(f"sqlite:///{Path(folder) / 'record.db'}", workshop) as store:
        yield store


def change(record: Session | Ballot | Deck, parents: tuple[str, ...] = (), **more: Any) -> Revision:
    """A revision that says what ``record`` says."""
    kind = RecordType(type(record).__name__.lower())
    return Revision(uuid4().hex, record.id, kind, record.body(), parents, **more)


def voters(workshop: Workshop) -> list[str]:
    """Some who may vote."""
    return sorted(workshop.province_codes)[:3]


def heads(store: Store, type: RecordType, id: str) -> tuple[str, ...]:
    """The heads of a record; none before its first revision."""
    return next((tuple(state["heads"]) for state in store.current(type) if state["id"] == id), ())


def allowed(workshop: Workshop) -> int:
    """How many dots each voter has."""
    assert workshop.voting is not None
    return workshop.voting.dots


@pytest.mark.parametrize(
    "record",
    [
        Session(GROUP, step=2, seconds=90, running=True),
        Session(GROUP, closed=True, simulated=True),
        Ballot(GROUP, "TH-10", {"a": 2, "b": 1}),
        Deck(GROUP, printed=40, unused=(3, 40)),
    ],
)
def test_what_is_stored_is_read_back(record: Session | Ballot | Deck) -> None:
    """A body is read back as the record that it came from."""
    assert type(record).from_body(record.id, record.body()) == record


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (Session, "step", -1),
        (Session, "seconds", 1.5),
        (Session, "running", 1),
        (Ballot, "dots", {"a": 0}),
        (Ballot, "dots", {"a": None}),
        (Ballot, "dots", ["a"]),
        (Ballot, "voter", ""),
        (Deck, "printed", 10_000),
        (Deck, "unused", [0]),
        (Deck, "unused", [None]),
        (Deck, "unused", 3),
    ],
)
def test_what_means_nothing_is_refused(kind: Any, field: str, value: object) -> None:
    """A number out of its range or a value of another kind is refused, naming its field."""
    record = Ballot(GROUP, "TH-10") if kind is Ballot else kind(GROUP)
    with pytest.raises(EntryRefused) as refusal:
        kind.from_body(record.id, {**record.body(), field: value})
    assert refusal.value.field == field


def test_a_record_is_named_after_what_it_is_of() -> None:
    """A ballot of one voter cannot be stored under the name of another's."""
    with pytest.raises(EntryRefused):
        Ballot.from_body("ballot:signed:TH-50", Ballot(GROUP, "TH-10").body())


@pytest.mark.parametrize(
    "record", [Session(GROUP, step=9), Session("nowhere"), Ballot(GROUP, "TH-00"), Ballot("plenary", "TH-10")]
)
def test_a_workshop_admits_its_own_only(store: Store, record: Session | Ballot) -> None:
    """A step, a group or a voter that the workshop does not have is refused."""
    with pytest.raises(EntryRefused):
        store.append([change(record)])


def test_a_workshop_without_voting_takes_no_ballot(workshop: Workshop) -> None:
    """Without [voting] in its file dots are refused; where voters are people, any name of one will do."""
    with pytest.raises(EntryRefused):
        admit(replace(workshop, voting=None), Ballot(GROUP, "TH-10"))
    open_to_all = replace(workshop, voting=Voting(5, Voters.PARTICIPANT))
    assert admit(open_to_all, Ballot(GROUP, "seat-7", {"a": 5}))


@patient
@given(
    placed=st.lists(st.dictionaries(st.integers(0, 3), st.integers(1, 4), max_size=4), min_size=1, max_size=6)
)
def test_no_voter_ever_has_more_dots(workshop: Workshop, entry: Make, placed: list[dict[int, int]]) -> None:
    """Whatever ballots are sent, a voter's dots that count are never more than the workshop gives."""
    with fresh(workshop) as store:
        saved = store.append([entry() for _ in range(4)])
        ids = [state["id"] for state in store.current(RecordType.ENTRY)]
        assert len(saved) == 4
        for put in placed:
            ballot = Ballot(GROUP, "TH-10", {ids[place]: number for place, number in put.items()})
            [answer] = store.append_each([change(ballot, heads(store, RecordType.BALLOT, ballot.id))])
            assert isinstance(answer, EntryRefused) == (sum(put.values()) > allowed(workshop))
        tally = dots.tally(store.current(RecordType.BALLOT), store.current(RecordType.ENTRY))
        assert sum(tally.values()) <= allowed(workshop)


@patient
@given(resent=st.lists(st.integers(0, 2), min_size=1, max_size=12))
def test_one_vote_is_one_vote_on_resend(workshop: Workshop, entry: Make, resent: list[int]) -> None:
    """Ballots that are sent again and again, in any order, are stored once each and counted once."""
    with fresh(workshop) as store:
        [problem] = store.append([entry()])
        id = store.current(RecordType.ENTRY)[0]["id"]
        ballots = [change(Ballot(GROUP, voter, {id: 2})) for voter in voters(workshop)]
        first = {place: store.append([ballots[place]])[0] for place in dict.fromkeys(resent)}
        for place in resent:
            assert store.append([ballots[place]]) == [first[place]]
        assert len(store.revisions()) == 1 + len(first)
        tally = dots.tally(store.current(RecordType.BALLOT), store.current(RecordType.ENTRY))
        assert tally == {id: 2 * len(first)}
        assert problem.number == "A-001"


def test_dots_of_what_is_withdrawn_are_given_back(store: Store, entry: Make) -> None:
    """The dots on a withdrawn entry are not counted, and those of its voter can be put elsewhere."""
    first, second = entry(), entry(kind="recommendation")
    ballot = Ballot(GROUP, "TH-10", {first.record: 3})
    store.append([first, second, change(ballot)])
    gone = {**first.body, "withdrawn": True, "reason": "ซ้ำ"}
    store.append([entry(record=first.record, parents=(first.id,), **gone)])
    entries = store.current(RecordType.ENTRY)
    [state] = store.current(RecordType.BALLOT)
    assert dots.used(state, dots.eligible(entries)) == {}
    assert dots.tally([state], entries) == {}
    assert dots.voters([state], dots.eligible(entries), GROUP) == []
    again = Ballot(GROUP, "TH-10", {second.record: 3})
    store.append([change(again, heads(store, RecordType.BALLOT, ballot.id))])
    assert dots.tally(store.current(RecordType.BALLOT), entries) == {second.record: 3}


def test_dots_count_in_their_own_group_only(store: Store, entry: Make) -> None:
    """A dot on an entry of another group, on an experience or on nothing at all counts nowhere."""
    other, lived, own = entry(group="considering"), entry(kind="experience"), entry()
    store.append([other, lived, own])
    put = {other.record: 1, lived.record: 1, "nothing": 1}
    store.append([change(Ballot(GROUP, "TH-10", put)), change(Ballot(GROUP, "TH-50", {own.record: 1}))])
    assert dots.tally(store.current(RecordType.BALLOT), store.current(RecordType.ENTRY)) == {own.record: 1}


def test_problems_are_weighed_before_recommendations(store: Store, entry: Make) -> None:
    """Candidates are the problems and then the recommendations of the group, each in the order of entry."""
    kinds = ("recommendation", "problem", "experience", "recommendation", "benefit", "problem")
    store.append([entry(kind=kind) for kind in kinds])
    found = dots.candidates(store.current(RecordType.ENTRY), GROUP)
    assert [state["number"] for state in found] == ["A-002", "A-006", "A-001", "A-004"]


STEPS = st.lists(st.sampled_from(["close", "open", "add", "edit 0", "edit 1", "withdraw 0"]), max_size=14)


@patient
@given(steps=STEPS)
@example(steps=["close", "edit 0", "open", "edit 0"])
def test_amended_is_what_changed_while_closed(workshop: Workshop, entry: Make, steps: list[str]) -> None:
    """An entry is marked as amended if and only if it was added or changed while its group was closed."""
    with fresh(workshop) as store:
        entries = [entry(), entry()]
        store.append(entries)
        expected = {one.record: False for one in entries}
        closed = False
        for step in steps:
            verb, _, place = step.partition(" ")
            if verb in ("close", "open"):
                closed = verb == "close"
                session = Session(GROUP, closed=closed)
                store.append([change(session, heads(store, RecordType.SESSION, session.id))])
                continue
            old = entries[int(place)] if place else None
            new = entry(
                record=old.record if old else None,
                parents=heads(store, RecordType.ENTRY, old.record) if old else (),
                amended=not closed,  # what is sent of it does not matter
                **({"withdrawn": True, "reason": "ซ้ำ"} if verb == "withdraw" else {}),
            )
            store.append([new])
            expected[new.record] = expected.get(new.record, False) or closed
        assert {state["id"]: state["amended"] for state in store.current(RecordType.ENTRY)} == expected


def test_two_presses_of_next_are_one_step(store: Store) -> None:
    """Two people who press next at once move the session by one step, and the next press knows of both."""
    [first] = store.append([change(Session(GROUP, step=1, seconds=900, running=True))])
    pressed = Session(GROUP, step=2, seconds=1800, running=True)
    answers = store.append([change(pressed, (first.id,)), change(pressed, (first.id,))])
    assert not any(answer.conflict for answer in answers)  # they agree
    [state] = store.current(RecordType.SESSION)
    assert state["step"] == 2
    [after] = store.append([change(Session(GROUP, step=3), tuple(state["heads"]))])
    assert not after.conflict


def test_a_closed_group_is_opened_by_the_lead_alone(store: Store) -> None:
    """Who may not reopen closes a group but does not open it again; the lead does."""
    closing = change(Session(GROUP, closed=True), may_reopen=False)
    store.append([closing])
    opening = change(Session(GROUP), (closing.id,), may_reopen=False)
    with pytest.raises(EntryRefused):
        store.append([opening])
    store.append([replace(opening, may_reopen=True)])
    assert not store.current(RecordType.SESSION)[0]["closed"]


def test_a_closed_group_takes_no_more_dots(store: Store, entry: Make) -> None:
    """After closing, dots are refused but for the lead; a ballot stored before is answered as before."""
    problem = entry()
    early = change(Ballot(GROUP, "TH-10", {problem.record: 1}), may_reopen=False)
    _, before = store.append([problem, early])
    store.append([change(Session(GROUP, closed=True))])
    late = change(Ballot(GROUP, "TH-50", {problem.record: 1}), may_reopen=False)
    with pytest.raises(EntryRefused) as refusal:
        store.append([late])
    assert "closed" in str(refusal.value)
    assert store.append([early]) == [before]
    store.append([replace(late, may_reopen=True)])
    assert dots.tally(store.current(RecordType.BALLOT), store.current(RecordType.ENTRY)) == {
        problem.record: 2
    }


def test_a_press_that_did_not_see_the_closing_does_not_open_the_group(store: Store) -> None:
    """Whoever moves the step of a group that closed meanwhile moves the step, and the group stays closed."""
    began = change(Session(GROUP, step=1))
    store.append([began])
    store.append([change(Session(GROUP, step=1, closed=True), (began.id,))])
    store.append([change(Session(GROUP, step=2, seconds=60, running=True), (began.id,))])
    (state,) = store.current(RecordType.SESSION)
    assert (state["closed"], state["step"]) == (True, 2)
