"""What is typed survives every fault, and the form never says saved for what is not."""

from pathlib import Path

import pytest
from devices import Open, new_home, signed_in, stored, texts
from playwright.sync_api import Browser, Route, expect
from serving import Server, serving
from test_capture import record, row, text_box

pytestmark = pytest.mark.browser
REVISIONS = "**/api/revisions"


def test_saved_is_said_only_on_the_answer(open_page: Open, said: str) -> None:
    """While the server has not answered, the entry waits in plain words; its answer alone makes it saved."""
    page = open_page("record/signed")
    held: list[Route] = []
    page.route(REVISIONS, lambda route: held.append(route))
    record(page, said)
    expect(row(page, said).locator(".chip.waiting")).to_be_visible()
    expect(page.locator(".status-words")).to_have_text("กำลังส่ง 1 รายการ")
    page.wait_for_timeout(1000)
    expect(row(page, said).locator(".chip.saved")).to_have_count(0)
    held[0].continue_()
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    expect(page.locator(".status-words")).to_contain_text("บันทึกแล้ว")


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
    expect(page.locator(".status-words")).to_have_text("ยังไม่ได้บันทึก: รอส่ง 2 รายการ")
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


def test_another_system_that_answers_is_not_believed(open_page: Open, server: Server, said: str) -> None:
    """The login page of a hotel's Wi-Fi answers everything with 200; that is not saved."""
    page = open_page("record/signed")
    page.route(REVISIONS, lambda route: route.fulfill(status=200, body="<html>Welcome!</html>"))
    record(page, said)
    expect(page.locator(".status")).to_contain_text("Wi-Fi")
    expect(row(page, said).locator(".chip.waiting")).to_be_visible()
    page.unroute(REVISIONS)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert said in texts(server)


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
    expect(page.locator(".status-words")).to_contain_text("ยังไม่ได้บันทึก")
    page.close()
    assert said not in texts(server, "considering")
    page = open_page("record/considering")
    expect(text_box(page)).to_have_value(f"ร่าง {said}")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert texts(server, "considering").count(said) == 1
    text_box(page).fill("")


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
    too_long = said + "ก" * 20_001
    page = open_page("record/signed")
    record(page, too_long)
    refused = page.locator(".entry.is-refused")
    expect(refused).to_contain_text("20000")
    expect(page.locator(".status")).to_have_attribute("data-state", "refused")
    page.reload()
    expect(refused).to_contain_text("20000")
    refused.get_by_role("button", name="แก้ไขแล้วส่งใหม่").click()
    page.locator(".rows .editor textarea").fill(said)
    page.locator(".rows .editor textarea").press("Control+Enter")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    expect(refused).to_have_count(0)
    assert texts(server).count(said) == 1


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
        for number in range(3):
            record(page, f"{said} {number}")
        text_box(page).press_sequentially("กำลังพิมพ์อยู่")
        expect(page.locator(".status-words")).to_have_text("ยังไม่ได้บันทึก: รอส่ง 3 รายการ")
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
