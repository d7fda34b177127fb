"""A page's front end: its modules in one file, its styles in another, at addresses of their content.

On a slow line each of two dozen modules costs a part of a round trip; on a fast one the browser's own work
for them was a third of the time until the form stood there. A notebook loads the modules one by one.
"""

import json
import re
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from sistercity_nb.language import catalog
from sistercity_nb.workshop import Workshop

PACKAGE = Path(__file__).parent.parent
STATIC = PACKAGE / "static"
FONTS = PACKAGE / "report" / "fonts"
# What the components are told of the workshop; its document's other parts are for reports.
_TOLD = ("id", "title", "short", "owner", "venue", "groups", "guidelines", "steps", "voting")
# The modules of static/ are written in these two forms alone.
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";\n', re.MULTILINE)
_STYLES = re.compile(r"return host\(element, options, \[([^]]*)\], start\);")
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (\w+))", re.MULTILINE)


@cache
def version() -> str:
    """A name for the files as they are now: another one after any change, read once a process."""
    files = sorted((*STATIC.iterdir(), *FONTS.glob("*.woff2")))
    return sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()[:12]


def check_version(asked: str) -> None:
    """Refuse a version that is not the present one; raises tornado's HTTPError."""
    if asked != version():
        raise HTTPError(404)


@cache
def script(component: str) -> str:
    """One module that mounts ``component`` into its page: all that it imports, then itself, then ``page.js``.

    Raises:
        HTTPError: 404, if there is no such component.
        ValueError: if two modules import each other, or one is written in a form that is not known here.
    """
    if not (STATIC / f"{component}.js").is_file():
        raise HTTPError(404)
    found: dict[str, str] = {}
    _collect(component, found, ())
    page = (STATIC / "page.js").read_text(encoding="utf-8")
    return "".join(["const modules = {};\n", *found.values(), page])


def _collect(name: str, found: dict[str, str], importing: tuple[str, ...]) -> None:
    """Add a module to ``found`` behind those that it imports, each in a function that keeps its names."""
    if name in importing:
        raise ValueError(f"modules import each other: {' → '.join((*importing, name))}")
    code = (STATIC / f"{name}.js").read_text(encoding="utf-8")
    for _, other in _IMPORT.findall(code):
        if other not in found:
            _collect(other, found, (*importing, name))
    exported = ", ".join(_EXPORT.findall(code))
    inside = _IMPORT.sub(lambda each: f"const {each[1].replace(' as ', ': ')} = modules.{each[2]};\n", code)
    inside = _EXPORT.sub("", inside)
    if re.search(r"^(import|export)\b", inside, re.MULTILINE):
        raise ValueError(f"{name}.js imports or exports in a form that frontend.py does not know")
    found[name] = f"modules.{name} = (() => {{\n{inside}\nreturn {{ {exported} }};\n}})();\n"


@cache
def style(component: str) -> str:
    """The styles of ``component``'s page: those of every page, then those that the component names.

    Raises:
        HTTPError: 404, if there is no such component, or it names no styles.
    """
    file = STATIC / f"{component}.js"
    named = _STYLES.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    if named is None:
        raise HTTPError(404)
    names = ["style.css", *re.findall(r'"([^"]+)"', named[1])]
    return "".join((STATIC / name).read_text(encoding="utf-8") for name in names)


@cache
def sentences(language: str, component: str) -> dict[str, str]:
    """Of the catalog of ``language`` what ``component`` says."""
    said = script(component)
    return {
        message: text
        for message, text in catalog(language).items()
        if json.dumps(message, ensure_ascii=False)[1:-1] in said
    }


def described(workshop: Workshop, simulated: bool) -> dict[str, Any]:
    """What the components need of the workshop, as ``api/workshop`` says it, so that a page need not ask."""
    known = asdict(workshop)
    return {
        "workshop": {
            **{name: known[name] for name in _TOLD},
            "start": workshop.start.isoformat(),
            "end": workshop.end.isoformat(),
        },
        "provinces": known["provinces"],
        "simulated": simulated,
    }
