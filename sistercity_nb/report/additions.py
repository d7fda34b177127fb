"""What an executed copy of the report's notebook shows: the summary, and analysts' own cells as plain rows.

Every cell that is not tagged ``remove-cell`` (as the shipped ones are) is printed: markdown as headings,
paragraphs and lists, outputs as figures, tables and text. It stands at the end of the chapter that the last
``sistercity_nb.chapter`` before it named. Only text and pictures are taken out of an output; nothing of its
HTML or scripts.
"""

import re
import struct
from base64 import b64decode
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from sistercity_nb.errors import ReportRefused

MIME = "application/vnd.sistercity.summary+json"
VERSION = 2  # of the summary
CHAPTER = "application/vnd.sistercity.chapter+json"
LAST = "chapter-6"  # where a cell stands before any chapter was named
_HIDDEN = {"remove-cell", "parameters", "injected-parameters"}
_PNG = b"\x89PNG\r\n\x1a\n"
Row = dict[str, Any]


def summary_of(notebook: Any) -> dict[str, Any]:
    """The summary that the notebook shows, with its own cells; the last one, if it shows several.

    Raises:
        ReportRefused: if there is none, or its version is unknown.
    """
    found: dict[str, Any] | None = None
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            found = output.get("data", {}).get(MIME, found)
    if found is None:
        raise ReportRefused(
            "This notebook shows no summary. Run it to the end first, for example with `make report`, "
            "and export it then."
        )
    if not isinstance(found, dict) or found.get("version") != VERSION:
        version = found.get("version") if isinstance(found, dict) else None
        raise ReportRefused(
            "The summary in this notebook has version {version}; this program knows version {known}. "
            "Run the notebook again with this program.",
            version=version,
            known=VERSION,
        )
    return {**found, "additions": additions(notebook)}


def additions(notebook: Any) -> list[Row]:
    """The notebook's own cells in order.

    Returns:
        ``{"after": chapter, "kind", …}`` each: ``heading`` and ``text`` with ``text``, ``bullets`` with
        ``items``, ``table`` with ``caption``, ``head`` and ``rows``, ``figure`` with ``caption`` and ``png``
        in base64.
    """
    after = LAST
    found: list[Row] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            after = output.get("data", {}).get(CHAPTER, {}).get("chapter", after)
        if _HIDDEN.isdisjoint(cell.get("metadata", {}).get("tags", ())):
            found += [{"after": after, **row} for row in _rows(cell, found)]
    return found


def _rows(cell: Any, before: list[Row]) -> Iterator[Row]:
    if cell.cell_type == "markdown":
        yield from _markdown(cell.source)
    caption = next((row["text"] for row in reversed(before) if row["kind"] == "heading"), "")
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stdout":
            yield from _paragraphs(output.text)
        elif output.output_type in ("display_data", "execute_result"):
            yield from _shown(output.data, caption)


def _shown(data: Mapping[str, Any], caption: str) -> Iterator[Row]:
    """The richest of an output's forms that is only text or a picture."""
    picture = "".join(str(data.get("image/png", "")).split())
    if picture:
        if b64decode(picture)[:8] == _PNG:
            yield {"kind": "figure", "caption": caption, "png": picture}
    elif "<table" in data.get("text/html", ""):
        for head, rows in _tables(data["text/html"]):
            yield {"kind": "table", "caption": caption, "head": head, "rows": rows}
    elif "text/markdown" in data:
        yield from _markdown(data["text/markdown"])
    elif not any(name.startswith("application/vnd.") for name in data):
        yield from _paragraphs(data.get("text/plain", ""))


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in dots."""
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)


def _markdown(source: str) -> Iterator[Row]:
    """Headings, lists and paragraphs; marks of emphasis are taken off, everything else is text."""
    for block in re.split(r"\n\s*\n", source.strip()):
        lines = block.strip().split("\n")
        while lines and (title := re.fullmatch(r"#{1,6}\s+(.+?)\s*#*", lines[0])):
            yield {"kind": "heading", "text": _unmarked(title[1])}
            lines = lines[1:]
        items = [re.fullmatch(r"\s*(?:[-*+]|\d+[.)])\s+(.+)", line) for line in lines]
        if lines and all(items):
            yield {"kind": "bullets", "items": [_unmarked(item[1]) for item in items if item]}
        elif "".join(lines).strip():
            yield {"kind": "text", "text": _unmarked(" ".join(line.strip() for line in lines))}


def _paragraphs(said: str) -> Iterator[Row]:
    for block in re.split(r"\n\s*\n", said.strip()):
        if block.strip():
            yield {"kind": "text", "text": block.strip()}


def _unmarked(text: str) -> str:
    return re.sub(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)


def _tables(source: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Head and rows of each table of an output, every row as wide as the widest."""
    reader = _Cells()
    reader.feed(source)
    for rows in reader.tables:
        width = max(map(len, rows), default=0)
        even = [[*row, *[""] * (width - len(row))] for row in rows]
        if width and len(even) > 1:
            yield even[0], even[1:]


class _Cells(HTMLParser):
    """The words in the cells of every table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            wide = dict(attrs).get("colspan") or "1"
            self.tables[-1][-1] += [""] * (min(int(wide), 50) if wide.isdigit() else 1)
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Words of the cell."""
        if self._inside:
            self.tables[-1][-1][-1] += data
