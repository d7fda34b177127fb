"""The log of access: every request is in it, and not one word of what was said, typed or shown."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from serving import TOKEN, Server, enter, environment, join, serving

from sistercity_nb.server import accesslog

WORD = "กระจิ๊ดริด"
NAME = "นางสาวกะปุกลุก"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workshop folder with an empty record."""
    (tmp_path / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    """A server of that folder."""
    with serving(home) as running:
        yield running


def lines(server: Server) -> list[dict[str, Any]]:
    """What the log holds of everything that was answered until now."""
    # A line is written just after the answer has left; when the next answer is here, it is there.
    server.client.head(f"{server.base}sistercity/static/icon.svg")
    text = (server.log.parent / "logs" / "access.log").read_text(encoding="utf-8")
    return [line for line in map(json.loads, text.splitlines()) if line["method"] != "HEAD"]


def revision(text: str) -> dict[str, Any]:
    """A problem of the first group, as a browser sends it."""
    body = {"group": "signed", "kind": "problem", "text": text}
    return {"id": str(uuid4()), "record": str(uuid4()), "type": "entry", "author": NAME, "body": body}


def test_a_request_leaves_a_line(server: Server) -> None:
    """Time, method, path without its query, status, duration, size, role, group and device."""
    with closing(enter(server, "facilitator", "signed")) as facilitator:
        answer = facilitator.get(f"{server.base}sistercity/api/records?type=entry&group=signed")
    line = lines(server)[-1]
    assert set(line) == {"time", "method", "path", "status", "ms", "bytes", "role", "group", "device"}
    assert abs(datetime.now(UTC) - datetime.fromisoformat(line["time"])).total_seconds() < 60
    assert (line["method"], line["path"], line["status"]) == ("GET", "/sistercity/api/records", 200)
    assert (line["role"], line["group"]) == ("facilitator", "signed")
    assert line["bytes"] == len(answer.content)
    assert line["ms"] > 0
    assert re.fullmatch("[0-9a-f]{12}", line["device"])


def test_everything_that_the_server_answers_is_in_it(server: Server) -> None:
    """Jupyter's own routes, refusals, strangers and addresses that lead nowhere leave a line too."""
    server.get("api/workshop")
    server.client.get(f"{server.base}api/contents")
    server.client.get(f"{server.base}nowhere")
    with closing(join(server, "WRNGWRNG")) as stranger:
        stranger.get(f"{server.base}api/kernels")
    found = [(line["path"], line["status"], line["role"]) for line in lines(server)]
    for expected in (
        ("/sistercity/api/workshop", 200, "lead"),
        ("/api/contents", 200, "lead"),
        ("/nowhere", 404, "lead"),
        ("/login", 401, ""),
        ("/api/kernels", 403, ""),
    ):
        assert expected in found


def test_two_devices_can_be_told_apart_and_not_named(server: Server) -> None:
    """The same device has the same number in every line, another one another; it is no identity of ours."""
    devices = []
    for _ in range(2):
        with closing(enter(server, "facilitator", "signed", name=NAME)) as facilitator:
            for _ in range(2):
                facilitator.get(f"{server.base}sistercity/api/workshop")
            devices += [line["device"] for line in lines(server)[-2:]]
    assert devices[0] == devices[1] != devices[2] == devices[3]


def test_nothing_that_was_typed_is_in_a_log(home: Path, server: Server) -> None:
    """An entry's word, a name, a code and the token: none of them is in the log or in the server's output."""
    place = {"role": "facilitator", "group": "signed", "hours": 1}
    typed = server.post("api/codes", json=place).json()["code"]["code"]
    with closing(join(server, typed, name=NAME)) as facilitator:
        facilitator.post(f"{server.base}sistercity/api/revisions", json={"revisions": [revision(WORD)]})
        facilitator.post(
            f"{server.base}sistercity/api/revisions", json={"revisions": [revision(WORD * 9000)]}
        )
        facilitator.post(f"{server.base}sistercity/api/revisions", content=WORD.encode())
        facilitator.get(f"{server.base}sistercity/api/records?type={WORD}")
        facilitator.get(f"{server.base}sistercity/api/records?type=entry&group={WORD}")
        facilitator.get(f"{server.base}sistercity/record/signed?note={WORD}")
    for spelling in (typed, typed.lower(), f"{typed[:4]}-{typed[4:]}"):
        # What somebody may do who reads the poster in haste.
        for path in (f"login/{spelling}", f"sistercity/{spelling}", f"login?code={spelling}", spelling):
            server.client.get(f"{server.base}{path}")
        with closing(join(server, spelling + "2")):
            pass
    for path in ("sistercity/record/nowhere", "api/contents/nowhere", "files/nowhere", "lab/api/nowhere"):
        server.client.get(f"{server.base}{path}?token={TOKEN}&q={WORD}", headers={"Referer": server.page})
    server.client.get(f"{server.base}api/kernels/{uuid4()}/channels?token={TOKEN}")
    server.process.terminate()
    server.process.wait(30)
    kept = "".join(file.read_text(encoding="utf-8") for file in (home / "logs").iterdir())
    said = server.log.read_text(encoding="utf-8").replace(server.page, "the lead's own address")
    assert "/sistercity/api/revisions" in kept
    for secret in (WORD, "%E0%B8%81%E0%B8%A3%E0%B8%B0", NAME, typed, typed.lower(), TOKEN):
        assert secret not in kept
        assert secret not in said


def test_a_fault_of_ours_says_where_and_nothing_else(home: Path, server: Server) -> None:
    """A request that fails in the server is in its output with its path; the query and the text are not."""
    (home / "exports").write_text("a file where the folder should be", encoding="utf-8")
    answer = server.get("api/summary", params={"q": WORD})
    assert answer.status_code == 500
    said = server.log.read_text(encoding="utf-8")
    assert "GET /sistercity/api/summary failed" in said
    assert WORD not in said
    assert lines(server)[-1]["status"] == 500


def test_the_newest_file_is_small_and_old_ones_go(tmp_path: Path) -> None:
    """Five files of a megabyte at most, however long a workshop lasts."""
    file = accesslog._File(tmp_path)
    for number in range(70_000):
        file.write(
            {"path": f"/sistercity/api/records/{number:06}", "role": "facilitator", "filler": "x" * 60}
        )
    file.close()
    sizes = {one.name: one.stat().st_size for one in tmp_path.iterdir()}
    assert set(sizes) == {"access.log", *(f"access.log.{number}" for number in range(1, 5))}
    assert all(size <= accesslog.LARGEST for size in sizes.values())


def test_a_log_that_cannot_be_written_stops_nobody(home: Path) -> None:
    """The server says so once, and people go on recording."""
    (home / "logs").write_text("in the way", encoding="utf-8")
    with serving(home) as server:
        for _ in range(3):
            answer = server.post("api/revisions", json={"revisions": [revision("ยังบันทึกได้")]})
            assert answer.json()["results"][0]["status"] == "saved"
        said = server.log.read_text(encoding="utf-8")
    assert said.count("The log of access cannot be written") == 1
    assert "Traceback" not in said


def test_another_jupyter_server_gets_no_log(home: Path) -> None:
    """The extension is enabled in every server of its environment; one for something else stays as it is."""
    (home / "sistercity.toml").unlink()
    code = (
        "from jupyter_server.serverapp import ServerApp;"
        "ServerApp.start = lambda app: None;"
        "ServerApp.launch_instance(['--allow-root', '--no-browser',"
        " '--ServerApp.jpserver_extensions=sistercity_nb.server=True'])"
    )
    subprocess.run([sys.executable, "-c", code], cwd=home, env=environment(home), check=True)
    assert {file.name for file in home.iterdir()} == {"person"}
