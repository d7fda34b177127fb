"""Whatever Thai keyboards, input methods and other programs give is stored as typed and shown safely."""

import pytest
from devices import Open, texts
from playwright.sync_api import Page, ViewportSize, expect
from serving import Server
from test_capture import record, row, text_box

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 740}
ODD = {
    "zero width": "ความ\u200bร่วม\u200bมือ\u200c\u200d\u2060\ufeffระหว่าง",
    "fixed spaces": "งบ\u00a0ประมาณ\u202f๕\u2009ล้าน\u3000บาท",
    "decomposed SARA AM": "น\u0e4d\u0e32 น\u0e49\u0e4d\u0e32 น\u0e4d\u0e49\u0e32 นำ",
    "old fonts' vowels": "ป\uf701 ฟ\uf702 ญ\uf70f ฐ\uf700 \uf710\uf711\uf712",
    "stacked marks": "ก\u0e49\u0e49\u0e49\u0e49\u0e49\u0e34\u0e34\u0e35 \u0e49ขึ้นต้น",
    "emoji": "👩\u200d👩\u200d👧\u200d👦 🇹🇭 👍🏽 ❤\ufe0f 1\ufe0f\u20e3",
    "right to left": "\u202eกลับ\u202c \u2067ข\u2069 \u200fค \u202eไม่ปิด",
    "rare planes": "𝒂𠮷𐍈 ｆｕｌｌ e\u0301",
    "breaks": "หนึ่ง\n\n\tสอง\u000bสาม\u2028สี่\u2029ห้า\u0085หก\u00adเจ็ด",
    "Thai signs": "๏ ๚ ๛ ฯลฯ ๆ ฿ ๑๒๓ ฤๅ ฦๅ เเทน แ",
}


def nothing_sticks_out(page: Page) -> bool:
    """Whether the page is no wider than its window, and no element of the component cut off at its right."""
    fits: bool = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth
          && [...document.querySelectorAll(".sc .entry *, .sc dialog *")].every((node) =>
               node.closest(".unseen") || node.getBoundingClientRect().right <= innerWidth + 1)"""
    )
    return fits


def shown(page: Page, said: str) -> str:
    """The words of the entry that contains ``said``, code point by code point as the page holds them."""
    words: str = (
        page.locator(".rows .entry", has_text=said).locator(".words").evaluate("words => words.textContent")
    )
    return words


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_characters_are_stored_and_shown_as_typed(
    open_page: Open, server: Server, said: str, odd: str
) -> None:
    """Every code point that was typed is stored, shown and found again, none added, none dropped."""
    page = open_page("record/signed")
    page.set_viewport_size(PHONE)
    text = f"{said} {odd}"
    record(page, text)
    entry = page.locator(".rows .entry", has_text=said)
    expect(entry.locator(".chip.saved")).to_be_visible()
    assert [stored for stored in texts(server) if said in stored] == [text]
    assert shown(page, said) == text
    assert nothing_sticks_out(page)
    page.reload()
    expect(entry).to_be_visible()
    assert shown(page, said) == text


def test_a_composed_word_is_added_when_it_is_finished(open_page: Open, server: Server, said: str) -> None:
    """While an input method composes a word no key adds the entry; the finished word is stored once."""
    page = open_page("record/signed")
    page.locator(".composer .choice[data-value=problem]").click()
    text_box(page).fill(f"{said} ")
    text_box(page).press("End")
    keys = page.context.new_cdp_session(page)
    for composed in ("น", "นำ", "น้ำ"):
        keys.send("Input.imeSetComposition", {"text": composed, "selectionStart": 9, "selectionEnd": 9})
        enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229, "modifiers": 2}
        keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
        expect(text_box(page)).to_have_value(f"{said} {composed}")
    assert not any(said in stored for stored in texts(server))
    keys.send("Input.insertText", {"text": "น้ำ"})
    text_box(page).press("Control+Enter")
    expect(row(page, f"{said} น้ำ").locator(".chip.saved")).to_be_visible()
    assert [stored for stored in texts(server) if said in stored] == [f"{said} น้ำ"]


def test_a_composition_that_a_reload_interrupts_is_kept(open_page: Open, said: str) -> None:
    """What stands in the box of an unfinished composition is there again after a reload."""
    page = open_page("record/considering")
    text_box(page).fill(said)
    text_box(page).press("End")
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "กำลัง", "selectionStart": 5, "selectionEnd": 5})
    expect(page.locator(".status")).not_to_contain_text("กำลังเก็บฉบับร่าง")
    page.reload()
    expect(text_box(page)).to_have_value(f"{said}กำลัง")
    text_box(page).fill("")


def test_the_longest_text(open_page: Open, server: Server, said: str) -> None:
    """20,000 characters are stored as typed; the list holds their beginning until somebody asks for all."""
    text = f"{said} " + "น้ำใจไมตรี 👍🏽 " * 2000
    text = text[:20_000]
    page = open_page("record/signed")
    record(page, text)
    entry = page.locator(".rows .entry", has_text=said)
    expect(entry.locator(".chip.saved")).to_be_visible()
    assert text in texts(server)
    assert len(shown(page, said)) < 1000
    entry.get_by_role("button", name="แสดงทั้งหมด").click()
    assert shown(page, said) == text
    entry.get_by_role("button", name="แก้ไข").click()
    expect(page.locator(".rows .editor textarea")).to_have_value(text)


def test_digits_without_a_space_wrap(open_page: Open, server: Server, said: str) -> None:
    """5,000 digits in a row make nothing wider than a telephone: not the list, an editor, nor the history."""
    page = open_page("record/signed")
    page.set_viewport_size(PHONE)
    text = said[-8:] + "๐1234" * 1000
    record(page, text)
    entry = page.locator(".rows .entry", has_text=said[-8:])
    expect(entry.locator(".chip.saved")).to_be_visible()
    assert text in texts(server)
    assert nothing_sticks_out(page)
    entry.get_by_role("button", name="แสดงทั้งหมด").click()
    assert shown(page, said[-8:]) == text
    assert nothing_sticks_out(page)
    entry.get_by_role("button", name="ถอนรายการ").click()
    entry.locator(".editor input").fill("9" * 300)
    entry.locator(".editor input").press("Control+Enter")
    expect(entry.locator(".chip.withdrawn")).to_be_visible()
    expect(entry.locator(".chip.saved")).to_be_visible()  # the row is drawn anew for it, under any finger
    assert nothing_sticks_out(page)
    entry.get_by_role("button", name="ประวัติ").click()
    expect(page.get_by_role("dialog").locator(".version").first).to_be_visible()
    assert nothing_sticks_out(page)
