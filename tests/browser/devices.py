"""Devices and what the server has of them: what the tests of the front end call."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from serving import TOKEN, Server

Open = Callable[..., Page]  # the fixture open_page


def new_home(folder: Path) -> Path:
    """``folder`` as a workshop folder without simulated entries."""
    (folder / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return folder


def signed_in(browser: Browser, server: Server, **settings: Any) -> BrowserContext:
    """A device whose user has opened the address that the server printed."""
    context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **settings})
    page = context.new_page()
    page.goto(f"{server.base}sistercity?token={TOKEN}")
    page.close()
    return context


def stored(server: Server, group: str = "signed") -> list[dict[str, Any]]:
    """The entries of a group as the server has them."""
    records: list[dict[str, Any]] = server.get(f"api/records?type=entry&group={group}").json()["records"]
    return records


def texts(server: Server, group: str = "signed") -> list[str]:
    """The texts of a group's entries as the server has them."""
    return [record["text"] for record in stored(server, group)]
