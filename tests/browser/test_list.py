"""The list of a group: whatever was typed, however much of it."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from devices import Open, new_home, signed_in, stored, texts
from playwright.sync_api import Browser, Route, expect
from serving import Server, serving
from test_capture import record, row, text_box

pytestmark = pytest.mark.browser
MANY = 5000
FILTERS = ("ประเภท", "แนวทาง", "แสดง")
HOSTILE = (
    "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>",
    "</script><!-- ${7*7} {{7*7}} &amp; &lt;b&gt; %s {count}",
    "\u202eย้อนกลับ\u202c ก\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49 👩\u200d👩\u200d👧 ｆｕｌｌ",
)

# Whether an entry whose number lies between the two lies in the middle of the window, where the list is.
IN_SIGHT = """([least, most]) => {
  const entry = document.elementFromPoint(innerWidth * 0.75, innerHeight / 2)?.closest(".entry");
  const number = Number(entry?.querySelector(".number").textContent.replace(/\\D/g, ""));
  return least < number && number < most;
}"""


@pytest.fixture(scope="module")
def many(server: Server) -> int:
    """A group with thousands of entries; returns how many."""
    for start in range(0, MANY, 500):
        revisions = [
            {
                "id": uuid4().hex,
                "record": uuid4().hex,
                "type": "entry",
                "parents": [],
                "author": "",
                "body": {
                    "group": "not-started",
                    "kind": ("problem", "benefit")[number % 2],
                    "text": f"รายการที่ {number} " + "ข้อความยาวพอสมควร " * (number % 7),
                    "province": "TH-75" if number % 100 == 0 else None,
                },
            }
            for number in range(start, start + 500)
        ]
        server.post("api/revisions", json={"revisions": revisions}).raise_for_status()
    return MANY


def test_only_rows_in_sight_are_drawn(open_page: Open, many: int) -> None:
    """Of thousands of entries only those near the window exist, at the top and anywhere further down."""
    page = open_page("record/not-started")
    rows = page.locator(".rows .entry")
    expect(page.locator(".list-head .total")).to_contain_text(f"{many:,}")
    expect(rows.first).to_contain_text(f"รายการที่ {many - 1}")
    assert rows.count() < 150
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    page.wait_for_function(IN_SIGHT, arg=[many // 2 - 200, many // 2 + 200])
    assert rows.count() < 150
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(rows.last).to_contain_text("รายการที่ 0")
    assert rows.count() < 150


def test_an_open_editor_stays_when_the_list_arrives(open_page: Open, many: int, said: str) -> None:
    """A waiting entry can be edited before the list has come, and the typing goes on through its coming."""
    page = open_page("record/not-started")
    page.route("**/api/revisions", lambda route: route.abort())
    record(page, said)
    expect(row(page, said).locator(".chip.waiting")).to_be_visible()
    held: list[Route] = []
    page.route("**/api/records?type=entry*", lambda route: held.append(route))
    page.reload()
    row(page, said).get_by_role("button", name="แก้ไข").click()
    box = page.locator(".rows .editor textarea")
    box.fill("น้ำท่วม")
    box.press("ArrowLeft")
    assert held
    for route in held:
        route.continue_()
    expect(page.locator(".list-head .total")).to_contain_text(f"{many + 1:,}")
    page.keyboard.insert_text("ๆ")
    expect(box).to_have_value("น้ำท่วๆม")
    box.press("Escape")
    expect(row(page, said).get_by_role("button", name="แก้ไข")).to_be_focused()


def test_search_reaches_every_entry(open_page: Open, many: int) -> None:
    """The search finds an entry that was never drawn, by number, words or province in either language."""
    page = open_page("record/not-started")
    search = page.get_by_role("searchbox", name="ค้นหา", exact=True)
    for words in ("C-017", "c-017 รายการ"):
        search.fill(words)
        expect(page.locator(".rows .entry", has=page.get_by_text("C-017", exact=True))).to_be_visible()
    search.fill("samut songkhram")
    expect(page.locator(".list-head .total")).to_contain_text(f"{many // 100}")


def test_typing_goes_on_among_thousands(open_page: Open, server: Server, many: int, said: str) -> None:
    """With thousands of entries in the list, what is typed fast is stored as typed and shows at the top."""
    page = open_page("record/not-started")
    page.locator(".composer .choice[data-value=problem]").click()
    for number in range(10):
        text_box(page).press_sequentially(f"{said} {number}")
        text_box(page).press("Control+Enter")
    expect(row(page, f"{said} 9").locator(".chip.saved")).to_be_visible()
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    assert [text for text in texts(server, "not-started") if text.startswith(said)] == [
        f"{said} {n}" for n in range(10)
    ]


def test_a_change_touches_its_own_row_only(
    open_page: Open, server: Server, many: int, store_entry: Callable[..., str], said: str
) -> None:
    """Of thousands of entries, one that arrives or changes is drawn and no other is drawn again."""
    page = open_page("record/not-started")
    record = store_entry(said, group="not-started")
    expect(row(page, said)).to_be_visible()
    page.evaluate("for (const entry of document.querySelectorAll('.rows .entry')) entry.dataset.before = '1'")
    before = page.locator(".rows .entry[data-before]").count()
    heads = next(entry["heads"] for entry in stored(server, "not-started") if entry["id"] == record)
    store_entry(f"{said} แก้", record=record, parents=tuple(heads), group="not-started")
    store_entry(f"{said} ใหม่", group="not-started")
    expect(row(page, f"{said} ใหม่")).to_be_visible()
    expect(row(page, f"{said} แก้")).to_be_visible()
    assert page.locator(".rows .entry[data-before]").count() == before - 1


def test_a_press_outlives_a_change_of_its_row(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """A button that is held down while somebody else changes its entry still does what it says."""
    below, record = store_entry(f"{said} ก่อน"), store_entry(f"{said} หลัง")
    page = open_page("record/signed")
    row(page, f"{said} หลัง").get_by_role("button", name="แก้ไข").hover()
    page.mouse.down()
    for id, text in ((record, f"{said} เปลี่ยน"), (below, f"{said} มาถึงแล้ว")):
        heads = next(entry["heads"] for entry in stored(server) if entry["id"] == id)
        store_entry(text, record=id, parents=tuple(heads))
    expect(row(page, f"{said} มาถึงแล้ว")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".rows .editor textarea")).to_have_value(f"{said} หลัง")
    page.locator(".rows .editor").get_by_role("button", name="ยกเลิก").click()
    expect(row(page, f"{said} เปลี่ยน")).to_have_attribute("role", "listitem")


def test_filters(open_page: Open, server: Server, store_entry: Callable[..., str], said: str) -> None:
    """What is shown can be narrowed by kind, guideline, one's own, withdrawn, unsaved and two wordings."""
    there = {"group": "considering"}
    stored_ids = {
        "ปัญหา": store_entry(f"{said} ปัญหา", severity=3, card=17, guideline=1, **there),
        "ประโยชน์": store_entry(f"{said} ประโยชน์", kind="benefit", **there),
        "ถอน": store_entry(f"{said} ถอน", withdrawn=True, reason="ซ้ำ", **there),
        "ซ้อน": store_entry(f"{said} ซ้อน", **there),
    }
    store_entry(f"{said} ซ้อน", record=stored_ids["ซ้อน"], severity=2, **there)
    page = open_page("record/considering")
    page.get_by_role("textbox", name="ผู้บันทึก").fill(said)
    record(page, f"{said} เอง")
    expect(row(page, f"{said} เอง").locator(".chip.saved")).to_be_visible()
    page.route("**/api/revisions", lambda route: route.abort())
    record(page, f"{said} รอ")
    page.get_by_role("searchbox", name="ค้นหา", exact=True).fill(said)

    def expect_shown(*names: str) -> None:
        expect(page.locator(".rows .entry")).to_have_count(len(names))
        for name in names:
            expect(row(page, f"{said} {name}")).to_be_visible()

    choose = {label: page.get_by_role("combobox", name=label, exact=True) for label in FILTERS}
    expect_shown("ปัญหา", "ประโยชน์", "ถอน", "ซ้อน", "เอง", "รอ")
    expect(row(page, f"{said} ปัญหา")).to_contain_text("ความรุนแรง: มาก")
    expect(row(page, f"{said} ปัญหา")).to_contain_text("บัตรคำที่ 17")
    choose["ประเภท"].select_option("benefit")
    expect_shown("ประโยชน์")
    choose["ประเภท"].select_option("")
    choose["แนวทาง"].select_option("1")
    expect_shown("ปัญหา")
    choose["แนวทาง"].select_option("none")
    expect_shown("ประโยชน์", "ถอน", "ซ้อน", "เอง", "รอ")
    choose["แนวทาง"].select_option("")
    for state, names in (
        ("own", ("เอง", "รอ")),
        ("unsaved", ("รอ",)),
        ("conflict", ("ซ้อน",)),
        ("withdrawn", ("ถอน",)),
        ("amended", ()),
    ):
        choose["แสดง"].select_option(state)
        expect_shown(*names)
    page.unroute("**/api/revisions")
    choose["แสดง"].select_option("own")
    expect(row(page, f"{said} รอ").locator(".chip.saved")).to_be_visible()


def test_what_changed_after_closing_is_marked(
    browser: Browser, open_page: Open, tmp_path: Path, said: str
) -> None:
    """An entry changed after its group has closed says so in the list and is found by it."""
    with serving(new_home(tmp_path)) as server:
        device = signed_in(browser, server)
        page = open_page("record/signed", device=device, at=server)
        record(page, f"{said} ก่อน")
        record(page, said)
        expect(row(page, said).locator(".chip.saved")).to_be_visible()
        body = {"group": "signed", "step": 1, "seconds": None, "running": False, "closed": True}
        closing = {"id": uuid4().hex, "record": "session:signed", "type": "session", "parents": []}
        server.post("api/revisions", json={"revisions": [{**closing, "author": "", "body": body}]})
        row(page, said).get_by_role("button", name="แก้ไข").click()
        page.locator(".rows .editor textarea").fill(f"{said} แก้")
        page.locator(".rows .editor textarea").press("Control+Enter")
        expect(row(page, f"{said} แก้").locator(".chip.amended")).to_have_text("แก้ไขหลังปิดกลุ่ม")
        page.get_by_role("combobox", name="แสดง", exact=True).select_option("amended")
        expect(page.locator(".rows .entry")).to_have_count(1)
        device.close()


def test_an_earlier_state_is_put_back(open_page: Open, server: Server, said: str) -> None:
    """The history names who and when, and an earlier state put back becomes the newest of three."""
    page = open_page("record/signed")
    page.get_by_role("textbox", name="ผู้บันทึก").fill("ผู้จดคนหนึ่ง")
    record(page, said)
    row(page, said).get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").fill(f"{said} แก้")
    page.locator(".rows .editor textarea").press("Control+Enter")
    expect(row(page, f"{said} แก้").locator(".chip.saved")).to_be_visible()
    row(page, f"{said} แก้").get_by_role("button", name="ประวัติ").click()
    first = page.get_by_role("dialog").locator(".version").last
    expect(first).to_contain_text("ผู้จดคนหนึ่ง")
    expect(first).to_contain_text("25")  # of a Buddhist year
    first.get_by_role("button", name="กลับไปใช้ข้อความนี้").click()
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    entry = next(entry for entry in stored(server) if entry["text"] == said)
    revisions = server.get(f"api/records/{entry['id']}/revisions").json()["revisions"]
    assert [revision["body"]["text"] for revision in revisions] == [said, f"{said} แก้", said]


def test_the_history_shows_what_waits(open_page: Open, server: Server, said: str) -> None:
    """A change that has not got through tops the history, marked as waiting, and nothing else stands."""
    page = open_page("record/signed")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    page.route("**/api/revisions", lambda route: route.abort())
    row(page, said).get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").fill(f"{said} แก้")
    page.locator(".rows .editor textarea").press("Control+Enter")
    expect(row(page, f"{said} แก้").locator(".chip.waiting")).to_be_visible()
    row(page, f"{said} แก้").get_by_role("button", name="ประวัติ").click()
    versions = page.get_by_role("dialog").locator(".version")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text(f"{said} แก้")
    expect(versions.first).to_contain_text("รอส่ง")
    expect(page.get_by_role("dialog")).not_to_contain_text("ข้อความปัจจุบัน")
    page.keyboard.press("Escape")
    page.unroute("**/api/revisions")
    expect(row(page, f"{said} แก้").locator(".chip.saved")).to_be_visible()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_text(
    open_page: Open, store_entry: Callable[..., str], hostile: str, said: str
) -> None:
    """Markup, templates and odd characters in a text are shown, and searched, as the text that they are."""
    page = open_page("record/signed")
    text = f"{hostile} {said}"
    record(page, text)
    expect(row(page, text).locator(".chip.saved")).to_be_visible()
    assert row(page, text).locator(".words").evaluate("words => words.textContent") == text
    board = open_page("board")
    expect(board.locator(".newest")).to_contain_text(said)
    themes = open_page("themes")
    themes.get_by_role("searchbox").fill(said[-8:])
    expect(themes.locator(".rows").get_by_text(said)).to_be_visible()
    for shown in (page, board, themes):
        assert shown.title() != "pwned"
        assert shown.locator(".sc img, .sc script").count() == 0
