"""Two people change one entry at the same time: both wordings are kept, and a person chooses."""

from collections.abc import Callable
from typing import Any

import pytest
from devices import Open, stored
from playwright.sync_api import BrowserContext, Locator, Page, expect
from serving import Server
from test_capture import record, row

pytestmark = pytest.mark.browser


def change(page: Page, said: str, into: str) -> None:
    """Opens the entry's editor and types, without saving."""
    row(page, said).get_by_role("button", name="แก้ไข").click()
    page.locator(".rows .editor textarea").fill(into)


def save(page: Page) -> None:
    page.locator(".rows .editor textarea").press("Control+Enter")


def notice(page: Page, id: str) -> Locator:
    """What stands above the list about the entry ``id``."""
    return page.locator(f".clashes [data-clash='{id}']")


def compare(page: Page, id: str) -> Locator:
    """The dialog in which the entry ``id`` is decided on, opened from the keyboard."""
    notice(page, id).get_by_role("button", name="เปรียบเทียบและเลือก").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".version").first).to_be_visible()
    return dialog


def entry_of(server: Server, id: str) -> dict[str, Any]:
    return next(entry for entry in stored(server, "considering") if entry["id"] == id)


def recorded(page: Page, server: Server, said: str) -> str:
    """Records an entry; returns its id."""
    record(page, said)
    expect(row(page, said).locator(".chip.saved")).to_be_visible()
    id: str = next(entry["id"] for entry in stored(server, "considering") if entry["text"] == said)
    return id


@pytest.fixture
def clash(
    open_page: Open, other_context: BrowserContext, server: Server, said: str
) -> tuple[Page, Page, str]:
    """Two screens on which one entry has just been changed at the same time, and the entry's id."""
    first, second = open_page("record/considering"), open_page("record/considering", device=other_context)
    id = recorded(first, server, said)
    change(first, said, f"{said} ของคนแรก")
    change(second, said, f"{said} ของคนที่สอง")
    save(first)
    expect(second.locator(".rows .editor .sc-notice")).to_contain_text(f"{said} ของคนแรก")
    save(second)
    expect(notice(second, id)).to_be_visible()
    return first, second, id


def test_both_are_told_and_nothing_is_decided(
    clash: tuple[Page, Page, str], server: Server, said: str
) -> None:
    """The second to save is told at once, the first when it happens; the record keeps both wordings."""
    first, second, id = clash
    for page in (first, second):
        expect(notice(page, id)).to_contain_text("พร้อมกับท่าน")
        expect(page.locator(f".entry.is-conflict[data-id='{id}']")).to_be_visible()
    assert first.locator(".clashes").get_attribute("role") == "status"
    entry = entry_of(server, id)
    assert (entry["conflict"], len(entry["heads"])) == (True, 2)


def test_the_two_wordings_stand_side_by_side(clash: tuple[Page, Page, str], said: str) -> None:
    """The dialog shows one's own wording first and marks the words that differ in both."""
    _, second, id = clash
    dialog = compare(second, id)
    versions = dialog.locator(".version")
    expect(versions).to_have_count(2)
    expect(versions.nth(0)).to_contain_text("ข้อความของท่าน")
    for version, whole, other in ((0, "ของคนที่สอง", "แรก"), (1, "ของคนแรก", "สอง")):
        expect(versions.nth(version).locator(".words")).to_have_text(f"{said} {whole}")
        marked = "".join(versions.nth(version).locator(".words mark").all_inner_texts())
        assert marked
        assert marked in whole
        assert other not in marked
    expect(dialog.get_by_role("button", name="ใช้ข้อความนี้").first).to_be_focused()
    first, last = versions.nth(0).bounding_box(), versions.nth(1).bounding_box()
    assert first
    assert last
    assert first["y"] == last["y"]


@pytest.mark.parametrize("place", [0, 1], ids=["mine", "theirs"])
def test_choosing_one_of_the_two(
    clash: tuple[Page, Page, str], server: Server, said: str, place: int
) -> None:
    """The chosen wording becomes a revision on top of both, and stands on both screens."""
    first, second, id = clash
    heads = set(entry_of(server, id)["heads"])
    compare(second, id).locator(".version").nth(place).get_by_role("button", name="ใช้ข้อความนี้").click()
    chosen = f"{said} {('ของคนที่สอง', 'ของคนแรก')[place]}"
    for page in (first, second):
        expect(row(page, chosen).locator(".chip.saved")).to_be_visible()
        expect(notice(page, id)).to_have_count(0)
    revisions = server.get(f"api/records/{id}/revisions").json()["revisions"]
    assert len(revisions) == 4
    assert set(revisions[-1]["parents"]) == heads
    assert entry_of(server, id)["conflict"] is False


def test_a_joined_wording_is_written(clash: tuple[Page, Page, str], server: Server, said: str) -> None:
    """A third wording can be written out of the two; what was typed of it survives a reload."""
    first, second, id = clash
    dialog = compare(second, id)
    dialog.get_by_role("button", name="เขียนข้อความรวม").click()
    box = dialog.locator(".joining textarea")
    expect(box).to_have_value(f"{said} ของคนที่สอง")
    box.fill(f"{said} ของทั้งสองคน")
    expect(second.locator(".status")).not_to_contain_text("กำลังเก็บฉบับร่าง")
    second.reload()
    dialog = compare(second, id)
    dialog.get_by_role("button", name="เขียนข้อความรวม").click()
    expect(box).to_have_value(f"{said} ของทั้งสองคน")
    box.press("Control+Enter")
    for page in (first, second):
        expect(row(page, f"{said} ของทั้งสองคน").locator(".chip.saved")).to_be_visible()
        expect(notice(page, id)).to_have_count(0)
    assert len(server.get(f"api/records/{id}/revisions").json()["revisions"]) == 4


def test_an_edit_kept_over_a_reload_saw_what_it_saw(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """An edit that a reload interrupted becomes one of two wordings when another came meanwhile."""
    page = open_page("record/considering")
    id = recorded(page, server, said)
    change(page, said, f"{said} ของเรา")
    expect(page.locator(".status")).not_to_contain_text("กำลังเก็บฉบับร่าง")
    store_entry(
        f"{said} ของเขา", record=id, parents=tuple(entry_of(server, id)["heads"]), group="considering"
    )
    page.reload()
    expect(page.locator(".rows .editor textarea")).to_have_value(f"{said} ของเรา")
    expect(page.locator(".rows .editor .sc-notice")).to_contain_text(f"{said} ของเขา")
    save(page)
    expect(notice(page, id)).to_be_visible()
    assert entry_of(server, id)["conflict"] is True


def test_undoing_does_not_undo_somebody_else(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """What another person made of an entry since is not taken back with one's own change: both are shown."""
    page = open_page("record/considering")
    id = recorded(page, server, said)
    change(page, said, f"{said} ของเรา")
    save(page)
    expect(row(page, f"{said} ของเรา").locator(".chip.saved")).to_be_visible()
    store_entry(
        f"{said} ของเขา", record=id, parents=tuple(entry_of(server, id)["heads"]), group="considering"
    )
    expect(row(page, f"{said} ของเขา")).to_be_visible()
    page.locator(".undo button").click()
    expect(notice(page, id)).to_be_visible()
    texts = {
        version["body"]["text"] for version in server.get(f"api/records/{id}/revisions").json()["revisions"]
    }
    assert texts == {said, f"{said} ของเรา", f"{said} ของเขา"}
    assert len(entry_of(server, id)["heads"]) == 2
