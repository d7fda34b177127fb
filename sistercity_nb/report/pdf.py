"""The report as a PDF that everybody can read: tagged, archivable, its Thai copied and searched as typed.

Typst sets it and refuses to write a file that breaks PDF/UA-1 or PDF/A-2a. Text reaches Typst only as JSON,
so nothing that was typed is ever read as markup; only the shipped fonts are used, so a machine's own fonts
change nothing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sistercity_nb.charts import figures
from sistercity_nb.language import translate
from sistercity_nb.report.blocks import Part, titles
from sistercity_nb.report.content import content, voice_of
from sistercity_nb.report.fitting import fitted
from sistercity_nb.report.fonts import shown
from sistercity_nb.report.lines import led
from sistercity_nb.report.own import pictures, wrapped
from sistercity_nb.report.runs import in_every_text, spoken
from sistercity_nb.report.typesetting import finished, set_volume
from sistercity_nb.report.volumes import contents, volumes
from sistercity_nb.report.words import as_of
from sistercity_nb.thai import expect

_LETTERS = "กขคงจฉชซฌญ"  # that number the pages before the first chapter
_TALLEST = 1.3  # of the text's width of 16 cm
_WORDS = {"contents": "Contents", "tables": "List of tables", "figures": "List of figures"}


def pdf(summary: dict[str, Any], told: Callable[[float], None] = lambda done: None) -> bytes:
    """The report as a PDF/UA-1 and PDF/A-2a file.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.
        told: how much is done, from 0 to 1, when a volume of it is set.

    Returns:
        The file; the same summary gives the same bytes (its only date is ``as_of``).

    Raises:
        ReportRefused: with Typst's own words, if it refuses the report; and for want of memory.
    """
    summary = in_every_text(summary, shown)
    said, charts = _said(summary), _charts(summary)
    named = titles([*said["front"], *said["chapters"], *said["annex"]])
    expect(json.dumps([said, summary["charts"]], ensure_ascii=False))
    front = fitted(led(said["front"]))
    body = volumes(voice_of(summary), fitted(led([*said["chapters"], *said["annex"]])))
    frame = {key: one for key, one in said.items() if key not in ("front", "chapters", "annex")}
    books = [{**frame, "front": [], "body": parts, "charts": _drawn(charts, parts)} for parts in body]
    books[0] |= {"front": front}
    return _bound(books, named, as_of(summary), told)


def _bound(
    books: Sequence[dict[str, Any]],
    named: Mapping[str, str],
    day: datetime,
    told: Callable[[float], None],
) -> bytes:
    """The volumes as one file; the first once more where others come behind it, because it lists them."""
    with TemporaryDirectory(prefix="sistercity-") as folder:
        start = 1
        listed: list[dict[str, Any]] = []
        for number, book in enumerate(books):
            found = set_volume(
                Path(folder), number, {**book, "start": start, "listed": []}, "report.typ", day
            )
            if number:
                listed += contents(book["body"], found["places"], start - 1)
            start = found["last"] + 1
            told((number + 1) / (len(books) + 1))
        if listed:
            set_volume(Path(folder), 0, {**books[0], "start": 1, "listed": listed}, "report.typ", day)
        return finished(Path(folder), named)


def _said(summary: dict[str, Any]) -> dict[str, Any]:
    """All that is printed, but for the drawings."""
    day, voice = as_of(summary), voice_of(summary)
    said = {
        **content(summary, paper=True),
        "words": {name: translate(word, summary["language"]) for name, word in _WORDS.items()},
        "digits": voice.thai and voice.digits,
        "letters": list(_LETTERS),
        "date": {"year": day.year, "month": day.month, "day": day.day},
    }
    if not voice.thai:
        said |= {name: spoken(said[name]) for name in ("title", "front", "chapters", "annex")}
    return said


def _charts(summary: dict[str, Any]) -> dict[str, str]:
    """Every drawing and picture of the report by its name, as SVG."""
    drawn = {chart["id"]: chart["svg"] for chart in figures(summary, "text")}
    return drawn | {name: wrapped(picture) for name, picture in pictures(summary).items()}


def _drawn(charts: Mapping[str, str], parts: Sequence[Part]) -> dict[str, dict[str, Any]]:
    """The drawings that stand in ``parts``, and how much of the width each takes."""
    names = {block["chart"] for one in parts for block in one["blocks"] if block["block"] == "figure"}
    return {name: {"svg": charts[name], "share": _share(charts[name])} for name in charts if name in names}


def _share(svg: str) -> float:
    """The share of the text's width at which a drawing still fits on a page with its caption."""
    _, _, width, height = map(float, svg[svg.index('viewBox="') + 9 :].split('"')[0].split())
    return min(1.0, _TALLEST * width / height)
