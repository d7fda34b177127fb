"""An analyst's way through a workshop in a browser, with nothing lost on a reload at any point."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from analysts import all_saved, machine_is_done, new_theme, states
from devices import Open, new_home, signed_in
from playwright.sync_api import Browser, Page, expect
from serving import Server, serving

from sistercity_nb.model import RecordType
from sistercity_nb.settings import read_settings
from sistercity_nb.store import Revision, open_store

pytestmark = pytest.mark.browser
SAID = {
    "งบ": ("ไม่มีงบประมาณรองรับการเดินทาง", "งบของจังหวัดไม่พอจัดกิจกรรม", "ขอเงินอุดหนุนไม่ทันปีงบประมาณ"),
    "ล่าม": ("ขาดล่ามภาษาจีนในอำเภอ", "เจ้าหน้าที่แปลเอกสารไม่ได้", "ไม่มีผู้พูดภาษาญี่ปุ่นในสำนักงาน"),
    "ขั้นตอน": ("ขั้นตอนการลงนามใช้เวลานาน", "ระเบียบไม่ชัดว่าใครอนุมัติ", "หนังสือขออนุมัติตกค้างหลายเดือน"),
}
BLIND = 4  # entries that each of two coders codes


@pytest.fixture(params=[24, pytest.param(200, marks=pytest.mark.drill)])
def many(request: pytest.FixtureRequest) -> int:
    """How many entries the workshop has."""
    return int(request.param)


@pytest.fixture
def room(tmp_path: Path, many: int) -> Iterator[Server]:
    """The server of a workshop with entries on three subjects in turn, and nothing decided."""
    home = new_home(tmp_path)
    texts = [text for each in zip(*SAID.values(), strict=True) for text in each]
    with open_store(read_settings(home, {})) as store:
        store.append(
            Revision(
                f"revision-{place}",
                f"entry-{place}",
                RecordType.ENTRY,
                {"group": "signed", "kind": "problem", "text": f"{texts[place % len(texts)]} ({place})"},
            )
            for place in range(many)
        )
    with serving(home) as server:
        yield server


def code(page: Page, many: int, other: str = "") -> None:
    """Codes that many entries by keyboard: the number of the right suggestion, else letters of the theme.

    The first of them gets the theme ``other`` instead of the right one, if one is named.
    """
    page.locator(".rows .entry [data-act=row]").first.focus()
    for place in range(many):
        row = page.locator(".rows .entry:has([data-act=row]:focus)")
        id, text = row.get_attribute("data-id"), row.locator(".words").first.inner_text()
        right = next(subject for subject, said in SAID.items() if text.startswith(said))
        theme = f"ประเด็น{right}" if place or not other else other
        offers = row.locator(".offered").all_inner_texts()
        number = next((place for place, offer in enumerate(offers, start=1) if theme in offer), None)
        if number is None:
            page.keyboard.press("/")
            page.keyboard.insert_text(theme)
            page.keyboard.press("Enter")
        else:
            page.keyboard.press(str(number))
        head = page.locator(f".rows .entry[data-id='{id}'] [data-act=row]")
        expect(page.locator(f".rows .entry[data-id='{id}'] .accepted")).to_have_count(1)
        head.focus()
        page.keyboard.press("ArrowDown")
    all_saved(page)


def again(page: Page) -> None:
    """Reloads the page once nothing is on its way to the server any more."""
    expect(page.locator(".status-words")).to_contain_text(re.compile("บันทึกแล้ว|ไม่มีรายการค้างส่ง"))
    page.reload(wait_until="networkidle")  # the rows are put in order when all that was decided is there
    page.locator(".total:not(:empty)").wait_for()


def test_nothing_is_lost_on_an_analysts_way(
    browser: Browser, room: Server, open_page: Open, many: int
) -> None:
    """Coded by keyboard through suggestions, by two blind coders, merged, found: all outlives reloads."""
    titles = [*(f"ประเด็น{subject}" for subject in SAID), "ประเด็นเดิม"]
    themes = {title: new_theme(room, title)["id"] for title in titles}
    device = signed_in(browser, room)
    page = open_page("themes", device=device, at=room)
    page.locator(".rows .entry [data-act=row]").first.wait_for()
    code(page, many // 2, other="ประเด็นเดิม")
    again(page)
    page.get_by_role("button", name="ให้ระบบเสนอใหม่").click()
    page.locator(".rows .offered").first.wait_for(timeout=60_000)
    again(page)
    code(page, many - many // 2)
    again(page)
    counted = [state for state in states(room, "coding") if not state["coder"]]
    assert [state["decision"] for state in counted] == ["accepted"] * many
    assert sum(state["suggested"] for state in counted) > many // 4

    machine_is_done(room)  # its new order would show the second coder other entries first
    again(page)
    for coder in "ab":
        page.get_by_label("การตัดสินของ").select_option(coder)
        code(page, BLIND, other="ประเด็นเดิม" if coder == "b" else "")
        again(page)
    page.get_by_text("ผู้จัดประเด็นที่ไม่เห็นของกันและกัน เห็นตรงกันเพียงใด").click()
    expect(page.locator(".disagreements > li")).to_have_count(1)
    for row in page.locator(".disagreements tbody tr").all():
        if not row.locator("[aria-pressed=true]").count():
            row.locator("[data-key^=rejected]").click()
    expect(page.locator(".agreement h3")).to_contain_text("0 จาก 1")
    again(page)
    page.get_by_text("ผู้จัดประเด็นที่ไม่เห็นของกันและกัน เห็นตรงกันเพียงใด").click()
    expect(page.locator(".agreement h3")).to_contain_text("0 จาก 1")

    page.get_by_role("button", name="แก้ไข: ประเด็นเดิม").click()
    page.get_by_label("รวมเข้ากับประเด็น").select_option(label="ประเด็นขั้นตอน")
    page.get_by_role("button", name="รวม", exact=True).click()
    again(page)
    expect(page.locator(".code.retired", has_text="ประเด็นเดิม")).to_contain_text("“ประเด็นขั้นตอน”")
    kept = [state for state in states(room, "coding") if state["theme"] == themes["ประเด็นขั้นตอน"]]
    assert [state["moved_from"] for state in kept if state["moved_from"]] == [themes["ประเด็นเดิม"]]

    page.goto(f"{room.base}sistercity/findings")
    for _ in range(2):
        expect(page.locator(".finding h2")).to_have_count(len(SAID), timeout=60_000)
        page.reload()
    assert len({state["entry"] for state in states(room, "coding") if not state["coder"]}) == many
    device.close()
