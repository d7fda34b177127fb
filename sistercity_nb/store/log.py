"""The append-only log and its projection, as functions over one open transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from sistercity_nb.admission import Record, admit
from sistercity_nb.checks import LONGEST_LINE, check_id, check_text
from sistercity_nb.errors import EntryRefused
from sistercity_nb.judgements import Finding, Memo, Pairing
from sistercity_nb.model import Coding, Entry, RecordType, Theme
from sistercity_nb.people import Answers, Participant
from sistercity_nb.proceedings import Ballot, Deck, Session, session_id
from sistercity_nb.store.clock import stamp
from sistercity_nb.store.schema import current, revisions
from sistercity_nb.workshop import Workshop

Row = Mapping[Any, Any]  # a row of `current`
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
# Fields that records of an earlier version do not have.
_SINCE: dict[str, dict[str, Any]] = {
    str(RecordType.ENTRY): {
        "severity": None, "cause": "", "owner": "", "due": "", "budget": "", "card": None, "amended": False,
    },
    str(RecordType.THEME): {"parent": "", "examples": [], "counter_examples": []},
    str(RecordType.CODING): {"coder": ""},
}  # fmt: skip
_DECIDED_HERE = ("simulated", "amended")  # what the store says of a record, whatever was sent


@dataclass(frozen=True, slots=True)
class Revision:
    """A change to one record, as its author made it.

    ``parents`` are the heads that the author saw; ``at`` is given only for what was recorded elsewhere;
    ``may_reopen`` says whether its author may open a closed group again, or put dots in it.
    """

    id: str
    record: str
    type: RecordType
    body: Mapping[str, Any]
    parents: tuple[str, ...] = ()
    author: str = ""
    at: datetime | None = None
    may_reopen: bool = True


@dataclass(frozen=True, slots=True)
class Saved:
    """The store's answer for a revision that is on disk once the transaction is committed."""

    id: str
    seq: int
    number: str
    at: str
    conflict: bool


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
    record = admit(workshop, _KINDS[revision.type].from_body(revision.record, revision.body))
    return replace(revision, body=record.body())


def append(connection: Connection, workshop: Workshop, revision: Revision, node: str) -> Saved:
    """Add a checked revision and bring the projection up to date, within the caller's transaction.

    A revision that is already there is answered as before and not stored again. Nothing is written when it
    is refused, so that the caller's transaction can go on with the next.

    Raises:
        EntryRefused: if its id stands for something else, a parent is unknown, an entry would leave its
            group, or a closed group is changed by somebody who may not.
    """
    row = _row(connection, workshop.id, revision.record)
    same_id = select(revisions).where(revisions.c.id == revision.id)
    known = connection.execute(same_id).mappings().one_or_none()
    if known is not None:
        own = {name: revision.body[name] for name in _DECIDED_HERE if name in revision.body}
        said = {**_SINCE.get(known["type"], {}), **json.loads(known["body"]), **own}
        if (known["record"], said) != (revision.record, revision.body) or row is None:
            raise EntryRefused("id", "Another change was already stored under the id {id}.", id=revision.id)
        return _saved(known["id"], known["seq"], known["at"], row, workshop)
    _check_parents(connection, workshop.id, revision, row)
    _check_closed(connection, workshop.id, revision)
    anonymous = revision.type is RecordType.ANSWERS  # nothing says who answered, nor when
    at = workshop.opening if anonymous else revision.at or datetime.now(UTC)
    body = {**revision.body, **_decided(connection, workshop.id, revision, row)}
    latest = connection.scalar(select(revisions.c.clock).order_by(revisions.c.seq.desc()).limit(1))
    values = {
        "id": revision.id,
        "workshop": workshop.id,
        "record": revision.record,
        "type": str(revision.type),
        "parents": json.dumps(list(revision.parents)),
        "clock": stamp(latest, int(at.timestamp() * 1000), node),
        "at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "author": "" if anonymous else revision.author,
        "body": json.dumps(body, ensure_ascii=False, sort_keys=True),
    }
    seq = connection.execute(insert(revisions).values(values)).inserted_primary_key[0]  # type: ignore[index]
    return _project(
        connection, workshop, {**values, "seq": seq, "simulated": body["simulated"]}, revision, row
    )


def _decided(
    connection: Connection, workshop: str, revision: Revision, row: RowMapping | None
) -> dict[str, bool]:
    """What the store says of the record itself.

    Editing a simulated record does not make it real; what was changed after its group closed stays marked.
    """
    before = json.loads(row["body"]) if row is not None else {}
    decided = {"simulated": bool(revision.body["simulated"] or before.get("simulated"))}
    if revision.type is RecordType.ENTRY:
        closed = _closed(connection, workshop, revision.body["group"])
        decided["amended"] = bool(closed or before.get("amended"))
    return decided


def _check_parents(connection: Connection, workshop: str, revision: Revision, row: RowMapping | None) -> None:
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


def _check_closed(connection: Connection, workshop: str, revision: Revision) -> None:
    """Refuse what a closed group no longer takes from whoever may not open it again."""
    if revision.may_reopen or revision.type not in (RecordType.SESSION, RecordType.BALLOT):
        return
    if not _closed(connection, workshop, revision.body["group"]):
        return
    if revision.type is RecordType.BALLOT:
        raise EntryRefused("group", "This group is closed; its dots stand as they are.")
    if not revision.body["closed"]:
        raise EntryRefused("closed", "This group is closed. Only the lead can open it again.")


def _closed(connection: Connection, workshop: str, group: str) -> bool:
    session = _row(connection, workshop, session_id(group))
    return session is not None and bool(json.loads(session["body"])["closed"])


def _project(
    connection: Connection,
    workshop: Workshop,
    values: Mapping[str, Any],
    revision: Revision,
    row: RowMapping | None,
) -> Saved:
    """Bring ``current`` up to date: the newest revision is shown, every head that it did not see is kept."""
    shown = {
        "seq": values["seq"],
        "revision": revision.id,
        "author": values["author"],
        "at": values["at"],
        "body": values["body"],
        "simulated": values["simulated"],
    }
    if row is None:
        part = str(revision.body.get("group", ""))
        numbered = revision.type is RecordType.ENTRY
        shown |= {
            "workshop": workshop.id,
            "record": revision.record,
            "type": str(revision.type),
            "part": part,
            "position": _next_position(connection, workshop.id, part) if numbered else 0,
            "heads": json.dumps([revision.id]),
            "created": values["at"],
        }
        connection.execute(insert(current).values(shown))
    else:
        unseen = [head for head in json.loads(row["heads"]) if head not in revision.parents]
        shown["heads"] = json.dumps([*unseen, revision.id])
        connection.execute(
            update(current)
            .where(current.c.workshop == workshop.id, current.c.record == revision.record)
            .values(shown)
        )
    return _saved(revision.id, values["seq"], values["at"], {**(row or {}), **shown}, workshop)


def _next_position(connection: Connection, workshop: str, part: str) -> int:
    newest = connection.scalar(
        select(func.max(current.c.position)).where(
            current.c.workshop == workshop, current.c.type == RecordType.ENTRY, current.c.part == part
        )
    )
    return (newest or 0) + 1


def _row(connection: Connection, workshop: str, record: str) -> RowMapping | None:
    return (
        connection.execute(select(current).where(current.c.workshop == workshop, current.c.record == record))
        .mappings()
        .one_or_none()
    )


def _saved(id: str, seq: int, at: str, row: Row, workshop: Workshop) -> Saved:
    return Saved(id, seq, _number(row, workshop), at, len(json.loads(row["heads"])) > 1)


def _number(row: Row, workshop: Workshop) -> str:
    return f"{workshop.letter(row['part'])}-{row['position']:03d}" if row["position"] else ""


def states(rows: Sequence[Row], workshop: Workshop) -> list[dict[str, Any]]:
    """Rows of ``current`` as the plain dicts that pages, frames and the feed read.

    The record's own fields beside ``id, type, number, seq, revision, heads, conflict, author, at, created``.
    """
    # One text of all bodies is read three times as fast as each by itself.
    bodies, heads = (json.loads(f"[{','.join(row[name] for row in rows)}]") for name in ("body", "heads"))
    return [_state(*parts, workshop) for parts in zip(rows, bodies, heads, strict=True)]


def _state(row: Row, body: Mapping[str, Any], heads: list[str], workshop: Workshop) -> dict[str, Any]:
    return {
        **_SINCE.get(row["type"], {}),
        **body,
        "id": row["record"],
        "type": row["type"],
        "number": _number(row, workshop),
        "seq": row["seq"],
        "revision": row["revision"],
        "heads": heads,
        "conflict": len(heads) > 1,
        "author": row["author"],
        "at": row["at"],
        "created": row["created"],
    }


def fingerprint(rows: Iterable[Mapping[str, Any]]) -> str:
    """The SHA-256, in hex, of what the given revisions say, whatever order they arrived in.

    Args:
        rows: as ``Store.revisions`` gives them.
    """
    names = ("id", "record", "type", "parents", "author", "at", "body")
    lines = sorted(json.dumps([row[name] for name in names], sort_keys=True) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()
