"""The page on which a table is brought in: seen row by row, its columns chosen, taken when confirmed."""

from pathlib import Path

import pytest
from devices import Open
from playwright.sync_api import expect
from serving import Server

pytestmark = pytest.mark.browser
FORM = Path(__file__).parent.parent / "data" / "forms" / "google-entries.csv"


def test_a_form_is_brought_in_row_by_row(open_page: Open, server: Server) -> None:
    """What would happen is shown before it does; another choice of column shows it anew; then it is there."""
    page = open_page("tables")
    page.get_by_label("แฟ้ม (.xlsx หรือ .csv)").set_input_files(FORM)
    expect(page.locator(".tables .row")).to_have_count(3)
    expect(page.locator(".tables .row").first).to_contain_text("แถวที่ 4")
    expect(page.locator(".tables .row").first).to_contain_text("กลุ่ม Z")
    page.locator(".tables summary").click()
    page.get_by_label("แนวทาง").select_option("severity")
    expect(page.locator(".tables .counts .refused")).to_contain_text("1")
    page.get_by_label("แนวทาง").select_option("guideline")
    page.get_by_role("button", name="นำเข้า 2 แถว").click()
    expect(page.locator(".tables .said")).to_contain_text("2")
    records = server.get("api/records?type=entry&group=signed").json()["records"]
    assert "-ขอรับการสนับสนุนจากส่วนกลาง" in [one["text"] for one in records]
