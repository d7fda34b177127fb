"""Opening an SQLite file so that *saved* means on disk."""

import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from sistercity_nb.errors import SettingRefused, StoreError, StoreUnwritable
from sistercity_nb.store.migrations import migrate, pending

# Up to 3.51.2 a WAL file that two connections write can be reset at the wrong moment and corrupt the file.
SAFE_SQLITE = (3, 51, 3)
WAIT_MS = 10_000  # for another process to finish its transaction; they take milliseconds


def sqlite_library() -> ModuleType:
    """Python's own sqlite3 where its SQLite is new enough, else the ``pysqlite3`` wheel's."""
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return sqlite3
    import pysqlite3

    return pysqlite3  # type: ignore[no-any-return]


def open_engine(url: str) -> Engine:
    """An engine on the SQLite file that ``url`` names, made and migrated where needed.

    Writing transactions (``engine.execution_options(write=True)``) begin with ``BEGIN IMMEDIATE``: a deferred
    one that reads before it writes fails with "database is locked" as soon as two processes do so.

    Raises:
        SettingRefused: for a URL that is not SQLite's.
        StoreUnwritable, StoreIsNewer, StoreError: as their names say.
    """
    location = make_url(url)
    if location.get_backend_name() != "sqlite" or not location.database:
        raise SettingRefused(
            "The store is {value!r}; this version keeps its record in an SQLite file: sqlite:///records/my.db.",
            value=location.render_as_string(hide_password=True),
        )
    file = Path(location.database)
    _check_folder(file)
    # An error that reaches a log must not carry what somebody typed.
    engine = create_engine(location, module=sqlite_library(), hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    try:
        with engine.connect() as connection:
            steps = pending(connection)
        if steps:
            with engine.execution_options(write=True).begin() as connection:
                migrate(connection)
    except DBAPIError as error:
        engine.dispose()
        raise explained(error, file) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def explained(error: DBAPIError, file: Path | str) -> StoreError:
    """What a person can do about an error of the database."""
    reason = str(error.orig)
    if "readonly" in reason or "unable to open" in reason:
        return StoreUnwritable(
            "{file} cannot be written: {reason}. Check who may write there.", file=file, reason=reason
        )
    if "full" in reason or "disk I/O" in reason:
        return StoreUnwritable(
            "The disk that holds {file} is full or failing: {reason}.", file=file, reason=reason
        )
    if "locked" in reason:
        return StoreUnwritable("Another program is holding {file}. Close it and try again.", file=file)
    return StoreError("{file} cannot be used: {reason}. Nothing was changed.", file=file, reason=reason)


def _check_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritable(
            "The folder {folder} cannot be made: {reason}. Name another store in sistercity.toml.",
            folder=file.parent,
            reason=error.strerror,
        ) from error


def _on_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself; _on_begin does
    for pragma in ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {WAIT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
