"""Dot voting and the board over HTTP, as a browser sends and asks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator
from serving import Server, serving

import sistercity_nb.server.board
from sistercity_nb.server.board import shortened

SPEC = json.loads(
    Path(sistercity_nb.server.board.__file__).with_name("openapi.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the tests share; each has entries and voters of its own."""
    home = tmp_path_factory.mktemp("workshop")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(home) as running:
        yield running


def send(server: Server, type: str, record: str, body: dict[str, Any], *parents: str) -> dict[str, Any]:
    """The result of sending one revision."""
    revision = {
        "id": uuid4().hex,
        "record": record,
        "type": type,
        "parents": parents,
        "author": "ผู้บันทึก",
        "body": body,
    }
    answer = server.post("api/revisions", json={"revisions": [revision]}).json()
    return answer["results"][0]  # type: ignore[no-any-return]


def entry(server: Server, record: str = "", **body: Any) -> str:
    """A new entry; returns its record's id."""
    record = record or uuid4().hex
    whole = {"group": "signed", "kind": "problem", "text": "จังหวัดขาดงบประมาณ", **body}
    assert send(server, "entry", record, whole)["status"] == "saved"
    return record


def put(
    server: Server, voter: str, dots: dict[str, int], *parents: str, group: str = "signed"
) -> dict[str, Any]:
    """The result of putting dots."""
    body = {"group": group, "voter": voter, "dots": dots}
    return send(server, "ballot", f"ballot:{group}:{voter}", body, *parents)


def described(server: Server, path: str) -> Any:
    """The answer to a GET of the API, held against its description."""
    answer = server.get(path)
    responses = SPEC["paths"]["/" + path.partition("?")[0]]["get"]["responses"]
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": SPEC["components"]}).validate(answer.json())
    return answer.json()


def dots(server: Server, *entries: str) -> list[int]:
    """The dots that entries have in all."""
    known = {one["id"]: one["dots"] for one in described(server, "api/ballot?group=signed")["candidates"]}
    return [known[entry] for entry in entries]


def test_a_ballot_is_put_and_read_back(server: Server) -> None:
    """A voter's dots are in the answer for that voter and in the totals."""
    first, second = entry(server), entry(server, kind="recommendation")
    empty = described(server, "api/ballot?group=signed&voter=TH-11")
    assert (empty["ballot"], empty["used"], empty["dots"]) == (None, {}, 3)
    put(server, "TH-11", {first: 2, second: 1})
    put(server, "TH-12", {first: 1})
    found = described(server, "api/ballot?group=signed&voter=TH-11")
    assert found["used"] == {first: 2, second: 1}
    assert dots(server, first, second) == [3, 1]
    assert {"TH-11", "TH-12"} <= set(found["voted"])
    assert found["ballots"] == len(found["voted"])
    assert "author" not in found["ballot"]


def test_the_board_shows_what_has_the_most_dots(server: Server) -> None:
    """Of each group the three entries with the most dots are on the board, the most first."""
    ids = [entry(server, group="considering") for _ in range(4)]
    for voter, place in [("TH-20", 2), ("TH-21", 2), ("TH-22", 0), ("TH-23", 1)]:
        put(server, voter, {ids[place]: 3 if place == 2 else place + 1}, group="considering")
    group = described(server, "api/board")["groups"][1]
    assert [(one["id"], one["dots"]) for one in group["top"]] == [(ids[2], 6), (ids[1], 2), (ids[0], 1)]
    assert group["ballots"] == 4


def test_nobodys_ballot_can_be_asked_for(server: Server) -> None:
    """Without a voter the candidates and totals are sent and no ballot."""
    problem = entry(server)
    found = described(server, "api/ballot?group=signed")
    assert (found["voter"], found["ballot"]) == (None, None)
    assert problem in [one["id"] for one in found["candidates"]]


@pytest.mark.parametrize(
    "query", ["", "group=nowhere", "group=plenary", "group=signed&voter=TH-00", "group=signed&voter=%20"]
)
def test_a_wrong_question_is_refused(server: Server, query: str) -> None:
    """A group or a voter that does not exist is refused with a reason in Thai."""
    answer = server.get(f"api/ballot?{query}")
    assert answer.status_code == 400
    assert any("ก" <= letter <= "ฮ" for letter in answer.json()["reason"])


def test_two_phones_of_a_province_share_a_ballot(server: Server) -> None:
    """Dots that a second phone puts unseen are told as a conflict; with both heads named it is settled."""
    problem = entry(server)
    first = put(server, "TH-75", {problem: 3})
    second = put(server, "TH-75", {problem: 1})
    assert (first["conflict"], second["conflict"]) == (False, True)
    ballot = described(server, "api/ballot?group=signed&voter=TH-75")["ballot"]
    assert ballot["conflict"]
    assert ballot["dots"] == {problem: 1}
    assert not put(server, "TH-75", {problem: 2}, *ballot["heads"])["conflict"]
    assert dots(server, problem) == [2]


def test_too_many_dots_are_refused(server: Server) -> None:
    """A ballot of more dots than each voter has is refused with the reason, and none of it counts."""
    problem = entry(server)
    result = put(server, "TH-13", {problem: 4})
    assert (result["status"], result["field"]) == ("refused", "dots")
    assert dots(server, problem) == [0]


def test_the_board_shows_the_session(server: Server) -> None:
    """The board tells each group's step, seconds and whether it closed; nothing before the first press."""
    assert described(server, "api/board")["groups"][0]["session"] is None
    body = {"group": "signed", "step": 2, "seconds": 1800, "running": True}
    result = send(server, "session", "session:signed", body)
    session = described(server, "api/board")["groups"][0]["session"]
    expected = {"step": 2, "seconds": 1800, "running": True, "closed": False}
    assert session == {**expected, "at": result["at"]}


def test_the_board_counts_amendments(server: Server) -> None:
    """What is added after a group has closed is counted as amended."""
    entry(server, group="not-started")
    send(server, "session", "session:not-started", {"group": "not-started", "closed": True})
    assert described(server, "api/board")["groups"][2]["amended"] == 0
    entry(server, group="not-started")
    assert described(server, "api/board")["groups"][2]["amended"] == 1


def test_the_board_names_nobody(server: Server) -> None:
    """No author, no province and no text that may not be quoted is anywhere in what the board gets."""
    secret = entry(server, text="ข้อความที่ไม่ให้เผยแพร่", release="withheld", province="TH-75")
    for voter in ("TH-51", "TH-52", "TH-53"):
        put(server, voter, {secret: 3})
    board = described(server, "api/board")
    said = json.dumps(board, ensure_ascii=False)
    for told in ("ผู้บันทึก", "TH-", "ข้อความที่ไม่ให้เผยแพร่"):
        assert told not in said
    [shown] = [one for one in board["groups"][0]["top"] if one["id"] == secret]
    assert (shown["dots"], shown["text"]) == (9, None)


def test_the_board_is_never_behind(server: Server) -> None:
    """What was acknowledged is on the board that is asked for next, in both languages."""
    for _ in range(5):
        new = entry(server)
        for language in ("th", "en"):
            board = server.get("api/board", headers={"X-SisterCity-Language": language}).json()
            assert board["newest"][0]["id"] == new
            assert board["groups"][0]["short"] == {"th": "ลงนามแล้ว", "en": "Signed"}[language]


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("สั้น", 10, "สั้น"),
        ("สอง\n บรรทัด\t", 30, "สอง บรรทัด"),
        ("กำกำกำ", 2, "กำ…"),
        ("ที่นี่", 2, "ที่…"),
        ("กขค งจฉ", 4, "กขค…"),
    ],
)
def test_a_long_text_is_shortened_at_a_whole_letter(text: str, longest: int, shown: str) -> None:
    """A text on the wall is one line, and not cut between a consonant and its marks."""
    assert shortened(text, longest) == shown
