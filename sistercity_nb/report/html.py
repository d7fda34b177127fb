"""The report as one HTML file that asks for nothing from outside and runs nothing but our own script.

What people typed is text: it is escaped, never sanitised. A content security policy of ``default-src 'none'``
that names the script by its hash stands behind that; fonts, charts and the script are inside the file.
"""

import base64
import hashlib
import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sistercity_nb.charts import figures
from sistercity_nb.language import translate
from sistercity_nb.report.annex import edition, group_names
from sistercity_nb.report.content import content, voice_of
from sistercity_nb.report.fonts import FAMILY, WEB, WEB_SCALE, seen
from sistercity_nb.report.groups import guideline_name
from sistercity_nb.report.own import pictures, wrapped
from sistercity_nb.report.runs import Run, in_every_text, spoken
from sistercity_nb.report.words import KIND

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES = Path(__file__).parent / "templates"
_NO_THEME = "-"  # an option of the filter that can be no theme's id
_CHART_WIDTH = 10.5  # centimetres: narrow enough for its letters to be read on a phone
_SPECIAL = re.compile("[&<>\"']")  # what means something in markup
_SCRIPT_WORDS = {
    "search": "Search in the report",
    "found": "{n} places found; Enter leads to the next",
    "nothing": "Nothing was found.",
    "short": "Type two letters at least.",
    "at": "place {n} of {total}",
    "previous": "Previous place",
    "next": "Next place",
    "filter": "Filter the entries",
    "all": "All",
    "shown": "{n} of {total} entries shown",
    "none": "No entry has all of what is chosen.",
    "clear": "Show all entries",
    "copy": "Copy with its source",
    "copied": "Copied",
    "failed": "It could not be copied. Mark the text and copy it.",
}
_WORDS = {"contents": "Contents", "skip": "Skip to the report", "back": "Back to the contents"}


def html(summary: dict[str, Any]) -> str:
    """The report as one HTML document.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.

    Returns:
        The document; the same summary gives the same text.
    """
    summary = in_every_text(summary, seen)
    report = content(summary)
    voice = voice_of(summary)
    return _template().render(
        kept=lambda text: _set(voice.frame(text)),
        report=report if summary["language"] == "th" else spoken(report),
        charts={
            **{
                chart["id"]: _inline(chart["svg"], place)
                for place, chart in enumerate(figures(summary, "text", _CHART_WIDTH))
            },
            **{name: Markup(wrapped(picture)) for name, picture in pictures(summary).items()},  # noqa: S704
        },
        words={name: translate(word, summary["language"]) for name, word in _WORDS.items()},
        style=_style(),
        script=_script()[0],
        script_hash=_script()[1],
        script_words=_for_script(summary),
    )


def _for_script(summary: dict[str, Any]) -> Markup:
    """The words that the script shows, as JSON that no markup can end."""
    voice = voice_of(summary)
    say = voice.say
    titles = {one["theme"]: one["title"] for one in summary["findings"]}
    guidelines = [
        (str(one["no"]), guideline_name(voice, one["no"])) for one in summary["workshop"]["guidelines"]
    ]
    filters = {
        "group": (say("Group"), group_names(voice, summary).items()),
        "kind": (say("Kind"), ((kind, say(title)) for kind, title in KIND.items())),
        "guideline": (say("Guideline"), [*guidelines, ("none", guideline_name(voice, None))]),
        "themes": (say("Theme"), [*titles.items(), (_NO_THEME, say("Not coded to a theme"))]),
    }
    workshop, mark = summary["workshop"], say("Simulated data") if summary["simulated"] else ""
    facts = (f"{workshop['short']} ({workshop['owner']})", edition(voice, summary), mark)
    source = ", ".join([*filter(None, facts), summary["fingerprint"][:12]])
    words = {
        "filters": [
            {"name": name, "title": title, "options": [*map(list, options)]}
            for name, (title, options) in filters.items()
        ],
        "source": voice.figures(source),
        "digits": voice.figures("0123456789"),
        **{name: translate(word, summary["language"]) for name, word in _SCRIPT_WORDS.items()},
    }
    # JSON in a script element ends where a "<" begins a tag: as an escape it cannot
    said = json.dumps(words, ensure_ascii=False)
    return Markup(re.sub("[<>&]", lambda sign: f"\\u{ord(sign[0]):04x}", said))  # noqa: S704


@lru_cache(maxsize=64)  # as many as charts keeps drawings
def _inline(svg: str, place: int) -> Markup:
    """A drawing whose letters are text in the page's own font: a fifth of the bytes, and it can be searched.

    Its ids are made the drawing's own; only tags are touched, never the text between them (which is escaped).
    """
    return Markup(re.sub(r"<[^>]*>", lambda tag: _tag(tag[0], place), svg))  # noqa: S704


def _tag(tag: str, place: int) -> str:
    if tag.startswith("<svg"):
        return re.sub(r' (?:width|height|version|xmlns)="[^"]*"', "", tag)
    tag = re.sub(r' id="(?![mp][0-9a-f]{10}")[^"]*"', "", tag)
    tag = re.sub(r'(id="|#)(?=[mp][0-9a-f]{10}\b)', rf"\g<1>chart{place}-", tag)
    tag = tag.replace(f"font-family: '{FAMILY}'", "font-family: Sarabun")
    # The print font stands on a larger em; the web font is the stock one.
    return re.sub(r"font-size: ([\d.]+)px", lambda size: f"font-size: {float(size[1]) * WEB_SCALE:g}px", tag)


_WRAPPED = {
    "": ("", ""),
    "strong": ("<strong>", "</strong>"),
    "small": ("<small>", "</small>"),
    "code": ('<span class="number">', "</span>"),
    "name": ("<span>", "</span>"),  # the style sheet keeps it on one line; there are three thousand
    "break": ("<wbr>", ""),
    "line": ("<br>", ""),
}


def _set(runs: list[Run]) -> Markup:
    """Runs as markup; every text in them is escaped."""
    return Markup("".join(map(_markup, runs)))  # noqa: S704


def _markup(run: Run) -> str:
    """A run as markup, built as plain text: ``Markup.format`` is slow, and there are ten thousand runs."""
    how = run.get("as", "")
    if "inside" in run:
        made = "".join(map(_markup, run["inside"]))
    elif how == "code" and "to" in run:  # the style sheet knows a number by where it points
        made = _escaped(run["text"])
    else:
        made = _escaped(run["text"]).join(_WRAPPED[how])
    made = made.join(_WRAPPED[run.get("in", "")])
    if "lang" in run:
        made = f'<span lang="{run["lang"]}">{made}</span>'
    return f'<a href="#{_escaped(run["to"])}">{made}</a>' if "to" in run else made


def _escaped(text: str) -> str:
    return str(escape(text)) if _SPECIAL.search(text) else text  # nearly no text has one


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader

    class Items(Environment):
        """Looks in a dict for an item first; for an attribute first, as Jinja does, costs a seventh."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            if isinstance(obj, dict) and attribute in obj:
                return obj[attribute]
            return super().getattr(obj, attribute)

    environment = Items(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    environment.filters["runs"] = _set
    return environment.get_template("report.html.j2")


@cache
def _script() -> tuple[Markup, str]:
    """The script, and the hash by which a browser knows it from any other."""
    text = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704  our own file


@cache
def _style() -> Markup:
    faces = "".join(
        f"@font-face{{font-family:Sarabun;font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}) format('woff2')}}\n"
        for weight, path in WEB.items()
    )
    return Markup(faces + (_TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704  our own two files
