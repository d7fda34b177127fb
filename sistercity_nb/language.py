"""The two languages of the interface: Thai first, English one switch away.

A message in the code is its English sentence; ``locale/th.po`` holds its Thai and is read as it is, so that a
translator edits one text file and nothing has to be compiled. A message without Thai is shown in English, and
a test finds it.
"""

from functools import cache
from pathlib import Path

THAI = Path(__file__).parent / "locale" / "th.po"


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
    return text.format(**values) if values else text
