"""Backups while the server runs: one at the start, then one each hour."""

import logging
import threading
from pathlib import Path

from sistercity_nb.errors import SisterCityError
from sistercity_nb.store import Store
from sistercity_nb.store.backup import make_backup

log = logging.getLogger(__name__)
EVERY = 3600  # seconds


class Safekeeping:
    """A thread that makes backups until it is closed; one that fails is told in the log and tried again."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sistercity-backup", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Make no more backups; one that is being made is finished."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                make_backup(self._store, self._folder)
            except Exception as error:
                # Whatever it was, the next hour may be better; only what is no sentence of ours has a trace.
                log.error("no backup was made: %s", error, exc_info=not isinstance(error, SisterCityError))
            if self._end.wait(EVERY):
                return
