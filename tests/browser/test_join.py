"""Coming in by a join code, as a person does it in a browser."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import Server


def code(server: Server, role: str, group: str = "") -> str:
    """A new join code."""
    answer = server.post("api/codes", json={"role": role, "group": group, "hours": 1}).json()
    return str(answer["code"]["code"])


@pytest.fixture(params=[1366, 360])
def stranger(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A device that nobody has signed in, wide or a telephone."""
    context = browser.new_context(viewport={"width": request.param, "height": 740})
    yield context
    context.close()


def enter(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()


def accessible(page: Page) -> None:
    """Hold the page against axe-core."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_poster_leads_to_the_form_with_its_code(stranger: BrowserContext, server: Server) -> None:
    """The address of a QR code fills in the code, which the server is not told before it is sent."""
    issued = code(server, "facilitator", "signed")
    page = stranger.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + str(request.headers)))
    page.goto(f"{server.base}login#{issued}")
    expect(page.get_by_label("รหัสเข้าร่วม")).to_have_value(issued)
    assert issued not in page.url
    accessible(page)
    page.get_by_label("ชื่อผู้บันทึก").fill("สมหญิง")
    assert not any(issued in request for request in asked)
    enter(page)
    expect(page).to_have_url(re.compile("/sistercity/record/signed$"))
    expect(page.get_by_label("ผู้บันทึก")).to_have_value("สมหญิง")
    expect(page.locator(".you")).to_contain_text("ผู้อำนวยกระบวนการ · กลุ่ม A")
    page.get_by_role("link", name="ออกจากระบบ").click()
    page.goto(f"{server.base}sistercity/record/signed")
    expect(page.get_by_label("รหัสเข้าร่วม")).to_be_visible()


def test_a_participant_comes_in_without_a_script(browser: Browser, server: Server) -> None:
    """Where scripts are off a participant types the code, chooses the province and is in."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.base}login")
    page.get_by_label("รหัสเข้าร่วม").fill(code(server, "participant", "signed").lower())
    enter(page)
    page.get_by_label("จังหวัด").select_option("เชียงราย")
    enter(page)
    expect(page).to_have_url(re.compile("/sistercity/vote/signed$"))
    context.close()


def test_a_wrong_code_stays_in_hand(stranger: BrowserContext, server: Server) -> None:
    """A wrong code is answered by a plain sentence, and stays in its field to be mended."""
    page = stranger.new_page()
    page.goto(f"{server.base}login")
    page.get_by_label("รหัสเข้าร่วม").fill("22223333")
    enter(page)
    expect(page.get_by_role("alert")).to_contain_text("ไม่พบรหัสนี้")
    field = page.get_by_label("รหัสเข้าร่วม")
    expect(field).to_have_value("22223333")
    accessible(page)
    field.fill(code(server, "viewer"))
    enter(page)
    expect(page).to_have_url(re.compile("/sistercity/board$"))


@pytest.mark.parametrize(
    ("role", "group", "pages"),
    [
        ("viewer", "", ["กระดานสด"]),
        ("participant", "signed", ["ให้น้ำหนัก"]),
        ("facilitator", "signed", ["บันทึก", "ให้น้ำหนัก", "บัตรคำ", "กระดานสด"]),
    ],
)
def test_a_page_names_the_pages_of_its_reader(
    browser: Browser, server: Server, role: str, group: str, pages: list[str]
) -> None:
    """Everybody finds the way to each page that they may open, and to no other; each of them opens."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.base}login#{code(server, role, group)}")
    enter(page)
    if role == "participant":
        page.get_by_label("จังหวัด").select_option("เชียงราย")
        enter(page)
    links = page.get_by_role("navigation").get_by_role("link")
    expect(links).to_have_text(pages)
    for title in pages:
        page.get_by_role("navigation").get_by_role("link", name=title).click()
        expect(page.get_by_role("navigation").locator("[aria-current]")).to_have_text(title)
        expect(page.locator("#content > *").first).to_be_attached()
    context.close()
