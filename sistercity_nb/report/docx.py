"""The report as a Word document, for the office that must edit it: real styles, contents, captions, heads.

The same blocks as in every other format. Body text is set in Thai distribution, pages are numbered as the
PDF's are, each chart stands as a picture with its numbers in a table below it.
"""

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sistercity_nb.charts import drawn_from, png
from sistercity_nb.charts.lettering import BOLD, SIZE, lines_of
from sistercity_nb.report import ooxml
from sistercity_nb.report.blocks import Part, column
from sistercity_nb.report.columns import widths
from sistercity_nb.report.content import content, voice_of
from sistercity_nb.report.fonts import seen
from sistercity_nb.report.own import pictures
from sistercity_nb.report.runs import Block, Run, in_every_text, plain
from sistercity_nb.report.styles import ACCENT, RULE, TEXT_WIDTH, set_styles
from sistercity_nb.report.words import as_of

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_TALLEST = 19.0  # centimetres of a picture that leaves room for its caption
_NUMBER_WIDTH = 3.0  # centimetres of a column of numbers
_SMALL = 13.0  # points
_SHORT = 700  # letters of a table that stays on one page
# Centimetres of a line of the title, and of a list before its number, in the size that letters have there.
_COVER, _LISTED = 15 * SIZE / 20, 14.2 * SIZE / 16
_FRONT = {"th": ("ก", "ข"), "en": ("i", "ii")}  # the pages on which the foreword and the summary begin


def docx(summary: dict[str, Any]) -> bytes:
    """The report as a Word document.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.

    Returns:
        The file; the same summary gives the same bytes (its only date is ``as_of``).
    """
    summary = in_every_text(summary, seen)
    return ooxml.packed(_Setting(summary, content(summary)).document)


class _Setting:
    """A report being set: the document, and which places of it have been marked so far."""

    def __init__(self, summary: dict[str, Any], report: dict[str, Any]) -> None:
        self.summary, self.report = summary, report
        self.voice = voice_of(summary)
        self.language = summary["language"]
        self._marks: dict[str, int] = {}
        self._ids: dict[str, str] = {}  # of the styles, by their names

    @cached_property
    def document(self) -> Any:
        """The whole document."""
        from docx import Document

        document = self._document = Document()
        set_styles(document.styles)
        self._properties()
        self._cover()
        self._section(self.report, "thaiLetters" if self.language == "th" else "lowerRoman")
        for part in self.report["front"]:
            self._part(part)
        self._contents()
        self._section(self.report, "thaiNumbers" if self.voice.thai and self.voice.digits else "decimal")
        for place, part in enumerate([*self.report["chapters"], *self.report["annex"]]):
            self._part(part, breaks=place > 0 and not part["flows"])
        return document

    def _properties(self) -> None:
        """What a file says of itself; its only date is that of the data."""
        facts, day = self._document.core_properties, as_of(self.summary).replace(tzinfo=None)
        facts.title = f"{self.report['kind']} {self.report['plain_title']}"
        facts.author = facts.last_modified_by = self.report["owner"]
        facts.language, facts.comments = self.language, self.report["data"]
        facts.created = facts.modified = day
        facts.revision = 1

    def _section(self, report: dict[str, Any], numbers: str) -> None:
        """A new section with the report's head and foot, its pages numbered from one."""
        from docx.enum.section import WD_SECTION

        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        ooxml.numbered_pages(section, numbers, 1)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        for line in (head, foot):
            ooxml.right_stop(line, TEXT_WIDTH)
        marks = " · ".join(filter(None, (report["edition"], report["mark"])))
        head.add_run(f"{report['short']}\t{marks}")
        foot.add_run(f"{report['data']}\t")
        ooxml.field(foot, "PAGE")

    def _cover(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        page = self._document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = map(Cm, (3, 2, 2.5, 2))
        page.header_distance, page.footer_distance = Cm(1.25), Cm(1)
        report = self.report
        lines = [
            (report["mark"], "Title", 60),
            (report["warning"], "Normal", 6),
            (report["kind"], "Title", 90),
            ("\n".join(lines_of(report["plain_title"], _COVER, BOLD)), "Title", 6),
            (f"{report['dates']}\n{report['venue']}", "Normal", 40),
            (report["owner"], "Title", 160),
            (f"{report['edition']}\n{report['data']}", "Source", 6),
        ]
        for text, style, above in lines:
            if text:
                paragraph = self._paragraph(style, text)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.left_indent = 0
                paragraph.paragraph_format.space_before = Pt(above)

    # --- contents -------------------------------------------------------------------------------------------

    def _contents(self) -> None:
        """Contents, tables and figures."""
        parts = [*self.report["front"], *self.report["chapters"], *self.report["annex"]]
        say = self.voice.say
        self._listed(say("Contents"), list(self._headings(parts)), breaks=True)
        for title, kind in (("List of tables", "table"), ("List of figures", "figure")):
            found = [
                ("table of figures", f"{one['label']} {plain(one['caption'])}", one["id"], "")
                for part in parts
                for one in part["blocks"]
                if one["block"] == kind
            ]
            if found:
                self._listed(say(title), found, breaks=kind == "table")

    def _headings(self, parts: list[Part]) -> Iterator[tuple[str, str, str, str]]:
        letters = dict(zip((one["id"] for one in self.report["front"]), _FRONT[self.language], strict=True))
        for part in parts:
            letter = letters.get(part["id"], "")
            yield "toc 1", f"{part['label']} {part['title']}".strip(), part["id"], letter
            for one in part["blocks"]:
                if one["block"] == "heading" and one["level"] == 2 and not letter:
                    yield "toc 2", one["text"], one["id"], ""

    def _listed(self, title: str, entries: list[tuple[str, str, str, str]], breaks: bool) -> None:
        """A list of jumps with page numbers that the reader's program counts.

        Not Word's own table of contents: its page numbers are blank in LibreOffice until somebody updates it.
        And LibreOffice counts in digits where the page has a letter, so there it shows the letter given.
        """
        head = self._paragraph("Title", title)
        head.paragraph_format.page_break_before = breaks
        head.paragraph_format.space_before = 0 if breaks else 240_000
        for style, text, name, letter in entries:
            line = self._paragraph(style)
            title = "\n".join(lines_of(" ".join(text.split()), _LISTED, BOLD))
            ooxml.jump(line, self._mark(name), [ooxml.run(line, title)])
            ooxml.run(line, "\t")
            ooxml.field(line, f"PAGEREF {self._mark(name)} \\h", letter, "QUOTE" if letter else "")

    # --- parts and blocks -----------------------------------------------------------------------------------

    def _part(self, part: Part, breaks: bool = False) -> None:
        head = self._paragraph("Heading 1")
        head.paragraph_format.page_break_before = breaks or part["id"] == "executive-summary"
        if part["label"]:
            head.add_run(part["label"]).add_break()
        head.add_run(part["title"])
        self._marked(head, part["id"])
        if self.report["warning"] and not part["flows"]:
            self._paragraph("Notice", self.report["warning"])
        setters: dict[str, Callable[[Block], None]] = {
            "heading": self._heading,
            "text": self._text,
            "notice": self._notice,
            "bullets": self._bullets,
            "quotation": self._quotation,
            "table": self._table,
            "figure": self._figure,
        }
        for block in part["blocks"]:
            setters[block["block"]](block)

    def _heading(self, block: Block) -> None:
        paragraph = self._paragraph(f"Heading {block['level']}")
        self._runs(paragraph, block["runs"])
        self._marked(paragraph, block["id"])

    def _text(self, block: Block) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        paragraph = self._paragraph("Normal")
        if block.get("signed"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif "lead" in block:
            paragraph.paragraph_format.keep_with_next = block["lead"]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        else:
            paragraph.paragraph_format.first_line_indent = Cm(1.5)
        self._runs(paragraph, block["runs"])

    def _notice(self, block: Block) -> None:
        self._runs(self._paragraph("Notice"), block["runs"])

    def _bullets(self, block: Block) -> None:
        from docx.shared import Cm

        style = {"bullets": "List Bullet", "numbers": "Normal", "own": "Normal"}[block["marks"]]
        for number, item in enumerate(block["items"], 1):
            paragraph = self._paragraph(style)
            if block["marks"] != "bullets":
                paragraph.paragraph_format.left_indent = Cm(1)
                paragraph.paragraph_format.first_line_indent = Cm(-1)
            if block["marks"] == "numbers":  # Word's own lists restart only where a list is defined anew
                paragraph.add_run(f"{self.voice.count(number)}.\t")
            self._runs(paragraph, _tabbed(item) if block["marks"] == "own" else item)

    def _quotation(self, block: Block) -> None:
        self._runs(self._paragraph("Quote"), block["runs"])
        self._runs(self._paragraph("Source"), block["by"])

    def _table(self, block: Block) -> None:
        self._caption("Table Caption", block)
        self._grid(block["columns"], block["rows"])

    def _caption(self, style: str, block: Block) -> None:
        """A caption, numbered by a field; LibreOffice has no Thai numbers and shows the given one."""
        paragraph = self._paragraph(style)
        word, number = block["label"].split()
        digits = "Arabic" if number.isascii() else "ThaiArabic"
        ooxml.run(paragraph, f"{word} ", bold=True)
        ooxml.field(paragraph, rf"SEQ {word} \* {digits}", number, "QUOTE", bold=True)
        ooxml.run(paragraph, " ", bold=True)
        self._runs(paragraph, block["caption"])
        self._marked(paragraph, block["id"])

    def _grid(self, columns: list[dict[str, Any]], rows: list[Block]) -> None:
        """A table with a head that is repeated on every page, and rows that stay in one piece."""
        cells = zip(*([column["head"] for column in columns], *(row["cells"] for row in rows)), strict=True)
        texts = [[plain(cell) for cell in column] for column in cells]
        total = round(ooxml.TWIPS * TEXT_WIDTH)
        wide = widths([column["width"] for column in columns], texts, total)
        table = ooxml.table(self._document, wide, ACCENT, RULE)
        aligned = [column["align"] for column in columns]
        self._row(table, [column["head"] for column in columns], aligned, bold=True, head=True, kept=True)
        short = sum(len(text) for column in texts for text in column) <= _SHORT
        for place, one in enumerate(rows, 1):
            kept = short and place < len(rows)
            self._row(table, one["cells"], aligned, bold=one["total"], name=one["id"], kept=kept)
        self._paragraph("Cell")

    def _row(
        self,
        table: Any,
        cells: list[list[Run]],
        aligned: list[str],
        bold: bool,
        head: bool = False,
        name: str = "",
        kept: bool = False,
    ) -> None:
        for place, (paragraph, runs) in enumerate(
            zip(ooxml.row(self._document, table, aligned, head, kept), cells, strict=True)
        ):
            self._runs(paragraph, runs, bold)
            if name and place == 0:
                self._marked(paragraph, name)

    def _figure(self, block: Block) -> None:
        chart = next((one for one in self.summary["charts"] if one["id"] == block["chart"]), None)
        if chart is None:
            picture = pictures(self.summary)[block["chart"]]
        else:
            picture = png(drawn_from(chart, self.summary), self.language)
        paragraph = self._paragraph("Figure Caption")
        paragraph.paragraph_format.keep_with_next = True
        said = {"descr": block["alt"], "title": plain(block["caption"])}
        ooxml.picture(paragraph, picture, TEXT_WIDTH, _TALLEST, **said)
        self._caption("Figure Caption", block)
        if chart is not None:
            self._numbers(chart, block["label"])

    def _numbers(self, chart: dict[str, Any], figure: str) -> None:
        """The numbers that a chart was drawn from, a row of the table for each of its rows."""
        rows = list(dict.fromkeys(one["row"] for one in chart["rows"]))
        columns = list(dict.fromkeys(one["column"] for one in chart["rows"]))
        values = {(one["row"], one["column"]): one["value"] for one in chart["rows"]}
        if not rows:
            return
        voice = voice_of(self.summary, chart["chapter"])
        wide = min(TEXT_WIDTH * 0.75 / len(columns), _NUMBER_WIDTH)
        side = column(voice, chart["row_label"], TEXT_WIDTH - wide * len(columns))
        heads = [column(voice, head or chart["value_label"], wide, "right") for head in columns]
        lines = []
        for row in rows:
            numbers = (values.get((row, head), 0) for head in columns)
            told = (voice.count(value, 0 if value == int(value) else 2) for value in numbers)
            cells = [voice.frame(said) for said in (row, *told)]
            lines.append({"cells": cells, "id": "", "total": False})
        self._runs(
            self._paragraph("Table Caption"), voice.frame(voice.say("Numbers of {figure}", figure=figure))
        )
        self._grid([side, *heads], lines)

    # --- runs -----------------------------------------------------------------------------------------------

    def _runs(self, paragraph: "Paragraph", runs: list[Run], bold: bool = False) -> None:
        """The runs, those that look alike as one: an office edits sentences."""
        for to, linked in groupby(runs, key=lambda run: run.get("to", "")):
            pieces = (piece for run in linked for piece in run.get("inside", [run]))
            made = [
                ooxml.run(paragraph, "".join(map(_written, alike)), *look)
                for look, alike in groupby(pieces, key=partial(_look, bold, bool(to)))
            ]
            if to:
                ooxml.jump(paragraph, self._mark(to), made)

    def _paragraph(self, style: str, text: str = "") -> "Paragraph":
        if style not in self._ids:
            self._ids[style] = self._document.styles[style].style_id
        paragraph = ooxml.paragraph(self._document, self._ids[style])
        if text:
            paragraph.add_run(text)
        return paragraph

    def _mark(self, name: str) -> str:
        """The bookmark of a place: Word takes 40 letters at most and no hyphen."""
        return f"place{self._marks.setdefault(name, len(self._marks) + 1)}"

    def _marked(self, paragraph: "Paragraph", name: str) -> None:
        mark = self._mark(name)
        ooxml.bookmark(paragraph, self._marks[name], mark)


def _look(bold: bool, points: bool, run: Run) -> tuple[bool, float, bool]:
    """How the run is set, as Word knows it: bold, its points (0 for those of its style), and kept on a line.

    Only where a number points to its entry: beside the entry it is searched for, with a keyboard's hyphen.
    """
    how = run.get("in", run.get("as", ""))
    return bold or how == "strong", _SMALL if how == "small" else 0, points and run.get("as") == "code"


def _written(run: Run) -> str:
    return f"{run['text']}\n" if run.get("as") == "line" else str(run["text"])


def _tabbed(runs: list[Run]) -> list[Run]:
    """An item that begins with its own number: the words begin where those of its other lines do."""
    first, *others = runs
    return [{**first, "text": first["text"].replace(" ", "\t", 1)}, *others]
