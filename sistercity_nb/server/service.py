"""What the extension holds while the server runs: the record, its one writer, the live feed and the jobs."""

import atexit
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sistercity_nb.server.feed import Feed
from sistercity_nb.server.jobs import Jobs
from sistercity_nb.server.limits import Limits
from sistercity_nb.server.live import Live
from sistercity_nb.server.safekeeping import Safekeeping
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import Store, open_store
from sistercity_nb.store.backup import folder_of
from sistercity_nb.store.writer import Writer
from sistercity_nb.workshop import Workshop


@dataclass(frozen=True)
class Open:
    """A record that is open and being written; made on the server's event loop."""

    settings: Settings
    store: Store
    writer: Writer
    feed: Feed
    live: Live
    jobs: Jobs

    @property
    def workshop(self) -> Workshop:
        """The workshop that is recorded."""
        return self.store.workshop


class Service:
    """Opens the record when the first page asks for it.

    The extension is enabled in every Jupyter server of its environment; one started for something else
    must neither fail nor leave a folder behind.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.limits = Limits()

    @cached_property
    def open(self) -> Open:
        """The open record; raises SisterCityError whenever it is asked for, until the cause is mended."""
        choice = read_settings(self._folder)
        store = open_store(choice)
        feed = Feed(store)
        writer = Writer(store, on_commit=feed.changed)
        jobs = Jobs(choice, on_change=feed.tell_job)
        safe = Safekeeping(store, folder_of(store, choice.home))
        for close in (store.close, safe.close, writer.close, jobs.close):  # called in the opposite order
            atexit.register(close)
        return Open(choice, store, writer, feed, Live(store), jobs)
