"""What a cell says and how it is read: codes in the words of both languages, numbers, times, lists.

What people type into a spreadsheet is read in good faith (Thai digits, either language, the words of a form),
but never guessed at: what is not understood is refused with its own words.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property

from sistercity_nb.errors import EntryRefused
from sistercity_nb.language import translate
from sistercity_nb.thai import BANGKOK, BUDDHIST_ERA, arabic_digits
from sistercity_nb.workshop import Text

NEAR = timedelta(days=366)  # what is further off is a wrong year
_TIME = re.compile(
    r"(?P<a>\d{1,4})[/.-](?P<b>\d{1,2})[/.-](?P<c>\d{1,4})[ ,T]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>AM|PM|ก่อนเที่ยง|หลังเที่ยง|น\.)?"
    r"\s*(?P<zone>Z|(?:GMT|UTC)?(?P<sign>[+-])(?P<east>\d{1,2})(?::?(?P<part>\d{2}))?)?",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:ข้อ(?:ที่)?\s*)?\d+(?:\.\d+)*[.)]?\s+|^\d+(?:\.\d+)*[.)]\s*")
YES = Text("ใช่", "yes")
NO = Text("ไม่ใช่", "no")
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "✓", "ใช่", "มา", "เข้าร่วม", "จริง"), True),
    **dict.fromkeys(("no", "n", "false", "0", "-", "✗", "ไม่ใช่", "ไม่มา", "ไม่เข้าร่วม", "เท็จ"), False),
}


def N_(sentence: str) -> Text:  # noqa: N802  the name by which a sentence to be translated is found
    """``sentence`` in both languages."""
    return Text(translate(sentence, "th"), sentence)


def plain(text: str) -> str:
    """``text`` as it is compared: letter case, Thai digits, spaces and the marks of a form do not matter."""
    text = unicodedata.normalize("NFC", arabic_digits(text)).replace("\u0e4d\u0e32", "\u0e33").casefold()
    return " ".join(re.sub("[\u200b-\u200f\u2060\ufeff]", "", text).split()).strip(" *:")


def unnumbered(text: str) -> str:
    """A plain ``text`` without the number that a form puts before a question: "1.2 …", "(3) …"."""
    return _NUMBERING.sub("", text.lstrip("("), count=1)


@dataclass(frozen=True)
class Words:
    """The codes of a field, and the words for each in both languages."""

    said: Mapping[str, Text]

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Code by code or words; "ปัญหา/อุปสรรค" is also called by either word, unless two are."""
        whole, parts = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for code, text in self.said.items():
            for one in (code, text.th, text.en or code):
                whole[plain(one)].add(code)
            for one in (*text.th.split("/"), *text.en.split("/")):
                parts[plain(one)].add(code)
        found = {**parts, **whole}
        return {said: min(codes) for said, codes in found.items() if said and len(codes) == 1}

    def code(self, cell: str, name: str) -> str:
        """The code that ``cell`` names, by itself or by its words; raises EntryRefused if it names none."""
        found = self._codes.get(plain(cell))
        if found is None:
            raise EntryRefused(
                name,
                "{value!r} is not one of {choices}.",
                value=cell[:40],
                choices=", ".join(text.th for text in list(self.said.values())[:12]),
            )
        return found

    def say(self, code: str, language: str) -> str:
        """The words for a code; the code itself where there are none."""
        return self.said[code].say(language) if code in self.said else code


def flag(cell: str, name: str) -> bool:
    """Yes or no; raises EntryRefused for anything else."""
    found = _FLAGS.get(plain(cell))
    if found is None:
        raise EntryRefused(
            name, "{value!r} is not one of {choices}.", value=cell[:40], choices=f"{YES.th}, {NO.th}"
        )
    return found


def whole(cell: str, name: str) -> int:
    """The whole number of a cell, in either script; raises EntryRefused for anything else."""
    digits = arabic_digits(cell).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise EntryRefused(name, "{value!r} is not a whole number.", value=cell[:40])
    return int(digits)


def level(cell: str, words: Words, name: str) -> int:
    """A level of the questionnaire: "5", "๕", "มากที่สุด", "5 - มากที่สุด" or "มากที่สุด (5)".

    Raises:
        EntryRefused: for anything else, or if number and word say different things.
    """
    asked = plain(cell)
    digits = set(re.findall(r"\d+", asked))
    word = re.sub(r"[\d()=.:–-]+", " ", asked).strip()
    found = digits | ({words.code(word, name)} if word else set())
    if len(found) != 1 or not found <= set(words.said):
        raise EntryRefused(
            name,
            "{value!r} is not one of {choices}.",
            value=cell[:40],
            choices=", ".join(f"{code} ({said.th})" for code, said in words.said.items()),
        )
    return int(found.pop())


def members(cell: str, known: Iterable[str] = ()) -> list[str]:
    """The members of a list: a line each, or separated by ";" unless a line is itself one of ``known``."""
    whole_ones = {plain(one) for one in known}
    found: dict[str, None] = {}
    for line in cell.splitlines():
        parts = [line] if plain(line) in whole_ones else line.split(";")
        found |= dict.fromkeys(part.strip() for part in parts if part.strip())
    return list(found)


def read_time(cell: str) -> datetime | None:
    """The time that a cell says, with its zone; None if it says none.

    ISO 8601, and as Google's and Microsoft's forms and people in Thailand write it: day before month, years
    of either era, ก่อนเที่ยง and หลังเที่ยง, in Bangkok where no zone is named.
    """
    text = arabic_digits(cell).strip()
    match = _TIME.fullmatch(text)
    at = _written(match) if match else _iso(text)
    if at is None:
        return None
    try:
        if at.year >= 2400:
            at = at.replace(year=at.year - BUDDHIST_ERA)
    except ValueError:  # 29 February of a year that has none
        return None
    # without a zone it was read off a clock in Thailand
    return at if at.tzinfo else at.replace(tzinfo=BANGKOK)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _written(match: re.Match[str]) -> datetime | None:
    a, b, c = (int(match[name]) for name in "abc")
    year_first = len(match["a"]) == 4
    orders = [(a, b, c)] if year_first else [(c, b, a), (c, a, b)]
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half in ("am", "ก่อนเที่ยง", "pm", "หลังเที่ยง"):
        hour = hour % 12 + (12 if half in ("pm", "หลังเที่ยง") else 0)
    for year, month, day in orders:
        try:
            clock = (hour, int(match["minute"]), int(match["second"] or 0))
            at = datetime(year, month, day, *clock, tzinfo=_zone(match))
        except ValueError:
            continue
        return at if year >= 1000 else None
    return None


def _zone(match: re.Match[str]) -> timezone:
    if not match["zone"]:
        return BANGKOK
    away = timedelta(hours=int(match["east"] or 0), minutes=int(match["part"] or 0))
    return timezone(-away if match["sign"] == "-" else away)


def time_of(cell: str, opening: datetime, name: str) -> datetime:
    """The time that a cell says; raises EntryRefused if that is none, or long before the workshop."""
    at = read_time(cell)
    latest = max(datetime.now(UTC), opening) + NEAR
    if at is None or not opening - NEAR <= at <= latest:
        raise EntryRefused(
            name,
            "{value!r} is not a time at or after the workshop, such as {example}.",
            value=cell[:40],
            example=said_time(opening.isoformat()),
        )
    return at


def said_time(stored: str) -> str:
    """A stored time as a spreadsheet shows it: in Bangkok, to the second."""
    at = datetime.fromisoformat(stored).astimezone(BANGKOK)
    return at.isoformat(sep=" ", timespec="seconds").removesuffix("+07:00")
