"""From the key that adds an entry to the form's word that it is saved: three groups typing at once."""

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.environment import BROWSER_FLAGS, progress
from benchmarks.results import Row, alone, beside, percentile
from benchmarks.servers import GROUPS, OURS, Side, settle

TURNS, ENTRIES = 4, 10  # turns of each side; entries of each of the three pages in a turn
_MOST = 50.0  # ms, the 95th percentile
# Seconds between the first letters of two groups. Three people do not press a key in the same hundredth of a
# second: begun together, each of the three waits for the answers to the other two, entry after entry.
_APART = {"": 0.8, "begun at the same moment: ": 0.0}
_KEY, _REACH, _THINK = (
    60,
    0.12,
    0.3,
)  # ms between two letters; seconds to reach for another key, to read the answer
_WORDS = "ขาดผู้ใช้ภาษาต่างประเทศได้"
# From Enter going down to the first moment at which the page says "saved", and to the end of the newest
# POST's answer (null where nothing is posted); all on the page's own clock.
_WATCH = """(said) => {
  const saved = %s;
  let began;
  const press = (event) => { if (event.key === "Enter") began ??= event.timeStamp; };
  addEventListener("keydown", press, { capture: true });
  window.answered = new Promise((answer) => {
    const observer = new MutationObserver(() => {
      if (began === undefined || !saved()) return;
      observer.disconnect();
      removeEventListener("keydown", press, { capture: true });
      const now = performance.now();
      const asked = performance.getEntriesByType("resource");
      const posted = asked.findLast(({ name }) => name.endsWith("api/revisions"));
      answer([now - began, posted ? posted.responseEnd - began : null]);
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}"""
_OURS = (
    _WATCH
    % """() => [...document.querySelectorAll(".entry")].some((row) =>
    row.querySelector(".words")?.textContent === said.text && row.querySelector(".chip.saved"))"""
)
_PEER = (
    _WATCH
    % """() => [...document.querySelectorAll(".widget-label")].some((label) =>
    label.textContent === `บันทึกแล้ว ${said.count}`)"""
)


@dataclass
class Typist:
    """Somebody who types into a page; what they typed, how long until *saved* and until the answer (ms)."""

    side: Side
    group: str
    manner: str
    page: Page
    typed: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)


def measure(browser: Path, sides: Sequence[Side]) -> list[Row]:
    """Every side's acknowledgements, in turns; ours is the first side."""
    rows, typists = [], []
    for manner, apart in _APART.items():
        some = asyncio.run(_all(browser, sides, apart))
        rows += _rows(sides, some, manner)
        typists += some
    ours, *peers = ([text for one in typists if one.side is side for text in one.typed] for side in sides)
    wrong = [_wrong(side, typed) for side, typed in zip(sides, (ours, *peers), strict=True)]
    peer = "".join(f"{count} of {len(typed)}" for count, typed in zip(wrong[1:], peers, strict=True))
    return [
        *rows,
        Row("texts stored wrong", f"{wrong[0]} of {len(ours)}", peer or "–", "–", "0", wrong[0] == 0),
    ]


def _rows(sides: Sequence[Side], typists: Sequence[Typist], manner: str) -> list[Row]:
    """What those who began in one manner waited for; a target stands where they began as people do."""
    ours, *peers = ([value for one in typists if one.side is side for value in one.waited] for side in sides)
    rows = []
    for percent, most in ((50, None), (95, None if manner else _MOST)):
        what = f"{manner}acknowledged, p{percent} of {len(ours)}"
        own = alone(what, [percentile(ours, percent)], "ms", most)
        rows.append(own)
        for theirs in peers:
            both = beside(own.what, [percentile(ours, percent)], [percentile(theirs, percent)], "ms")
            rows[-1] = Row(own.what, own.ours, both.peer, both.ratio, own.target, own.met)
    answered = [value for one in typists for value in one.answered]
    return rows + [
        alone(f"of which until the server's answer, p{percent}", [percentile(answered, percent)], "ms")
        for percent in (50, 95)
    ]


async def _all(browser: Path, sides: Sequence[Side], apart: float) -> list[Typist]:
    """The typists of every side when all have finished, who begin ``apart`` seconds after each other."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=browser, args=BROWSER_FLAGS)
        typists = [await _open(running, side, group, f"{apart:g}") for side in sides for group in GROUPS]
        for turn in range(1, TURNS + 1):
            for side in sides:
                own = [one for one in typists if one.side is side]
                await asyncio.to_thread(settle, sides)
                await asyncio.gather(*(_type(one, place * apart) for place, one in enumerate(own)))
                told = median(value for one in own for value in one.waited)
                progress(f"acknowledged, turn {turn} of {TURNS}, {side.name}: median {told:.0f} ms so far")
        await running.close()
    return typists


async def _open(browser: Browser, side: Side, group: str, manner: str) -> Typist:
    context = await browser.new_context(locale="th-TH", viewport={"width": 1280, "height": 1400})
    page = await context.new_page()
    await page.goto(side.page(group), timeout=0)
    await page.locator(side.box).first.wait_for(timeout=0)
    if side.name == OURS:
        await page.locator(".composer .choice[data-value=problem]").click(timeout=0)
    return Typist(side, group, manner, page)


async def _type(one: Typist, late: float) -> None:
    """Type a turn's entries, beginning after ``late`` seconds, and wait for the word of each."""
    await asyncio.sleep(late)
    box, keyboard = one.page.locator(one.side.box).first, one.page.keyboard
    watch, adding = (_OURS, ("Control+Enter",)) if one.side.name == OURS else (_PEER, ("Tab", "Enter"))
    for _ in range(ENTRIES):
        text = f"{_WORDS} {one.group} {one.manner} {len(one.typed) + 1}"
        await box.focus(timeout=0)
        await keyboard.type(text, delay=_KEY)
        one.typed.append(text)
        await one.page.evaluate(watch, {"text": text, "count": len(one.typed)})
        for key in adding:
            await asyncio.sleep(_REACH)
            await keyboard.press(key)
        waited, answered = await one.page.evaluate("() => window.answered")
        one.waited.append(waited)
        one.answered += [] if answered is None else [answered]
        await asyncio.sleep(_THINK)
        if await box.input_value(timeout=0):  # plain widgets sometimes put back what they had just cleared
            await box.focus(timeout=0)
            await keyboard.press("Control+A")
            await keyboard.press("Delete")


def _wrong(side: Side, typed: Sequence[str]) -> int:
    """How many of the texts typed do not stand in the store, character by character."""
    with closing(sqlite3.connect(side.store)) as store:
        if side.name == OURS:
            found = {json.loads(body).get("text") for (body,) in store.execute("SELECT body FROM revisions")}
        else:
            found = {text for (text,) in store.execute("SELECT text FROM entries")}
    return len(set(typed) - found)
