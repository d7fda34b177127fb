"""A whole room: 110 screens on real sockets while three groups record 15 entries a second."""

import asyncio
import json
import random
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import httpx
import psutil  # type: ignore[import-untyped]  # publishes no types
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks.environment import progress
from benchmarks.results import Row, alone, percentile, spread
from benchmarks.servers import GROUPS
from tests.serving import TOKEN, Server, enter, serving

SECONDS, A_SECOND = 30, 15  # how long, and entries a second
WARM = 3  # seconds whose entries are not counted
_RECORDERS, _BOARDS, _PHONES = 3, 4, 32  # facilitators a group; boards; participants a group
_SHOWN, _ACKNOWLEDGED, _MEMORY = 100.0, 200.0, 300.0  # ms, ms, MB: the targets
_WORDS = "จังหวัดขาดผู้ใช้ภาษาต่างประเทศได้ การประสานงานกับอีกฝ่ายจึงล่าช้า"


@dataclass
class Screen:
    """A screen that listens; a board also asks for its new figures, a recorder also sends."""

    role: str
    group: str
    signed: Mapping[str, str]  # the headers of its browser
    seen: dict[str, float] = field(default_factory=dict)  # record → when this screen heard of it


@dataclass
class Room:
    """What goes on, by this process' clock (s), and what is counted (ms; MB)."""

    base: str
    screens: list[Screen]
    sent: dict[str, tuple[str, float]] = field(default_factory=dict)  # record → its group, and when
    acknowledged: list[float] = field(default_factory=list)
    boards: list[float] = field(default_factory=list)
    memory: float = 0.0


def measure(home: Path) -> list[Row]:
    """Acknowledged, shown elsewhere, and the server's memory, with every screen open."""
    home.mkdir()
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(home) as server:
        room = Room(f"{server.base}sistercity/", _come_in(server))
        progress(f"{len(room.screens)} screens, {A_SECOND} entries a second for {SECONDS} s")
        asyncio.run(_record(room, psutil.Process(server.process.pid)))
    what = f"{len(room.screens)} screens, {A_SECOND} entries a second"
    return [
        _upper(f"{what}: acknowledged", room.acknowledged, 99, _ACKNOWLEDGED),
        _upper("the same: another screen has it", _shown(room), 95, _SHOWN),
        _upper("the same: a board has its new figures", room.boards, 95, None),
        alone("the same: memory of the server", [room.memory], "MB", _MEMORY),
    ]


def _upper(what: str, values: list[float], percent: int, most: float | None) -> Row:
    """A percentile held against the most that it may be."""
    value = percentile(values, percent)
    target, met = ("–", None) if most is None else (f"≤ {most:g} ms", value <= most)
    said = f"{spread([value], 'ms')} (p50 {percentile(values, 50):.0f})"
    return Row(f"{what}, p{percent} of {len(values):,}", said, target=target, met=met)


def _come_in(server: Server) -> list[Screen]:
    """Every screen signed in: the lead by the token, everybody else by a join code."""
    wanted = [("facilitator", group) for group in GROUPS for _ in range(_RECORDERS)]
    wanted += [("viewer", "") for _ in range(_BOARDS)]
    wanted += [("participant", group) for group in GROUPS for _ in range(_PHONES)]
    screens = [Screen("lead", "", {"Authorization": f"token {TOKEN}"})]
    for role, group in wanted:
        with closing(enter(server, role, group)) as browser:
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
            signed = {"Cookie": cookies, "X-XSRFToken": browser.headers["X-XSRFToken"]}
        screens.append(Screen(role, group, signed))
    return screens


async def _record(room: Room, server: psutil.Process) -> None:
    """Open every socket, send the entries at their times, and wait until all have gone round."""
    address = f"{room.base.replace('http', 'ws', 1)}api/feed?since=0"
    async with httpx.AsyncClient(timeout=60, trust_env=False) as line:
        sockets = [
            await websocket_connect(HTTPRequest(address, headers=dict(screen.signed)))
            for screen in room.screens
        ]
        listening = [
            asyncio.create_task(_listen(room, screen, socket, line))
            for screen, socket in zip(room.screens, sockets, strict=True)
        ]
        weighing = asyncio.create_task(_weigh(room, server))
        recorders = [screen for screen in room.screens if screen.role == "facilitator"]
        await asyncio.gather(
            *(
                _send(room, recorders[number % len(recorders)], line, number)
                for number in range(A_SECOND * SECONDS)
            )
        )
        await asyncio.sleep(2)
        weighing.cancel()
        for socket in sockets:
            socket.close()
        await asyncio.gather(*listening)


async def _send(room: Room, screen: Screen, line: httpx.AsyncClient, number: int) -> None:
    """One entry at its moment, with a little chance in it."""
    await asyncio.sleep((number + random.random()) / A_SECOND)  # noqa: S311  chance, not a secret
    record = uuid4().hex
    body = {"group": screen.group, "kind": "problem", "text": f"{_WORDS} {number}"}
    revision = {"id": uuid4().hex, "record": record, "type": "entry", "author": "", "body": body}
    began = perf_counter()
    if number >= WARM * A_SECOND:
        room.sent[record] = (screen.group, began)
    answer = await line.post(
        f"{room.base}api/revisions", json={"revisions": [revision]}, headers=screen.signed
    )
    if answer.json()["results"][0]["status"] != "saved":
        raise RuntimeError(answer.text)
    if record in room.sent:
        room.acknowledged.append((perf_counter() - began) * 1000)


async def _listen(
    room: Room, screen: Screen, socket: WebSocketClientConnection, line: httpx.AsyncClient
) -> None:
    """Note when this screen hears of each record; a board then asks for its figures, once at a time."""
    asking: asyncio.Task[None] | None = None
    while isinstance(message := await socket.read_message(), str):
        now = perf_counter()
        for state in json.loads(message).get("records", ()):
            screen.seen.setdefault(state["id"], now)
        if screen.role == "viewer" and room.sent and (asking is None or asking.done()):
            asking = asyncio.create_task(_figures(room, screen, line, now))
    if asking is not None:
        await asking


async def _figures(room: Room, screen: Screen, line: httpx.AsyncClient, heard: float) -> None:
    """What a board asks for when it hears that something has changed."""
    answer = await line.get(f"{room.base}api/board", headers=screen.signed)
    answer.raise_for_status()
    room.boards.append((perf_counter() - heard) * 1000)


async def _weigh(room: Room, server: psutil.Process) -> None:
    """The most memory that the server had, looked at once a second."""
    while True:
        room.memory = max(room.memory, server.memory_info().rss / 1e6)
        await asyncio.sleep(1)


def _shown(room: Room) -> list[float]:
    """For each entry and each other screen that may see it, the time until it was there."""
    times = []
    for record, (group, began) in room.sent.items():
        for screen in room.screens:
            if screen.role == "lead" or (screen.role == "facilitator" and screen.group == group):
                times.append((screen.seen[record] - began) * 1000)
    return times
