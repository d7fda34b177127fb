"""Reports of what nobody would type on purpose: each format is made, is whole, and stays on its pages."""

import io
import json
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typst
from docx import Document
from fuzzed import LONG, carrying, fuzzed
from paper import outside
from pdf_readers import mupdf
from report_sample import sample

from sistercity_nb.report.docx import docx
from sistercity_nb.report.fonts import seen
from sistercity_nb.report.html import html
from sistercity_nb.report.pdf import pdf
from sistercity_nb.report.privacy import readable
from sistercity_nb.report.traces import flat
from sistercity_nb.report.xlsx import xlsx

_FOLDER, _TEXTS = "BENCHMARK_TEXTS", "wisesight_valid.jsonl"


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    """A thousand entries of pieces that HTML, Typst, LaTeX, Markdown, Excel or a terminal would obey."""
    return carrying(fuzzed(1000))


def cut(document: bytes) -> list[str]:
    """The first letters that lie outside their page's margins, if any do."""
    return list(islice(outside(document), 5))


def lost(said: str, summary: dict[str, Any], as_printed: Callable[[str], str]) -> list[str]:
    """The numbers of the entries whose text is not in ``said`` whole, spaces ignored."""
    unbroken = flat(flat(said))  # twice: where a soft hyphen is gone, two marks may change places
    entries = summary["entries"]
    return [one["number"] for one in entries if flat(flat(as_printed(one["text"]))) not in unbroken]


def test_nothing_leaves_its_page() -> None:
    """Endless words, heaps of marks, other directions, emoji, empty lines: all lies inside the margins."""
    assert cut(pdf(carrying(LONG))) == []


def test_a_letter_that_leaves_its_page_is_found() -> None:
    """The measure itself: what a page cuts off is seen although no page shows it."""
    wide = typst.compile(b'#set page(paper: "a4", margin: 3cm)\n#box("a" * 300)')
    tall = typst.compile(b'#set page(paper: "a4", margin: 3cm)\n#block(breakable: false, [a \\ ] * 90)')
    fits = typst.compile(b'#set page(paper: "a4", margin: 3cm)\na')
    assert [bool(cut(made)) for made in (wide, tall, fits)] == [True, True, False]


def test_an_entry_longer_than_a_page_is_printed_whole() -> None:
    """The register's row goes on on the next page, and so does a quotation; neither ends at a page's foot."""
    summary = sample(30)
    for one in summary["entries"][:4]:
        one["text"] = " ".join(f"{one['number']}ข้อที่{place}" for place in range(250))
    for one in (quoted for finding in summary["findings"] for quoted in finding["quotations"]):
        one["text"] = next(own["text"] for own in summary["entries"] if own["number"] == one["number"])
    document = pdf(summary)
    assert cut(document) == []
    said = flat(mupdf(document))
    assert all(flat(f"{one['number']}ข้อที่249") in said for one in summary["entries"][:4])


def test_a_name_has_room_in_a_narrow_column() -> None:
    """A ministry's name is broken between its words where the column of a table is narrower than the name."""
    summary = sample(40)
    for one in summary["entries"]:
        one["owner"] = one["due"] = one["budget"] = "กระทรวงการต่างประเทศ กรมส่งเสริมการปกครองท้องถิ่น" * 2
    assert cut(pdf(summary)) == []


def test_digits_and_a_sign_have_room_in_a_narrow_column() -> None:
    """What is written together without being Thai (..555[U+1F60A]) is measured as one, and broken as one."""
    summary = sample(40)
    for one in summary["entries"]:
        one["owner"] = one["due"] = one["budget"] = "ของแสงโสม เผื่อได้บัตรฟรีไงคับ..555😊"
    assert cut(pdf(summary)) == []


def test_a_thousand_texts_become_a_pdf(summary: dict[str, Any]) -> None:
    """No text stops the PDF, and none of it lies outside its page."""
    assert cut(pdf(summary)) == []


def test_a_thousand_texts_become_a_word_file(summary: dict[str, Any]) -> None:
    """No text stops the Word file; it opens, and every entry is in it."""
    made = docx(summary)
    assert Document(io.BytesIO(made)).tables
    assert lost(readable("x.docx", made), summary, seen) == []


def test_a_thousand_texts_become_a_workbook(summary: dict[str, Any]) -> None:
    """No text stops the workbook, and none becomes a formula or a link."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(summary)))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


def test_a_thousand_texts_become_a_page(summary: dict[str, Any]) -> None:
    """No text stops the HTML, and every entry is in it as text."""
    assert lost(readable("x.html", html(summary).encode()), summary, seen) == []


@pytest.mark.drill
@pytest.mark.parametrize("make", [html, pdf, docx, xlsx], ids=lambda make: make.__name__)
def test_what_people_really_type_stops_no_export(make: Callable[..., Any]) -> None:
    """Every text of Wisesight's validation part, as people wrote it, is printed, and none leaves its page."""
    file = Path(os.environ.get(_FOLDER, ".")) / _TEXTS
    if _FOLDER not in os.environ or not file.is_file():
        pytest.skip(f"{_FOLDER} names no folder that holds {_TEXTS}")
    texts = [json.loads(line)["texts"] for line in file.read_text(encoding="utf-8").splitlines()]
    made = make(carrying(texts))
    assert len(made) > len(texts) * 100
    if make is pdf:
        assert cut(made) == []
