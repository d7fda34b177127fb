"""A slow line changes no letter of what is typed."""

import asyncio
import csv
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from line import line_to
from playwright.async_api import Browser, Page, async_playwright, expect
from serving import ROOT, TOKEN, Server, awaited, serving
from typing_by_hand import press_letter

from sistercity_nb.doctor import browser as installed_browser

pytestmark = pytest.mark.drill
GROUPS = ("signed", "considering", "not-started")
BY_HAND, BY_MACHINE = 13, 87  # entries at each latency: typed with human pauses, and as fast as keys can go
KEY = (0.03, 0.09)  # seconds between two letters of a person
LETTERS = 30  # of each sentence
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.mark.parametrize("milliseconds", [0, 200, 400, 800])
def test_no_text_is_wrong_on_a_slow_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], milliseconds: int
) -> None:
    """Of 100 texts typed by keyboard, by hand and by machine, each is stored once, letter by letter."""
    program = installed_browser()
    if program is None:
        pytest.skip("no Chromium, Chrome or Edge is installed here")
    (tmp_path / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(tmp_path) as server:
        typed = awaited(_record(program, server, milliseconds / 1000))
        stored = Counter(entry["text"] for entry in server.get("api/records").json()["records"])
    wrong = [text for text in typed if stored[text] != 1]
    with capsys.disabled():  # a drill is run to be read
        sys.stdout.write(
            f"\n{milliseconds} ms: {len(typed)} typed, {len(wrong)} wrong, {stored.total()} stored\n"
        )
    assert len(typed) == len(set(typed)) == BY_HAND + BY_MACHINE
    assert wrong == []
    assert stored.total() == len(typed)


async def _record(program: str, server: Server, round_trip: float) -> list[str]:
    """Type everything on three pages at once over a line with this round trip; what was typed."""
    port = int(server.base.rstrip("/").rpartition(":")[2])
    sentences = [
        f"{text[:LETTERS]} {place}" for place, text in enumerate(_sentences()[: BY_HAND + BY_MACHINE])
    ]
    async with line_to(port, round_trip) as line, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        pages = await asyncio.gather(*(_open(browser, line.port, group) for group in GROUPS))
        work = enumerate(sentences)
        await asyncio.gather(*(_type(page, work) for page in pages))
        for page in pages:
            await expect(page.locator(".status")).to_have_attribute("data-state", "saved", timeout=300_000)
        await browser.close()
    return sentences


async def _open(browser: Browser, port: int, group: str) -> Page:
    page = await (await browser.new_context(locale="th-TH")).new_page()
    await page.goto(f"http://127.0.0.1:{port}/sistercity/record/{group}?token={TOKEN}", timeout=0)
    await page.locator(".composer .choice[data-value=problem]").click(timeout=0)
    await page.locator(".composer textarea").focus(timeout=0)
    return page


async def _type(page: Page, work: Any) -> None:
    """Type sentences until there are none; never look at the screen in between."""
    keyboard = await page.context.new_cdp_session(page)
    for place, sentence in work:
        by_hand = place < BY_HAND
        for letter in sentence:
            await press_letter(keyboard, letter)
            if by_hand:
                await asyncio.sleep(random.uniform(*KEY))
        await page.keyboard.press("Control+Enter")


def _sentences() -> list[str]:
    """Real Thai sentences, as many as anybody needs, each in another order of the same workshop's words."""
    with (ROOT / "data" / "demo" / "entries.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"].replace("\n", " ") for row in csv.DictReader(file)]
    return [text[start:] for start in (0, 50) for text in texts if len(text) > start + LETTERS]
