"""A report in Firefox's reader, pdf.js, run by the browser of the other tests."""

import base64
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from report_sample import sample

from sistercity_nb.report.fonts import build, shown
from sistercity_nb.report.pdf import pdf

pytestmark = pytest.mark.browser
PACKAGE = "pdfjs-dist@5.6.205"
ADDRESS = "http://reader.test"  # nobody is asked: every request to it is answered from the package
READ = """async (document) => {
  const reader = await import("/build/pdf.min.mjs");
  reader.GlobalWorkerOptions.workerSrc = "/build/pdf.worker.min.mjs";
  const data = Uint8Array.from(atob(document), (letter) => letter.charCodeAt(0));
  const opened = await reader.getDocument({ data }).promise;
  const said = [];
  for (let number = 1; number <= opened.numPages; number += 1) {
    const { items } = await (await opened.getPage(number)).getTextContent();
    said.push(items.map((item) => item.str).join(""));
  }
  return said.join("");
}"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pinned npm package, unpacked; without npm or a network the test is skipped."""
    try:
        return build.fetch(tmp_path_factory.mktemp("pdfjs"), PACKAGE)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"{PACKAGE} cannot be had here ({error})")


def test_every_sentence_is_found_in_pdfjs(browser: Browser, package: Path) -> None:
    """Every sentence of 300 entries is read there letter by letter, spaces aside."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name:
            route.fulfill(path=package / "build" / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>reader</title>", content_type="text/html")

    page = browser.new_page()
    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")
    made = sample(300)
    said = re.sub(r"\s", "", page.evaluate(READ, base64.b64encode(pdf(made)).decode()))
    page.close()
    sentences = [re.sub(r"\s", "", shown(one["text"])) for one in made["entries"]]
    assert [one for one in sentences if one not in said] == []
