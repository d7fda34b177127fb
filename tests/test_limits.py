"""What is too large or too fast gets a clear answer, and nobody keeps the others from the server."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import uuid4

import httpx
import pytest
from serving import TOKEN, Server, awaited, enter, join, serving
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from sistercity_nb.errors import TooMany
from sistercity_nb.server import limits
from sistercity_nb.server.handlers import LARGEST_BODY
from sistercity_nb.server.limits import Allowance, WrongCodes

HERE, THERE = "192.0.2.1", "192.0.2.2"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of an empty record."""
    home = tmp_path_factory.mktemp("workshop")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(home) as running:
        yield running


def revision(text: str) -> dict[str, Any]:
    """A problem of the first group, as a browser sends it."""
    body = {"group": "signed", "kind": "problem", "text": text}
    return {"id": str(uuid4()), "record": str(uuid4()), "type": "entry", "author": "", "body": body}


def locked(codes: WrongCodes, address: str) -> int:
    """The seconds that an address has to wait; 0 if it may try."""
    try:
        codes.check(address)
    except TooMany as refusal:
        return refusal.seconds
    return 0


def test_each_wrong_code_waits_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ones wait for their answer; from then on the address is locked, up to five minutes."""
    monkeypatch.setattr(limits, "FIRST_DELAY", 0.001)
    clock = Clock()
    codes = WrongCodes(clock)
    waits = []
    for _ in range(25):
        clock.now += locked(codes, HERE)
        awaited(codes.wrong(HERE))
        waits.append(locked(codes, HERE))
    assert waits[: limits.FREE_TRIES] == [0, 0, 0]
    assert waits == sorted(waits)
    assert waits[-1] == limits.LONGEST_LOCK
    assert locked(codes, THERE) == 0, "nobody else waits"


def test_a_lock_ends_and_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each minute without a lock forgets one wrong code, so that a room behind one address comes in."""
    monkeypatch.setattr(limits, "FREE_TRIES", 0)
    clock = Clock()
    codes = WrongCodes(clock)
    for _ in range(8):
        awaited(codes.wrong(HERE))
    assert locked(codes, HERE) == 64
    clock.now += 64
    assert locked(codes, HERE) == 0
    clock.now += 2 * limits.FORGOTTEN
    awaited(codes.wrong(HERE))
    assert locked(codes, HERE) == 32, "as after the seventh one"
    clock.now += 32 + 7 * limits.FORGOTTEN
    awaited(codes.wrong(HERE))
    assert locked(codes, HERE) == 1, "as after the first one"


def test_an_address_of_the_new_kind_is_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """With IPv6 one device has 2⁶⁴ addresses; they wait together, and other networks do not."""
    monkeypatch.setattr(limits, "FREE_TRIES", 0)
    codes = WrongCodes(Clock())
    awaited(codes.wrong("2001:db8::1"))
    assert locked(codes, "2001:db8::2") == 1
    assert locked(codes, "2001:db8:0:1::1") == 0


def test_a_million_addresses_take_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of addresses the one that was silent longest is forgotten."""
    monkeypatch.setattr(limits, "MOST_KNOWN", 3)
    monkeypatch.setattr(limits, "FREE_TRIES", 0)
    codes = WrongCodes(Clock())
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1", "192.0.2.4"):
        awaited(codes.wrong(address))
    known = [locked(codes, f"192.0.2.{number}") > 0 for number in (1, 2, 3, 4)]
    assert known == [True, False, True, True]


def test_a_burst_and_then_a_pace() -> None:
    """What nobody can type is refused with the time to wait; after it one more passes; others go on."""
    clock = Clock()
    allowance = Allowance(clock)
    for _ in range(limits.BURST):
        allowance.take("a")
    with pytest.raises(TooMany) as refused:
        allowance.take("a")
    assert refused.value.seconds == 1
    allowance.take("b")
    clock.now += 1 / limits.PER_SECOND
    allowance.take("a")
    with pytest.raises(TooMany):
        allowance.take("a")
    clock.now += 3600
    for _ in range(limits.BURST):
        allowance.take("a")
    with pytest.raises(TooMany):
        allowance.take("a")


def browser_at(server: Server, address: str = "127.0.0.1") -> httpx.Client:
    """A browser on a device with ``address``, on the page where a code is typed."""
    transport = httpx.HTTPTransport(local_address=address)
    browser = httpx.Client(transport=transport, timeout=30, trust_env=False)
    browser.get(f"{server.base}login")
    browser.headers["X-XSRFToken"] = browser.cookies["_xsrf"]
    return browser


def test_guessing_codes_is_slowed(server: Server) -> None:
    """Answers come later and later, then 429 with the time to wait, even for a right code; others come in.

    A right code comes in after the wait and forgives nothing: the next wrong one locks the address again.
    """
    code = server.post("api/codes", json={"role": "viewer", "hours": 1}).json()["code"]["code"]
    with (
        closing(browser_at(server, "127.0.0.4")) as guesser,
        closing(browser_at(server, "127.0.0.2")) as other,
    ):
        times, answers = [], []
        for number in range(limits.FREE_TRIES + 2):
            before = time.monotonic()
            answers.append(guesser.post(f"{server.base}login", data={"code": f"WRNG-{2222 + number}"}))
            times.append(time.monotonic() - before)
        assert [answer.status_code for answer in answers] == [401] * (limits.FREE_TRIES + 1) + [429]
        least = [limits.FIRST_DELAY * 2**number for number in range(limits.FREE_TRIES)]
        assert all(taken >= wait for taken, wait in zip(times, [*least, least[-1]], strict=False))
        refused = guesser.post(f"{server.base}login", data={"code": code})
        assert refused.status_code == 429
        seconds = int(refused.headers["Retry-After"])
        assert 0 < seconds <= 4
        assert f"{seconds} วินาที" in refused.text
        assert other.post(f"{server.base}login", data={"code": code}).status_code == 302
        time.sleep(seconds)
        assert guesser.post(f"{server.base}login", data={"code": code}).status_code == 302
        assert guesser.post(f"{server.base}login", data={"code": "WRNG-2222"}).status_code == 401
        assert guesser.post(f"{server.base}login", data={"code": code}).status_code == 429


def test_guessing_the_token_is_slowed_too(server: Server) -> None:
    """The lead's own way in has the same guard."""
    with closing(browser_at(server, "127.0.0.3")) as guesser:
        answers = [
            guesser.post(f"{server.base}login", data={"password": f"guess {number}"})
            for number in range(limits.FREE_TRIES + 2)
        ]
        assert answers[-1].status_code == 429
        assert guesser.post(f"{server.base}login", data={"password": TOKEN}).status_code == 429


def test_who_floods_is_told_to_wait_and_the_others_go_on(server: Server) -> None:
    """Beyond the burst: 429, a reason in Thai and a time; the next device is served, and nothing is lost."""
    address = f"{server.base}sistercity/api/revisions"
    with (
        closing(enter(server, "facilitator", "signed")) as flooder,
        closing(enter(server, "facilitator", "signed")) as other,
    ):
        said = [revision(f"ประโยคที่ {number}") for number in range(limits.BURST * 4)]
        with ThreadPoolExecutor(
            16
        ) as many:  # one after the other, a busy machine would be slower than a flood
            answers = list(many.map(lambda one: flooder.post(address, json={"revisions": [one]}), said))
        sent = [one["record"] for one, answer in zip(said, answers, strict=True) if answer.is_success]
        answer, one = next(pair for pair in zip(answers, said, strict=True) if pair[0].status_code == 429)
        assert re.search("[ก-ฮ]", answer.json()["reason"])
        assert len(sent) >= limits.BURST
        assert other.post(address, json={"revisions": [revision("อีกคน")]}).status_code == 200
        time.sleep(int(answer.headers["Retry-After"]))
        assert flooder.post(address, json={"revisions": [one]}).json()["results"][0]["status"] == "saved"
        stored = {
            state["id"] for state in server.get("api/records?type=entry&group=signed").json()["records"]
        }
        assert {*sent, one["record"]} <= stored


def test_the_files_of_a_page_count_for_nothing(server: Server) -> None:
    """A page that is loaded again and again never keeps its reader from sending."""
    with closing(enter(server, "facilitator", "signed")) as facilitator:
        for _ in range(limits.BURST + 50):
            facilitator.get(f"{server.base}sistercity/static/icon.svg")
        answer = facilitator.post(f"{server.base}sistercity/api/revisions", json={"revisions": []})
        assert answer.status_code == 200


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 30_000_000])
def test_a_body_that_is_too_large_is_read_and_refused(server: Server, size: int) -> None:
    """413 and a reason in Thai, at whatever size; the line stays and takes the next request."""
    for _ in range(3):
        answer = server.post("api/revisions", content=b" " * size)
        assert answer.status_code == 413
        assert re.search("[ก-ฮ]", answer.json()["reason"])
    assert server.get("api/workshop").status_code == 200


def test_a_body_of_unknown_size_is_measured(server: Server) -> None:
    """Without a length the body is read first and then refused all the same."""
    answer = server.post("api/revisions", content=(b" " * 100_000 for _ in range(50)))
    assert answer.status_code == 413


def test_a_large_body_is_not_kept_in_memory(server: Server) -> None:
    """What is refused for its size does not grow the server, however many send it."""
    psutil = pytest.importorskip("psutil")
    process = psutil.Process(server.process.pid)
    server.post("api/revisions", content=b" " * 5_000_000)
    before = process.memory_info().rss
    server.post("api/revisions", content=b" " * 90_000_000)
    assert process.memory_info().rss - before < 20_000_000


def test_who_may_not_come_in_is_not_listened_to(server: Server) -> None:
    """A stranger's large body is refused as every request of theirs is."""
    try:
        answer = httpx.post(
            f"{server.base}sistercity/api/revisions", content=b" " * 5_000_000, trust_env=False
        )
    except httpx.TransportError:
        return  # hung up on before all of it was sent
    assert answer.status_code == 403


def test_headers_that_are_too_large_end_the_request(server: Server) -> None:
    """Nobody fills the memory with headers; the server goes on."""
    with pytest.raises(httpx.HTTPError):
        server.get("api/workshop", headers={"X-Much": "x" * 200_000}).raise_for_status()
    assert server.get("api/workshop").status_code == 200


def test_a_screen_that_talks_too_much_is_hung_up_on(server: Server) -> None:
    """The feed takes no message of more than a kilobyte; the other screens keep their lines."""
    address = server.base.replace("http", "ws") + "sistercity/api/feed"
    request = HTTPRequest(address, headers={"Authorization": f"token {TOKEN}"})

    async def talk() -> tuple[int | None, str | bytes | None]:
        listener, talker = await websocket_connect(request), await websocket_connect(request)
        await listener.read_message()
        await talker.read_message()
        await talker.write_message("x" * 5_000)
        while await talker.read_message() is not None:
            pass
        server.post("api/revisions", json={"revisions": [revision("ยังได้ยิน")]})
        heard = await listener.read_message()
        listener.close()
        while await listener.read_message() is not None:
            pass
        talker.close()
        return talker.close_code, heard

    code, heard = awaited(talk())
    assert code is None or code == 1009
    assert "ยังได้ยิน" in json.dumps(json.loads(heard or "{}"), ensure_ascii=False)


def test_a_code_that_is_right_at_once_never_waits(server: Server) -> None:
    """A whole room behind one address comes in without a pause."""
    code = server.post("api/codes", json={"role": "viewer", "hours": 1}).json()["code"]["code"]
    before = time.monotonic()
    for _ in range(20):
        join(server, code).close()
    assert time.monotonic() - before < 20 * limits.FIRST_DELAY
