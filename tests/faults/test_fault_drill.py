"""Three groups type while everything breaks that can break in a room."""

import asyncio
import contextlib
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.async_api import Dialog, Page, expect
from room import GROUPS, Device, Room, choose_kind, room
from serving import awaited
from typist import Typist

from sistercity_nb.doctor import browser as installed_browser

pytestmark = pytest.mark.drill
TYPING = 5  # seconds of typing before and after each fault
TIMES = 8  # that pages and tabs are taken away
CUT, FROZEN, DOWN, FULL = 60, 30, 4, 12  # seconds
HOURS = 2 * 3600
_FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
# A device whose clock jumps: the page's Date alone, as no browser takes another clock while it runs.
_SHIFT = """(shift) => {
  window.RealDate ??= Date;
  const Real = window.RealDate;
  window.Date = class extends Real {
    constructor(...asked) { asked.length ? super(...asked) : super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
}"""


@dataclass(frozen=True)
class Result:
    """What one fault left behind."""

    fault: str
    sentences: int
    stored: int
    in_box: int
    lost: list[str]
    twice: list[str]
    lies: list[str]
    note: str

    def row(self) -> list[str]:
        """Its line of the table."""
        truth = "yes" if not self.lies else f"NO, {len(self.lies)} times"
        counts = (self.sentences, self.stored, self.in_box, len(self.lost), len(self.twice))
        return [self.fault, *map(str, counts), truth, self.note]


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest) -> Iterator[list[Result]]:
    """The results so far; printed as a table when the last fault is over."""
    found: list[Result] = []
    yield found
    head = ["fault", "sentences", "in store", "in box", "lost", "twice", "state true", "note"]
    lines = [head, *(result.row() for result in found)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head) - 1)]
    table = "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]])
        for line in lines
    )
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write(f"\n{table}\n")


async def reload(room: Room) -> str:
    """Each page is reloaded, again and again, wherever its typist is."""
    for _ in range(TIMES):
        for device in room.devices:
            device.typist.hands.clear()
            await device.page.reload(timeout=60_000)
            await device.page.locator(".composer textarea").wait_for(timeout=60_000)
            device.typist.hands.set()
        await asyncio.sleep(random.uniform(0.5, 2))
    return f"{TIMES} times each"


async def tab_closed(room: Room) -> str:
    """Each tab is closed, again and again, wherever its typist is, and opened anew."""
    for _ in range(TIMES):
        for device in room.devices:
            device.typist.hands.clear()
            await device.page.close()
            await room.open_form(device)
            device.typist.hands.set()
        await asyncio.sleep(random.uniform(0.5, 2))
    return f"{TIMES} times each"


async def server_killed(room: Room) -> str:
    """The server is killed and started again on its port."""
    room.server.process.kill()
    await room.end_server()
    await asyncio.sleep(DOWN)
    await room.start_server()
    return "kill −9"


async def server_frozen(room: Room) -> str:
    """The server stands still, its connections open."""
    process = psutil.Process(room.server.process.pid)
    process.suspend()
    await asyncio.sleep(FROZEN)
    process.resume()
    return f"SIGSTOP, {FROZEN} s"


async def line_cut(room: Room) -> str:
    """Every connection ends and none is made."""
    await room.line.cut()
    await asyncio.sleep(CUT)
    await room.line.mend()
    return f"{CUT} s, connections refused"


async def line_dead(room: Room) -> str:
    """The line takes everything and brings nothing."""
    room.line.swallow()
    await asyncio.sleep(FROZEN)
    await room.line.mend()
    return f"{FROZEN} s, nothing comes through and nobody is told"


async def browser_killed(room: Room) -> str:
    """One browser is killed, with all its processes, and started again on its profile."""
    device = room.devices[0]
    owner = device.process()
    for process in (owner, *owner.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    device.typist.page = None
    owner.wait()
    await room.open_browser(device)
    await room.open_form(device)
    return "kill −9 of all its processes"


async def kernel_killed(room: Room) -> str:
    """One of the three records in a notebook under JupyterLab, whose kernel is killed."""
    device = room.devices[0]
    form, lab = device.page, await _in_jupyterlab(room, device)
    device.typist.hands.clear()
    await form.locator(".composer textarea").fill("")  # begins its sentence anew in the notebook
    device.typist.typed = ""
    device.typist.page = lab
    await form.close()
    device.typist.hands.set()
    await asyncio.sleep(TYPING)
    kernels = [
        process
        for process in psutil.Process(room.server.process.pid).children(recursive=True)
        if "ipykernel_launcher" in " ".join(process.cmdline())
    ]
    assert kernels
    for kernel in kernels:
        kernel.kill()
    before = len(device.typist.added)
    while len(device.typist.added) < before + 2:
        await asyncio.sleep(1)
    device.typist.hands.clear()
    device.typist.page = None
    await lab.close()
    await room.open_form(device)
    device.typist.hands.set()
    return "kill −9; the form in a notebook"


async def _in_jupyterlab(room: Room, device: Device) -> Page:
    """The recording notebook open in JupyterLab on the device, all its cells run."""
    assert device.context is not None
    lab = await device.context.new_page()
    await lab.goto(room.address("lab/tree/notebooks/02_record.ipynb"), timeout=120_000)
    await expect(lab.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=120_000)
    await lab.get_by_role("menuitem", name="Run", exact=True).click()
    await lab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    await choose_kind(lab)
    return lab


async def disk_full(room: Room) -> str:
    """Nothing more goes onto the disk that holds the record, for a while."""
    records = room.home / "records"
    if records.is_mount():
        filler = records / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                with contextlib.suppress(OSError):  # ENOSPC
                    while True:
                        file.write(b"\0" * size)
        await asyncio.sleep(FULL)
        filler.unlink()
        return "ENOSPC on a small tmpfs"
    process = psutil.Process(room.server.process.pid)
    soft, hard = process.rlimit(psutil.RLIMIT_FSIZE)
    process.rlimit(psutil.RLIMIT_FSIZE, (4096, hard))
    await asyncio.sleep(FULL)
    process.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))
    return "RLIMIT_FSIZE on the server, no tmpfs could be mounted"


async def device_clock(room: Room) -> str:
    """The clock of each device jumps two hours ahead, then two hours back."""
    for shift in (HOURS, -HOURS):
        for device in room.devices:
            await device.page.evaluate(_SHIFT, shift * 1000)
        await asyncio.sleep(TYPING)
    for device in room.devices:
        await device.page.evaluate(_SHIFT, 0)
    return "the page's Date, ±2 h"


async def server_clock(room: Room) -> str:
    """The clock of the server's machine jumps two hours ahead, then two hours back."""
    if not _FAKETIME:
        pytest.skip("libfaketime is not installed; store/clock.py has tests of its own")
    file = room.home / "clock"
    file.write_text("+0", encoding="utf-8")
    room.more = {
        "LD_PRELOAD": str(_FAKETIME[0]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    await room.end_server()
    await room.start_server()
    for shift in (HOURS, -HOURS):
        await asyncio.sleep(TYPING)
        file.write_text(f"{shift:+d}", encoding="utf-8")
    await asyncio.sleep(TYPING)
    room.more = {}
    await room.end_server()
    await room.start_server()
    return "libfaketime, ±2 h while it runs"


async def two_tabs(room: Room) -> str:
    """One device has two tabs of its form; the line is cut, and the tab with unsent sentences is closed."""
    device = room.devices[0]
    first, second = device.page, Typist(device.typist.sentences)
    third = await room.open_form(device)
    device.typist.page, second.page = first, third
    work = asyncio.create_task(second.work())
    await asyncio.sleep(TYPING)
    await room.line.cut()
    await asyncio.sleep(2 * TYPING)
    second.done.set()
    await work
    await third.close()
    await asyncio.sleep(1)
    await room.line.mend()
    await asyncio.sleep(TYPING)
    # What stood in the closed tab's box comes back in the next tab.
    second.page = await room.open_form(device)
    device.typist.page = first
    work = asyncio.create_task(second.work())
    before = len(second.added)
    while len(second.added) == before:
        await asyncio.sleep(0.2)
    second.done.set()
    await work
    if second.typed:
        await second.page.locator(".composer textarea").fill("")
    await second.page.close()
    device.typist.added += second.added
    device.typist.letters += second.letters
    device.typist.spoilt += second.spoilt
    return f"line cut for {2 * TYPING} s, one tab closed with unsent sentences"


Fault = Callable[[Room], Awaitable[str]]
FAULTS: dict[str, Fault] = {
    "kernel killed": kernel_killed,
    "server killed and restarted": server_killed,
    "tab closed and reopened": tab_closed,
    "page reloaded": reload,
    "browser killed": browser_killed,
    "line cut": line_cut,
    "line swallows everything": line_dead,
    "server frozen": server_frozen,
    "disk full": disk_full,
    "device's clock jumps": device_clock,
    "server's clock jumps": server_clock,
    "two tabs of one device": two_tabs,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_lost_and_no_lie_is_told(fault: str, tmp_path: Path, results: list[Result]) -> None:
    """Every sentence that was ever in a box is stored once or still in a box; no page claimed otherwise."""
    program = installed_browser()
    if program is None:
        pytest.skip("no Chromium, Chrome or Edge is installed here")
    result = awaited(drill(fault, tmp_path, program))
    results.append(result)
    assert result.sentences > len(GROUPS)
    assert result.lost == []
    assert result.twice == []
    assert result.lies == []


async def drill(fault: str, home: Path, program: str) -> Result:
    """Let three groups type, break something, let them type on, and count."""
    with small_disk(home / "records", fault == "disk full"):
        async with room(home, program) as here:
            for device in here.devices:
                device.page.on("dialog", accept)
            async with typing(here):
                await asyncio.sleep(TYPING)
                note = await FAULTS[fault](here)
                before = [len(device.typist.added) for device in here.devices]
                await asyncio.sleep(TYPING)
                while any(
                    len(device.typist.added) <= count
                    for device, count in zip(here.devices, before, strict=True)
                ):
                    await asyncio.sleep(0.2)
            await here.settle()
            return await counted(fault, here, note)


@asynccontextmanager
async def typing(room: Room) -> AsyncIterator[None]:
    """All typists type until the block ends; each then stops in the middle of a sentence."""
    work = [asyncio.create_task(device.typist.work()) for device in room.devices]
    try:
        yield
    finally:
        for device in room.devices:
            device.typist.done.set()
            device.typist.hands.set()
        await asyncio.gather(*work)


async def counted(fault: str, room: Room, note: str) -> Result:
    """What was typed held against the store, the boxes and what the pages claimed."""
    records, kept = room.stored(), await room.in_boxes()
    stored = Counter(text for text, _ in records)
    typists = [device.typist for device in room.devices]
    added = [text for typist in typists for text in typist.added]
    begun = [typist.typed for typist in typists if typist.typed]
    lost = [text for text in [*added, *begun] if text not in stored and text not in kept]
    lost += [text for device in room.devices for text in device.told.acknowledged if text not in stored]
    lost += [f"in place of a sentence: {text}" for typist in typists for text in typist.spoilt]
    twice = [text for text, times in stored.items() if times > 1]
    twice += [text for text in stored if text not in added]  # half a sentence, or one that nobody added
    for device in room.devices:
        device.told.recorded(dict(records))
    lies = [lie for device in room.devices for lie in device.told.lies()]
    if letters := sum(typist.letters for typist in typists):
        note += f"; {letters} letters typed again"
    return Result(fault, len(added) + len(begun), stored.total(), len(begun), lost, twice, lies, note)


async def accept(dialog: Dialog) -> None:
    """Leave the page all the same when it warns."""
    await dialog.accept()


@contextlib.contextmanager
def small_disk(folder: Path, wanted: bool) -> Iterator[None]:
    """``folder`` on a small disk of its own, where this system lets us; else as it is."""
    folder.mkdir(exist_ok=True)
    mounted = wanted and os.name == "posix" and os.getuid() == 0
    if mounted:
        command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
