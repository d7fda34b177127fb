"""The Word, Excel and memo files: the same words and numbers, real styles and heads, nothing that runs."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Pt
from report_sample import sample

from sistercity_nb.report.content import content
from sistercity_nb.report.docx import docx
from sistercity_nb.report.memo import memo_docx, memo_pdf
from sistercity_nb.report.privacy import flat, readable
from sistercity_nb.report.xlsx import xlsx

HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "<b>&</b>",
    "\x00\x07\ufffe\ud800",
    "http://x.example",
    "5" * 40_000,
]


@pytest.fixture(scope="module")
def document() -> bytes:
    """A report of 40 entries as a Word document."""
    return docx(sample(40))


def test_every_sentence_stands_in_the_word_file(document: bytes) -> None:
    """Each entry, heading and caption of the report is in the document, and its charts' numbers too."""
    summary = sample(40)
    said = flat(readable("x.docx", document))
    assert all(flat(one["text"]) in said for one in summary["entries"])
    report = content(summary)
    for part in (*report["front"], *report["chapters"], *report["annex"]):
        assert flat(part["title"]) in said
    for chart in summary["charts"]:
        assert all(flat(row["row"]) in said for row in chart["rows"])


def test_it_has_styles_heads_and_thai(document: bytes) -> None:
    """Headings are styles, heads of tables repeat, every style names a font for Thai and its size."""
    opened = Document(io.BytesIO(document))
    assert sum(one.style.name == "Heading 1" for one in opened.paragraphs) >= 8
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in opened.tables)
    style = opened.styles["Normal"].element.xml
    assert 'w:cs="TH Sarabun New"' in style
    assert '<w:szCs w:val="32"/>' in style
    assert 'w:bidi="th-TH"' in style
    assert "thaiDistribute" in style
    assert {section._sectPr.xml.count("thaiNumbers") for section in opened.sections} == {0, 1}
    pictures = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', opened.element.xml)
    assert len(pictures) == 4


def test_every_jump_leads_somewhere(document: bytes) -> None:
    """Each link and each page number of the contents points to a bookmark that is there, once."""
    xml = Document(io.BytesIO(document)).element.xml
    marks = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)
    pointed = {*re.findall(r'w:anchor="([^"]+)"', xml), *re.findall(r"PAGEREF (\S+)", xml)}
    assert len(marks) == len({*marks})
    assert pointed <= {*marks}


@pytest.mark.parametrize("make", [docx, xlsx, memo_docx, memo_pdf], ids=lambda make: make.__name__)
def test_the_same_summary_gives_the_same_bytes(make: Any) -> None:
    """Nothing of the time or the machine is in the file."""
    assert make(sample(12)) == make(sample(12))


def test_no_cell_is_a_formula() -> None:
    """What somebody typed is text, however much it looks like a formula; numbers are numbers."""
    summary = sample(20)
    for one, text in zip(summary["entries"], HOSTILE, strict=False):
        one["text"] = text
    book = openpyxl.load_workbook(io.BytesIO(xlsx(summary)))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    entries = book["รายการ"]
    said = [row[5].value for row in entries.iter_rows(min_row=2)]
    assert "=1+1" in said
    chart = summary["charts"][1]
    page = next(page for page in book if chart["title"].startswith(page.title))
    assert [row[2].value for row in page.iter_rows(min_row=2)] == [row["value"] for row in chart["rows"]]


def test_hostile_text_is_text_in_word() -> None:
    """Markup and characters that XML does not know are shown, and the file still opens."""
    summary = sample(20)
    for one, text in zip(summary["entries"], HOSTILE, strict=False):
        one["text"] = text
    said = "\n".join(
        cell.text for table in Document(io.BytesIO(docx(summary))).tables for cell in table._cells
    )
    assert "<b>&</b>" in said
    assert "[U+0000][U+0007][U+FFFE][U+D800]" in said


def test_the_memo_keeps_the_rules_of_the_form() -> None:
    """Its name in bold 29 pt on exactly 35 pt, labels in bold 20 pt, dotted leaders, no solid rule."""
    opened = Document(io.BytesIO(memo_docx(sample(20))))
    xml = opened.element.xml
    form = opened.tables[0].cell(0, 1).paragraphs[0]
    assert form.text == "บันทึกข้อความ"
    assert '<w:sz w:val="58"/>' in form._p.xml
    assert form.paragraph_format.line_spacing == Pt(35)
    assert form.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    sizes = {
        run.text.strip(): (run.font.bold, run.font.size) for one in opened.paragraphs for run in one.runs
    }
    for label in ("ส่วนราชการ", "ที่", "วันที่", "เรื่อง"):
        assert sizes[label] == (True, Pt(20))
    assert 'w:leader="dot"' in xml
    assert "w:pBdr" not in xml


def test_the_memo_says_the_same_in_both_forms() -> None:
    """Word and PDF carry the same paragraphs."""
    word, pdf = (
        flat(readable(f"x.{kind}", make(sample(20))))
        for kind, make in (("docx", memo_docx), ("pdf", memo_pdf))
    )
    for said in ("กองการต่างประเทศ", "จึงเรียนมาเพื่อโปรดพิจารณา", "โดยมีข้อค้นพบสำคัญ"):
        assert flat(said) in word
        assert flat(said) in pdf


def test_the_memo_promises_what_the_report_has() -> None:
    """It names the edition, and counts the recommendations that say who, when and for how much."""
    summary = sample(40)
    advice = [one for one in summary["entries"] if one["kind"] == "recommendation"]
    for one in advice:
        one |= {"owner": "", "due": "", "budget": ""}
    advice[0] |= {"owner": "จังหวัด", "budget": "ไม่ใช้งบประมาณ"}
    said = flat(readable("memo.docx", memo_docx(summary)))
    assert flat("(ฉบับเผยแพร่ · ฉบับร่าง)") in said
    counted = "ระบุผู้รับผิดชอบ 1 รายการ ระยะเวลา 0 รายการ และงบประมาณ 1 รายการ"
    assert flat(f"จำนวน {len(advice)} รายการ ในจำนวนนี้{counted}") in said


def test_the_word_file_opens_in_libreoffice(document: bytes, tmp_path: Path) -> None:
    """LibreOffice sets every page of it, with the contents' page numbers counted."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed; the Word file was not opened in it")
    (tmp_path / "report.docx").write_bytes(document)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "report.docx")], check=True, capture_output=True)
    said = readable("report.pdf", (tmp_path / "report.pdf").read_bytes())
    assert re.search(r"บทที่ ๔ ผลการประชุมกลุ่มย่อย\s*\.*\s*\d+", said)
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        assert packed.testzip() is None
