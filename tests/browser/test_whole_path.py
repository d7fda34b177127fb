"""The main job, end to end: from typed sentences to the filed report, in one browser on one real server."""

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from devices import new_home, signed_in, stored
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader
from serving import Server, serving

pytestmark = pytest.mark.browser

SIGNED = "จังหวัดขาดงบประมาณสนับสนุนกิจกรรมกับคู่ความสัมพันธ์ ทำให้น้ำหนักของงานลดลง ๆ ปีละ 2 ครั้ง (MOU)"
CONSIDERING = "ร่างหนังสือแสดงเจตจำนงของอีกฝ่ายต่างจากแบบมาตรฐาน จึงใช้เวลาพิจารณานานกว่า ๘ เดือน <b>ไม่หนา</b>"
NOTEBOOK = 'ควรจัดทำคู่มือสองภาษาและอบรมผู้ปฏิบัติงานทุกปี ก่อนสิ้นไตรมาสที่ ๑ #panic("x") $y$'
UNBROKEN = "ข้อเสนอ: ตั้งคณะทำงานระดับจังหวัด โดยมีรองผู้ว่าราชการจังหวัดเป็นประธาน"


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a record of its own: what these tests count must be theirs alone."""
    with serving(new_home(tmp_path_factory.mktemp("whole"))) as server:
        yield server


@pytest.fixture(scope="module")
def device(browser: Browser, own_server: Server) -> Iterator[BrowserContext]:
    """The laptop on which all of it is done."""
    context = signed_in(browser, own_server, viewport={"width": 1366, "height": 900})
    yield context
    context.close()


def typed(pages: dict[Page, tuple[str, str]]) -> None:
    """Type an entry into each page's form at once, key by key in turns, and see each of them saved."""
    for page, (kind, _) in pages.items():
        page.locator(f".composer .choice[data-value={kind}]").click()
        page.locator(".composer textarea").click()
    for place in range(max(len(text) for _, text in pages.values())):
        for page, (_, text) in pages.items():
            page.keyboard.insert_text(text[place : place + 1])
    for page in pages:
        page.locator(".composer textarea").press("Control+Enter")
    for page, (_, text) in pages.items():
        seen_saved(page, text)


def seen_saved(page: Page, text: str) -> None:
    """The list, brought into sight, shows the sentence as saved."""
    page.locator(".rows").scroll_into_view_if_needed()
    row = page.locator(".rows .entry").filter(has=page.get_by_text(text, exact=True))
    expect(row.locator(".chip.saved")).to_be_visible(timeout=20_000)


def in_jupyterlab(device: BrowserContext, server: Server, notebook: str) -> Page:
    """A notebook open in JupyterLab, all its cells run."""
    page = device.new_page()
    page.goto(f"{server.base}lab/tree/notebooks/{notebook}")
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    return page


def test_a_sentence_reaches_the_filed_report(device: BrowserContext, own_server: Server) -> None:
    """Sentences typed in two groups at once and in a notebook stand, letter by letter, in both files."""
    first, second = device.new_page(), device.new_page()
    first.goto(f"{own_server.base}sistercity/record/signed")
    second.goto(f"{own_server.base}sistercity/record/considering")
    lab = in_jupyterlab(device, own_server, "02_record.ipynb")
    lab.locator(".composer textarea").wait_for(timeout=60_000)
    typed(
        {
            first: ("problem", SIGNED),
            second: ("problem", CONSIDERING),
            lab: ("recommendation", NOTEBOOK),
        }
    )
    seen_saved(first, NOTEBOOK)  # the notebook records in the first group; its page hears of it

    board = device.new_page()
    board.goto(f"{own_server.base}sistercity/board")
    for text in (SIGNED, CONSIDERING, NOTEBOOK):
        expect(board.locator(".newest-words", has_text=text)).to_be_visible()

    themes = device.new_page()
    themes.goto(f"{own_server.base}sistercity/themes")
    themes.get_by_role("button", name=re.compile("^รับประเด็น: จังหวัดขาดงบประมาณ")).click()
    row = themes.locator(".rows .entry").filter(has=themes.get_by_text(SIGNED, exact=True))
    box = row.get_by_role("combobox")
    box.fill("งบประมาณ")
    box.press("Enter")
    expect(row.locator(".theme.accepted.is-saved")).to_be_visible()
    expect(themes.locator(".status-words")).to_contain_text("บันทึกแล้ว")

    files = made_report(device, own_server)
    report = own_server.get(f"exports/{files['.html']}").content.decode()
    words = html.unescape(re.sub(r"<[^>]+>", "", report))
    pdf = "".join(
        page.extract_text()
        for page in PdfReader(io.BytesIO(own_server.get(f"exports/{files['.pdf']}").content)).pages
    )
    for text in (SIGNED, CONSIDERING, NOTEBOOK):
        assert text in words
        assert squeezed(text) in squeezed(pdf)


def test_who_files_a_final_edition_is_asked_first(device: BrowserContext, own_server: Server) -> None:
    """A number is given once, so a click alone files nothing."""
    asked, before = [], own_server.get("api/jobs").json()["jobs"]
    start = device.new_page()
    start.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    start.goto(f"{own_server.base}sistercity")
    start.locator("#report-final").check()
    start.get_by_role("button", name="จัดทำรายงาน").click()
    assert len(asked) == 1
    assert "ฉบับสมบูรณ์" in asked[0]
    assert own_server.get("api/jobs").json()["jobs"] == before


def made_report(device: BrowserContext, server: Server) -> dict[str, str]:
    """Make the report from the start page; the names of its files by their endings, without the memo."""
    start = device.new_page()
    start.goto(f"{server.base}sistercity")
    start.get_by_role("button", name="จัดทำรายงาน").click()
    expect(start.locator(".job progress, .job [role=progressbar]").first).to_be_visible()
    expect(start.locator(".files a").first).to_be_visible(timeout=180_000)
    names = [Path(link.get_attribute("href") or "").name for link in start.locator(".files a").all()]
    return {Path(name).suffix: name for name in names if name.startswith("report-")}


def squeezed(text: str) -> str:
    """The text without its spaces."""
    return re.sub(r"\s", "", text)


def test_a_killed_kernel_loses_no_sentence(device: BrowserContext, own_server: Server) -> None:
    """A kernel killed while someone types in its notebook takes no sentence with it."""
    lab = in_jupyterlab(device, own_server, "02_record.ipynb")
    box = lab.locator(".composer textarea")
    box.wait_for(timeout=60_000)
    lab.locator(".composer .choice[data-value=recommendation]").click()
    box.click()
    middle = len(UNBROKEN) // 2
    lab.keyboard.insert_text(UNBROKEN[:middle])
    kernels = [
        process
        for process in psutil.Process(own_server.process.pid).children(recursive=True)
        if "ipykernel_launcher" in " ".join(process.cmdline())
    ]
    assert kernels
    for kernel in kernels:
        kernel.kill()
    lab.keyboard.insert_text(UNBROKEN[middle:])
    told = lab.locator(".jp-Dialog")  # seconds later JupyterLab tells of the kernel and takes the focus
    told.wait_for(timeout=60_000)
    lab.keyboard.press("Escape")
    expect(told).to_have_count(0)
    expect(box).to_have_value(UNBROKEN)
    box.press("Control+Enter")
    seen_saved(lab, UNBROKEN)
    assert [entry["text"] for entry in stored(own_server)].count(UNBROKEN) == 1
