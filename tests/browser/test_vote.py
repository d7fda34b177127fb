"""Dot voting: on a telephone, by the facilitator, on a bad line, and when it is too late."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from devices import Open, joined, send, set_session, stored
from playwright.sync_api import Browser, Locator, Page, expect
from serving import Server

pytestmark = pytest.mark.browser
GROUP = "not-started"  # the other tests of the front end record in the first group
SAVED = "บันทึกแล้ว"


@pytest.fixture
def problem(server: Server, store_entry: Callable[..., str], said: str) -> Iterator[dict[str, Any]]:
    """A problem of the group, which is open; the others are withdrawn again."""
    set_session(server, GROUP)
    record = store_entry(said, group=GROUP)
    yield find(server, record)
    withdraw(server, record)


def find(server: Server, record: str) -> dict[str, Any]:
    """An entry as the server has it."""
    return next(state for state in stored(server, GROUP) if state["id"] == record)


def withdraw(server: Server, record: str) -> None:
    """Another device withdraws an entry."""
    state = find(server, record)
    names = ("group", "kind", "text")
    body = {**{name: state[name] for name in names}, "withdrawn": True, "reason": "ซ้ำ"}
    assert send(server, "entry", record, body, state["heads"])["status"] == "saved"


def ballot(server: Server, voter: str) -> dict[str, int]:
    """The dots of a voter as the server has them."""
    records = server.get(f"api/records?type=ballot&group={GROUP}").json()["records"]
    return next((state["dots"] for state in records if state["voter"] == voter), {})


def row(page: Page, entry: dict[str, Any]) -> Locator:
    """The candidate in the list."""
    return page.locator(".candidate").filter(has_text=entry["text"])


def more(page: Page, entry: dict[str, Any]) -> Locator:
    """The button that puts a dot on a candidate."""
    return row(page, entry).get_by_role("button", name="เพิ่มหนึ่งจุด")


def test_a_participant_puts_dots(
    open_page: Open, browser: Browser, server: Server, problem: dict[str, Any]
) -> None:
    """Each press puts one dot until none is left; what is saved is said, and none can be put beyond."""
    device = joined(browser, server, "participant", GROUP, province="TH-30")
    page = open_page(f"vote/{GROUP}", device=device)
    expect(page.locator(".left")).to_contain_text("เหลือ 3 จุด")
    for left in (2, 1, 0):
        more(page, problem).click()
        expect(page.locator(".left")).to_contain_text(f"เหลือ {left} จุด")
    expect(more(page, problem)).to_have_attribute("aria-disabled", "true")
    more(page, problem).click(force=True)
    row(page, problem).get_by_role("button", name="ลดหนึ่งจุด").click()
    expect(page.locator(".left")).to_contain_text("เหลือ 1 จุด")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert ballot(server, "TH-30") == {problem["id"]: 2}
    expect(page.locator(".row-total")).to_have_text([""] * page.locator(".row-total").count())
    device.close()


def test_dots_put_without_a_line_arrive_once(
    open_page: Open, browser: Browser, server: Server, problem: dict[str, Any]
) -> None:
    """Dots put while the line is cut wait, outlive a reload, and are one ballot when the line is back."""
    device = joined(browser, server, "participant", GROUP, province="TH-31")
    page = open_page(f"vote/{GROUP}", device=device)
    expect(more(page, problem)).to_have_attribute("aria-disabled", "false")
    device.set_offline(True)
    more(page, problem).click()
    more(page, problem).click()
    expect(page.locator(".left")).to_contain_text("เหลือ 1 จุด")
    expect(page.locator(".status-words")).not_to_contain_text(SAVED)
    assert ballot(server, "TH-31") == {}
    device.set_offline(False)
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert ballot(server, "TH-31") == {problem["id"]: 2}
    page.reload()
    expect(page.locator(".left")).to_contain_text("เหลือ 1 จุด")
    device.close()


def test_a_second_phone_of_the_province_is_told(
    open_page: Open, browser: Browser, server: Server, problem: dict[str, Any]
) -> None:
    """A second telephone sees that its province has voted and its dots, and changes the same ballot."""
    body = {"group": GROUP, "voter": "TH-32", "dots": {problem["id"]: 2}}
    send(server, "ballot", f"ballot:{GROUP}:TH-32", body, [])
    device = joined(browser, server, "participant", GROUP, province="TH-32")
    page = open_page(f"vote/{GROUP}", device=device)
    expect(page.locator(".vote-notice")).to_contain_text("จังหวัดนี้ให้น้ำหนักไว้แล้ว")
    expect(page.locator(".left")).to_contain_text("เหลือ 1 จุด")
    more(page, problem).click()
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert ballot(server, "TH-32") == {problem["id"]: 3}
    device.close()


def test_two_phones_at_once_are_told(
    open_page: Open, browser: Browser, server: Server, problem: dict[str, Any]
) -> None:
    """When two telephones of a province put dots unseen, the later one is told and can put it right."""
    device = joined(browser, server, "participant", GROUP, province="TH-33")
    page = open_page(f"vote/{GROUP}", device=device)
    expect(page.locator(".left")).to_contain_text("เหลือ 3 จุด")
    device.set_offline(True)
    more(page, problem).click()
    body = {"group": GROUP, "voter": "TH-33", "dots": {problem["id"]: 3}}
    send(server, "ballot", f"ballot:{GROUP}:TH-33", body, [])
    device.set_offline(False)
    expect(page.locator(".vote-notice")).to_contain_text("จากสองเครื่องในเวลาเดียวกัน")
    more(page, problem).click()
    expect(page.locator(".vote-notice")).not_to_contain_text("จากสองเครื่อง")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert ballot(server, "TH-33") == {problem["id"]: 2}
    device.close()


def test_the_facilitator_puts_dots_by_keyboard(
    open_page: Open, browser: Browser, server: Server, problem: dict[str, Any]
) -> None:
    """Province, numbers, Enter: the dots are put and the box waits for the next province, without a mouse."""
    device = joined(browser, server, "facilitator", GROUP, viewport={"width": 1366, "height": 768})
    page = open_page(f"vote/{GROUP}", device=device)
    expect(row(page, problem)).to_be_visible()
    number = str(int(problem["number"].split("-")[1]))
    province, numbers = page.get_by_role("combobox"), page.get_by_label("เลขรายการ", exact=True)
    province.focus()
    page.keyboard.type("อุบล")
    page.keyboard.press("Enter")
    expect(numbers).to_be_focused()
    page.keyboard.type(f"{number} {number} 9999")
    page.keyboard.press("Enter")
    expect(page.locator(".voter-panel .trouble").filter(has_text="9999")).to_be_visible()
    assert ballot(server, "TH-34") == {}
    numbers.fill(f"{number} {number}")
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("อุบลราชธานี")
    expect(province).to_be_focused()
    expect(province).to_have_value("")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert ballot(server, "TH-34") == {problem["id"]: 2}
    expect(row(page, problem).locator(".row-total")).to_have_text("รวม 2 จุด")
    device.close()


def test_dots_on_what_is_withdrawn_come_back(
    open_page: Open,
    browser: Browser,
    server: Server,
    problem: dict[str, Any],
    store_entry: Callable[..., str],
) -> None:
    """When an entry is withdrawn its dots are free again, on the telephone that put them too."""
    other = store_entry(f"อีกปัญหาหนึ่ง {uuid4().hex}", group=GROUP)
    device = joined(browser, server, "participant", GROUP, province="TH-35")
    page = open_page(f"vote/{GROUP}", device=device)
    gone = find(server, other)
    more(page, gone).click()
    more(page, problem).click()
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    expect(page.locator(".left")).to_contain_text("เหลือ 1 จุด")
    withdraw(server, other)
    expect(row(page, gone)).to_have_count(0, timeout=20_000)
    expect(page.locator(".left")).to_contain_text("เหลือ 2 จุด")
    device.close()


def test_a_closed_group_refuses_and_says_why(
    open_page: Open, browser: Browser, server: Server, problem: dict[str, Any]
) -> None:
    """Dots that were on their way when the group closed are refused with the reason, and given back."""
    device = joined(browser, server, "participant", GROUP, province="TH-36")
    page = open_page(f"vote/{GROUP}", device=device)
    expect(page.locator(".left")).to_contain_text("เหลือ 3 จุด")
    device.set_offline(True)
    more(page, problem).click()
    set_session(server, GROUP, closed=True)
    device.set_offline(False)
    notice = page.locator(".vote-notice")
    expect(notice).to_contain_text("กลุ่มนี้ปิดแล้ว")
    notice.get_by_role("button", name="รับทราบ").click()
    expect(page.locator(".left")).to_contain_text("เหลือ 3 จุด")
    expect(more(page, problem)).to_have_attribute("aria-disabled", "true")
    assert ballot(server, "TH-36") == {}
    device.close()
