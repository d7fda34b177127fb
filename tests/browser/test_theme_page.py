"""Deciding on themes."""

from collections.abc import Callable

import pytest
from devices import Open
from playwright.sync_api import Page, expect
from serving import Server

pytestmark = pytest.mark.browser


def codings(server: Server, entry: str) -> dict[str, str]:
    records = server.get("api/records?type=coding").json()["records"]
    return {record["theme"]: record["decision"] for record in records if record["entry"] == entry}


def entry_row(page: Page, entry: str) -> str:
    return f".rows .entry[data-id='{entry}']"


def test_a_person_makes_and_accepts_themes(open_page: Open, server: Server, said: str) -> None:
    """A theme is made, changed, retired and accepted again by a person, and every screen hears of it."""
    page = open_page("themes")
    page.get_by_role("button", name="เพิ่มประเด็น", exact=True).click()
    page.get_by_label("ชื่อประเด็น").fill(said)
    page.get_by_label("คำสำคัญ").fill("งบประมาณ, จัดสรร")
    page.keyboard.press("Control+Enter")
    code = page.locator(".code", has_text=said)
    expect(code).to_have_class("code accepted ")
    page.get_by_role("button", name=f"เลิกใช้: {said}").click()
    expect(code).to_have_class("code retired ")
    page.get_by_role("button", name=f"รับประเด็น: {said}").click()
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    theme = next(t for t in server.get("api/records?type=theme").json()["records"] if t["title"] == said)
    assert (theme["state"], theme["keywords"]) == ("accepted", ["งบประมาณ", "จัดสรร"])
    expect(open_page("themes").locator(".code", has_text=said)).to_be_visible()


def test_a_person_gives_and_takes_a_theme(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """A theme that a person adds to an entry is stored as accepted, and as rejected when it is taken away."""
    entry = store_entry(said)
    page = open_page("themes")
    page.get_by_role("searchbox").fill(said[-8:])
    row = page.locator(entry_row(page, entry))
    box = row.get_by_role("combobox")
    box.fill("งบประมาณ")
    box.press("Enter")
    expect(row.locator(".theme.accepted.is-saved")).to_be_visible()
    assert list(codings(server, entry).values()) == ["accepted"]
    row.get_by_role("button", name="นำออก").click()
    expect(row.locator(".theme.accepted")).to_have_count(0)
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    assert list(codings(server, entry).values()) == ["rejected"]


def test_a_suggestion_is_marked_until_a_person_decides(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """What the system suggests is marked as such; accepting or rejecting it is a person's word."""
    accepted = store_entry(f"จังหวัดขาดงบประมาณ ไม่ได้จัดสรรงบประมาณ {said}")
    rejected = store_entry(f"ไม่มีงบประมาณในแผนของจังหวัด {said}")
    page = open_page("themes")
    page.get_by_role("button", name="ให้ระบบเสนอใหม่").click()
    page.get_by_role("searchbox").fill(said[-8:])
    offers = {
        entry: page.locator(entry_row(page, entry)).locator(".theme.offered")
        for entry in (accepted, rejected)
    }
    for offer in offers.values():
        expect(offer.first).to_contain_text("ข้อเสนอแนะของระบบ", timeout=60_000)
    assert codings(server, accepted) == {}
    offers[accepted].first.locator("[data-act^=accept]").click()
    expect(page.locator(entry_row(page, accepted)).locator(".theme.accepted.is-saved")).to_be_visible()
    offers[rejected].first.locator("[data-act^=reject]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(entry_row(page, rejected))).to_contain_text("ไม่ใช่:")
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    assert set(codings(server, accepted).values()) == {"accepted"}
    assert set(codings(server, rejected).values()) == {"rejected"}
