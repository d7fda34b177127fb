"""Text as runs: what a line-breaker and a reader must know about each stretch of it.

A run is a small dict: ``text``, and where needed ``as`` (how it is set), ``to`` (the block it points to) and
``lang`` (if it is Thai in an English report, so that a screen reader changes its voice).
``as`` is one of ``strong``, ``small``, ``code`` (an entry's number; never in Thai digits), ``name`` (kept
whole at a line's end), ``break`` (the line may end here; no text) and ``line`` (it must; no text). A run that
points somewhere may have its own runs ``inside``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sistercity_nb.disclosure import SMALLEST
from sistercity_nb.language import translate
from sistercity_nb.report.fonts.standins import THAI
from sistercity_nb.report.lines import CLUSTER, CLUSTERS
from sistercity_nb.thai import arabic_digits, thai_digits

Run = dict[str, Any]
Block = dict[str, Any]

BETWEEN = "\u00a0· "  # facts in a line, which does not begin with the dot

# The report's own compounds that a dictionary would break inside.
_COMPOUNDS = (
    "ประชุมเชิงปฏิบัติการ",
    "เมืองพี่เมืองน้อง",
    "ข้อเสนอแนะ",
    "แนวปฏิบัติที่ดี",
    "ผู้เข้าร่วมประชุม",
    "ความพึงพอใจ",
    "ขับเคลื่อน",
    "ข้อความ",
    "ข้อทักท้วง",
    "ตัวชี้วัด",
    "ปรับแก้",
    "ภายหลัง",
    "ครบถ้วน",
    "ปัญหา/อุปสรรค",
    "ในจำนวนนี้",
    "แนวทางการดำเนิน",
    "ไม่ระบุแนวทาง",
    "จังหวัดส่วนใหญ่",
    "จังหวัดบางส่วน",
    "จังหวัดส่วนน้อย",
    "ความเห็นชอบ",
    "ข้อวินิจฉัย",
    "ชำนาญการพิเศษ",
    "ชำนาญการ",
    "ชำนาญงาน",
)
# Shorter names are single words already, and many (เลย, แพร่, ตาก) are also parts of other words.
_SHORTEST_NAME, _LONGEST_NAME = 6, 40
_NUMBER = "[0-9๐-๙]"
_AMOUNT = rf"(?<!{_NUMBER})(?<!{_NUMBER}[.,]){_NUMBER}{{1,9}}(?:[.,]{_NUMBER}{{1,9}}){{0,4}}(?!{_NUMBER})"
_UNITS = (
    "(?:รายการ|จังหวัด|กลุ่ม|ครั้ง|ประการ|ประเด็น|แนวทาง|ด้าน|เรื่อง|ฉบับ|แห่ง|เมือง|ประเทศ|โครงการ|กิจกรรม|ชั่วโมง|นาที|"
    r"บาท|ล้านบาท|ซม\.|กม\.)"
    "|(?:คน|วัน|หน้า|ข้อ|ราย|ปี|เดือน)(?![ก-ฮะ-ฺเ-๎])"  # not of คนงาน, วันที่, หน้าที่, ข้อเสนอแนะ, รายได้
)
_MONTHS = "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
# A day, a year with its era, a range, a number with its unit or what it numbers: none breaks at its space.
_TOGETHER = (
    rf"(?:วันที่ )?(?:{_NUMBER}{{1,2}} ?[-–] ?)?{_NUMBER}{{1,2}} (?:{_MONTHS})(?: {_NUMBER}{{4}})?",
    rf"(?:{_MONTHS}) {_NUMBER}{{4}}",
    rf"[พค]\.ศ\. {_NUMBER}{{4}}(?: ?[-–] ?{_NUMBER}{{4}})?",
    rf"{_AMOUNT} ?[-–] ?{_AMOUNT}(?: (?:{_UNITS}))?",
    rf"(?:บทที่|ตารางที่|ภาพที่|ยุทธศาสตร์ที่|กลยุทธ์ที่|ครั้งที่|ข้อ|ฉบับที่|แนวทางที่|วันที่) {_NUMBER}+(?: [-–] {_NUMBER}+)?",
    rf"(?:(?:ปี|เดือน|วัน|ครั้ง|คน|แห่ง|กลุ่ม|จังหวัด)ละ )?{_AMOUNT} (?:{_UNITS})",
    rf"ร้อยละ {_AMOUNT}",
    r"(?:มี\.ค|เม\.ย|มิ\.ย)\.",  # months that a dictionary takes apart
    r"\[U\+[0-9A-F]{4,6}\]",  # what no font has
)
_TOGETHER_IN_ENGLISH = (
    rf"(?:[Cc]hapter|[Ss]ection|[Tt]able|[Ff]igure|[Gg]uideline|no\.) {_NUMBER}+(?:\.{_NUMBER}+)*",
    rf"{_AMOUNT} (?:of {_AMOUNT} )?(?:entries|entry|provinces?|groups?|people|themes?|recommendations?|%)",
)
_REPEATED = "[ก-๎] ๆ"  # the last letter will do for a browser, which breaks no word
_INVISIBLE_BREAK = re.compile("[\u00ad\u200b]")
_TIED = "\u00a0\u2007\u202f"  # spaces at which no line ends; a row of them is as long as a word
_TIE = re.compile(f"[{_TIED}]")
_TIED_LONG = re.compile(rf"(?:\S|[{_TIED}]){{25,}}")
# At these spaces no line ends either: behind a connective, and behind what numbers the items of a sentence.
_HELD = re.compile(
    rf"((?:และ|หรือ|ได้แก่|เช่น|คือ|จาก|กับ|โดย|เพื่อ|ซึ่ง)|(?<!\S)(?:ณ|ใน|ของ|ที่|\(?{_NUMBER}{{1,2}}[).])) (?=\S)"
)
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")
_SHORTEST_LONG = 25  # characters; a shorter run has room in every column
_LONG_LATIN = re.compile(rf"[^\s\u0e00-\u0e7f]{{{_SHORTEST_LONG},}}")
_LONG_THAI = re.compile(r"[\u0e01-\u0e5b]{50,}")
_COMMON = re.compile("การ|ความ|ที่|และ|ของ|ให้|ไม่|มี|ใน|เป็น|ได้|จะ|กับ|จาก|เมือง|จังหวัด|งาน|ทำ|ต้อง|ผู้|ประ|ว่า|คน|ไป|มา")
_SIGNS = "[/?&=._,;:+-]"  # after which a long run ends a line rather than elsewhere
_SCRIPTS = (*range(0x300, 0x370), *range(0xE80, 0xF00), *range(0x1000, 0x10A0), *range(0x1780, 0x17E0))
# Thai with what stands between its words.
_SPOKEN = re.compile("([\u0e01-\u0e5b](?:[^A-Za-z\u0080-\u0dff]*[\u0e01-\u0e5b])?)")
_MARKS = "".join(chr(one) for one in _SCRIPTS if unicodedata.category(chr(one)).startswith("M"))
_WITH_MARKS = rf".(?:\u17d2.|[{_MARKS}])*+"  # a letter of another script; Khmer has letters below letters
_PIECE = re.compile(rf"(?:(?!{_SIGNS}){_WITH_MARKS}){{1,12}}{_SIGNS}{{0,4}}|{_SIGNS}{{1,12}}", re.DOTALL)
_SHORT_PIECE = re.compile(rf"(?:{_WITH_MARKS}){{1,5}}", re.DOTALL)


@dataclass(frozen=True)
class Voice:
    """How this report speaks.

    Its language and digits, the names it keeps whole at a line's end, the entries it can point to, and if it
    is for paper, where nothing scrolls and no browser ends the lines.
    """

    language: str
    digits: bool = True
    names: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    paper: bool = False

    @property
    def thai(self) -> bool:
        """Whether the report is in Thai."""
        return self.language == "th"

    def say(self, message: str, **values: object) -> str:
        """An interface sentence in the report's language and digits."""
        return self.figures(translate(message, self.language, **values))

    def figures(self, text: str) -> str:
        """``text`` of the report's frame in the report's digits; URLs, addresses and codes keep theirs."""
        return thai_digits(text) if self.thai and self.digits else arabic_digits(text)

    def count(self, number: float, decimals: int = 0) -> str:
        """A number with thousands separators, in the report's digits."""
        return self.figures(f"{number:,.{decimals}f}")

    def people(self, number: int | None) -> str:
        """A number of people or provinces, or that they are fewer than may be told."""
        return self.say("fewer than {n}", n=SMALLEST) if number is None else self.count(number)

    def frame(self, text: str, style: str = "") -> list[Run]:
        """Runs of the report's own words: digits turned, names and numbers with units kept whole."""
        return [*_runs(self.whole, self.paper, self.figures(text), style)]

    def verbatim(self, text: str) -> list[Run]:
        """Runs of what a person typed: not a letter is changed (``_for_paper`` alone changes spaces)."""
        return [*_runs(self.whole, self.paper, text, "")]

    def link(self, text: str, to: str, style: str = "") -> Run:
        """The report's own words, pointing to the block ``to``."""
        return {"text": self.figures(text), "to": to, "inside": self.frame(text, style)}

    def entry(self, number: str) -> Run:
        """An entry's number, pointing to the entry in the annex where the report has it."""
        run = {"text": number, "as": "code"}
        return {**run, "to": f"entry-{number}"} if number in self.numbers else run

    def entries(self, numbers: Iterable[str]) -> list[Run]:
        """Entry numbers, separated by commas."""
        return separated([[self.entry(number)] for number in numbers])

    @cached_property
    def whole(self) -> str:
        """What is kept whole at a line's end, as a regular expression."""
        known = {name for name in (*self.names, *_COMPOUNDS) if _SHORTEST_NAME <= len(name) <= _LONGEST_NAME}
        longest_first = sorted(known, key=lambda name: (-len(name), name))
        also = _TOGETHER if self.paper else (*_TOGETHER, _REPEATED)
        also = also if self.thai else (*_TOGETHER_IN_ENGLISH, *also)
        return "|".join([*also, *map(re.escape, longest_first)])


@lru_cache(maxsize=10_000)  # what is quoted stands in several chapters, and in the next draft
def _runs(whole: str, paper: bool, text: str, style: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    names = re.compile(whole)  # kept by ``re``; a compiled pattern as a key would be hashed from end to end
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate((_for_paper(text) if paper else text).split("\n")):
        if number:
            runs.append({"text": "", "as": "line"})
        for name, part in _cut(names, line):
            if name:
                runs.append(_kept(part, style))
                continue
            for piece in _breakable(part):
                if piece is None:
                    runs.append({"text": "", "as": "break"})
                else:
                    runs.append(_run(piece, style))
    return tuple(runs)


def _for_paper(text: str) -> str:
    """``text`` for pages: a tab is a space, and so is a tie in a stretch that would have no place to break.

    Of many empty lines two are left: the engine does not break a page among them.
    """
    text = _TIED_LONG.sub(lambda long: _TIE.sub(" ", long[0]), text.replace("\t", " "))
    return _EMPTY_LINES.sub("\n\n\n", _HELD.sub("\\1\u00a0", text))


def separated(groups: Iterable[list[Run]], between: str = ", ", style: str = "") -> list[Run]:
    """The groups of runs in one list, with ``between`` between them."""
    runs: list[Run] = []
    for group in groups:
        runs += [_run(between, style), *group] if runs else group
    return runs


def pieces(word: str) -> list[str]:
    """A word in the pieces between which a line may end where the whole has no room: no mark alone."""
    return re.findall(CLUSTER, word) if any(letter in THAI for letter in word) else _SHORT_PIECE.findall(word)


def plain(runs: Iterable[Run]) -> str:
    """The text of the runs, for an alternative text or a test."""
    return "".join("\n" if run.get("as") == "line" else run["text"] for run in runs)


def spoken(value: Any) -> Any:
    """``value`` (of dicts, lists and scalars) of an English report, the Thai stretches of each run marked."""
    if isinstance(value, dict):
        return {key: spoken(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    return [part for one in value for part in (_voices(one) if _is_leaf(one) else [spoken(one)])]


def _is_leaf(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("text"), str)
        and not value.keys() - {"text", "as", "in"}
    )


def _voices(run: Run) -> list[Run]:
    if run.get("as") == "code" or _SPOKEN.search(run["text"]) is None:
        return [run]
    if run.get("as") == "name":  # is kept whole
        return [{**run, "lang": "th"}]
    parts = enumerate(_SPOKEN.split(run["text"]))
    return [{**run, "text": part, **({"lang": "th"} if place % 2 else {})} for place, part in parts if part]


def in_every_text(value: Any, change: Callable[[str], str]) -> Any:
    """``value`` (of dicts, lists and scalars) with ``change`` applied to every text in it; a new value."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: in_every_text(one, change) for key, one in value.items()}
    return [in_every_text(one, change) for one in value] if isinstance(value, list) else value


def _run(text: str, style: str) -> Run:
    return {"text": text, "as": style} if style else {"text": text}


def _kept(text: str, style: str) -> Run:
    return {"text": text, "as": "name", **({"in": style} if style else {})}


def _cut(pattern: re.Pattern[str], text: str) -> Iterator[tuple[bool, str]]:
    """The stretches of ``text``, each with whether it matches ``pattern``."""
    last = 0
    for match in pattern.finditer(text):
        if match.start() > last:
            yield False, text[last : match.start()]
        yield True, match[0]
        last = match.end()
    if last < len(text):
        yield False, text[last:]


def _breakable(text: str) -> Iterator[str | None]:
    """Pieces of ``text`` with None where a line may end although no dictionary would end it there.

    A URL, a run of digits or a cry of one letter has no place to break, and would leave the page.
    """
    for number, part in enumerate(_INVISIBLE_BREAK.split(text)):
        if number:
            yield None
        if len(part) < _SHORTEST_LONG:
            yield from [part] if part else ()
            continue
        for long, latin in _cut(_LONG_LATIN, part):
            if long:
                yield from _joined(_PIECE.findall(latin))
                continue
            for thai, stretch in _cut(_LONG_THAI, latin):
                if thai and max(map(len, _COMMON.split(stretch))) >= 50:
                    yield from _joined(CLUSTERS.findall(stretch))
                else:
                    yield stretch


def _joined(pieces: list[str]) -> Iterator[str | None]:
    for number, piece in enumerate(pieces):
        if number:
            yield None
        yield piece
