"""A process that does one job of the command line after another, and says how each goes."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
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
        self._errors = TemporaryFile()  # noqa: SIM115  closed by close
        self._told = 0  # bytes of errors before the last job
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sistercity_nb", "work"],
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            errors="replace",
        )

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def do(self, arguments: Sequence[str], told: Callable[[dict[str, Any]], None]) -> int:
        """Do a job to its end.

        Args:
            arguments: of the command line, with ``--progress-json``.
            told: called with each object that the job prints.

        Returns:
            Its exit code; that of the process, which is never 0, if it ended over the job.
        """
        self._told = os.fstat(self._errors.fileno()).st_size
        with suppress(OSError):  # it ended while it waited, and says nothing below
            print(json.dumps(arguments), file=self._process.stdin, flush=True)
        for line in self._process.stdout or ():
            said = _object(line)
            if said is None:
                log.warning("job %s printed %r, which is not progress", arguments[0], line[:200])
            elif "ended" in said:
                return int(said["ended"])
            else:
                told(said)
        return self._process.wait() or 1

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.terminate()

    def close(self) -> str:
        """End the process and wait for that; returns the end of what the last job wrote of errors."""
        self.stop()
        with suppress(OSError):  # nobody reads any more
            if self._process.stdin is not None:
                self._process.stdin.close()
        with self._process, self._errors:
            self._errors.seek(self._told)
            return self._errors.read()[-4000:].decode("utf-8", "replace")


def _object(line: str) -> dict[str, Any] | None:
    """The JSON object of a line, an empty one of an empty line; None if it is anything else."""
    if not line.strip():
        return {}
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
