"""Devices and what the server has of them: what the tests of the front end call."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from playwright.sync_api import Browser, BrowserContext, Page
from serving import TOKEN, Server, enter

Open = Callable[..., Page]  # the fixture open_page


def new_home(folder: Path) -> Path:
    """``folder`` as a workshop folder without simulated entries."""
    (folder / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return folder


def signed_in(browser: Browser, server: Server, **settings: Any) -> BrowserContext:
    """A device whose user has opened the address that the server printed."""
    context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **settings})
    with httpx.Client(trust_env=False, timeout=30) as client:
        client.get(f"{server.base}sistercity?token={TOKEN}").raise_for_status()
        take_cookies(context, client, server)
    return context


def take_cookies(context: BrowserContext, client: httpx.Client, server: Server) -> None:
    """Gives a device the cookies that the server has given to ``client``."""
    context.add_cookies(
        [{"name": one.name, "value": one.value or "", "url": server.base} for one in client.cookies.jar]
    )


def stored(server: Server, group: str = "signed") -> list[dict[str, Any]]:
    """The entries of a group as the server has them."""
    records: list[dict[str, Any]] = server.get(f"api/records?type=entry&group={group}").json()["records"]
    return records


def texts(server: Server, group: str = "signed") -> list[str]:
    """The texts of a group's entries as the server has them."""
    return [record["text"] for record in stored(server, group)]


def joined(browser: Browser, server: Server, role: str, group: str = "", **typed: Any) -> BrowserContext:
    """A telephone, or whatever ``viewport`` says, whose user came in by a join code of ``role``."""
    viewport = typed.pop("viewport", {"width": 360, "height": 740})
    context = browser.new_context(viewport=viewport)
    with closing(enter(server, role, group, **typed)) as client:
        take_cookies(context, client, server)
    return context


def send(server: Server, type: str, record: str, body: dict[str, Any], parents: list[str]) -> dict[str, Any]:
    """The result of a revision that another device sends."""
    revision = {"id": uuid4().hex, "record": record, "type": type, "parents": parents, "body": body}
    answer = server.post("api/revisions", json={"revisions": [revision]}).json()
    return answer["results"][0]  # type: ignore[no-any-return]


def session(server: Server, group: str) -> dict[str, Any] | None:
    """Where a group stands as the server has it."""
    records = server.get(f"api/records?type=session&group={group}").json()["records"]
    return records[0] if records else None


def set_session(server: Server, group: str, **body: Any) -> None:
    """Another device moves a group's session."""
    known = session(server, group)
    result = send(
        server, "session", f"session:{group}", {"group": group, **body}, known["heads"] if known else []
    )
    assert result["status"] == "saved", result
