"""The lead's page of join codes and the posters that it prints."""

import re
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
import segno
from devices import Open, joined, new_home
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from serving import Server, join, serving

pytestmark = pytest.mark.browser
USUAL = {(role, group) for role in ("facilitator", "participant") for group in ("signed", "considering")} | {
    ("facilitator", "not-started"),
    ("participant", "not-started"),
    ("viewer", ""),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: these tests count its codes."""
    with serving(new_home(tmp_path_factory.mktemp("codes"))) as server:
        yield server


def codes(server: Server) -> list[dict[str, Any]]:
    """The codes that let people in, as the server has them."""
    every: list[dict[str, Any]] = server.get("api/codes").json()["codes"]
    return [code for code in every if code["valid"]]


@pytest.fixture
def page(server: Server, open_page: Open) -> Page:
    """The page with the usual set made."""
    page = open_page("codes")
    expect(page.locator(".codes-list h2")).to_be_visible()
    page.get_by_role("button", name="ออกรหัสชุดปกติ").click()
    expect(page.locator(".said")).not_to_be_empty()
    return page


def test_the_usual_set_is_one_code_for_every_place(server: Server, page: Page) -> None:
    """A facilitator's and a participants' code for each group and one for viewers; pressed again, no more."""
    assert {(code["role"], code["group"]) for code in codes(server)} >= USUAL
    number = len(codes(server))
    expect(page.locator(".codes > .code:not(.over)")).to_have_count(number)
    page.get_by_role("button", name="ออกรหัสชุดปกติ").click()
    expect(page.locator(".said")).to_have_text("มีรหัสของชุดปกติครบแล้ว")
    assert len(codes(server)) == number


def test_a_shown_code_lets_people_in(server: Server, page: Page) -> None:
    """What the lead reads aloud, with its hyphen, is what comes in, with the role of its row."""
    row = page.locator(".code", has_text="ผู้อำนวยกระบวนการ · กลุ่ม B")
    code = row.locator(".letters").inner_text()
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", code)
    with closing(join(server, code)) as facilitator:
        assert facilitator.get(f"{server.base}sistercity/record/considering").status_code == 200
        assert facilitator.get(f"{server.base}sistercity/record/signed").status_code == 403


def test_one_code_for_one_place(server: Server, page: Page) -> None:
    """Role, group and hours are chosen; a role of no group asks for none."""
    before = {code["id"] for code in codes(server)}
    page.get_by_label("บทบาท").select_option("facilitator")
    page.get_by_label("กลุ่ม", exact=True).select_option("plenary")
    page.get_by_label("ใช้ได้กี่ชั่วโมง").fill("2")
    page.get_by_role("button", name="ออกรหัสเดียว").click()
    expect(page.locator(".said")).to_have_text("ออกรหัสใหม่แล้ว 1 รหัส")
    (made,) = [code for code in codes(server) if code["id"] not in before]
    assert (made["role"], made["group"]) == ("facilitator", "plenary")
    page.get_by_label("บทบาท").select_option("viewer")
    expect(page.get_by_label("กลุ่ม", exact=True)).to_be_hidden()


def test_revoking_asks_first_and_then_holds_at_once(
    browser: Browser, server: Server, page: Page, open_page: Open
) -> None:
    """The first press asks, Cancel leaves the code alone; then whoever came in by it is out."""
    viewer = joined(browser, server, "viewer")
    page.reload()
    newest = max(codes(server), key=lambda code: code["created"])
    row = page.locator(f'[data-id="{newest["id"]}"]')
    row.get_by_role("button", name="เพิกถอน").click()
    page.get_by_role("button", name="ยกเลิก").click()
    expect(row.get_by_role("button", name="เพิกถอน")).to_be_focused()
    assert newest["id"] in {code["id"] for code in codes(server)}
    assert viewer.request.get(f"{server.base}sistercity/board").status == 200
    row.get_by_role("button", name="เพิกถอน").click()
    expect(row.get_by_role("button", name="เพิกถอน")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("เพิกถอนรหัส")
    assert newest["id"] not in {code["id"] for code in codes(server)}
    assert "/login" in viewer.request.get(f"{server.base}sistercity/board").url
    viewer.close()


def test_a_poster_for_every_chosen_code(server: Server, page: Page, open_page: Open) -> None:
    """One A4 page each, with code, address and a QR code of both; what is not chosen is not printed."""
    number = len(codes(server))
    first = page.locator(".code").first
    left_out = first.locator(".letters").inner_text()
    first.get_by_role("checkbox").uncheck()
    address = page.locator("a.print").get_attribute("href")
    assert address is not None
    posters = open_page(address.partition("sistercity/")[2])
    articles = posters.locator(".poster")
    expect(articles).to_have_count(number - 1)
    sheets = PdfReader(BytesIO(posters.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == number - 1
    assert [round(float(sheets[0].mediabox.width)), round(float(sheets[0].mediabox.height))] == [595, 842]
    shown = posters.locator(".poster .letters").all_inner_texts()
    assert left_out not in shown
    assert {code.replace("-", "") for code in shown} <= {code["code"] for code in codes(server)}
    drawn = articles.first.locator(".qr path").get_attribute("d")
    code = segno.make(f"{server.base}login#{shown[0].replace('-', '')}", error="m", micro=False)
    assert f'd="{drawn}"' in code.svg_inline(border=0)


def test_a_leads_poster_is_printed_only_when_asked_for(server: Server, page: Page) -> None:
    """The poster that opens everything is chosen only by a tick, which stays."""
    page.get_by_label("บทบาท").select_option("lead")
    page.get_by_role("button", name="ออกรหัสเดียว").click()
    expect(page.locator(".said")).to_contain_text("1")
    leads = [code["id"] for code in codes(server) if code["role"] == "lead"]
    row = page.locator(".code", has_text="ผู้ดำเนินการประชุม").first
    expect(row.get_by_role("checkbox")).not_to_be_checked()
    assert not any(id in (page.locator("a.print").get_attribute("href") or "") for id in leads)
    row.get_by_role("checkbox").check()
    assert any(id in (page.locator("a.print").get_attribute("href") or "") for id in leads)
    page.get_by_role("button", name="ออกรหัสชุดปกติ").click()
    expect(row.get_by_role("checkbox")).to_be_checked()


def test_every_poster_fits_on_its_page(server: Server, page: Page, open_page: Open) -> None:
    """Nothing of a poster is cut off, in Thai or in English, on paper or on a telephone."""
    address = page.locator("a.print").get_attribute("href")
    assert address is not None
    for language in ("th", "en"):
        open_page(f"?lang={language}").close()
        posters = open_page(address.partition("sistercity/")[2])
        posters.emulate_media(media="print")
        cut = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length"
        assert posters.locator(".poster").evaluate_all(cut) == 0
        posters.emulate_media(media="screen")
        posters.set_viewport_size({"width": 360, "height": 740})
        assert posters.evaluate("document.documentElement.scrollWidth") <= 360
        posters.close()


def test_the_code_in_the_address_is_filled_in(server: Server, page: Page, open_page: Open) -> None:
    """Whoever scans the poster has the code in the box, and the server has not seen it in an address."""
    shown = page.locator(".code", has_text="ผู้ชม").first.locator(".letters").inner_text()
    device = page.context.browser
    assert device is not None
    context = device.new_context()
    telephone = context.new_page()
    asked: list[str] = []
    telephone.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    telephone.goto(f"{server.base}login#{shown.replace('-', '')}")
    telephone.get_by_role("button").first.wait_for()
    filled = telephone.locator("input[name=code]").input_value()
    assert filled.replace("-", "").replace(" ", "") == shown.replace("-", "")
    assert not any(shown.replace("-", "") in address for address in asked)
    context.close()


def test_the_page_fits_a_telephone(server: Server, page: Page) -> None:
    """At 360 pixels nothing is wider than the screen."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_browser_hears_that_it_was_too_much(server: Server, page: Page) -> None:
    """However large, the answer arrives as an answer: an outbox sees a refusal, not a lost line."""
    send = """async size => {
      const xsrf = document.cookie.match(/_xsrf=([^;]*)/)[1];
      const headers = {"X-XSRFToken": decodeURIComponent(xsrf)};
      const answer = await fetch("api/revisions", {method: "POST", headers, body: "x".repeat(size)});
      return [answer.status, Boolean((await answer.json()).reason)];
    }"""
    for size in (4_000_001, 20_000_000, 60_000_000):
        assert page.evaluate(send, size) == [413, True]
