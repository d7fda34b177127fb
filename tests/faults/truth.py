"""Whether a device's pages claimed at any moment what was not so."""

import re
from dataclasses import dataclass, field
from math import inf
from time import time
from typing import Any

HEARD = 100.0  # ms within which a tab must have heard from another tab of its device; within itself it is 0
LOOKED = 50.0  # ms within which watch.js has looked, also between two looks that it told of
_SAVED = ("saved", "idle")


@dataclass
class Claim:
    """What a page showed from ``start`` until it was last seen at ``end`` (ms)."""

    page: int
    state: str
    words: str
    start: float
    end: float = inf

    @property
    def waiting(self) -> int | None:
        """How many sentences it says are not saved; None where it does not say."""
        if self.state in _SAVED:
            return 0
        if self.state == "refused":
            return None
        told = re.search(r"(\d+)", self.words.partition("·")[2] or self.words)
        return int(told[1]) if told else 0  # "everything added is saved"


@dataclass
class Told:
    """What the watch of a device's pages has told."""

    pages: dict[Any, int] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    added: dict[str, tuple[int, float]] = field(default_factory=dict)  # text → page and when
    acknowledged: dict[str, float] = field(default_factory=dict)  # text → when
    rows: dict[str, float] = field(default_factory=dict)  # text → when its row was first seen saved

    def hear(self, source: dict[str, Any], told: dict[str, Any]) -> None:
        """One message of watch.js, as playwright hands it over."""
        page = self.pages.setdefault(source["page"], len(self.pages))
        what, at = told["what"], told["at"]
        if what == "added":
            self.added[told["text"]] = (page, at)
        elif what == "acknowledged":
            for text in told["texts"]:
                self.acknowledged.setdefault(text, at)
        elif what == "row":
            self.rows[told["text"]] = at
        else:
            last = next((claim for claim in reversed(self.claims) if claim.page == page), None)
            if last is not None:
                last.end = max(last.start, told["until"])
            if told["claim"] is not None:
                state, _, words = told["claim"].partition("|")
                self.claims.append(Claim(page, state, words, at))

    def closed(self, page: Any) -> None:
        """A page that is gone claims nothing any more, whatever is added in other tabs."""
        for claim in self.claims:
            if claim.page == self.pages.get(page):
                claim.end = min(claim.end, time() * 1000)

    def recorded(self, stored: dict[str, float]) -> None:
        """Take the store's word (ms) for the answers whose message went away with a reloaded page."""
        for text in (self.added.keys() - self.acknowledged.keys()) & stored.keys():
            self.acknowledged[text] = stored[text]

    def lies(self) -> list[str]:
        """Every claim that was seen when it was not so, in words."""
        found = [
            f"the row of “{text}” said saved {self.acknowledged.get(text, inf) - at:.0f} ms too early"
            for text, at in self.rows.items()
            if at < self.acknowledged.get(text, inf)
        ]
        for claim in self.claims:
            if claim.waiting is None:
                continue
            moments = [claim.start, claim.end, *(at + LOOKED for _, at in self.added.values())]
            for moment in moments:
                if claim.start <= moment <= claim.end:
                    waiting = self._waiting(claim.page, moment)
                    if len(waiting) > claim.waiting:
                        found.append(f"“{claim.words}” while {len(waiting)} waited: {waiting}")
                        break
        return found

    def _waiting(self, page: int, moment: float) -> list[str]:
        """The texts that a page must have known not to be saved."""
        return [
            text
            for text, (by, at) in self.added.items()
            if at + (0 if by == page else HEARD) <= moment < self.acknowledged.get(text, inf)
        ]
