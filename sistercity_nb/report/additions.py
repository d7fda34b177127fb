"""What an executed copy of the report's notebook shows: the summary, and analysts' own cells as plain rows.

Every cell that is not tagged ``remove-cell`` (as the shipped ones are) is printed: markdown as headings,
paragraphs and lists, outputs as figures, tables and text. It stands at the end of the chapter that the last
``sistercity_nb.chapter`` before it named. Only text and pictures are taken out of an output; nothing of its
HTML or scripts.
"""

import io
import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from sistercity_nb.errors import ReportRefused
from sistercity_nb.report.grids import Grid, grids
from sistercity_nb.report.markdown import written

MIME = "application/vnd.sistercity.summary+json"
VERSION = 2  # of the summary
CHAPTER = "application/vnd.sistercity.chapter+json"
LAST = "chapter-6"  # where a cell stands before any chapter was named
_OURS = {MIME, CHAPTER, "application/javascript"}  # ours, and what shows nothing
_HIDDEN = {"remove-cell", "parameters", "injected-parameters"}
_ONLY_THERE = ("text/html", "image/svg+xml", "text/latex")  # what a page alone can show
_WIDEST = 12  # columns that a page has room for
_CUT = re.compile(
    r"<p>\d+ rows × \d+ columns</p>"
)  # what pandas says below a frame of which it left rows out
# What Python says of an object that has no words: <Axes: >, [<matplotlib.lines.Line2D at 0x7f…>]
_OBJECT = re.compile(r"[\[(]?<[^<>]*>(?:,\s*<[^<>]*>)*[\])]?")
_TAGS = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
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
        ``items`` and perhaps ``numbered``, ``table`` with ``caption``, ``head`` and ``rows``, ``figure`` with
        ``caption`` and ``png`` in base64.

    Raises:
        ReportRefused: if a cell shows what cannot be printed in every format, naming it.
    """
    after = LAST
    found: list[Row] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            after = output.get("data", {}).get(CHAPTER, {}).get("chapter", after)
        if _HIDDEN.isdisjoint(cell.get("metadata", {}).get("tags", ())):
            try:
                found += [{"after": after, **row} for row in _rows(cell, found)]
            except _Unprintable as fault:
                raise ReportRefused(
                    "Your cell “{cell}” shows {what}, which cannot be printed in every format. Show it as a "
                    "PNG picture, a table of at most {most} columns or text, or give the cell the tag "
                    "remove-cell.",
                    cell=cell.source.strip().partition("\n")[0][:60],
                    what=fault.args[0],
                    most=_WIDEST,
                ) from fault
    return found


class _Unprintable(Exception):
    """What a cell shows that not every format can print."""


def _rows(cell: Any, before: list[Row]) -> Iterator[Row]:
    if cell.cell_type == "markdown":
        yield from _markdown(cell.source, cell.get("attachments", {}))
    elif cell.cell_type == "raw" and cell.source.strip():
        raise _Unprintable(ReportRefused("a raw cell"))
    caption = next((row["text"] for row in reversed(before) if row["kind"] == "heading"), "")
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stdout":
            yield from _paragraphs(output.text)
        elif output.output_type == "error":
            raise _Unprintable(f"{output.ename}: {output.evalue}"[:200])
        elif output.output_type in ("display_data", "execute_result"):
            yield from _shown(output.data, caption)


def _shown(data: Mapping[str, Any], caption: str) -> Iterator[Row]:
    """The richest of an output's forms that is only text or a picture."""
    page, plain = data.get("text/html", ""), data.get("text/plain", "").strip()
    if picture := _picture(data):
        yield {"kind": "figure", "caption": caption, "png": picture}
    elif found := list(grids(page)):
        yield from _tables(found, page, caption)
    elif "text/markdown" in data:
        yield from _markdown(data["text/markdown"], {})
    elif lost := [name for name in data if _lost(name, data)]:
        raise _Unprintable(", ".join(lost))
    elif _OURS.isdisjoint(data) and not _OBJECT.fullmatch(plain):
        yield from _paragraphs(plain)


def _tables(found: list[Grid], page: str, caption: str) -> Iterator[Row]:
    if _CUT.search(page):
        raise _Unprintable(ReportRefused("a table of which pandas left rows or columns out"))
    for one in found:
        if len(one.head) > _WIDEST:
            raise _Unprintable(ReportRefused("a table of {n} columns", n=len(one.head)))
        yield {"kind": "table", "caption": one.caption or caption, "head": one.head, "rows": one.rows}


def _lost(kind: str, data: Mapping[str, Any]) -> bool:
    """Whether what an output shows in this form would be missing on paper."""
    if kind in _ONLY_THERE:
        return "<table" not in data.get("text/html", "") and _says(kind, data)
    return kind == "image/png" or (kind.startswith("application/") and kind not in _OURS)


def _says(kind: str, data: Mapping[str, Any]) -> bool:
    """Whether an output shows a reader something in this form; a script alone shows nothing."""
    return bool(_TAGS.sub("", data.get(kind, "")).strip()) or ("<svg" in data.get(kind, ""))


def _picture(data: Mapping[str, Any]) -> str:
    """A PNG in base64, made of a JPEG where there is no other; nothing where there is no picture."""
    picture = "".join(str(data.get("image/png", "")).split())
    if picture and b64decode(picture)[:8] == _PNG:
        return picture
    if "image/jpeg" not in data:
        return ""
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(b64decode(str(data["image/jpeg"])))) as photograph:
        photograph.save(made, "PNG")
    return b64encode(made.getvalue()).decode()


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in dots."""
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)


def _markdown(source: str, attached: Mapping[str, Any]) -> Iterator[Row]:
    caption = ""
    for row in written(source, attached):
        kind, rest = row["kind"], {name: value for name, value in row.items() if name != "kind"}
        if kind == "heading":
            caption = row["text"]
        if kind == "list":
            yield {"kind": "bullets", **rest}
        elif kind == "table":
            yield {"kind": "table", "caption": caption, **rest}
        elif kind == "picture":
            picture = _picture(row["data"])
            if not picture:
                raise _Unprintable(row["caption"] or "![]()")
            yield {"kind": "figure", "caption": row["caption"] or caption, "png": picture}
        else:
            yield row


def _paragraphs(said: str) -> Iterator[Row]:
    for block in re.split(r"\n\s*\n", said.strip()):
        if block.strip():
            yield {"kind": "text", "text": block.strip()}
