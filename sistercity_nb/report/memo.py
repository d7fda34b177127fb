"""The cover memo (บันทึกข้อความ) that a report is sent with, as a Word document and as a PDF.

By the rules of the form: a slot of 1.5 cm for the emblem, which is not shipped; the name of the form in bold
29 pt on exactly 35 pt; labels in bold 20 pt; dotted leaders where a person writes, never a solid rule.
Number, date, addressee and signature are the sender's to fill in.
"""

import json
from typing import Any

from sistercity_nb.charts.lettering import BOLD, SIZE, width_of
from sistercity_nb.report import ooxml
from sistercity_nb.report.annex import edition
from sistercity_nb.report.content import voice_of
from sistercity_nb.report.fonts import seen, shown
from sistercity_nb.report.lines import led
from sistercity_nb.report.opening import came
from sistercity_nb.report.runs import Run, Voice, in_every_text
from sistercity_nb.report.satisfaction import as_a_whole
from sistercity_nb.report.typesetting import typeset
from sistercity_nb.report.words import as_of, held_on
from sistercity_nb.thai import expect

EMBLEM, FORM, EXACTLY, LABEL = 1.5, 29, 35, 20  # centimetres, then points
_HEADLINES = 3  # findings that the memo names


def memo(voice: Voice, summary: dict[str, Any]) -> dict[str, Any]:
    """The memo as plain data: ``form``, ``labels`` (label, what stands beside it), ``body`` and ``end``."""
    say, workshop = voice.say, summary["workshop"]
    subject = say("Summary report of {title}", title=workshop["title"])
    return {
        "language": voice.language,
        "form": say("Memorandum"),
        "emblem": voice.frame(say("Emblem 1.5 cm")),
        "labels": [
            {"label": say("Government agency"), "runs": voice.frame(workshop["owner"])},
            {"label": say("No."), "runs": [], "second": say("Date")},
            {"label": say("Subject"), "runs": voice.frame(subject)},
        ],
        "addressee": say("To"),
        "body": [voice.frame(paragraph) for paragraph in _paragraphs(voice, summary)],
        "end": voice.frame(say("For your consideration.")),
        "mark": say("Simulated data") if summary["simulated"] else "",
        "title": f"{say('Memorandum')} {subject}",
        "owner": workshop["owner"],
    }


def _paragraphs(voice: Voice, summary: dict[str, Any]) -> list[str]:
    """What the addressee must know: what was held, who came, what was found, what is enclosed."""
    say, count, workshop = voice.say, voice.count, summary["workshop"]
    held = say(
        "The {owner} held “{title}” on {dates} at {venue}.",
        owner=workshop["owner"],
        title=workshop["title"],
        dates=held_on(summary),
        venue=workshop["venue"],
    )
    who = came(voice, summary)
    found = f"{who} " * bool(who) + say(
        "{entries} entries were recorded in {groups} breakout groups and the plenary.",
        entries=count(summary["counts"]["entries"]),
        groups=len(summary["counts"]["groups"]),
    )
    titles = [one["title"] for one in summary["findings"][:_HEADLINES]]
    if titles:
        found += " " + say("The main findings are:") + " "
        found += " ".join(voice.figures(f"{place}) {title}") for place, title in enumerate(titles, 1))
    if judged := as_a_whole(voice, summary):
        found += f" {judged}"
    advice = [one for one in summary["entries"] if one["kind"] == "recommendation"]
    enclosed = say("The summary report ({edition}) is enclosed.", edition=edition(voice, summary))
    if not advice:
        return [held, found, enclosed]
    sent = say(
        "The summary report ({edition}) is enclosed, with {n} recommendations, of which {owner} say who is "
        "responsible, {due} when, and {budget} for how much.",
        edition=edition(voice, summary),
        n=count(len(advice)),
        **{name: count(sum(bool(one[name]) for one in advice)) for name in ("owner", "due", "budget")},
    )
    return [held, found, sent]


def memo_docx(summary: dict[str, Any]) -> bytes:
    """The memo as a Word document; the same summary gives the same bytes."""
    from docx import Document
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    summary = in_every_text(summary, seen)
    letter = memo(voice_of(summary, "memo"), summary)
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = map(Cm, (3, 2, 1.5, 2))
    style = document.styles["Normal"]
    ooxml.set_font(style.element.get_or_add_rPr(), 16)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(6), 1.0
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
    facts = document.core_properties
    facts.title, facts.author, facts.comments = letter["title"], letter["owner"], letter["mark"]
    facts.created = facts.modified = as_of(summary).replace(tzinfo=None)
    facts.last_modified_by = letter["owner"]

    head = document.add_table(rows=1, cols=4)
    head.autofit = False
    head._tbl.tblPr.find(qn("w:tblW")).addnext(
        ooxml.element("tblInd", w="108", type="dxa")
    )  # no cell hangs out
    for column, width in zip(head.columns, (EMBLEM, 3.2, 7.3, 4.0), strict=True):
        column.width = column.cells[0].width = Cm(width)  # Word reads the cells, LibreOffice the columns
    head.rows[0].height, head.rows[0].height_rule = Cm(EMBLEM), WD_ROW_HEIGHT_RULE.EXACTLY
    ooxml.framed(head.rows[0].cells[0])  # the slot, in its true size
    for cell in head.rows[0].cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    slot, form, mark = (cell.paragraphs[0] for cell in head.rows[0].cells[1:])
    slot.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _said(slot, _tied(letter["emblem"]), 12)
    form.alignment, form.paragraph_format.line_spacing_rule = (
        WD_ALIGN_PARAGRAPH.CENTER,
        WD_LINE_SPACING.EXACTLY,
    )
    form.paragraph_format.line_spacing = Pt(EXACTLY)
    _said(form, letter["form"], FORM, bold=True)
    mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _said(mark, letter["mark"], 13, bold=True)
    for one in letter["labels"]:
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        ooxml.dotted_stop(line, 16.0)
        if "second" in one:
            ooxml.dotted_stop(line, 7.5)
            _said(line, f"{one['label']} ", LABEL, bold=True)
            line.add_run("\t")
            _said(line, f" {one['second']} ", LABEL, bold=True)
            line.add_run("\t")
        else:
            beside = width_of(one["label"], BOLD) * LABEL / SIZE + 0.3
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = (
                Cm(beside),
                Cm(-beside),
            )
            _said(line, f"{one['label']}  ", LABEL, bold=True)
            line.add_run(f"{_tied(one['runs'])}\t")
    to = document.add_paragraph()
    ooxml.dotted_stop(to, 10.0)
    to.add_run(f"{letter['addressee']}  \t")
    for runs in (*letter["body"], letter["end"]):
        paragraph = document.add_paragraph(_tied(runs))
        paragraph.paragraph_format.first_line_indent = Cm(2.5)
    for place, signed in enumerate(("(\t)", "\t")):
        line = document.add_paragraph(signed)
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.left_indent = Cm(8)
        line.paragraph_format.space_before = Pt(0 if place else 40)
        ooxml.dotted_stop(line, 15.0)
    return ooxml.packed(document)


def _tied(runs: list[Run]) -> str:
    """The text of the runs, with spaces at which no line ends in what is kept whole."""
    return "".join(
        one["text"].replace(" ", "\u00a0") if one.get("as") == "name" else one["text"] for one in runs
    )


def _said(paragraph: Any, words: str, size: float, bold: bool | None = None) -> None:
    ooxml.set_font(paragraph.add_run(words)._r.get_or_add_rPr(), size, bold)


def memo_pdf(summary: dict[str, Any]) -> bytes:
    """The memo as a PDF/UA-1 and PDF/A-2a file; the same summary gives the same bytes."""
    summary = in_every_text(summary, shown)
    letter = memo(voice_of(summary, "memo", paper=True), summary)
    expect(json.dumps(letter, ensure_ascii=False))
    day = as_of(summary)
    date = {"year": day.year, "month": day.month, "day": day.day}
    return typeset({**led(letter), "date": date}, "memo.typ", day)
