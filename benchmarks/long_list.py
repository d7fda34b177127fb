"""A group with ten thousand entries: until the list is there, and from a key to the screen beside it."""

import time
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, sync_playwright

from benchmarks.environment import BROWSER_FLAGS, progress
from benchmarks.results import Row, alone, percentile
from benchmarks.servers import GROUPS
from sistercity_nb.model import RecordType
from sistercity_nb.settings import read_settings
from sistercity_nb.store import Revision, open_store
from tests.serving import TOKEN, serving

ENTRIES, ROUNDS, KEYS = 10_000, 5, 200
_READY, _KEY = 1.5, 16.0  # seconds, ms: the targets
_WORDS = "จังหวัดขาดผู้ใช้ภาษาต่างประเทศได้ การประสานงานกับอีกฝ่ายจึงล่าช้า ควรจัดอบรมทุกปี"
# From a key going down until the frame that shows what it typed has been handed to the screen.
_WATCH = """(box) => {
  window.waited = [];
  let down = 0;
  const drawn = new MessageChannel();
  drawn.port1.onmessage = ({ data }) => window.waited.push(performance.now() - data);
  box.addEventListener("keydown", (event) => { down = event.timeStamp; });
  box.addEventListener("input", () => {
    const mine = down;
    requestAnimationFrame(() => drawn.port2.postMessage(mine));
  });
}"""


def measure(browser: Path, home: Path) -> list[Row]:
    """Until the list is ready, and keys into the form and into the search beside it."""
    home.mkdir()
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    progress(f"recording {ENTRIES:,} entries")
    _fill(home)
    ready: list[float] = []
    with serving(home) as server, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=BROWSER_FLAGS)
        address = f"{server.base}sistercity/record/{GROUPS[0]}?token={TOKEN}"
        for count in range(ROUNDS + 1):
            page = running.new_context(locale="th-TH").new_page()
            began = time.perf_counter()
            page.goto(address, wait_until="commit", timeout=0)
            page.locator(".rows .entry").first.wait_for(timeout=0)
            page.get_by_text(f"{ENTRIES:,}").first.wait_for(timeout=0)
            seconds = time.perf_counter() - began
            progress(f"list of {ENTRIES:,}, visit {count} of {ROUNDS}: {seconds:.2f} s")
            ready += [seconds] if count else []
        typed, searched = _keys(page, ".composer textarea"), _keys(page, "input[type=search]")
        running.close()
    what = f"list of {ENTRIES:,} entries"
    return [
        alone(f"running server → {what} ready, {ROUNDS} visits", ready, "s", _READY),
        alone(f"{what}: key press → screen, p95 of {KEYS}", [percentile(typed, 95)], "ms", _KEY),
        alone("the same in the search of the list", [percentile(searched, 95)], "ms", None),
    ]


def _fill(home: Path) -> None:
    """Put the entries into the record, through the real store."""
    with open_store(read_settings(home, {})) as store:
        store.append(
            Revision(
                uuid4().hex,
                uuid4().hex,
                RecordType.ENTRY,
                {"group": GROUPS[0], "kind": "problem", "text": f"{_WORDS} {number}"},
            )
            for number in range(ENTRIES)
        )


def _keys(page: Page, box: str) -> list[float]:
    """Milliseconds of each of the keys, typed as a quick person does."""
    field = page.locator(box).first
    field.evaluate(_WATCH)
    field.focus()
    page.keyboard.type("abcde fghi " * (KEYS // 11 + 1), delay=60)
    page.wait_for_timeout(500)
    waited: list[float] = page.evaluate("() => window.waited")
    field.fill("")
    return waited[:KEYS]
