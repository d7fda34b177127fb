"""The board on the projector: it fits, is read from the last row, follows, and names nobody."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from devices import Open, joined, new_home, send, set_session, signed_in
from playwright.sync_api import Browser, Page, expect
from serving import ROOT, Server, serving

pytestmark = pytest.mark.browser
SMALLEST = 25  # px of any letter on the board at 1920 × 1080


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose groups have long titles, and that has nothing of most objectives yet."""
    home = new_home(tmp_path_factory.mktemp("board"))
    described = (ROOT / "data" / "workshops" / "sistercity-2563.toml").read_text(encoding="utf-8")
    for short in ("ลงนามแล้ว", "อยู่ระหว่างการพิจารณา", "ยังไม่มีการริเริ่ม"):
        described = described.replace(
            f'short.th = "{short}"', f'short.th = "{short}{"กับเมืองในต่างประเทศ" * 4}"'
        )
    (home / "workshop.toml").write_text(described, encoding="utf-8")
    with (home / "sistercity.toml").open("a", encoding="utf-8") as settings:
        settings.write('workshop = "workshop.toml"\n')
    with serving(home) as server:
        for group in ("signed", "considering", "not-started"):
            dots = {}
            for _ in range(3):
                id = uuid4().hex
                text = "งบประมาณสนับสนุนกิจกรรมต่อเนื่องหลังการลงนามไม่เพียงพอ " * 8
                send(server, "entry", id, {"group": group, "kind": "problem", "text": text}, [])
                dots[id] = 1
            send(
                server,
                "ballot",
                f"ballot:{group}:TH-75",
                {"group": group, "voter": "TH-75", "dots": dots},
                [],
            )
            set_session(server, group, step=6, seconds=3600, running=True)
        yield server


def projector(browser: Browser, server: Server, open_page: Open, width: int, height: int) -> Page:
    """The board on a wide screen."""
    device = signed_in(browser, server, viewport={"width": width, "height": height})
    page = open_page("board", device=device, at=server)
    expect(page.locator(".weighed li")).to_have_count(9)
    return page


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_everything_fits_one_screen(
    browser: Browser, full: Server, open_page: Open, width: int, height: int
) -> None:
    """Three groups with long titles, steps, clocks, dots and all that is uncovered need no scrolling."""
    page = projector(browser, full, open_page, width, height)
    for locator in ("html", ".board", ".board-content", ".missing ul"):
        sizes = page.locator(locator).evaluate(
            "node => [node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight]"
        )
        assert max(sizes) <= 1, locator
    inside = page.locator(".board-group, .missing, .newest").evaluate_all(
        "nodes => nodes.map((node) => node.getBoundingClientRect().bottom)"
    )
    assert max(inside) <= height
    page.context.close()


def test_it_is_read_from_the_last_row(browser: Browser, full: Server, open_page: Open) -> None:
    """At 1920 × 1080 no letter of the board is smaller than 25 px, and the counts are twice that."""
    page = projector(browser, full, open_page, 1920, 1080)
    sizes = page.locator(".board *").evaluate_all(
        """nodes => nodes
            .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
            .map((node) => parseFloat(getComputedStyle(node).fontSize))"""
    )
    assert min(sizes) >= SMALLEST
    # Asked in one go: the board may draw itself anew between finding a node and measuring it.
    big = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.big b')).fontSize)")
    assert big >= 2 * SMALLEST
    page.context.close()


def test_what_lacks_evidence_leads_to_the_groups(browser: Browser, full: Server, open_page: Open) -> None:
    """A press on what is uncovered names the groups that lack it; for the lead each leads to its form."""
    page = projector(browser, full, open_page, 1366, 768)
    page.get_by_role("button", name="แนวทางที่ 1").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link")).to_have_count(3)
    dialog.get_by_role("link", name="กลุ่ม B").click()
    expect(page.locator("h1")).to_contain_text("กลุ่ม B")
    page.context.close()


def test_a_viewer_sees_counts_and_nobody(browser: Browser, full: Server, open_page: Open) -> None:
    """A viewer gets the same board; no province, no name and no way to a form is on it."""
    device = joined(browser, full, "viewer", viewport={"width": 1366, "height": 768})
    page = open_page("board", device=device, at=full)
    expect(page.locator(".weighed li")).to_have_count(9)
    page.get_by_role("button", name="แนวทางที่ 1").click()
    expect(page.get_by_role("dialog")).to_contain_text("กลุ่ม B")
    expect(page.locator("#content a")).to_have_count(0)
    assert "สมุทรสงคราม" not in page.locator(".board-content").inner_text()
    device.close()


def test_dark_holds_on_this_screen(open_page: Open) -> None:
    """A press turns the board dark, a reload keeps it so, another press turns it light."""
    page = open_page("board")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="พื้นมืด").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    expect(page.get_by_role("button", name="พื้นสว่าง")).to_be_visible()
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name="พื้นสว่าง").click()
    assert page.evaluate(ground) == light


def test_a_burst_is_counted_a_few_times(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """While entries pour in the board asks at most every 0.3 s, and ends with the last one on it."""
    page = open_page("board")
    expect(page.locator(".live")).to_have_attribute("data-open", "true")
    asked: list[float] = []
    page.on("request", lambda request: asked.append(time.time()) if "api/board" in request.url else None)
    start = time.time()
    for number in range(30):
        store_entry(f"{said} {number}", group="considering")
    lasted = time.time() - start
    total = server.get("api/board").json()["groups"][1]["total"]
    expect(page.locator(".letter-B.board-group .big b").first).to_have_text(str(total))
    assert 1 <= len(asked) <= (lasted + 1.5) / 0.3 + 1


def test_the_board_of_a_notebook_is_the_same(full: Server) -> None:
    """The widget names the component that the page mounts, and nothing of the workshop is in it."""
    from sistercity_nb.widgets import Board

    board = Board()
    assert board.component == "board"
    assert (Path(ROOT) / "sistercity_nb" / "static" / f"{board.component}.js").is_file()
    assert full.get("static/board.js").status_code == 200
