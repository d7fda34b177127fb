"""Opening the database so that *saved* means on disk: an SQLite file, or PostgreSQL by its URL."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from sistercity_nb.errors import SettingRefused, StoreError, StoreUnwritable
from sistercity_nb.store.folders import check_folder
from sistercity_nb.store.migrations import migrate, pending

# Up to 3.51.2 a WAL file that two connections write can be reset at the wrong moment and corrupt the file.
SAFE_SQLITE = (3, 51, 3)
WAIT_MS = 10_000  # for another process to finish its transaction; they take milliseconds
BACKUPS = "backups"  # the folder beside the record
ONE_WRITER = 7_425_630_019  # the advisory lock of PostgreSQL that whoever writes holds until it is committed
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def sqlite_library() -> ModuleType:
    """Python's own sqlite3 where its SQLite is new enough, else the ``pysqlite3`` wheel's."""
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return sqlite3
    import pysqlite3

    return pysqlite3  # type: ignore[no-any-return]


def open_engine(url: str) -> Engine:
    """An engine on the database that ``url`` names, made and migrated where needed.

    An SQLite file is copied into ``backups`` beside it before it is migrated. Writing transactions
    (``engine.execution_options(write=True)``) come one after another: on SQLite by ``BEGIN IMMEDIATE``,
    because a deferred one that reads before it writes fails with "database is locked" as soon as two
    processes do so; on PostgreSQL by an advisory lock, because a number taken first may otherwise be
    committed last, and whoever asks for all later numbers would never hear of it.

    Raises:
        SettingRefused: for a URL that is neither.
        StoreUnwritable, StoreIsNewer, StoreError: as their names say.
    """
    engine = connect(url)
    try:
        with engine.connect() as connection:
            steps = pending(connection)
            new = not inspect(connection).get_table_names()
        if steps:
            if not new and engine.url.get_backend_name() == SQLITE:
                _keep_copy(Path(engine.url.database or ""), steps[0])
            with engine.execution_options(write=True).begin() as connection:
                migrate(connection)
    except DBAPIError as error:
        engine.dispose()
        raise explained(error, place(engine)) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def connect(url: str) -> Engine:
    """An engine as ``open_engine`` gives it, its tables left as they are.

    Raises:
        SettingRefused, StoreUnwritable: as ``open_engine`` says.
    """
    location = make_url(url)
    if location.get_backend_name() == POSTGRESQL:
        return _postgresql(location)
    if location.get_backend_name() != SQLITE or not location.database:
        raise SettingRefused(
            "The store is {value!r}; it can be an SQLite file (sqlite:///records/my.db) or a PostgreSQL "
            "database (postgresql://user@host/name).",
            value=location.render_as_string(hide_password=True),
        )
    check_folder(Path(location.database))
    # An error that reaches a log must not carry what somebody typed.
    engine = create_engine(location, module=sqlite_library(), hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def copy_database(file: Path, copy: Path) -> None:
    """A copy of an SQLite file as it stands, while others may write to it; whole when this returns.

    Raises:
        StoreError: if either cannot be used.
    """
    library = sqlite_library()
    part = copy.with_name(f"{copy.name}.part")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        with closing(library.connect(str(file))) as source, closing(library.connect(str(part))) as target:
            source.backup(target)
        part.replace(copy)
    except (OSError, library.Error) as error:
        part.unlink(missing_ok=True)
        raise StoreUnwritable(
            "{file} cannot be copied to {copy}: {reason}. Nothing was changed.",
            file=file,
            copy=copy,
            reason=error,
        ) from error


def sweep(engine: Engine) -> None:
    """Give back what was deleted, so that it can be read nowhere in the database's files any more.

    Raises:
        StoreError: if another program holds the database just now; doing it again is enough.
    """
    local = engine.url.get_backend_name() == SQLITE
    statements = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)") if local else ("VACUUM FULL",)
    try:
        with closing(engine.raw_connection()) as connection:
            if not local:
                connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            for statement in statements:
                connection.cursor().execute(statement)
            connection.detach()
    except (DBAPIError, sqlite_library().Error) as error:
        raise StoreUnwritable(
            "It is erased from the record, but its old place on the disk is not written over yet: {reason}. "
            "Close the suite and type the same again.",
            reason=error,
        ) from error


def place(engine: Engine) -> str:
    """What a person knows the database by: its file, or its URL without the password."""
    url = engine.url
    known = url.get_backend_name() == SQLITE and url.database
    return str(known) if known else url.render_as_string(hide_password=True)


def explained(error: DBAPIError, where: str) -> StoreError:
    """What a person can do about an error of the database at ``where``."""
    reason = " ".join(str(error.orig).split())
    if where.startswith(POSTGRESQL):
        return StoreUnwritable(
            "The database {place} does not answer: {reason}. What was typed stays in the browsers and is "
            "sent again by itself.",
            place=where,
            reason=reason,
        )
    if "readonly" in reason or "unable to open" in reason:
        return StoreUnwritable(
            "{file} cannot be written: {reason}. Check who may write there.", file=where, reason=reason
        )
    if "full" in reason or "disk I/O" in reason:
        return StoreUnwritable(
            "The disk that holds {file} is full or failing: {reason}.", file=where, reason=reason
        )
    if "locked" in reason:
        return StoreUnwritable("Another program is holding {file}. Close it and try again.", file=where)
    if "malformed" in reason:
        return StoreError(
            "{file} is damaged: {reason}. Save what can be read with sistercity salvage, then put a backup "
            "in its place with sistercity restore.",
            file=where,
            reason=reason,
        )
    return StoreError("{file} cannot be used: {reason}. Nothing was changed.", file=where, reason=reason)


def _keep_copy(file: Path, step: str) -> None:
    now = datetime.now(UTC)
    copy_database(file, file.parent / BACKUPS / f"{file.stem}-before-{step}-{now:%Y%m%dT%H%M%SZ}.db")


def _postgresql(location: URL) -> Engine:
    try:
        import psycopg  # noqa: F401  an optional dependency: most workshops live in a file
    except ImportError:
        raise SettingRefused(
            "The store is a PostgreSQL database, whose driver is not installed. Type pip install "
            "sistercity-nb[postgresql]."
        ) from None
    engine = create_engine(
        location.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,  # a connection that broke is replaced by a new one, unnoticed
        connect_args={"options": "-c synchronous_commit=on", "connect_timeout": 5},
    )
    event.listen(engine, "begin", _wait_for_turn)
    return engine


def _on_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself; _on_begin does
    for pragma in ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {WAIT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _wait_for_turn(connection: Connection) -> None:
    if connection.get_execution_options().get("write", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")
