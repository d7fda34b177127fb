"""The report as a PDF that everybody can read: tagged, archivable, its Thai copied and searched as typed.

Typst sets it and refuses to write a file that breaks PDF/UA-1 or PDF/A-2a. Text reaches Typst only as JSON,
so nothing that was typed is ever read as markup; only the shipped fonts are used, so a machine's own fonts
change nothing.
"""

import json
from typing import Any

from sistercity_nb.charts import figures
from sistercity_nb.language import translate
from sistercity_nb.report.blocks import titles
from sistercity_nb.report.content import content, voice_of
from sistercity_nb.report.fitting import fitted
from sistercity_nb.report.fonts import shown
from sistercity_nb.report.lines import led
from sistercity_nb.report.own import pictures, wrapped
from sistercity_nb.report.runs import in_every_text, spoken
from sistercity_nb.report.typesetting import given, typeset
from sistercity_nb.report.words import as_of
from sistercity_nb.thai import expect

_LETTERS = "กขคงจฉชซฌญ"  # that number the pages before the first chapter
_TALLEST = 1.3  # of the text's width of 16 cm
_WORDS = {"contents": "Contents", "tables": "List of tables", "figures": "List of figures"}


def pdf(summary: dict[str, Any]) -> bytes:
    """The report as a PDF/UA-1 and PDF/A-2a file.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.

    Returns:
        The file; the same summary gives the same bytes (its only date is ``as_of``).
    """
    return typeset(*_given(summary), "report.typ", as_of(summary))


def _given(summary: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """What Typst is handed, and the names of what can be pointed to; all else is given up beforehand."""
    summary = in_every_text(summary, shown)
    day, voice = as_of(summary), voice_of(summary)
    said = {
        **content(summary, paper=True),
        "words": {name: translate(word, summary["language"]) for name, word in _WORDS.items()},
    }
    if not voice.thai:
        said |= {name: spoken(said[name]) for name in ("title", "front", "chapters", "annex")}
    expect(json.dumps([said, summary["charts"]], ensure_ascii=False))
    report = {
        **said,
        **{name: fitted(led(said[name])) for name in ("front", "chapters", "annex")},
        "digits": voice.thai and voice.digits,
        "letters": list(_LETTERS),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "charts": {
            name: {"svg": drawing, "share": _share(drawing)}
            for name, drawing in {
                **{chart["id"]: chart["svg"] for chart in figures(summary, "text")},
                **{name: wrapped(picture) for name, picture in pictures(summary).items()},
            }.items()
        },
    }
    return given(report), titles([*said["front"], *said["chapters"], *said["annex"]])


def _share(svg: str) -> float:
    """The share of the text's width at which a drawing still fits on a page with its caption."""
    _, _, width, height = map(float, svg[svg.index('viewBox="') + 9 :].split('"')[0].split())
    return min(1.0, _TALLEST * width / height)
