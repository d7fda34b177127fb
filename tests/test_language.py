"""Every sentence that a person can read exists in Thai and in English."""

import errno
import os
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from sistercity_nb.errors import SYSTEM_REASONS, CannotRun
from sistercity_nb.language import _NOUNS, THAI, catalog, translate

PACKAGE = Path(__file__).parent.parent / "sistercity_nb"
# Which argument of these calls is a sentence; an error of ours carries it after the name of a field.
KEYWORDS = {
    "t": None,
    "N_": None,
    "translate": None,
    "Refused": None,
    "NotAllowed": None,
    "TooLarge": None,
    "TooMany": None,
    "FileRefused": None,
    "SettingRefused": None,
    "MergeRefused": None,
    "StoreError": None,
    "StoreIsNewer": None,
    "StoreUnwritable": None,
    "ReportRefused": None,
    "GateFailed": None,
    "CannotRun": None,
    "EntryRefused": (2,),
}
METHODS = [
    ("**.py", "python"),
    ("**/static/**.js", "javascript"),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
]


def sentences() -> dict[str, str]:
    """Every sentence in the code, with the file and line of one place where it stands."""
    options = {"**/templates/**.html": {"silent": "false"}}
    found = extract_from_dir(PACKAGE, METHODS, options, KEYWORDS)  # type: ignore[arg-type]
    return {
        message if isinstance(message, str) else message[0]: f"{file}:{line}"
        for file, line, message, *_ in found
    }


def places(text: str) -> set[str]:
    """The named places of a sentence."""
    return set(re.findall(r"\{(\w+)(?:![rs])?\}", text))


def test_every_sentence_of_the_code_is_in_thai() -> None:
    """A sentence that a person may read has its Thai in th.po."""
    missing = {message: place for message, place in sentences().items() if message not in catalog("th")}
    assert not missing


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EIO])
def test_what_the_system_says_is_thai_too(number: int) -> None:
    """A Thai sentence about a file does not end in the English of the operating system."""
    for reason in (os.strerror(number), OSError(number, os.strerror(number))):
        said = CannotRun("{file} cannot be read: {reason}.", file="a.csv", reason=reason).say(translate, "th")
        assert not re.search("[A-Za-z]", said.replace("a.csv", ""))
    assert set(catalog("th")) >= SYSTEM_REASONS


def test_the_catalog_holds_nothing_dead() -> None:
    """A Thai sentence whose English nobody uses any more is taken out."""
    used = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*")
        if path.suffix in {".py", ".js", ".html"}
    )
    used = re.sub(r'"\s*\n\s*f?"', "", used)
    dead = [
        message
        for message in catalog("th")
        if message not in used and message.replace('"', '\\"') not in used
    ]
    assert not dead


@pytest.mark.parametrize("message", sorted(catalog("th")))
def test_a_translation_keeps_the_places(message: str) -> None:
    """A Thai sentence fills the same named places as its English, and is Thai unless it is a name."""
    text = catalog("th")[message]
    assert places(text) == places(message)
    assert re.search("[ก-๙]", text) or text == message  # a proper name stays


def test_a_sentence_without_thai_is_shown_in_english() -> None:
    """A missing translation never fails and never hides what is said."""
    assert translate("Nobody translated {this}.", "th", this="me") == "Nobody translated me."


def test_the_catalog_is_sorted_and_said_once() -> None:
    """th.po is in alphabetical order and names each sentence once, so that two people can edit it."""
    with THAI.open("rb") as file:
        ids = [str(message.id) for message in read_po(file) if message.id]
    assert ids == sorted(set(ids))


def test_one_of_a_thing_is_said_in_the_singular_in_english() -> None:
    """English says "1 province" and "11 provinces"; what fills a place is not changed, nor is Thai."""
    said = "{n} more entries from {provinces} provinces: {text}"
    assert (
        translate(said, "en", n="1", provinces=1, text="1 entries")
        == "1 more entry from 1 province: 1 entries"
    )
    assert translate(said, "en", n="11", provinces=2, text="") == "11 more entries from 2 provinces: "
    assert translate("{count} entries", "th", count=1) == catalog("th")["{count} entries"].format(count=1)


def test_the_pages_know_the_same_nouns() -> None:
    """What the server says in the singular, a page does too."""
    script = (PACKAGE / "static" / "i18n.js").read_text(encoding="utf-8")
    assert f'"{_NOUNS}"' in script
