"""The report's HTML in a browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fuzzed import LONG, carrying, fuzzed
from hostile_sample import hostile
from playwright.sync_api import Browser
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
    """The report of 60 entries on a disk."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html(sample(60)), encoding="utf-8")
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
    quotation.locator("button", has_text="คัดลอกแล้ว").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert words in copied
    assert sample(60)["fingerprint"][:12] in copied
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, file: Path, scheme: Any) -> None:
    """By axe-core's rules for WCAG 2.2 AA the report has no fault, by day and by night."""
    page = browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme=scheme, bypass_csp=True)
    page.goto(file.as_uri())
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    page.close()
    assert found.violations_count == 0, found.generate_report()


def test_without_scripts_it_can_be_read(browser: Browser, file: Path) -> None:
    """Where no script runs everything is there, and nothing that would need one is shown."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(file.as_uri())
    assert page.locator("tr[data-group]").count() == 60
    assert page.locator("button, input, select").count() == 0
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
