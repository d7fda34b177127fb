"""The report's HTML in a browser."""

from pathlib import Path

import pytest
from hostile_sample import hostile
from playwright.sync_api import Browser

from sistercity_nb.report.html import html

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_runs_and_nothing_is_asked_for(browser: Browser, tmp_path: Path, width: int) -> None:
    """No payload runs, no request leaves, no policy is broken, and a phone need not pan sideways."""
    file = tmp_path / "report.html"
    file.write_text(html(hostile()), encoding="utf-8")
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
