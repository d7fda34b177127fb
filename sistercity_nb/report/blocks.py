"""The few kinds of blocks a chapter is made of, each a plain dict that every format knows how to set.

``heading`` · ``text`` · ``bullets`` · ``notice`` (something is missing, said in one line) · ``quotation`` ·
``table`` · ``figure``. A block with an ``id`` can be pointed to by a run's ``to``.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sistercity_nb.report.runs import Block, Run, Voice, plain

Part = dict[
    str, Any
]  # {"id", "label", "title", "blocks"}: a chapter, or a part of the front matter or the annex


def part(name: str, label: str, title: str, blocks: Sequence[Block]) -> Part:
    """A chapter: ``label`` is what stands before its title (บทที่ ๑), empty for the front matter.

    An annex of a few lines ``flows`` on after the one before it; all else begins a page.
    """
    tables = any(block["block"] == "table" for block in blocks)
    return {
        "id": name,
        "label": label,
        "title": title,
        "blocks": list(blocks),
        "flows": name.startswith("annex-") and not tables,
    }


def heading(voice: Voice, level: int, name: str, text: str) -> Block:
    """A heading inside a chapter; ``level`` is 2 or 3. It is one line, as contents and bookmarks are."""
    text = " ".join(text.splitlines())
    return {
        "block": "heading",
        "level": level,
        "id": name,
        "text": voice.figures(text),
        "runs": voice.frame(text),
    }


def text(*runs: list[Run]) -> Block:
    """A paragraph of the given stretches of runs."""
    return {"block": "text", "runs": [run for stretch in runs for run in stretch]}


def lead(*runs: list[Run], last: bool = False) -> Block:
    """A line that stays on the page of what it leads to; the ``last`` of its kind leads to nothing."""
    return {**text(*runs), "lead": not last}


def bullets(items: Sequence[list[Run]], marks: str = "bullets") -> Block:
    """A list; its items begin with ``bullets``, ``numbers``, or their ``own`` numbers."""
    return {"block": "bullets", "items": list(items), "marks": marks}


def notice(voice: Voice, message: str, **values: object) -> Block:
    """One line that says what this report does not have."""
    return {"block": "notice", "runs": voice.frame(voice.say(message, **values))}


def quotation(voice: Voice, quoted: dict[str, Any], more: list[Run] | None = None) -> Block:
    """An entry's own words, its number and the label it was released with."""
    by = [*voice.frame(quoted["label"]), {"text": " · "}, voice.entry(quoted["number"])]
    return {"block": "quotation", "runs": voice.verbatim(quoted["text"]), "by": [*by, *(more or [])]}


def column(voice: Voice, head: str, width: float = 1, align: str = "left") -> dict[str, Any]:
    """A column of a table: its head, its share of the width, ``left``, ``center`` or ``right``."""
    return {"head": voice.frame(head), "width": width, "align": align}


def table(
    name: str,
    caption: list[Run],
    columns: Sequence[dict[str, Any]],
    rows: Sequence[Block],
    listed: bool = False,
) -> Block:
    """A table; its number is given when the report is complete (see ``numbered``).

    One that is ``listed``, of a number and what it stands for, is paragraphs on paper: set in half of the
    time of cells, and read as what it is.
    """
    return {
        "block": "table",
        "id": name,
        "caption": caption,
        "columns": list(columns),
        "rows": list(rows),
        "listed": listed,
    }


def row(*cells: list[Run], name: str = "", total: bool = False, about: dict[str, str] | None = None) -> Block:
    """A row of a table; its first cell is the row's head, ``about`` what a screen can filter it by."""
    return {"cells": list(cells), "id": name, "total": total, "about": about or {}}


def figure(voice: Voice, chart: dict[str, Any]) -> Block:
    """A chart of the summary, in its place."""
    return {
        "block": "figure",
        "id": f"figure-{chart['id']}",
        "caption": voice.frame(chart["title"]),
        "chart": chart["id"],
        "alt": voice.figures(chart["alt"]),
    }


def numbered(voice: Voice, parts: Sequence[Part]) -> list[Part]:
    """The parts with each table and figure numbered through the report."""
    counts = {"table": 0, "figure": 0}
    words = {"table": "Table {number}", "figure": "Figure {number}"}

    def given(block: Block) -> Block:
        kind = block["block"]
        if kind not in counts:
            return block
        counts[kind] += 1
        return {**block, "label": voice.say(words[kind], number=counts[kind])}

    return [{**one, "blocks": [given(block) for block in one["blocks"]]} for one in parts]


def texts(parts: Sequence[Part]) -> list[str]:
    """Every stretch of text that a reader of the parts sees, in order: for tests and for searching."""
    found: list[str] = []
    for one in parts:
        found.append(one["title"])
        found += [plain(runs) for block in one["blocks"] for runs in stretches(block)]
    return found


def titles(parts: Sequence[Part]) -> dict[str, str]:
    """What each place that can be pointed to is called."""
    named = {one["id"]: one["title"] for one in parts}
    for block in (block for one in parts for block in one["blocks"]):
        named |= {line["id"]: plain(line["cells"][0]) for line in block.get("rows", ()) if line["id"]}
        if "id" in block:
            named[block["id"]] = block["text"] if block["block"] == "heading" else plain(block["caption"])
    return named


def stretches(block: Block) -> Iterator[list[Run]]:
    """Every stretch of runs that a reader of the block sees, the heads of columns left out."""
    for key in ("runs", "by", "caption"):
        if key in block:
            yield block[key]
    yield from block.get("items", ())
    for one in block.get("rows", ()):
        yield from one["cells"]
