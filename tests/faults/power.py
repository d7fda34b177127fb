"""A disk that forgets at a power cut what was not flushed to it: a VFS of SQLite around the real one.

Each write is remembered until its file is synced. At a cut the files are copied as the disk would have them:
without the unsynced writes, or with some of them, as a drive does that had written a part of its cache.
"""

import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import apsw

from sistercity_nb.store.engine import sqlite_library

NAME = "powercut"


class Disk(apsw.VFS):
    """The VFS."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        super().__init__(NAME, "")

    def xOpen(self, name: Any, flags: list[int]) -> "File":  # noqa: N802  SQLite's own name
        """Open a file that remembers what it has not flushed."""
        file = File(name, flags)
        if file.path is not None:
            self.files[file.path.name] = file
        return file

    def cut(self, folder: Path, chance: random.Random | None) -> None:
        """Put into ``folder`` what the disk holds after a cut; each unsynced write is there by ``chance``."""
        folder.mkdir()
        for name, file in self.files.items():
            if file.path is not None and file.path.exists():
                (folder / name).write_bytes(file.kept(chance))
        self.files.clear()


class File(apsw.VFSFile):
    """A file of the disk."""

    def __init__(self, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.path = Path(path) if path else None
        self.unsynced: list[tuple[int, bytes, bytes]] = []  # offset, before, after
        super().__init__("", name, flags)
        self.length = self.xFileSize()  # when it was last synced

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Write, and remember what was there."""
        there = max(0, min(len(data), self.xFileSize() - offset))
        self.unsynced.append((offset, self.xRead(there, offset) if there else b"", bytes(data)))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        """What was written until now stays, whatever happens."""
        super().xSync(flags)
        self.unsynced.clear()
        self.length = self.xFileSize()

    def kept(self, chance: random.Random | None) -> bytes:
        """What the disk holds of the file when the power goes now."""
        assert self.path is not None
        content = bytearray(self.path.read_bytes())
        for offset, before, _ in reversed(self.unsynced):
            content[offset : offset + len(before)] = before
        del content[self.length :]
        for offset, _, after in self.unsynced if chance is not None else ():
            if chance is not None and chance.random() < 0.5:
                content.extend(bytes(max(0, offset - len(content))))
                content[offset : offset + len(after)] = after
        return bytes(content)


def driver(open_connections: list[apsw.Connection]) -> Callable[[], Any]:
    """A stand-in for ``engine.sqlite_library``: the driver as ever, but connecting through the disk."""
    real = sqlite_library()

    def connect(file: str, **_: Any) -> "Connection":
        connection = Connection(file)
        open_connections.append(connection.apsw)
        return connection

    module = SimpleNamespace(**{name: getattr(real, name) for name in dir(real) if not name.startswith("__")})
    module.connect = connect
    return lambda: module


class Connection:
    """As much of the DB-API as SQLAlchemy and the store ask of a connection."""

    isolation_level: str | None = None

    def __init__(self, file: str) -> None:
        self.apsw = apsw.Connection(file, vfs=NAME)
        self.apsw.execute(
            "PRAGMA locking_mode = EXCLUSIVE"
        )  # WAL without shared memory, which APSW's VFS has not

    def cursor(self) -> "Cursor":
        """A new cursor."""
        return Cursor(self.apsw)

    def execute(self, statement: str) -> "Cursor":
        """Run a statement on a new cursor."""
        return self.cursor().execute(statement)

    def create_function(self, *_: Any, **__: Any) -> None:
        """SQLAlchemy's regular expressions, which the store does not use."""

    def commit(self) -> None:
        """End the transaction, if there is one."""
        if self.apsw.in_transaction:
            self.apsw.execute("COMMIT")

    def rollback(self) -> None:
        """Take the transaction back, if there is one."""
        if self.apsw.in_transaction:
            self.apsw.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        self.apsw.close()


class Cursor:
    """As much of the DB-API as SQLAlchemy asks of a cursor."""

    arraysize = 1
    rowcount = -1

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.lastrowid = 0

    def execute(self, statement: str, values: Any = ()) -> "Cursor":
        """Run a statement to its end."""
        cursor = self._connection.cursor()
        cursor.exec_trace = self._describe  # afterwards APSW no longer says what there was to read
        cursor.execute(statement, values or None)
        self._rows = cursor.fetchall()
        self.lastrowid = self._connection.last_insert_rowid()
        self.rowcount = self._connection.changes()
        return self

    def _describe(self, cursor: apsw.Cursor, *_: Any) -> bool:
        names = [name for name, *_ in cursor.get_description()]
        self.description = [(name, *[None] * 6) for name in names] or None
        return True

    def executemany(self, statement: str, many: Any) -> "Cursor":
        """Run a statement once for each of the values."""
        self._connection.cursor().executemany(statement, many)
        self.description = None
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        """The next rows."""
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        """Nothing is held."""
