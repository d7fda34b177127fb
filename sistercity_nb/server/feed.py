"""The live feed: every screen hears of every change, whoever wrote it."""

import json
from typing import Any, Protocol

from tornado.ioloop import IOLoop, PeriodicCallback

from sistercity_nb.store import Store

LOOK_MS = 250  # how often to look whether another process has written
ALIVE_MS = 15_000  # how often a silent line is told that it is alive


class Listener(Protocol):
    """A screen that listens."""

    def tell(self, message: str) -> None:
        """Send ``message``; a listener whose line is gone ignores it."""


class Feed:
    """Tells all listeners what changed in ``store``; lives on the event loop it was made on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = IOLoop.current()
        self._listeners: set[Listener] = set()
        self._seq = store.seq()
        self._version = store.version()
        self._timers = [PeriodicCallback(self._look, LOOK_MS), PeriodicCallback(self._say_alive, ALIVE_MS)]
        for timer in self._timers:
            timer.start()

    def join(self, listener: Listener, since: int) -> None:
        """Tell ``listener`` everything after ``since`` at once, and every change from now on."""
        listener.tell(self._changes(since))
        self._listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        """Tell ``listener`` nothing more."""
        self._listeners.discard(listener)

    def changed(self) -> None:
        """Something was committed; may be called from any thread."""
        self._loop.add_callback(self._push)

    def tell_job(self, job: dict[str, Any]) -> None:
        """Tell everyone how a job stands; may be called from any thread."""
        self._loop.add_callback(self._tell, json.dumps({"job": job}, ensure_ascii=False))

    def _look(self) -> None:
        version = self._store.version()
        if version != self._version:
            self._version = version
            self._push()

    def _push(self) -> None:
        since, newest = self._seq, self._store.seq()
        if newest > since:
            self._seq = newest
            self._tell(self._changes(since))

    def _say_alive(self) -> None:
        self._tell(json.dumps({"seq": self._seq}))

    def _changes(self, since: int) -> str:
        records = self._store.changes_since(since)
        seq = max((record["seq"] for record in records), default=self._seq)
        return json.dumps({"seq": seq, "records": records}, ensure_ascii=False)

    def _tell(self, message: str) -> None:
        for listener in tuple(self._listeners):
            listener.tell(message)
