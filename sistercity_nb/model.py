"""What is recorded in a workshop: frozen data, and all validation of an entry.

Standard library only, so that the server, a notebook and a test read the same rules.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar

from sistercity_nb.errors import EntryRefused

PLENARY = "plenary"  # the whole room: where a lecture or the study visit is noted
LONGEST_TEXT = 20_000  # characters; five pages, far more than a card and little enough for a page to show
LONGEST_LINE = 300  # characters of a title, a name or a reason
_Choice = TypeVar("_Choice", bound=StrEnum)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


class Kind(StrEnum):
    """The kinds of entry; the first four are said in a breakout group, the last two noted in plenary."""

    EXPERIENCE = "experience"
    BENEFIT = "benefit"
    PROBLEM = "problem"
    RECOMMENDATION = "recommendation"
    LECTURE = "lecture"
    VISIT = "visit"

    @property
    def in_plenary(self) -> bool:
        """Whether this kind is a note of the whole room."""
        return self in (Kind.LECTURE, Kind.VISIT)


GROUP_KINDS = tuple(kind for kind in Kind if not kind.in_plenary)
PLENARY_KINDS = tuple(kind for kind in Kind if kind.in_plenary)


class Release(StrEnum):
    """How far an entry may be quoted: one officer comes from each province, so a province names a person."""

    GROUP = "group"
    ATTRIBUTED = "attributed"
    WITHHELD = "withheld"


class ThemeState(StrEnum):
    """A theme is proposed by a document or a machine until a person accepts it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    RETIRED = "retired"


class Decision(StrEnum):
    """What a person decided about a theme for an entry."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class RecordType(StrEnum):
    """What a revision is a revision of."""

    ENTRY = "entry"
    THEME = "theme"
    CODING = "coding"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the codebook; ``keywords`` only ever lead to a suggestion."""

    id: str
    title: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    state: ThemeState = ThemeState.PROPOSED
    simulated: bool = False

    def body(self) -> dict[str, Any]:
        """The theme as the plain dict that a revision stores."""
        return {
            "title": self.title,
            "description": self.description,
            "keywords": list(self.keywords),
            "state": str(self.state),
            "simulated": self.simulated,
        }

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked theme.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        _only(body, {"title", "description", "keywords", "state", "simulated"})
        keywords = body.get("keywords", [])
        if not isinstance(keywords, list | tuple):
            raise EntryRefused("keywords", "The keywords must be a list of words.")
        return cls(
            id=check_id(id),
            title=_line(body, "title", required=True),
            description=check_text(body.get("description", ""), "description"),
            keywords=tuple(_line({"keywords": word}, "keywords", required=True) for word in keywords),
            state=_choice(body, "state", ThemeState, ThemeState.PROPOSED),
            simulated=_flag(body, "simulated"),
        )


@dataclass(frozen=True, slots=True)
class Coding:
    """A person's decision that a theme is, or is not, what an entry speaks of."""

    entry: str
    theme: str
    decision: Decision
    suggested: bool = False
    simulated: bool = False

    @property
    def id(self) -> str:
        """One record for each pair, so that deciding again revises the decision."""
        return f"{self.entry}:{self.theme}"

    def body(self) -> dict[str, Any]:
        """The coding as the plain dict that a revision stores."""
        return {
            "entry": self.entry,
            "theme": self.theme,
            "decision": str(self.decision),
            "suggested": self.suggested,
            "simulated": self.simulated,
        }

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked coding.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        _only(body, {"entry", "theme", "decision", "suggested", "simulated"})
        coding = cls(
            entry=check_id(body.get("entry"), "entry"),
            theme=check_id(body.get("theme"), "theme"),
            decision=_choice(body, "decision", Decision, None),
            suggested=_flag(body, "suggested"),
            simulated=_flag(body, "simulated"),
        )
        if id != coding.id:
            raise EntryRefused(
                "id", "A coding is named after its entry and its theme: {expected}.", expected=coding.id
            )
        return coding


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said: in a breakout group, or noted of a lecture or the study visit.

    ``text`` is exactly what was typed; ``province`` an ISO 3166-2 code; ``answers`` the ids of the problems
    that a recommendation answers.
    """

    id: str
    group: str
    kind: Kind
    text: str
    province: str | None = None
    guideline: int | None = None
    answers: tuple[str, ...] = ()
    release: Release = Release.GROUP
    withdrawn: bool = False
    reason: str = ""
    simulated: bool = False

    def body(self) -> dict[str, Any]:
        """The entry as the plain dict that a revision stores."""
        return {
            "group": self.group,
            "kind": str(self.kind),
            "text": self.text,
            "province": self.province,
            "guideline": self.guideline,
            "answers": list(self.answers),
            "release": str(self.release),
            "withdrawn": self.withdrawn,
            "reason": self.reason,
            "simulated": self.simulated,
        }

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked entry, its text exactly as given; ``Workshop.admit`` then holds it against the workshop.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        _only(body, set(cls.__slots__) - {"id"})
        answers = body.get("answers") or []
        if not isinstance(answers, list | tuple):
            raise EntryRefused("answers", "The problems that it answers must be a list.")
        province, guideline = body.get("province"), body.get("guideline")
        if province is not None and not isinstance(province, str):
            raise EntryRefused("province", "A province is named by its code, such as TH-75.")
        if guideline is not None and (isinstance(guideline, bool) or not isinstance(guideline, int)):
            raise EntryRefused("guideline", "A guideline is named by its number.")
        entry = cls(
            id=check_id(id),
            group=check_id(body.get("group"), "group"),
            kind=_choice(body, "kind", Kind, None),
            text=check_text(body.get("text", ""), "text"),
            province=province,
            guideline=guideline,
            answers=tuple(check_id(answer, "answers") for answer in answers),
            release=_choice(body, "release", Release, Release.GROUP),
            withdrawn=_flag(body, "withdrawn"),
            reason=_line(body, "reason"),
            simulated=_flag(body, "simulated"),
        )
        if not entry.text.strip():
            raise EntryRefused("text", "There is no text yet. Type what was said.")
        if entry.answers and entry.kind is not Kind.RECOMMENDATION:
            raise EntryRefused("answers", "Only a recommendation answers a problem.")
        if entry.withdrawn and not entry.reason.strip():
            raise EntryRefused("reason", "Say why this entry is withdrawn.")
        return entry


def check_text(value: object, name: str) -> str:
    """``value`` unchanged, if every store can keep it.

    NUL and lone surrogates are the only characters that not every store returns as given.

    Raises:
        EntryRefused: for another type, for these characters, or for more than ``LONGEST_TEXT`` characters.
    """
    if not isinstance(value, str):
        raise EntryRefused(name, "This must be text.")
    if len(value) > LONGEST_TEXT:
        raise EntryRefused(
            name,
            "The text has {length} characters; at most {longest} fit. Split it into several entries.",
            length=len(value),
            longest=LONGEST_TEXT,
        )
    for place, character in enumerate(value, start=1):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise EntryRefused(
                name,
                "The character at place {place} (U+{code}) cannot be stored. Delete it and add again.",
                place=place,
                code=f"{ord(character):04X}",
            )
    return value


def check_id(value: object, name: str = "id") -> str:
    """``value``, if it can name a record.

    Raises:
        EntryRefused: if it is not 1–100 letters, digits, dots, hyphens, colons or underscores.
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise EntryRefused(name, "{value!r} cannot name a record.", value=str(value)[:40])
    return value


def _line(body: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    value = check_text(body.get(name, ""), name)
    if len(value) > LONGEST_LINE:
        raise EntryRefused(name, "This is longer than {longest} characters.", longest=LONGEST_LINE)
    if required and not value.strip():
        raise EntryRefused(name, "This must not be empty.")
    return value


def _flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise EntryRefused(name, "This must be true or false.")
    return value


def _choice(body: Mapping[str, Any], name: str, choices: type[_Choice], default: _Choice | None) -> _Choice:
    value = body.get(name, default)
    try:
        return choices(value)
    except ValueError:
        raise EntryRefused(
            name, "{value!r} is not one of {choices}.", value=str(value)[:40], choices=", ".join(choices)
        ) from None


def _only(body: Mapping[str, Any], names: set[str]) -> None:
    for name in body:
        if name not in names:
            raise EntryRefused(str(name)[:40], "There is no field {name!r}.", name=str(name)[:40])
