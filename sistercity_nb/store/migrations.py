"""How the tables came to be: named steps in order, each recorded in the transaction that takes it."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, inspect, select, text
from sqlalchemy.schema import CreateColumn

from sistercity_nb.errors import StoreIsNewer
from sistercity_nb.store import schema
from sistercity_nb.store.projection import rebuild

_applied = Table(
    "migrations", MetaData(), Column("name", Text, primary_key=True), Column("at", Text, nullable=False)
)
_steps: dict[str, Callable[[Connection], None]] = {}


def _step(function: Callable[[Connection], None]) -> Callable[[Connection], None]:
    _steps[function.__name__] = function
    return function


@_step
def m001_record(connection: Connection) -> None:
    """The revisions, their projection and the suggestions."""
    schema.metadata.create_all(connection, [schema.revisions, schema.current, schema.suggestions])


@_step
def m002_codes(connection: Connection) -> None:
    """The join codes."""
    schema.codes.create(connection)


@_step
def m003_readings(connection: Connection) -> None:
    """Where a suggestion comes from and how sure the machine is; and what else it reads out of the record.

    Suggestions are no part of the record and are made anew, so their table is too.
    """
    schema.suggestions.drop(connection)
    schema.suggestions.create(connection)
    schema.readings.create(connection)


@_step
def m004_merge(connection: Connection) -> None:
    """What bringing laptops together needs: where a number was given, what was settled, a hash a revision."""
    _add_columns(connection, schema.revisions)
    _add_columns(connection, schema.current)
    connection.execute(
        text(
            "UPDATE revisions SET position = (SELECT current.position FROM current"
            " WHERE current.workshop = revisions.workshop AND current.record = revisions.record)"
            " WHERE type = 'entry' AND seq IN (SELECT min(seq) FROM revisions GROUP BY workshop, record)"
        )
    )


def _add_columns(connection: Connection, table: Table) -> None:
    """Add the columns and indices that an earlier version's ``table`` does not have."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in there:
            made = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {made}"))
    for index in table.indexes:
        index.create(connection, checkfirst=True)


def pending(connection: Connection) -> list[str]:
    """The names of the steps that this database has not taken yet, in order; changes nothing.

    Raises:
        StoreIsNewer: if it has taken a step that this program does not know.
    """
    applied: set[str] = set()
    if inspect(connection).has_table(_applied.name):
        applied = set(connection.scalars(select(_applied.c.name)))
    unknown = sorted(applied - set(_steps))
    if unknown:
        raise StoreIsNewer(
            "The record {store} was made by a later version of this program (it has {steps}). "
            "Install that version, or name another record in sistercity.toml; nothing was changed.",
            store=connection.engine.url.database,
            steps=", ".join(unknown),
        )
    return [name for name in _steps if name not in applied]


def migrate(connection: Connection) -> list[str]:
    """Take every pending step within the caller's transaction; returns their names.

    The projection is made anew at the end: what it holds follows from the revisions.
    """
    _applied.create(connection, checkfirst=True)
    names = pending(connection)
    for name in names:
        _steps[name](connection)
        connection.execute(
            insert(_applied).values(name=name, at=datetime.now(UTC).isoformat(timespec="seconds"))
        )
    if names:
        rebuild(connection)
    return names
