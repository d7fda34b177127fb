"""Other records to take revisions from: files of JSON Lines and databases, whole or damaged."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from sistercity_nb.errors import FileRefused, SisterCityError
from sistercity_nb.store import jsonl
from sistercity_nb.store.engine import connect, open_engine, sqlite_library
from sistercity_nb.store.revision import hash_of, read_row
from sistercity_nb.store.schema import revisions

_SQLITE = b"SQLite format 3\0"


def read_record(path: Path, workshop: str) -> jsonl.Record:
    """What a file of another record holds of ``workshop``; it is only read.

    Raises:
        FileRefused: if it is no record, is damaged, or is of another workshop.
    """
    record = read_readable(path, workshop)
    if record.lost:
        place, why = record.lost[0]
        raise FileRefused(
            "{file} is damaged ({place}: {why}). Save what can be read with sistercity salvage, and bring "
            "that.",
            file=path,
            place=place,
            why=why,
        )
    return record


def read_readable(path: Path, workshop: str) -> jsonl.Record:
    """As ``read_record``, but of a damaged file what can be read, with what is lost.

    Raises:
        FileRefused: if nothing of it is a record, or it is of another workshop.
    """
    record = _read_database(path, workshop) if is_database(path) else jsonl.read(path)
    if record.workshop != workshop:
        raise FileRefused(
            "{file} is the record of the workshop {other}, not of {own}.",
            file=path,
            other=record.workshop,
            own=workshop,
        )
    return record


def is_database(path: Path) -> bool:
    """Whether the file is an SQLite database; raises FileRefused if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=path, reason=error.strerror) from error


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy of a database with what its write-ahead log holds, for as long as the block runs."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        for end in ("", "-wal"):
            beside = path.with_name(path.name + end)
            if beside.exists():
                shutil.copyfile(beside, copy.with_name(copy.name + end))
        yield copy


def _read_database(path: Path, workshop: str) -> jsonl.Record:
    """The revisions of ``workshop`` in a database, read from a copy that is brought up to date."""
    with copied(path) as copy:
        url = f"sqlite:///{copy}"
        try:
            engine = open_engine(url)
        except SisterCityError:
            engine = connect(url)  # too damaged to be brought up to date; its rows may be readable
        try:
            return _read_rows(engine, path, workshop)
        finally:
            engine.dispose()


def _read_rows(engine: Engine, path: Path, workshop: str) -> jsonl.Record:
    rows: list[dict[str, Any]] = []
    lost: list[tuple[int, str]] = []
    broken = (DBAPIError, sqlite_library().DatabaseError, UnicodeDecodeError, ValueError)
    with engine.connect() as connection:
        try:
            if not inspect(connection).has_table(revisions.name):
                raise FileRefused("{file} is not a record that this program wrote.", file=path)
            last = connection.execute(text("SELECT max(seq) FROM revisions NOT INDEXED")).scalar() or 0
        except broken as error:
            raise FileRefused("Nothing in {file} can be read: {reason}.", file=path, reason=error) from error
        for seq in range(1, last + 1):
            try:
                row = connection.execute(select(revisions).where(revisions.c.seq == seq)).mappings().first()
                if row is None:
                    continue
                read = read_row(row)
                if read["hash"] != hash_of(read):
                    lost.append((seq, "damaged"))
                elif read["workshop"] == workshop or not rows:
                    rows.append(read)
            except broken:
                lost.append((seq, "unreadable"))
    found = {row["workshop"] for row in rows} or {workshop}
    here = [row for row in rows if row["workshop"] == workshop]
    return jsonl.Record(workshop if here or not rows else found.pop(), here, lost)
