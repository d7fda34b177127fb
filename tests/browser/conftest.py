"""A real browser on the real server: what the tests of the front end share."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from devices import Open, new_home, signed_in
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serving import Server, serving

from sistercity_nb.doctor import browser as installed_browser

# A test's browser asks nobody outside for anything; a container has no sandbox and no graphics card.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine is not a fault: what a test waits for may take its time.
expect.set_options(timeout=20_000)
# What a browser says by itself when a line is down or an address has nothing; the tests look at what we say.
USUAL = ("Failed to load resource", "WebSocket connection to", "net::ERR_")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; without one they are skipped, but never where a build must not be blind."""
    # Debian's Chromium without a window is the same engine for a third of the work.
    path = shutil.which("chromium-headless-shell") or installed_browser()
    if path is None:
        reason = "no Chromium, Chrome or Edge is installed here"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workshop folder with an empty record."""
    return new_home(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[Server]:
    """A server that most tests share; each writes texts of its own and looks for those."""
    with serving(home) as server:
        yield server


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """One signed-in device."""
    context = signed_in(browser, server)
    yield context
    context.close()


@pytest.fixture
def other_context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """Another signed-in device."""
    context = signed_in(browser, server)
    yield context
    context.close()


@pytest.fixture
def open_page(context: BrowserContext, server: Server) -> Iterator[Open]:
    """Opens pages of the suite on one device; afterwards no page may have met an error of ours."""
    faults: list[str] = []

    def open_page(path: str = "", *, device: BrowserContext = context, at: Server = server) -> Page:
        page = device.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on(
            "dialog", lambda dialog: dialog.accept()
        )  # a page that warns on closing is closed all the same
        page.goto(f"{at.base}sistercity/{path}")
        return page

    yield open_page
    assert [fault for fault in faults if not fault.startswith(USUAL)] == []


@pytest.fixture
def said() -> str:
    """A Thai sentence that no other test has typed."""
    return f"จังหวัดขาดงบประมาณสนับสนุน น้ำ ๆ {uuid4().hex[:8]}"


@pytest.fixture
def store_entry(server: Server) -> Callable[..., str]:
    """Puts an entry into the record as another device would; returns the record's id."""

    def store_entry(text: str, record: str = "", parents: tuple[str, ...] = (), **body: Any) -> str:
        record = record or uuid4().hex
        revision = {
            "id": uuid4().hex,
            "record": record,
            "type": "entry",
            "parents": list(parents),
            "author": "อีกเครื่องหนึ่ง",
            "body": {"group": "signed", "kind": "problem", "text": text, **body},
        }
        answer = server.post("api/revisions", json={"revisions": [revision]}).json()
        assert answer["results"][0]["status"] == "saved", answer
        return record

    return store_entry
