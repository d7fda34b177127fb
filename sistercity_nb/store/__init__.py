"""The record of a workshop: revisions are added, nothing is overwritten, *saved* means on disk."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Select, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from sistercity_nb.errors import EntryRefused
from sistercity_nb.model import Erasure, RecordType
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import erasure, log, projection
from sistercity_nb.store.engine import SQLITE, explained, open_engine, place, sweep
from sistercity_nb.store.merge import Merged, merge
from sistercity_nb.store.revision import Revision, Saved, read_row
from sistercity_nb.store.schema import FILED as FILED
from sistercity_nb.store.schema import current, readings, revisions, suggestions
from sistercity_nb.workshop import Workshop

__all__ = ["Merged", "Revision", "Saved", "Store", "open_store"]

_SUGGESTION = ("entry", "theme", "reason", "origin", "confidence")


class Store:
    """The record of one workshop in one database; use it as a context, or ``close`` it."""

    def __init__(self, url: str, workshop: Workshop) -> None:
        self.workshop = workshop
        self.engine = open_engine(url)
        self._writing = self.engine.execution_options(write=True)
        self._node = token_hex(4)
        self._watching: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        if self._watching is not None:
            self._watching.close()
        self.engine.dispose()

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(self.engine.url.database or "")

    def append(self, changes: Iterable[Revision]) -> list[Saved]:
        """Add every revision, or none; on disk when this returns.

        Raises:
            EntryRefused: for the first that is refused.
            StoreError: if the database cannot take them.
        """
        ready = [log.checked(change, self.workshop) for change in changes]
        with self.transaction() as connection:
            turn = log.Turn()
            log.look_up(connection, self.workshop.id, ready, turn)
            saved = [log.append(connection, self.workshop, change, self._node, turn) for change in ready]
            for change in ready:  # now that the problems of the same batch are there
                log.check_answers(connection, self.workshop, change)
            return saved

    def append_each(self, changes: Iterable[Revision]) -> list[Saved | EntryRefused]:
        """Add in one transaction every revision that is not refused; the answers in the order given.

        Raises:
            StoreError: if the database cannot take them; then none is stored.
        """
        answers: list[Saved | EntryRefused] = []
        turn = log.Turn()
        ready = [self._checked(change) for change in changes]
        with self.transaction() as connection:
            sound = (change for change in ready if isinstance(change, Revision))
            log.look_up(connection, self.workshop.id, sound, turn)
            for change in ready:
                if isinstance(change, EntryRefused):
                    answers.append(change)
                    continue
                try:
                    log.check_answers(connection, self.workshop, change)
                    answers.append(log.append(connection, self.workshop, change, self._node, turn))
                except EntryRefused as refusal:
                    answers.append(refusal)
        return answers

    def _checked(self, change: Revision) -> Revision | EntryRefused:
        try:
            return log.checked(change, self.workshop)
        except EntryRefused as refusal:
            return refusal

    def merge(self, rows: Iterable[Mapping[str, Any]]) -> Merged:
        """Add the revisions of another record of this workshop; on disk when this returns.

        Args:
            rows: as ``revisions`` gives them, in any order; those that are here already change nothing.

        Raises:
            MergeRefused: as ``merge.merge`` says; then nothing was taken.
            StoreError: if the database cannot take them.
        """
        with self.transaction() as connection:
            return merge(connection, self.workshop, rows)

    def erase(self, records: Iterable[str], why: Erasure | None = None) -> None:
        """Take the words of ``records`` out of every revision, for good; on disk when this returns.

        Of a participant also the name beside whatever they recorded. What the database has freed is written
        over too. Of an entry the report's log says ``why``.

        Raises:
            EntryRefused: if one of them is not there, or holds nobody's words; then nothing was erased.
            StoreError: if the database cannot take it.
        """
        with self.transaction() as connection:
            for record in records:
                stamped = log.stamp_of(connection, self.workshop.id, datetime.now(UTC), self._node)
                erasure.erase(connection, self.workshop.id, record, stamped, why)
        sweep(self.engine)

    def forget_authors(self) -> None:
        """Take the name of whoever recorded it out of every revision, for good."""
        with self.transaction() as connection:
            erasure.forget_authors(connection, self.workshop.id)
        sweep(self.engine)

    def current(
        self, type: RecordType, group: str | None = None, since: int = 0, newest: int | None = None
    ) -> list[dict[str, Any]]:
        """The current state of every record of a type, as ``projection.states`` describes it, oldest first.

        Args:
            type: of which type.
            group: only what belongs to this group.
            since: only what changed after this ``seq``.
            newest: only that many, the newest first.
        """
        query = select(current).where(
            current.c.workshop == self.workshop.id, current.c.type == str(type), current.c.seq > since
        )
        if group is not None:
            query = query.where(current.c.part == group)
        order = (current.c.part, current.c.position, current.c.copy, current.c.created, current.c.record)
        query = (
            query.order_by(*order) if newest is None else query.order_by(current.c.seq.desc()).limit(newest)
        )
        return self._states(query)

    def changes_since(self, seq: int) -> list[dict[str, Any]]:
        """The current state of every record that changed after ``seq``, in the order of change."""
        return self._states(
            select(current)
            .where(current.c.workshop == self.workshop.id, current.c.seq > seq)
            .order_by(current.c.seq)
        )

    def groups_of(self, entries: Iterable[str]) -> dict[str, str]:
        """The group of each of ``entries``, by its id; what is no entry is left out."""
        wanted = set(entries)
        if not wanted:
            return {}
        query = select(current.c.record, current.c.part).where(
            current.c.workshop == self.workshop.id,
            current.c.type == str(RecordType.ENTRY),
            current.c.record.in_(wanted),
        )
        with self.looking() as connection:
            return {row.record: row.part for row in connection.execute(query)}

    def revisions(self, record: str | None = None) -> list[dict[str, Any]]:
        """Every revision of one record, or of the whole workshop, oldest first, with ``body`` as a dict."""
        query = select(revisions).where(revisions.c.workshop == self.workshop.id).order_by(revisions.c.seq)
        if record is not None:
            query = query.where(revisions.c.record == record)
        with self.looking() as connection:
            rows = connection.execute(query).mappings().all()
        return [read_row(row) for row in rows]

    def each_revision(self) -> Iterator[dict[str, Any]]:
        """Every revision of the workshop as ``revisions`` gives it, in the order of their stamps.

        However many there are, only some of them are held at a time.
        """
        order: list[Any] = [revisions.c.clock, revisions.c.id]
        if self.engine.url.get_backend_name() != SQLITE:
            order = [column.collate("C") for column in order]  # as Python and SQLite compare
        query = select(revisions).where(revisions.c.workshop == self.workshop.id).order_by(*order)
        with self.looking() as connection:
            for row in connection.execution_options(yield_per=projection.SOME).execute(query).mappings():
                yield read_row(row)

    def seq(self) -> int:
        """The number of the newest revision; 0 for an empty record."""
        with self.looking() as connection:
            return connection.scalar(select(func.max(revisions.c.seq))) or 0

    def erased_at(self) -> datetime | None:
        """When words last went out of this record, by an erasure here or a merge; None if none ever did."""
        of_workshop = revisions.c.workshop == self.workshop.id
        tombstones = select(func.max(revisions.c.at)).where(of_workshop, erasure.TOMBSTONE)
        with self.looking() as connection:
            at = connection.scalar(tombstones)
        times = [time for time in (at, self.reading(erasure.ERASED)) if time is not None]
        return max(map(datetime.fromisoformat, times), default=None)

    def simulated(self) -> bool:
        """Whether any entry is simulated; then every page and report made from the record says so."""
        found = select(current.c.record).where(
            current.c.workshop == self.workshop.id,
            current.c.type == str(RecordType.ENTRY),
            current.c.simulated,
        )
        with self.looking() as connection:
            return connection.scalar(found.limit(1)) is not None

    def version(self) -> int:
        """A number that changes whenever any process has committed a revision; asking takes 8 µs on SQLite.

        Raises:
            StoreError: if the database cannot be read.
        """
        if self.engine.url.get_backend_name() != SQLITE:
            return self.seq()
        if self._watching is None:
            self._watching = self.engine.connect()
        version = self._watching.exec_driver_sql("PRAGMA data_version").scalar_one()
        self._watching.rollback()  # an open transaction would go on seeing the old version
        return int(version)

    def suggestions(self) -> list[dict[str, Any]]:
        """What a machine proposes: ``entry``, ``theme``, ``reason``, ``origin``, ``confidence`` or None."""
        query = select(suggestions).where(suggestions.c.workshop == self.workshop.id)
        with self.looking() as connection:
            rows = connection.execute(query.order_by(suggestions.c.entry, suggestions.c.theme)).mappings()
            return [{name: row[name] for name in _SUGGESTION} for row in rows]

    def replace_suggestions(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put ``rows``, as ``suggestions`` gives them, in the place of all earlier ones."""
        new = [{"workshop": self.workshop.id, **{name: row[name] for name in _SUGGESTION}} for row in rows]
        with self.transaction() as connection:
            connection.execute(delete(suggestions).where(suggestions.c.workshop == self.workshop.id))
            if new:
                connection.execute(insert(suggestions), new)

    def reading(self, name: str) -> Any:
        """What was last read out of the record under this name, or noted of it; None if nothing was yet."""
        query = select(readings.c.body).where(
            readings.c.workshop == self.workshop.id, readings.c.name == name
        )
        with self.looking() as connection:
            body = connection.scalar(query)
        return None if body is None else json.loads(body)

    def replace_reading(self, name: str, body: Any) -> None:
        """Keep ``body``, which JSON can hold, in the place of the earlier reading of this name."""
        row = {"workshop": self.workshop.id, "name": name}
        with self.transaction() as connection:
            connection.execute(
                delete(readings).where(readings.c.workshop == row["workshop"], readings.c.name == name)
            )
            connection.execute(insert(readings), {**row, "body": json.dumps(body, ensure_ascii=False)})

    def _states(self, query: Select[Any]) -> list[dict[str, Any]]:
        with self.looking() as connection:
            return projection.states(connection.execute(query).mappings().all(), self.workshop)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A connection to read by.

        Raises:
            StoreError: if the database cannot be read.
        """
        try:
            with self.engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise explained(error, place(self.engine)) from error

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A writing transaction: committed and on disk when the block ends, or nothing was written.

        Raises:
            StoreError: if the database cannot take it.
        """
        try:
            with self._writing.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise explained(error, place(self.engine)) from error


def open_store(choice: Settings | None = None) -> Store:
    """The record that the settings name, made if it is not there yet.

    Args:
        choice: the settings to use; by default those of the working folder.

    Raises:
        SettingRefused, FileRefused, StoreError: as their names say.
    """
    choice = choice or read_settings()
    return Store(choice.store, choice.read_workshop())
