"""The append-only log: a revision checked, stamped and added within one open transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from sistercity_nb.admission import Record, admit
from sistercity_nb.checks import LONGEST_LINE, check_id, check_text
from sistercity_nb.errors import EntryRefused
from sistercity_nb.judgements import Finding, Memo, Pairing
from sistercity_nb.model import Coding, Entry, Kind, RecordType, Theme
from sistercity_nb.people import Answers, Participant
from sistercity_nb.proceedings import Ballot, Deck, Session, session_id
from sistercity_nb.store import erasure, projection
from sistercity_nb.store.clock import stamp
from sistercity_nb.store.erasure import is_erased
from sistercity_nb.store.revision import SINCE, Revision, Saved, written_row
from sistercity_nb.store.schema import current, revisions
from sistercity_nb.workshop import Workshop

_KINDS: dict[RecordType, type[Record]] = {
    RecordType.ENTRY: Entry,
    RecordType.THEME: Theme,
    RecordType.CODING: Coding,
    RecordType.SESSION: Session,
    RecordType.BALLOT: Ballot,
    RecordType.DECK: Deck,
    RecordType.PAIRING: Pairing,
    RecordType.MEMO: Memo,
    RecordType.FINDING: Finding,
    RecordType.PARTICIPANT: Participant,
    RecordType.ANSWERS: Answers,
}
# Asked with every revision, see projection.py.
_LATEST = select(func.max(revisions.c.clock)).where(revisions.c.workshop == bindparam("workshop"))
DECIDED_HERE = ("simulated", "amended")  # what the store says of a record, whatever was sent


def checked(revision: Revision, workshop: Workshop) -> Revision:
    """``revision`` with its body complete and checked; needs no database.

    Raises:
        EntryRefused: naming the field and the reason.
    """
    check_id(revision.id)
    for parent in revision.parents:
        check_id(parent, "parents")
    if len(check_text(revision.author, "author")) > LONGEST_LINE:
        raise EntryRefused("author", "This is longer than {longest} characters.", longest=LONGEST_LINE)
    body = admit(workshop, _KINDS[revision.type].from_body(revision.record, revision.body)).body()
    for name in revision.settles or ():
        if name not in body:
            raise EntryRefused("settles", "There is no field {name!r}.", name=str(name)[:40])
    return replace(revision, body=body)


def check_kept(row: Mapping[str, Any]) -> None:
    """Hold a revision that another laptop kept (as ``read_row`` gives it) against the rules of its type.

    Raises:
        EntryRefused: naming the field and the reason.
    """
    try:
        type = RecordType(row["type"])
        datetime.fromisoformat(row["at"])
        stamped = [part.isdigit() for part in row["clock"].split(".")[:2]] == [True, True]
    except (ValueError, TypeError, AttributeError):
        raise EntryRefused("type", "This is not a revision that this program knows.") from None
    if not stamped or not isinstance(row["position"], int):
        raise EntryRefused("clock", "This is not a revision that this program knows.")
    for id in (row["id"], row["record"], *row["parents"]):
        check_id(id)
    if is_erased(row["body"]):
        if erasure.scrubbed(row) != row:
            raise EntryRefused("body", "This is not a revision that this program knows.")
        return
    _KINDS[type].from_body(row["record"], row["body"])  # its workshop's file may have changed since


@dataclass(slots=True)
class Turn:
    """What a writing transaction has learnt already; it holds until the end, since nobody else writes then.

    ``clock`` is the newest stamp, ``positions`` are the newest numbers by group, ``closed`` says of groups
    whether they are; ``rows`` are those of records in the projection and ``stored`` the revisions that are
    there already, by id, None where there is none.
    """

    clock: str | None = None
    positions: dict[str, int] = field(default_factory=dict)
    closed: dict[str, bool] = field(default_factory=dict)
    rows: dict[str, projection.Row | None] = field(default_factory=dict)
    stored: dict[str, projection.Row | None] = field(default_factory=dict)


def look_up(connection: Connection, workshop: str, changes: Iterable[Revision], turn: Turn) -> None:
    """Ask at once what ``append`` would ask for each of ``changes``."""
    wanted = list(changes)
    for start in range(0, len(wanted), projection.AT_ONCE):
        some = wanted[start : start + projection.AT_ONCE]
        ids, records = [one.id for one in some], [one.record for one in some]
        turn.stored |= dict.fromkeys(ids)
        turn.rows |= dict.fromkeys(records)
        known = select(revisions).where(revisions.c.id.in_(ids))
        turn.stored |= {row["id"]: row for row in connection.execute(known).mappings()}
        there = select(current).where(current.c.workshop == workshop, current.c.record.in_(records))
        turn.rows |= {row["record"]: row for row in connection.execute(there).mappings()}


def append(connection: Connection, workshop: Workshop, revision: Revision, node: str, turn: Turn) -> Saved:
    """Add a checked revision that was looked up and bring the projection up to date, in one transaction.

    A revision that is already there is answered as before and not stored again. Nothing is written when it
    is refused, so that the caller's transaction can go on with the next.

    Raises:
        EntryRefused: if its id stands for something else, a parent is unknown, an entry would leave its
            group, or a closed group is changed by somebody who may not.
    """
    row, known = turn.rows[revision.record], turn.stored[revision.id]
    if known is not None:
        own = {name: revision.body[name] for name in DECIDED_HERE if name in revision.body}
        said = {**SINCE.get(known["type"], {}), **json.loads(known["body"]), **own}
        if (known["record"], said) != (revision.record, revision.body) or row is None:
            raise EntryRefused("id", "Another change was already stored under the id {id}.", id=revision.id)
        return _saved(known, row, workshop)
    if row is not None and is_erased(json.loads(row["body"])):
        raise EntryRefused("record", "This was erased and cannot be changed any more.")
    _check_parents(connection, workshop.id, revision, row)
    _check_closed(connection, workshop.id, revision, turn)
    values = written_row(_kept(connection, workshop, revision, row, node, turn))
    seq = connection.execute(insert(revisions), values).inserted_primary_key[0]  # type: ignore[index]
    turn.clock = max(turn.clock or "", values["clock"])
    if revision.type is RecordType.SESSION:
        turn.closed.pop(str(revision.body["group"]), None)
    stored = {**values, "seq": seq}
    shown = projection.project_one(connection, workshop.id, stored, row)
    turn.stored[revision.id], turn.rows[revision.record] = stored, shown
    return _saved(stored, shown, workshop)


def check_answers(connection: Connection, workshop: Workshop, revision: Revision) -> None:
    """Refuse a recommendation that answers what is no problem of the record.

    What it answered before is not asked again: a problem may have become something else since.

    Raises:
        EntryRefused: naming the field.
    """
    answers = revision.body.get("answers") if revision.type is RecordType.ENTRY else None
    if not answers:
        return
    asked = {*answers, revision.record}
    known = {
        row.record: json.loads(row.body)
        for row in connection.execute(
            select(current.c.record, current.c.body).where(
                current.c.workshop == workshop.id,
                current.c.type == str(RecordType.ENTRY),
                current.c.record.in_(asked),
            )
        )
    }
    before = known.get(revision.record, {}).get("answers", [])
    for answer in answers:
        if answer not in before and known.get(answer, {}).get("kind") != Kind.PROBLEM:
            raise EntryRefused("answers", "What it answers must be a problem of the record.")


def _kept(
    connection: Connection,
    workshop: Workshop,
    revision: Revision,
    row: projection.Row | None,
    node: str,
    turn: Turn,
) -> dict[str, Any]:
    """The revision as the record keeps it."""
    anonymous = revision.type is RecordType.ANSWERS  # nothing says who answered, nor when
    at = workshop.opening if anonymous else revision.at or datetime.now(UTC)
    part = str(revision.body.get("group", ""))
    numbered = row is None and revision.type is RecordType.ENTRY
    if anonymous:
        stamped = stamp_of(connection, workshop.id, at, node, revision.parents)
    else:
        stamped = stamped_after(turn.clock or latest(connection, workshop.id), at, node)
    return {
        "id": revision.id,
        "workshop": workshop.id,
        "record": revision.record,
        "type": str(revision.type),
        "parents": list(revision.parents),
        "settles": _settled(revision, row),
        **stamped,
        "author": "" if anonymous else revision.author,
        "position": _next_position(connection, workshop.id, part, turn) if numbered else 0,
        "body": {**revision.body, **_decided(connection, workshop.id, revision, row, turn)},
    }


def _next_position(connection: Connection, workshop: str, part: str, turn: Turn) -> int:
    known = turn.positions.get(part)
    number = projection.next_position(connection, workshop, part) if known is None else known + 1
    turn.positions[part] = number
    return number


def stamp_of(
    connection: Connection, workshop: str, at: datetime, node: str, after: Sequence[str] | None = None
) -> dict[str, str]:
    """``clock`` and ``at`` of a revision that comes in now: after all others, or after those of ``after``."""
    return stamped_after(latest(connection, workshop, after), at, node)


def latest(connection: Connection, workshop: str, among: Sequence[str] | None = None) -> str | None:
    """The newest stamp of the record, or of some revisions of it; None if there is none."""
    query = _LATEST if among is None else _LATEST.where(revisions.c.id.in_(among))
    found: str | None = connection.scalar(query, {"workshop": workshop})
    return found


def stamped_after(newest: str | None, at: datetime, node: str) -> dict[str, str]:
    """``clock`` and ``at`` of a revision that comes in after that of the stamp ``newest``."""
    return {
        "clock": stamp(newest, int(at.timestamp() * 1000), node),
        "at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
    }


def _settled(revision: Revision, row: projection.Row | None) -> list[str]:
    """The fields in which the author chose."""
    if revision.settles is not None:
        return list(revision.settles)
    all_seen = row is not None and set(json.loads(row["heads"])) <= set(revision.parents)
    return sorted(json.loads(row["conflicts"])) if row is not None and all_seen else []


def _decided(
    connection: Connection, workshop: str, revision: Revision, row: projection.Row | None, turn: Turn
) -> dict[str, bool]:
    """What the store says of the record itself.

    Editing a simulated record does not make it real; what was changed after its group closed stays marked.
    """
    before = json.loads(row["body"]) if row is not None else {}
    decided = {"simulated": bool(revision.body["simulated"] or before.get("simulated"))}
    if revision.type is RecordType.ENTRY:
        closed = _closed(connection, workshop, revision.body["group"], turn)
        decided["amended"] = bool(closed or before.get("amended"))
    return decided


def _check_parents(
    connection: Connection, workshop: str, revision: Revision, row: projection.Row | None
) -> None:
    if revision.parents:
        known = connection.scalars(
            select(revisions.c.id).where(
                revisions.c.workshop == workshop,
                revisions.c.record == revision.record,
                revisions.c.id.in_(revision.parents),
            )
        ).all()
        if len(set(known)) != len(set(revision.parents)):
            raise EntryRefused(
                "parents", "This changes a version that is not in the record. Reload the page."
            )
    if row is not None:
        if row["type"] != revision.type:
            raise EntryRefused("type", "{id} is already the name of another record.", id=revision.record)
        if row["part"] != revision.body.get("group", ""):
            raise EntryRefused(
                "group", "An entry stays in its group. Withdraw it and add it to the other group."
            )


def _check_closed(connection: Connection, workshop: str, revision: Revision, turn: Turn) -> None:
    """Refuse what a closed group no longer takes from whoever may not open it again."""
    if revision.may_reopen or revision.type not in (RecordType.SESSION, RecordType.BALLOT):
        return
    if not _closed(connection, workshop, revision.body["group"], turn):
        return
    if revision.type is RecordType.BALLOT:
        raise EntryRefused("group", "This group is closed; its dots stand as they are.")
    if not revision.body["closed"]:
        raise EntryRefused("closed", "This group is closed. Only the lead can open it again.")


def _closed(connection: Connection, workshop: str, group: str, turn: Turn) -> bool:
    if group not in turn.closed:
        session = projection.row_of(connection, workshop, session_id(group))
        turn.closed[group] = session is not None and bool(json.loads(session["body"])["closed"])
    return turn.closed[group]


def _saved(stored: Mapping[Any, Any], row: projection.Row, workshop: Workshop) -> Saved:
    number = projection.number_of(row, workshop)
    return Saved(stored["id"], stored["seq"], number, stored["at"], row["conflicts"] != "{}")


def fingerprint(rows: Iterable[Mapping[str, Any]]) -> str:
    """The SHA-256, in hex, of what the given revisions say, whatever order they arrived in.

    Args:
        rows: as ``Store.revisions`` gives them.
    """
    names = ("id", "record", "type", "parents", "author", "at", "body")
    lines = sorted(json.dumps([row[name] for name in names], sort_keys=True) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()
