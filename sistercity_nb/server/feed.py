"""The live feed: every screen hears of every change that its role may see, whoever made it."""

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

from tornado.ioloop import IOLoop, PeriodicCallback

from sistercity_nb.access import Person, Role
from sistercity_nb.errors import StoreError
from sistercity_nb.model import RecordType
from sistercity_nb.server.rules import readable, reads
from sistercity_nb.store import Store
from sistercity_nb.store.codes import all_codes

PAUSE = 0.03  # seconds in which whoever made a change has its answer, and draws it, before all hear of it
log = logging.getLogger(__name__)

LOOK_MS = 250  # how often to look whether another process has written
ALIVE_MS = 15_000  # how often a silent line is told that it is alive
State = dict[str, Any]


class Listener(Protocol):
    """A screen that listens."""

    @property
    def person(self) -> Person:
        """Who sits before it."""

    def tell(self, message: str) -> None:
        """Send ``message``; a listener whose line is gone ignores it."""

    def end(self) -> None:
        """Close the line: its join code lets nobody in any more."""


class Feed:
    """Tells all listeners what changed in ``store``; lives on the event loop it was made on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = IOLoop.current()
        self._listeners: set[Listener] = set()
        self._seq = store.seq()
        self._pushing = False
        self._version = store.version()
        self._lost = False  # whether the record could not be read when it was last looked at
        self._timers = [PeriodicCallback(self._look, LOOK_MS), PeriodicCallback(self._say_alive, ALIVE_MS)]
        for timer in self._timers:
            timer.start()

    def join(self, listener: Listener, since: int) -> None:
        """Tell ``listener`` everything after ``since`` at once, and every change from now on."""
        seq = self._store.seq()
        listener.tell(self._message(seq, self._after(since, listener.person)))
        self._listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        """Tell ``listener`` nothing more."""
        self._listeners.discard(listener)

    def changed(self) -> None:
        """Something was committed; may be called from any thread."""
        self._loop.add_callback(self._push_soon)

    def tell_job(self, job: dict[str, Any]) -> None:
        """Tell every lead how a job stands; may be called from any thread."""
        message = json.dumps({"job": job, "now": _now()}, ensure_ascii=False)
        self._loop.add_callback(self._tell, message, {Role.LEAD})

    def close_ended(self) -> None:
        """Close the line of everybody whose join code has ended."""
        if any(listener.person.code for listener in self._listeners):
            valid = {code.id for code in all_codes(self._store) if code.valid(datetime.now(UTC))}
            for listener in tuple(self._listeners):
                if listener.person.code and listener.person.code not in valid:
                    self.leave(listener)
                    listener.end()

    def _look(self) -> None:
        try:
            version = self._store.version()
            if version != self._version:
                self._push()
                self._version = version
        except StoreError as error:
            self._report(error)
        else:
            self._report(None)

    def _report(self, error: StoreError | None) -> None:
        """Say once in the log that the record cannot be read, and once that it can again."""
        if error is not None and not self._lost:
            log.error("%s", error)
        if error is None and self._lost:
            log.warning("The record can be read again.")
        self._lost = error is not None

    def _push_soon(self) -> None:
        if not self._pushing:
            self._pushing = True
            self._loop.call_later(PAUSE, self._push)

    def _push(self) -> None:
        self._pushing = False
        changes = self._store.changes_since(self._seq)
        if not changes:
            return
        self._seq = changes[-1]["seq"]
        messages: dict[tuple[Role, str], str] = {}  # made once for all who may see the same
        for listener in tuple(self._listeners):
            person = listener.person
            audience = (person.role, person.group)
            if audience not in messages:
                messages[audience] = self._message(self._seq, readable(person, changes, self._store))
            listener.tell(messages[audience])

    def _after(self, since: int, person: Person) -> list[State]:
        """What changed after ``since`` that ``person`` may see."""
        if reads(person) == {RecordType.SESSION}:  # telephones and projectors join often: spare them the rest
            return self._store.current(RecordType.SESSION, since=since)
        return readable(person, self._store.changes_since(since), self._store)

    def _say_alive(self) -> None:
        try:
            self.close_ended()
        except StoreError as error:
            self._report(error)
        self._tell(json.dumps({"seq": self._seq, "now": _now()}), set(Role))

    def _message(self, seq: int, records: Iterable[State]) -> str:
        return json.dumps({"seq": seq, "now": _now(), "records": records}, ensure_ascii=False)

    def _tell(self, message: str, roles: set[Role]) -> None:
        for listener in tuple(self._listeners):
            if listener.person.role in roles:
                listener.tell(message)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
