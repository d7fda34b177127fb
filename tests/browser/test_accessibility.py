"""Every page for everybody: by screen reader, by keyboard alone, enlarged, in the dark, without motion."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import axe_playwright_python
import pytest
from devices import new_home, signed_in
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import Server, serving
from test_paste import COPY

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (1366, 360)
HEIGHT = 768
SCHEMES = ("light", "dark")
CONTENT = "#content > * > *"
# Every page: its address and what is there when it is ready.
PAGES = {
    "start": ("", CONTENT),
    "record signed": ("record/signed", ".rows .entry"),
    "record considering": ("record/considering", ".composer"),
    "record not-started": ("record/not-started", ".rows .entry"),
    "record plenary": ("record/plenary", ".composer"),
    "vote": ("vote/signed", CONTENT),
    "vote closed": ("vote/not-started", CONTENT),
    "cards": ("cards/signed", ".rows .entry"),
    "cards to print": ("cards/signed/print?to=5", ".sheet"),
    "board": ("board", CONTENT),
    "themes": ("themes", CONTENT),
    "findings": ("findings", ".finding"),
    "codes": ("codes", CONTENT),
    "tables": ("tables", CONTENT),
    "poster": ("codes/poster?ids={code}", "svg"),
    "error": ("record/nobody", "[role=alert]"),
    "login": ("../login", "form"),
}


def revision(type: str, record: str, parents: tuple[str, ...] = (), **body: Any) -> dict[str, Any]:
    return {"id": uuid4().hex, "record": record, "type": type, "parents": list(parents), "body": body}


def entry(record: str, group: str, kind: str, text: str, **more: Any) -> dict[str, Any]:
    return revision("entry", record, group=group, kind=kind, text=text, **more)


def content() -> list[list[dict[str, Any]]]:
    """Something of everything that a page can show, in the order in which it is said."""
    first = entry(
        "p1", "signed", "problem", "ขาดงบประมาณสนับสนุน", province="TH-75", guideline=2, severity=3, card=1
    )
    return [
        [
            first,
            entry("p2", "signed", "problem", "ขาดบุคลากรด้านภาษา", card=2),
            entry("p3", "signed", "problem", "ขาดบุคลากรด้านภาษา น้ำ ๆ", card=2),
            entry("r1", "signed", "recommendation", "ตั้งคณะทำงานจังหวัด", answers=["p1"], release="withheld"),
            entry("long", "signed", "experience", "แลกเปลี่ยนเยาวชนทุกปี " * 60),
            entry("gone", "signed", "benefit", "ถูกถอนแล้ว", withdrawn=True, reason="กรอกซ้ำ"),
            entry("n1", "not-started", "problem", "ยังไม่ทราบขั้นตอน"),
            entry("v1", "plenary", "visit", "ศึกษาดูงานที่จังหวัดสมุทรสงคราม"),
            revision("deck", "deck:signed", group="signed", printed=6, unused=[4, 5]),
            revision("session", "session:signed", group="signed", step=2, seconds=600, running=True),
            revision("session", "session:not-started", group="not-started", step=8, closed=True),
            revision("ballot", "ballot:signed:TH-75", group="signed", voter="TH-75", dots={"p1": 2}),
            revision("theme", "money", title="งบประมาณ", keywords=["งบประมาณ"], state="accepted"),
            revision("coding", "p1:money", entry="p1", theme="money", decision="accepted"),
        ],
        [
            entry("p3", "signed", "problem", "แก้โดยคนที่หนึ่ง", card=2),  # neither saw the first wording
            entry("n1", "not-started", "problem", "แก้หลังปิดกลุ่ม"),
        ],
    ]


def wait_for_job(server: Server, job: dict[str, Any]) -> None:
    """Until the job has ended well."""
    while job["state"] not in ("done", "failed"):
        time.sleep(0.2)
        job = server.get(f"api/jobs/{job['id']}").json()
    assert job["state"] == "done", job


@pytest.fixture(scope="module")
def code(filled: Server) -> str:
    """The id of a join code of a facilitator."""
    asked = {"role": "facilitator", "group": "signed", "hours": 8}
    return str(filled.post("api/codes", json=asked).json()["code"]["id"])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose record has something of everything."""
    with serving(new_home(tmp_path_factory.mktemp("everybody"))) as server:
        for revisions in content():
            results = server.post("api/revisions", json={"revisions": revisions}).json()["results"]
            assert [result["status"] for result in results] == ["saved"] * len(revisions), results
        wait_for_job(server, server.post("api/jobs", json={"job": "summary"}).json())
        yield server


@pytest.fixture(scope="module")
def reader(browser: Browser, filled: Server) -> Iterator[BrowserContext]:
    """A signed-in device on which axe-core may look at every page."""
    device = signed_in(browser, filled, bypass_csp=True, permissions=["clipboard-read", "clipboard-write"])
    device.add_init_script(AXE)
    yield device
    device.close()


@pytest.fixture(scope="module")
def opening(reader: BrowserContext, filled: Server, code: str) -> Callable[[str], Page]:
    """Opens a page of the list, ready to be looked at."""

    def opening(name: str) -> Page:
        path, ready = PAGES[name]
        page = reader.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{filled.base}sistercity/{path.format(code=code)}")
        expect(page.locator(ready).first).to_be_visible()
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    return opening


@pytest.fixture(scope="module")
def opened(opening: Callable[[str], Page]) -> Callable[[str], Page]:
    """A page of the list, opened once for all that is asked of it, on a laptop in the light."""
    pages: dict[str, Page] = {}

    def opened(name: str) -> Page:
        page = pages.setdefault(name, pages.get(name) or opening(name))
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        page.bring_to_front()
        return page

    return opened


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, in light and dark, on a laptop and on a telephone."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            for wrong in result["violations"]:
                found += [f"{width} {scheme} {wrong['id']}: {node['html'][:200]}" for node in wrong["nodes"]]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(opened: Callable[[str], Page], name: str) -> None:
    """axe-core has nothing to say against a page, light or dark, wide or narrow."""
    page = opened(name)
    assert violations(page) == []


def press(page: Page, action: str) -> None:
    page.locator(f".rows .entry:has-text('ขาดงบประมาณ') [data-act={action}]").first.click()


def paste(page: Page) -> None:
    page.locator(".composer textarea").first.focus()
    page.evaluate(COPY, ["ข้อหนึ่ง\nข้อสอง\nข้อสาม", ""])
    page.keyboard.press("Control+V")
    page.locator(".offer button").first.click()


def answer(page: Page) -> None:
    page.locator(".composer .choice[data-value=recommendation]").click()
    page.locator(".composer [role=combobox]:visible").first.click()


def complain(page: Page) -> None:
    page.locator(".composer .choice[data-value=problem]").first.click()
    page.locator(".composer .add").click()


# What can be opened on a page: the page, how, and what is there then.
OPENED: dict[str, tuple[str, Callable[[Page], None], str]] = {
    "editor": ("record signed", lambda page: press(page, "edit"), ".rows .editor textarea"),
    "withdrawal": ("record signed", lambda page: press(page, "withdraw"), ".rows .editor input"),
    "history": ("record signed", lambda page: press(page, "history"), "dialog .version"),
    "choice": (
        "record signed",
        lambda page: page.locator(".is-conflict [data-act=history]").click(),
        "dialog .version",
    ),
    "provinces": (
        "record signed",
        lambda page: page.get_by_role("combobox", name="จังหวัด").first.click(),
        "[role=option]",
    ),
    "problems": ("record signed", answer, "[role=option]"),
    "complaint": ("record signed", complain, ".composer .trouble:not(:empty)"),
    "paste": ("record signed", paste, ".split tr"),
    "codebook": (
        "themes",
        lambda page: page.locator("[data-key='change money']").click(),
        "main input[maxlength='300']",
    ),
    "card flags": ("cards", lambda page: page.locator(".flag button").first.click(), ".flag"),
}


@pytest.mark.parametrize("name", OPENED)
def test_axe_finds_nothing_in_what_opens(opening: Callable[[str], Page], name: str) -> None:
    """What opens on a page, a dialog, an editor or a list, is as good as the page itself."""
    where, act, there = OPENED[name]
    page = opening(where)
    act(page)
    expect(page.locator(there).first).to_be_visible()
    assert violations(page) == []
    page.close()


def test_axe_finds_nothing_on_the_way_of_a_participant(browser: Browser, filled: Server) -> None:
    """From the code on the poster over the province to the dots, axe-core has nothing to say."""
    asked = {"role": "participant", "group": "signed", "hours": 1}
    code = filled.post("api/codes", json=asked).json()["code"]["code"]
    device = browser.new_context(bypass_csp=True)
    device.add_init_script(AXE)
    page = device.new_page()
    page.goto(f"{filled.base}sistercity/vote/signed")
    page.locator("#code").fill("ABCD")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert violations(page) == []
    page.locator("#code").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator("#province")).to_be_visible()
    assert violations(page) == []
    page.locator("#province").select_option("TH-75")
    page.locator("button[type=submit]").first.click()
    expect(page.locator(CONTENT).first).to_be_visible()
    assert violations(page) == []
    device.close()


# A control's look is its own and that of what stands for it: a radio's label, a card around a link.
WALK = """() => {
  const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const look = (node) => [node, node.nextElementSibling, node.parentElement].filter(Boolean)
    .flatMap((part) => [null, "::before", "::after"].map((pseudo) => {
      const style = getComputedStyle(part, pseudo);
      return [style.outlineStyle, style.outlineWidth, style.boxShadow].join();
    })).join("|");
  const said = (node) => node.outerHTML.slice(0, 160);
  const shown = (node) => !node.disabled && node.type !== "hidden" && node.checkVisibility();
  const controls = [...document.querySelectorAll(CONTROLS)].filter(shown);
  document.activeElement.blur();
  const before = new Map(controls.map((node) => [node, look(node)]));
  const visited = new Set();
  const unseen = [];
  const inVisitedGroup = ({ type, name }) =>
    type === "radio" && controls.some((other) => other.name === name && visited.has(other));
  window.step = () => {
    const node = document.activeElement;
    if (visited.has(node)) return true;
    if (before.get(node) === look(node)) unseen.push(said(node));
    if (node !== document.body) visited.add(node);
    return false;
  };
  const missed = (node) => node.isConnected && !visited.has(node) && !inVisitedGroup(node);
  window.walked = () => ({ missed: controls.filter(missed).map(said), unseen });
  return controls.length;
}"""


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_by_keyboard(opened: Callable[[str], Page], name: str) -> None:
    """Tab leads to every control of a page, and the one that has the focus looks like it."""
    page = opened(name)
    count = page.evaluate(WALK)
    for _ in range(2 * count + 10):
        page.keyboard.press("Tab")
        if page.evaluate("window.step()"):
            break
    assert page.evaluate("window.walked()") == {"missed": [], "unseen": []}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(opened: Callable[[str], Page], name: str) -> None:
    """At 360 px, and at 200 % zoom of a 1366 px screen, nothing has to be scrolled sideways."""
    page = opened(name)
    for width in (683, 360):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


MOVING = """() => [...document.querySelectorAll("*")].flatMap((node) =>
  [null, "::before", "::after"].map((pseudo) => getComputedStyle(node, pseudo)).filter((style) =>
    style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => time !== "0s"))
  .map(() => node.outerHTML.slice(0, 160)))"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_can_move_for_whoever_asks_for_rest(opened: Callable[[str], Page], name: str) -> None:
    """With reduced motion asked for, nothing on a page has an animation or a transition."""
    page = opened(name)
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []


def test_what_arrives_on_the_board_moves_only_for_others(
    opened: Callable[[str], Page], filled: Server
) -> None:
    """A new entry moves on the board, but not for whoever asks for rest."""
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page = opened("board")
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        text = f"มาใหม่ {motion}"
        filled.post("api/revisions", json={"revisions": [entry(motion, "considering", "benefit", text)]})
        expect(page.locator(".newest .new", has_text=text)).to_be_visible()
        assert bool(page.evaluate("document.getAnimations().length")) is moves
