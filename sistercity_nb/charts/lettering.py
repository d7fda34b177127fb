"""The words on a chart: what is written, how wide it is in the font of the chart, and where it is cut."""

from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from sistercity_nb.report.fonts import FOLDER, PRINT, shown
from sistercity_nb.thai import thai_digits, words

SIZE = 14  # points of the print font; 10.5 in a font of ordinary proportions
INCH = 2.54  # centimetres
REGULAR, BOLD = PRINT
_OTHER_FILES = sorted((FOLDER / "others").glob("*.ttf"))
_MOST_LINES = 3  # of a label


def label(text: str, language: str) -> str:
    """``text`` on one line, as the fonts can show it, in Thai digits where ``language`` is Thai."""
    plain = " ".join(shown(text).replace("\u200b", "").replace("\u00ad", "").split())
    return thai_digits(plain) if language == "th" else plain


def in_digits(value: float, language: str) -> str:
    """A number in the digits of the language; a mean with two decimals."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    return thai_digits(text) if language == "th" else text


def in_family(text: str) -> bool:
    """Whether the print font has every letter of ``text``."""
    return _fonts().issuperset(map(ord, text))


@cache
def _fonts() -> frozenset[int]:
    """Make the fonts known to matplotlib; returns the characters of the print font."""
    from matplotlib import font_manager

    for path in PRINT:
        font_manager.fontManager.addfont(path)
    for path in _OTHER_FILES:
        font_manager.fontManager.addfont(path)
        regular = font_manager.fontManager.ttflist[-1]
        # they have no bold of their own
        font_manager.fontManager.ttflist.append(replace(regular, weight=700))
    return frozenset(font_manager.get_font(REGULAR).get_charmap())


def wrapped(text: str, width: float, font: Path) -> list[str]:
    """``text`` in as many lines of ``width`` centimetres as it takes, at most ``_MOST_LINES``; then …"""
    lines = [_shortened(line, width, font) for line in lines_of(text, width, font)]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + "…"]
    return lines


def lines_of(text: str, width: float, font: Path) -> list[str]:
    """``text`` in lines of ``width`` centimetres; a word that is wider has a line of its own."""
    if width_of(shown(text), font) <= width:
        return [text]
    lines, taken = [""], 0.0
    for word in _together(words(text)):
        if lines[-1] and taken + width_of(shown(word.rstrip()), font) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            taken = 0.0
        if lines[-1] or not word.isspace():
            lines[-1] += word
            taken += width_of(shown(word), font)
    return lines


def _together(said: list[str]) -> list[str]:
    """The words, a number and what it numbers as one."""
    found: list[str] = []
    for word in said:
        if len(found) > 1 and found[-1].isspace() and word.lstrip("(")[:1].isdigit():
            found[-2:] = ["".join((*found[-2:], word))]
        else:
            found.append(word)
    return found


def _shortened(word: str, width: float, font: Path) -> str:
    """A line without its last letters where one word alone has no room."""
    wide = width_of(word, font)
    return word if wide <= width else word[: max(3, int(len(word) * width / wide) - 1)] + "…"


@lru_cache(maxsize=10_000)
def width_of(text: str, path: Path) -> float:
    """The width of ``text`` in a font, in centimetres."""
    from matplotlib import font_manager
    from matplotlib.ft2font import LoadFlags

    font = font_manager.get_font([path] if in_family(text) else [path, *_OTHER_FILES])
    font.set_size(SIZE, 72)  # a pixel is a point
    font.set_text(text, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 72 * INCH
