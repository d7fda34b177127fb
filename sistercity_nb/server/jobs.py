"""Long work in processes of its own: recording goes on when a report is slow, fails or dies."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from threading import Lock, Thread, Timer
from typing import Any
from uuid import uuid4

from sistercity_nb.errors import Refused
from sistercity_nb.language import translate
from sistercity_nb.server.worker import Worker
from sistercity_nb.settings import EDITIONS, Settings

log = logging.getLogger(__name__)

JOBS = ("report", "summary", "suggest")  # each the command-line verb of the same name
# The next draft comes soon after the last: the process that made that waits with what it loaded, 280 MB, and
# takes a third of the time less.
_KEPT, _WAITS = {"report", "summary"}, 600.0  # seconds


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
    """Starts jobs and watches them; the same one is not started twice.

    Args:
        settings: what the jobs work with.
        on_change: told of every change, as ``described`` gives it, in the thread that watches the job.
    """

    def __init__(self, settings: Settings, on_change: Callable[[dict[str, Any]], None]) -> None:
        self._settings = settings
        self._on_change = on_change
        self._jobs: dict[str, Job] = {}
        self._arguments: dict[str, list[str]] = {}
        self._busy: list[Worker] = []
        self._spare: Worker | None = None
        self._lock = Lock()

    def start(self, name: str, language: str, edition: str = EDITIONS[0], final: bool = False) -> Job:
        """The running job of that name and those options, started if there is none.

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
        arguments = [name, "--progress-json", *([] if name == "suggest" else ["--language", language])]
        if name == "report":
            arguments += ["--edition", edition, *(["--final"] if final else [])]
        with self._lock:
            for job in self._jobs.values():
                if job.state == "running" and self._arguments[job.id] == arguments:
                    return job
            job = Job(uuid4().hex, name, "running", 0.0, "", "", (), _now(), "")
            self._jobs[job.id], self._arguments[job.id] = job, arguments
        Thread(target=self._run, args=(job,), name=f"sistercity-{name}", daemon=True).start()
        return job

    def get(self, id: str) -> Job | None:
        """The job of that id, or None."""
        return self._jobs.get(id)

    def all(self) -> list[Job]:
        """Every job since the server started, newest first."""
        return list(reversed(self._jobs.values()))

    def close(self) -> None:
        """End every process; a job that had not finished leaves nothing behind."""
        with self._lock:
            for worker in self._busy:
                worker.stop()
        self._dismiss(self._spare)

    def described(self, job: Job) -> dict[str, Any]:
        """``job`` as the API gives it: each file with its name and size in bytes."""
        files = [
            {"name": name, "bytes": (self._settings.exports / name).stat().st_size} for name in job.files
        ]
        return {**asdict(job), "files": files}

    def _run(self, job: Job) -> None:
        """Run a job to its end, in a thread of its own; whatever goes wrong, it does not stay "running"."""
        said: dict[str, Any] = {}

        def told(more: dict[str, Any]) -> None:
            said.update(more)
            self._tell(job.id, more)

        code, errors, again = 1, "", False
        try:
            worker = self._taken(job)
            try:
                code = worker.do(self._arguments[job.id], told)
                again = code == 0 or "failed" in said
            finally:
                errors = self._given_back(job, worker, again)
        except Exception as error:
            log.exception("job %s could not be followed", job.job)
            code, errors = 1, str(error)
        self._end(self._jobs[job.id], code, str(said.get("failed", "")), errors)

    def _taken(self, job: Job) -> Worker:
        """A process for the job: the one that waits for such a job, or a new one."""
        with self._lock:
            worker = None
            if job.job in _KEPT:
                worker, self._spare = self._spare, None
            if worker is not None and not worker.alive:  # it died while it waited
                worker.close()
                worker = None
            worker = worker or Worker(self._settings.home)
            self._busy.append(worker)
        return worker

    def _given_back(self, job: Job, worker: Worker, again: bool) -> str:
        """Let the process wait for the next such job, or end it; returns what it wrote of errors then."""
        with self._lock:
            self._busy.remove(worker)
            if again and job.job in _KEPT and self._spare is None and worker.alive:
                self._spare = worker
                leaving = Timer(_WAITS, self._dismiss, [worker])
                leaving.daemon = True
                leaving.start()
                return ""
        return worker.close()

    def _dismiss(self, worker: Worker | None) -> None:
        """End the process if it still waits."""
        with self._lock:
            if worker is None or worker is not self._spare:
                return
            self._spare = None
        worker.close()

    def _tell(self, id: str, said: dict[str, Any]) -> None:
        """Pass on what a job says of its progress."""
        now = self._jobs[id]
        self._set(
            replace(
                now,
                progress=float(said.get("progress", now.progress)),
                step=str(said.get("step", now.step)),
                files=tuple(said.get("files", now.files)),
            )
        )

    def _end(self, job: Job, code: int, failed: str, errors: str = "") -> None:
        if code:
            log.error("job %s ended with code %s: %s\n%s", job.job, code, failed, errors)
            died = "The process that did it ended (code {code}). Close other programs and try again."
            died = translate(died, self._settings.language, code=code)
            message = failed or (errors.strip().splitlines() or [died])[-1]
            self._set(replace(job, state="failed", message=message, ended=_now()))
        else:
            self._set(replace(job, state="done", progress=1.0, ended=_now()))

    def _set(self, job: Job) -> None:
        self._jobs[job.id] = job
        self._on_change(self.described(job))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
