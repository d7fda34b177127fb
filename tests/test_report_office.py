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
from contact import contact_sheet
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Pt
from pypdf import PdfReader
from report_sample import sample

from sistercity_nb.charts.lettering import BOLD, width_of
from sistercity_nb.report import ooxml
from sistercity_nb.report.columns import widths
from sistercity_nb.report.content import content
from sistercity_nb.report.docx import docx
from sistercity_nb.report.embedding import hidden
from sistercity_nb.report.fonts import OFFICE
from sistercity_nb.report.memo import memo_docx, memo_pdf
from sistercity_nb.report.privacy import readable
from sistercity_nb.report.traces import flat
from sistercity_nb.report.xlsx import xlsx
from sistercity_nb.thai import thai_digits

HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "<b>&</b>",
    "\x00\x07\ufffe\ud800",
    "http://x.example",
    "5" * 40_000,
]


def measured() -> dict[str, Any]:
    """A summary that tells who came and how satisfied they were."""
    line = {"part": "4.1", "part_title": "ส่วนภูมิภาค", "who": "จังหวัด", "expected": 76, "attended": 72}
    came = {"lines": [line], "others": 2, "attended": 74, "provinces": 72, "names": []}
    item = {"title": "ความรู้", "n": 40, "missing": 2, "mean": 4.3, "sd": 0.6, "high": 88.0}
    item |= {"word": "มาก", "word_other": "มากที่สุด"}
    judged = {
        "respondents": 42,
        "scheme": "A",
        "target": None,
        "overall": {**item, "title": "ภาพรวม"},
        "sides": [{**item, "title": "ด้านวิทยากร", "items": [item]}],
        "gains": [],
        "general": [{"title": "เพศ", "n": 40, "rows": [{"label": "หญิง", "n": 40, "percent": 100.0}]}],
        "comments": [],
    }
    return sample(40, participants=came, evaluation=judged)


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


@pytest.mark.parametrize("language", ["th", "en"])
def test_captions_are_numbered_by_fields(language: str) -> None:
    """Word counts tables and figures itself, and would count to the numbers that stand there."""
    opened = Document(io.BytesIO(docx(sample(40, language=language))))
    captions = [one for one in opened.paragraphs if "SEQ " in one._p.xml]
    counts: dict[str, int] = {}
    for caption in captions:
        [(word, digits)] = re.findall(r" SEQ (\S+) \\\* (\w+) ", caption._p.xml)
        counts[word] = counts.get(word, 0) + 1
        number = str(counts[word])
        assert digits == ("ThaiArabic" if language == "th" else "Arabic")
        assert caption.text.startswith(f"{word} {thai_digits(number) if language == 'th' else number} ")
    assert {*counts} == ({"ตารางที่", "ภาพที่"} if language == "th" else {"Table", "Figure"})
    assert min(counts.values()) >= 4


def test_no_line_ends_inside_a_number_that_is_pointed_to(document: bytes) -> None:
    """A reference is kept on a line by its hyphen; beside an entry it is that of a keyboard."""
    xml = Document(io.BytesIO(document)).element.xml
    references = re.findall(r"<w:hyperlink .*?</w:hyperlink>", xml, re.DOTALL)
    numbers = [one for one in references if re.search(r"<w:t[^>]*>[A-D]<", one)]
    assert len(numbers) > 40
    assert all("<w:noBreakHyphen/>" in one for one in numbers)
    assert not any(re.search(r"[A-D]-\d{3}", one) for one in references)
    said = readable("x.docx", document)
    assert all(
        xml.count(f">{one['number']}<") >= 1 and one["number"] in said for one in sample(40)["entries"]
    )


def test_a_column_has_room_for_its_widest_word() -> None:
    """No number and no word of a head is broken: what a narrow column lacks, a wide one gives."""
    said = [["ด้าน"], ["n", "๑,๓๑๓"], ["ไม่ตอบ"], ["ค่าเฉลี่ย"], ["S.D."], ["ระดับ ๔–๕ (ร้อยละ)"], ["ระดับ"]]
    wide = widths([3.2, 0.6, 0.85, 0.9, 0.7, 0.85, 1.1], said, 9072)
    assert sum(wide) == pytest.approx(9072, abs=7)
    words = ["๑,๓๑๓", "ไม่ตอบ", "ค่าเฉลี่ย", "S.D.", "(ร้อยละ)", "ระดับ"]
    for width, word in zip(wide[1:], words, strict=True):
        assert width_of(word, BOLD) * ooxml.TWIPS < width - 150, word
    assert widths([1, 9], [["ภาษาอังกฤษ"], ["ข"]], 2000) == [1000, 1000]  # no more than an equal share


def test_tables_and_pictures_are_as_wide_as_the_text(document: bytes) -> None:
    """Nothing sticks out: a picture has no space of its own at its sides, a table's columns fill the line."""
    opened = Document(io.BytesIO(document))
    section = opened.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    pictures = [shape._inline for shape in opened.inline_shapes]
    assert max(one.extent.cx for one in pictures) <= room
    assert {(one.get("distL"), one.get("distR")) for one in pictures} == {("0", "0")}
    for table in opened.tables:
        assert sum(column.width for column in table.columns) == pytest.approx(room, rel=0.001)


def test_the_numbers_below_a_chart_have_its_digits(document: bytes) -> None:
    """A chart's table names its rows and columns in the digits that the chart has."""
    said = {cell.text for table in Document(io.BytesIO(document)).tables for cell in table.rows[0].cells}
    assert "แนวทางที่ ๑" in said
    assert "แนวทางที่ 1" not in said


@pytest.mark.parametrize("make", [docx, memo_docx], ids=lambda make: make.__name__)
def test_a_word_file_says_only_what_is_ours(make: Any) -> None:
    """It names our program and no font but ours; all that the template brought is gone."""
    with zipfile.ZipFile(io.BytesIO(make(sample(12)))) as packed:
        names = [name for name in packed.namelist() if not name.endswith(("png", "odttf"))]
        parts = {name: packed.read(name).decode() for name in names}
    fonts = set(re.findall('w:font w:name="([^"]+)"', parts["word/fontTable.xml"]))
    assert fonts == {"TH Sarabun New", "Sarabun Office", "Symbol"}
    assert "<Application>sistercity-nb</Application>" in parts["docProps/app.xml"]
    assert "docProps/thumbnail.jpeg" not in parts
    for name, part in parts.items():
        assert not re.search('Macintosh|python-docx|ＭＳ|Cambria"|Calibri|(?:HAnsi|Asia)Theme=', part), name
    for target in re.findall('Target="([^"]+)"', parts["word/_rels/document.xml.rels"]):
        assert f"word/{target}" in parts or target.endswith("png")


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
    page = next(page for page in book if page.title.startswith("ภาพที่ ๒ "))
    values = [row["value"] for row in summary["charts"][1]["rows"]]
    assert [row[2].value for row in page.iter_rows(min_row=2)] == values


def test_the_workbook_says_what_it_is_as_people_do() -> None:
    """Its first sheet has no empty line, one line for the edition, and Thai dates of the day in Bangkok."""
    summary = measured()
    book = openpyxl.load_workbook(io.BytesIO(xlsx({**summary, "as_of": "2020-03-20T17:30:00+00:00"})))
    facts = dict(book["เกี่ยวกับรายงาน"].iter_rows(values_only=True))
    assert None not in (*facts, *facts.values())
    assert facts["วันเริ่มต้น"] == "๑๘ มีนาคม ๒๕๖๓"
    assert facts["ข้อมูลถึง"] == "๒๑ มีนาคม ๒๕๖๓"
    assert facts["ฉบับ"] == "ฉบับเผยแพร่ · ฉบับร่าง"
    said = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
    assert not [one for one in said if re.match(r"\d{4}-\d\d-\d\d", one)]


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_sheet_on_paper_says_what_it_is_a_part_of(language: str) -> None:
    """Each prints the workshop, edition, draft or final, the mark of simulated data, and its table's head."""
    summary = {**measured(), "language": language, "edition": "internal", "final": 3}
    summary["workshop"]["short"] = "R&D " * 40
    book = openpyxl.load_workbook(io.BytesIO(xlsx(summary)))
    edition, mark = {
        "th": ("ฉบับใช้ภายใน · ฉบับสมบูรณ์ เลขที่ ๓", "ข้อมูลจำลอง"),
        "en": ("Internal edition · Final, no. 3", "Simulated data"),
    }[language]
    for page in book:
        assert page.oddHeader.left.text.startswith("R&&D R&&D")
        assert page.oddHeader.right.text == mark
        assert page.oddFooter.left.text == edition
        assert page.oddFooter.center.text
        assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (9, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_title_rows == (None if page == book.worksheets[0] else "$1:$1")
    real = openpyxl.load_workbook(io.BytesIO(xlsx({**summary, "simulated": False})))
    assert not any(page.oddHeader.right.text for page in real)


def test_a_chart_is_found_by_its_number_in_the_report() -> None:
    """The sheet of a chart begins with the figure's number, and its name ends in no word or connective."""
    summary = measured()
    report = content(summary)
    labels = {
        block["chart"]: block["label"]
        for part in report["chapters"]
        for block in part["blocks"]
        if block["block"] == "figure"
    }
    names = openpyxl.load_workbook(io.BytesIO(xlsx(summary))).sheetnames[-len(summary["charts"]) :]
    for name, chart in zip(names, summary["charts"], strict=True):
        assert name.startswith(f"{labels[chart['id']]} จำนวน")
    assert names[0] == "ภาพที่ ๑ จำนวนรายการจำแนก"  # no ตามกลุ่ม or และ behind it


def test_a_number_is_shown_as_the_report_prints_it() -> None:
    """Counts are whole, means and S.D. have two decimals, percentages one, an analyst's number its own."""
    table = {"kind": "table", "after": "chapter-4", "caption": "ก", "head": ["x"], "rows": [["1.250"], ["7"]]}
    summary = {**measured(), "additions": [table]}
    summary["charts"][0]["rows"][0]["value"] = 4.0
    book = openpyxl.load_workbook(io.BytesIO(xlsx(summary)))

    def formats(page: Any, row: int) -> list[str]:
        return [cell.number_format for cell in page[row] if isinstance(cell.value, int | float)]

    assert formats(book["ความพึงพอใจ"], 2) == ["0", "0", "0.00", "0.00", "0.0"]
    assert formats(book["ข้อมูลทั่วไปของผู้ตอบ"], 2) == ["0", "0.0"]
    assert formats(book["ผลการประชุม"], 2)[:3] == ["0", "0", "0.0"]
    charted = book.worksheets[-len(summary["charts"]) - 2]
    assert [*formats(charted, 2), *formats(charted, 3)] == ["0.00", "0"]
    assert [*formats(book["ก"], 2), *formats(book["ก"], 3)] == ["0.000", "0"]


def test_a_long_text_has_room() -> None:
    """A row is as high as its longest text needs, in programs too that take a row's height from the file."""
    summary = sample(20)
    summary["entries"][0]["text"], summary["entries"][1]["text"] = "สั้น", "ข้อความยาว " * 30
    page = openpyxl.load_workbook(io.BytesIO(xlsx(summary)))["รายการ"]
    assert page.row_dimensions[2].height < page.row_dimensions[3].height / 3


def test_totals_are_called_so() -> None:
    """Participants and entries are added up, and so is a side of the questionnaire, in the report's words."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(measured())))
    people = [row[2:] for row in book["ผู้เข้าร่วมประชุม"].iter_rows(min_row=3, values_only=True)]
    assert people == [
        ("รวมตามเป้าหมาย", 110, 72),
        ("ผู้เข้าร่วมนอกเหนือจากเป้าหมาย", None, 2),
        ("รวมทั้งสิ้น", None, 74),
    ]
    asked = [row[:2] for row in book["ความพึงพอใจ"].iter_rows(min_row=2, values_only=True)]
    assert asked[:2] == [("ด้านวิทยากร", "ความรู้"), ("ด้านวิทยากร", "รวมทั้งด้าน")]
    balance = [row[2] for row in book["บัญชีรายการ"].iter_rows(min_row=2, values_only=True)]
    assert balance[-1] == sum(balance[:-1])
    for page in book.worksheets[1:]:
        assert page.auto_filter.ref or page.max_row == 1
    assert book["ผู้เข้าร่วมประชุม"].auto_filter.ref == "A1:E2"  # a filter leaves the totals


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
    head = opened.tables[0]
    assert (round(head.columns[0].width.cm, 1), round(head.rows[0].height.cm, 1)) == (1.5, 1.5)  # the slot
    assert head.cell(0, 0)._tc.xml.count('w:val="dotted"') == 4
    form = head.cell(0, 2).paragraphs[0]
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
    for said in ("กองการต่างประเทศ", "จึงเรียนมาเพื่อโปรดพิจารณา", "โดยมีประเด็นสำคัญ"):
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


def in_libreoffice(document: bytes, folder: Path) -> bytes:
    """A Word file as LibreOffice prints it, on a machine that has none of its fonts."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed; the Word file was not opened in it")
    (folder / "report.docx").write_bytes(document)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "report.docx")], check=True, capture_output=True)
    return (folder / "report.pdf").read_bytes()


def fonts_of(printed: bytes) -> set[str]:
    """The fonts of a PDF's pages."""
    named = set()
    for page in PdfReader(io.BytesIO(printed)).pages:
        resources: Any = page["/Resources"]
        named |= {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    return {name.partition("+")[2] for name in named}


def test_the_word_file_opens_in_libreoffice(document: bytes, tmp_path: Path) -> None:
    """LibreOffice sets every page of it in the font inside it, with the contents' page numbers counted."""
    printed = in_libreoffice(document, tmp_path)
    contact_sheet(printed, "report-docx")
    said = readable("report.pdf", printed)
    assert re.search(r"คำนำ\s*\.+\s*ก", said)
    assert re.search(r"บทสรุปผู้บริหาร\s*\.+\s*ข", said)
    assert re.search(r"บทที่ ๔ ผลการประชุมกลุ่มย่อย\s*\.*\s*\d+", said)
    assert re.search(r"ตารางที่ ๑๒ \S", said)  # a caption's number, which is no letter of its field
    assert {path.stem for path in OFFICE} == fonts_of(printed) - {"OpenSymbol"}
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        assert packed.testzip() is None


def test_the_memo_is_one_page_in_libreoffice(tmp_path: Path) -> None:
    """A memo that fits one page in the PDF fits one page there."""
    assert len(PdfReader(io.BytesIO(in_libreoffice(memo_docx(sample(300)), tmp_path))).pages) == 1


@pytest.mark.parametrize("make", [docx, memo_docx], ids=lambda make: make.__name__)
def test_a_word_file_carries_its_font(make: Any) -> None:
    """Both weights are inside as they are shipped, each under the key that the font table names."""
    with zipfile.ZipFile(io.BytesIO(make(sample(12)))) as packed:
        table = packed.read("word/fontTable.xml").decode()
        links = packed.read("word/_rels/fontTable.xml.rels").decode()
        kinds = packed.read("[Content_Types].xml").decode()
        lines = re.findall("<Relationship [^>]+>", links)
        targets = {
            "".join(re.findall(' Id="([^"]+)"', one)): re.findall('Target="([^"]+)"', one)[0] for one in lines
        }
        found = re.findall(r'<w:embed(Regular|Bold) r:id="([^"]+)" w:fontKey="{([^}]+)}"/>', table)
        inside = [(style, hidden(packed.read(f"word/{targets[name]}"), key)) for style, name, key in found]
    shipped = dict(zip(("Regular", "Bold"), (path.read_bytes() for path in OFFICE), strict=True))
    assert inside == [*shipped.items()] * 2
    assert kinds.count("obfuscatedFont") == 2


def test_a_table_without_cells_stops_no_workbook() -> None:
    """An analyst's table with an empty row, or with none, is a sheet like the others."""
    summary = sample(12)
    whole = {"after": "chapter-4", "kind": "table", "caption": "ตาราง"}
    summary["additions"] = [{**whole, "head": ["ก"], "rows": [[]]}, {**whole, "head": [], "rows": [[]]}]
    names = openpyxl.load_workbook(io.BytesIO(xlsx(summary))).sheetnames
    assert {"ตาราง", "ตาราง 2"} <= {*names}
