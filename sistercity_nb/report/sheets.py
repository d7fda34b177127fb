"""The report's figures as sheets: one for each table, one for the numbers behind each chart.

Numbers have the decimals that the report prints.
"""

import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sistercity_nb.report.annex import group_names
from sistercity_nb.report.content import voice_of
from sistercity_nb.report.runs import Voice
from sistercity_nb.report.words import EXTENT, KIND, made_on
from sistercity_nb.thai import thai_date

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")  # in an analyst's table; 007 is a code
Cell = str | int | Decimal | None  # a Decimal is shown with the decimals it has


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the heads of its columns, its rows; PNGs under it, each with its words.

    Without heads of columns the first column is the head of each row. No filter hides the ``totals``.
    """

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    pictures: Sequence[tuple[str, bytes]] = ()
    totals: Sequence[Sequence[Cell]] = ()


def sheets(summary: dict[str, Any], report: dict[str, Any]) -> list[Sheet]:
    """Every sheet of the workbook, in the order of the report, which is the ``content`` of the summary."""
    voice = voice_of(summary)
    parts = (*report["front"], *report["chapters"], *report["annex"])
    labels = {block["id"]: block["label"] for one in parts for block in one["blocks"] if "label" in block}
    return [
        _about(summary, report, voice),
        *_participants(summary, voice),
        _findings(summary, voice),
        _recommendations(summary, voice),
        *_evaluation(summary, voice),
        _balance(summary, voice),
        _entries(summary, voice),
        *(_chart(chart, labels.get(f"figure-{chart['id']}", ""), voice) for chart in summary["charts"]),
        *_own(summary["additions"], voice),
    ]


def _printed(value: float | None, decimals: int) -> Decimal | None:
    """A number as the report prints it: means and S.D. with 2 decimals, percentages with 1."""
    return None if value is None else Decimal(f"{value:.{decimals}f}")


def _about(summary: dict[str, Any], report: dict[str, Any], voice: Voice) -> Sheet:
    workshop, say = summary["workshop"], voice.say
    facts: list[tuple[str, Cell]] = [
        *([(report["mark"], report["warning"])] if report["mark"] else []),
        (say("Workshop"), report["plain_title"]),
        (say("Owner"), report["owner"]),
        (say("First day"), _day(workshop["start"], voice)),
        (say("Last day"), _day(workshop["end"], voice)),
        (say("Edition"), report["edition"]),
        (say("Data up to"), made_on(summary)),
        (say("Data fingerprint"), summary["fingerprint"]),
        (say("Entries"), summary["counts"]["entries"]),
    ]
    return Sheet(say("About"), (), facts)


def _day(day: str, voice: Voice) -> str:
    return thai_date(date.fromisoformat(day), voice.language)


def _participants(summary: dict[str, Any], voice: Voice) -> list[Sheet]:
    found, say = summary["participants"], voice.say
    if found is None:
        return []
    rows = [
        (voice.figures(one["part"]), one["part_title"], one["who"], one["expected"], one["attended"])
        for one in found["lines"]
    ]
    expected, others = summary["workshop"]["expected"], found["others"]
    total = say("Total of those expected") if others else say("Total")
    totals: list[tuple[Cell, ...]] = [("", "", total, expected, found["attended"] - others)]
    if others:
        totals.append(("", "", say("Came without being expected"), None, others))
        totals.append(("", "", say("Everybody"), None, found["attended"]))
    heads = (say("No."), say("Part"), say("Who"), say("Expected"), say("Came"))
    return [Sheet(say("Participants"), heads, rows, totals=totals)]


def _findings(summary: dict[str, Any], voice: Voice) -> Sheet:
    groups, say = summary["counts"]["groups"], voice.say
    rows = []
    for one in summary["findings"]:
        cells = {part["group"]: part["entries"] for part in one["by_group"]}
        rows.append(
            (
                one["title"],
                say(EXTENT[one["extent"]]),
                one["entries"],
                voice.people(None) if one["provinces"] is None else one["provinces"],
                None if one["share"] is None else _printed(100 * one["share"], 1),
                *(cells.get(group["id"], 0) for group in groups),
            )
        )
    heads = (say("Theme"), say("Extent"), say("Entries"), say("Provinces"), say("Per cent"))
    return Sheet(
        say("Findings"), (*heads, *(say("{group} (entries)", group=group["short"]) for group in groups)), rows
    )


def _recommendations(summary: dict[str, Any], voice: Voice) -> Sheet:
    rows = [
        (
            one["number"],
            one["label"],
            one["text"],
            one["guideline"],
            ", ".join(one["answers"]),
            one["owner"],
            one["due"],
            one["budget"],
        )
        for one in summary["entries"]
        if one["kind"] == "recommendation"
    ]
    heads = (
        *("Number", "Group", "Recommendation", "Guideline", "Problems it answers"),
        *("Responsible", "When", "Budget"),
    )
    return Sheet(voice.say("Recommendations"), tuple(map(voice.say, heads)), rows)


def _evaluation(summary: dict[str, Any], voice: Voice) -> list[Sheet]:
    found, say = summary["evaluation"], voice.say
    if found is None:
        return []
    rows = [
        (side["title"], say("Whole side") if one is side else one["title"], *_measured(one))
        for side in found["sides"]
        for one in (*side["items"], side)
    ]
    totals = [(found["overall"]["title"], "", *_measured(found["overall"]))]
    heads = ("Side", "Item", "n", "Missing", "Mean", "S.D.", "4–5 (%)", "Level")
    general = [
        (question["title"], row["label"], row["n"], _printed(row["percent"], 1))
        for question in found["general"]
        for row in question["rows"]
    ]
    asked = tuple(map(say, ("Question", "Answer", "How many", "Per cent")))
    return [
        Sheet(say("Satisfaction"), tuple(map(say, heads)), rows, totals=totals),
        *([Sheet(say("Who answered"), asked, general)] if general else []),
    ]


def _measured(one: dict[str, Any]) -> tuple[Cell, ...]:
    mean, sd, high = _printed(one["mean"], 2), _printed(one["sd"], 2), _printed(one["high"], 1)
    return (one["n"], one["missing"], mean, sd, high, one["word"])


def _balance(summary: dict[str, Any], voice: Voice) -> Sheet:
    names = ("entered", "reported", "merged", "withdrawn", "withheld", "erased")
    titles = group_names(voice, summary)
    rows = [
        (titles.get(one["group"], one["group"]), _day(one["day"], voice), *(one[name] for name in names))
        for one in summary["balance"]
    ]
    total = (voice.say("Total"), "", *(sum(one[name] for one in summary["balance"]) for name in names))
    heads = ("Group", "Day", "Recorded", "Reported", "Merged", "Withdrawn", "Withheld", "Erased")
    return Sheet(voice.say("Balance of entries"), tuple(map(voice.say, heads)), rows, totals=[total])


def _entries(summary: dict[str, Any], voice: Voice) -> Sheet:
    say = voice.say
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


def _chart(chart: dict[str, Any], label: str, voice: Voice) -> Sheet:
    """The numbers behind a chart, a row for each of its marks; it is called as the report numbers it."""
    places = ("row", "column") if chart["column_label"] else ("row",)
    rows = [
        (
            *(one[place] for place in places),
            _printed(one["value"], 2) if isinstance(one["value"], float) else one["value"],  # a mean
        )
        for one in chart["rows"]
    ]
    heads = [chart[f"{place}_label"] for place in (*places, "value")]
    return Sheet(f"{label} {voice.figures(chart['title'])}".strip(), heads, rows)


def _own(additions: Sequence[dict[str, Any]], voice: Voice) -> list[Sheet]:
    """An analyst's own cells: what they say and show on one sheet, in their order; a sheet for each table."""
    if not additions:
        return []
    named = voice.say("Of the analysis")
    said = [
        (int(one["after"].removeprefix("chapter-")), line)
        for one in additions
        for line in one.get("items", [one.get("text") or one.get("caption") or named])
    ]
    figures, tables = ([one for one in additions if one["kind"] == kind] for kind in ("figure", "table"))
    pictures = [(one["caption"] or named, b64decode(one["png"])) for one in figures]
    return [
        Sheet(named, (voice.say("Chapter"), named), said, pictures),
        *(
            Sheet(one["caption"] or named, one["head"], [list(map(_own_cell, row)) for row in one["rows"]])
            for one in tables
        ),
    ]


def _own_cell(text: str) -> Cell:
    return Decimal(text) if _NUMBER.fullmatch(text) else text
