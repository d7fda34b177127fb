"""A process that does one job of the command line after another, and says how each goes."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

log = logging.getLogger(__name__)


class Worker:
    """Does jobs in a process of its own, which keeps what it loaded for the next one.

    The process ends when it is told to, when a job fails for a fault of ours, and when this one ends.

    Args:
        home: the folder that it works in.
    """

    def __init__(self, home: Path) -> None:
        self._errors = TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  closed by close
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sistercity_nb", "work"],
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
        )
        self._working = False

    @property
    def ready(self) -> bool:
        """Whether it can do a job: it lives, and the last one came to its end."""
        return not self._working and self._process.poll() is None

    def do(self, arguments: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Do a job and give what it says, the last of it with its exit code as ``ended``.

        Args:
            arguments: of the command line, with ``--progress-json``.

        Raises:
            OSError: if the process is gone.
        """
        self._working = True
        print(json.dumps(arguments), file=self._process.stdin, flush=True)
        for line in self._process.stdout or ():
            try:
                told = json.loads(line)
            except ValueError:
                log.warning("job %s printed %r, which is not progress", arguments[0], line[:200])
                continue
            self._working = "ended" not in told
            yield told
            if not self._working:
                return
        yield {"ended": self._process.wait() or 1}

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.terminate()

    def close(self) -> str:
        """End the process and wait for that; returns the end of what it wrote to its error stream."""
        self.stop()
        with self._process, self._errors:
            self._errors.seek(0)
            return self._errors.read()[-4000:]
