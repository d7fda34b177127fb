"""What people decide when they read, and who came: what the record keeps of it, and what it refuses."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from sistercity_nb.admission import Record
from sistercity_nb.errors import EntryRefused
from sistercity_nb.judgements import Finding, Memo, Pairing
from sistercity_nb.model import Decision, RecordType
from sistercity_nb.people import Answers, Participant
from sistercity_nb.store import Revision, Store

RECORDS: list[Record] = [
    Pairing("a", "b", Decision.ACCEPTED),
    Memo("m1", "budget", "ควรแยกงบกลางออกจากงบจังหวัด"),
    Finding("budget", "จังหวัดขาดงบประมาณ", owner="กองการต่างประเทศ", guidelines=(2,), released=True),
    Participant("p1", "นางสาวสมหญิง ใจดี", "นักวิเทศสัมพันธ์", line=1, province="TH-75", attended=True),
    Answers("s1", {"venue": 5}, {"sector": 1}, {"suggestions": "ควรจัดทุกปี"}),
]
ANSWERED: dict[str, Any] = {"scores": {}, "choices": {}, "comments": {}}


def stored(store: Store, type: str, record: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The state of a record after one revision."""
    store.append([Revision(uuid4().hex, record, RecordType(type), body, author="ผู้วิเคราะห์")])
    return next(state for state in store.current(RecordType(type)) if state["id"] == record)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_goes_through_the_store_unchanged(store: Store, record: Record) -> None:
    """What is stored of each kind is read back as the same record."""
    body = record.body()
    state = stored(store, type(record).__name__.lower(), record.id, body)
    assert type(record).from_body(record.id, {name: state[name] for name in body}) == record


@pytest.mark.parametrize(
    ("type", "record", "body", "field"),
    [
        ("pairing", "pairing:b:a", {"first": "b", "second": "a", "decision": "accepted"}, "second"),
        ("pairing", "pairing:a:c", {"first": "a", "second": "b", "decision": "accepted"}, "id"),
        ("memo", "m1", {"about": "budget", "text": " "}, "text"),
        ("memo", "m1", {"text": "ก"}, "about"),
        ("finding", "finding:other", {"theme": "budget"}, "id"),
        ("finding", "finding:budget", {"theme": "budget", "released": True}, "statement"),
        ("finding", "finding:budget", {"theme": "budget", "guidelines": [9]}, "guidelines"),
        ("finding", "finding:budget", {"theme": "budget", "guidelines": 1}, "guidelines"),
        ("finding", "finding:budget", {"theme": "budget", "objectives": ["9.9"]}, "objectives"),
        ("finding", "finding:budget", {"theme": "budget", "alignment": ["1.9"]}, "alignment"),
        ("participant", "p1", {"name": ""}, "name"),
        ("participant", "p1", {"name": "ก", "province": "TH-99"}, "province"),
        ("participant", "p1", {"name": "ก", "breakout": "nowhere"}, "breakout"),
        ("participant", "p1", {"name": "ก", "line": 99}, "line"),
        ("answers", "s1", {**ANSWERED, "scores": {"venue": 6}}, "scores"),
        ("answers", "s1", {**ANSWERED, "scores": {"weather": 3}}, "scores"),
        ("answers", "s1", {**ANSWERED, "scores": [3]}, "scores"),
        ("answers", "s1", {**ANSWERED, "choices": {"sector": 9}}, "choices"),
        ("answers", "s1", {**ANSWERED, "comments": {"weather": "ดี"}}, "comments"),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    store: Store, type: str, record: str, body: dict[str, Any], field: str
) -> None:
    """Each wrong field is refused, the refusal names it, and nothing is stored."""
    with pytest.raises(EntryRefused) as caught:
        stored(store, type, record, body)
    assert caught.value.field == field
    assert store.seq() == 0


def test_an_answered_questionnaire_says_nobody_and_no_time(store: Store) -> None:
    """Whoever typed it in, and whenever: an answered questionnaire keeps neither."""
    state = stored(store, "answers", "s1", {"scores": {"venue": 4}})
    assert (state["author"], state["at"][:10]) == ("", str(store.workshop.start))
    assert store.revisions("s1")[0]["author"] == ""
