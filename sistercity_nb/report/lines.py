"""Where a line on paper may end: between Thai words, which are found here and not by the engine.

Typst is handed every Thai letter as a stand-in (see ``fonts/standins.py``); ``finishing.py`` turns the file
back.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from sistercity_nb.report.fonts.standins import DIGITS, LETTERS, THAI, whole
from sistercity_nb.thai import partings, words, words_for

# What leads to the word behind it: connectives, and what makes a noun of a verb.
CONNECTIVES = re.compile(
    "การ|ความ|ผู้|ที่|และ|หรือ|ใน|ของ|แต่|โดย|กับ|จาก|เพื่อ|ให้|ว่า|ซึ่ง|ณ|จึง|ก็|ไม่|เป็น|เพราะ|เมื่อ|อย่าง|เช่น|ตาม|คือ|ได้แก่"
    "|จะ|แต่ละ|ทุก|สำหรับ|ระหว่าง|ร่วมกับ|เกี่ยวกับ|ขึ้นอยู่กับ|เนื่องจาก|หลังจาก|ภายหลังจาก|ขณะที่|ทุกครั้งที่"
)
_LONGEST = 26  # letters of a word with the connectives before it; what is longer is no word
# What a line does not end inside. A cry repeats what stands once in a word (ว่าาาา, ๆๆๆๆ): it ends there.
CLUSTER = "(?:[เแโใไ]{0,2}[^เแโใไ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[ะาำๅ]{0,2}[ๆฯ]?|[เแโใไ]{1,3})"
CLUSTERS = re.compile(f"{CLUSTER}{{1,6}}", re.DOTALL)
_NUMBER = re.compile(rf"[{DIGITS}]+(?:\.[{DIGITS}]+)*")
# Thai with the digits, stops and spaces before ๆ in it; digits before it where they begin a word.
_STRETCH = re.compile(rf"((?:(?<![A-Za-z{DIGITS}.,:/_-])[{DIGITS}]+)?[{THAI}](?:[{THAI}{DIGITS}.]| (?=ๆ))*)")
# With the space behind it, where a word follows that has room beside a connective in any column.
_BEFORE = re.compile(rf"{_STRETCH.pattern}(?P<space> (?=[{THAI}]|[^\s{THAI}]{{1,9}}(?:\s|$)))?")
_WORD = re.compile(f"[{THAI}]+(?: ๆ)?")
_COMMA = {"text": ", "}
_NAMES = {"id", "to"}  # of a block or a row, and where a run leads: part of an address
_SHORTENED = r"(?:[ก-ฮ]{1,5}\.)+"  # มม., นพ., รพ., อบต., พ.ร.บ.
_WHOLE = re.compile(rf"(?:{_NUMBER.pattern})?(?:{_WORD.pattern}|{_SHORTENED})(?:{_NUMBER.pattern})?")


def units(text: str) -> Iterator[str]:
    """The stretches of ``text`` inside which no line ends: words, spaces, and what is not Thai between them.

    A word has its connectives before it (no line ends on one), ๆ or ฯ behind it, and numbers beside it.
    """
    for place, part in enumerate(_STRETCH.split(text)):
        yield from _units(part)[0] if place % 2 else re.findall(r"\s+|\S+", part)


def led(value: Any) -> Any:
    """``value`` (of dicts, lists and scalars), each connective before a name taken to it, onto its line."""
    if isinstance(value, dict):
        return {key: led(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    found: list[Any] = []
    for one in map(led, value):
        before = found[-1] if found else {}
        while _kept(one) and _style(before) == one.get("in", "") and (end := connective(before["text"])):
            before = found[-1] = {**before, "text": before["text"].removesuffix(end)}
            one = {**one, "text": end + one["text"]}
        found.append(one)
    return found


def _kept(value: Any) -> bool:
    return isinstance(value, dict) and value.get("as") == "name"


def connective(text: str) -> str:
    """The connective that ``text`` ends with, or nothing."""
    *_, last, behind = ["", *_STRETCH.split(text)]
    found = words(last)[-1] if last and not behind else ""
    return found if CONNECTIVES.fullmatch(found) else ""


def handed(value: Any) -> Any:
    """``value`` (of dicts, lists and scalars) as Typst is given it: stand-ins in every text, and few runs."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return _BEFORE.sub(_set_stretch, value)
    if isinstance(value, list):
        return [*_joined(_listed(map(handed, value)))]
    if not isinstance(value, dict):
        return value
    if _kept(value) and not value["text"].strip(LETTERS):
        kept = {key: one for key, one in value.items() if key not in ("as", "in")}
        return {**kept, "text": whole(value["text"]), "as": value.get("in", "")}
    return {key: address(one) if key in _NAMES else handed(one) for key, one in value.items()}


def address(name: str) -> str:
    """A name as it is a part of an address."""
    return quote(name, ":")


def _listed(values: Iterable[Any]) -> list[Any]:
    """An entry's number and the comma behind it as one run: a report has a thousand of them."""
    found: list[Any] = []
    for one in values:
        if one == _COMMA and found and found[-1].get("as") == "code":
            found[-1] = {**found[-1], "text": found[-1]["text"] + _COMMA["text"]}
        else:
            found.append(one)
    return found


def _joined(values: Iterable[Any]) -> Iterator[Any]:
    """Runs of one style beside each other as one, which spares Typst and the file a tenth."""
    for style, same in groupby(values, _style):
        if style is None:
            yield from same
            continue
        first, *others = same
        yield {**first, "text": "".join([first["text"], *(one["text"] for one in others)])}


def _style(value: Any) -> str | None:
    """How a run is set that can be one with its neighbour; None of anything else."""
    if not isinstance(value, dict) or "text" not in value or value.keys() - {"text", "as"}:
        return None
    style: str = value.get("as", "")
    return style if style in ("", "strong", "small") else None


def _set_stretch(stretch: re.Match[str]) -> str:
    """A stretch with stand-ins; behind a connective at its end no line ends at the space."""
    found, joining = _units(stretch[1])
    space = stretch["space"] or ""
    return "".join(map(_stood_in, found)) + ("\u00a0" if joining and space else space)


def _stood_in(unit: str) -> str:
    """A word with stand-ins; a stop at its end that shortens nothing stays one."""
    if _WHOLE.fullmatch(unit):
        return whole(unit)
    return re.sub(f"[{THAI}]+", lambda word: whole(word[0]), unit)


@lru_cache(maxsize=10_000)  # what is quoted stands in several chapters
def _units(stretch: str) -> tuple[tuple[str, ...], bool]:
    """The words of a stretch, each with the connectives before it; and whether it ends with one."""
    found: list[str] = []
    joining = False
    last = ""
    known = words_for(stretch)
    for word in words(stretch, known):
        before = found[-1] if found else ""
        if word == "ๆ" and before == " " and len(found) > 1:
            found[-2:] = [f"{found[-2]} ๆ"]
            continue
        number = _NUMBER.fullmatch(word)
        beside = (
            joining
            or number
            or _NUMBER.fullmatch(before)
            or not word.strip("ฯๆ")
            or _doubtful(last, word, known.words)
        )
        room = before.strip() and len(before) + len(word) <= _LONGEST
        if beside and room and (number or _WORD.fullmatch(word)):
            found[-1] += word
        else:
            found += [word] if len(word) <= _LONGEST else CLUSTERS.findall(word)
        joining, last = CONNECTIVES.fullmatch(word) is not None, word
    return tuple(found), joining


@lru_cache(maxsize=10_000)
def _doubtful(word: str, following: str, known: frozenset[str]) -> bool:
    """Whether the letters of two words can also be read as two others (ติด|ต่อมา, ติดต่อ|มา)."""
    return any(place != len(word) for place in partings(word + following, known))
