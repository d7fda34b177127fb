"""Somebody who types one Thai sentence after another into a form, whatever happens to it."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.async_api import CDPSession, Error, Page
from typing_by_hand import press_letter

KEY = (0.01, 0.05)  # seconds between two letters
LOOK = 0.3  # seconds before somebody looks again whether the form is back
# With the focus, because JupyterLab's dialogs take it: whoever types sees that and clicks into the box.
_BOX = """() => {
  const box = document.querySelector(".composer textarea");
  if (!box) return null;
  const held = document.activeElement === box;
  if (!held && !document.querySelector("dialog[open], .jp-Dialog")) box.focus();
  return { value: box.value, held: document.activeElement === box };
}"""


@dataclass
class Typist:
    """``added`` are the sentences that the form has taken; ``typed`` is what stands in its box.

    ``letters`` counts letters that a fault took out of the box, ``spoilt`` the boxes found with other words.
    """

    sentences: Iterator[str]
    page: Page | None = None
    added: list[str] = field(default_factory=list)
    sentence: str = ""
    typed: str = ""
    pressed: bool = False
    letters: int = 0
    spoilt: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hands on the keys."""
        self.hands = asyncio.Event()
        self.hands.set()
        self.done = asyncio.Event()

    async def work(self) -> None:
        """Type until ``done``; when the page goes away, go on in the next one."""
        self.done.clear()
        while not self.done.is_set():
            page = self.page
            try:
                if page is None or page.is_closed():
                    await asyncio.sleep(LOOK)
                else:
                    await self._sentence(page, await page.context.new_cdp_session(page))
            except Error:  # the page, its tab or its browser has gone in the middle of a key
                await asyncio.sleep(LOOK)

    async def _sentence(self, page: Page, keyboard: CDPSession) -> None:
        """What the box lacks of the sentence, then the keys that add it."""
        self.sentence = self.sentence or next(self.sentences)
        await self._see(page)
        if not self.sentence:
            return  # what a fault interrupted had been taken after all
        while self.typed != self.sentence:
            await self.hands.wait()
            if self.done.is_set() or page is not self.page:
                return
            letter = self.sentence[len(self.typed)]
            await press_letter(keyboard, letter)
            self.typed += letter
            await asyncio.sleep(random.uniform(*KEY))
            await self._see(page)
        await self.hands.wait()
        if self.done.is_set() or page is not self.page:
            return
        self.pressed = True
        await page.keyboard.press("Control+Enter")
        await self._see(page)

    async def _see(self, page: Page) -> None:
        """Wait for the box and take what stands there for what has been typed."""
        while (box := await page.evaluate(_BOX)) is None or not box["held"]:
            if self.done.is_set() or page is not self.page:
                return
            if await page.locator(".jp-Dialog").count():
                await page.keyboard.press("Escape")
            await asyncio.sleep(LOOK)
        value = box["value"]
        if self.pressed and value == "":
            self.added.append(self.sentence)
            self.sentence = self.typed = ""
        elif not self.sentence.startswith(value):
            self.spoilt.append(value)
            await page.locator(".composer textarea").fill("")
            self.typed = ""
        else:
            self.letters += max(0, len(self.typed) - len(value))
            self.typed = value
        self.pressed = False
