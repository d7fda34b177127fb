"""The page on which what several people set at once is settled, and other laptops' records are brought in."""

from pathlib import Path

import pytest
from devices import Open
from playwright.sync_api import expect
from serving import Server

from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Store, jsonl
from sistercity_nb.workshop import Workshop

pytestmark = pytest.mark.browser


def test_a_laptops_record_is_brought_in_and_settled(
    open_page: Open, server: Server, tmp_path: Path, workshop: Workshop
) -> None:
    """A file of another laptop brings its entries; of two texts both are shown, and the chosen one stands."""

    def entry(id: str, text: str, *parents: str) -> Revision:
        body = {"group": "signed", "kind": "problem", "text": text}
        return Revision(f"laptop-{id}", "laptop-entry", RecordType.ENTRY, body, parents, "สมชาย")

    with Store(f"sqlite:///{tmp_path / 'laptop.db'}", workshop) as laptop:
        first = laptop.append([entry("1", "จังหวัดไม่มีงบประมาณ")])[0].id
        laptop.append([entry("2", "จังหวัดไม่มีงบประมาณเพียงพอ", first)])
        laptop.append([entry("3", "จังหวัดไม่มีบุคลากร", first)])
        file = tmp_path / "laptop.jsonl"
        jsonl.write(file, jsonl.lines(workshop.id, laptop.revisions()))
    page = open_page("conflicts")
    page.get_by_label("บันทึกของเครื่องอื่น").set_input_files(file)
    expect(page.locator(".bringing [role=status]")).to_contain_text("การแก้ไขใหม่ 3 รายการ")
    conflict = page.locator("[data-id='laptop-entry']")
    expect(conflict.locator(".version")).to_have_count(2)
    expect(conflict.locator("mark").first).to_be_visible()
    conflict.locator(".version", has_text="เพียงพอ").get_by_role("button", name="ใช้อย่างนี้").click()
    expect(conflict).to_have_count(0)
    records = server.get("api/records?type=entry&group=signed").json()["records"]
    [state] = [one for one in records if one["id"] == "laptop-entry"]
    assert (state["text"], state["conflict"]) == ("จังหวัดไม่มีงบประมาณเพียงพอ", False)
