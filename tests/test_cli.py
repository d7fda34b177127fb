"""The command line, run as a person runs it: real processes, real folders, real servers."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from serving import TOKEN, environment, free_port

from sistercity_nb.model import RecordType
from sistercity_nb.settings import read_settings
from sistercity_nb.store import Revision, open_store

ROOT = Path(__file__).parent.parent
DEMONSTRATION = ROOT / "data" / "demo"
ENTRIES = """key,group,kind,province,guideline,release,answers,themes,recorded_at,text,simulated
p1,signed,problem,TH-50,2,group,,,2020-03-18T10:00:00+07:00,จังหวัดไม่ได้จัดสรรงบประมาณไว้,no
r1,signed,recommendation,TH-50,2,group,p1,,2020-03-18T10:05:00+07:00,บรรจุไว้ในแผนพัฒนาจังหวัด,no
"""
TRACEBACK = "Traceback"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workshop folder with settings in English and no demonstration."""
    (tmp_path / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
    return tmp_path


def sistercity(
    home: Path, *arguments: str, typed: str | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """The finished command, started in ``home``; ``typed`` answers what it asks."""
    return subprocess.run(
        [sys.executable, "-m", "sistercity_nb", *arguments],
        cwd=home,
        env=environment(home, **more),
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def refused(run: subprocess.CompletedProcess[str]) -> str:
    """The one plain line that a refused command leaves, and nothing else."""
    assert run.returncode == 1, run.stderr
    assert run.stdout == ""
    assert TRACEBACK not in run.stderr
    (line,) = run.stderr.splitlines()
    return line


@contextmanager
def running(home: Path, *arguments: str, **more: str) -> Iterator[tuple[str, list[str]]]:
    """A server started with ``arguments``: the address that it printed, and every line up to it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sistercity_nb", *arguments],
        cwd=home,
        env=environment(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout is not None
    lines = []
    try:
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if line.startswith("http"):
                break
        else:
            raise AssertionError("\n".join(lines))
        yield lines[-1], lines
    finally:
        # Jupyter can miss a signal that comes before its own start is over: it is sent until it is heard.
        while process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=20)


def board(address: str) -> dict[str, int]:
    """What the board of a running server says."""
    answer = httpx.get(
        address.replace("sistercity?", "sistercity/api/board?"), timeout=30, trust_env=False
    ).raise_for_status()
    found: dict[str, int] = answer.json()
    return found


def counted(home: Path) -> tuple[int, int]:
    """How many entries and how many suggestions the record holds."""
    connection = sqlite3.connect(home / "records" / "sistercity.db")
    queries = ("SELECT count(*) FROM current WHERE type = 'entry'", "SELECT count(*) FROM suggestions")
    entries, suggestions = (connection.execute(query).fetchone()[0] for query in queries)
    connection.close()
    return entries, suggestions


def test_three_names_are_one_command(home: Path) -> None:
    """`sistercity`, `jupyter sistercity` and `python -m sistercity_nb` are the same."""
    scripts = Path(sys.executable).parent
    ways = [
        [sys.executable, "-m", "sistercity_nb"],
        [str(scripts / "sistercity")],
        [str(scripts / "jupyter"), "sistercity"],
    ]
    said = [
        subprocess.run(
            [*way, "--help"], capture_output=True, text=True, check=True, env=environment(home)
        ).stdout
        for way in ways
    ]
    assert said[0] == said[1] == said[2]
    assert "doctor" in said[0]


def test_wrong_usage_is_exit_code_2(home: Path) -> None:
    """A misspelt verb or option is answered with the usage."""
    for arguments in (
        ["rnu"],
        ["run", "--prot", "1"],
        ["run", "--port", "70000"],
        ["report", "--language", "fr"],
    ):
        run = sistercity(home, *arguments)
        assert run.returncode == 2
        assert "Usage: sistercity" in run.stderr


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, list[str]]]:
    """A folder whose workshop is open without a chosen token or port: the address and the lines printed."""
    home = tmp_path_factory.mktemp("opened")
    (home / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
    with running(home, "run", "--no-browser", JUPYTER_TOKEN="") as (address, lines):
        yield home, address, lines


def test_run_prints_an_address_that_opens_the_start_page(opened: tuple[Path, str, list[str]]) -> None:
    """The address is on a line of its own, with a token that cannot be guessed, and leads in."""
    _, address, lines = opened
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/sistercity\?token=\w{32,}", address)
    assert lines == ["The workshop is open at this address. Ctrl+C ends it.", address]
    assert httpx.get(address, timeout=30, trust_env=False).status_code == 200
    without = address.partition("?")[0]
    assert httpx.get(without, timeout=30, trust_env=False).status_code != 200
    root = httpx.get(address.replace("sistercity?", "?"), timeout=30, trust_env=False)
    assert root.headers["location"].startswith("/sistercity"), "the server's own address leads there too"


def test_the_server_listens_to_this_machine_alone(opened: tuple[Path, str, list[str]]) -> None:
    """Another address of the machine, even another loopback one, is not answered."""
    port = int(re.findall(r":(\d+)/", opened[1])[0])
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=5):  # noqa: PT011  any refusal will do
        pass


def test_jupyterlab_does_not_ask_the_internet(opened: tuple[Path, str, list[str]]) -> None:
    """JupyterLab is there beside the pages, its news and its search for newer versions switched off."""
    page = httpx.get(
        opened[1].replace("sistercity?", "lab?"), timeout=30, trust_env=False, follow_redirects=True
    )
    config = json.loads(
        re.findall(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page.text, re.S)[0]
    )
    assert config["appName"] == "JupyterLab"
    assert config["news"] == {"disabled": True}


def test_a_second_server_takes_the_next_port_and_shows_the_same_record(
    opened: tuple[Path, str, list[str]],
) -> None:
    """Starting twice is fine: each has its address and its token, and an entry is there for both."""
    home, one, _ = opened
    with running(home, "run", "--no-browser", JUPYTER_TOKEN="") as (two, _):
        assert one.partition("?")[0] != two.partition("?")[0]
        assert one.partition("?")[2] != two.partition("?")[2]
        (home / "entries.csv").write_text(ENTRIES, encoding="utf-8")
        assert sistercity(home, "import", "entries", "entries.csv", "--yes").returncode == 0
        assert board(one)["total"] == board(two)["total"] == 2


def test_lab_opens_the_first_notebook_at_the_port_and_token_that_were_asked_for(home: Path) -> None:
    """`lab` leads to 00_start.ipynb, brought into a workshop folder that has no notebooks yet."""
    port = free_port()
    with running(home, "lab", "--no-browser", "--port", str(port), JUPYTER_TOKEN=TOKEN) as (address, _):
        page = "lab/tree/notebooks/00_start.ipynb"
        assert address == f"http://127.0.0.1:{port}/{page}?token={TOKEN}"
        assert httpx.get(address, timeout=30, trust_env=False, follow_redirects=True).status_code == 200
        brought = sorted(file.name for file in (home / "notebooks").glob("*.ipynb"))
        assert brought == sorted(file.name for file in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.skipif(os.name == "nt", reason="Windows opens its browser by another way")
def test_run_opens_the_start_page_in_the_browser(home: Path) -> None:
    """The person's browser is given an address that leads to the start page with the token."""
    pipe = home / "opened"
    os.mkfifo(pipe)
    browser = home / "browser"
    browser.write_text(f'#!/bin/sh\necho "$@" > "{pipe}"\n', encoding="utf-8")
    browser.chmod(0o755)
    with running(home, "run", JUPYTER_TOKEN=TOKEN, BROWSER=str(browser)) as (address, _):
        opened = pipe.read_text(encoding="utf-8").strip()
        if opened.startswith("file:"):  # Jupyter's way of keeping the token out of the list of processes
            opened = Path(opened.removeprefix("file://")).read_text(encoding="utf-8")
        assert address.replace("127.0.0.1", "localhost") in opened.replace("127.0.0.1", "localhost")


def test_a_new_record_starts_with_the_demonstration_once(home: Path) -> None:
    """The first start brings the simulated entries, the second adds none; without the line there are none."""
    opening = ("codebook", "export", "themes.qdc")  # it needs the record, and little time
    assert sistercity(home, *opening).returncode == 0
    assert counted(home) == (0, 0)
    (home / "records" / "sistercity.db").unlink()
    settings = f'language = "en"\ndemonstration = "{DEMONSTRATION.as_posix()}"\n'
    (home / "sistercity.toml").write_text(settings, encoding="utf-8")
    assert sistercity(home, *opening).returncode == 0
    first, _ = counted(home)
    assert sistercity(home, *opening).returncode == 0
    assert counted(home) == (first, 0)
    assert first >= 180


def test_a_busy_port_that_was_asked_for_is_a_plain_error(home: Path) -> None:
    """Nobody is sent to another port than the one they named."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused(sistercity(home, "run", "--no-browser", "--port", str(port)))
    assert f"Port {port} is in use" in line


def test_import_adds_a_file_once(home: Path) -> None:
    """What a file holds is told and added; the same file again adds nothing."""
    (home / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    said = sistercity(home, "import", "entries", "entries.csv", "--yes").stdout.splitlines()
    assert said[0].startswith("key → Key")
    assert said[-3:] == [
        "Row 3, new: บรรจุไว้ในแผนพัฒนาจังหวัด",
        "2 new, 0 changed, 0 in the record already, 0 changed there since, 0 refused.",
        "2 changes imported from entries.csv.",
    ]
    again = sistercity(home, "import", "entries", "entries.csv", "--yes").stdout.splitlines()
    assert again[-2:] == [
        "0 new, 0 changed, 2 in the record already, 0 changed there since, 0 refused.",
        "0 changes imported from entries.csv.",
    ]


def test_import_leaves_nothing_out_that_nobody_has_seen(home: Path) -> None:
    """With --yes a wrong row keeps the right ones out, and is named; a person may take the others."""
    (home / "entries.csv").write_text(ENTRIES.replace("r1,signed", "r1,nowhere"), encoding="utf-8")
    run = sistercity(home, "import", "entries", "entries.csv", "--yes")
    assert (run.returncode, "entries.csv, row 3, Group" in run.stdout) == (1, True)
    assert "nothing was imported" in run.stderr
    assert counted(home)[0] == 0
    for typed, kept in (("n\n", 0), ("y\n", 1)):
        asked = sistercity(home, "import", "entries", "entries.csv", typed=typed)
        assert "Import the other rows?" in asked.stdout
        assert counted(home)[0] == kept
    assert "missing.csv cannot be read" in refused(
        sistercity(home, "import", "entries", "missing.csv", "--yes")
    )


def test_another_program_imports_what_a_person_was_shown(home: Path) -> None:
    """The preview in JSON has a fingerprint; by it exactly that is taken, and nothing that changed since."""
    (home / "entries.csv").write_text(ENTRIES.replace("key,group", "ก,ข"), encoding="utf-8")
    names = "key,group,kind,province,guideline,release,answers,,recorded_at,text,simulated"
    arguments = ("import", "entries", "entries.csv", "--json", "--language", "th", "--columns", names)
    shown = json.loads(sistercity(home, *arguments).stdout)
    assert (shown["counts"]["new"], shown["rows"][0]["outcome"], shown["missing"]) == (2, "new", [])
    wrong = sistercity(home, *arguments, "--yes", "--only-if", "0")
    assert (wrong.returncode, counted(home)[0]) == (1, 0)
    assert "failed" in json.loads(wrong.stdout)
    taken = json.loads(sistercity(home, *arguments, "--yes", "--only-if", shown["fingerprint"]).stdout)
    assert (taken["taken"], taken["conflicts"], counted(home)[0]) == (2, 0, 2)


def test_export_writes_a_table(home: Path) -> None:
    """Each form by its name; what is no form is refused."""
    assert sistercity(home, "export", "participants", "who.xlsx").stdout == "0 rows written to who.xlsx.\n"
    assert sistercity(home, "export", "answers", "form.csv", "--language", "th").returncode == 0
    assert (home / "form.csv").read_bytes().startswith("\ufeffประเภทหน่วยงาน,".encode())
    assert "ends in .xlsx or .csv" in refused(sistercity(home, "export", "entries", "all.ods"))


WRONG_SETTINGS = {
    "not TOML": ("language = \n", "sistercity.toml is not a TOML file"),
    "an unknown key": ('langauge = "en"\n', "the key 'langauge'"),
    "a number": ("language = 1\n", "language must be text in quotes"),
    "no such language": ('language = "fr"\n', "it can be th or en"),
    "no such workshop": ('workshop = "none.toml"\n', "none.toml cannot be read"),
    "not a store": ('store = "records"\n', "it must be a URL"),
    "another database": ('store = "mysql://host/name"\n', "it can be an SQLite file"),
}


@pytest.mark.parametrize(("text", "reason"), WRONG_SETTINGS.values(), ids=WRONG_SETTINGS)
def test_wrong_settings_are_named(tmp_path: Path, text: str, reason: str) -> None:
    """Every verb says in a sentence what is wrong in sistercity.toml and leaves nothing behind."""
    (tmp_path / "sistercity.toml").write_text(text, encoding="utf-8")
    line = (
        refused(sistercity(tmp_path, "run", "--no-browser", SISTERCITY_LANGUAGE="en"))
        if ("language =" not in text)
        else refused(sistercity(tmp_path, "run", "--no-browser"))
    )
    assert reason in line or not line.isascii(), "in English, or in Thai where the language is not known"
    assert not (tmp_path / "records").exists()


def test_errors_are_in_thai_unless_english_was_chosen(tmp_path: Path) -> None:
    """A person who prepared nothing reads Thai; the setting and the variable change it."""
    thai = refused(sistercity(tmp_path, "import", "entries", "none.csv", "--yes"))
    assert re.search("[ก-๙]", thai)
    english = refused(
        sistercity(tmp_path, "import", "entries", "none.csv", "--yes", SISTERCITY_LANGUAGE="en")
    )
    assert english == "none.csv cannot be read: No such file or directory."


def test_an_unknown_variable_is_refused(home: Path) -> None:
    """A misspelt SISTERCITY_ variable is not silently ignored."""
    assert "SISTERCITY_STOER" in refused(
        sistercity(home, "import", "entries", "x.csv", "--yes", SISTERCITY_STOER="sqlite:///x.db")
    )


def test_a_record_from_a_later_version_is_left_alone(home: Path) -> None:
    """The sentence names the record and what to do; the file keeps its every byte."""
    (home / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    sistercity(home, "import", "entries", "entries.csv", "--yes")
    file = home / "records" / "sistercity.db"
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO migrations VALUES ('m999_later', '2030-01-01')")
    connection.close()
    before = file.read_bytes()
    for arguments in (["run", "--no-browser"], ["import", "entries", "entries.csv", "--yes"]):
        line = refused(sistercity(home, *arguments))
        assert "later version" in line
        assert str(file) in line
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("blocked", "arguments", "reason"),
    [
        ("records", ["run", "--no-browser"], "records cannot be made"),
        ("notebooks", ["run", "--no-browser"], "The notebooks cannot be copied"),
        ("exports", ["summary"], "The report cannot be written to"),
    ],
)
def test_a_folder_that_cannot_be_written_is_named(
    home: Path, blocked: str, arguments: list[str], reason: str
) -> None:
    """A file in the folder's place stands for every folder that cannot be written."""
    (home / blocked).write_text("in the way", encoding="utf-8")
    assert reason in refused(sistercity(home, *arguments))


def test_jupyter_without_a_folder_of_its_own_is_a_plain_error(home: Path) -> None:
    """Jupyter's own traceback about its runtime folder never reaches a person."""
    (home / "blocked").write_text("in the way", encoding="utf-8")
    line = refused(sistercity(home, "run", "--no-browser", JUPYTER_RUNTIME_DIR=str(home / "blocked" / "x")))
    assert "JUPYTER_RUNTIME_DIR" in line


def test_an_older_python_is_told_what_it_needs() -> None:
    """Before anything is imported that it could not read."""
    start = "runpy.run_module('sistercity_nb', run_name='__main__')"
    code = f"import runpy, sys; sys.version_info = (3, 9, 1); {start}"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "3.11 or later; this is 3.9" in run.stderr
    assert TRACEBACK not in run.stderr


def test_a_python_without_the_libraries_is_told_how_to_install_them() -> None:
    """`python3 -m sistercity_nb` in a fresh checkout names the way out."""
    run = subprocess.run(
        [sys.executable, "-S", "-m", "sistercity_nb"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "make run" in run.stderr
    assert TRACEBACK not in run.stderr


def test_progress_is_one_json_object_a_line(home: Path) -> None:
    """Another program can follow a job: steps from 0 to 1, then the names of the files."""
    (home / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    sistercity(home, "import", "entries", "entries.csv", "--yes")
    run = sistercity(home, "summary", "--progress-json")
    said = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, run.stderr
    assert said[-1] == {"progress": 1, "files": ["summary.json"]}
    parts = [line["progress"] for line in said]
    assert parts == sorted(parts)
    assert all(line["step"] for line in said[:-1])
    assert json.loads((home / "exports" / "summary.json").read_text(encoding="utf-8"))["language"] == "en"
    assert [file.name for file in (home / "exports").iterdir()] == ["summary.json"], "no half-made file stays"


def test_a_failed_job_says_why_in_the_asked_language(home: Path) -> None:
    """The reason is a sentence for the person who started the job on a page."""
    (home / "exports").write_text("in the way", encoding="utf-8")
    run = sistercity(home, "summary", "--progress-json", "--language", "th")
    assert run.returncode == 1
    last = json.loads(run.stdout.splitlines()[-1])
    assert re.search("[ก-๙]", last["failed"])


def test_suggest_finds_keywords(home: Path) -> None:
    """An entry that holds a keyword of the codebook gets a suggestion, which waits for a person."""
    (home / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    sistercity(home, "import", "entries", "entries.csv", "--yes")
    said = sistercity(home, "suggest", "--progress-json").stdout.splitlines()
    assert json.loads(said[-1]) == {"progress": 1, "files": []}
    assert counted(home)[1] >= 1


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder in which a report was made: of two entries from a file and one that was recorded just now."""
    home = tmp_path_factory.mktemp("reported")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    (home / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    assert sistercity(home, "import", "entries", "entries.csv", "--yes").returncode == 0
    body = {"group": "signed", "kind": "benefit", "text": "ได้ความรู้จากคู่ความสัมพันธ์"}
    with open_store(read_settings(home, {})) as store:
        store.append([Revision("now", "now", RecordType.ENTRY, body)])
    return home, sistercity(home, "report")


def test_report_writes_every_format_and_its_summary(
    reported: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """The files are there, named after the workshop, and each is printed with its size."""
    home, run = reported
    assert run.returncode == 0, run.stderr
    names = [f"report-sistercity-2563.{kind}" for kind in ("html", "pdf", "docx", "xlsx")]
    names += ["memo-sistercity-2563.docx", "memo-sistercity-2563.pdf", "summary.json"]
    assert {file.name for file in (home / "exports").iterdir()} == {*names}
    for name, line in zip(names, run.stdout.splitlines(), strict=True):
        assert str(home / "exports" / name) in line
        assert re.search(r"[\d,]+ kB$", line)
    html = (home / "exports" / names[0]).read_text(encoding="utf-8")
    assert "จังหวัดไม่ได้จัดสรรงบประมาณไว้" in html
    assert (home / "exports" / names[1]).read_bytes().startswith(b"%PDF-")


def test_a_report_that_fails_leaves_the_earlier_one(
    reported: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """A cell that fails is named, and the files of yesterday stay as they were."""
    home, _ = reported
    before = {file.name: file.read_bytes() for file in (home / "exports").iterdir()}
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "id": "one",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": "1 / 0",
            }
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (home / "notebooks").mkdir()
    (home / "notebooks" / "07_report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    run = sistercity(home, "report", "--progress-json", "--language", "en")
    assert (
        json.loads(run.stdout.splitlines()[-1])["failed"]
        == "Cell 1 of 07_report.ipynb failed: division by zero"
    )
    notebook["cells"] = []
    (home / "notebooks" / "07_report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    assert (
        "shows no summary"
        in json.loads(
            sistercity(home, "report", "--progress-json", "--language", "en").stdout.splitlines()[-1]
        )["failed"]
    )
    assert {file.name: file.read_bytes() for file in (home / "exports").iterdir()} == before
