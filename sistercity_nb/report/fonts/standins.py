"""Characters that stand in for Thai letters while Typst sets a page, so that lines end where we say.

Typst looks for the ends of Thai words by itself, is wrong at one line of twelve, and takes two thirds of its
time for it; nothing turns that off. So it is given characters for which the rules of Unicode (UAX 14) settle
everything: for a letter inside a word a leading Hangul consonant (class JL: no line ends between two of
them), for the last letter of a word a Hangul syllable (class H3: none ends before it, one may end behind it).
The print fonts draw both as the Thai letter, and the finished PDF is told what each of them means
(``finishing.py``). The syllables are four rows that Korean does not use: none of them is in KS X 1001.
"""

from functools import lru_cache

THAI = "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))))  # no digits and no signs
DIGITS = "0123456789๐๑๒๓๔๕๖๗๘๙"
LETTERS = THAI + DIGITS + " ."  # what can stand in a word: ปี๖๓, ต่าง ๆ, นพ.
_CONSONANTS = range(0x1100, 0x115F)
# A row: a syllable without a final consonant, which is not used, and 27 with one.
_ROWS = (0xBF5C, 0xBF78, 0xBF94, 0xBFE8)
_SYLLABLES = [row + final for row in _ROWS for final in range(1, 28)]

INSIDE = {letter: chr(code) for letter, code in zip(LETTERS, _CONSONANTS, strict=True)}
LAST = {letter: chr(code) for letter, code in zip(LETTERS, _SYLLABLES, strict=False)}
MEANT = str.maketrans({stand_in: letter for table in (INSIDE, LAST) for letter, stand_in in table.items()})
_INSIDE, _LAST = str.maketrans(INSIDE), str.maketrans(LAST)


@lru_cache(maxsize=10_000)  # a report says the same words again and again
def whole(text: str) -> str:
    """``text`` with stand-ins for its letters: a line may end behind it and nowhere inside."""
    return text[:-1].translate(_INSIDE) + text[-1:].translate(_LAST)


def meant(text: str) -> str:
    """``text`` with the letters again for which its stand-ins stand."""
    return text.translate(MEANT)
