"""A report of very many pages in volumes, so that setting it takes the memory of one of them.

Typst holds a page until the last one is set, a megabyte each. So what has more letters than a volume is cut
where a part begins, between two blocks, or between the rows of a long table; what goes on has its title
again, and the table its heads. ``binding.py`` makes one file of them. Most reports are one volume.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sistercity_nb.report.blocks import Part, stretches
from sistercity_nb.report.lines import address
from sistercity_nb.report.runs import Block, Run, Voice, plain

_MOST = 600_000  # letters of a volume: some four hundred pages, for which Typst takes less than 500 MB
_LEAST = 25  # letters that a cell takes as much memory as, whatever is in it
Place = Sequence[float]  # page of the volume (from 1), and points from its left and top edge


def volumes(voice: Voice, parts: Sequence[Part]) -> list[list[Part]]:
    """The parts in volumes, each of them with what begins, goes on and ends in it.

    What goes on is ``continued``: it has its title again, and no ``id``.
    """
    bound: list[list[Part]] = [[]]
    room = _MOST
    for one in parts:
        if room <= 0 and not one["flows"]:
            bound.append([])
            room = _MOST
        blocks: list[Block] = []
        bound[-1].append({**one, "blocks": blocks})
        section: Block = {}
        leads = True  # whether what was last may not be the last of its page
        for block in one["blocks"]:
            if block.get("level") == 2:
                section = {}
            begins = room <= 0 and not leads
            for piece in _pieces(voice, block, _MOST if begins else room):
                if begins:
                    blocks = [_again(voice, section)] if section else []
                    bound.append([{**_again(voice, one), "flows": False, "blocks": blocks}])
                    room = _MOST
                blocks.append(piece)
                room -= _letters(piece)
                begins = True
            leads = block["block"] == "heading" or block.get("lead", False)
            if block.get("level") == 2:
                section = block
    return bound


def _pieces(voice: Voice, block: Block, room: int) -> Iterator[Block]:
    """A block; of a long table the rows that have room, and of the others as many as a volume has."""
    if block["block"] != "table" or block["short"]:
        yield block
        return
    piece: Block = {**block, "rows": []}
    for row in block["rows"]:
        if room <= 0 and piece["rows"]:
            yield piece
            piece = {**_again(voice, block), "rows": []}
            room = _MOST
        piece["rows"].append(row)
        room -= _letters({"rows": [row]})
    yield piece


def _letters(block: Block) -> int:
    """The letters of a block, each of its stretches counted as ``_LEAST`` at least."""
    return sum(max(len(plain(runs)), _LEAST) for runs in stretches(block))


def _again(voice: Voice, one: dict[str, Any]) -> dict[str, Any]:
    """A part, a heading or a table that goes on; nothing points to it."""
    again = {**one, "id": "", "continued": True}
    key = next(key for key in ("title", "runs", "caption") if key in one)
    said = voice.say("(continued)")
    again[key] = f"{one[key]} {said}" if key == "title" else [*one[key], *voice.frame(f" {said}")]
    return again


def contents(parts: Sequence[Part], places: Mapping[str, Place], before: int) -> Iterator[dict[str, Any]]:
    """The lines that the contents and the lists of the first volume have of another.

    Args:
        parts: of that volume.
        places: where what can be pointed to lies in it.
        before: its first page has the number after this one.
    """

    def line(kind: str, level: int, name: str, *runs: Run) -> dict[str, Any]:
        said = [{key: one for key, one in run.items() if key != "to"} for run in runs]  # the line is a link
        return {
            "list": kind,
            "level": level,
            "to": name,
            "number": before + int(places[address(name)][0]),
            "runs": said,
        }

    for one in parts:
        if one["id"]:
            yield line("contents", 1, one["id"], {"text": f"{one['label']} {one['title']}".lstrip()})
        for block in one["blocks"]:
            if not block.get("id"):
                continue
            if block["block"] == "heading" and block["level"] == 2:
                yield line("contents", 2, block["id"], *block["runs"])
            elif block["block"] in ("table", "figure"):
                label = {"text": f"{block['label']} ", "as": "strong"}
                yield line(f"{block['block']}s", 1, block["id"], label, *block["caption"])
