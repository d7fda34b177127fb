"""Paper cards: printed four a sheet, typed in one after the other, and none of them forgotten."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from devices import Open, new_home, signed_in, stored
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader
from serving import Server, serving

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose only cards are those of these tests."""
    with serving(new_home(tmp_path_factory.mktemp("cards"))) as server:
        yield server


@pytest.fixture
def device(browser: Browser, desk: Server) -> Iterator[BrowserContext]:
    """One signed-in device at that server."""
    device = signed_in(browser, desk)
    yield device
    device.close()


@pytest.fixture
def group(desk: Server) -> str:
    """A group whose deck is empty again and of which no entry carries a card."""
    for entry in stored(desk, "considering"):
        if entry["card"] and not entry["withdrawn"]:
            body = {**entry_body(entry), "withdrawn": True, "reason": "จบการทดสอบ"}
            send(desk, entry["id"], "entry", body, entry["heads"])
    decks = desk.get("api/records?type=deck&group=considering").json()["records"]
    heads = decks[0]["heads"] if decks else []
    send(desk, "deck:considering", "deck", {"group": "considering"}, heads)
    return "considering"


@pytest.fixture
def open_cards(open_page: Open, device: BrowserContext, desk: Server, group: str) -> Callable[..., Page]:
    """Opens the page for the cards, on this device unless another is named."""

    def open_cards(place: str = "", at: BrowserContext = device) -> Page:
        page = open_page(f"cards/{group}{place}", device=at, at=desk)
        expect(page.locator(".deck")).to_be_visible()
        page.wait_for_load_state("networkidle")  # the first number is proposed when the cards are known
        return page

    return open_cards


def entry_body(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("group", "kind", "text", "card", "withdrawn", "reason")}


def send(server: Server, record: str, type: str, body: dict[str, Any], parents: list[str]) -> None:
    revision = {"id": uuid4().hex, "record": record, "type": type, "parents": parents, "body": body}
    [result] = server.post("api/revisions", json={"revisions": [revision]}).json()["results"]
    assert result["status"] == "saved", result


def number(page: Page) -> Locator:
    return page.get_by_role("textbox", name="หมายเลขบัตร")


def told(page: Page) -> Locator:
    return page.locator(".reckoning")


def hand_out(page: Page, count: str) -> None:
    page.get_by_role("textbox", name="จำนวนบัตรที่แจก").fill(count)
    page.keyboard.press("Enter")


def mark_unused(page: Page, numbers: str) -> None:
    page.get_by_role("textbox", name="บัตรที่ไม่มีผู้ใช้").fill(numbers)
    page.keyboard.press("Enter")


def type_in(page: Page, text: str, card: str = "", kind: str = "problem") -> None:
    """Types a card in without a mouse but for its kind."""
    if card:
        number(page).fill(card)
    page.locator(f".composer .choice[data-value={kind}]").click()
    page.locator(".composer textarea").fill(text)
    page.keyboard.press("Control+Enter")


def test_four_cards_fill_a_sheet_of_a4(device: BrowserContext, desk: Server) -> None:
    """Printed, ten cards are three pages of A4: four, four and two, none of them empty or cut off."""
    page = device.new_page()
    page.goto(f"{desk.base}sistercity/cards/signed/print?from=1&to=10")
    cut = page.eval_on_selector_all(
        ".card",
        """cards => cards.filter((card) => card.scrollHeight > card.clientHeight
             || card.scrollWidth > card.clientWidth).length""",
    )
    document = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert cut == 0
    printed = [re.findall(r"A·\d{3}", sheet.extract_text()) for sheet in document.pages]
    assert [len(numbers) for numbers in printed] == [4, 4, 2]
    for sheet in document.pages:
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4


def test_every_card_is_accounted_for(open_cards: Callable[..., Page], desk: Server, group: str) -> None:
    """Of the cards handed out the page says how many are saved, how many not used, and which are missing."""
    page = open_cards()
    hand_out(page, "12")
    expect(told(page)).to_have_text("แจก 12 · บันทึกแล้ว 0 · ไม่ได้ใช้ 0 · ยังขาด 12: 1–12")
    mark_unused(page, "๕, 10-12")
    expect(told(page)).to_have_text("แจก 12 · บันทึกแล้ว 0 · ไม่ได้ใช้ 4 · ยังขาด 8: 1–4, 6–9")
    type_in(page, "ขาดงบประมาณ", "1")
    type_in(page, "ขาดบุคลากร", "7")
    expect(told(page)).to_have_text("แจก 12 · บันทึกแล้ว 2 · ไม่ได้ใช้ 4 · ยังขาด 6: 2–4, 6, 8–9")
    page.get_by_role("button", name="ยกเลิกเครื่องหมายไม่ได้ใช้: 10–12").click()
    expect(told(page)).to_have_text("แจก 12 · บันทึกแล้ว 2 · ไม่ได้ใช้ 1 · ยังขาด 9: 2–4, 6, 8–12")
    expect(page.locator(".status")).to_have_attribute("data-state", "saved")
    [deck] = desk.get(f"api/records?type=deck&group={group}").json()["records"]
    assert (deck["printed"], deck["unused"], deck["conflict"]) == (12, [5], False)
    assert {entry["card"] for entry in stored(desk, group) if not entry["withdrawn"]} == {1, 7}


def test_the_next_missing_card_comes_by_itself(open_cards: Callable[..., Page]) -> None:
    """After a card the next missing number stands ready, and Enter leads from the number to the text."""
    page = open_cards()
    hand_out(page, "4")
    mark_unused(page, "2")
    type_in(page, "บัตรใบแรก", "1")
    expect(number(page)).to_have_value("3")
    expect(number(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".composer textarea")).to_be_focused()
    type_in(page, "บัตรใบที่สี่", "4")
    expect(number(page)).to_have_value("3")
    type_in(page, "บัตรใบที่สาม")
    expect(number(page)).to_have_value("")
    expect(told(page)).to_have_text("แจก 4 · บันทึกแล้ว 3 · ไม่ได้ใช้ 1 · ยังขาด 0")


def test_the_next_card_keeps_the_kind_but_no_province(open_cards: Callable[..., Page]) -> None:
    """A card is another person's: its kind is often the same, its province is never guessed."""
    page = open_cards()
    province = page.get_by_role("combobox", name="จังหวัด")
    province.fill("ยโสธร")
    type_in(page, "มีการแลกเปลี่ยนเยาวชน", "1", "benefit")
    expect(page.locator(".rows")).to_contain_text("ยโสธร")
    expect(province).to_have_value("")
    expect(page.locator(".composer input[value=benefit]")).to_be_checked()


def test_a_card_typed_in_twice_is_flagged_with_both(open_cards: Callable[..., Page]) -> None:
    """One number on two entries is shown with a way to each, and goes when one is withdrawn."""
    page = open_cards()
    hand_out(page, "9")
    type_in(page, "คำแรกของบัตรสาม", "3")
    first = page.locator(".rows .entry:not(.is-withdrawn)", has_text="คำแรกของบัตรสาม")
    expect(first.locator(".chip.saved")).to_be_visible()
    number(page).fill("3")
    expect(page.locator(".card-number .hint")).to_contain_text("คำแรกของบัตรสาม")
    type_in(page, "คำที่สองของบัตรสาม", "3")
    flag = page.locator(".flag", has_text="บัตรหมายเลข 3 กรอกซ้ำ")
    expect(flag.get_by_role("button", name=re.compile(r"^B-\d+$"))).to_have_count(2)
    flag.get_by_role("button", name=re.compile(r"^B-\d+$")).last.click()
    second = page.locator(".rows .entry", has_text="คำที่สองของบัตรสาม")
    expect(second).to_be_focused()
    second.get_by_role("button", name="ถอนรายการ").click()
    page.locator(".rows .editor input").fill("กรอกซ้ำ")
    page.keyboard.press("Control+Enter")
    expect(flag).to_have_count(0)
    expect(told(page)).to_contain_text("บันทึกแล้ว 1")


def test_a_number_above_those_handed_out_is_flagged(open_cards: Callable[..., Page]) -> None:
    """A card that nobody handed out, or that was called unused, is kept and shown as something to look at."""
    page = open_cards()
    hand_out(page, "5")
    mark_unused(page, "2")
    type_in(page, "บัตรเกินจำนวน", "6")
    type_in(page, "บัตรที่คิดว่าไม่ได้ใช้", "2")
    expect(page.locator(".flag", has_text="บัตรหมายเลข 6 เกินจำนวนที่แจก 5 ใบ")).to_be_visible()
    contradicted = page.locator(".flag", has_text="บัตรหมายเลข 2")
    expect(contradicted).to_be_visible()
    contradicted.get_by_role("button", name="ยกเลิกเครื่องหมาย").click()
    expect(contradicted).to_have_count(0)
    expect(told(page)).to_have_text("แจก 5 · บันทึกแล้ว 1 · ไม่ได้ใช้ 0 · ยังขาด 4: 1, 3–5")


def test_a_wrong_number_is_put_right_in_its_place(
    open_cards: Callable[..., Page], desk: Server, group: str
) -> None:
    """The number of a card is changed like its words; none at all is refused where it is typed."""
    page = open_cards()
    hand_out(page, "4")
    type_in(page, "พิมพ์เลขผิด", "3")
    row = page.locator(".rows .entry", has_text="พิมพ์เลขผิด")
    row.get_by_role("button", name="แก้ไข").click()
    in_row = row.get_by_role("textbox", name="หมายเลขบัตร")
    in_row.fill("")
    page.keyboard.press("Control+Enter")
    expect(in_row).to_have_attribute("aria-invalid", "true")
    in_row.fill("2")
    page.keyboard.press("Control+Enter")
    expect(told(page)).to_have_text("แจก 4 · บันทึกแล้ว 1 · ไม่ได้ใช้ 0 · ยังขาด 3: 1, 3–4")
    assert [entry["card"] for entry in stored(desk, group) if not entry["withdrawn"]] == [2]


def test_a_typed_number_is_never_exchanged(open_cards: Callable[..., Page], desk: Server, group: str) -> None:
    """A number that was typed stays, though it was called unused; only one that was proposed gives way."""
    page = open_cards()
    hand_out(page, "5")
    mark_unused(page, "1")
    expect(number(page)).to_have_value("2")
    number(page).fill("1")
    page.locator(".composer .choice[data-value=problem]").click()
    mark_unused(page, "4")
    expect(told(page)).to_contain_text("ไม่ได้ใช้ 2")
    expect(number(page)).to_have_value("1")


@pytest.mark.parametrize("typed", ["", "0", "๐", "บัตร", "-3", "1.5"])
def test_a_card_without_a_number_is_not_added(
    open_cards: Callable[..., Page], desk: Server, group: str, typed: str
) -> None:
    """On this page every entry names its card; what is no number of a card stays in hand."""
    before = len(stored(desk, group))
    page = open_cards()
    number(page).fill(typed)
    type_in(page, "คำบนบัตร")
    expect(number(page)).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".composer textarea")).to_have_value("คำบนบัตร")
    assert len(stored(desk, group)) == before


def test_a_qr_code_opens_its_card_but_never_over_another(open_cards: Callable[..., Page]) -> None:
    """The address of card 17 opens it; read while another is being typed, it comes after that one."""
    page = open_cards("#17")
    expect(number(page)).to_have_value("17")
    page.locator(".composer textarea").fill("กำลังพิมพ์บัตรสิบเจ็ด")
    page.evaluate("location.hash = '#23'")
    expect(page.locator(".card-number .hint")).to_contain_text("23")
    expect(number(page)).to_have_value("17")
    type_in(page, "คำของบัตรสิบเจ็ด")
    expect(number(page)).to_have_value("23")


def test_what_is_typed_of_a_card_outlives_a_reload(open_cards: Callable[..., Page]) -> None:
    """Number, kind and words of a card that was not added yet stand in the form again after a reload."""
    page = open_cards()
    number(page).fill("8")
    page.locator(".composer .choice[data-value=recommendation]").click()
    page.locator(".composer textarea").fill("ข้อเสนอที่ยังไม่ได้เพิ่ม")
    page.reload()
    expect(page.locator(".composer textarea")).to_have_value("ข้อเสนอที่ยังไม่ได้เพิ่ม")
    expect(number(page)).to_have_value("8")
    expect(page.locator(".composer input[value=recommendation]")).to_be_checked()


def test_a_card_that_is_not_sent_is_not_called_saved(open_cards: Callable[..., Page]) -> None:
    """While the line is down a card counts as not saved yet, and as saved only on the server's word."""
    page = open_cards()
    hand_out(page, "2")
    expect(told(page)).to_contain_text("ยังขาด 2")
    page.route("**/api/revisions", lambda route: route.abort())
    type_in(page, "พิมพ์ตอนไม่มีสัญญาณ", "1")
    expect(told(page)).to_have_text("แจก 2 · บันทึกแล้ว 0 · ยังไม่ได้บันทึก 1 · ไม่ได้ใช้ 0 · ยังขาด 1: 2")
    page.unroute("**/api/revisions")
    expect(told(page)).to_have_text("แจก 2 · บันทึกแล้ว 1 · ไม่ได้ใช้ 0 · ยังขาด 1: 2")


def test_two_desks_share_a_deck(
    open_cards: Callable[..., Page], browser: Browser, desk: Server, group: str
) -> None:
    """A card typed in on one device is accounted for on the other; two decks at once wait for a person."""
    other_device = signed_in(browser, desk)
    page, other = open_cards(), open_cards(at=other_device)
    hand_out(page, "3")
    expect(told(other)).to_contain_text("แจก 3")
    type_in(other, "จากอีกโต๊ะหนึ่ง", "2")
    expect(told(page)).to_contain_text("ยังขาด 2: 1, 3")
    [deck] = desk.get(f"api/records?type=deck&group={group}").json()["records"]
    send(desk, deck["id"], "deck", {"group": group, "printed": 30}, deck["heads"])
    send(desk, deck["id"], "deck", {"group": group, "printed": 31}, deck["heads"])
    choice = page.get_by_role("button", name="แจก 30 ใบ ไม่ได้ใช้: –")
    expect(choice).to_be_visible()
    choice.click()
    expect(told(other)).to_contain_text("แจก 30")
    expect(page.locator(".deck [role=alert]").first).to_be_hidden()
    [deck] = desk.get(f"api/records?type=deck&group={group}").json()["records"]
    assert (deck["printed"], deck["conflict"]) == (30, False)
    other_device.close()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("7", [7]),
        ("35-40", [35, 36, 37, 38, 39, 40]),
        ("๓ – ๕, 9", [3, 4, 5, 9]),
        ("9 3 9", [3, 9]),
        ("", None),
        ("5-3", None),
        ("1-2-3", None),
        ("0", None),
        ("สาม", None),
        ("10000", None),
    ],
)
def test_numbers_are_read_as_people_write_them(
    device: BrowserContext, desk: Server, typed: str, expected: list[int] | None
) -> None:
    """Lists and ranges with Thai or Arabic digits are read; what is neither is not guessed at."""
    page = device.new_page()
    page.goto(f"{desk.base}sistercity/board")
    read = page.evaluate(
        "async ([address, typed]) => (await import(address)).readNumbers(typed)",
        [f"{desk.base}sistercity/static/deck.js", typed],
    )
    assert read == expected
