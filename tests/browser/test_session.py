"""The steps of a group's session, its clock on every screen, and closing the group."""

import re
from collections.abc import Callable, Iterator

import pytest
from devices import Open, joined, new_home, session, set_session, signed_in, stored
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import Server, serving
from test_capture import record

pytestmark = pytest.mark.browser
GROUP = "considering"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty record: what a group lacks when it closes depends on every entry of it."""
    with serving(new_home(tmp_path_factory.mktemp("session"))) as server:
        yield server


@pytest.fixture(autouse=True)
def open_group(server: Server) -> None:
    """Each test finds the group before its first step, and open."""
    set_session(server, GROUP)


def press(page: Page, name: str) -> None:
    """Presses a button of the bar by keyboard."""
    button = page.locator(".session").get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")


def seconds(page: Page) -> int:
    """What the clock of the page says, below 0 when time is over."""
    said = page.locator(".clock").first.inner_text()
    minutes, rest = said.lstrip("+").split(":")
    return (int(minutes) * 60 + int(rest)) * (-1 if said.startswith("+") else 1)


def test_the_steps_go_on_by_keyboard(open_page: Open, server: Server) -> None:
    """Start, pause, five more minutes, next and previous are each one press, and the server has it."""
    page = open_page(f"record/{GROUP}")
    expect(page.locator(".step-words")).to_have_text("ยังไม่เริ่ม")
    press(page, "เริ่มขั้นแรก")
    expect(page.locator(".step-words")).to_have_text("1. เขียนบัตรคำ")
    expect(page.locator("[aria-current=step]")).to_contain_text("เขียนบัตรคำ")
    assert 890 <= seconds(page) <= 900
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    press(page, "หยุดเวลา")
    expect(page.locator(".step-clock")).to_have_attribute("data-clock", "paused")
    press(page, "+5 นาที")
    expect(page.locator(".step-clock")).to_have_attribute("data-clock", "running")
    assert 1180 <= seconds(page) <= 1200
    press(page, "ขั้นถัดไป")
    expect(page.locator(".step-words")).to_have_text("2. นำเสนอและจัดกลุ่ม")
    press(page, "ขั้นก่อนหน้า")
    expect(page.locator(".step-words")).to_have_text("1. เขียนบัตรคำ")
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    known = session(server, GROUP)
    assert known is not None
    assert (known["step"], known["running"], known["conflict"]) == (1, True, False)


def test_every_screen_has_the_same_clock(open_page: Open, browser: Browser, server: Server) -> None:
    """A screen whose own clock is two hours wrong counts the same seconds as the others."""
    set_session(server, GROUP, step=2, seconds=600, running=True)
    wrong = signed_in(browser, server)
    wrong.add_init_script("const now = Date.now; Date.now = () => now() + 7200000")
    pages = [open_page(f"record/{GROUP}"), open_page(f"record/{GROUP}", device=wrong), open_page("board")]
    for page in pages[:2]:
        expect(page.locator(".step-words")).to_have_text("2. นำเสนอและจัดกลุ่ม")
    card = pages[2].locator(".letter-B.board-group")
    expect(card.locator(".step-words")).to_have_text("2. นำเสนอและจัดกลุ่ม")
    first, second = seconds(pages[0]), seconds(pages[1])
    assert abs(first - second) <= 2
    minutes, rest = card.locator(".clock").inner_text().split(":")
    assert abs(int(minutes) * 60 + int(rest) - second) <= 2
    wrong.close()


def test_the_clock_goes_on_after_the_end(open_page: Open, server: Server) -> None:
    """When the time of a step is over the clock says so and counts how long; nothing stops."""
    set_session(server, GROUP, step=1, seconds=0, running=True)
    page = open_page(f"record/{GROUP}")
    expect(page.locator(".step-clock")).to_contain_text("เกินเวลา")
    expect(page.locator(".clock")).to_have_text(re.compile(r"^\+00:0[2-9]$"))


def test_a_press_is_seen_by_the_others(open_page: Open, server: Server) -> None:
    """What one device presses is on another one, which goes on from there and never two steps at once."""
    one, other = open_page(f"record/{GROUP}"), open_page(f"record/{GROUP}")
    press(one, "เริ่มขั้นแรก")
    expect(other.locator(".step-words")).to_have_text("1. เขียนบัตรคำ")
    for page in (one, other):
        page.locator(".session").get_by_role("button", name="ขั้นถัดไป").click()
    for page in (one, other):
        expect(page.locator(".step-words")).to_have_text(re.compile(r"^[23]\. "))
    expect(other.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    known = session(server, GROUP)
    assert known is not None
    expect(one.locator(".step-words")).to_have_text(re.compile(f"^{known['step']}\\."))


def test_two_presses_at_once_are_told(open_page: Open, other_context: BrowserContext, server: Server) -> None:
    """Two who press unseen by each other both read that the last press is shown, until the next one."""
    set_session(server, GROUP, step=1)
    pages = [open_page(f"record/{GROUP}"), open_page(f"record/{GROUP}", device=other_context)]
    for page in pages:
        expect(page.locator(".step-words")).to_have_text("1. เขียนบัตรคำ")
        page.route("**/api/revisions", lambda route: route.abort())
    for page, what in zip(pages, ("ขั้นถัดไป", "+5 นาที"), strict=True):
        press(page, what)
        expect(page.locator(".status-words")).to_contain_text("รอ")
    for page in pages:
        page.unroute("**/api/revisions")
    note = "มีผู้กดพร้อมกันสองคน"
    for page in pages:
        expect(page.locator(".session")).to_contain_text(note)
    press(pages[0], "ขั้นถัดไป")
    for page in pages:
        expect(page.locator(".session")).not_to_contain_text(note)


def test_closing_asks_once_and_marks_what_follows(
    open_page: Open, server: Server, said: str, store_entry: Callable[..., str]
) -> None:
    """Closing says what the group lacks; afterwards the form says so and a new entry is an amendment."""
    store_entry(f"{said} ก่อนปิด", group=GROUP)
    page = open_page(f"record/{GROUP}")
    press(page, "ปิดกลุ่ม …")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("แนวทางที่ 1")
    expect(dialog).to_contain_text("ข้อมูลที่บันทึกจากเครื่องนี้บันทึกแล้วทั้งหมด")
    dialog.get_by_role("button", name="ยังไม่ปิด").click()
    known = session(server, GROUP)
    assert known is not None
    assert not known["closed"]
    press(page, "ปิดกลุ่ม …")
    dialog.get_by_role("button", name="ปิดกลุ่ม", exact=True).click()
    expect(page.locator(".closed-note")).to_contain_text("แก้ไขหลังปิดกลุ่ม")
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    record(page, f"{said} หลังปิด")
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")
    page.wait_for_function("() => document.querySelectorAll('.entry').length")
    marks = {state["text"]: state["amended"] for state in stored(server, GROUP) if said in state["text"]}
    assert marks == {f"{said} ก่อนปิด": False, f"{said} หลังปิด": True}
    board = open_page("board")
    expect(board.locator(".letter-B.board-group .step-words")).to_have_text("ปิดกลุ่มแล้ว")


def test_only_the_lead_opens_a_group_again(open_page: Open, browser: Browser, server: Server) -> None:
    """A facilitator of a closed group is offered no way to open it again; the lead is."""
    set_session(server, GROUP, closed=True)
    device = joined(browser, server, "facilitator", GROUP, viewport={"width": 1366, "height": 768})
    page = open_page(f"record/{GROUP}", device=device)
    expect(page.locator(".closed-note")).to_be_visible()
    expect(page.locator(".session").get_by_role("button")).to_have_count(0)
    lead = open_page(f"record/{GROUP}")
    press(lead, "เปิดกลุ่มอีกครั้ง")
    expect(page.locator(".closed-note")).to_be_hidden()
    expect(page.locator(".session").get_by_role("button", name="ปิดกลุ่ม …")).to_be_visible()
    device.close()


def test_the_whole_room_has_no_session(open_page: Open) -> None:
    """Where lectures are noted there are no steps and nothing to close."""
    page = open_page("record/plenary")
    expect(page.locator(".composer")).to_be_visible()
    expect(page.locator(".session")).to_have_count(0)
