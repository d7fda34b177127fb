"""Analysts' own cells in the report: what the summary's ``additions`` hold for a chapter, as blocks."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from sistercity_nb.report.blocks import bullets, column, heading, row, table, text
from sistercity_nb.report.runs import Block, Voice, plain

_NUMBER = re.compile(r"[-−+]?[\d.,]+ ?%?|NaN|<NA>")
_LEAST, _MOST = 5, 40  # letters that a column counts as having


def added(voice: Voice, summary: dict[str, Any], chapter: str, level: int) -> list[Block]:
    """The blocks that stand at the end of a chapter, headings of that level; none for most."""
    return [
        _block(voice, one, f"own-{place}", level)
        for place, one in enumerate(summary["additions"], 1)
        if one["after"] == chapter and not _is_empty(voice, one)
    ]


def _is_empty(voice: Voice, one: dict[str, Any]) -> bool:
    """Whether it is a heading without a letter, which a PDF for everybody may not have."""
    return one["kind"] == "heading" and not plain(voice.verbatim(one["text"])).strip()


def _block(voice: Voice, one: dict[str, Any], name: str, level: int) -> Block:
    if one["kind"] == "heading":
        return {**heading(voice, level, name, ""), "text": one["text"], "runs": voice.verbatim(one["text"])}
    if one["kind"] == "bullets":
        marks = "numbers" if one.get("numbered") else "bullets"
        return bullets([voice.verbatim(item) for item in one["items"]], marks)
    if one["kind"] == "text":
        return text(voice.verbatim(one["text"]))
    caption = voice.verbatim(one["caption"] or voice.say("Of the analysis"))
    if one["kind"] == "figure":
        picture = {"chart": name, "png": one["png"], "alt": one["caption"] or voice.say("Of the analysis")}
        return {"block": "figure", "id": f"figure-{name}", "caption": caption, **picture}
    heads = [voice.verbatim(head) or voice.frame(voice.say("Row")) for head in one["head"]]
    sides = [[cells[place] for cells in one["rows"] if place < len(cells)] for place in range(len(heads))]
    columns = [
        {**column(voice, "", *_form(plain(head), said)), "head": head}
        for head, said in zip(heads, sides, strict=True)
    ]
    rows = [row(*(voice.verbatim(cell) for cell in cells)) for cells in one["rows"]]
    return table(f"table-{name}", caption, columns, rows)


def _form(head: str, cells: Sequence[str]) -> tuple[float, str]:
    """The share of a column, by the longest line in it, and its alignment: numbers stand at the right."""
    longest = max(len(line) for text in (head, *cells) for line in text.split("\n"))
    numbers = cells and all(_NUMBER.fullmatch(cell) for cell in cells if cell)
    return max(_LEAST, min(longest, _MOST)), "right" if numbers else "left"


def pictures(summary: dict[str, Any]) -> dict[str, bytes]:
    """The pictures of the additions, each a PNG, by the name of its figure's chart."""
    return {
        f"own-{place}": b64decode(one["png"])
        for place, one in enumerate(summary["additions"], 1)
        if one["kind"] == "figure"
    }


def wrapped(picture: bytes) -> str:
    """A PNG as a drawing that holds nothing else, so that one kind of figure serves print and screen."""
    from sistercity_nb.report.additions import size

    width, height = size(picture)
    data = b64encode(picture).decode()
    extent = f'width="{width}" height="{height}"'
    image = f'<image {extent} href="data:image/png;base64,{data}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {extent}>{image}</svg>'
