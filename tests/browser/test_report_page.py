"""The report's HTML in a browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fuzzed import LONG, carrying, fuzzed
from hostile_sample import hostile
from playwright.sync_api import Browser, Page, expect
from report_sample import sample

from sistercity_nb.report.html import html
from sistercity_nb.thai import thai_digits

pytestmark = pytest.mark.browser


def fuzzed_summary() -> dict[str, Any]:
    """A thousand entries that HTML, Markdown or a script would obey, and endless ones among them."""
    return carrying([*fuzzed(1000), *LONG])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("made", [hostile, fuzzed_summary], ids=["hostile", "fuzzed"])
def test_nothing_runs_and_nothing_is_asked_for(
    browser: Browser, tmp_path: Path, made: Callable[[], dict[str, Any]], width: int
) -> None:
    """No payload runs, no request leaves, no policy is broken, and a phone need not pan sideways."""
    file = tmp_path / "report.html"
    file.write_text(html(made()), encoding="utf-8")
    seen: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("dialog", lambda dialog: seen.append(dialog.message))
    page.on("console", lambda message: seen.append(message.text))
    page.on("request", lambda request: seen.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_load_state("load")
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()
    assert [one for one in seen if one != file.as_uri() and not one.startswith("data:")] == []
    assert fits


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 60 entries on a disk, with a row that repeats no head."""
    made = sample(60)
    people = made["workshop"]["participants"]
    people.append({**people[-1], "who": "สำนักงบประมาณ"})
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html(made), encoding="utf-8")
    return path


def test_a_reader_finds_filters_and_copies(browser: Browser, file: Path) -> None:
    """Search leads from place to place, filters leave what was chosen, a copy carries its source."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator("#search").fill("ไม่มี งบประมาณ รองรับ")  # spaces are ignored
    page.locator("#search").press("Enter")
    assert page.locator(".hit.now").count() == 1
    assert "แห่งที่ ๑ จาก" in page.locator("nav .found").inner_text()
    rows = page.locator("tr[data-group]:not([hidden])")
    everything = rows.count()
    page.locator("#filter-group").select_option("signed")
    page.locator("#filter-kind").select_option("problem")
    shown = [one for one in sample(60)["entries"] if (one["group"], one["kind"]) == ("signed", "problem")]
    assert rows.count() == len(shown) < everything
    said = thai_digits(f"แสดง {len(shown)} จาก {everything}")
    assert said in page.locator(".filters .found").inner_text()
    hidden = page.locator("tr[data-group][hidden]").first.get_attribute("id")
    page.evaluate("id => { location.hash = id; }", hidden)  # a link leads to it all the same
    page.locator(f"#{hidden}").wait_for(state="visible")
    quotation = page.locator(".quotation").first
    words = quotation.locator("blockquote").inner_text()
    quotation.locator("button").click()
    quotation.locator(".copy.done").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert words in copied
    assert sample(60)["fingerprint"][:12] in copied
    context.close()


def test_digits_are_found_in_either_script(browser: Browser, file: Path) -> None:
    """A number is found whether it is typed in Thai digits or in Arabic ones."""
    page = browser.new_page()
    page.goto(file.as_uri())
    found = []
    for typed in ("พ.ศ. 2562", "พ.ศ. ๒๕๖๒"):
        page.locator("#search").fill(typed)
        page.locator("#search").press("Enter")
        found.append(page.locator(".hit").all_inner_texts())
    page.close()
    assert found[0] == found[1]
    assert {digit for said in found[0] for digit in "2๒" if f"พ.ศ. {digit}" in said} == {"2", "๒"}


def test_words_copied_from_a_pdf_are_found(browser: Browser, file: Path) -> None:
    """SARA AM in two signs is found as one; what is nowhere, or too short, is said so."""
    page = browser.new_page()
    page.goto(file.as_uri())
    for typed, said in (("นํา", "แห่ง กด Enter"), ("ฆฆฆฆ", "ไม่พบ"), ("น", "อย่างน้อย ๒ ตัวอักษร"), ("", "")):
        page.locator("#search").fill(typed)
        found = expect(page.locator("nav .found"))
        found.to_contain_text(said) if said else found.to_be_empty()
    page.close()


def test_the_search_stays_in_reach(browser: Browser, file: Path) -> None:
    """On a phone the way to the next place is on the screen while places are gone through."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(file.as_uri())
    page.locator("#search").fill("งบประมาณ")
    for _ in range(3):
        page.get_by_role("button", name="แห่งถัดไป").click()
    box = page.get_by_role("button", name="แห่งถัดไป").bounding_box()
    now = page.locator(".hit.now").bounding_box()
    page.close()
    assert box is not None
    assert now is not None
    assert 0 <= now["y"] < box["y"] < 740


def test_a_finding_leads_to_all_of_its_entries(browser: Browser, file: Path) -> None:
    """Below each finding stand its entries; a link to one that is filtered away shows it, each time."""
    page = browser.new_page()
    page.goto(file.as_uri())
    finding = sample(60)["findings"][0]
    last = page.locator(f"#finding-{finding['theme']} ~ p", has_text="รายการทั้งหมดของประเด็นนี้").first
    assert last.locator("a").all_inner_texts() == finding["numbers"]
    link = last.locator("a").first
    row = page.locator(f"#entry-{finding['numbers'][0]}")
    for _ in range(2):  # the second time the address is the same already
        page.locator("#filter-kind").select_option("visit")
        assert row.is_hidden()
        link.evaluate("one => one.click()")
        row.wait_for(state="visible")
        assert page.locator("#filter-kind").input_value() == ""
    page.close()


def test_what_is_filtered_has_an_address(browser: Browser, file: Path) -> None:
    """The address of a filtered register can be sent: opened anew, it shows the same entries."""
    page, other = browser.new_page(), browser.new_page()
    page.goto(file.as_uri())
    page.locator("#filter-group").select_option("signed")
    page.locator("#filter-kind").select_option("problem")
    other.goto(page.url)
    shown = [one.locator("tr[data-group]:not([hidden])").count() for one in (page, other)]
    assert shown[0] == shown[1] > 0
    assert other.locator("#filter-kind").input_value() == "problem"
    page.get_by_role("button", name="แสดงทุกรายการ").click()
    assert page.url.endswith("#annex-entries")
    page.close()
    other.close()


def test_a_heading_is_not_under_the_band(browser: Browser, tmp_path: Path) -> None:
    """On a phone the mark of simulated data has several lines, and covers nothing that a link leads to."""
    file = tmp_path / "report.html"
    file.write_text(html({**sample(60, language="en"), "simulated": True}), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(file.as_uri())
    for place in ("recommendations", f"finding-{sample(60)['findings'][0]['theme']}"):
        page.goto(f"{file.as_uri()}#{place}")
        page.wait_for_function(
            """place => {
              const { top } = document.getElementById(place).getBoundingClientRect();
              const { bottom } = document.querySelector(".band").getBoundingClientRect();
              return bottom <= top && top < innerHeight;
            }""",
            arg=place,
        )
    page.close()


def test_buttons_lead_through_what_was_found(browser: Browser, file: Path) -> None:
    """The two buttons beside the search go on and back, from the last place to the first and back again."""
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator("#search").fill("งบประมาณ")
    places = []
    for name in ("แห่งก่อนหน้า", "แห่งถัดไป", "แห่งถัดไป", "แห่งก่อนหน้า"):
        button = page.get_by_role("button", name=name)
        button.press("Enter")
        places.append(page.locator("nav .found").inner_text())
    total = page.locator(".hit").count()
    page.close()
    said = [thai_digits(f"แห่งที่ {place} จาก {total}") for place in (total, 1, 2, 1)]
    assert places == said


def test_a_table_without_a_row_is_not_shown(browser: Browser, file: Path) -> None:
    """A filter hides the tables of which it leaves no row; they come back with their rows, and on paper."""
    page = browser.new_page()
    page.goto(file.as_uri())
    tables = page.locator("#annex-entries table")
    everything = tables.count()
    page.locator("#filter-group").select_option("signed")
    assert [one.is_visible() for one in tables.all()].count(True) == 1
    page.emulate_media(media="print")
    assert all(one.is_visible() for one in tables.all())
    page.emulate_media(media="screen")
    page.locator("#filter-group").select_option("")
    assert everything > 1
    assert all(one.is_visible() for one in tables.all())
    page.close()


def test_entries_without_a_theme_can_be_chosen(browser: Browser, tmp_path: Path) -> None:
    """One choice leaves the entries that chapter 4 calls not coded: no theme of theirs is a finding."""
    made = sample(60)
    for place, one in enumerate(made["entries"]):
        one["themes"] = ([], ["retired"], one["themes"] or ["budget"])[place % 3]
    file = tmp_path / "report.html"
    file.write_text(html(made), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator("#filter-themes").select_option(label="ยังไม่ได้จัดเข้าประเด็น")
    shown = page.locator("tr[data-group]:not([hidden])").evaluate_all("rows => rows.map((row) => row.id)")
    page.close()
    assert sorted(shown) == sorted(
        f"entry-{one['number']}" for place, one in enumerate(made["entries"]) if place % 3 < 2
    )


@pytest.fixture
def copying(browser: Browser, file: Path) -> Iterator[Page]:
    """The report on a laptop whose clipboard a test may read."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(file.as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("place", ["#executive-summary ol > li", "#findings ~ h4 ~ p"])
def test_a_sentence_is_copied_with_its_source(copying: Page, place: str) -> None:
    """A sentence's button is seen with the keyboard on it, copies the sentence, its place and its source."""
    sentence = copying.locator(place).first
    words = sentence.inner_text().strip()
    section = sentence.locator("xpath=ancestor::section/h2").text_content()
    button = sentence.get_by_role("button", name="คัดลอกพร้อมที่มา")
    assert button.evaluate("one => getComputedStyle(one).opacity") == "0"
    button.focus()
    assert button.evaluate("one => getComputedStyle(one).opacity") == "1"
    button.press("Enter")
    sentence.locator(".copy.done").wait_for()
    copied = copying.evaluate("navigator.clipboard.readText()").splitlines()
    copying.emulate_media(media="print")
    assert copying.locator(".copy:visible").count() == 0
    assert copied[0] == words
    assert copied[1].startswith(f"{section} · ")
    assert sample(60)["fingerprint"][:12] in copied[2]
    assert "ฉบับเผยแพร่ · ฉบับร่าง" in copied[2]  # whoever pastes it elsewhere says what it is from
    assert copying.locator(".told").inner_text() == "คัดลอกแล้ว"  # a screen reader is told as well


@pytest.mark.parametrize("place", ["tr[data-group]", "#recommendations ~ .wide tbody tr"])
def test_a_row_is_copied_with_its_heads_and_its_source(copying: Page, place: str) -> None:
    """An entry of the annex, or a recommendation, is copied cell by cell with what each is, and whence."""
    row = copying.locator(place).first
    cells = [cell.inner_text().strip() for cell in row.locator("th, td").all()]
    heads = row.locator("xpath=ancestor::table").locator("thead th").all_inner_texts()
    row.get_by_role("button", name="คัดลอกพร้อมที่มา").press("Enter")
    row.locator(".copy.done").wait_for()
    copied = copying.evaluate("navigator.clipboard.readText()")
    said = "\n".join(f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True))
    assert copied.startswith(f"{said}\nตารางที่ ")
    assert re.search(r" [0-9a-f]{12}$", copied)


def test_a_phone_begins_with_the_text(browser: Browser, file: Path) -> None:
    """Contents are folded on a phone until they are wanted, whole on a wide screen and on paper."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(file.as_uri())
    contents = page.locator("nav ol").first
    assert not contents.is_visible()
    assert page.locator("main").bounding_box()["y"] < 1200  # type: ignore[index]
    page.locator("#foreword .back a").click()
    assert contents.is_visible()
    page.reload()
    assert not contents.is_visible()
    page.emulate_media(media="print")
    contents.wait_for(state="visible")
    page.emulate_media(media="screen")
    contents.wait_for(state="hidden")
    page.set_viewport_size({"width": 1366, "height": 768})
    contents.wait_for(state="visible")
    page.close()


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, file: Path, scheme: Any, width: int) -> None:
    """By all of axe-core's rules the report has no fault, by day and by night, on any screen."""
    page = browser.new_page(viewport={"width": width, "height": 768}, color_scheme=scheme, bypass_csp=True)
    page.goto(file.as_uri())
    # Before a shadow axe-core cannot tell a contrast, and would pass over every table.
    page.add_style_tag(content=".wide { background-image: none !important; }")
    found = Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()
    untold = [node["target"] for one in found.response["incomplete"] for node in one["nodes"]]
    assert len(untold) < 50, untold[:9]


def test_without_scripts_it_can_be_read(browser: Browser, file: Path) -> None:
    """Where no script runs everything is there, and nothing that would need one is shown."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(file.as_uri())
    assert page.locator("tr[data-group]").count() == 60
    assert page.locator("button, input, select").count() == 0
    assert page.locator("nav ol").first.is_visible()
    page.close()


@pytest.mark.parametrize("width", [360, 1366])
def test_no_label_runs_out_of_its_chart(browser: Browser, tmp_path: Path, width: int) -> None:
    """Titles of any length are wrapped or shortened where the drawing ends."""
    made = sample(60)
    long = "ความเข้าใจขั้นตอนการสถาปนาความสัมพันธ์ตามมติคณะรัฐมนตรียังไม่ตรงกันในทุกจังหวัดและทุกหน่วยงาน"
    for chart in made["charts"]:
        titles = {one["row"]: long[: 30 + place] for place, one in enumerate(chart["rows"])}
        chart["rows"] = [{**one, "row": titles[one["row"]]} for one in chart["rows"]]
    made["charts"][0]["rows"][0]["row"] = "W" * 80
    file = tmp_path / "report.html"
    file.write_text(html(made), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file.as_uri())
    outside = page.evaluate(
        """async () => {
          await document.fonts.ready;
          const edge = (text) => text.ownerSVGElement.getBoundingClientRect();
          const out = (text, box) => box.right > edge(text).right + 1 || box.left < edge(text).left - 1;
          return [...document.querySelectorAll(".drawing text")]
            .filter((text) => out(text, text.getBoundingClientRect()))
            .map((text) => text.textContent);
        }"""
    )
    page.close()
    assert outside == []
