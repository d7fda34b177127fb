"""What may not stand in a file: what a participant would be known by, and words that were kept back.

A participant list says "ผศ.ดร.สมมติ จำลองเมือง" and a note-taker types "คุณสมมติ"; a number has spaces, dots or a
country before it. Both sides are brought to one form before they are held against each other.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sistercity_nb.thai import arabic_digits

_FEWEST_DIGITS, _SHORTEST_NAME = 8, 4
_FEWEST_LETTERS = 20  # of words that were kept back; shorter ones are said by many
_SHORTEST_ALONE = 9  # letters of a name of one part; a shorter one (วิชา, สมบูรณ์) is also a word, and known by
_FORMS = ("คุณ", "นาย", "นาง", "นางสาว")  # these before it
# Ranks, degrees and forms of address before a name, one after another. A short form is known by its stops.
_RANK = "(?:(?:ร้อย|พัน|พล|สิบ|จ่าสิบ)(?:ตำรวจ)?|(?:นาวา|เรือ|พล)(?:อากาศ)?|พลเรือ)"
_TITLES = re.compile(
    unicodedata.normalize(
        "NFKC",
        rf"(?:ว่าที่|{_RANK}(?:ตรี|โท|เอก)(?:หญิง)?|(?:ผู้ช่วย|รอง)?ศาสตราจารย์|ด็?อกเตอร์"
        r"|นายแพทย์|(?:ทันต|สัตว)?แพทย์(?:หญิง)?|เภสัชกร(?:หญิง)?|หม่อม(?:ราชวงศ์|หลวง|เจ้า)|ท่านผู้หญิง|คุณหญิง|คุณ"
        r"|นางสาว|นาง|นาย|นส|หญิง|mrs|mr|ms|miss|dr|prof)(?=[\s(]|[ก-ฮเแโใไa-z])"
        r"|(?:[ก-ฮa-z]{1,6}\.\s*)+",
    )
)
_BESIDE = re.compile(r"\([^)]*\)|[\"“”].*?[\"“”]")  # a nickname
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]")
_TONE_AFTER = re.compile("\u0e4d([\u0e48-\u0e4b])")  # SARA AM in two signs, with its tone mark between them
_BETWEEN = r"[ .()/_,\u2010-\u2015\u2212-]"  # what stands between the digits of a telephone number
_NUMBER = re.compile(rf"(?<!\d)\+?\d(?:{_BETWEEN}{{0,3}}\d){{7,}}(?!\d)")
_SEVERAL = re.compile(r"[,;/\n]|ต่อ|หรือ|และ|ext", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s,;<>()/]+@[^\s,;<>()/]+")


@dataclass(frozen=True, slots=True)
class Traces:
    """What files are searched for, in the form in which they are searched; of words also whose they are."""

    names: frozenset[str]
    phones: frozenset[str]
    emails: frozenset[str]
    words: Mapping[str, str]


def traces(people: Iterable[Mapping[str, str]], kept_back: Iterable[tuple[str, str]] = ()) -> Traces:
    """What the given participants (``name``, ``phone``, ``email``) would be known by, and what is kept back.

    A name counts without its titles, in either order of its parts, and from ``_SHORTEST_NAME`` letters on; a
    number from eight digits on. A cell may hold several numbers or addresses. ``kept_back`` are pairs of an
    entry's number and its text.
    """
    people = list(people)
    names = {name for person in people for name in _names(person["name"])}
    phones = {phone for person in people for phone in _phones(person["phone"])}
    emails = {flat(email) for person in people for email in _EMAIL.findall(person["email"])}
    return Traces(
        frozenset(name for name in names if len(name) >= _SHORTEST_NAME),
        frozenset(phone for phone in phones if len(phone) >= _FEWEST_DIGITS),
        frozenset(emails),
        {words: number for number, text in kept_back if len(words := flat(text)) >= _FEWEST_LETTERS},
    )


def flat(text: str) -> str:
    """``text`` as two spellings of one name agree: no spaces, Arabic digits, small letters, one SARA AM."""
    return _UNSEEN.sub("", _plain(text))


def found(text: str, known: Traces, named: bool) -> tuple[str, str] | None:
    """The first trace that stands in ``text``, and what it is: ``email``, ``phone``, ``name`` or ``words``.

    Names are not looked for where they may be ``named``.
    """
    plain = _plain(text)
    squeezed = _UNSEEN.sub("", plain)
    for email in sorted(known.emails):
        if email in squeezed:
            return email, "email"
    numbers = {dialled(number[0]) for number in _NUMBER.finditer(plain)}
    for phone in sorted(known.phones):
        if any(phone in number for number in numbers):
            return phone, "phone"
    for name in () if named else sorted(known.names):
        if name in squeezed:
            return name, "name"
    return next(((words, "words") for words in sorted(known.words) if words in squeezed), None)


def rung(words: str, known: Traces) -> str | None:
    """The telephone number whose digits stand in ``words``, whatever is between: for a few words only."""
    digits = re.sub(r"\D", "", _plain(words))
    if len(digits) < _FEWEST_DIGITS:
        return None
    ways = ((phone, (phone, f"66{phone[1:]}", f"660{phone[1:]}")) for phone in sorted(known.phones))
    return next((phone for phone, written in ways if any(way in digits for way in written)), None)


def dialled(text: str) -> str:
    """The digits of a telephone number as it is dialled in Thailand."""
    digits = re.sub(r"\D", "", _plain(text)).removeprefix("00")
    return "0" + digits[2:].lstrip("0") if digits.startswith("66") and len(digits) > 9 else digits


def _plain(text: str) -> str:
    """``text`` with one form of each letter and digit; its spaces are still there."""
    return arabic_digits(_TONE_AFTER.sub("\\1\u0e4d", unicodedata.normalize("NFKC", text)).casefold())


def _names(name: str) -> Iterable[str]:
    bare = _BESIDE.sub(" ", _plain(name)).strip()
    written = [bare]
    while (title := _TITLES.match(bare)) and title.end() < len(bare):
        bare = bare[title.end() :].strip()
        written.append(bare)
    parts = bare.split()
    if len(parts) > 1:
        yield flat(parts[-1] + "".join(parts[:-1]))
        yield flat(bare)
        return
    yield from (form + flat(bare) for form in _FORMS)
    # what looks like a title may begin the name
    yield from (flat(one) for one in written if len(flat(one)) >= _SHORTEST_ALONE)


def _phones(cell: str) -> Iterable[str]:
    parts = [dialled(part) for part in _SEVERAL.split(cell)]
    long = [part for part in parts if len(part) >= _FEWEST_DIGITS]
    return long or [dialled(cell)]
