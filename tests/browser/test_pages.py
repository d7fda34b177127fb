"""Every page: its language, its frame, its limits."""

from collections.abc import Callable

import pytest
from devices import Open, signed_in
from playwright.sync_api import Browser, expect
from serving import Server
from test_capture import record, row

pytestmark = pytest.mark.browser
PAGES = ("", "record/signed", "record/plenary", "board", "themes", "findings")


def test_language_switch(open_page: Open) -> None:
    """One press turns the interface to English, one back to Thai; the choice holds on the next page."""
    page = open_page("record/signed")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    expect(page.get_by_role("button", name="เพิ่มรายการ")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_visible()
    page.get_by_role("link", name="Live board").click()
    expect(page.get_by_role("heading", name="No evidence yet")).to_be_visible()
    page.get_by_role("link", name="ไทย").click()
    expect(page.get_by_role("heading", name="ส่วนที่ยังไม่มีข้อมูล")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_frame_of_every_page(open_page: Open, path: str) -> None:
    """Every page has one h1, a language, a skip link that leads to its content, and shows its component."""
    page = open_page(path)
    expect(page.locator("#content > *").first).to_be_visible()
    assert page.locator("h1").count() == 1
    page.keyboard.press("Tab") if path.startswith("record") is False else page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 683])
def test_no_page_scrolls_sideways(
    browser: Browser, server: Server, open_page: Open, path: str, width: int
) -> None:
    """At 360 px, and at 200 % zoom of a 1366 px screen, nothing has to be scrolled sideways."""
    device = signed_in(browser, server, viewport={"width": width, "height": 700})
    page = open_page(path, device=device)
    expect(page.locator("#content > *").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    device.close()


def test_pages_ask_nobody_else(open_page: Open, server: Server) -> None:
    """Nothing that a page loads comes from anywhere but the server."""
    page = open_page("")
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: elsewhere.append(request.url) if not request.url.startswith(server.base) else None,
    )
    for path in PAGES:
        page.goto(f"{server.base}sistercity/{path}")
        expect(page.locator("#content > *").first).to_be_visible()
    assert elsewhere == []


def test_board_is_live_and_names_nobody(open_page: Open, store_entry: Callable[..., str], said: str) -> None:
    """The board shows an entry saved elsewhere, without its author, its province or a withheld text."""
    board = open_page("board")
    expect(board.locator(".live")).to_have_text("สด")
    store_entry(said, province="TH-75")
    expect(board.locator(".newest")).to_contain_text(said)
    store_entry(f"ห้ามอ้าง {said}", release="withheld")
    expect(board.locator(".newest li").first).to_contain_text("ไม่เผยแพร่ข้อความ")
    shown = board.locator("#content").inner_text()
    assert "อีกเครื่องหนึ่ง" not in shown
    assert "ห้ามอ้าง" not in shown
    assert "สมุทรสงคราม" not in board.locator(".newest").inner_text()


def test_board_says_what_is_missing(open_page: Open) -> None:
    """What has no evidence yet stands on the board in words, and goes when it is recorded."""
    board = open_page("board")
    missing = board.locator(".missing li", has_text="วัตถุประสงค์ 3.3")
    expect(missing).to_be_visible()
    page = open_page("record/plenary")
    record(page, "ศึกษาดูงานที่จังหวัดสมุทรสงคราม", kind="visit")
    expect(row(page, "ศึกษาดูงานที่จังหวัดสมุทรสงคราม").locator(".chip.saved")).to_be_visible()
    expect(missing).to_have_count(0)


def test_start_page_tells_of_unsent_entries(open_page: Open, said: str) -> None:
    """The start page says in which group this device still has unsent entries."""
    page = open_page("record/considering")
    page.route("**/api/revisions", lambda route: route.abort())
    record(page, said)
    expect(row(page, said).locator(".chip.waiting")).to_be_visible()
    start = open_page("")
    expect(start.locator("[data-group=considering]")).to_contain_text("ยังไม่ได้บันทึก")
    expect(start.locator("[data-group=signed]")).not_to_contain_text("ยังไม่ได้บันทึก")
    page.unroute("**/api/revisions")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
