"""The API over the wire, held against its own description."""

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from serving import TOKEN, Server, serving

from sistercity_nb.model import RecordType
from sistercity_nb.server import routes
from sistercity_nb.server.api import DESCRIPTION
from sistercity_nb.server.service import Service
from sistercity_nb.settings import read_settings
from sistercity_nb.store import Revision, open_store
from sistercity_nb.summary import VERSION

SPEC = json.loads(DESCRIPTION.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of an empty record."""
    home = tmp_path_factory.mktemp("workshop")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(home) as running:
        yield running


def revision(**body: Any) -> dict[str, Any]:
    """A problem of the first group, as a browser sends it."""
    whole = {"group": "signed", "kind": "problem", "text": "จังหวัดขาดงบประมาณ", **body}
    return {"id": str(uuid4()), "record": str(uuid4()), "type": "entry", "author": "ผู้บันทึก", "body": whole}


def add(server: Server, *revisions: Any, **more: Any) -> list[dict[str, Any]]:
    """The results of sending revisions."""
    answer = checked(
        server.post("api/revisions", json={"revisions": revisions}, **more), "/api/revisions", "post"
    )
    return answer["results"]  # type: ignore[no-any-return]


def checked(answer: httpx.Response, path: str, method: str = "get") -> Any:
    """The JSON of an answer, after holding it against the description of its route."""
    schema = SPEC["paths"][path][method]["responses"][str(answer.status_code)]["content"]["application/json"][
        "schema"
    ]
    Draft202012Validator({**schema, "components": SPEC["components"]}).validate(answer.json())
    return answer.json()


def test_the_description_is_openapi() -> None:
    """The description is a valid OpenAPI document."""
    validate(SPEC)


def test_every_api_route_is_described(tmp_path: Path) -> None:
    """The routes below api/ and their methods are exactly those of the description."""
    served = {}
    for pattern, handler, _ in routes(Service(tmp_path)):
        if pattern.startswith("/api/"):
            methods = {name for name in ("get", "post", "put", "patch", "delete") if name in vars(handler)}
            served[re.sub(r"\(\[.*?\](?:\{.*?\}\)|\*\)|\{.*?\})\)?", "{}", pattern.replace("\\.", "."))] = (
                methods
            )
    described = {re.sub(r"\{.*?\}", "{}", path): set(methods) for path, methods in SPEC["paths"].items()}
    assert served == described


@pytest.mark.parametrize(
    "path", ["/api/workshop", "/api/records", "/api/board", "/api/suggestions", "/api/jobs"]
)
def test_an_answer_is_as_described(server: Server, path: str) -> None:
    """Each answer of the API has the shape that its description gives, before and after entries."""
    checked(server.get(path[1:]), path)
    add(server, revision(), revision(group="plenary", kind="lecture", text="หลักการจัดทำบันทึกความเข้าใจ"))
    checked(server.get(path[1:]), path)


def test_an_entry_is_saved_and_read_back(server: Server) -> None:
    """What is answered as saved is in the record, character by character."""
    sent = revision(text="  น้ำ\u200bท่วม ๆ <b>\t\n'\"&é 🙂", province="TH-75", guideline=2)
    [result] = add(server, sent)
    assert result["status"] == "saved"
    assert result["number"].startswith("A-")
    states = checked(server.get("api/records", params={"group": "signed"}), "/api/records")["records"]
    [state] = [state for state in states if state["id"] == sent["record"]]
    assert state["text"] == sent["body"]["text"]
    history = checked(
        server.get(f"api/records/{sent['record']}/revisions"), "/api/records/{record}/revisions"
    )
    assert [row["id"] for row in history["revisions"]] == [sent["id"]]


def test_sent_again_is_saved_once(server: Server) -> None:
    """A revision that is sent again is answered with the same number."""
    sent = revision()
    assert add(server, sent) == add(server, sent)


def test_one_refusal_leaves_the_others_saved(server: Server) -> None:
    """In one request the good are saved, the bad are refused with field and reason in Thai, in order."""
    results = add(server, revision(), revision(text=" "), {"id": "x"}, 5, revision(group="nowhere"))
    assert [result["status"] for result in results] == ["saved", "refused", "refused", "refused", "refused"]
    assert results[1]["field"] == "text"
    assert re.search("[ก-ฮ]", results[1]["reason"])


def test_the_reason_is_in_the_readers_language(server: Server) -> None:
    """A refusal is said in the language that was asked for."""
    [result] = add(server, revision(text=" "), headers={"X-SisterCity-Language": "en"})
    assert result["reason"] == "There is no text yet. Type what was said."


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"revisions": {}}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_a_request_is_refused(server: Server, body: bytes) -> None:
    """A body that is not what the route reads is refused with a reason, never a server error."""
    answer = server.post("api/revisions", content=body)
    assert answer.status_code == 400
    assert checked(answer, "/api/revisions", "post")["reason"]


@pytest.mark.parametrize("text", ["ก\0ข", "ก\ud800ข"])
def test_nul_and_lone_surrogates_are_refused(server: Server, text: str) -> None:
    """A character that no store keeps is refused at the door, with its place."""
    body = json.dumps({"revisions": [revision(text=text)]})
    results = checked(server.post("api/revisions", content=body), "/api/revisions", "post")["results"]
    assert (results[0]["status"], results[0]["field"]) == ("refused", "text")


@pytest.mark.parametrize("query", ["type=person", "since=-1", "since=x", "since=" + "9" * 40])
def test_a_wrong_question_is_refused(server: Server, query: str) -> None:
    """A query that means nothing is refused with a reason."""
    assert checked(server.get(f"api/records?{query}"), "/api/records")["reason"]


def test_nothing_answers_without_the_token(server: Server) -> None:
    """Without the token no page, no file and no route of the API gives anything away."""
    with httpx.Client(trust_env=False) as stranger:
        for path in (
            "",
            "record/signed",
            "static/capture.js",
            "exports/summary.json",
            "api/records",
            "api/feed",
        ):
            answer = stranger.get(f"{server.base}sistercity/{path}")
            assert answer.status_code in (302, 403), path
            assert "ปัญหา" not in answer.text


def test_a_forged_request_is_refused(server: Server) -> None:
    """A POST with the cookie alone, as another site could make a browser send it, is refused."""
    with httpx.Client(trust_env=False) as browser:
        browser.get(server.page)
        assert browser.get(f"{server.base}sistercity/api/records").status_code == 200
        answer = browser.post(f"{server.base}sistercity/api/revisions", json={"revisions": [revision()]})
        assert answer.status_code == 403


def test_the_board_names_no_person(server: Server) -> None:
    """What the projector shows has no author in it."""
    add(server, revision())
    assert "ผู้บันทึก" not in server.get("api/board").text


def test_a_withdrawn_entry_does_not_count(server: Server) -> None:
    """The board counts an entry until it is withdrawn."""
    before = server.get("api/board").json()["total"]
    sent = revision()
    add(server, sent)
    assert server.get("api/board").json()["total"] == before + 1
    gone = {**sent, "id": str(uuid4()), "parents": [sent["id"]]}
    gone["body"] = {**sent["body"], "withdrawn": True, "reason": "พิมพ์ซ้ำ"}
    add(server, gone)
    assert server.get("api/board").json()["total"] == before


def test_a_job_that_is_none_is_refused(server: Server) -> None:
    """Only the three jobs can be started."""
    assert checked(server.post("api/jobs", json={"job": "rm"}), "/api/jobs", "post")["reason"]
    assert server.get("api/jobs/" + "0" * 32).status_code == 404


def test_pages_allow_nothing_from_elsewhere(server: Server) -> None:
    """Every page forbids scripts and requests that are not the server's own."""
    policy = server.get("").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize(
    "path", ["static/../server/api.py", "exports/../sistercity.toml", "fonts/build.py%00", "x"]
)
def test_no_other_file_can_be_had(server: Server, path: str) -> None:
    """A path outside the served folders gives nothing."""
    assert server.get(path).status_code in (400, 403, 404)


def test_a_job_tells_how_it_ends(server: Server) -> None:
    """A summary that is asked for runs in a process of its own and is then there to be read."""
    job = checked(server.post("api/jobs", json={"job": "summary"}), "/api/jobs", "post")
    while job["state"] == "running":
        time.sleep(0.2)
        job = checked(server.get(f"api/jobs/{job['id']}"), "/api/jobs/{id}")
    assert (job["state"], [file["name"] for file in job["files"]]) == ("done", ["summary.json"]), job
    assert server.get("api/summary").json()["version"] == VERSION


def test_reports_are_found_again(tmp_path: Path) -> None:
    """What was made before the server's start is listed by edition, newest first; other files are not."""
    exports = tmp_path / "exports"
    exports.mkdir()
    stem = "sistercity-2563"
    names = (f"report-{stem}.html", f"memo-{stem}.pdf", f"report-{stem}-internal-final-2-en.docx")
    for age, name in enumerate((*names, "report-another.html", f"report-{stem}.json", "summary.json")):
        (exports / name).write_bytes(b"123")
        os.utime(exports / name, (1_600_000_000 - age,) * 2)
    with serving(tmp_path) as server:
        draft, filed = checked(server.get("api/reports"), "/api/reports")["reports"]
        assert not draft["outdated"]
        with open_store(read_settings(tmp_path, {})) as store:
            store.append([Revision("p", "p", RecordType.PARTICIPANT, {"name": "นายสมมติ ลบแล้ว"})])
            store.erase(["p"])
        os.utime(exports / names[2], (4_000_000_000,) * 2)  # made again, after the erasure
        outdated = checked(server.get("api/reports"), "/api/reports")["reports"]
        assert [one["outdated"] for one in outdated] == [False, True]
    assert (draft["edition"], draft["final"], draft["language"]) == ("public", None, "th")
    assert draft["files"] == [{"name": names[1], "bytes": 3}, {"name": names[0], "bytes": 3}]
    assert draft["made"] == "2020-09-13T12:26:40+00:00"
    assert (filed["edition"], filed["final"], filed["language"]) == ("internal", 2, "en")
    assert [file["name"] for file in filed["files"]] == [names[2]]


def test_a_mistyped_address_is_answered_in_thai(server: Server) -> None:
    """Below our own addresses nobody meets Jupyter's page, which carries the token of its reader."""
    reply = server.get("recrod/signed")
    assert reply.status_code == 404
    assert "ไม่มีสิ่งใดที่ที่อยู่นี้" in reply.text
    assert TOKEN not in reply.text


def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    """A job that cannot write its files ends as failed, with a sentence in Thai that names the folder."""
    (tmp_path / "sistercity.toml").write_text('exports = "taken"\n', encoding="utf-8")
    (tmp_path / "taken").write_text("a file where the folder should be")
    with serving(tmp_path) as server:
        job = server.post("api/jobs", json={"job": "summary"}).json()
        while job["state"] == "running":
            time.sleep(0.2)
            job = server.get(f"api/jobs/{job['id']}").json()
    assert job["state"] == "failed"
    assert "taken" in job["message"]
    assert re.search("[ก-ฮ]", job["message"])


def test_tables_go_out_and_come_in_by_a_preview(server: Server) -> None:
    """A file is told row by row, taken when exactly that is confirmed, and is in the next export."""
    path, where = "/api/tables/{name}", "api/tables/participants?file=คน.csv"
    file = "ชื่อ - นามสกุล,สังกัด,ตำแหน่ง,จังหวัด\r\nนางสาวตาราง ทดสอบ,ก,-,น่าน\r\nนายผิด ทดสอบ,ข,,ไม่มี\r\n".encode()
    shown = checked(server.post(where, content=file), path, "post")
    assert [row["outcome"] for row in shown["rows"]] == ["new", "refused"]
    by_hand = server.post(f"{where}&columns=name,,position,", content=file)
    assert [row["outcome"] for row in checked(by_hand, path, "post")["rows"]] == ["new", "new"]
    stale = server.post(f"{where}&confirm=0", content=file)
    assert (stale.status_code, "ตรวจดูอีกครั้ง" in stale.json()["reason"]) == (400, True)
    taken = checked(server.post(f"{where}&confirm={shown['fingerprint']}", content=file), path, "post")
    assert (taken["taken"], taken["conflicts"]) == (1, 0)
    csv = server.get("api/tables/participants.csv", headers={"X-SisterCity-Language": "en"})
    assert csv.headers["Content-Disposition"] == 'attachment; filename="participants.csv"'
    assert csv.content.startswith("\ufeffName,".encode())
    assert "นางสาวตาราง ทดสอบ,'-," in csv.text
    assert server.get("api/tables/participants.xlsx").content.startswith(b"PK")
    for wrong in ("api/tables/nothing.csv", "api/tables/entries.ods"):
        assert server.get(wrong).status_code == 404
    assert server.post("api/tables/entries?file=a.txt", content=file).status_code == 400
    assert server.post("api/tables/entries?file=a.xlsx", content=file).status_code == 400
