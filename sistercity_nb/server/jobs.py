"""Long work in processes of its own: recording goes on when a report is slow, fails or dies."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Any
from uuid import uuid4

from sistercity_nb.errors import Refused
from sistercity_nb.settings import EDITIONS, Settings

log = logging.getLogger(__name__)

JOBS = ("report", "summary", "suggest")  # each the command-line verb of the same name


@dataclass(frozen=True, slots=True)
class Job:
    """How a job stands; ``files`` are names in the folder of exports, ``progress`` runs from 0 to 1."""

    id: str
    job: str
    state: str
    progress: float
    step: str
    message: str
    files: tuple[str, ...]
    started: str
    ended: str


class Jobs:
    """Starts jobs and watches them; one of each at a time.

    Args:
        settings: what the jobs work with.
        on_change: told of every change, as ``described`` gives it, in the thread that watches the job.
    """

    def __init__(self, settings: Settings, on_change: Callable[[dict[str, Any]], None]) -> None:
        self._settings = settings
        self._on_change = on_change
        self._jobs: dict[str, Job] = {}
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._lock = threading.Lock()

    def start(self, name: str, language: str, edition: str = EDITIONS[0], final: bool = False) -> Job:
        """The running job of that name, started if there is none.

        Args:
            name: one of ``JOBS``.
            language: of its words.
            edition: of a report.
            final: whether a report is filed.

        Raises:
            Refused: if there is no such job or edition.
        """
        if edition not in EDITIONS:
            raise Refused(
                "There is no edition {edition!r}; there are {editions}.",
                edition=str(edition)[:40],
                editions=", ".join(EDITIONS),
            )
        if name not in JOBS:
            raise Refused(
                "There is no job {job!r}; there are {jobs}.", job=str(name)[:40], jobs=", ".join(JOBS)
            )
        with self._lock:
            for job in self._jobs.values():
                if job.job == name and job.state == "running":
                    return job
            job = Job(uuid4().hex, name, "running", 0.0, "", "", (), _now(), "")
            self._jobs[job.id] = job
        options = [] if name == "suggest" else ["--language", language]
        if name == "report":
            options += ["--edition", edition, *(["--final"] if final else [])]
        threading.Thread(
            target=self._run, args=(job, options), name=f"sistercity-{name}", daemon=True
        ).start()
        return job

    def get(self, id: str) -> Job | None:
        """The job of that id, or None."""
        return self._jobs.get(id)

    def all(self) -> list[Job]:
        """Every job since the server started, newest first."""
        return list(reversed(self._jobs.values()))

    def close(self) -> None:
        """End every job that still runs; what it had not finished leaves nothing behind."""
        for process in tuple(self._processes.values()):
            process.terminate()

    def described(self, job: Job) -> dict[str, Any]:
        """``job`` as the API gives it: each file with its name and size in bytes."""
        files = [
            {"name": name, "bytes": (self._settings.exports / name).stat().st_size} for name in job.files
        ]
        return {**asdict(job), "files": files}

    def _run(self, job: Job, options: Sequence[str]) -> None:
        """Run a job to its end, in a thread of its own; whatever goes wrong, it does not stay "running"."""
        command = [sys.executable, "-m", "sistercity_nb", job.job, "--progress-json", *options]
        try:
            with TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
                process = subprocess.Popen(  # noqa: S603  our own command; the job's name is one of JOBS
                    command,
                    cwd=self._settings.home,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    encoding="utf-8",
                )
                self._processes[job.id] = process
                failed = self._watch(job, process)
                code = process.wait()
                errors.seek(0)
                self._end(self._jobs[job.id], code, failed, errors.read()[-4000:])
        except Exception as error:
            log.exception("job %s could not be followed", job.job)
            self._end(self._jobs[job.id], 1, str(error))
        finally:
            self._processes.pop(job.id, None)

    def _watch(self, job: Job, process: subprocess.Popen[str]) -> str:
        """Follow what the job prints, a JSON object a line; returns its reason if it says that it failed."""
        failed = ""
        for line in process.stdout or ():
            try:
                said = json.loads(line)
            except ValueError:
                log.warning("job %s printed %r, which is not progress", job.job, line[:200])
                continue
            failed = said.get("failed", failed)
            now = self._jobs[job.id]
            self._set(
                replace(
                    now,
                    progress=float(said.get("progress", now.progress)),
                    step=str(said.get("step", now.step)),
                    files=tuple(said.get("files", now.files)),
                )
            )
        return failed

    def _end(self, job: Job, code: int, failed: str, errors: str = "") -> None:
        if code:
            log.error("job %s ended with code %s: %s\n%s", job.job, code, failed, errors)
            message = failed or (errors.strip().splitlines() or [f"exit code {code}"])[-1]
            self._set(replace(job, state="failed", message=message, ended=_now()))
        else:
            self._set(replace(job, state="done", progress=1.0, ended=_now()))

    def _set(self, job: Job) -> None:
        self._jobs[job.id] = job
        self._on_change(self.described(job))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
