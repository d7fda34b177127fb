"""Coding with the keyboard, blind coders and writing a finding: nothing is lost on reload."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from analysts import all_saved, codings, focus, states
from devices import Open
from playwright.sync_api import expect
from serving import Server

pytestmark = pytest.mark.browser


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
