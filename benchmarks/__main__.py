"""``make bench``: every measurement in one run, written to ``RESULTS.md``. Takes about half an hour.

``python -m benchmarks form acknowledge list screens record report breaks themes`` measures what is named and
only prints it. ``breaks`` and ``themes`` need texts that are not part of the project: ``BENCHMARK_TEXTS``
names their folder.
"""

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import acknowledge, form, line_breaks, long_list, record, report, screens, themes
from benchmarks.environment import (
    HERE,
    Peers,
    browser_version,
    find_browser,
    install_peers,
    machine,
    progress,
)
from benchmarks.environment import versions as our_versions
from benchmarks.results import Row, document
from benchmarks.servers import ours, voila

RESULTS = HERE / "RESULTS.md"
_IN_BROWSER = {"form", "acknowledge", "list"}
_ALL = {*_IN_BROWSER, "screens", "record", "report", "breaks", "themes"}


def main(wanted: set[str]) -> None:
    """Measure what is wanted, by default everything, and say where the results are."""
    here = machine()  # before this run makes a load of its own
    peers, browser = install_peers(), find_browser()
    rows = [] if peers.missing == "" else [Row("the peers", "–", f"could not be installed: {peers.missing}")]
    if _IN_BROWSER & wanted and browser is None:
        rows.append(Row("form usable; acknowledged; list", "no Chromium, Chrome or Edge is installed"))
    elif _IN_BROWSER & wanted and browser is not None:
        rows += _in_browser(peers, browser, wanted)
    if "screens" in wanted:
        with TemporaryDirectory() as folder:
            rows += screens.measure(Path(folder) / "room")
    if "record" in wanted:
        with TemporaryDirectory() as folder:
            rows += record.measure(Path(folder) / "record")
    if "report" in wanted:
        rows += report.measure(peers, browser)
    if "breaks" in wanted:
        rows += line_breaks.measure(peers)
    if "themes" in wanted:
        rows += themes.measure_all(peers)
    known = {"Ours": our_versions(), "Peers": {"none": ""} if peers.missing else peers.versions()}
    if browser is not None:
        known["Browser"] = browser_version(browser)
    text = document(here, known, rows)
    if wanted < _ALL:
        click.echo(text)
    else:
        RESULTS.write_text(text, encoding="utf-8")
        click.echo(RESULTS)


def _in_browser(peers: Peers, browser: Path, wanted: set[str]) -> list[Row]:
    """What a browser measures."""
    rows = []
    with TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        if "list" in wanted:
            rows += long_list.measure(browser, home / "long")
        if not {"form", "acknowledge"} & wanted:
            return rows
        progress("starting the servers")
        sides = [stack.enter_context(ours(home / "ours"))]
        if not peers.missing:
            sides.append(stack.enter_context(voila(peers, home / "voila", preheat=False)))
        if "form" in wanted:
            with ExitStack() as extra:
                warm = [] if peers.missing else [voila(peers, home / "preheated", preheat=True)]
                rows += form.measure(browser, [*sides, *map(extra.enter_context, warm)])
        if "acknowledge" in wanted:
            rows += acknowledge.measure(browser, sides)
    return rows


if __name__ == "__main__":
    main(set(sys.argv[1:]) or _ALL)
