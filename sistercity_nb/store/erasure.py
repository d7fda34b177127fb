"""Erasing somebody's words for good: from every revision, from backups, and from whatever a merge brings.

The Personal Data Protection Act lets a person ask for it. What is left is a tombstone: a revision like any
other that says what kind of thing was there and that it was erased, so that counts stay true. It travels with
every merge and takes the words out of an old laptop's revisions too.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select, update

from sistercity_nb.errors import EntryRefused
from sistercity_nb.model import Erasure, RecordType, Release
from sistercity_nb.store import jsonl, projection
from sistercity_nb.store.revision import read_row, written_row
from sistercity_nb.store.schema import FILED, readings, revisions, suggestions

TOMBSTONE = revisions.c.id.startswith("erased-", autoescape=True)  # whether a revision is one
ERASED = "erased"  # the reading that says when words last went out of this file
Row = Mapping[str, Any]  # a revision as `revision.read_row` gives it
# What is left of a field that may say something of a person; all other fields stay, for the counts.
_BLANK: Mapping[str, Mapping[str, Any]] = {
    RecordType.ENTRY: {
        "text": "", "province": None, "severity": None, "cause": "", "owner": "", "due": "", "budget": "",
        "card": None, "answers": [], "release": str(Release.WITHHELD), "withdrawn": True, "reason": "",
    },
    RecordType.PARTICIPANT: {
        "name": "", "position": "", "organisation": "", "province": None, "phone": "", "email": "",
    },
    RecordType.ANSWERS: {"comments": {}},
    RecordType.MEMO: {"text": "", "withdrawn": True},
    RecordType.FINDING: {
        "statement": "", "paragraph": "", "owner": "", "next_step": "", "due": "", "budget": "",
        "released": False,
    },
}  # fmt: skip


def is_erased(body: Mapping[str, Any]) -> bool:
    """Whether this is what an erasure has left."""
    return body.get("erased") is True


def scrubbed(row: Row) -> dict[str, Any]:
    """A revision of an erased record as it is kept: without words and author, but for why it was erased.

    Raises:
        EntryRefused: if records of its type hold nobody's words.
    """
    if row["type"] not in _BLANK:
        raise EntryRefused(
            "type", "Only these can be erased: {types}.", types=", ".join(sorted(map(str, _BLANK)))
        )
    blank = {**_BLANK[row["type"]], "erased": True}
    if "reason" in blank and row["body"].get("reason") in {*Erasure}:
        del blank["reason"]
    return {**row, "author": "", "body": {**row["body"], **blank}}


def digest(workshop: str, name: str) -> str:
    """What a tombstone keeps of a person's name: enough to know the name again, not to read it."""
    return sha256(f"{workshop}\n{name.strip().casefold()}".encode()).hexdigest()


def forgotten(row: Row, people: Iterable[str]) -> dict[str, Any]:
    """The revision, without its author if that is one of ``people``, as ``digest`` names them."""
    known = bool(row["author"]) and digest(row["workshop"], row["author"]) in set(people)
    return {**row, "author": "" if known else row["author"]}


def people_erased(rows: Iterable[Row]) -> set[str]:
    """The digests of the people whose tombstones are among ``rows``."""
    return {row["body"]["digest"] for row in rows if is_erased(row["body"]) and row["body"].get("digest")}


def clean(rows: Iterable[Row], erased: set[str], people: set[str]) -> list[dict[str, Any]]:
    """``rows`` without the words of the records ``erased`` and without the names of ``people``."""
    return [forgotten(scrubbed(row) if row["record"] in erased else row, people) for row in rows]


def erase(connection: Connection, workshop: str, record: str, stamped: Row, why: Erasure | None) -> None:
    """Erase a record within the caller's transaction.

    Args:
        connection: an open writing transaction.
        workshop: the id of the workshop.
        record: the id of the record.
        stamped: ``clock`` and ``at`` of the erasure.
        why: what the report's log says of an entry; None where nobody said.

    Raises:
        EntryRefused: if there is no such record, or its type holds nobody's words.
    """
    row = projection.row_of(connection, workshop, record)
    if row is None:
        raise EntryRefused("record", "There is no record {record}.", record=record)
    [state] = [read_row({**row, "parents": row["heads"], "settles": "[]"})]
    tombstone = {
        "id": f"erased-{uuid4().hex}",
        "workshop": workshop,
        "record": record,
        "type": row["type"],
        "parents": state["parents"],
        "settles": [],
        "position": 0,
        "author": "",
        "body": state["body"],
        **stamped,
    }
    if row["type"] == RecordType.PARTICIPANT and state["body"]["name"]:
        tombstone["body"] = {**state["body"], "digest": digest(workshop, state["body"]["name"])}
    elif row["type"] == RecordType.ENTRY:
        tombstone["body"] = {**state["body"], "reason": why or ""}
    connection.execute(revisions.insert().values(written_row(scrubbed(tombstone))))
    spread(connection, workshop, {record}, people_erased([scrubbed(tombstone)]))


def spread(connection: Connection, workshop: str, records: set[str], people: set[str]) -> None:
    """Take the words of ``records`` and the names of ``people`` out of every revision, and project anew."""
    query = select(revisions).where(revisions.c.workshop == workshop)
    if not people:
        query = query.where(revisions.c.record.in_(sorted(records)))
    changed = set(records)
    for row in connection.execute(query).mappings().all():
        before = read_row(row)
        [after] = clean([before], records, people)
        if after != before:
            connection.execute(
                update(revisions).where(revisions.c.id == row["id"]).values(written_row(after))
            )
            changed.add(row["record"])
    connection.execute(
        delete(suggestions).where(
            suggestions.c.workshop == workshop, suggestions.c.entry.in_(sorted(records))
        )
    )
    read_out = (readings.c.workshop == workshop) & (readings.c.name != FILED)
    connection.execute(delete(readings).where(read_out))  # made anew when asked for
    # When the words went from here, which after a merge is later than they were erased elsewhere.
    now = json.dumps(datetime.now(UTC).isoformat())
    connection.execute(insert(readings), {"workshop": workshop, "name": ERASED, "body": now})
    projection.project(connection, workshop, changed)


def forget_authors(connection: Connection, workshop: str) -> None:
    """Take every author's name out of the record within the caller's transaction."""
    named = select(revisions).where(revisions.c.workshop == workshop, revisions.c.author != "")
    changed = set()
    for row in connection.execute(named).mappings().all():
        values = written_row({**read_row(row), "author": ""})
        connection.execute(update(revisions).where(revisions.c.id == row["id"]).values(values))
        changed.add(row["record"])
    projection.project(connection, workshop, changed)


def erased_records(connection: Connection, workshop: str) -> tuple[set[str], set[str]]:
    """The records that were erased here, and the digests of the people."""
    query = select(revisions).where(revisions.c.workshop == workshop, TOMBSTONE)
    rows = [read_row(row) for row in connection.execute(query).mappings()]
    return {row["record"] for row in rows}, people_erased(rows)


def clean_backups(folder: Path, workshop: str, erased: set[str], people: set[str]) -> list[Path]:
    """Take what was erased out of every backup of JSON Lines in ``folder``; returns those that changed."""
    changed = []
    for path in sorted(folder.glob("*.jsonl")):
        held = jsonl.read(path)
        if held.workshop == workshop and any(clean([row], erased, people) != [row] for row in held.rows):
            cleaned = (row for kept in held.rows for row in clean([kept], erased, people))
            jsonl.write(path, jsonl.in_order(workshop, cleaned))
            changed.append(path)
    return changed
