"""Coding with the keyboard, blind coders, merging themes and writing a finding: nothing is lost on reload."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from devices import Open
from playwright.sync_api import Page, expect
from serving import Server

pytestmark = pytest.mark.browser


def states(server: Server, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.get(f"api/records?type={kind}").json()["records"]
    return found


def codings(server: Server, entry: str) -> dict[str, str]:
    """Theme and coder → decision."""
    own = [state for state in states(server, "coding") if state["entry"] == entry]
    return {f"{state['theme']} {state['coder']}".strip(): state["decision"] for state in own}


def focus(page: Page, said: str, entry: str) -> None:
    page.get_by_role("searchbox").fill(said[-8:])
    expect(page.locator(".rows .entry")).to_have_count(1)  # nobody goes on before the list has followed
    page.locator(f".rows .entry[data-id='{entry}'] [data-act=row]").focus()


def all_saved(page: Page) -> None:
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")


def test_an_entry_is_coded_with_the_keyboard(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """A slash finds a theme, Z takes it back; what a blind coder decides stays their own."""
    entry = store_entry(said)
    page = open_page("themes")
    focus(page, said, entry)
    page.keyboard.press("/")
    page.keyboard.type("งบประมาณ")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-id='{entry}'] .theme.accepted.is-saved")).to_be_visible()
    [theme] = codings(server, entry)
    focus(page, said, entry)
    page.keyboard.press("z")
    expect(page.locator(f"[data-id='{entry}'] .theme.accepted")).to_have_count(0)
    all_saved(page)
    assert codings(server, entry) == {theme: "open"}
    page.get_by_label("การตัดสินของ").select_option("a")
    focus(page, said, entry)
    page.keyboard.press("/")
    page.keyboard.type("งบประมาณ")
    page.keyboard.press("Enter")
    all_saved(page)
    assert codings(server, entry) == {theme: "open", f"{theme} a": "accepted"}
    page.reload()
    focus(page, said, entry)
    expect(page.locator(f"[data-id='{entry}'] .theme.accepted")).to_have_count(
        0
    )  # not the decision that counts


def test_letters_outlive_what_others_do(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """While a theme is being typed, a decision of somebody else on the same entry takes no letter away."""
    entry = store_entry(said)
    page = open_page("themes")
    focus(page, said, entry)
    page.keyboard.press("/")
    page.keyboard.type("งบ")
    body = {"entry": entry, "theme": "personnel-language", "decision": "accepted"}
    record = f"{entry}:personnel-language"
    other = {"id": uuid4().hex, "record": record, "type": "coding", "parents": [], "body": body}
    before = page.locator(".total").inner_text()
    assert server.post("api/revisions", json={"revisions": [other]}).json()["results"][0]["seq"]
    expect(page.locator(".total")).not_to_have_text(before)
    page.keyboard.type("ประมาณ")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-id='{entry}'] .theme.accepted.is-saved")).to_have_count(2)


def test_two_themes_become_one_and_two_again(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """Merging copies the decisions and retires the theme; taking it back undoes both."""
    entry = store_entry(said)
    page = open_page("themes")
    for title in (f"หัวข้อ {said[-8:]} ก", f"งานคนละอย่าง {said[-8:]} ข"):
        page.get_by_role("button", name="เพิ่มประเด็น", exact=True).click()
        page.get_by_label("ชื่อประเด็น").fill(title)
        page.keyboard.press("Control+Enter")
    all_saved(page)
    first, second = (
        next(
            state
            for state in states(server, "theme")
            if state["title"].startswith(start) and said[-8:] in state["title"]
        )
        for start in ("หัวข้อ", "งาน")
    )
    focus(page, said, entry)
    page.keyboard.press("/")
    page.keyboard.type(first["title"])
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-id='{entry}'] .theme.accepted.is-saved")).to_be_visible()
    page.get_by_role("button", name=f"แก้ไข: {first['title']}").click()
    page.get_by_label("รวมเข้ากับประเด็น").select_option(label=second["title"])
    page.get_by_role("button", name="รวม", exact=True).click()
    expect(page.locator(".code.retired", has_text=first["title"])).to_be_visible()
    all_saved(page)
    assert codings(server, entry)[second["id"]] == "accepted"
    page.get_by_role("button", name="ย้อนกลับ", exact=True).click()
    expect(page.locator(".code.accepted", has_text=first["title"])).to_be_visible()
    all_saved(page)
    assert codings(server, entry) == {first["id"]: "accepted", second["id"]: "open"}


def test_a_finding_is_written_and_survives_a_reload(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """What is typed into a finding stays on the device until it is saved, and is then in the record."""
    entry = store_entry(said)
    theme = next(state["id"] for state in states(server, "theme") if state["keywords"])
    body = {"entry": entry, "theme": theme, "decision": "accepted"}
    coding = {"id": f"c-{entry}", "record": f"{entry}:{theme}", "type": "coding", "body": body}
    server.post("api/revisions", json={"revisions": [coding]})
    page = open_page("findings")
    again = page.get_by_role("button", name="ประมวลผลใหม่")
    write = page.locator(f"[data-theme='{theme}']")
    expect(write.or_(again).first).to_be_visible(timeout=60_000)
    if not write.is_visible():
        again.click()
    expect(write).to_be_visible(timeout=60_000)
    write.click()
    page.get_by_label("ข้อค้นพบในหนึ่งประโยค").fill("ครึ่งประโยค")
    page.reload()
    write.click()
    expect(page.get_by_label("ข้อค้นพบในหนึ่งประโยค")).to_have_value("ครึ่งประโยค")
    page.get_by_label("ข้อค้นพบในหนึ่งประโยค").fill(said)
    page.get_by_role("button", name="บันทึกข้อค้นพบ").click()
    all_saved(page)
    [finding] = [state for state in states(server, "finding") if state["theme"] == theme]
    assert finding["statement"] == said
    assert "[" in finding["paragraph"]
