"""The sentences of the front end."""

import re
from pathlib import Path

from sistercity_nb.language import catalog

PACKAGE = Path(__file__).parents[2] / "sistercity_nb"
CALL = re.compile(r'(?<![\w.])t\(\s*"((?:[^"\\]|\\.)*)"')
PLACE = re.compile(r"\{\w+\}")


def sentences() -> set[str]:
    files = [*PACKAGE.glob("static/*.js"), *PACKAGE.glob("server/templates/*.html")]
    return {sentence for file in files for sentence in CALL.findall(file.read_text(encoding="utf-8"))}


def test_every_sentence_of_the_pages_has_its_thai() -> None:
    """Whatever a page can say is in the Thai catalog, with the same places to fill."""
    thai = catalog("th")
    assert sentences() - set(thai) == set()
    for sentence in sentences():
        assert sorted(PLACE.findall(sentence)) == sorted(PLACE.findall(thai[sentence])), sentence


def test_no_module_parses_html() -> None:
    """No module makes elements out of a string; only a pasted table's text is read from one."""
    for file in PACKAGE.glob("static/*.js"):
        text = file.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval("):
            assert way not in text or (file.name, way) == ("paste.js", "DOMParser"), f"{file.name} uses {way}"
