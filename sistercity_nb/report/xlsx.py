"""The report's figures as a workbook of Excel: sheets with room for their texts, and ready for the printer.

Numbers are numbers and texts are texts: what somebody typed is never a formula. Every sheet says on paper
what it belongs to. The same summary gives the same bytes.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal
from itertools import chain, count
from math import ceil
from typing import Any

from sistercity_nb.report.additions import size
from sistercity_nb.report.content import content
from sistercity_nb.report.fonts import seen
from sistercity_nb.report.lines import units
from sistercity_nb.report.runs import in_every_text
from sistercity_nb.report.sheets import Cell, Sheet, sheets
from sistercity_nb.report.words import as_of

_FONT = {"font_name": "TH Sarabun New", "font_size": 16, "valign": "top"}
_LONGEST_NAME = 31  # characters of a sheet's name, as Excel has it
_WIDEST = 70  # characters of a column
_ON_PAPER = '&14&"TH Sarabun New,Regular"'  # the font last: a digit behind the size would belong to it
_LONGEST_HEADER, _LONGEST_FOOTER = 80, 60  # letters of a name: Excel takes 255 in all, "&" is two
_DECIMALS = range(11)  # as many as an analyst's number may have
_LETTER = 1.25  # of the width that Excel counts in, a digit of 11 pt: room for a letter of 16 pt
_HEIGHT, _HIGHEST = 27, 409  # points: of a line of text; of a row, as Excel has it
_LARGEST = 32_767  # characters of a cell, as Excel has it
_LINE = 28  # dots: the height of a row as Excel draws it


def xlsx(summary: dict[str, Any]) -> bytes:
    """The figures of a report as a workbook of Office Open XML.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.

    Returns:
        The file; the same summary gives the same bytes (its only date is ``as_of``).
    """
    import xlsxwriter

    summary = in_every_text(summary, seen)
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    workshop = summary["workshop"]
    made = as_of(summary).astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": workshop["title"], "author": workshop["owner"], "created": made})
    report = content(summary)
    formats = _formats(book)
    every = sheets(summary, report)
    for name, sheet in zip(_names(every), every, strict=True):
        page = book.add_worksheet(name)
        _write(page, sheet, formats)
        _on_paper(page, sheet, report)
    book.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[tuple[str | int, bool], Any]:
    """How a cell looks: by ``text``, ``head`` or the decimals of its number, and whether it is of a total."""
    cell = {**_FONT, "text_wrap": True}
    shown: dict[str | int, str] = {"text": "General", **{places: f"{0:.{places}f}" for places in _DECIMALS}}
    return {
        ("head", False): book.add_format({**cell, "bold": True, "bottom": 2, "bg_color": "#E7ECF1"}),
        **{
            (kind, total): book.add_format({**cell, "bold": total, "num_format": form})
            for kind, form in shown.items()
            for total in (False, True)
        },
    }


def _write(page: Any, sheet: Sheet, formats: dict[tuple[str | int, bool], Any]) -> None:
    lines = [*([sheet.heads] if sheet.heads else []), *sheet.rows, *sheet.totals]
    for number, row in enumerate(lines):
        total = number >= len(lines) - len(sheet.totals)
        for place, value in enumerate(row):
            if isinstance(value, str):
                head, row_head = sheet.heads and number == 0, not sheet.heads and place == 0
                how = ("head", False) if head else ("text", total or row_head)
                page.write_string(number, place, value[:_LARGEST], formats[how])
            elif value is not None:
                page.write_number(number, place, float(value), formats[_decimals(value), total])
    _give_room(page, lines)
    below = len(lines) + 1
    for said, picture in sheet.pictures:
        page.insert_image(below, 0, f"{below}.png", {"image_data": io.BytesIO(picture), "description": said})
        below += size(picture)[1] // _LINE + 2
    if sheet.heads:
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)


def _give_room(page: Any, lines: Sequence[Sequence[Cell]]) -> None:
    """Columns and rows with room for their texts; LibreOffice would leave each row as low as one of 11 pt."""
    widths = []
    for place, column in enumerate(zip(*lines, strict=False)):
        longest = max((len(str(value)) for value in column if value is not None), default=0)
        widths.append(min(max(ceil(longest * _LETTER), 6) + 2, _WIDEST))
        page.set_column(place, place, widths[-1])
    for number, row in enumerate(lines):
        lines_of_cells = (
            sum(max(ceil(len(part) * _LETTER / width), 1) for part in str(value).split("\n"))
            for value, width in zip(row, widths, strict=False)
        )
        page.set_row(number, min(max(lines_of_cells, default=1) * _HEIGHT, _HIGHEST))


def _on_paper(page: Any, sheet: Sheet, report: dict[str, Any]) -> None:
    """A4, as wide as the sheet; its head and foot say of which report and edition it is, and if simulated."""

    def typed(name: str, longest: int) -> str:
        return _ON_PAPER + _short(" ".join(name.split()), longest).replace("&", "&&")

    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)
    own_size = {"scale_with_doc": False}  # a wide sheet is printed small; what it is stays readable
    mark = f"&R{_ON_PAPER}{report['mark']}" if report["mark"] else ""
    page.set_header(f"&L{typed(report['short'], _LONGEST_HEADER)}{mark}", own_size)
    foot = f"&L{_ON_PAPER}{report['edition']}&C{typed(sheet.name, _LONGEST_FOOTER)}&R{_ON_PAPER}&P/&N"
    page.set_footer(foot, own_size)


def _decimals(value: int | Decimal) -> int:
    return -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0


def _short(name: str, longest: int) -> str:
    """As much of a name as has room, cut where a line could end: in no word, and not behind a connective."""
    if len(name) <= longest:
        return name
    kept = ""
    for unit in units(name):
        if len(kept + unit) > longest:
            break
        kept += unit
    return kept.rstrip(" (–-") or name[:longest]


def _names(made: Iterable[Sheet]) -> list[str]:
    """Names that Excel takes: without its forbidden signs, short, each different."""
    names: list[str] = []
    used: set[str] = set()
    for sheet in made:
        whole = "".join(" " if sign in "[]:*?/\\'" else sign for sign in sheet.name).strip()
        stem = _short(whole, _LONGEST_NAME - 4)
        tries = chain([_short(whole, _LONGEST_NAME)], (f"{stem} {number}" for number in count(2)))
        names.append(next(one for one in tries if one.casefold() not in used))
        used.add(names[-1].casefold())
    return names
