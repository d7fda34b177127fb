"""Thai as officials write it: digits, พ.ศ. dates, order of words, and the derived forms of a text.

The only importer of pythainlp and nlpo3. What is derived here is for comparing and counting; the text that a
person typed is never changed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta, timezone
from functools import lru_cache

from sistercity_nb.thai.wordlist import WordList
from sistercity_nb.thai.wordlist import expect as expect
from sistercity_nb.thai.wordlist import words_for as words_for

_DIGIT = re.compile("[0-9]")
BANGKOK = timezone(timedelta(hours=7))  # Thailand has one zone, always
BUDDHIST_ERA = 543  # years of พ.ศ. before ค.ศ.
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ARABIC_DIGITS = (*zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True),)
# A digit inside one of these is part of an address or a code and means nothing in Thai script. The possessive
# ``++`` never gives back what it took, so that a page without a space costs one pass.
_CODE = "[A-Za-z0-9._/-]"
_KEEP = re.compile(
    r"(?:https?://|www\.)\S++"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9.-]++"
    rf"|(?<!{_CODE})(?=[0-9._/-]*+[A-Za-z])(?=[A-Za-z._/-]*+[0-9]){_CODE}++"
)


@lru_cache(maxsize=10_000)  # the frame of a report says the same again and again
def thai_digits(text: str) -> str:
    """``text`` with Arabic digits as Thai ones, except in URLs, e-mail addresses and codes such as A-012."""
    if _DIGIT.search(text) is None:  # as in nearly every text
        return text
    parts, last = [], 0
    for kept in _KEEP.finditer(text):
        parts += [text[last : kept.start()].translate(_THAI_DIGITS), kept.group()]
        last = kept.end()
    return "".join([*parts, text[last:].translate(_THAI_DIGITS)])


def arabic_digits(text: str) -> str:
    """``text`` with Thai digits as Arabic ones; on a whole file ten times as fast as ``translate``."""
    for thai, arabic in _ARABIC_DIGITS:
        text = text.replace(thai, arabic)
    return text


def thai_date(day: date, language: str = "th") -> str:
    """A date in words: ``๑๘ มีนาคม ๒๕๖๓`` (พ.ศ. = ค.ศ. + 543), or ``18 March 2020`` in English."""
    from babel.dates import format_date

    if language == "en":
        return format_date(day, "d MMMM y", locale="en")
    return thai_digits(f"{format_date(day, 'd MMMM', locale='th')} {day.year + BUDDHIST_ERA}")


def thai_date_range(start: date, end: date, language: str = "th") -> str:
    """A range of dates as the project document writes it, ``๑๘ - ๒๐ มีนาคม ๒๕๖๓``, or ``18–20 March 2020``."""
    if start == end:
        return thai_date(start, language)
    same = (start.year, start.month) == (end.year, end.month)
    if language == "en":
        first = f"{start.day}–" if same else f"{thai_date(start, language)} – "
        return first + thai_date(end, language)
    return f"{thai_digits(str(start.day)) if same else thai_date(start)} - {thai_date(end)}"


# What PyThaiNLP's normalize would change: any other text, nearly every one, is spared its forty passes.
# A property test holds the two in step.
_ABOVE_OR_BELOW, _FOLLOWS, _LEADS, _TONES = "ัิีึืํ็ุู", "ะาำๅ", "เแโใไ", "่้๊๋"
_SIGNS = "ฺ์ํ๎"
_IRREGULAR = re.compile(
    "[\u200b\u200c\\nํๅ]|^\\s|\\s$|  | ?เ ?เ"
    f"|(?:^| )[{_ABOVE_OR_BELOW}{_TONES}{_SIGNS}]"
    f"|[{_TONES}์][{_ABOVE_OR_BELOW}]|[{_FOLLOWS}][{_TONES}]|[{_TONES}]{{2}}"
    f"|([{_ABOVE_OR_BELOW}{_FOLLOWS}{_LEADS}{_SIGNS}]) *\\1"
)
_LETTER = r"\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # to Python, Thai signs above and below are no letters
# What does not change what is said: signs, and what is said for politeness at the end of a phrase.
_NOT_SAID = re.compile(
    f"(?:(?:นะ|น่ะ)?(?:ครับผม|ครับ|คับ|ค่ะ|คะ|จ้า|จ้ะ|จ๊ะ)|นะ|น่ะ)(?![{_LETTER}])|[^{_LETTER}]+|[_ๆ]+"
)


def normalised(text: str) -> str:
    """``text`` in the form in which two spellings of the same Thai word are equal: for comparing only."""
    if _IRREGULAR.search(text):
        from pythainlp.util import normalize

        text = normalize(text)
    return text.casefold()


def bare(text: str) -> str:
    """``text`` without what leaves its meaning as it is: spelling, case, spaces, signs, politeness."""
    plain = normalised(unicodedata.normalize("NFKC", text.replace("ำ", "\0")).replace("\0", "ำ"))
    return _NOT_SAID.sub("", plain)


def words(text: str, known: WordList | None = None) -> list[str]:
    """``text`` cut into words, spaces among them; joined they are the text again.

    By nlpo3's maximal matching over PyThaiNLP's word list (``known``, where it was looked for already): its
    own engine needs seconds for a long run of digits ("55555" is laughter), this one milliseconds for any
    text.
    """
    from nlpo3 import segment

    return segment(text, (known or words_for(text)).name) if text else []


def partings(text: str, known: Collection[str]) -> Iterator[int]:
    """The places at which ``text`` parts into two words that are ``known``, the last first."""
    return (place for place in range(len(text) - 1, 0, -1) if text[:place] in known and text[place:] in known)


def parted(text: str, known: Collection[str]) -> list[str]:
    """``text`` as the fewest ``known`` words that are shorter than it; nothing if it is made of none."""
    fewest: list[list[str] | None] = [[]]
    for end in range(1, len(text) + 1):
        before = ((start, fewest[start]) for start in range(end) if (start, end) != (0, len(text)))
        made = [
            [*words, text[start:end]]
            for start, words in before
            if words is not None and text[start:end] in known
        ]
        fewest.append(min(made, key=len, default=None))
    return fewest[-1] or []


def in_thai_order(words: Iterable[str]) -> list[str]:
    """``words`` in the order of a Thai dictionary (tone marks ignored)."""
    from pythainlp.util import collate

    return collate(words)
