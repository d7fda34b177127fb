"""The codebook on the page: making one theme of two and two of one, memos, titles that say too little."""

from collections.abc import Callable

import pytest
from analysts import all_saved, coded, codings, new_theme, states
from devices import Open
from playwright.sync_api import Page, expect
from serving import Server

pytestmark = pytest.mark.browser


def form(page: Page, title: str) -> None:
    """Opens the form of a theme."""
    page.get_by_role("button", name=f"แก้ไข: {title}").click()


def test_two_themes_become_one_and_two_again(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """Merging carries decisions over and retires the theme; taking back undoes both, after a reload too."""
    entry, kept = store_entry(said), store_entry(f"{said} ข")
    first, second = (new_theme(server, f"{word} {said[-8:]}") for word in ("หัวข้อ", "งานคนละอย่าง"))
    coded(server, entry, first["id"])
    coded(server, kept, second["id"])
    page = open_page("themes")
    form(page, first["title"])
    page.get_by_label("รวมเข้ากับประเด็น").select_option(label=second["title"])
    page.get_by_role("button", name="รวม", exact=True).click()
    merged = page.locator(".code.retired", has_text=first["title"])
    expect(merged).to_contain_text(second["title"])
    all_saved(page)
    assert codings(server, entry)[second["id"]] == "accepted"
    page.reload()
    page.get_by_role("button", name=f"ย้อนกลับ: {first['title']}").click()
    expect(page.locator(".code.accepted", has_text=first["title"])).to_be_visible()
    all_saved(page)
    assert codings(server, entry) == {first["id"]: "accepted", second["id"]: "open"}
    assert codings(server, kept) == {second["id"]: "accepted"}


def test_what_was_decided_anew_is_not_taken_back(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """Undoing a merge leaves alone what a person has said of the same entry since."""
    entry = store_entry(said)
    into = new_theme(server, f"รวม {said[-8:]}")
    gone = new_theme(server, f"เดิม {said[-8:]}", state="retired", merged_into=into["id"])
    coded(server, entry, gone["id"])
    carried = coded(server, entry, into["id"], moved_from=gone["id"])
    coded(server, entry, into["id"], (carried,))  # a person's own word, which came after
    page = open_page("themes")
    page.get_by_role("button", name=f"ย้อนกลับ: {gone['title']}").click()
    expect(page.locator(".code.retired", has_text=gone["title"])).to_have_count(0)
    all_saved(page)
    assert codings(server, entry) == {gone["id"]: "accepted", into["id"]: "accepted"}


def test_a_part_is_taken_out_and_put_back(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """The entries that a person picks move to a new theme, each a decision; back they come after a reload."""
    theme = new_theme(server, f"ใหญ่ไป {said[-8:]}")
    moving, staying = store_entry(f"ไป {said}"), store_entry(f"อยู่ {said}")
    for entry in (moving, staying):
        coded(server, entry, theme["id"])
    page = open_page("themes")
    form(page, theme["title"])
    page.get_by_role("button", name="แยกเป็นประเด็นใหม่ …").click()
    page.get_by_role("checkbox", name=f"ไป {said}").check()
    title = f"ส่วนที่แยก {said[-8:]}"
    page.get_by_label("ชื่อประเด็น").fill(title)
    page.keyboard.press("Control+Enter")
    part = page.locator(".code.accepted", has_text=title)
    expect(part).to_contain_text(theme["title"])
    all_saved(page)
    [new] = [state for state in states(server, "theme") if state["title"] == title]
    assert codings(server, moving) == {theme["id"]: "rejected", new["id"]: "accepted"}
    assert codings(server, staying) == {theme["id"]: "accepted"}
    page.reload()
    page.get_by_role("button", name=f"ย้อนกลับ: {title}").click()
    expect(page.locator(".code.retired", has_text=title)).to_be_visible()
    all_saved(page)
    assert codings(server, moving) == {theme["id"]: "accepted", new["id"]: "open"}


def test_a_memo_is_kept_changed_and_deleted(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """A note on an entry or a theme outlives a reload while it is typed, and stands where it belongs."""
    entry = store_entry(said)
    theme = new_theme(server, f"มีบันทึก {said[-8:]}")
    page = open_page("themes")
    page.get_by_role("button", name=f"บันทึกช่วยจำ: {theme['title']}").click()
    page.get_by_label("บันทึกช่วยจำใหม่").fill("ยังไม่")
    page.reload()
    page.get_by_role("button", name=f"บันทึกช่วยจำ: {theme['title']}").click()
    expect(page.get_by_label("บันทึกช่วยจำใหม่")).to_have_value("ยังไม่")
    page.get_by_label("บันทึกช่วยจำใหม่").fill("แบ่งออกภายหลัง")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".code", has_text=theme["title"])).to_contain_text("แบ่งออกภายหลัง")
    page.get_by_role("searchbox").fill(said[-8:])
    row = page.locator(f".rows .entry[data-id='{entry}']")
    row.locator("[data-act=row]").focus()
    page.keyboard.press("m")
    page.get_by_label("บันทึกช่วยจำใหม่").fill("ถามผู้พูดอีกครั้ง")
    page.keyboard.press("Control+Enter")
    expect(row).to_contain_text("ถามผู้พูดอีกครั้ง")
    expect(row.locator("[data-act=memo]")).to_be_focused()
    all_saved(page)
    notes = {state["about"]: state["text"] for state in states(server, "memo")}
    assert (notes[entry], notes[theme["id"]]) == ("ถามผู้พูดอีกครั้ง", "แบ่งออกภายหลัง")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="ลบ", exact=True).click()
    expect(row).not_to_contain_text("ถามผู้พูดอีกครั้ง")


def test_a_title_that_says_too_little_is_told(open_page: Open, server: Server, said: str) -> None:
    """A catch-all and a title close to another theme's are warned of while they are typed, and no other."""
    theme = new_theme(server, f"เครือข่ายสัญญาณโทรศัพท์ {said[-8:]}")
    page = open_page("themes")
    expect(page.locator(".code", has_text=theme["title"])).to_be_visible()
    page.get_by_role("button", name="เพิ่มประเด็น", exact=True).click()
    warning = page.locator(".editor .warning")
    title = page.get_by_label("ชื่อประเด็น")
    for typed in ("อื่น ๆ", "ปัญหา", "Other"):
        title.fill(typed)
        expect(warning).not_to_be_empty()
    title.fill(theme["title"][:-1])
    expect(warning).to_contain_text(theme["title"])
    title.fill("ไม่มีล่ามภาษาจีนในอำเภอ")
    expect(warning).to_be_empty()
