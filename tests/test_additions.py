"""Analysts' own cells: their text, tables and pictures stand in their chapter, in every format."""

import io
import re
from base64 import b64decode, b64encode
from typing import Any

import nbformat
import openpyxl
import pandas as pd
import pytest
from PIL import Image
from report_sample import sample

from sistercity_nb.charts import png
from sistercity_nb.errors import ReportRefused
from sistercity_nb.exporters import (
    SisterCityDOCXExporter,
    SisterCityHTMLExporter,
    SisterCityXLSXExporter,
)
from sistercity_nb.report.additions import CHAPTER, MIME, additions, size, summary_of
from sistercity_nb.report.content import voice_of
from sistercity_nb.report.docx import docx
from sistercity_nb.report.html import html
from sistercity_nb.report.own import added
from sistercity_nb.report.pdf import pdf
from sistercity_nb.report.privacy import readable
from sistercity_nb.report.traces import flat
from sistercity_nb.report.xlsx import xlsx
from sistercity_nb.settings import Settings
from sistercity_nb.showing import show
from sistercity_nb.store import Store
from sistercity_nb.summary import summarise

HIDDEN = {"tags": ["remove-cell"]}
TABLE = (
    '<style>td{}</style><script>alert(1)</script><table class="dataframe">'
    "<thead><tr><th></th><th>จำนวน</th></tr></thead>"
    "<tbody><tr><th>ภาคเหนือ</th><td>12 <b>x</b></td></tr></tbody></table>"
)


def code(*data: dict[str, Any], **metadata: Any) -> Any:
    """A code cell with the given outputs."""
    outputs = [nbformat.v4.new_output("display_data", data=one) for one in data]
    return nbformat.v4.new_code_cell("x", outputs=outputs, metadata=metadata)


@pytest.fixture(scope="module")
def notebook() -> Any:
    """A report notebook with an analyst's cells below chapter 4."""
    picture = b64encode(png(sample(20)["charts"][3], "th", 8.0)).decode()
    return nbformat.v4.new_notebook(
        cells=[
            code({MIME: sample(20)}, **HIDDEN),
            code({CHAPTER: {"chapter": "chapter-4"}}, **HIDDEN),
            nbformat.v4.new_markdown_cell(
                "### การวิเคราะห์รายภาค\n\nข้อสังเกต **สำคัญ**\n\n- ข้อแรก\n- ข้อสอง <script>"
            ),
            code({"text/html": TABLE, "text/plain": "..."}, {"image/png": picture}),
            code({CHAPTER: {"chapter": "chapter-5"}}, **HIDDEN),
            nbformat.v4.new_markdown_cell("หมายเหตุลับ", metadata=HIDDEN),
        ]
    )


def test_cells_are_taken_in_their_order_and_place(notebook: Any) -> None:
    """Markdown gives headings, paragraphs, lists; outputs tables and figures; a hidden cell nothing."""
    found = additions(notebook)
    assert [one["kind"] for one in found] == ["heading", "text", "bullets", "table", "figure"]
    assert {one["after"] for one in found} == {"chapter-4"}
    assert found[1]["text"] == "ข้อสังเกต สำคัญ"
    assert found[3]["rows"] == [["ภาคเหนือ", "12 x"]]
    assert found[3]["caption"] == "การวิเคราะห์รายภาค"


def test_they_stand_in_every_format(notebook: Any) -> None:
    """HTML, PDF and Word print them between chapters 4 and 5; no script of theirs comes along."""
    summary = summary_of(notebook)
    files = {"x.html": html(summary).encode(), "x.pdf": pdf(summary), "x.docx": docx(summary)}
    for name, content in files.items():
        said = flat(readable(name, content))
        for words in ("การวิเคราะห์รายภาค", "ข้อสังเกตสำคัญ", "ภาคเหนือ"):
            assert flat(words) in said, (name, words)
        assert flat("หมายเหตุลับ") not in said
        assert said.rindex(flat("ข้อสังเกตสำคัญ")) < said.rindex(flat("ผลการประเมินความพึงพอใจ"))
    page = files["x.html"].decode()
    assert "<script>alert" not in page
    assert "data:image/png;base64," in page


def test_the_workbook_has_them_as_sheets(notebook: Any) -> None:
    """Excel gets a sheet of their words and pictures, and one for each table, numbers as numbers."""
    summary = summary_of(notebook)
    [table] = [one for one in summary["additions"] if one["kind"] == "table"]
    table["rows"] += [["ภาคใต้", "12.5"], ["ภาคกลาง", "007"]]
    book = openpyxl.load_workbook(io.BytesIO(xlsx(summary)))
    said, figures = book["จากการวิเคราะห์"], book["การวิเคราะห์รายภาค"]
    assert [row[1] for row in said.iter_rows(min_row=2, max_row=5, values_only=True)] == [
        *("การวิเคราะห์รายภาค", "ข้อสังเกต สำคัญ", "ข้อแรก", "ข้อสอง <script>"),
    ]
    assert {row[0] for row in said.iter_rows(min_row=2, max_row=5, values_only=True)} == {4}
    assert len(said._images) == 1  # openpyxl has no public name for them
    assert [row[1] for row in figures.iter_rows(values_only=True)] == ["จำนวน", "12 x", 12.5, "007"]


def test_the_exporters_give_the_same_bytes(notebook: Any) -> None:
    """nbconvert and the functions make one and the same file."""
    summary = summary_of(notebook)
    for exporter, make in (
        (SisterCityHTMLExporter, html),
        (SisterCityDOCXExporter, docx),
        (SisterCityXLSXExporter, xlsx),
    ):
        exported, _ = exporter().from_notebook_node(notebook)  # type: ignore[no-untyped-call]
        assert exported == make(summary)


def printed(*cells: Any) -> list[dict[str, Any]]:
    """What a report prints of a notebook's cells, without the chapter."""
    found = additions(nbformat.v4.new_notebook(cells=list(cells)))
    return [{name: value for name, value in one.items() if name != "after"} for one in found]


def test_a_number_stands_under_its_own_head() -> None:
    """A frame with levels in its rows and columns is printed with each head in full, and no cell moved."""
    columns = pd.MultiIndex.from_product([["2562", "2563"], ["ก", "ข"]], names=["ปี", ""])
    rows = pd.MultiIndex.from_product([["เหนือ", "ใต้"], ["เมือง", "ชนบท"]], names=["ภาค", "เขต"])
    frame = pd.DataFrame([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]], rows, columns)
    [table] = printed(code({"text/html": frame.to_html(), "text/plain": "..."}))
    assert table["head"][2:] == ["2562 · ก", "2562 · ข", "2563 · ก", "2563 · ข"]
    assert [head.split(" · ")[-1] for head in table["head"][:2]] == ["ภาค", "เขต"]
    assert table["rows"] == [
        ["เหนือ", "เมือง", "1", "2", "3", "4"],
        ["เหนือ", "ชนบท", "5", "6", "7", "8"],
        ["ใต้", "เมือง", "9", "10", "11", "12"],
        ["ใต้", "ชนบท", "13", "14", "15", "16"],
    ]


def test_every_column_has_a_head(notebook: Any) -> None:
    """A frame's nameless index is called the row: a screen reader meets no empty head."""
    page = html(summary_of(notebook))
    assert not re.search(r"<th scope=\"col\"[^>]*></th>", page)
    assert ">แถว</th>" in page


def test_a_styled_frame_keeps_its_caption() -> None:
    """The caption that an analyst gave a table is the table's."""
    [table] = printed(
        code({"text/html": "<table><caption>ผู้ตอบ</caption>" + TABLE.partition("<table")[2][18:]})
    )
    assert table["caption"] == "ผู้ตอบ"


def test_markdown_is_read_as_markdown() -> None:
    """Tables, numbered lists, links, code and quotations come as what they are."""
    source = (
        "## หัวข้อ\n\n1. หนึ่ง\n2. **สอง**\n\n> ยกมา\n\n[ลิงก์](https://example.org)\n\n```\nx | y\n```\n\n"
        "| ภาค | จำนวน |\n|---|---|\n| เหนือ | 12 |\n"
    )
    assert printed(nbformat.v4.new_markdown_cell(source)) == [
        {"kind": "heading", "text": "หัวข้อ"},
        {"kind": "bullets", "items": ["หนึ่ง", "สอง"], "numbered": True},
        {"kind": "text", "text": "ยกมา"},
        {"kind": "text", "text": "ลิงก์ (https://example.org)"},
        {"kind": "text", "text": "x | y"},
        {"kind": "table", "caption": "หัวข้อ", "head": ["ภาค", "จำนวน"], "rows": [["เหนือ", "12"]]},
    ]


def test_an_attached_picture_and_a_photograph_are_figures() -> None:
    """A picture that was pasted into markdown, and a JPEG, stand in the report as any other."""
    photograph = io.BytesIO()
    Image.new("RGB", (8, 6), "navy").save(photograph, "JPEG")
    pasted = nbformat.v4.new_markdown_cell("![แผนที่](attachment:a.jpg)")
    pasted["attachments"] = {"a.jpg": {"image/jpeg": b64encode(photograph.getvalue()).decode()}}
    found = printed(pasted, code({"image/jpeg": b64encode(photograph.getvalue()).decode()}))
    assert [(one["kind"], one["caption"]) for one in found] == [("figure", "แผนที่"), ("figure", "")]
    assert all(size(b64decode(one["png"])) == (8, 6) for one in found)


@pytest.mark.parametrize(
    "cell",
    [
        code({"image/svg+xml": "<svg/>", "text/plain": "<Figure size 640x480 with 1 Axes>"}),
        code({"text/html": "<b>12</b>", "text/plain": "<IPython.core.display.HTML object>"}),
        code({"text/latex": "$x$", "text/plain": "<IPython.core.display.Latex object>"}),
        nbformat.v4.new_markdown_cell("![แผนที่](https://example.org/map.png)"),
        nbformat.v4.new_raw_cell("<b>x</b>"),
        code({"image/png": "bm90IGEgcGljdHVyZQ==", "text/plain": "<Figure>"}),
        code({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "IntSlider()"}),
        code({"text/html": f"<table>{('<tr>' + '<td>1</td>' * 13 + '</tr>') * 2}</table>"}),
        code({"text/html": f"{TABLE}<p>2000 rows × 3 columns</p>"}),
        nbformat.v4.new_code_cell("1 / 0", outputs=[nbformat.v4.new_output("error", ename="E", evalue="x")]),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(cell: Any) -> None:
    """Nothing that an analyst shows is left out in silence."""
    first = re.escape(cell.source.partition("\n")[0])
    with pytest.raises(ReportRefused, match=rf"Your cell “{first}” shows .*in every format.*remove-cell"):
        printed(cell)


@pytest.mark.parametrize(
    "said", ["<Axes: >", "[<matplotlib.lines.Line2D at 0x7f5b2c>]", "<IPython.core.display.HTML object>"]
)
def test_what_python_calls_an_object_is_not_printed(said: str) -> None:
    """Beside a figure stands no name of an object, whose address would be another one each time."""
    assert printed(code({"text/plain": said})) == []
    assert printed(code({"text/plain": "จังหวัด <ก> ถึง <ข>"})) == [{"kind": "text", "text": "จังหวัด <ก> ถึง <ข>"}]


def test_a_frame_is_shown_whole(choice: Settings, demonstration: Store) -> None:
    """After the summary, a long Thai text in an analyst's frame is not cut at fifty letters."""
    said = "จังหวัดขาดงบประมาณสนับสนุนกิจกรรม " * 9
    with pd.option_context("display.max_colwidth", 50, "display.max_rows", 10):
        show(summarise(demonstration))
        assert said.strip() in pd.DataFrame({"ข้อความ": [said] * 30}).to_html()


def test_a_table_of_ones_own_gives_its_room_to_its_words() -> None:
    """A column is as wide as what it says, and numbers stand under each other at the right."""
    rows = [["พระนครศรีอยุธยา", "12", "34.5 %"], ["น่าน", "NaN", "1.50 %"]]
    summary = sample(20)
    table = {"kind": "table", "caption": "", "head": ["จังหวัด", "จำนวน", "ร้อยละ"], "rows": rows}
    summary["additions"] = [{"after": "chapter-5", **table}, {"after": "chapter-5", **table, "rows": []}]
    full, empty = added(voice_of(summary), summary, "chapter-5", 2)
    assert [one["align"] for one in full["columns"]] == ["left", "right", "right"]
    assert [one["width"] for one in full["columns"]] == [15, 5, 6]
    assert [one["align"] for one in empty["columns"]] == ["left"] * 3
