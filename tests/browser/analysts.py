"""What analysts have in the record, and what they do on the page of themes: what its tests call."""

import time
from typing import Any
from uuid import uuid4

from devices import send
from playwright.sync_api import Page, expect
from serving import Server


def states(server: Server, kind: str) -> list[dict[str, Any]]:
    """The records of a type as the server has them."""
    found: list[dict[str, Any]] = server.get(f"api/records?type={kind}").json()["records"]
    return found


def codings(server: Server, entry: str) -> dict[str, str]:
    """What was decided of an entry: theme, and coder of a blind one → decision."""
    own = [state for state in states(server, "coding") if state["entry"] == entry]
    return {f"{state['theme']} {state['coder']}".strip(): state["decision"] for state in own}


def new_theme(server: Server, title: str, **body: Any) -> dict[str, Any]:
    """Another device makes a theme; what the server then has."""
    id = uuid4().hex
    result = send(server, "theme", id, {"title": title, "state": "accepted", **body}, [])
    assert result["status"] == "saved", result
    return {"id": id, "title": title}


def coded(
    server: Server, entry: str, theme: str, parents: tuple[str, ...] = (), coder: str = "", **body: Any
) -> str:
    """Another device decides that an entry speaks of a theme; returns the revision's id."""
    record = ":".join(filter(None, (entry, theme, coder)))
    said = {"entry": entry, "theme": theme, "decision": "accepted", "coder": coder, **body}
    result = send(server, "coding", record, said, list(parents))
    assert result["status"] == "saved", result
    return str(result["id"])


def focus(page: Page, said: str, entry: str) -> None:
    """Finds an entry by what it says and puts the focus on its row."""
    page.get_by_role("searchbox").fill(said[-8:])
    expect(page.locator(".rows .entry")).to_have_count(1)  # nobody goes on before the list has followed
    page.locator(f".rows .entry[data-id='{entry}'] [data-act=row]").focus()


def machine_is_done(server: Server) -> None:
    """Waits until no job of the server runs any more."""
    deadline = time.monotonic() + 120
    while any(job["state"] == "running" for job in server.get("api/jobs").json()["jobs"]):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def all_saved(page: Page) -> None:
    """Waits until nothing is on its way to the server any more."""
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
