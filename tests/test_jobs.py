"""Long work beside the recording: in processes that are kept for the next report, and may die."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import psutil
import pytest

from sistercity_nb.exports import make_report
from sistercity_nb.server import jobs as module
from sistercity_nb.server.jobs import Job, Jobs
from sistercity_nb.settings import Settings
from sistercity_nb.store import Revision, Store


@pytest.fixture
def jobs(choice: Settings, demonstration: Store) -> Iterator[Jobs]:
    """What starts jobs over the demonstration, its processes ended afterwards."""
    begun = Jobs(choice, on_change=lambda _: None)
    yield begun
    begun.close()


def followed(jobs: Jobs, job: Job) -> Job:
    """The job when it has come to its end."""
    while job.state == "running":
        time.sleep(0.05)
        now = jobs.get(job.id)
        assert now is not None
        job = now
    return job


def ended(jobs: Jobs, name: str, **options: str) -> Job:
    """The job of that name, begun and come to its end."""
    return followed(jobs, jobs.start(name, "th", **options))


def waiting() -> list[int]:
    """The ids of the processes that do jobs or wait for one."""
    found = []
    for process in psutil.Process().children():
        with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):  # it is ending
            if process.cmdline()[-2:] == ["sistercity_nb", "work"]:
                found.append(process.pid)
    return found


def test_the_process_of_a_report_makes_the_next_one(
    jobs: Jobs, choice: Settings, demonstration: Store, entry: Callable[..., Revision]
) -> None:
    """The second report of the day comes from the process of the first, as a new process would make it."""
    assert ended(jobs, "report", edition="internal").state == "done"
    (first,) = waiting()
    demonstration.append([entry("พิมพ์เพิ่มหลังจากรายงานฉบับแรก ณ กรุงพนมเปญ")])
    second = ended(jobs, "report")
    assert waiting() == [first]
    warm = {name: (choice.exports / name).read_bytes() for name in second.files}
    cold = make_report(choice, lambda part, step: None)
    assert {file.name: file.read_bytes() for file in cold} == warm


def test_a_summary_comes_while_a_report_is_made(jobs: Jobs) -> None:
    """Two jobs run beside each other, and one process is kept of the two."""
    report = jobs.start("report", "th")
    assert ended(jobs, "summary").state == "done"
    assert followed(jobs, report).state == "done"
    assert len(waiting()) == 1


def test_a_refused_job_leaves_its_process_in_service(jobs: Jobs, choice: Settings) -> None:
    """A refusal is an answer: what it was refused for is said, and the same process does the next job."""
    choice.exports.write_text("a file where the folder should be")
    refused = ended(jobs, "summary")
    assert refused.state == "failed"
    assert str(choice.exports) in refused.message
    (kept,) = waiting()
    choice.exports.unlink()
    assert ended(jobs, "summary").state == "done"
    assert waiting() == [kept]


def test_a_job_outlives_the_death_of_the_process_that_waited(jobs: Jobs) -> None:
    """A process that the system ended while it waited is replaced by a new one."""
    assert ended(jobs, "summary").state == "done"
    (first,) = waiting()
    psutil.Process(first).kill()
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)  # until it can be seen that it is dead
    assert ended(jobs, "summary").state == "done"
    (second,) = waiting()
    assert second != first


def test_a_job_whose_process_dies_has_failed(jobs: Jobs) -> None:
    """A process that dies at work fails its job, and that one only."""
    job = jobs.start("report", "th")
    while not waiting():
        time.sleep(0.01)
    psutil.Process(waiting()[0]).kill()
    failed = followed(jobs, job)
    assert (failed.state, bool(failed.message)) == ("failed", True)
    assert ended(jobs, "summary").state == "done"


def test_nothing_waits_for_ever(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that nobody needs any more ends, also when the server does."""
    monkeypatch.setattr(module, "_WAITS", 0.1)
    assert ended(jobs, "summary").state == "done"
    while waiting():
        time.sleep(0.05)
    monkeypatch.setattr(module, "_WAITS", 600.0)
    assert ended(jobs, "summary").state == "done"
    assert waiting()
    jobs.close()
    assert not waiting()


def test_two_editions_are_made_beside_each_other(jobs: Jobs) -> None:
    """Who asks for another edition while one is made gets that one; who asks for the same follows it."""
    public, internal = jobs.start("report", "th"), jobs.start("report", "th", edition="internal")
    assert jobs.start("report", "th").id == public.id
    made = [followed(jobs, one).files for one in (public, internal)]
    assert [any("internal" in name for name in files) for files in made] == [False, True]
    assert len(waiting()) == 1


def test_each_job_of_a_process_ends_with_its_own_answer(choice: Settings, demonstration: Store) -> None:
    """A refused job, a wrong one and a good one are told apart; what is no job is refused in a sentence."""
    lines = [["report", "--edition", "none"], ["summary", "--progress-json"]]
    asked = "".join(f"{json.dumps(one)}\n" for one in lines) + "5\n"
    command = [sys.executable, "-m", "sistercity_nb", "work"]
    run = subprocess.run(
        command, input=asked, cwd=choice.home, capture_output=True, encoding="utf-8", check=False
    )
    said = [json.loads(line) for line in run.stdout.splitlines() if line]
    assert [one["ended"] for one in said if "ended" in one] == [2, 0]
    assert run.returncode == 1
    assert "JSON" in run.stderr.splitlines()[-1]


def test_suggestions_keep_no_process(jobs: Jobs) -> None:
    """What suggests themes loads other libraries than a report, and is not kept."""
    assert ended(jobs, "suggest").state == "done"
    assert not waiting()
