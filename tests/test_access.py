"""Coming in by a join code, and staying within what it allows, over the wire."""

import asyncio
import json
from collections.abc import Awaitable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from jupyter_server.auth.identity import PasswordIdentityProvider
from serving import TOKEN, Server, awaited, enter, join, serving
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from sistercity_nb.access import Person, Role
from sistercity_nb.server.identity import JoinCodes
from sistercity_nb.server.person import Joined
from sistercity_nb.settings import read_settings
from sistercity_nb.store import open_store
from sistercity_nb.store.codes import issue_code

OWN, OTHER = "signed", "considering"
HOMES = {
    "facilitator": f"record/{OWN}",
    "participant": f"vote/{OWN}",
    "viewer": "board",
    "lead": "",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop folder with an empty record."""
    home = tmp_path_factory.mktemp("workshop")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """A server of that folder."""
    with serving(home) as running:
        yield running


def revision(type: str, record: str, **body: Any) -> dict[str, Any]:
    """A revision of a record, as a browser sends it."""
    return {"id": uuid4().hex, "record": record, "type": type, "body": body}


def entry(group: str = OWN, record: str = "") -> dict[str, Any]:
    """A new problem of a group."""
    return revision("entry", record or uuid4().hex, group=group, kind="problem", text="จังหวัดขาดงบประมาณ")


def ballot(voter: str, group: str = OWN) -> dict[str, Any]:
    """A ballot without dots."""
    return revision("ballot", f"ballot:{group}:{voter}", group=group, voter=voter, dots={})


def session(group: str = OWN, **body: Any) -> dict[str, Any]:
    """Where a group stands."""
    return revision("session", f"session:{group}", group=group, **body)


def send(server: Server, browser: httpx.Client, *revisions: Any) -> list[str]:
    """How each revision was answered; a refused one says why in Thai."""
    answer = browser.post(f"{server.base}sistercity/api/revisions", json={"revisions": revisions})
    results = answer.json()["results"]
    assert all("ก" <= result["reason"][0] <= "๛" for result in results if result["status"] == "refused")
    return [result["status"] for result in results]


def seen(server: Server, browser: httpx.Client, path: str) -> int:
    """The status of an answer below ``sistercity/``."""
    return browser.get(f"{server.base}sistercity/{path}").status_code


def connect(
    server: Server, browser: httpx.Client, path: str = "sistercity/api/feed", **headers: str
) -> Awaitable[WebSocketClientConnection]:
    """A socket with the browser's cookies; raises HTTPClientError if the server refuses it."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    address = f"{server.base}{path}".replace("http:", "ws:")
    return websocket_connect(HTTPRequest(address, headers={"Cookie": cookies, **headers}))


def refusal(server: Server, browser: httpx.Client, path: str = "sistercity/api/feed", **headers: str) -> int:
    """The status with which a socket is refused."""

    async def ask() -> int:
        with pytest.raises(HTTPClientError) as refused:
            await connect(server, browser, path, **headers)
        return refused.value.code

    return awaited(ask())


@pytest.mark.parametrize("role", HOMES)
def test_a_code_leads_to_where_its_role_works(server: Server, role: str) -> None:
    """Whoever types a code is in with its role, lands on that role's page and sees who they are."""
    with closing(enter(server, role, OWN if role in ("facilitator", "participant") else "")) as browser:
        page = browser.get(f"{server.base}sistercity", follow_redirects=True)
        assert page.status_code == 200
        assert page.url.path.removeprefix("/sistercity").strip("/") == HOMES[role]
        assert json.loads(page.text.split('id="sistercity">')[1].split("</script>")[0])["you"]["role"] == role


def test_how_a_code_is_typed_does_not_matter(server: Server) -> None:
    """Small letters, spaces and hyphens are read as the code that was issued."""
    code = server.post("api/codes", json={"role": "viewer", "hours": 1}).json()["code"]["code"]
    with closing(join(server, f" {code[:4].lower()}-{code[4:]} ")) as browser:
        assert seen(server, browser, "board") == 200


def test_a_participant_says_for_which_province(server: Server) -> None:
    """Where provinces vote a participant is asked for theirs, even without a script, and votes as that."""
    code = server.post("api/codes", json={"role": "participant", "group": OWN, "hours": 1}).json()["code"][
        "code"
    ]
    with closing(join(server, code)) as browser:
        assert seen(server, browser, f"vote/{OWN}") == 302
        asked = browser.post(f"{server.base}login", data={"code": code})
        assert 'value="TH-57"' in asked.text
        assert "username" not in str(browser.cookies)
        browser.post(f"{server.base}login", data={"code": code, "province": "TH-57"})
        assert send(server, browser, ballot("TH-57")) == ["saved"]


def test_each_device_is_a_voter_of_its_own(server: Server, home: Path) -> None:
    """Leaving and coming in again on one device does not make another voter."""
    code = server.post("api/codes", json={"role": "facilitator", "group": OWN, "hours": 1}).json()["code"][
        "code"
    ]
    with closing(join(server, code)) as browser, closing(join(server, code)) as another:
        device = browser.cookies["sistercity_device"].split("|")[4]
        browser.get(f"{server.base}logout")
        browser.post(f"{server.base}login", data={"code": code})
        assert browser.cookies["sistercity_device"].split("|")[4] == device
        assert another.cookies["sistercity_device"].split("|")[4] != device


def test_a_wrong_code_is_refused_in_a_plain_sentence(server: Server) -> None:
    """A code that was never issued lets nobody in, and says so in Thai."""
    with closing(join(server, "")) as browser:
        answer = browser.post(f"{server.base}login", data={"code": "22222222"})
        assert answer.status_code == 401
        assert "ไม่พบรหัสนี้" in answer.text
        assert seen(server, browser, "board") == 302


def test_an_expired_code_is_refused(server: Server, home: Path) -> None:
    """A code whose time is over lets nobody in, and says so."""
    with open_store(read_settings(home, {})) as store:
        code = issue_code(store, Role.VIEWER, "", timedelta(seconds=-1)).code
    with closing(join(server, code)) as browser:
        answer = browser.post(f"{server.base}login", data={"code": code})
        assert (answer.status_code, "หมดอายุ" in answer.text) == (401, True)
        assert seen(server, browser, "board") == 302


def revoke(server: Server, code: str) -> None:
    """Withdraw a code."""
    [id] = [known["id"] for known in server.get("api/codes").json()["codes"] if known["code"] == code]
    assert server.post(f"api/codes/{id}/revoke").status_code == 200


def test_a_withdrawn_code_ends_at_once(server: Server) -> None:
    """Whoever is in by a code that is withdrawn is out with the next request, and the code is refused."""
    code = server.post("api/codes", json={"role": "viewer", "hours": 1}).json()["code"]["code"]
    with closing(join(server, code)) as browser:
        assert seen(server, browser, "board") == 200
        revoke(server, code)
        assert seen(server, browser, "api/board") == 403
        answer = browser.post(f"{server.base}login", data={"code": code})
        assert (answer.status_code, "ถูกยกเลิก" in answer.text) == (401, True)


def test_an_open_socket_of_a_withdrawn_code_is_closed(server: Server) -> None:
    """A screen that listens by a code hears nothing more once the code is withdrawn."""
    code = server.post("api/codes", json={"role": "viewer", "hours": 1}).json()["code"]["code"]

    async def listen(browser: httpx.Client) -> tuple[Any, int | None]:
        socket = await connect(server, browser)
        assert await socket.read_message()
        await asyncio.to_thread(revoke, server, code)
        last, reason = await socket.read_message(), socket.close_code
        socket.close()
        return last, reason

    with closing(join(server, code)) as browser:
        assert awaited(listen(browser)) == (None, 4403)


def test_a_screen_hears_only_what_its_role_may_see(server: Server) -> None:
    """A facilitator hears of the own group alone, a viewer of no entry; both of where each group stands."""
    with (
        closing(enter(server, "facilitator", OWN)) as facilitator,
        closing(enter(server, "viewer")) as viewer,
    ):

        async def listen(browser: httpx.Client) -> set[tuple[str, str]]:
            socket = await connect(server, browser)
            heard = json.loads(str(await socket.read_message()))["records"]
            server.post(
                "api/revisions", json={"revisions": [entry(OWN), entry(OTHER), session(OTHER, step=2)]}
            )
            while ("session", OTHER) not in {(said["type"], said.get("group", "")) for said in heard}:
                heard += json.loads(str(await socket.read_message()))["records"]
            socket.close()
            while await socket.read_message() is not None:
                pass  # until the line is really closed
            return {(said["type"], said.get("group", "")) for said in heard}

        assert awaited(listen(facilitator)) >= {("entry", OWN), ("session", OTHER)}
        assert ("entry", OTHER) not in awaited(listen(facilitator))
        assert {type for type, _ in awaited(listen(viewer))} == {"session"}


@pytest.mark.parametrize("said", ["x", "eyJqb2luZWQiOiBbImEiLCAiYiIsICIiLCAiIl19"])
def test_a_forged_cookie_lets_nobody_in(server: Server, said: str) -> None:
    """A login cookie that was changed, whatever it says, is no cookie."""
    with closing(enter(server, "viewer")) as browser:
        [name] = [name for name in browser.cookies if name.startswith("username-")]
        parts = browser.cookies[name].strip('"').split("|")
        assert len(parts) == 6
        parts[4] = f"{len(said)}:{said}"
        headers = {"Cookie": f'{name}="{"|".join(parts)}"'}
    answer = httpx.get(f"{server.base}sistercity/api/board", headers=headers, trust_env=False)
    assert answer.status_code == 403


def test_the_token_makes_a_lead_of_anybody(server: Server) -> None:
    """A browser that was in by a code and then opens the lead's address is the lead's."""
    with closing(enter(server, "viewer")) as browser:
        assert browser.get(server.page).status_code == 200
        assert seen(server, browser, "themes") == 200
        assert browser.get(f"{server.base}api/contents").status_code == 200


def test_leaving_is_leaving(server: Server) -> None:
    """After leaving nothing is open to this browser."""
    with closing(enter(server, "viewer")) as browser:
        browser.get(f"{server.base}logout")
        assert seen(server, browser, "board") == 302


def test_a_facilitator_writes_in_one_group(server: Server) -> None:
    """In one request what is of the own group is saved and what is of another is refused."""
    mine, theirs = entry(OWN), entry(OTHER)
    server.post("api/revisions", json={"revisions": [theirs]})

    def coding(record: str) -> dict[str, Any]:
        return revision("coding", f"{record}:budget", entry=record, theme="budget", decision="accepted")

    with closing(enter(server, "facilitator", OWN)) as browser:
        allowed = [mine, coding(mine["record"]), ballot("TH-75"), session(step=1)]
        denied = [
            entry(OTHER),
            coding(theirs["record"]),
            entry(OWN, theirs["record"]),  # as if it had moved
            coding(theirs["record"]),
            ballot("TH-75", OTHER),
            session(OTHER),
            revision("theme", "budget", title="งบประมาณ"),
        ]
        assert send(server, browser, *allowed, *denied) == ["saved"] * 4 + ["refused"] * 7


def test_a_facilitator_reads_one_group(server: Server) -> None:
    """Another group's records and histories are closed, and who asks for all gets the own group's."""
    theirs = entry(OTHER)
    server.post("api/revisions", json={"revisions": [entry(OWN), theirs]})
    with closing(enter(server, "facilitator", OWN)) as browser:
        records = browser.get(f"{server.base}sistercity/api/records").json()["records"]
        assert {record["group"] for record in records} == {OWN}
        assert seen(server, browser, f"api/records?group={OTHER}") == 403
        assert seen(server, browser, f"api/records/{theirs['record']}/revisions") == 403


def test_only_a_lead_opens_a_closed_group_again(server: Server) -> None:
    """A facilitator closes the own group and cannot open it again, not even in the same request."""
    shut, reopen = session("not-started", closed=True), session("not-started", closed=False)
    with (
        closing(enter(server, "facilitator", "not-started")) as browser,
        closing(enter(server, "lead")) as lead,
    ):
        assert send(server, browser, shut, {**reopen, "parents": [shut["id"]]}) == ["saved", "refused"]
        assert send(server, browser, session("not-started", closed=False)) == ["refused"]
        assert send(server, lead, session("not-started", closed=False)) == ["saved"]


def test_a_participant_votes_for_nobody_else(server: Server) -> None:
    """A participant writes the own ballot of the own group and nothing else."""
    with closing(enter(server, "participant", OWN, province="TH-50")) as browser:
        denied = [ballot("TH-51"), ballot("TH-50", OTHER), entry(OWN), session()]
        assert send(server, browser, ballot("TH-50"), *denied) == ["saved"] + ["refused"] * 4
        assert seen(server, browser, f"vote/{OTHER}") == 403
        assert seen(server, browser, f"api/ballot?group={OTHER}") == 403


@pytest.mark.parametrize("role", ["viewer", "lead"])
def test_no_code_reaches_a_kernel(server: Server, role: str) -> None:
    """With a running kernel whose id is known, no join code starts one, speaks to it or hears it."""
    kernel = server.client.post(f"{server.base}api/kernels", json={}).json()["id"]
    with closing(enter(server, role)) as browser:
        assert browser.post(f"{server.base}api/kernels", json={}).status_code == 403
        assert browser.get(f"{server.base}api/kernels/{kernel}").status_code == 403
        assert refusal(server, browser, f"api/kernels/{kernel}/channels") == 403
        assert refusal(server, browser, "terminals/websocket/1") == 403
        assert browser.get(f"{server.base}files/sistercity.toml").status_code == 403
    server.client.delete(f"{server.base}api/kernels/{kernel}")


def test_another_site_cannot_use_a_joined_browser(server: Server) -> None:
    """With the cookie of somebody who is in, a page from elsewhere opens no socket and sends nothing."""
    foreign = {"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example/"}
    with closing(enter(server, "facilitator", OWN)) as browser:
        assert refusal(server, browser, Origin=foreign["Origin"]) == 403
        body = {"revisions": [entry()]}
        answer = browser.post(f"{server.base}sistercity/api/revisions", json=body, headers=foreign)
        assert (answer.status_code, "เว็บไซต์อื่น" in answer.json()["reason"]) == (403, True)
        del browser.headers["X-XSRFToken"]
        answer = browser.post(f"{server.base}sistercity/api/revisions", json=body)
        assert answer.status_code == 403


def test_another_site_cannot_use_the_token(server: Server) -> None:
    """A page from elsewhere opens no socket and sends nothing with the token either; what is no page may."""
    token = {"Authorization": f"token {TOKEN}"}
    with httpx.Client() as stranger:
        assert refusal(server, stranger, Origin="http://elsewhere.example", **token) == 403
        awaited(_opened(server, stranger, **token))
        awaited(_opened(server, stranger, Origin=server.base.rstrip("/"), **token))
    body = {"revisions": []}
    foreign = {"Origin": "http://elsewhere.example"}
    assert server.post("api/revisions", json=body, headers=foreign).status_code == 403
    assert server.post("api/revisions?token=" + TOKEN, json=body, headers=foreign).status_code == 403
    assert server.post("api/revisions", json=body).status_code == 200
    own = {"Origin": server.base.rstrip("/")}
    assert server.post("api/revisions", json=body, headers=own).status_code == 200


async def _opened(server: Server, browser: httpx.Client, **headers: str) -> None:
    line = await connect(server, browser, **headers)
    line.close()
    while await line.read_message() is not None:
        pass


def test_another_name_of_this_machine_is_refused(server: Server) -> None:
    """A request under a foreign name, as DNS rebinding makes it, is refused with a good cookie too."""
    with closing(enter(server, "viewer")) as browser:
        for path in ("login", "sistercity/board", "sistercity/api/board"):
            answer = browser.get(f"{server.base}{path}", headers={"Host": "elsewhere.example"})
            assert answer.status_code == 403


def test_nobody_who_joined_is_told_the_token(server: Server) -> None:
    """No page that says no holds the token, as Jupyter's own do for whoever is signed in."""
    with closing(enter(server, "viewer")) as browser:
        for path in ("nothing", "lab", "sistercity/x", "sistercity/static/x.js", "sistercity/themes"):
            answer = browser.get(f"{server.base}{path}")
            assert answer.status_code in (403, 404)
            assert TOKEN not in answer.text


def test_a_cookie_of_ours_is_nobodys_at_another_server() -> None:
    """What is in the cookie of somebody who joined names no user to a server without our codes."""
    person = Person("a", Role.VIEWER, code="b", name="สมชาย", voter="TH-57")
    cookie = JoinCodes().user_to_cookie(Joined("a", person=person))
    with pytest.raises(KeyError):
        PasswordIdentityProvider().user_from_cookie(cookie)
    known = JoinCodes().user_from_cookie(cookie)
    assert isinstance(known, Joined)
    assert known.person == person
