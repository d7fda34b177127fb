"""The report's figures as a workbook: a sheet for each table, one for the numbers behind each chart.

Numbers are numbers, texts are texts: what somebody typed is never a formula, and the same summary gives the
same bytes.
"""

import io
import re
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from sistercity_nb.language import translate
from sistercity_nb.report.additions import size
from sistercity_nb.report.fonts import seen
from sistercity_nb.report.runs import in_every_text
from sistercity_nb.report.words import EXTENT, KIND, as_of
from sistercity_nb.thai import words

_FONT = {"font_name": "TH Sarabun New", "font_size": 16, "valign": "top"}
_LONGEST_NAME = 31  # characters of a sheet's name, as Excel has it
_WIDEST = 70  # characters of a column
_EDITIONS = {"public": "Public edition", "internal": "Internal edition"}
_LARGEST = 32_767  # characters of a cell, as Excel has it
_LINE = 28  # dots: the height of a row as Excel draws it
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")  # in an analyst's table; 007 is a code
Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the heads of its columns, its rows; PNGs under it, each with its words."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    pictures: Sequence[tuple[str, bytes]] = ()


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
    cell = book.add_format({**_FONT, "text_wrap": True})
    head = book.add_format({**_FONT, "bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#E7ECF1"})
    for sheet in sheets(summary):
        _write(book.add_worksheet(sheet.name), sheet, head, cell)
    book.close()
    return buffer.getvalue()


def sheets(summary: dict[str, Any]) -> list[Sheet]:
    """Every sheet of the workbook, in the order of the report; their names are different."""
    language = summary["language"]

    def say(message: str, **values: object) -> str:
        return translate(message, language, **values)

    made = [
        _about(summary, say),
        *_participants(summary, say),
        _findings(summary, say),
        _recommendations(summary, say),
        *_evaluation(summary, say),
        _balance(summary, say),
        _entries(summary, say),
        *(_chart(chart) for chart in summary["charts"]),
        *_own(summary["additions"], say),
    ]
    return [replace(one, name=name) for name, one in zip(_names(made), made, strict=True)]


def _write(page: Any, sheet: Sheet, head: Any, cell: Any) -> None:
    page.write_row(0, 0, sheet.heads, head)
    for number, row in enumerate(sheet.rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(number, place, value[:_LARGEST], cell)
            elif value is not None:
                page.write_number(number, place, value, cell)
    for place, title in enumerate(sheet.heads):
        longest = max((len(str(row[place])) for row in sheet.rows if row[place] is not None), default=0)
        page.set_column(place, place, min(max(longest, len(title), 6) + 2, _WIDEST))
    place = len(sheet.rows) + 2
    for said, picture in sheet.pictures:
        page.insert_image(place, 0, f"{place}.png", {"image_data": io.BytesIO(picture), "description": said})
        place += size(picture)[1] // _LINE + 2
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)


def _short(name: str) -> str:
    """As many whole words of a name as Excel takes."""
    if len(name) <= _LONGEST_NAME:
        return name
    kept = ""
    for word in words(name):
        if len(kept + word) > _LONGEST_NAME:
            break
        kept += word
    return kept.strip() or name[:_LONGEST_NAME]


def _names(made: Iterable[Sheet]) -> list[str]:
    """Names that Excel takes: without its forbidden signs, short, each different."""
    names: list[str] = []
    for sheet in made:
        name = _short("".join(" " if sign in "[]:*?/\\'" else sign for sign in sheet.name).strip())
        while name.casefold() in (used.casefold() for used in names):
            name = f"{name[: _LONGEST_NAME - 3]} {len(names)}"
        names.append(name)
    return names


def _about(summary: dict[str, Any], say: Any) -> Sheet:
    workshop = summary["workshop"]
    facts: list[tuple[str, Cell]] = [
        (say("Workshop"), workshop["title"]),
        (say("Owner"), workshop["owner"]),
        (say("First day"), workshop["start"]),
        (say("Last day"), workshop["end"]),
        (
            say("Edition"),
            say("Public edition") if summary["edition"] == "public" else say("Internal edition"),
        ),
        (say("Draft") if summary["final"] is None else say("Final edition, number"), summary["final"]),
        (say("Data up to"), summary["as_of"]),
        (say("Data fingerprint"), summary["fingerprint"]),
        (say("Entries"), summary["counts"]["entries"]),
    ]
    if summary["simulated"]:
        facts.insert(
            0,
            (
                say("Simulated data"),
                say("This report was made from simulated data; it is not a result of the workshop."),
            ),
        )
    return Sheet(say("About"), ("", ""), facts)


def _participants(summary: dict[str, Any], say: Any) -> list[Sheet]:
    found = summary["participants"]
    if found is None:
        return []
    rows: list[tuple[Cell, ...]] = [
        (one["part"], one["part_title"], one["who"], one["expected"], one["attended"])
        for one in found["lines"]
    ]
    if found["others"]:
        rows.append(("", "", say("Came without being on the list"), 0, found["others"]))
    heads = (say("No."), say("Part"), say("Who"), say("Expected"), say("Came"))
    return [Sheet(say("Participants"), heads, rows)]


def _findings(summary: dict[str, Any], say: Any) -> Sheet:
    groups = summary["counts"]["groups"]
    rows = []
    for one in summary["findings"]:
        cells = {part["group"]: part["entries"] for part in one["by_group"]}
        rows.append(
            (
                one["title"],
                say(EXTENT[one["extent"]]),
                one["entries"],
                one["provinces"],
                round(100 * one["share"], 1),
                *(cells.get(group["id"], 0) for group in groups),
            )
        )
    heads = (say("Theme"), say("Extent"), say("Entries"), say("Provinces"), say("Per cent"))
    return Sheet(say("Findings"), (*heads, *(group["short"] for group in groups)), rows)


def _recommendations(summary: dict[str, Any], say: Any) -> Sheet:
    rows = [
        (
            one["number"],
            one["label"],
            one["text"],
            ", ".join(one["answers"]),
            one["owner"],
            one["due"],
            one["budget"],
        )
        for one in summary["entries"]
        if one["kind"] == "recommendation"
    ]
    heads = ("Number", "Group", "Recommendation", "Problems it answers", "Responsible", "When", "Budget")
    return Sheet(say("Recommendations"), tuple(map(say, heads)), rows)


def _evaluation(summary: dict[str, Any], say: Any) -> list[Sheet]:
    found = summary["evaluation"]
    if found is None:
        return []
    names = ("n", "missing", "mean", "sd", "high", "word")
    rows = [
        (side["title"], "" if one is side else one["title"], *(one[name] for name in names))
        for side in found["sides"]
        for one in (*side["items"], side)
    ]
    rows.append((found["overall"]["title"], "", *(found["overall"][name] for name in names)))
    heads = ("Side", "Item", "n", "Missing", "Mean", "S.D.", "4–5 (%)", "Level")
    general = [
        (question["title"], row["label"], row["n"], row["percent"])
        for question in found["general"]
        for row in question["rows"]
    ]
    asked = tuple(map(say, ("Question", "Answer", "How many", "Per cent")))
    return [
        Sheet(say("Satisfaction"), tuple(map(say, heads)), rows),
        *([Sheet(say("Who answered"), asked, general)] if general else []),
    ]


def _balance(summary: dict[str, Any], say: Any) -> Sheet:
    names = ("entered", "reported", "merged", "withdrawn", "withheld", "erased")
    shorts = _groups(summary, say)
    rows = [
        (shorts.get(one["group"], one["group"]), one["day"], *(one[name] for name in names))
        for one in summary["balance"]
    ]
    heads = ("Group", "Day", "Recorded", "Reported", "Merged", "Withdrawn", "Withheld", "Erased")
    return Sheet(say("Balance of entries"), tuple(map(say, heads)), rows)


def _entries(summary: dict[str, Any], say: Any) -> Sheet:
    titles = {one["theme"]: one["title"] for one in summary["findings"]}
    rows = [
        (
            one["number"],
            one["label"],
            say(KIND[one["kind"]]),
            one["guideline"],
            "; ".join(titles[theme] for theme in one["themes"] if theme in titles),
            one["text"],
        )
        for one in summary["entries"]
    ]
    heads = ("Number", "Group", "Kind", "Guideline", "Theme", "Entry")
    return Sheet(say("Entries"), tuple(map(say, heads)), rows)


def _chart(chart: dict[str, Any]) -> Sheet:
    """The numbers behind a chart, a row for each of its marks."""
    if not chart["column_label"]:
        rows: list[tuple[Cell, ...]] = [(one["row"], one["value"]) for one in chart["rows"]]
        return Sheet(chart["title"], (chart["row_label"], chart["value_label"]), rows)
    heads = (chart["row_label"], chart["column_label"], chart["value_label"])
    return Sheet(chart["title"], heads, [(one["row"], one["column"], one["value"]) for one in chart["rows"]])


def _own(additions: Sequence[dict[str, Any]], say: Any) -> list[Sheet]:
    """An analyst's own cells: what they say and show on one sheet, in their order; a sheet for each table."""
    if not additions:
        return []
    named = say("Of the analysis")
    said = [
        (int(one["after"].removeprefix("chapter-")), line)
        for one in additions
        for line in one.get("items", [one.get("text") or one.get("caption") or named])
    ]
    figures, tables = ([one for one in additions if one["kind"] == kind] for kind in ("figure", "table"))
    pictures = [(one["caption"] or named, b64decode(one["png"])) for one in figures]
    return [
        Sheet(named, (say("Chapter"), named), said, pictures),
        *(
            Sheet(one["caption"] or named, one["head"], [list(map(_own_cell, row)) for row in one["rows"]])
            for one in tables
        ),
    ]


def _own_cell(text: str) -> Cell:
    return float(text) if _NUMBER.fullmatch(text) else text


def _groups(summary: dict[str, Any], say: Any) -> dict[str, str]:
    return {**{one["id"]: one["short"] for one in summary["workshop"]["groups"]}, "plenary": say("Plenary")}
