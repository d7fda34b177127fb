"""What a page of paper must know of its blocks: what has no room in its column, or on one page.

A browser breaks a word that has no room, and scrolls; a typesetter lets it leave the page. Widths are
estimates on the safe side: the engine's measure of ten thousand cells would take longer than setting them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from sistercity_nb.report.blocks import Part
from sistercity_nb.report.runs import Block, Run, pieces
from sistercity_nb.thai import words

_PAGE, _INSET = 16.0, 0.36  # centimetres: the text's width; what a table's cell leaves free at its sides
_LETTER, _CAPITAL = 0.2, 0.34  # centimetres in a table: a letter that takes room, and the widest of them
_IN_TEXT = 16 / 14  # the size of the text, held against that of a table
_MOST_LINES = 16  # of the widest letters; with more a cell or a quotation may go on on the next page
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"  # letters and marks, among which a dictionary finds words; not digits
_STRETCH = re.compile(rf"[{_THAI}]+|[^\s{_THAI}]+|\s+")
_SHORTEST = 4  # letters beside Thai before or after which a line may end; a bracket stays where it is
# A mark that makes no syllable with what it stands on: the letter first, then its vowel, then its tone.
_VOWELS, _TONES = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d", "\u0e48-\u0e4c"
_STRAY = re.compile(f"((?<![ก-ฮ])[{_VOWELS}]|(?<![ก-ฮ{_VOWELS}])[{_TONES}])")
_WIDE = re.compile("[A-Z@%&\u1100-\uffff\U00010000-\U0010ffff]")  # W, M and what stands on a square


def fitted(parts: Sequence[Part]) -> list[Part]:
    """The parts with each cell's words broken where its column has no room, and what is tall marked ``tall``.

    A mark is on a row or a quotation; one cell that must stay whole would hold its whole row on one page. A
    run with a slip of the finger (a tone mark on a vowel, two on a letter) has its text ``apart`` too.
    """
    return [{**one, "blocks": [_apart(_block(block)) for block in one["blocks"]]} for one in parts]


def _apart(value: Any) -> Any:
    """``value`` with the text of each run that has a stray mark also in pieces, the mark by itself.

    The font has one glyph for each syllable that Thai has. Of what it has not the engine makes several
    glyphs, and programs that read the PDF would find the mark twice; set by itself it is found once.
    """
    if isinstance(value, list):
        return [_apart(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _apart(one) if isinstance(one, list | dict) else one for key, one in value.items()}
    if isinstance(value.get("text"), str) and _STRAY.search(value["text"]):
        found["apart"] = [piece for piece in _STRAY.split(value["text"]) if piece]
    return found


def _block(block: Block) -> Block:
    if block["block"] == "quotation":
        return {**block, "tall": _lines(block["runs"], _PAGE / _IN_TEXT) > _MOST_LINES}
    if block["block"] != "table":
        return block
    share = _PAGE / sum(column["width"] for column in block["columns"])
    rooms = [column["width"] * share - _INSET for column in block["columns"]]
    return {**block, "rows": [_row(row, rooms) for row in block["rows"]]}


def _row(row: dict[str, Any], rooms: Sequence[float]) -> dict[str, Any]:
    cells = [list(_narrowed(cell, room)) for cell, room in zip(row["cells"], rooms, strict=True)]
    tall = any(_lines(cell, room) > _MOST_LINES for cell, room in zip(cells, rooms, strict=True))
    return {**row, "cells": cells, "tall": tall}


def _lines(runs: Sequence[Run], room: float) -> float:
    """How many lines the runs take at most."""
    letters: int = sum(len(run["text"]) for run in runs)
    ended: int = sum(run.get("as") == "line" for run in runs)
    return letters * _CAPITAL / room + ended


def _narrowed(runs: Sequence[Run], room: float) -> Iterator[Run]:
    """The runs, those that are wider than ``room`` in pieces between which a line may end."""
    tail = 0.0  # the width of what stands on the line since it could last end
    for run in runs:
        if "inside" in run:
            tail = 0.0
            yield {**run, "inside": list(_narrowed(run["inside"], room))}
            continue
        first = re.match(r"\S*", run["text"])[0]  # type: ignore[index]  # it always matches
        if tail + _width(first) > room and tail and len(first) >= _SHORTEST:
            yield {"text": "", "as": "break"}
            tail = 0.0
        if run.get("as") == "code" or not _too_wide(run, room):
            yield run
        else:
            yield from _in_pieces(run, room)
        last = re.search(r"\S*$", run["text"])[0]  # type: ignore[index]  # the same
        tail = (tail if last == run["text"] != "" else 0.0) + _width(last)


def _in_pieces(run: Run, room: float) -> Iterator[Run]:
    """A name first at its words, a word only where it has no room of its own."""
    loose = {key: one for key, one in run.items() if key not in ("as", "in")}
    style = run.get("in", "") if run.get("as") == "name" else run.get("as", "")
    plain = {**loose, "as": style} if style else loose
    whole = {**loose, "as": "name", **({"in": style} if style else {})}
    before = ""
    for stretch in _STRETCH.findall(run["text"]):
        thai = re.match(f"[{_THAI}]", stretch)
        if before.strip() and stretch.strip() and len(before if thai else stretch) >= _SHORTEST:
            yield {"text": "", "as": "break"}
        before = stretch
        if stretch.isspace() or _width(stretch) <= room:
            yield {**plain, "text": stretch}
            continue
        for word in words(stretch) if thai else [stretch]:
            if _width(word) <= room:
                yield {**whole, "text": word}
                continue
            for place, piece in enumerate(pieces(word)):
                if place:
                    yield {"text": "", "as": "break"}
                yield {**plain, "text": piece}


def _too_wide(run: Run, room: float) -> bool:
    """Whether a part of the run in which no line may end is wider than ``room``."""
    text = run["text"]
    if len(text) * _CAPITAL <= room:
        return False
    return any(_width(one) > room for one in ([text] if run.get("as") == "name" else text.split()))


def _width(text: str) -> float:
    """The width of ``text`` in a table, in centimetres; marks above and below take none."""
    letters = sum(unicodedata.category(one) not in ("Mn", "Me") for one in text)
    wide = len(_WIDE.findall(text))
    return (letters - wide) * _LETTER + wide * _CAPITAL
