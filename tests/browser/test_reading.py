"""What the machine read beside the record, and what people decide of it on the page of themes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from analysts import all_saved, coded, codings, focus, new_theme, states
from devices import Open
from playwright.sync_api import expect
from serving import Server

from sistercity_nb.settings import read_settings
from sistercity_nb.store import Store, open_store
from sistercity_nb.themes import reading

pytestmark = pytest.mark.browser
Read = Callable[..., None]


@pytest.fixture
def machine(home: Path) -> Read:
    """Puts what a machine would have read beside the record, as its own process does."""

    def machine(offers: Any = (), **read: Any) -> None:
        with open_store(read_settings(home, {})) as store:
            put(store, offers, read)

    def put(store: Store, offers: Any, read: dict[str, Any]) -> None:
        names = ("entry", "theme", "confidence")
        rows = [dict(zip(names, offer, strict=True)) for offer in offers]
        store.replace_suggestions([{**row, "reason": "ล่าม", "origin": "model"} for row in rows])
        for name in (reading.QUEUE, reading.FIT, reading.PAIRS, reading.AGREEMENT):
            store.replace_reading(name, read.get(name, None if name == reading.FIT else []))

    return machine


def test_a_key_accepts_a_suggestion_and_with_shift_rejects_it(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str, machine: Read
) -> None:
    """1 to 9 are the suggestions of the row that has the focus, in the order in which they are shown."""
    entry = store_entry(said)
    first, second = (new_theme(server, f"{word} {said[-8:]}")["id"] for word in ("ล่าม", "งบ"))
    machine([(entry, first, 0.6), (entry, second, 0.9)])
    page = open_page("themes")
    focus(page, said, entry)
    offers = page.locator(f".rows .entry[data-id='{entry}'] .offered")
    expect(offers).to_have_count(2)
    expect(offers.first).to_contain_text("งบ")
    page.keyboard.press("2")
    expect(offers).to_have_count(1)
    page.keyboard.press("Shift+1")
    expect(offers).to_have_count(0)
    all_saved(page)
    assert codings(server, entry) == {first: "accepted", second: "rejected"}


def test_all_that_are_sure_enough_are_accepted_and_taken_back(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str, machine: Read
) -> None:
    """The analyst sets the confidence, sees the error to expect, and accepts no more than that."""
    sure, unsure = store_entry(said), store_entry(f"{said} ข")
    theme = new_theme(server, f"ล่าม {said[-8:]}")["id"]
    curve = [{"from": step, "tested": 40, "wrong": 2, "at_most": 0.149} for step in (0.5, 0.9)]
    fit = {"coded": 40, "accuracy": 0.8, "curve": curve}
    machine([(sure, theme, 0.95), (unsure, theme, 0.6)], fit=fit)
    page = open_page("themes")
    expect(page.locator(".trust")).to_contain_text("ไม่เกินร้อยละ 15")
    page.get_by_role("button", name="รับทั้งหมดนี้").click()
    all_saved(page)
    assert (codings(server, sure), codings(server, unsure)) == ({theme: "accepted"}, {})
    page.get_by_label("รับข้อเสนอแนะของระบบพร้อมกันตั้งแต่").select_option("0.5")
    page.get_by_role("button", name="รับทั้งหมดนี้").click()
    expect(page.get_by_role("button", name="รับทั้งหมดนี้")).to_be_disabled()
    all_saved(page)
    assert codings(server, unsure) == {theme: "accepted"}
    page.get_by_role("button", name="ย้อนกลับ", exact=True).click()
    expect(page.get_by_role("button", name="รับทั้งหมดนี้")).to_be_enabled()
    all_saved(page)
    assert (codings(server, sure), codings(server, unsure)) == ({theme: "accepted"}, {theme: "open"})


def test_entries_that_say_the_same_become_one_voice_and_several_again(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str, machine: Read
) -> None:
    """What is linked is one group; those ticked are one voice, the others are not; both can be taken back."""
    one, two, three = sorted(store_entry(f"{said} {word}") for word in "กขค")
    machine(pairs=[[one, two, 0.9], [two, three, 0.95]])

    def paired() -> dict[tuple[str, str], str]:
        made = states(server, "pairing")
        return {
            (state["first"], state["second"]): state["decision"]
            for state in made
            if state["first"] in (one, two)
        }

    page = open_page("themes")
    page.get_by_text("กลุ่มรายการที่อาจกล่าวเรื่องเดียวกัน").click()
    group = page.locator(f"[data-group='{one} {two} {three}']")
    expect(group.get_by_role("checkbox")).to_have_count(3)
    group.get_by_role("checkbox").nth(1).uncheck()
    group.get_by_role("button", name="รายการที่เลือกกล่าวเรื่องเดียวกัน").click()
    expect(group).to_have_count(0)
    all_saved(page)
    assert paired() == {(one, three): "accepted", (one, two): "rejected", (two, three): "rejected"}
    page.reload()
    page.get_by_text("กลุ่มรายการที่นับเป็นเสียงเดียวกัน").click()
    voice = page.locator(f"[data-group='{one} {three}']")
    voice.get_by_role("button", name="ย้อนกลับ").click()
    expect(voice).to_have_count(0)
    all_saved(page)
    assert paired()[one, three] == "open"


def test_a_pair_is_no_duplicate(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str, machine: Read
) -> None:
    """Two alone are a group of two, and a person can say that they are not the same."""
    one, two = sorted(store_entry(f"{said} {word}") for word in "กข")
    machine(pairs=[[one, two, 0.9]])
    page = open_page("themes")
    page.get_by_text("กลุ่มรายการที่อาจกล่าวเรื่องเดียวกัน").click()
    group = page.locator(f"[data-group='{one} {two}']")
    group.get_by_role("button", name="คนละเรื่อง").click()
    expect(group).to_have_count(0)
    all_saved(page)
    assert [each["decision"] for each in states(server, "pairing") if each["first"] == one] == ["rejected"]


def test_what_coders_differ_on_is_settled_side_by_side(
    open_page: Open, server: Server, store_entry: Callable[..., str], said: str
) -> None:
    """Each theme on which blind coders differ stands with what each said; settling decides what counts."""
    entry = store_entry(said)
    both, one = (new_theme(server, f"{word} {said[-8:]}")["id"] for word in ("ทั้งสอง", "คนเดียว"))
    for theme, coder in ((both, "a"), (both, "b"), (one, "a")):
        coded(server, entry, theme, coder=coder)
    page = open_page("themes")
    page.get_by_text("ผู้จัดประเด็นที่ไม่เห็นของกันและกัน เห็นตรงกันเพียงใด").click()
    differing = page.locator(f".disagreements [data-entry='{entry}']")
    expect(differing.locator("tbody tr")).to_have_count(1)
    expect(differing.locator("tbody tr td").nth(0)).to_have_text("ใช่")
    expect(differing.locator("tbody tr td").nth(1)).to_have_text("ไม่ใช่")
    accept = differing.locator("[data-key^=accepted]")
    accept.focus()
    page.keyboard.press("Enter")
    expect(accept).to_have_attribute("aria-pressed", "true")
    expect(accept).to_be_focused()
    all_saved(page)
    assert codings(server, entry)[one] == "accepted"
    page.get_by_label("การตัดสินของ").select_option("b")
    expect(differing).to_be_hidden()  # whoever codes blind sees nothing of it
