"""A room for the drill: a server, a line to it, three devices that record, and what each claimed."""

import asyncio
import csv
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
from line import Line, line_to
from playwright.async_api import BrowserContext, Page, Playwright, async_playwright, expect
from serving import ROOT, TOKEN, Server, free_port, serving
from truth import Told
from typist import Typist

GROUPS = ("signed", "considering", "not-started")
PATIENCE = 180  # seconds within which what was added must have got through, once everything works again
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
WATCH = Path(__file__).with_name("watch.js")


@dataclass
class Device:
    """A laptop with a browser and a profile of its own, its typist, and what its pages were seen to claim."""

    group: str
    profile: Path
    typist: Typist
    told: Told = field(default_factory=Told)
    context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        """The page in which its typist types."""
        assert self.typist.page is not None
        return self.typist.page

    def process(self) -> psutil.Process:
        """Its browser, the process that owns all others."""
        own = f"--user-data-dir={self.profile}"
        return next(
            one
            for one in psutil.Process().children(recursive=True)
            if own in (line := one.cmdline()) and not any(part.startswith("--type=") for part in line)
        )


class Room:
    """The room while the drill goes on. The server's process changes; its port and the line's stay."""

    def __init__(self, home: Path, playwright: Playwright, program: str, line: Line) -> None:
        self.home = home
        self.line = line
        self.devices: list[Device] = []
        self.more: dict[str, str] = {}  # environment of the next server
        self._playwright = playwright
        self._program = program
        self._serving: AbstractContextManager[Server] | None = None
        self._server: Server | None = None
        self._sentences = _sentences()

    @property
    def server(self) -> Server:
        """The server that runs now."""
        assert self._server is not None
        return self._server

    async def start_server(self) -> None:
        """Start it on its port and wait until it answers."""
        self._serving = serving(self.home, self.line.target, **self.more)
        self._server = await asyncio.to_thread(self._serving.__enter__)

    async def end_server(self) -> None:
        """End it if it still runs."""
        if self._serving is not None:
            await asyncio.to_thread(self._serving.__exit__, None, None, None)
        self._serving = None

    def address(self, path: str) -> str:
        """The address of a page over the line, with the token: whoever comes back opens the link again."""
        return f"http://127.0.0.1:{self.line.port}/{path}?token={TOKEN}"

    async def arrive(self, group: str, profile: Path) -> None:
        """A device opens its group's form."""
        device = Device(group, profile, Typist(self._sentences))
        self.devices.append(device)
        await self.open_browser(device)
        await self.open_form(device)

    async def open_browser(self, device: Device) -> None:
        """Start the device's browser on its profile."""
        device.context = await self._playwright.chromium.launch_persistent_context(
            device.profile, executable_path=self._program, args=ARGUMENTS, locale="th-TH"
        )
        await device.context.add_init_script(path=WATCH)
        await device.context.expose_binding("watched", device.told.hear)
        device.context.on("page", lambda page: page.on("close", device.told.closed))

    async def open_form(self, device: Device) -> Page:
        """Open the form in a new tab and give it to the typist."""
        assert device.context is not None
        page = await device.context.new_page()
        await page.goto(self.address(f"sistercity/record/{device.group}"), timeout=60_000)
        await choose_kind(page)
        device.typist.page = page
        return page

    async def settle(self) -> None:
        """Wait until every page says that all is saved; nobody types."""
        for device in self.devices:
            await expect(device.page.locator(".status")).to_have_attribute(
                "data-state", "saved", timeout=PATIENCE * 1000
            )

    def stored(self) -> list[tuple[str, float]]:
        """Each text in the store, in whatever group, and since when (ms)."""
        records: list[dict[str, Any]] = self.server.get("api/records").json()["records"]
        return [
            (record["text"], datetime.fromisoformat(record["created"]).timestamp() * 1000)
            for record in records
        ]

    async def in_boxes(self) -> list[str]:
        """What stands in the boxes and in the browsers' outboxes."""
        found: list[str] = []
        for device in self.devices:
            found += await device.page.evaluate(_KEPT)
        return found


# The box of the page, and what the browser keeps to send.
_KEPT = """async () => {
  const opened = indexedDB.open("sistercity");
  await new Promise((resolve) => { opened.onsuccess = resolve; });
  const asked = opened.result.transaction("unsent").objectStore("unsent").getAll();
  await new Promise((resolve) => { asked.onsuccess = resolve; });
  opened.result.close();
  return [document.querySelector(".composer textarea").value, ...asked.result.map((row) => row.body.text)];
}"""


async def choose_kind(page: Page) -> None:
    """Choose a kind where the form, once it is there, has kept none."""
    await page.locator(".composer textarea").wait_for(timeout=120_000)
    if not await page.locator(".composer input[value=problem]").is_checked():
        await page.locator(".composer .choice[data-value=problem]").click(timeout=60_000)


def _sentences() -> Iterator[str]:
    """Real sentences of a workshop without end, no two alike."""
    with (ROOT / "data" / "demo" / "entries.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"].split()[0][:40] for row in csv.DictReader(file)]
    for number, text in enumerate(itertools.cycle(texts), 1):
        yield f"{text} ข้อที่ {number}"


@asynccontextmanager
async def room(home: Path, program: str) -> AsyncIterator[Room]:
    """A room with its server running, its line whole and its three devices on their forms."""
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    async with line_to(free_port()) as line, async_playwright() as playwright:
        here = Room(home, playwright, program, line)
        try:
            await here.start_server()
            for group in GROUPS:
                await here.arrive(group, home / f"profile-{group}")
            yield here
        finally:
            for device in here.devices:
                if device.context is not None:
                    await device.context.close()
            await here.end_server()
