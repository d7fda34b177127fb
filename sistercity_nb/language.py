"""The two languages of the interface: Thai first, English one switch away.

A message in the code is its English sentence; ``locale/th.po`` holds its Thai and is read as it is, so that a
translator edits one text file and nothing has to be compiled. A message without Thai is shown in English, and
a test finds it.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

THAI = Path(__file__).parent / "locale" / "th.po"
# What English has another word for when there is one of it; Thai has not. The same list is in i18n.js.
_NOUNS = (
    "province|group|theme|recommendation|suggestion|revision|record|row|dot|change|line|card|backup|second"
)
_SINGULAR = {"entries": "entry", "people": "person", **{f"{noun}s": noun for noun in _NOUNS.split("|")}}
_COUNTED = re.compile(rf"\{{(\w+)\}}( more)? ({'|'.join(_SINGULAR)})\b")


@cache
def catalog(language: str) -> dict[str, str]:
    """Every translated message of ``language``: English sentence → its text; empty for English."""
    if language != "th":
        return {}
    from babel.messages.pofile import read_po  # 40 ms that a command without a message need not pay

    with THAI.open("rb") as file:
        return {
            str(message.id): str(message.string) for message in read_po(file) if message.id and message.string
        }


def translate(message: str, language: str, **values: object) -> str:
    """``message`` in ``language``, its ``{named}`` places filled with ``values``."""
    text = catalog(language).get(message, message)
    return _agreeing(text, values).format(**values) if values else text


def _agreeing(text: str, values: Mapping[str, object]) -> str:
    """An English ``text`` with the singular after each place that will hold a 1."""
    return _COUNTED.sub(
        lambda part: (
            f"{{{part[1]}}}{part[2] or ''} {_SINGULAR[part[3]]}"
            if str(values.get(part[1])) == "1"
            else part[0]
        ),
        text,
    )
