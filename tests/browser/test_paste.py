"""Several lines or a table, pasted: an offer to split it, a preview to put right, and nothing lost."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from devices import Open, signed_in, stored, texts
from playwright.sync_api import Browser, Locator, Page, expect
from serving import Server
from test_capture import row, text_box

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SAVED = "บันทึกแล้ว"
# The clipboard as another program fills it: nothing of the HTML is taken out on the way.
COPY = """([plain, html]) => {
  const fill = (event) => {
    event.clipboardData.setData("text/plain", plain);
    if (html) event.clipboardData.setData("text/html", html);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", fill, { capture: true, once: true });
  document.execCommand("copy");
}"""
# A table as Word copies it: a merged cell, paragraphs, list numbers, styles, and what must never run.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8>
<style><!-- p.MsoNormal {{margin:0cm}} --></style><!--[if gte mso 9]><xml><w:View>0</w:View></xml><![endif]-->
</head><body lang=TH style='tab-interval:36.0pt'><!--StartFragment--><table class=MsoTableGrid border=1>
<tr><td width=103><p class=MsoNormal><b>จังหวัด<o:p></o:p></b></p></td><td><p>ปัญหา/อุปสรรค</p></td>
<td><p>ข้อเสนอแนะ</p></td><td><p>หมายเหตุ</p></td></tr>
<tr><td rowspan=2><p class=MsoNormal>จ.เชียงใหม่</p></td><td><p class=MsoListParagraph><![if !supportLists]>1.
<![endif]>ขาดงบประมาณ
ต่อเนื่อง {0}</p></td><td><p>ตั้งงบประมาณ</p><p>ทุกปี {0}</p></td><td></td></tr>
<tr><td><p>๒) ไม่มีล่าม {0}<img src=x onerror="document.title='pwned'"></p></td><td><p></p></td><td></td></tr>
<tr><td><p>Phuket</p></td><td><p>•&nbsp;โยกย้ายบ่อย&nbsp;&amp; ไม่มีคู่มือ {0}</p></td><td><p>ทำคู่มือ {0}</p></td>
<td><p>เร่งด่วน</p></td></tr></table><!--EndFragment--></body></html>"""


@pytest.fixture
def page(open_page: Open) -> Page:
    """The page of a group, ready for the first key, on a device that lets its clipboard be read."""
    page = open_page("record/signed")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(text_box(page)).to_be_focused()
    return page


def paste(page: Page, plain: str, html: str = "") -> None:
    page.evaluate(COPY, [plain, html])
    page.keyboard.press("Control+V")


def split(page: Page) -> None:
    """Takes the offer by keyboard: it is the next stop after the box."""
    page.keyboard.press("Tab")
    expect(page.locator(".offer button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".split")).to_be_visible()


def rows(page: Page) -> Locator:
    return page.locator(".split tbody tr")


def shown(page: Page) -> list[tuple[str, str, str]]:
    """Kind, province and text of the rows of the preview."""
    return [
        (
            line.locator("select").input_value(),
            line.locator("input[type=text]").input_value(),
            line.locator("textarea").input_value(),
        )
        for line in rows(page).all()
    ]


def found(server: Server, said: str) -> list[dict[str, Any]]:
    """The entries of this test that were stored, by number."""
    return sorted(
        (entry for entry in stored(server) if said in entry["text"]), key=lambda entry: str(entry["number"])
    )


def saved(server: Server, said: str) -> list[tuple[Any, ...]]:
    """Kind, province and text of what was stored, by number."""
    return [(entry["kind"], entry["province"], entry["text"]) for entry in found(server, said)]


def test_lines_become_entries(page: Page, server: Server, said: str) -> None:
    """Lines of a list are offered as entries without their bullets, with the form's kind and province."""
    page.keyboard.press("Alt+KeyP")
    page.keyboard.insert_text("เชียงราย")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+Digit3")
    page.keyboard.press("Alt+KeyX")
    bullets = ("1. ", "๒) ", "- ", "• ", "\uf0b7\t", "(6) ", "", "3.\t")
    words = [f"ข้อที่ {place} {said}" for place in range(len(bullets))]
    lines = [bullet + text for bullet, text in zip(bullets, words, strict=True)]
    paste(page, "\r\n\r\n".join(lines))
    expect(text_box(page)).to_have_value("\n\n".join(lines))
    expect(page.locator(".offer")).to_contain_text(f"วางมา {len(lines)} บรรทัด")
    split(page)
    assert shown(page) == [("problem", "เชียงราย", text) for text in words]
    page.keyboard.press("Control+Enter")
    expect(row(page, words[-1]).locator(".chip.saved")).to_be_visible()
    expect(text_box(page)).to_be_focused()
    expect(text_box(page)).to_have_value("")
    assert saved(server, said) == [("problem", "TH-57", text) for text in words]


@pytest.mark.parametrize("text", ["1.5 ล้านบาท", "-5 องศา", "2563 เป็นปีที่", "พ.ศ. ๒๕๖๓", "3.14) ก"])
def test_numbers_are_no_bullets(page: Page, said: str, text: str) -> None:
    """What only looks like the number of a list stays in the text."""
    paste(page, f"{text} {said}\nบรรทัดที่สอง")
    split(page)
    kept = "ก" if text.startswith("3.14)") else text
    assert shown(page)[0][2] == f"{kept} {said}"


def test_a_table_of_word(page: Page, server: Server, said: str) -> None:
    """Province, a column for each kind, merged cells, paragraphs and numbers of Word are understood."""
    plain = f"จังหวัด\tปัญหา/อุปสรรค\tข้อเสนอแนะ\r\nจ.เชียงใหม่\t1. ขาดงบประมาณต่อเนื่อง {said}\tตั้งงบประมาณ"
    page.keyboard.press("Alt+Digit1")
    page.keyboard.insert_text("ก่อนหน้า")
    paste(page, plain, WORD.format(said))
    split(page)
    expected = [
        ("problem", "เชียงใหม่", f"ขาดงบประมาณ ต่อเนื่อง {said}"),
        ("recommendation", "เชียงใหม่", f"ตั้งงบประมาณ\nทุกปี {said}"),
        ("problem", "เชียงใหม่", f"ไม่มีล่าม {said}"),
        ("problem", "ภูเก็ต", f"โยกย้ายบ่อย\u00a0& ไม่มีคู่มือ {said}"),
        ("recommendation", "ภูเก็ต", f"ทำคู่มือ {said}"),
    ]
    assert shown(page) == expected
    expect(page.locator(".split")).to_contain_text("หมายเหตุ")  # the column that is not used is named
    expect(page.locator(".split")).to_contain_text("ข้อเสนอแนะเชื่อมกับปัญหาที่อยู่แถวเดียวกัน")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".split")).to_be_hidden()
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    codes = {"เชียงใหม่": "TH-50", "ภูเก็ต": "TH-83"}
    assert saved(server, said) == [(kind, codes[name], text) for kind, name, text in expected]
    number = {entry["id"]: place for place, entry in enumerate(found(server, said))}
    links = [[number[id] for id in entry["answers"]] for entry in found(server, said)]
    assert links == [[], [0], [], [], [3]]  # of one line of the table
    expect(text_box(page)).to_have_value("ก่อนหน้า")  # what was in the box before the paste stays there
    assert page.title() != "pwned"


def test_a_table_of_excel(page: Page, said: str) -> None:
    """Columns of kinds, provinces and numbers are told apart; a cell in quotes keeps its lines."""
    table = [
        "ลำดับ\tจังหวัด\tประเภท\tรายละเอียด",
        f'1\tกทม.\tปัญหา\t"ขาดคน\r\nและ ""งบ"" {said}"',
        f"2\tจังหวัดภูเก็ต\tข้อเสนอแนะ\tเพิ่มอัตรากำลัง {said}",
        f"3\tNakhon Phanom Province\tประโยชน์ที่ได้รับ\tการค้าดีขึ้น {said}",
        f"4\tไม่ระบุ\tอื่น ๆ\tเรื่องอื่น {said}",
    ]
    page.keyboard.press("Alt+Digit2")
    paste(page, "\r\n".join(table) + "\r\n")
    split(page)
    assert shown(page) == [
        ("problem", "กรุงเทพมหานคร", f'ขาดคน\nและ "งบ" {said}'),
        ("recommendation", "ภูเก็ต", f"เพิ่มอัตรากำลัง {said}"),
        ("benefit", "นครพนม", f"การค้าดีขึ้น {said}"),
        ("benefit", "", f"เรื่องอื่น {said}"),
    ]


def test_escape_leaves_the_text_as_it_was(page: Page, server: Server, said: str) -> None:
    """Escape leads back to the box with every letter of it; Ctrl+Enter then adds it as one entry."""
    page.keyboard.press("Alt+Digit3")
    text = f"บรรทัดแรก {said}\n- บรรทัดที่สอง\n\n  ท้าย "
    paste(page, text)
    split(page)
    rows(page).first.locator("textarea").fill("แก้ในตัวอย่าง")
    page.keyboard.press("Escape")
    expect(page.locator(".split")).to_be_hidden()
    expect(text_box(page)).to_be_focused()
    expect(text_box(page)).to_have_value(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".offer button")).to_have_count(0)
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert text in texts(server)


def test_rows_are_put_right_before_they_are_added(page: Page, server: Server, said: str) -> None:
    """A row can be left out or changed; one that is wrong is named before anything is added."""
    paste(page, "\n".join(f"{said} {place}" for place in range(4)))
    split(page)
    page.keyboard.press("Control+Enter")
    trouble = page.locator(".split .trouble")
    expect(trouble).to_contain_text("บรรทัดที่ 1")
    expect(rows(page).first.locator("select")).to_be_focused()
    page.get_by_label("ประเภทของทุกบรรทัด").select_option("problem")
    rows(page).nth(1).locator("select").select_option("benefit")
    rows(page).nth(1).locator("input[type=text]").fill("เชียงใหญ่")
    rows(page).nth(3).locator("textarea").fill(f"{said} แก้แล้ว")
    rows(page).first.locator("input[type=checkbox]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(".split .primary")).to_have_text("เพิ่ม 3 รายการ")
    page.keyboard.press("Control+Enter")
    expect(trouble).to_contain_text("เชียงใหญ่")
    expect(rows(page).nth(1).locator("input[type=text]")).to_be_focused()
    assert saved(server, said) == []
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("ยโสธร")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert saved(server, said) == [
        ("problem", None, f"{said} 0"),
        ("benefit", "TH-35", f"{said} 1"),
        ("problem", None, f"{said} แก้แล้ว"),
    ]
    expect(text_box(page)).to_have_value(f"{said} 2")  # what was left out is not thrown away


def test_a_preview_survives_a_reload(page: Page, server: Server, said: str) -> None:
    """What was changed in the preview is there again after a reload, and nothing was added."""
    page.keyboard.press("Alt+Digit3")
    paste(page, f"{said} หนึ่ง\n{said} สอง")
    split(page)
    rows(page).first.locator("textarea").fill(f"{said} แก้แล้ว")
    page.wait_for_timeout(200)
    page.reload()
    expect(page.locator(".split")).to_be_visible()
    assert [text for *_, text in shown(page)] == [f"{said} แก้แล้ว", f"{said} สอง"]
    assert saved(server, said) == []
    page.locator(".split").get_by_role("button", name="เพิ่ม 2 รายการ").click()
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert [text for *_, text in saved(server, said)] == [f"{said} แก้แล้ว", f"{said} สอง"]


def test_two_hundred_lines_offline(page: Page, server: Server, said: str) -> None:
    """Two hundred lines go in their order, wait without a line, and each arrives once."""
    # Before anything is typed: a route takes hold a moment after its call.
    page.route("**/api/revisions", lambda route: route.abort())
    page.keyboard.press("Alt+Digit3")
    lines = [f"{said} บรรทัด {place:03}" for place in range(200)]
    paste(page, "\n".join(lines))
    split(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".status-words")).to_contain_text("200")
    expect(text_box(page)).to_have_value("")
    page.wait_for_event("requestfailed")  # between two attempts: what is on its way may still arrive
    page.reload()
    expect(page.locator(".status-words")).to_contain_text("200")
    expect(text_box(page)).to_have_value("")
    page.unroute("**/api/revisions")
    expect(page.locator(".status-words")).to_contain_text(SAVED, timeout=15000)
    assert [text for *_, text in saved(server, said)] == lines


def test_undoing_takes_all_of_them_back(page: Page, server: Server, said: str) -> None:
    """One press withdraws every entry of a paste and gives the words back, split as they were."""
    page.keyboard.press("Alt+Digit3")
    paste(page, f"{said} หนึ่ง\n{said} สอง")
    split(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    page.get_by_role("button", name="เลิกทำ: การเพิ่ม 2 รายการ").click()
    expect(page.locator(".split tbody tr")).to_have_count(2)
    expect(page.locator(".split tbody select").first).to_have_value("problem")
    page.keyboard.press("Escape")
    expect(text_box(page)).to_have_value(f"{said} หนึ่ง\n{said} สอง")
    expect(page.locator(".rows .is-withdrawn", has_text=said)).to_have_count(2)
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert all(entry["withdrawn"] for entry in stored(server) if said in entry["text"])


def test_one_line_is_just_pasted(page: Page, said: str) -> None:
    """A single line brings no offer, and changing what was pasted takes an offer away."""
    paste(page, f"  {said}\n")
    expect(text_box(page)).to_have_value(f"  {said}\n")
    expect(page.locator(".offer button")).to_have_count(0)
    paste(page, f"หนึ่ง {said}\nสอง {said}")
    expect(page.locator(".offer button")).to_have_count(1)
    page.keyboard.press("Backspace")
    expect(page.locator(".offer button")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 683, 1366])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_preview_is_for_everybody(
    browser: Browser, server: Server, open_page: Open, width: int, scheme: Any
) -> None:
    """The preview fits a telephone and 200 % zoom; axe finds nothing in it or in the offer, light or dark."""
    device = signed_in(browser, server, viewport={"width": width, "height": 700}, color_scheme=scheme)
    device.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page("record/signed", device=device)
    expect(text_box(page)).to_be_focused()
    paste(page, "จังหวัด\tปัญหา\nภูเก็ต\tขาดงบประมาณสนับสนุนกิจกรรมต่อเนื่อง\nตรัง\t" + "ยาวมาก" * 40)
    page.evaluate(AXE)
    check = "axe.run('.capture-form').then(({violations}) => violations.map(({id}) => id))"
    page.wait_for_timeout(300)
    assert page.evaluate(check) == []
    split(page)
    assert page.evaluate(check) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    device.close()
