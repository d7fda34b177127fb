"""From a running server to a form that takes what is typed: our page and Voila with the same fields."""

import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.environment import BROWSER_FLAGS, progress
from benchmarks.results import Row, alone, beside
from benchmarks.servers import GROUPS, VOILA, Side, settle

ROUNDS = 7
_MOST, _PART = 0.5, 6  # seconds; and at most one sixth of Voila's
_TOLD = "form usable: "
# A visitor looks for the box in each frame and types into it. A driver between them and the page would
# ask its questions from outside, a tenth of a second on every side.
_TYPIST = """([box, told]) => {
  const look = () => {
    const found = document.querySelector(box);
    if (found?.checkVisibility()) {
      found.focus();
      document.execCommand("insertText", false, "x");
      if (found.value.includes("x")) {
        requestAnimationFrame(() => console.log(told + performance.now()));
        return;
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def measure(browser: Path, sides: Sequence[Side]) -> list[Row]:
    """Every side's time to a usable form, in turns; ours is the first side."""
    times: dict[str, list[float]] = {side.name: [] for side in sides}
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=BROWSER_FLAGS)
        for count in range(ROUNDS + 1):
            turn = f"round {count} of {ROUNDS}" if count else "warming up"
            for side in sides:
                settle(sides)
                seconds = _usable(running, side)
                progress(f"form usable, {turn}, {side.name}: {seconds:.2f} s")
                times[side.name] += [seconds] if count else []
        running.close()
    (_, ours), *peers = times.items()
    compared = [
        beside(f"the same beside {name}", ours, theirs, "s", _PART if name == VOILA else None)
        for name, theirs in peers
    ]
    return [alone(f"running server → form usable, {ROUNDS} visits", ours, "s", _MOST), *compared]


def _usable(browser: Browser, side: Side) -> float:
    """Seconds from the navigation to the frame with a typed letter in the box, on the page's clock."""
    context = browser.new_context(locale="th-TH")
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # ours asks whether the letter may be lost
    page.add_init_script(f"({_TYPIST})({json.dumps([side.box, _TOLD])})")
    with page.expect_console_message(lambda said: said.text.startswith(_TOLD), timeout=0) as told:
        page.goto(side.page(GROUPS[0]), wait_until="commit", timeout=0)
    seconds = float(told.value.text.removeprefix(_TOLD)) / 1000
    page.goto("about:blank")  # leaving lets Voila end the visit's kernel
    context.close()
    return seconds
