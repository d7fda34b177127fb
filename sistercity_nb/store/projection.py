"""The projection: one row of ``current`` a record, a function of the set of its revisions."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, tuple_, update

from sistercity_nb.model import RecordType
from sistercity_nb.store.revision import SINCE, complete, hash_of, read_row
from sistercity_nb.store.schema import current, revisions
from sistercity_nb.store.standing import Standing, standing
from sistercity_nb.workshop import Workshop

Row = Mapping[Any, Any]  # a row of `current`
AT_ONCE = 500  # values in one question: every engine takes so many
SOME = 5_000  # revisions held at a time while all are read
LETTERS = 26


# Asked with every revision: building such a question anew takes three times as long as answering it.
_ROW = select(current).where(
    current.c.workshop == bindparam("workshop"), current.c.record == bindparam("record")
)
_NEWEST = select(func.max(current.c.position)).where(
    current.c.workshop == bindparam("workshop"),
    current.c.type == str(RecordType.ENTRY),
    current.c.part == bindparam("part"),
)


def row_of(connection: Connection, workshop: str, record: str) -> RowMapping | None:
    """The row of one record, or None."""
    return connection.execute(_ROW, {"workshop": workshop, "record": record}).mappings().one_or_none()


def next_position(connection: Connection, workshop: str, part: str) -> int:
    """The number of the next entry of a group."""
    newest = connection.scalar(_NEWEST, {"workshop": workshop, "part": part})
    return (newest or 0) + 1


def project_one(connection: Connection, workshop: str, values: Row, row: Row | None) -> Row:
    """Bring ``current`` up to date after one revision was added, and return the record's row.

    Whoever saw everything says what stands; else the whole history of the record decides.

    Args:
        connection: an open transaction.
        workshop: the id of the workshop.
        values: the new row of ``revisions``.
        row: the record's row before.
    """
    linear = row is None or (
        row["conflicts"] == "{}" and set(json.loads(row["heads"])) <= set(json.loads(values["parents"]))
    )
    if not linear:
        [renewed] = project(connection, workshop, [values["record"]])
        return renewed
    body = json.loads(values["body"])
    shown = {
        "seq": values["seq"],
        "revision": values["id"],
        "heads": json.dumps([values["id"]]),
        "author": values["author"],
        "at": values["at"],
        "body": values["body"],
        "simulated": body["simulated"],
    }
    if row is not None:
        _update(connection, workshop, values["record"], shown)
        return {**row, **shown}
    shown |= {
        "workshop": workshop,
        "record": values["record"],
        "type": values["type"],
        "part": str(body.get("group", "")),
        "position": values["position"],
        "created": values["at"],
        "conflicts": "{}",
        "copy": 0,
        "born": _born(values),
    }
    connection.execute(insert(current), shown)
    return shown


def project(connection: Connection, workshop: str, records: Iterable[str]) -> list[Row]:
    """Make the rows of ``records`` anew from all of their revisions, and return them.

    However many revisions they have, only some of them are held at a time.
    """
    wanted = sorted(set(records))
    return [
        row
        for start in range(0, len(wanted), AT_ONCE)
        for some in batches(connection, workshop, wanted[start : start + AT_ONCE])
        for row in _project_some(connection, workshop, some)
    ]


def rebuild(connection: Connection) -> None:
    """Make the whole projection anew, of every workshop, and hash what has no hash yet."""
    _hash(connection)
    connection.execute(delete(current))
    for workshop in connection.scalars(select(revisions.c.workshop).distinct()).all():
        for some in batches(connection, workshop):
            project(connection, workshop, some)
        number(connection, workshop)


def batches(connection: Connection, workshop: str, among: Sequence[str] | None = None) -> Iterator[list[str]]:
    """Every record (of ``among``), some at a time: no more than about ``SOME`` revisions are held at once."""
    lengths = select(revisions.c.record, func.count()).where(revisions.c.workshop == workshop)
    if among is not None:
        lengths = lengths.where(revisions.c.record.in_(among))
    some: list[str] = []
    held = 0
    for record, length in connection.execute(lengths.group_by(revisions.c.record)).all():
        some.append(record)
        held += length
        if held >= SOME or len(some) == AT_ONCE:
            yield some
            some, held = [], 0
    if some:
        yield some


def _hash(connection: Connection) -> None:
    """Hash every revision that has no hash yet; only some of them are held at a time."""
    hashed = update(revisions).where(revisions.c.seq == bindparam("number")).values(hash=bindparam("made"))
    unhashed = select(revisions).where(revisions.c.hash == "").order_by(revisions.c.seq).limit(SOME)
    last = 0
    while rows := connection.execute(unhashed.where(revisions.c.seq > last)).mappings().all():
        connection.execute(hashed, [{"number": row["seq"], "made": hash_of(read_row(row))} for row in rows])
        last = rows[-1]["seq"]


def expected(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What ``current`` holds for all revisions of some records, by record, but for ``seq`` and ``copy``."""
    histories: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        histories.setdefault(row["record"], []).append(row)
    return {record: _row(standing(map(complete, history))) for record, history in histories.items()}


def number(connection: Connection, workshop: str) -> None:
    """Tell entries apart that two laptops gave one number: the first keeps it, the others get a letter.

    What gets another number by this counts as changed now, so that every screen hears of it.
    """
    twice = (
        select(current.c.part, current.c.position)
        .where(current.c.workshop == workshop, current.c.position > 0)
        .group_by(current.c.part, current.c.position)
        .having(func.count() > 1)
    )
    named = tuple_(current.c.part, current.c.position)
    query = select(current).where(current.c.workshop == workshop, named.in_(twice) | (current.c.copy > 0))
    rows = {row["record"]: row for row in connection.execute(query).mappings()}
    newest = connection.scalar(select(func.max(revisions.c.seq))) or 0
    for record, copy in copies(rows).items():
        if rows[record]["copy"] != copy:
            _update(connection, workshop, record, {"copy": copy, "seq": newest})


def number_of(row: Row, workshop: Workshop) -> str:
    """The number that people quote: A-012; A-012b for the second entry that got it; "" for what has none."""
    if not row["position"]:
        return ""
    copy = row["copy"]
    letter = "" if not copy else chr(ord("a") + copy) if copy < LETTERS else f"z{copy}"
    return f"{workshop.letter(row['part'])}-{row['position']:03d}{letter}"


def states(rows: Sequence[Row], workshop: Workshop) -> list[dict[str, Any]]:
    """Rows of ``current`` as the plain dicts that pages, frames and the feed read.

    The record's own fields beside ``id, type, number, seq, revision, heads, conflict, conflicts, erased,
    author, at, created``.
    """
    # One text of all bodies is read three times as fast as each by itself.
    bodies, heads, conflicts = (
        json.loads(f"[{','.join(row[name] for row in rows)}]") for name in ("body", "heads", "conflicts")
    )
    return [_state(*parts, workshop) for parts in zip(rows, bodies, heads, conflicts, strict=True)]


def _state(
    row: Row, body: Mapping[str, Any], heads: list[str], conflicts: dict[str, list[str]], workshop: Workshop
) -> dict[str, Any]:
    return {
        **SINCE.get(row["type"], {}),
        **{name: value for name, value in body.items() if name != "digest"},
        "id": row["record"],
        "type": row["type"],
        "number": number_of(row, workshop),
        "seq": row["seq"],
        "revision": row["revision"],
        "heads": heads,
        "conflict": bool(conflicts),
        "conflicts": conflicts,
        "erased": body.get("erased", False),
        "author": row["author"],
        "at": row["at"],
        "created": row["created"],
    }


def _project_some(connection: Connection, workshop: str, records: Sequence[str]) -> list[dict[str, Any]]:
    histories: dict[str, list[dict[str, Any]]] = {record: [] for record in records}
    of_records = select(revisions).where(revisions.c.workshop == workshop, revisions.c.record.in_(records))
    for row in connection.execute(of_records).mappings():
        histories[row["record"]].append(complete(read_row(row)))
    known = select(current.c.record, current.c.copy).where(
        current.c.workshop == workshop, current.c.record.in_(records)
    )
    copied = {row.record: row.copy for row in connection.execute(known)}
    rows = [
        {
            "workshop": workshop,
            "record": record,
            **_row(standing(history)),
            "seq": max(row["seq"] for row in history),
            "copy": copied.get(record, 0),
        }
        for record, history in histories.items()
    ]
    connection.execute(delete(current).where(current.c.workshop == workshop, current.c.record.in_(records)))
    connection.execute(insert(current), rows)
    return rows


def _row(stands: Standing) -> dict[str, Any]:
    """The columns of ``current`` that follow from the revisions alone."""
    body = stands.body
    return {
        "type": stands.born["type"],
        "part": str(body.get("group", "")),
        "position": stands.born["position"],
        "simulated": body["simulated"],
        "revision": stands.revision,
        "heads": json.dumps(stands.heads),
        "author": stands.newest["author"],
        "created": stands.born["at"],
        "at": stands.newest["at"],
        "body": json.dumps(body, ensure_ascii=False, sort_keys=True),
        "conflicts": json.dumps(stands.conflicts, sort_keys=True),
        "born": _born(stands.born),
    }


def _born(row: Row) -> str:
    return f"{row['clock']} {row['id']}"


def copies(rows: Mapping[str, Row]) -> dict[str, int]:
    """For each of these entries, by record, how many have its number and were made before it."""
    found: dict[tuple[str, int], list[str]] = {}
    for record in sorted(rows, key=lambda record: rows[record]["born"]):
        found.setdefault((rows[record]["part"], rows[record]["position"]), []).append(record)
    return {record: copy for records in found.values() for copy, record in enumerate(records)}


def _update(connection: Connection, workshop: str, record: str, values: Mapping[str, Any]) -> None:
    connection.execute(
        update(current).where(current.c.workshop == workshop, current.c.record == record).values(values)
    )
