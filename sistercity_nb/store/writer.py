"""One writer with group commit: what waits while a transaction is being flushed shares the next one."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from sistercity_nb.errors import EntryRefused, StoreError
from sistercity_nb.store import Revision, Saved, Store

MOST = 500  # revisions in one transaction: a few milliseconds of work
Answer = Saved | EntryRefused
_Waiting = tuple[Sequence[Revision], "Future[list[Answer]]"]


class Writer:
    """A thread that alone writes for a server; ``submit`` answers when the revisions are on disk.

    Args:
        store: the record.
        on_commit: called in the writer's thread after each transaction.
    """

    def __init__(self, store: Store, on_commit: Callable[[], None]) -> None:
        self._store = store
        self._on_commit = on_commit
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sistercity-writer", daemon=True)
        self._thread.start()

    def submit(self, changes: Sequence[Revision]) -> "Future[list[Answer]]":
        """The answers, in order, once they are on disk; the future carries a StoreError when they are not."""
        answer: Future[list[Answer]] = Future()
        self._queue.put((changes, answer))
        return answer

    def close(self) -> None:
        """Write what waits and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            batch, last = self._next()
            if batch:
                self._write(batch)
            if last:
                return

    def _next(self) -> tuple[list[_Waiting], bool]:
        """Everything that waits now, up to ``MOST`` revisions; and whether to end after it."""
        item = self._queue.get()
        batch: list[_Waiting] = []
        while item is not None:
            batch.append(item)
            if sum(len(changes) for changes, _ in batch) >= MOST:
                return batch, False
            try:
                item = self._queue.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            answers = iter(self._store.append_each([change for changes, _ in batch for change in changes]))
        except Exception as error:  # noqa: BLE001  whoever waits must hear of it, whatever it is
            for _, future in batch:
                future.set_exception(error if isinstance(error, StoreError) else StoreError(str(error)))
            return
        for changes, future in batch:
            future.set_result([next(answers) for _ in changes])
        self._on_commit()
