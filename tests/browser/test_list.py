"""The list of a group: whatever was typed, however much of it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from devices import Open, texts
from playwright.sync_api import expect
from serving import Server
from test_capture import record, row, text_box

pytestmark = pytest.mark.browser
MANY = 5000
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
