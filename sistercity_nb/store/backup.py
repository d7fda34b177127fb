"""Backups of a record and their return: files of JSON Lines, each read back and counted."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sistercity_nb.errors import FileRefused, StoreError, StoreUnwritable
from sistercity_nb.store import Store, jsonl
from sistercity_nb.store.engine import BACKUPS, SQLITE, sqlite_library
from sistercity_nb.store.sources import read_record
from sistercity_nb.workshop import Workshop

_STAMP = "%Y%m%dT%H%M%SZ"
_ALL = timedelta(hours=48)  # within which every backup is kept,
_DAYS = timedelta(days=60)  # and the last of each day; of what is older the last of each month


def folder_of(store: Store, home: Path) -> Path:
    """Where the backups of a record lie: beside its file, or in ``home`` when it is on a server."""
    local = store.engine.url.get_backend_name() == SQLITE
    return (store.file.parent if local else home) / BACKUPS


def make_backup(store: Store, folder: Path, now: datetime | None = None) -> Path:
    """A backup of the record as it stands (the newest one if nothing has changed); old ones are removed.

    Raises:
        FileRefused: if the folder cannot be written.
        StoreError: if the file that was written does not hold the record.
    """
    now = now or datetime.now(UTC)
    workshop = store.workshop.id
    earlier = backups(folder, workshop)
    if earlier and jsonl.holds(earlier[-1], jsonl.in_order(workshop, store.each_revision())):
        return earlier[-1]
    made = folder / f"{workshop}-{now:{_STAMP}}.jsonl"
    number = jsonl.write(made, jsonl.in_order(workshop, store.each_revision()))
    written = jsonl.read(made)
    found = len(written.rows)
    if not written.whole or found != number:
        raise StoreError(
            "The backup {file} holds {found} of {number} revisions. Check the disk.",
            file=made,
            found=found,
            number=number,
        )
    for old in _expired([*earlier, made], now):
        old.unlink(missing_ok=True)
    return made


def backups(folder: Path, workshop: str) -> list[Path]:
    """The backups of a workshop, the newest last."""
    return sorted(path for path in folder.glob(f"{workshop}-*.jsonl") if _time(path) is not None)


def restore(
    url: str, workshop: Workshop, source: Path, now: datetime | None = None
) -> tuple[int, Path | None]:
    """Put the record in ``source`` in the place of the one that ``url`` names.

    The earlier one is not deleted but stays beside it under another name.

    Returns:
        The number of revisions, and where the earlier record lies now (None: there was none).

    Raises:
        FileRefused: if ``source`` is no whole record of this workshop; then nothing was changed.
        StoreUnwritable: if another program has the record open, or the database of a server is not empty.
        StoreError: if the new one cannot be written.
    """
    record = read_record(source, workshop.id)
    if not record.whole:
        raise FileRefused("{file} was cut off: its end is missing. Choose another backup.", file=source)
    with Store(url, workshop) as present:
        if present.engine.url.get_backend_name() != SQLITE:
            _fill(present, record)
            return len(record.rows), None
        file = present.file
        empty = present.seq() == 0
    _check_alone(file)
    fresh = file.with_name(f"{file.name}.restoring")
    _remove(fresh)
    with Store(f"sqlite:///{fresh}", workshop) as store:
        _fill(store, record)
    with closing(sqlite_library().connect(str(fresh))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    now = now or datetime.now(UTC)
    aside = None if empty else file.with_name(f"{file.stem}-replaced-{now:{_STAMP}}{file.suffix}")
    if aside is not None:
        file.rename(aside)
    _remove(file)
    fresh.rename(file)
    _remove(fresh)
    return len(record.rows), aside


def _fill(store: Store, record: jsonl.Record) -> None:
    if store.seq():
        raise StoreUnwritable(
            "The database already holds a record. Name an empty one in sistercity.toml, or bring the two "
            "together with sistercity merge."
        )
    taken, wanted = store.merge(record.rows).revisions, len(record.rows)
    if taken != wanted or sum(1 for _ in store.each_revision()) != wanted:
        raise StoreError(
            "{found} of {number} revisions came through; the record is as before.", found=taken, number=wanted
        )


def _check_alone(file: Path) -> None:
    """Refuse to replace a file that another program has open; what its log still holds goes into the file."""
    library = sqlite_library()
    with closing(library.connect(str(file), timeout=0.2)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except library.OperationalError as error:
            raise StoreUnwritable(
                "Another program is holding {file}. Close it and try again.", file=file
            ) from error


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _expired(files: list[Path], now: datetime) -> list[Path]:
    """Those of ``files``, the newest last, that need not be kept."""
    kept: dict[str, Path] = {}
    for path in files:
        made = _time(path) or now
        if now - made <= _ALL:
            kept[path.name] = path
        else:
            kept[f"{made:%Y%m%d}" if now - made <= _DAYS else f"{made:%Y%m}"] = path
    return [path for path in files if path not in kept.values()]


def _time(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.stem.rpartition("-")[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
