"""Whether a record is sound: every revision, what follows from them, and the tables; only read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, exists, inspect, select
from sqlalchemy.exc import DBAPIError

from sistercity_nb.errors import StoreError
from sistercity_nb.store.engine import SQLITE, connect, explained, place
from sistercity_nb.store.migrations import pending
from sistercity_nb.store.projection import batches, copies, expected
from sistercity_nb.store.revision import hash_of, read_row
from sistercity_nb.store.schema import current, metadata, revisions

Row = Mapping[Any, Any]
_WRONG = 20  # of one kind are named one by one


def verify(url: str, workshop: str) -> list[StoreError]:
    """What is wrong with the record of ``workshop``, each with where it is; empty when nothing is.

    Only some revisions are held at a time, however many there are.

    Raises:
        StoreError: if the database cannot be read at all.
    """
    engine = connect(url)
    try:
        with engine.connect() as connection:
            wrong = [*_tables(engine, connection)]
            return wrong or list(islice(_records(connection, workshop), _WRONG))
    except DBAPIError as error:
        raise explained(error, place(engine)) from error
    finally:
        engine.dispose()


def _records(connection: Connection, workshop: str) -> Iterator[StoreError]:
    """What is wrong with the revisions, then with what follows from them."""
    entries: dict[str, Row] = {}  # what their numbers follow from, of all of them
    for some in batches(connection, workshop):
        of_some = select(revisions).where(revisions.c.workshop == workshop, revisions.c.record.in_(some))
        rows = []
        for row in connection.execute(of_some.order_by(revisions.c.seq)).mappings():
            try:
                rows.append(read_row(row))
            except ValueError:
                where = {"id": row["id"], "record": row["record"]}
                yield StoreError("Revision {id} of {record} cannot be read.", **where)
        yield from revisions_of(rows)
        shown = select(current).where(current.c.workshop == workshop, current.c.record.in_(some))
        held = {row["record"]: row for row in connection.execute(shown).mappings()}
        yield from _projection(held, expected(rows))
        entries |= {
            record: {name: row[name] for name in ("part", "position", "born", "copy")}
            for record, row in held.items()
            if row["position"]
        }
    for record, copy in copies(entries).items():
        if entries[record]["copy"] != copy:
            yield _shown_otherwise(record, ["copy"])
    recorded = exists().where(revisions.c.workshop == workshop, revisions.c.record == current.c.record)
    for record in connection.scalars(
        select(current.c.record).where(current.c.workshop == workshop, ~recorded)
    ):
        yield _not_both(record)


def revisions_of(rows: Sequence[Row]) -> Iterator[StoreError]:
    """What is wrong with revisions as ``read_row`` gives them: contents, parents, order."""
    known = {row["id"]: row for row in rows}
    for row in rows:
        where = {"id": row["id"], "record": row["record"]}
        if row.get("hash", hash_of(row)) != hash_of(row):
            yield StoreError("Revision {id} of {record} was changed from outside.", **where)
        for parent in row["parents"]:
            before = known.get(parent)
            if before is None or before["record"] != row["record"]:
                yield StoreError(
                    "Revision {id} of {record} follows on {parent}, which is not there.",
                    **where,
                    parent=parent,
                )
            elif before["clock"] >= row["clock"]:
                yield StoreError("Revision {id} of {record} is stamped before its parent.", **where)


def _tables(engine: Engine, connection: Connection) -> Iterator[StoreError]:
    steps = pending(connection)
    if steps:
        yield StoreError(
            "The tables are of an earlier version (missing: {steps}). The next run brings them up to date.",
            steps=", ".join(steps),
        )
        return
    for table in metadata.sorted_tables:
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        missing = [column.name for column in table.columns if column.name not in there]
        if missing:
            yield StoreError(
                "The table {table} has no column {columns}.", table=table.name, columns=", ".join(missing)
            )
    if engine.url.get_backend_name() == SQLITE:
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(10)").fetchall():
            if said != "ok":
                yield StoreError("The file is damaged: {reason}.", reason=said)


def _projection(shown: Mapping[str, Row], due: Mapping[str, Row]) -> Iterator[StoreError]:
    """Where the projection of some records is not what follows from their revisions."""
    for record in sorted(set(shown) | set(due)):
        if record not in shown or record not in due:
            yield _not_both(record)
            continue
        other = [
            name
            for name, value in due[record].items()
            if _plain(name, shown[record][name]) != _plain(name, value)
        ]
        if other:
            yield _shown_otherwise(record, other)


def _not_both(record: str) -> StoreError:
    return StoreError("Record {record} is shown, but not recorded, or the other way round.", record=record)


def _shown_otherwise(record: str, columns: Sequence[str]) -> StoreError:
    return StoreError(
        "Record {record} is not shown as it was recorded: {columns}.",
        record=record,
        columns=", ".join(columns),
    )


def _plain(name: str, value: Any) -> Any:
    return json.loads(value) if name in ("body", "heads", "conflicts") else value
