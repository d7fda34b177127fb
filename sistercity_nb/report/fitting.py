"""What a page of paper must know of its blocks: what has no room in its column, or on one page.

A browser breaks a word that has no room, and scrolls; a typesetter lets it leave the page. Widths are
estimates on the safe side: the engine's measure of ten thousand cells would take longer than setting them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sistercity_nb.report.blocks import Part
from sistercity_nb.report.fonts.standins import THAI
from sistercity_nb.report.lines import units
from sistercity_nb.report.runs import Block, Run, pieces
from sistercity_nb.thai import parted, words, words_for

_PAGE, _INSET = 16.0, 0.36  # centimetres: the text's width; what a table's cell leaves free at its sides
# Centimetres in a table: a letter that takes room, a broad one, the widest, and one of another script.
_LETTER, _BROAD, _CAPITAL, _OTHER = 0.22, 0.28, 0.36, 0.75
_IN_TEXT = 16 / 14  # the size of the text, held against that of a table
_RAGGED = 1.3  # lines beside one that is full to its end: what is kept whole leaves room before it
_MOST_LINES = 12  # with more a cell or a quotation may go on on the next page
_SHORT = 24  # lines of a table that is not cut in two
_SHORTEST = 4  # letters beside Thai before or after which a line may end; a bracket stays where it is
_WIDE = re.compile("[A-Z@%&½¼¾\u1100-\uffff\U00010000-\U0010ffff]")  # W, M and what stands on a square
_OTHERS = re.compile("[\u0530-\u0dff\u0e80-\u10ff\u1200-\u137f\u1780-\u17ff\uabc0-\uabff]")
_BROADER = re.compile("[๐-๙ฆฌญฒณพฟฬmw]")


def fitted(parts: Sequence[Part]) -> list[Part]:
    """The parts with each cell's words broken where its column has no room, and what is tall marked ``tall``.

    That mark is on a row or a quotation; one cell that must stay whole would hold its whole row on one page.
    A table of few lines is ``short``: its total is never alone on the next page.
    """
    return [{**one, "blocks": [_block(block) for block in one["blocks"]]} for one in parts]


def _block(block: Block) -> Block:
    if block["block"] == "quotation":
        return {**block, "tall": _lines(block["runs"], _PAGE / _IN_TEXT) > _MOST_LINES}
    if block["block"] != "table":
        return block
    share = _PAGE / sum(column["width"] for column in block["columns"])
    rooms = [column["width"] * share - _INSET for column in block["columns"]]
    rows = [
        {**row, "cells": [[*_narrowed(cell, room)] for cell, room in zip(row["cells"], rooms, strict=True)]}
        for row in block["rows"]
    ]
    lines = [
        max((_lines(cell, room) for cell, room in zip(row["cells"], rooms, strict=True)), default=0)
        for row in rows
    ]
    return {
        **block,
        "rows": [{**row, "tall": most > _MOST_LINES} for row, most in zip(rows, lines, strict=True)],
        "short": sum(max(most, 1) for most in lines) <= _SHORT,
    }


def _lines(runs: Sequence[Run], room: float) -> float:
    """How many lines the runs take at most."""
    wide = sum(_width(run["text"]) for run in runs)
    ended: int = sum(run.get("as") == "line" for run in runs)
    return wide * _RAGGED / room + ended


def _narrowed(runs: Sequence[Run], room: float) -> Iterator[Run]:
    """The runs, those that are wider than ``room`` in pieces between which a line may end."""
    tail = 0.0  # the width of what stands on the line since it could last end
    for run in runs:
        if "inside" in run:
            tail = 0.0
            yield {**run, "inside": list(_narrowed(run["inside"], room))}
            continue
        stretches = [run["text"]] if run.get("as") == "name" else _stretches(run["text"])
        first = stretches[0] if stretches and not stretches[0].isspace() else ""
        if tail + _width(first) > room and tail and len(first) >= _SHORTEST:
            yield {"text": "", "as": "break"}
            tail = 0.0
        if run.get("as") == "code" or all(_width(stretch) <= room for stretch in stretches):
            yield run
        else:
            yield from _in_pieces(run, room)
        last = stretches[-1] if stretches and not stretches[-1].isspace() else ""
        tail = (tail if last == run["text"] != "" else 0.0) + _width(last)


def _stretches(text: str) -> list[str]:
    """The units of ``text``; as one where no line ends between two: without Thai letter and space."""
    found: list[str] = []
    for unit in units(text):
        sides = (found[-1][-1], unit[0]) if found else (" ", unit[0])
        if any(side in THAI or side.isspace() for side in sides):
            found.append(unit)
        else:
            found[-1] += unit
    return found


def _in_pieces(run: Run, room: float) -> Iterator[Run]:
    """A name first at its words, a word only where it has no room of its own."""
    loose = {key: one for key, one in run.items() if key not in ("as", "in")}
    style = run.get("in", "") if run.get("as") == "name" else run.get("as", "")
    plain = {**loose, "as": style} if style else loose
    fitting = before = ""
    for unit in _stretches(run["text"]):
        fits = unit.isspace() or _width(unit) <= room
        beside = before.strip() and unit.strip() and (before[-1] in THAI) != (unit[0] in THAI)
        apart = beside and len(before if unit[0] in THAI else unit) >= _SHORTEST
        if fitting and (apart or not fits):
            yield {**plain, "text": fitting}
            fitting = ""
        if apart:
            yield {"text": "", "as": "break"}
        before = unit
        if fits:
            fitting += unit
            continue
        for place, piece in enumerate(_smaller(unit, room)):
            if place:
                yield {"text": "", "as": "break"}
            yield {**plain, "text": piece}
    if fitting:
        yield {**plain, "text": fitting}


def _smaller(unit: str, room: float) -> Iterator[str]:
    """What has no room at its words, a long word at those that it is made of, and only then anywhere."""
    inside = words(unit)
    if len(inside) == 1:
        inside = parted(unit, words_for(unit).words)
    if not inside:
        yield from pieces(unit)
    for part in inside:
        yield from [part] if _width(part) <= room else _smaller(part, room)


@lru_cache(maxsize=10_000)  # a report says the same words again and again
def _width(text: str) -> float:
    """The width of ``text`` in a table, in centimetres; marks above and below take none."""
    seen = "".join(one for one in text if unicodedata.category(one) not in ("Mn", "Me"))
    other = _OTHERS.sub("", seen)
    wide, broad = len(_WIDE.findall(other)), len(_BROADER.findall(other))
    letters = (len(other) - wide - broad) * _LETTER + broad * _BROAD + wide * _CAPITAL
    return letters + (len(seen) - len(other)) * _OTHER
