"""Whether a record is sound: every revision, what follows from them, and the tables; only read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.exc import DBAPIError

from sistercity_nb.errors import StoreError
from sistercity_nb.store.engine import SQLITE, connect, explained, place
from sistercity_nb.store.migrations import pending
from sistercity_nb.store.projection import expected
from sistercity_nb.store.revision import hash_of, read_row
from sistercity_nb.store.schema import current, metadata, revisions

Row = Mapping[str, Any]
_WRONG = 20  # of one kind are named one by one


def verify(url: str, workshop: str) -> list[StoreError]:
    """What is wrong with the record of ``workshop``, each with where it is; empty when nothing is.

    Raises:
        StoreError: if the database cannot be read at all.
    """
    engine = connect(url)
    try:
        with engine.connect() as connection:
            wrong = [*_tables(engine, connection)]
            if wrong:
                return wrong
            rows, unread = _rows(connection, workshop)
            found = [*unread, *revisions_of(rows), *_projection(connection, workshop, rows)]
            return found[:_WRONG]
    except DBAPIError as error:
        raise explained(error, place(engine)) from error
    finally:
        engine.dispose()


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


def _rows(connection: Connection, workshop: str) -> tuple[list[dict[str, Any]], list[StoreError]]:
    rows, unread = [], []
    query = select(revisions).where(revisions.c.workshop == workshop).order_by(revisions.c.seq)
    for row in connection.execute(query).mappings():
        try:
            rows.append(read_row(row))
        except ValueError:
            unread.append(
                StoreError("Revision {id} of {record} cannot be read.", id=row["id"], record=row["record"])
            )
    return rows, unread


def _projection(connection: Connection, workshop: str, rows: Sequence[Row]) -> Iterator[StoreError]:
    """Where the projection is not what follows from the revisions."""
    query = select(current).where(current.c.workshop == workshop)
    shown = {row["record"]: row for row in connection.execute(query).mappings()}
    due = expected(rows)
    for record in sorted(set(shown) | set(due)):
        if record not in shown or record not in due:
            yield StoreError(
                "Record {record} is shown, but not recorded, or the other way round.", record=record
            )
            continue
        other = [
            name
            for name, value in due[record].items()
            if _plain(name, shown[record][name]) != _plain(name, value)
        ]
        if other:
            yield StoreError(
                "Record {record} is not shown as it was recorded: {columns}.",
                record=record,
                columns=", ".join(other),
            )


def _plain(name: str, value: Any) -> Any:
    return json.loads(value) if name in ("body", "heads", "conflicts") else value
