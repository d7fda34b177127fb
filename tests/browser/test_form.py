"""The form by keyboard alone, and what helps while typing: nothing it offers decides anything."""

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from devices import Open, new_home, signed_in, stored, texts
from playwright.sync_api import Browser, Locator, Page, Route, expect
from serving import ROOT, Server, serving
from test_capture import record, row, text_box

from sistercity_nb.themes.suggest import suggest

pytestmark = pytest.mark.browser
ALT, CTRL, SHIFT = 1, 2, 8
# What the keys of the shortcuts write under the Thai layout.
THAI = {
    "Digit1": "ๅ",
    "Digit3": "-",
    "Digit4": "ภ",
    "Digit7": "ึ",
    "KeyX": "ป",
    "KeyL": "ส",
    "KeyP": "ย",
    "KeyG": "เ",
}
WORKSHOP = ROOT / "data" / "workshops" / "sistercity-2563.toml"
SAVED = "บันทึกแล้ว"
PLACES = ("หนึ่ง", "สอง", "สาม")


def thai(page: Page, code: str, modifiers: int = ALT) -> None:
    """Presses a key as a Thai keyboard does: its place is `code`, what it writes is Thai."""
    event = {
        "modifiers": modifiers,
        "code": code,
        "key": THAI.get(code, code),
        "windowsVirtualKeyCode": ord(code[-1]),
    }
    line = page.context.new_cdp_session(page)
    line.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
    line.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def form(open_page: Open, **more: Any) -> Page:
    """The page of a group when it is ready for the first key."""
    page = open_page("record/signed", **more)
    expect(text_box(page)).to_be_focused()
    return page


def one(server: Server, text: str, group: str = "signed") -> dict[str, Any]:
    return next(entry for entry in stored(server, group) if entry["text"] == text)


def chips(page: Page) -> Locator:
    return page.locator(".guess .chip-button")


@pytest.fixture(scope="module")
def themed(server: Server) -> str:
    """A theme of the codebook with a keyword that only these tests type; returns the keyword."""
    word = "กระดาษสีม่วง"
    body = {"title": "เครื่องเขียนไม่พอ", "keywords": [word], "state": "accepted"}
    for record_id, more in (("paper", {}), ("old-paper", {"state": "retired"})):
        revision = {
            "id": uuid4().hex,
            "record": record_id,
            "type": "theme",
            "parents": [],
            "body": {**body, **more},
        }
        server.post("api/revisions", json={"revisions": [revision]}).raise_for_status()
    return word


def codings(server: Server, entry: str) -> list[dict[str, Any]]:
    records = server.get("api/records?type=coding").json()["records"]
    return [coding for coding in records if coding["entry"] == entry]


def test_the_whole_form_under_the_thai_layout(open_page: Open, server: Server, said: str) -> None:
    """Kind, text, severity, province, guideline and the problem answered: all by keys of a Thai keyboard."""
    page = form(open_page)
    thai(page, "Digit3")
    page.keyboard.insert_text(said)
    thai(page, "KeyL")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    thai(page, "KeyG")
    page.keyboard.press("ArrowRight")
    thai(page, "KeyP")
    page.keyboard.insert_text("chiang m")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    expect(text_box(page)).to_be_focused()
    problem = one(server, said)
    assert (problem["kind"], problem["severity"], problem["guideline"]) == ("problem", 2, 1)
    assert problem["province"] == "TH-50"
    thai(page, "Digit4")
    page.keyboard.insert_text(f"ข้อเสนอ {said}")
    thai(page, "KeyA")
    page.keyboard.insert_text(said[-8:])
    page.keyboard.press("Enter")
    thai(page, "KeyX")
    expect(text_box(page)).to_be_focused()
    page.keyboard.press("Control+NumpadEnter")
    expect(row(page, f"ข้อเสนอ {said}").locator(".chip.saved")).to_be_visible()
    answer = one(server, f"ข้อเสนอ {said}")
    assert (answer["answers"], answer["province"], answer["severity"]) == ([problem["id"]], "TH-50", None)


@pytest.mark.parametrize("press", ["Alt+Numpad1", "Control+Alt+Digit1", "Alt+Shift+Digit1", "Digit1"])
def test_other_keys_are_not_taken(open_page: Open, press: str) -> None:
    """AltGr, the change of language and Alt with the number pad stay what they are elsewhere."""
    page = form(open_page)
    page.keyboard.press(press)
    expect(page.locator(".composer .kinds input:checked")).to_have_count(0)
    page.keyboard.press("Alt+Digit1")
    expect(page.locator(".composer input[value=experience]")).to_be_checked()


def test_a_key_held_down_adds_once(open_page: Open, server: Server, said: str) -> None:
    """Ctrl+Enter held too long adds one entry and complains of no empty box."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit2")
    text_box(page).fill(said)
    page.keyboard.down("Control")
    for _ in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.up("Control")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    expect(page.locator(".composer .trouble").first).to_be_empty()
    assert texts(server).count(said) == 1


def test_severity_belongs_to_problems(open_page: Open, server: Server, said: str) -> None:
    """The severity shows for a problem alone, is changed in the editor, and goes when the kind changes."""
    page = form(open_page)
    severity = page.locator(".composer .severity")
    page.keyboard.press("Alt+Digit1")
    expect(severity).to_be_hidden()
    page.keyboard.press("Alt+Digit3")
    severity.get_by_label("มาก").check()
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    assert one(server, said)["severity"] == 3
    row(page, said).get_by_role("button", name="แก้ไข").click()
    editor = page.locator(".rows .editor")
    expect(editor.locator(".severity").get_by_label("มาก")).to_be_checked()
    editor.locator(".severity").get_by_label("น้อย").check()
    editor.locator("textarea").fill(f"{said} น้อยลง")
    editor.locator("textarea").press("Control+Enter")
    expect(row(page, f"{said} น้อยลง").locator(".chip.saved")).to_be_visible()
    assert one(server, f"{said} น้อยลง")["severity"] == 1
    row(page, f"{said} น้อยลง").get_by_role("button", name="แก้ไข").click()
    editor.locator("textarea").press("Alt+Digit2")
    editor.locator("textarea").fill(f"{said} ดีแล้ว")
    editor.locator("textarea").press("Control+Enter")
    expect(row(page, f"{said} ดีแล้ว").locator(".chip.saved")).to_be_visible()
    changed = one(server, f"{said} ดีแล้ว")
    assert (changed["kind"], changed["severity"]) == ("benefit", None)


def test_who_does_what_by_when_belongs_to_a_recommendation(
    open_page: Open, server: Server, said: str
) -> None:
    """Agency, period and budget are typed by keys, survive a reload, are shown, and go with the kind."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit4")
    text_box(page).fill(said)
    thai(page, "KeyU")
    for words in ("กองการต่างประเทศ", "ปีงบประมาณ ๒๕๖๔", "๕๐๐,๐๐๐ บาท"):
        page.keyboard.insert_text(words)
        page.keyboard.press("Tab")
    expect(page.get_by_label("หน่วยงานผู้รับผิดชอบ")).to_have_value("กองการต่างประเทศ")
    page.reload()
    expect(page.get_by_label("งบประมาณ", exact=True)).to_have_value("๕๐๐,๐๐๐ บาท")
    text_box(page).press("Control+Enter")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    expect(row(page, said)).to_contain_text("งบประมาณ: ๕๐๐,๐๐๐ บาท")
    kept = one(server, said)
    assert [kept[name] for name in ("owner", "due", "budget", "cause")] == [
        "กองการต่างประเทศ",
        "ปีงบประมาณ ๒๕๖๔",
        "๕๐๐,๐๐๐ บาท",
        "",
    ]
    expect(page.get_by_label("หน่วยงานผู้รับผิดชอบ")).to_have_value("")
    row(page, said).get_by_role("button", name="แก้ไข").click()
    editor = page.locator(".rows .editor")
    editor.locator("textarea").press("Alt+Digit3")
    editor.get_by_label("สาเหตุ").fill("ไม่มีการตั้งคำขอ")
    editor.locator("textarea").press("Control+Enter")
    expect(row(page, said)).to_contain_text("สาเหตุ: ไม่มีการตั้งคำขอ")
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    changed = one(server, said)
    assert (changed["cause"], changed["owner"], changed["budget"]) == ("ไม่มีการตั้งคำขอ", "", "")


def test_problems_are_chips_that_keys_take_away(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """Problems are found and chosen by keyboard; Backspace takes the last away, Delete the focused one."""
    ids = [store_entry(f"{said} ข้อ{place}") for place in PLACES]
    page = form(open_page)
    page.keyboard.press("Alt+Digit4")
    page.keyboard.insert_text(f"เสนอ {said}")
    search = page.locator(".composer .problems").get_by_role("combobox")
    for place in PLACES:
        page.keyboard.press("Alt+KeyA")
        page.keyboard.insert_text(f"{said[-8:]} ข้อ{place}")
        expect(page.locator(".problems [role=option].active")).to_contain_text(place)
        page.keyboard.press("Enter")
        expect(search).to_have_value("")
    chosen = page.locator(".composer .problems .chip-button")
    expect(chosen).to_have_count(3)
    search.press("Backspace")
    expect(chosen).to_have_count(2)
    search.press("Shift+Tab")
    expect(chosen.last).to_be_focused()
    page.keyboard.press("Delete")
    expect(chosen).to_have_count(1)
    expect(chosen.first).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(row(page, f"เสนอ {said}").locator(".chip.saved")).to_be_visible()
    assert one(server, f"เสนอ {said}")["answers"] == ids[:1]


@pytest.fixture(scope="module")
def seated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a workshop whose first group is known to have three provinces."""
    home = new_home(tmp_path_factory.mktemp("seated"))
    described = WORKSHOP.read_text(encoding="utf-8")
    assert 'id = "signed"\n' in described
    own = described.replace('id = "signed"\n', 'id = "signed"\nprovinces = ["TH-83", "TH-57", "TH-50"]\n', 1)
    (home / "workshop.toml").write_text(own, encoding="utf-8")
    (home / "sistercity.toml").write_text('language = "th"\nworkshop = "workshop.toml"\n', encoding="utf-8")
    with serving(home) as server:
        yield server


@pytest.mark.parametrize(
    ("named", "told"), [("จังหวัดน่าน", True), ("น่าน", False), ("จังหวัดแพร่", False)], ids=["own", "word", "other"]
)
def test_a_text_that_names_its_own_province_is_told(
    open_page: Open, server: Server, said: str, named: str, told: bool
) -> None:
    """Under the group's name it could not be quoted: the form says so at once, and adds it all the same."""
    page = form(open_page)
    hint = page.locator(".composer .release-named")
    page.keyboard.press("Alt+Digit3")
    page.locator(".composer .province input").fill("น่าน")
    text_box(page).fill(f"{said} ของ{named}")
    expect(hint).to_contain_text("เอ่ยชื่อจังหวัดของตนเอง") if told else expect(hint).to_be_empty()
    page.get_by_label("การอ้างข้อความในรายงาน").first.select_option("attributed")
    expect(hint).to_be_empty()
    page.get_by_label("การอ้างข้อความในรายงาน").first.select_option("group")
    text_box(page).press("Control+Enter")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    expect(hint).to_be_empty()
    assert one(server, f"{said} ของ{named}")["release"] == "group"


def test_the_groups_own_provinces_come_first(
    browser: Browser, seated: Server, open_page: Open, said: str
) -> None:
    """First the provinces that sit in the group, then those it has used, then all; typing finds any."""
    device = signed_in(browser, seated)
    page = form(open_page, device=device, at=seated)
    page.keyboard.press("Alt+KeyP")
    own = page.get_by_role("group", name="จังหวัดในกลุ่มนี้").get_by_role("option")
    expect(own).to_contain_text(["ภูเก็ต", "เชียงราย", "เชียงใหม่"])
    page.keyboard.insert_text("ยโสธร")
    page.keyboard.press("Enter")
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    page.keyboard.press("Alt+KeyP")
    expect(own).to_have_count(3)
    used = page.get_by_role("group", name="จังหวัดที่กลุ่มนี้ใช้แล้ว").get_by_role("option")
    expect(used).to_contain_text(["ยโสธร"])
    page.keyboard.insert_text("chiang")
    expect(page.locator(".province [role=option]").first).to_contain_text("เชียงราย")
    device.close()


def test_a_theme_taken_while_typing_is_stored(
    open_page: Open, server: Server, said: str, themed: str
) -> None:
    """A theme whose keyword is typed is offered; taken by a key it is stored as a decision on that entry."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit3")
    text = f"ขาด{themed} {said}"
    page.keyboard.insert_text(text)
    expect(chips(page).first).to_contain_text("เครื่องเขียนไม่พอ")
    expect(page.locator(".guess [data-theme=old-paper]")).to_have_count(0)
    thai(page, "Digit7")
    expect(chips(page).first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+Enter")
    expect(row(page, text).locator(".chip.saved")).to_be_visible()
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    decided = codings(server, one(server, text)["id"])
    assert [(coding["theme"], coding["decision"], coding["suggested"]) for coding in decided] == [
        ("paper", "accepted", True)
    ]
    expect(chips(page)).to_have_count(0)


def test_a_theme_is_taken_by_tab_and_space(open_page: Open, server: Server, said: str, themed: str) -> None:
    """A chip is reached by Tab and pressed by Space; pressed twice, or never, nothing is decided."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit3")
    text = f"ขาด{themed} {said}"
    page.keyboard.insert_text(text)
    expect(chips(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(chips(page).first).to_be_focused()
    page.keyboard.press("Space")
    expect(chips(page).first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    expect(chips(page).first).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Control+Enter")
    expect(row(page, text).locator(".chip.saved")).to_be_visible()
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert codings(server, one(server, text)["id"]) == []


def test_a_theme_that_was_taken_survives_a_reload(
    open_page: Open, server: Server, said: str, themed: str
) -> None:
    """What was taken stays taken when the page is loaded again, also when the keyword is typed away."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit3")
    page.keyboard.insert_text(f"ขาด{themed} {said}")
    expect(chips(page).first).to_be_visible()
    page.keyboard.press("Alt+Digit7")
    page.reload()
    expect(text_box(page)).to_be_focused()
    expect(chips(page).first).to_have_attribute("aria-pressed", "true")
    text_box(page).fill(f"ขาดของ {said}")
    page.wait_for_timeout(400)
    expect(page.locator(".guess [data-theme=paper]")).to_have_attribute("aria-pressed", "true")
    text_box(page).press("Control+Enter")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert [coding["theme"] for coding in codings(server, one(server, f"ขาดของ {said}")["id"])] == ["paper"]


def test_a_theme_waits_for_an_entry_that_was_refused(
    open_page: Open, server: Server, said: str, themed: str
) -> None:
    """The theme of an entry that the server refused is stored when the entry has been mended, not before."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit3")
    page.keyboard.insert_text(f"ขาด{themed} {said}")
    expect(chips(page).first).to_be_visible()
    page.keyboard.press("Alt+Digit7")
    text_box(page).evaluate("box => { box.value += '\\ud800'; }")  # no store can keep half a character
    page.keyboard.press("Control+Enter")
    refused = page.locator(".rows .is-refused")
    expect(refused).to_have_count(1)
    expect(page.locator(".status")).to_have_attribute("data-state", "refused")
    entry = refused.get_attribute("data-id") or ""
    assert codings(server, entry) == []
    refused.get_by_role("button", name="แก้ไขแล้วส่งใหม่").click()
    editor = page.locator(".rows .editor textarea")
    editor.fill(f"ขาด{themed} {said}")
    editor.press("Control+Enter")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert [coding["theme"] for coding in codings(server, entry)] == ["paper"]


def test_the_form_suggests_what_the_server_would(open_page: Open) -> None:
    """The browser's rule finds in every demonstration entry the themes that the server's own rule finds."""
    with (ROOT / "data/demo/entries.csv").open(encoding="utf-8") as file:
        said = [line["text"] for line in csv.DictReader(file)]
    said += [
        "เเปลเอกสาร",
        "นํ้ามันภาษา",
        "ภาษาา",
        "การค้\u200bา",
        "otop และ OTOPs",
        "ภาษ",
        "ล่ามม",
        "ไม่เหมาะสม",
        "อบรม่",
    ]
    with (ROOT / "data/demo/themes.csv").open(encoding="utf-8") as file:
        themes = [
            {"id": line["id"], "state": "proposed", "keywords": line["keywords"].split(";")}
            for line in csv.DictReader(file)
        ]
    entries = [{"id": str(place), "text": text, "withdrawn": False} for place, text in enumerate(said)]
    wanted: dict[str, list[str]] = {str(place): [] for place in range(len(said))}
    for found in suggest(entries, themes):
        wanted[found["entry"]].append(found["theme"])
    page = form(open_page)
    ours = page.evaluate(
        """async ([texts, themes]) => {
          const { matching, spelt } = await import("/sistercity/static/guess.js");
          const known = themes.map(({ id, keywords }) => ({ id, words: keywords.map(spelt) }));
          return texts.map((text) => matching(text, known));
        }""",
        [said, themes],
    )
    assert ours == list(wanted.values())
    assert sum(map(len, ours)) > 100


def test_entries_like_it_are_hinted_at(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """Polite particles, spaces and zero-width signs aside, a like entry is named; adding is free."""
    store_entry(f"{said} ทุกปี")
    page = form(open_page)
    hints = page.locator(".alike button")
    same = hints.filter(has_text=f"{said} ทุกปี")
    page.keyboard.press("Alt+Digit3")
    again = f"{said[:10]}\u200b {said[10:]} ทุก ปีค่ะ"
    page.keyboard.insert_text(again[:9])
    page.wait_for_timeout(400)
    expect(hints).to_have_count(0)
    page.keyboard.insert_text(again[9:])
    expect(same).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(row(page, again).locator(".chip.saved")).to_be_visible()
    expect(hints).to_have_count(0)
    assert again in texts(server)


def test_a_hint_leads_to_its_entry(open_page: Open, store_entry: Callable[..., str], said: str) -> None:
    """Enter on a hint shows its entry, far down the list and behind a search; Alt+X leads back."""
    store_entry(said)
    for place in range(60):
        store_entry(f"รายการอื่น {place} {uuid4().hex}")
    page = form(open_page)
    page.get_by_role("searchbox", name="ค้นหา", exact=True).fill("รายการอื่น")
    text_box(page).focus()
    page.keyboard.insert_text(said)
    page.locator(".alike button", has_text=said).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rows .entry:focus")).to_contain_text(said)
    expect(page.locator(".rows .entry:focus")).to_be_in_viewport()
    page.keyboard.press("Alt+KeyX")
    expect(text_box(page)).to_be_focused()
    expect(text_box(page)).to_have_value(said)


def test_a_changed_or_withdrawn_entry_is_no_longer_like_it(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """The hints follow the list: other words, or a withdrawal, and the entry is not named any more."""
    entry = store_entry(said)
    page = form(open_page)
    hints = page.locator(".alike button", has_text=said)
    text_box(page).fill(said)
    expect(hints).to_have_count(1)
    [head] = one(server, said)["heads"]
    store_entry("เรื่องอื่นที่ไม่เกี่ยวข้องกันเลย", record=entry, parents=(head,))
    expect(page.locator(f'.rows [data-id="{entry}"]')).to_contain_text("เรื่องอื่น")
    page.wait_for_timeout(300)
    text_box(page).press("Space")
    expect(hints).to_have_count(0)


def test_a_text_that_is_too_long_is_counted_before_it_is_sent(
    open_page: Open, server: Server, said: str
) -> None:
    """More than 20,000 characters are refused in the form with their number; 20,000 are stored."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit3")
    most = said + "🙏" * (20_000 - len(said))
    text_box(page).fill(f"{most}ๆๆ")
    expect(page.locator(".composer .tally")).to_contain_text("20002")
    text_box(page).press("Control+Enter")
    expect(page.locator(".composer .trouble").first).to_contain_text("20002")
    text_box(page).fill(most)
    text_box(page).press("Control+Enter")
    expect(text_box(page)).to_have_value("")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert most in texts(server)


@pytest.mark.parametrize(
    "text",
    [
        "5" * 5000,
        "นํ้า ก\u0e49\u0e49 เเปลก",
        "ก\u200bข\u00a0ค\ufeffง\u2060",
        "👩\u200d👩\u200d👧 ๆ\t\u000bท้าย  ",
    ],
    ids=["digits", "decomposed", "zero-width", "emoji"],
)
def test_whatever_is_typed_is_stored_as_typed(open_page: Open, server: Server, said: str, text: str) -> None:
    """Nothing that is typed is put right on its way to the record."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit3")
    page.keyboard.insert_text(text)
    page.keyboard.insert_text(said)
    page.wait_for_timeout(300)
    page.keyboard.press("Control+Enter")
    expect(text_box(page)).to_have_value("")
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert text + said in texts(server)


def test_a_word_being_composed_is_not_sent(open_page: Open, server: Server, said: str) -> None:
    """While an input method composes, keys belong to it; the word arrives whole when it is finished."""
    page = form(open_page)
    page.keyboard.press("Alt+Digit3")
    page.keyboard.insert_text(said)
    line = page.context.new_cdp_session(page)
    line.send("Input.imeSetComposition", {"text": "ประ", "selectionStart": 3, "selectionEnd": 3})
    page.keyboard.press("Control+Enter")
    assert not any(text.startswith(said) for text in texts(server))
    line.send("Input.insertText", {"text": "ประชุม"})
    expect(text_box(page)).to_have_value(f"{said}ประชุม")
    page.keyboard.press("Control+Enter")
    expect(row(page, f"{said}ประชุม").locator(".chip.saved")).to_be_visible()


@pytest.mark.parametrize("width", [360, 683])
def test_helps_fit_a_telephone(
    browser: Browser,
    server: Server,
    open_page: Open,
    store_entry: Callable[..., str],
    themed: str,
    width: int,
) -> None:
    """At 360 px, and at 200 % zoom of a 1366 px screen, chips, hints and lists need no scrolling sideways."""
    text = f"ขาด{themed}ยาวมากติดกันไม่มีวรรค{'ยาว' * 60}"
    store_entry(text)
    device = signed_in(browser, server, viewport={"width": width, "height": 700})
    page = form(open_page, device=device)
    page.keyboard.press("Alt+Digit4")
    text_box(page).fill(text)
    expect(chips(page).first).to_be_visible()
    expect(page.locator(".alike button").first).to_be_visible()
    page.keyboard.press("Alt+KeyA")
    page.keyboard.insert_text(themed)
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+KeyA")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    device.close()


def test_shortcuts_are_named_for_those_who_hear_them(open_page: Open) -> None:
    """Every shortcut that a label shows is told to a screen reader, and shown where it works."""
    page = form(open_page)
    told = page.locator(".composer [aria-keyshortcuts]").evaluate_all(
        "fields => fields.map((field) => field.getAttribute('aria-keyshortcuts'))"
    )
    assert set(told) == {
        "Alt+1",
        "Alt+2",
        "Alt+3",
        "Alt+4",
        "Alt+X",
        "Alt+L",
        "Alt+G",
        "Alt+A",
        "Alt+U",
        "Alt+P",
        "Control+Enter",
    }
    assert len(told) == len(set(told))
    shown = set(page.locator(".composer .keycap").all_inner_texts())
    assert {"Alt+X", "Alt+P", "Alt+G", "1", "4"} <= shown


def test_a_theme_that_the_server_refuses_is_told(
    open_page: Open, server: Server, said: str, themed: str
) -> None:
    """When the entry is saved and its theme is not, the form says so with the reason until it is let go."""
    page = form(open_page)

    def spoil(route: Route) -> None:
        body = route.request.post_data_json
        for revision in body["revisions"]:
            if revision["type"] == "coding":
                revision["body"]["decision"] = "perhaps"
        route.continue_(post_data=json.dumps(body))

    page.route("**/api/revisions", spoil)
    page.keyboard.press("Alt+Digit3")
    page.keyboard.insert_text(f"ขาด{themed} {said}")
    expect(chips(page).first).to_be_visible()
    page.keyboard.press("Alt+Digit7")
    page.keyboard.press("Control+Enter")
    told = page.locator(".refused-themes .trouble")
    expect(told).to_contain_text("ไม่ผ่านการตรวจ")
    expect(page.locator(".status")).to_have_attribute("data-state", "refused")
    told.get_by_role("button").click()
    expect(told).to_have_count(0)
    expect(page.locator(".status-words")).to_contain_text(SAVED)
    assert f"ขาด{themed} {said}" in texts(server)
