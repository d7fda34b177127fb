"""What is typed survives every fault, and the form never says saved for what is not."""

import json
import re
import time
from contextlib import closing
from pathlib import Path

import pytest
from devices import Open, joined, new_home, signed_in, stored, texts
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from serving import TOKEN, Server, join, serving
from test_capture import record, row, text_box

pytestmark = pytest.mark.browser
REVISIONS = "**/api/revisions"
TIME = r"\d\d:\d\d:\d\d"


def expect_state(page: Page, state: str, words: str = "") -> None:
    """The status line's state as a program reads it, and the words with their time as a person does."""
    expect(page.locator(".status")).to_have_attribute(
        "data-state", re.compile(f"^({state})$"), timeout=30_000
    )
    if words:
        expect(page.locator(".status-words")).to_have_text(re.compile(words))


def record_refused(page: Page, text: str) -> None:
    """Adds an entry that no store can keep: one half of a character of two units is no character."""
    page.locator(".composer .choice[data-value=problem]").click()
    text_box(page).fill(text)
    text_box(page).evaluate(
        """box => {
          box.value += String.fromCharCode(0xd83d);
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    text_box(page).press("Control+Enter")


def test_saved_is_said_only_on_the_answer(open_page: Open, said: str) -> None:
    """While the server has not answered, the entry waits in plain words; its answer alone makes it saved."""
    page = open_page("record/signed")
    held: list[Route] = []
    page.route(REVISIONS, lambda route: held.append(route))
    record(page, said)
    expect(row(page, said).locator(".chip.waiting")).to_be_visible()
    expect_state(page, "sending", "กำลังส่ง 1 รายการ")
    page.wait_for_timeout(1000)
    expect(row(page, said).locator(".chip.saved")).to_have_count(0)
    held[0].continue_()
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    expect_state(page, "saved", f"บันทึกแล้ว {TIME}")


def test_an_answer_that_is_lost_is_asked_for_again(open_page: Open, server: Server, said: str) -> None:
    """When the server stored an entry and its answer got lost, sending again stores it no second time."""
    page = open_page("record/signed")
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route(REVISIONS, lose_the_first)
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert lost == [200]
    assert texts(server).count(said) == 1


def test_an_entry_changed_before_it_was_sent(open_page: Open, server: Server, said: str) -> None:
    """An entry that is changed while it still waits arrives with both its wordings, and is no conflict."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.abort())
    record(page, said)
    row(page, said).get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").fill(f"{said} แก้แล้ว")
    page.locator(".rows .editor textarea").press("Control+Enter")
    expect_state(page, "reconnecting", f"{TIME} · รอส่ง 2 รายการ")
    page.unroute(REVISIONS)
    expect(row(page, f"{said} แก้แล้ว").locator(".chip.saved")).to_be_visible()
    entry = next(entry for entry in stored(server) if entry["text"] == f"{said} แก้แล้ว")
    assert entry["conflict"] is False
    revisions = server.get(f"api/records/{entry['id']}/revisions").json()["revisions"]
    assert [revision["body"]["text"] for revision in revisions] == [said, f"{said} แก้แล้ว"]


def test_plain_http_and_a_lost_cookie(open_page: Open, server: Server, said: str) -> None:
    """On plain http, where a browser makes no ids, and with the XSRF cookie gone, entries are saved."""
    page = open_page("")
    page.add_init_script("delete Crypto.prototype.randomUUID")
    page.goto(f"{server.base}sistercity/record/signed")
    page.context.clear_cookies(name="_xsrf")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert said in texts(server)


@pytest.mark.parametrize("strange", ["<html>Welcome!</html>", "{}", "[]", '"ok"', '{"results": []}'])
def test_another_system_that_answers_is_not_believed(
    open_page: Open, server: Server, said: str, strange: str
) -> None:
    """The login page of a hotel's Wi-Fi answers everything with 200, in whatever form; that is not saved."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.fulfill(status=200, body=strange))
    record(page, said)
    expect(page.locator(".status")).to_contain_text("Wi-Fi")
    expect(row(page, said).locator(".chip.waiting")).to_be_visible()
    page.unroute(REVISIONS)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert said in texts(server)


@pytest.mark.parametrize("status", [404, 424, 502])
def test_a_hub_without_our_server_refuses_nothing(open_page: Open, said: str, status: int) -> None:
    """What a hub or a proxy answers while our server is away refuses no entry: it waits."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.fulfill(status=status, body="<html>No such server</html>"))
    record(page, said)
    expect_state(page, "held", f"{TIME} · รอส่ง 1 รายการ")
    page.unroute(REVISIONS)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()


def test_a_server_that_asks_for_time_gets_it(open_page: Open, said: str) -> None:
    """An answer 429 is waited out as long as it says, and then the entry is sent."""
    page = open_page("record/signed")
    sent: list[float] = []

    def too_many_once(route: Route) -> None:
        sent.append(time.monotonic())
        if len(sent) > 1:
            route.continue_()
        else:
            reason = json.dumps({"reason": "มากเกินไป"})
            route.fulfill(status=429, body=reason, headers={"Retry-After": "3"})

    page.route(REVISIONS, too_many_once)
    record(page, said)
    expect_state(page, "held")
    expect(page.locator(".status-more")).to_contain_text("มากเกินไป")
    expect(row(page, said).locator(".chip.saved")).to_be_visible(timeout=20_000)
    assert sent[1] - sent[0] >= 3


def test_what_is_too_much_at_once_goes_one_by_one(open_page: Open, server: Server, said: str) -> None:
    """When a batch is too large for what lies between, its entries go one by one and none is refused."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.abort())
    for number in range(3):
        record(page, f"{said} {number}")
    expect_state(page, "reconnecting|offline", "รอส่ง 3 รายการ")
    page.unroute(REVISIONS)

    def small_ones(route: Route) -> None:
        if len(json.loads(route.request.post_data or "")["revisions"]) > 1:
            route.fulfill(status=413, body="<html>Request Entity Too Large</html>")
        else:
            route.continue_()

    page.route(REVISIONS, small_ones)
    expect_state(page, "saved")
    assert [text for text in texts(server) if text.startswith(said)] == [f"{said} {n}" for n in range(3)]


def test_four_states_that_nobody_confuses(
    context: BrowserContext, open_page: Open, server: Server, said: str
) -> None:
    """Offline, reconnecting, refused and saved differ in words, sign and state, and each has its time."""
    page = open_page("record/signed")
    seen = []

    def note(state: str, words: str) -> None:
        expect_state(page, state, words)
        expect(page.locator(".status-words")).to_have_text(re.compile(TIME))
        seen.append(
            (page.locator(".status-words").inner_text()[:12], page.locator(".sign path").get_attribute("d"))
        )

    record(page, said)
    note("saved", f"^บันทึกแล้ว {TIME}$")
    context.set_offline(True)
    record(page, f"{said} ออฟไลน์")
    note("offline", f"^ออฟไลน์ตั้งแต่ {TIME} · รอส่ง 1 รายการ$")
    expect(page.locator(".status-more")).to_contain_text("เก็บไว้ในเครื่องนี้แล้ว")
    page.route(REVISIONS, lambda route: route.abort())
    context.set_offline(False)
    note("reconnecting", f"^กำลังเชื่อมต่อใหม่ตั้งแต่ {TIME} · รอส่ง 1 รายการ$")
    expect(page.locator(".status-more")).to_have_text(re.compile(f"ลองครั้งล่าสุด {TIME} ครั้งต่อไป {TIME}"))
    page.unroute(REVISIONS)
    expect_state(page, "saved")
    record_refused(page, f"{said} ไม่ผ่าน")
    note("refused", f"^ไม่ผ่านการตรวจ 1 รายการ เมื่อ {TIME}$")
    assert len({words for words, _ in seen}) == len({sign for _, sign in seen}) == 4
    page.locator(".entry.is-refused").get_by_role("button", name="ทิ้ง").click()
    expect_state(page, "saved")


def test_who_may_not_come_in_any_more_keeps_the_text(
    context: BrowserContext, open_page: Open, server: Server, said: str
) -> None:
    """When the way in has ended, the form says so and keeps the entry; after coming in again it is sent."""
    page = open_page("record/signed")
    context.clear_cookies()
    record(page, said)
    expect_state(page, "closed", f"สิทธิเข้าใช้สิ้นสุดตั้งแต่ {TIME} · รอส่ง 1 รายการ")
    expect(page.get_by_role("link", name="เข้าร่วมอีกครั้งในแท็บใหม่")).to_be_visible()
    assert said not in texts(server)
    again = context.new_page()
    again.goto(f"{server.base}sistercity?token={TOKEN}")
    expect_state(page, "saved")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert texts(server).count(said) == 1


def test_a_revoked_code_is_told_before_anything_waits(
    browser: Browser, open_page: Open, server: Server, said: str
) -> None:
    """Whoever came in by a code that is revoked hears of it at once and loses nothing they type."""
    device = joined(browser, server, "facilitator", "considering", viewport={"width": 1366, "height": 768})
    page = open_page("record/considering", device=device)
    record(page, f"{said} ก่อน")
    expect_state(page, "saved")
    newest = server.get("api/codes").json()["codes"][0]
    server.post(f"api/codes/{newest['id']}/revoke").raise_for_status()
    expect_state(page, "closed", f"{TIME} · รายการที่เพิ่มไว้บันทึกครบแล้ว")
    record(page, said)
    expect_state(page, "closed", f"{TIME} · รอส่ง 1 รายการ")
    again = server.post("api/codes", json={"role": "facilitator", "group": "considering", "hours": 1})
    with closing(join(server, again.json()["code"]["code"])) as client:
        for one in client.cookies.jar:
            device.add_cookies([{"name": one.name, "value": one.value or "", "url": server.base}])
    expect_state(page, "saved")
    assert texts(server, "considering").count(said) == 1
    device.close()


def test_one_word_of_the_truth(open_page: Open, said: str) -> None:
    """In the very moment in which an entry is added the form stops saying that everything is saved."""
    page = open_page("record/signed")
    record(page, f"{said} ก่อน")
    expect_state(page, "saved")
    page.locator(".composer .choice[data-value=problem]").click()
    text_box(page).fill(said)
    told = page.evaluate(
        """() => {
          const box = document.querySelector(".composer textarea");
          const key = { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
          box.dispatchEvent(new KeyboardEvent("keydown", key));
          return [box.value, document.querySelector(".status").dataset.state];
        }"""
    )
    assert told == ["", "sending"]
    expect_state(page, "saved")


def shift_clock(page: Page, hours: float) -> None:
    """Sets the device's clock, as a person or a time server does."""
    page.evaluate("hours => { window.shift = hours * 3600e3; }", hours)


def test_a_clock_that_jumps_changes_nothing(open_page: Open, server: Server, said: str) -> None:
    """With the clock set back an edit stays behind its entry, and the times shown are the server's."""
    page = open_page("")
    page.add_init_script("const real = Date.now; Date.now = () => real() + (window.shift ?? 7200e3);")
    page.goto(f"{server.base}sistercity/record/signed")
    record(page, f"{said} ก่อน")
    expect_state(page, "saved")
    page.route(REVISIONS, lambda route: route.abort())
    record(page, said)
    shift_clock(page, -2)
    row(page, said).get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").fill(f"{said} สอง")
    page.locator(".rows .editor textarea").press("Control+Enter")
    expect_state(page, "reconnecting|offline", "รอส่ง 2 รายการ")
    words = page.locator(".status-words").inner_text()
    hour, minute, second = map(int, re.search(TIME, words).group().split(":"))  # type: ignore[union-attr]
    now = time.localtime()
    told = hour * 3600 + minute * 60 + second
    assert abs(told - (now.tm_hour * 3600 + now.tm_min * 60 + now.tm_sec)) % 86400 < 600
    page.add_init_script("window.shift = -7200e3;")
    page.reload()
    row(page, f"{said} สอง").get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").fill(f"{said} สาม")
    page.locator(".rows .editor textarea").press("Control+Enter")
    page.unroute(REVISIONS)
    expect(row(page, f"{said} สาม").locator(".chip.saved")).to_be_visible(timeout=20_000)
    entry = next(entry for entry in stored(server) if entry["text"] == f"{said} สาม")
    assert entry["conflict"] is False
    revisions = server.get(f"api/records/{entry['id']}/revisions").json()["revisions"]
    assert [revision["body"]["text"] for revision in revisions] == [said, f"{said} สอง", f"{said} สาม"]


def test_two_tabs_count_together_and_one_takes_over(open_page: Open, server: Server, said: str) -> None:
    """What waits in one tab is counted in the other, which sends it at once when the first is gone."""
    first, second = open_page("record/considering"), open_page("record/considering")
    first.route(REVISIONS, lambda route: route.abort())
    sent: list[str] = []
    second.on("request", lambda request: sent.append(request.url) if "revisions" in request.url else None)
    record(first, said)
    expect(row(second, said).locator(".chip.waiting")).to_be_visible()
    expect_state(second, "reconnecting|offline", "รอส่ง 1 รายการ")
    second.wait_for_timeout(5000)
    assert sent == []
    assert said not in texts(server, "considering")
    first.close()
    expect(row(second, said).locator(".chip.saved")).to_be_visible(timeout=3000)
    expect_state(second, "saved")
    assert texts(server, "considering").count(said) == 1


def test_two_tabs_without_locks(open_page: Open, server: Server, said: str) -> None:
    """On plain http, where tabs cannot watch each other, another tab sends what one does not get through."""
    pages = []
    for _ in range(2):
        page = open_page("")
        page.add_init_script("delete Navigator.prototype.locks")
        page.goto(f"{server.base}sistercity/record/considering")
        pages.append(page)
    pages[0].route(REVISIONS, lambda route: route.abort())
    record(pages[0], said)
    for page in pages:
        expect(row(page, said).locator(".chip.saved")).to_be_visible(timeout=15_000)
    assert texts(server, "considering").count(said) == 1


def test_a_reload_keeps_the_draft(open_page: Open, said: str) -> None:
    """What stands in the box, with its kind and province, is there again after a reload."""
    page = open_page("record/considering")
    page.locator(".composer .choice[data-value=experience]").click()
    page.get_by_role("combobox", name="จังหวัด").fill("ภูเก็ต")
    text_box(page).fill(said)
    page.reload()
    expect(text_box(page)).to_have_value(said)
    expect(page.locator(".composer input[value=experience]")).to_be_checked()
    expect(page.get_by_role("combobox", name="จังหวัด")).to_have_value("ภูเก็ต")
    text_box(page).fill("")


def test_a_reload_keeps_an_open_edit(open_page: Open, said: str) -> None:
    """An edit that was not finished before a reload is open again with what was typed."""
    page = open_page("record/signed")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    row(page, said).get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").fill(f"{said} ยังไม่เสร็จ")
    page.reload()
    expect(page.locator(".rows .editor textarea")).to_have_value(f"{said} ยังไม่เสร็จ")


def test_a_closed_tab_keeps_draft_and_unsent(open_page: Open, server: Server, said: str) -> None:
    """A tab closed with an unsent entry and a draft: the next tab sends the one and shows the other."""
    page = open_page("record/considering")
    page.route(REVISIONS, lambda route: route.abort())
    record(page, said)
    text_box(page).fill(f"ร่าง {said}")
    expect_state(page, "reconnecting", "รอส่ง 1 รายการ")
    page.close()
    assert said not in texts(server, "considering")
    page = open_page("record/considering")
    expect(text_box(page)).to_have_value(f"ร่าง {said}")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert texts(server, "considering").count(said) == 1
    text_box(page).fill("")


# From now on nothing more reaches this page's disk, as where it is closed while a slow disk is still at work.
SLOW = """() => {
  const store = { put() {}, delete() {} };
  IDBDatabase.prototype.transaction = () => ({ objectStore: () => store, commit() {} });
}"""


def on_a_slow_disk(page: Page, typed: str) -> None:
    """A problem's first words, typed and on the disk, which takes nothing more from now on."""
    page.locator(".composer .choice[data-value=problem]").click()
    text_box(page).press_sequentially(typed)
    expect(page.locator(".status-more")).to_have_text("")
    page.wait_for_timeout(300)
    page.evaluate(SLOW)


def test_words_that_were_added_do_not_come_back(open_page: Open, server: Server, said: str) -> None:
    """A tab closed before the disk has forgotten the draft leaves no words that the server has already."""
    page = open_page("record/signed")
    on_a_slow_disk(page, said[:3])
    text_box(page).press_sequentially(said[3:])
    text_box(page).press("Control+Enter")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    page.close()
    again = open_page("record/signed")
    expect(text_box(again)).to_have_value("")
    expect(again.locator(".composer input[value=problem]")).to_be_checked()
    assert texts(server).count(said) == 1
    text_box(again).press_sequentially(said[:4])
    again.wait_for_timeout(300)
    again.reload()
    expect(text_box(again)).to_have_value(said[:4])


def test_what_no_disk_has_yet_is_sent_by_the_next_tab(open_page: Open, server: Server, said: str) -> None:
    """What neither the server nor the disk had when its tab was closed is sent by the next one, once."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.abort())  # early: a route takes hold a moment after its call
    on_a_slow_disk(page, said)
    text_box(page).press("Control+Enter")
    expect_state(page, "reconnecting")
    page.close()
    again = open_page("record/signed")
    expect(row(again, said).locator(".chip.saved")).to_be_visible()
    expect(text_box(again)).to_have_value("")
    assert texts(server).count(said) == 1
    assert again.evaluate("Object.keys(localStorage).filter((name) => name.includes('ahead'))") == []


def test_a_draft_is_over_only_when_its_words_are_kept(open_page: Open, said: str) -> None:
    """Where an addition is kept neither at once nor on disk nor by the server, its draft stands."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.abort())
    on_a_slow_disk(page, said)
    page.evaluate(
        """() => {
          const keep = Storage.prototype.setItem;
          Storage.prototype.setItem = function (name, value) {
            if (name.includes("ahead")) throw new DOMException("full", "QuotaExceededError");
            keep.call(this, name, value);
          };
        }"""
    )
    text_box(page).press("Control+Enter")
    expect_state(page, "reconnecting")
    page.close()
    expect(text_box(open_page("record/signed"))).to_have_value(said)


def test_two_tabs_have_a_draft_each(open_page: Open, said: str) -> None:
    """Two tabs of one device do not overwrite each other's draft, and a sent entry shows in both."""
    first = open_page("record/plenary")
    text_box(first).fill(f"หนึ่ง {said}")
    second = open_page("record/plenary")
    expect(text_box(second)).to_have_value("")
    text_box(second).fill(f"สอง {said}")
    first.reload()
    second.reload()
    expect(text_box(first)).to_have_value(f"หนึ่ง {said}")
    expect(text_box(second)).to_have_value(f"สอง {said}")
    text_box(first).press("Control+Enter")
    expect(row(second, f"หนึ่ง {said}").locator(".chip.saved")).to_be_visible()


def test_a_refused_entry_stays_in_hand(open_page: Open, server: Server, said: str) -> None:
    """What the server refuses stays with its reason, survives a reload, and is saved once it is mended."""
    page = open_page("record/signed")
    record_refused(page, said)
    refused = page.locator(".entry.is-refused")
    expect(refused).to_contain_text("U+D83D")
    expect_state(page, "refused", f"ไม่ผ่านการตรวจ 1 รายการ เมื่อ {TIME}")
    page.reload()
    expect(refused).to_contain_text("U+D83D")
    refused.get_by_role("button", name="แก้ไขแล้วส่งใหม่").click()
    page.locator(".rows .editor textarea").fill(said)
    page.locator(".rows .editor textarea").press("Control+Enter")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    expect(refused).to_have_count(0)
    assert texts(server).count(said) == 1


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_refused_entry_is_copied_and_thrown_away(
    context: BrowserContext, open_page: Open, server: Server, said: str, clipboard: bool
) -> None:
    """The words of a refused entry can be copied, also where a page has no clipboard, and let go of."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page("")
    if not clipboard:
        page.add_init_script("delete Clipboard.prototype.writeText")
    page.goto(f"{server.base}sistercity/record/signed")
    record_refused(page, said)
    refused = page.locator(".entry.is-refused")
    refused.get_by_role("button", name="คัดลอกข้อความ").click()
    expect(refused).to_contain_text("คัดลอกแล้ว")
    assert said in page.evaluate("navigator.clipboard.readText()")
    refused.get_by_role("button", name="ทิ้ง").click()
    expect(refused).to_have_count(0)
    page.reload()
    expect(page.locator(".list-head .total")).not_to_be_empty()
    expect(refused).to_have_count(0)
    assert not any(text.startswith(said) for text in texts(server))


def test_what_follows_a_refused_entry_is_not_called_sending(open_page: Open, said: str) -> None:
    """A change made to an entry before it was refused waits with it and is not called sending."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.abort())
    record_refused(page, said)
    page.locator(".entry.is-waiting").get_by_role("button", name="ถอนรายการ").click()
    page.locator(".rows .editor input").fill("บันทึกซ้ำ")
    page.locator(".rows .editor input").press("Control+Enter")
    expect_state(page, "reconnecting|offline", "รอส่ง 2 รายการ")
    page.unroute(REVISIONS)
    expect_state(page, "refused", "ไม่ผ่านการตรวจ 1 รายการ")
    page.locator(".entry.is-refused").get_by_role("button", name="ทิ้ง").click()
    expect(page.locator(".entry.is-refused, .entry.is-waiting")).to_have_count(0)


def test_leaving_with_unsent_text_warns(open_page: Open, said: str) -> None:
    """Leaving the page asks first while an entry is unsent, and does not when all is saved."""
    page = open_page("record/considering")
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.route(REVISIONS, lambda route: route.abort())
    record(page, said)
    expect(row(page, said).locator(".chip.waiting")).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"]
    page.unroute(REVISIONS)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    page.reload()
    assert asked == ["beforeunload"]


def test_leaving_with_words_in_a_box_warns(open_page: Open, said: str) -> None:
    """Leaving asks about words that were typed and not added, in the form and in an open edit."""
    page = open_page("record/considering")
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    text_box(page).press_sequentially(said)
    page.reload()
    assert asked == ["beforeunload"]
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    row(page, said).get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").press_sequentially(" แก้")
    page.reload()
    assert asked == ["beforeunload"] * 2
    expect(page.locator(".rows .editor textarea")).to_have_value(f"{said} แก้")
    page.locator(".rows .editor textarea").press("Escape")
    page.reload()
    assert asked == ["beforeunload"] * 2


def test_without_storage_the_truth_is_told(open_page: Open, server: Server, said: str) -> None:
    """A browser that keeps nothing still records, and says that the page must stay open."""
    page = open_page("")
    page.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    page.goto(f"{server.base}sistercity/record/signed")
    expect(page.locator(".status")).to_contain_text("เบราว์เซอร์นี้ไม่เก็บข้อมูลในเครื่อง")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert said in texts(server)


def test_a_killed_server_loses_nothing(browser: Browser, open_page: Open, tmp_path: Path, said: str) -> None:
    """The server is killed while someone types: every sentence arrives once, none was called saved before."""
    home = new_home(tmp_path)
    with serving(home) as first:
        port = int(first.base.split(":")[-1].strip("/"))
        device = signed_in(browser, first)
        page = open_page("record/signed", device=device, at=first)
        record(page, f"{said} ก่อน")
        expect(row(page, f"{said} ก่อน").locator(".chip.saved")).to_be_visible()
        first.process.kill()
        first.process.wait()
        expect_state(page, "reconnecting|offline", f"{TIME} · รายการที่เพิ่มไว้บันทึกครบแล้ว")
        for number in range(3):
            record(page, f"{said} {number}")
        text_box(page).press_sequentially("กำลังพิมพ์อยู่")
        expect_state(page, "reconnecting|offline", f"{TIME} · รอส่ง 3 รายการ")
        expect(page.locator(".status-more")).to_contain_text("เก็บไว้ในเครื่องนี้แล้ว")
        for number in range(3):
            expect(row(page, f"{said} {number}").locator(".chip.waiting")).to_be_visible()
            expect(row(page, f"{said} {number}").locator(".chip.saved")).to_have_count(0)
    with serving(home, port=port) as second:
        text_box(page).press_sequentially(" ต่อไป")
        for number in range(3):
            expect(row(page, f"{said} {number}").locator(".chip.saved")).to_be_visible(timeout=20_000)
        expect(text_box(page)).to_have_value("กำลังพิมพ์อยู่ ต่อไป")
        expected = [f"{said} ก่อน", *(f"{said} {number}" for number in range(3))]
        assert [
            entry["text"] for entry in sorted(stored(second), key=lambda entry: entry["number"])
        ] == expected
        device.close()
