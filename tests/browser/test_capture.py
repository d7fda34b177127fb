"""Recording on the page of a group."""

from collections.abc import Callable

import pytest
from devices import Open, stored, texts
from playwright.sync_api import BrowserContext, Locator, Page, expect
from serving import Server

pytestmark = pytest.mark.browser


def text_box(page: Page) -> Locator:
    return page.locator(".composer textarea")


def row(page: Page, text: str) -> Locator:
    return page.locator(".rows .entry").filter(has=page.get_by_text(text, exact=True))


def record(page: Page, text: str, kind: str = "problem") -> None:
    page.locator(f".composer .choice[data-value={kind}]").click()
    text_box(page).fill(text)
    text_box(page).press("Control+Enter")


def test_two_groups_record_at_once(
    open_page: Open, other_context: BrowserContext, server: Server, said: str
) -> None:
    """Two note-takers type Thai in two groups at once; each sees saved, each group has its own sentence."""
    first, second = open_page("record/signed"), open_page("record/considering", device=other_context)
    for page in (first, second):
        page.locator(".composer .choice[data-value=problem]").click()
        text_box(page).click()
    for character in said:  # in turns, as two people type
        first.keyboard.insert_text(character)
        second.keyboard.insert_text(character)
    text_box(first).press("Control+Enter")
    text_box(second).press("Control+Enter")
    for page in (first, second):
        expect(row(page, said).locator(".chip.saved")).to_be_visible()
        expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    assert said in texts(server, "signed")
    assert said in texts(server, "considering")
    assert row(first, said).locator(".number").inner_text().startswith("A-")
    assert row(second, said).locator(".number").inner_text().startswith("B-")


def test_adding_keeps_kind_and_province(open_page: Open, said: str) -> None:
    """After adding, the text is empty and has the focus, kind and province stay, the rest starts afresh."""
    page = open_page("record/signed")
    province = page.get_by_role("combobox", name="จังหวัด")
    province.fill("chiang m")
    province.press("Enter")
    expect(province).to_have_value("เชียงใหม่")
    page.locator(".guidelines .choice[data-value='2']").click()
    record(page, said, "benefit")
    expect(row(page, said)).to_contain_text("เชียงใหม่")
    expect(row(page, said)).to_contain_text("แนวทางที่ 2")
    expect(text_box(page)).to_have_value("")
    expect(text_box(page)).to_be_focused()
    expect(page.locator(".composer input[value=benefit]")).to_be_checked()
    expect(province).to_have_value("เชียงใหม่")
    expect(page.locator(".guidelines input[value='']")).to_be_checked()


def test_provinces_already_used_come_first(open_page: Open, said: str) -> None:
    """The list of provinces begins with those that the group has used."""
    page = open_page("record/considering")
    province = page.get_by_role("combobox", name="จังหวัด")
    province.fill("ยโสธร")
    province.press("Enter")
    record(page, said)
    expect(row(page, said)).to_be_visible()
    province.fill("")
    province.click()
    expect(page.get_by_role("group", name="จังหวัดที่กลุ่มนี้ใช้แล้ว").get_by_role("option").first).to_contain_text(
        "ยโสธร"
    )


def test_enter_takes_the_province_that_begins_so(open_page: Open, said: str) -> None:
    """Enter takes a province that begins with what was typed before one that only contains it."""
    page = open_page("record/considering")
    province = page.get_by_role("combobox", name="จังหวัด")
    province.fill("กรุงเทพมหานคร")
    record(page, said)
    expect(row(page, said)).to_contain_text("กรุงเทพมหานคร")
    province.fill("นครพ")
    province.press("Enter")
    expect(province).to_have_value("นครพนม")
    province.fill("จังหวัดนครพนม")
    text_box(page).focus()
    expect(province).to_have_value("นครพนม")


def test_an_unknown_province_is_refused_at_the_door(open_page: Open, server: Server, said: str) -> None:
    """A name that is no province is never dropped in silence: nothing is added until it is put right."""
    page = open_page("record/signed")
    page.get_by_role("combobox", name="จังหวัด").fill("เชียงใหญ่")
    record(page, said)
    expect(page.locator(".composer .trouble").first).to_contain_text("เชียงใหญ่")
    expect(text_box(page)).to_have_value(said)
    assert said not in texts(server)


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u00a0"])
def test_nothing_but_space_is_not_added(open_page: Open, server: Server, text: str) -> None:
    """A text of nothing but space is refused where it is typed."""
    before = len(stored(server))
    page = open_page("record/signed")
    record(page, text)
    expect(page.locator(".composer .trouble").first).not_to_be_empty()
    assert len(stored(server)) == before


def test_text_is_stored_as_typed(open_page: Open, server: Server, said: str) -> None:
    """Spaces at both ends, zero-width signs, NBSP and a decomposed SARA AM arrive as they were typed."""
    text = f"  - {said}\u200b\u00a0น\u0e4d\u0e32\n\n =1+1\t "
    page = open_page("record/signed")
    record(page, text)
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    assert text in texts(server)


def test_enter_makes_a_line_and_a_composed_word_is_not_sent(
    open_page: Open, server: Server, said: str
) -> None:
    """Enter breaks the line; Ctrl+Enter while an input method composes a word adds nothing."""
    page = open_page("record/signed")
    page.locator(".composer .choice[data-value=problem]").click()
    text_box(page).fill(said)
    text_box(page).press("End")
    text_box(page).press("Enter")
    expect(text_box(page)).to_have_value(f"{said}\n")
    text_box(page).evaluate(
        """box => box.dispatchEvent(new KeyboardEvent("keydown",
           {key: "Enter", ctrlKey: true, bubbles: true, cancelable: true, isComposing: true}))"""
    )
    expect(text_box(page)).to_have_value(f"{said}\n")
    assert not any(text.startswith(said) for text in texts(server))


def test_keys_do_not_leave_the_form(open_page: Open) -> None:
    """No key typed in the form reaches the shortcuts of the page around it; Lumino is told to stay away."""
    page = open_page("record/signed")
    page.evaluate("window.heard = 0; document.addEventListener('keydown', () => { window.heard += 1; })")
    text_box(page).press("a")
    text_box(page).press("Control+Enter")
    assert page.evaluate("window.heard") == 0
    expect(page.locator("[data-lm-suppress-shortcuts]").first).to_be_visible()


def test_editing_in_place(open_page: Open, other_context: BrowserContext, server: Server, said: str) -> None:
    """A changed text replaces the old one on every screen and the old one stays in the history."""
    page, other = open_page("record/signed"), open_page("record/signed", device=other_context)
    record(page, said)
    expect(row(other, said)).to_be_visible()
    row(page, said).get_by_role("button", name="แก้ไข").click()
    editor = page.locator(".rows .editor textarea")
    editor.fill(f"{said} แก้แล้ว")
    editor.press("Control+Enter")
    for screen in (page, other):
        expect(row(screen, f"{said} แก้แล้ว").locator(".chip.saved")).to_be_visible()
        expect(row(screen, said)).to_have_count(0)
    row(page, f"{said} แก้แล้ว").get_by_role("button", name="ประวัติ").click()
    expect(page.get_by_role("dialog").get_by_text(said, exact=True)).to_be_visible()


def test_withdrawing_needs_a_reason_and_can_be_undone(open_page: Open, server: Server, said: str) -> None:
    """An entry is withdrawn only with a reason, stays to be seen, and one press takes the withdrawal back."""
    page = open_page("record/signed")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    row(page, said).get_by_role("button", name="ถอนรายการ").click()
    page.locator(".rows .editor input").press("Control+Enter")
    expect(page.locator(".rows .editor .trouble")).not_to_be_empty()
    page.locator(".rows .editor input").fill("บันทึกซ้ำ")
    page.locator(".rows .editor input").press("Control+Enter")
    expect(row(page, said)).to_contain_text("เหตุผลที่ถอน: บันทึกซ้ำ")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    page.locator(".undo button").click()
    expect(row(page, said).locator(".chip.withdrawn")).to_have_count(0)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert next(entry for entry in stored(server) if entry["text"] == said)["withdrawn"] is False


def test_undoing_an_addition_gives_the_words_back(open_page: Open, server: Server, said: str) -> None:
    """Undoing an addition withdraws the entry, since nothing is erased, and gives its words back."""
    page = open_page("record/signed")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    page.locator(".undo button").click()
    expect(text_box(page)).to_have_value(said)
    expect(row(page, said).locator(".chip.withdrawn")).to_be_visible()
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert next(entry for entry in stored(server) if entry["text"] == said)["withdrawn"] is True


def test_a_recommendation_names_the_problem_it_answers(open_page: Open, server: Server, said: str) -> None:
    """A recommendation can be tied to problems of its group, found by their words."""
    page = open_page("record/signed")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    number = row(page, said).locator(".number").inner_text()
    page.locator(".composer .choice[data-value=recommendation]").click()
    problems = page.get_by_role("combobox", name="แก้ไขปัญหา/อุปสรรคข้อใด")
    problems.fill(said[-8:])
    problems.press("Enter")
    expect(page.locator(".problems .chip-button")).to_contain_text(number)
    text_box(page).fill(f"ข้อเสนอ {said}")
    text_box(page).press("Control+Enter")
    expect(row(page, f"ข้อเสนอ {said}")).to_contain_text(number)
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    entries = {entry["text"]: entry for entry in stored(server)}
    assert entries[f"ข้อเสนอ {said}"]["answers"] == [entries[said]["id"]]


def test_conflicting_edits_are_shown_to_a_person(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """An edit made without seeing another one is a conflict; a person compares the two and chooses."""
    page = open_page("record/signed")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    entry = next(entry for entry in stored(server) if entry["text"] == said)
    row(page, said).get_by_role("button", name="แก้ไข").click()
    store_entry(f"{said} ของเขา", record=entry["id"], parents=tuple(entry["heads"]))
    expect(page.locator(".rows .editor")).to_contain_text(f"{said} ของเขา")
    editor = page.locator(".rows .editor textarea")
    editor.fill(f"{said} ของเรา")
    editor.press("Control+Enter")
    expect(page.locator(".chip.conflict")).to_be_visible()
    page.locator(".entry.is-conflict").get_by_role("button", name="เปรียบเทียบและเลือก").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{said} ของเขา")
    dialog.locator(".version", has_text=f"{said} ของเรา").get_by_role("button", name="ใช้ข้อความนี้").click()
    expect(row(page, f"{said} ของเรา").locator(".chip.saved")).to_be_visible()
    expect(page.locator(".chip.conflict")).to_have_count(0)
    after = next(known for known in stored(server) if known["id"] == entry["id"])
    assert (after["text"], after["conflict"]) == (f"{said} ของเรา", False)
