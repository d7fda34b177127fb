"""The fonts that every report is set in, and what they can show.

Sarabun in three derived forms (see ``build.py``): ``Sarabun Cluster`` for the PDF and the charts, where each
Thai cluster is one glyph; ``Sarabun Office`` for Word files; a web subset of the stock font for HTML. SIL
Open Font License 1.1, ``OFL.txt``. What Sarabun lacks, names of partner cities above all, comes from the
fonts in ``others``.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

FAMILY = "Sarabun Cluster"
FOLDER = Path(__file__).parent
_SCRIPTS = (
    *("Lao", "Khmer", "Myanmar", "Bengali", "Tamil", "Sinhala", "Telugu", "Kannada", "Malayalam", "Gujarati"),
    *("Gurmukhi", "Oriya", "Meetei Mayek", "Arabic", "Hebrew", "Thaana", "Georgian", "Armenian", "Ethiopic"),
)
OTHERS = (
    "Noto Sans",
    *(f"Noto Sans {script}" for script in _SCRIPTS),
    "Noto Serif Tibetan",
    "Droid Sans Fallback",
)
PRINT = (FOLDER / "SarabunCluster-Regular.ttf", FOLDER / "SarabunCluster-Bold.ttf")
OFFICE = (FOLDER / "SarabunOffice-Regular.ttf", FOLDER / "SarabunOffice-Bold.ttf")
WEB_SCALE = 1000 / 1333  # a size in the print font × this = the same size in the web font (see build.py)
WEB = {400: FOLDER / "Sarabun-Regular.woff2", 700: FOLDER / "Sarabun-Bold.woff2"}

# Characters that engines swallow and that still must be seen: some turn the direction of what follows. (The
# soft hyphen and the zero-width space stay: ``runs`` makes them places where a line may end.)
_UNSEEN = "\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
# Joiners are spelling behind a letter of Arabic or of a script of India, and nothing elsewhere.
_JOINER = "(?<![\u0600-\u06ff\u0900-\u0dff])[\u200c\u200d]"
# No word of these scripts has more marks on a letter than two; three hundred of them climb off the page.
_LEFTWARD_MARK = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
    "\u06e7\u06e8\u06ea-\u06ed\u07a6-\u07b0\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\ufb1e\U00010efd-\U00010eff"
)
_MARK = (
    f"[\u0300-\u036f{_LEFTWARD_MARK}"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u20d0-\u20f0]"
)
# Of Hebrew and Arabic, on nothing: the engine finds no font for it at the start of a line.
_BASELESS = re.compile(f"(?<![\u0590-\u08ff])[{_LEFTWARD_MARK}]+")
_UNWRITTEN = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{_UNSEEN}]|{_JOINER}")
_HEAPED = re.compile(f"({_MARK}{{3}})({_MARK}+)")
_TONE_FIRST = re.compile("([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e39])")


@lru_cache(maxsize=10_000)
def shown(text: str) -> str:
    """``text`` as the print fonts can show it.

    Canonically composed, a tone mark typed before its vowel put after it (the same sight, the right letters),
    and every character that they lack as ``[U+XXXX]``: one missing glyph would stop the whole PDF. So is the
    fourth of several marks on one letter, and what follows it: heaped up they would cover the lines above.
    """
    composed = _TONE_FIRST.sub(r"\2\1", unicodedata.normalize("NFC", text))
    based = _BASELESS.sub(lambda marks: re.sub(".", _named, marks[0]), composed)
    return _lacking().sub(_named, _HEAPED.sub(_each_named, based))


@lru_cache(maxsize=10_000)  # most of a summary stands in the next one too
def seen(text: str) -> str:
    """``text`` for a browser, which has other fonts too: only what no font shows is named ``[U+XXXX]``."""
    unheaped = _HEAPED.sub(_each_named, text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNWRITTEN.sub(_named, unheaped)


def _named(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def _each_named(match: re.Match[str]) -> str:
    return match[1] + re.sub(".", _named, match[2])


@cache
def _lacking() -> re.Pattern[str]:
    ranges = (FOLDER / "coverage.txt").read_text(encoding="ascii").split()
    spans = (
        re.escape(chr(int(first, 16))) + "-" + re.escape(chr(int(last, 16)))
        for first, last in (one.split("-") for one in ranges)
    )
    known = f"\t\r\n\u00ad\u200b-\u200d{''.join(spans)}"
    return re.compile(rf"[^{known}]|[\x00-\x08\x0b\x0c\x0e-\x1f{_UNSEEN}]|{_JOINER}")
