"""What is recorded in a workshop: frozen data, and all validation of an entry.

Standard library only, so that the server, a notebook and a test read the same rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from sistercity_nb.checks import (
    as_body,
    check_choice,
    check_flag,
    check_id,
    check_line,
    check_lines,
    check_names,
    check_number,
    check_text,
)
from sistercity_nb.errors import EntryRefused

PLENARY = "plenary"  # the whole room: where a lecture or the study visit is noted
MOST_SEVERE = 3
LAST_CARD = 9999


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


class Erasure(StrEnum):
    """Why words were erased for good; a code, so that the reason holds nobody's words either."""

    REQUEST = "request"
    MISTAKE = "mistake"
    RETENTION = "retention"


class ThemeState(StrEnum):
    """A theme is proposed by a document or a machine until a person accepts it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    RETIRED = "retired"


class Decision(StrEnum):
    """What a person decided about a theme for an entry; ``open`` is a decision that was taken back."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OPEN = "open"


class RecordType(StrEnum):
    """What a revision is a revision of."""

    ENTRY = "entry"
    THEME = "theme"
    CODING = "coding"
    SESSION = "session"
    BALLOT = "ballot"
    DECK = "deck"
    PAIRING = "pairing"
    MEMO = "memo"
    FINDING = "finding"
    PARTICIPANT = "participant"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the codebook; ``keywords`` only ever lead to a suggestion.

    ``parent`` is the id of the theme that this one is a part of ("" for none); ``examples`` and
    ``counter_examples`` say in words what belongs to it and what does not. ``merged_into`` is the id of the
    theme that this one was made one with, ``split_from`` of the one that it was taken out of ("" for none).
    """

    id: str
    title: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    parent: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    state: ThemeState = ThemeState.PROPOSED
    merged_into: str = ""
    split_from: str = ""
    simulated: bool = False

    def body(self) -> dict[str, Any]:
        """The theme as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked theme.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__) - {"id"})
        for name in ("parent", "merged_into", "split_from"):
            if body.get(name) == id:
                raise EntryRefused(name, "A theme cannot be a part of itself.")
        theme = cls(
            id=check_id(id),
            title=check_line(body, "title", required=True),
            description=check_text(body.get("description", ""), "description"),
            keywords=check_lines(body, "keywords"),
            parent=_id_or_none(body, "parent"),
            examples=check_lines(body, "examples"),
            counter_examples=check_lines(body, "counter_examples"),
            state=check_choice(body, "state", ThemeState, ThemeState.PROPOSED),
            merged_into=_id_or_none(body, "merged_into"),
            split_from=_id_or_none(body, "split_from"),
            simulated=check_flag(body, "simulated"),
        )
        if theme.merged_into and theme.state is not ThemeState.RETIRED:
            raise EntryRefused("merged_into", "A theme that was made one with another is out of use.")
        return theme


@dataclass(frozen=True, slots=True)
class Coding:
    """A person's decision that a theme is, or is not, what an entry speaks of.

    ``coder`` is empty for the decision that counts. Where several people code the same entries without
    seeing each other, it names whose own decision this is, to measure how far they agree. ``moved_from`` is
    the id of the theme from which a merge or a split carried the decision over ("" for none), so that it can
    be taken back.
    """

    entry: str
    theme: str
    decision: Decision
    suggested: bool = False
    coder: str = ""
    moved_from: str = ""
    simulated: bool = False

    @property
    def id(self) -> str:
        """One record for each pair (and coder), so that deciding again revises the decision."""
        return ":".join(filter(None, (self.entry, self.theme, self.coder)))

    def body(self) -> dict[str, Any]:
        """The coding as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked coding.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__))
        coding = cls(
            entry=check_id(body.get("entry"), "entry"),
            theme=check_id(body.get("theme"), "theme"),
            decision=check_choice(body, "decision", Decision, None),
            suggested=check_flag(body, "suggested"),
            coder=_id_or_none(body, "coder"),
            moved_from=_id_or_none(body, "moved_from"),
            simulated=check_flag(body, "simulated"),
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
    that a recommendation answers; ``severity`` of a problem from 1 (little) to ``MOST_SEVERE``, ``cause``
    what it comes from; ``owner``, ``due`` and ``budget`` of a recommendation: who would do it, when, for how
    much, in the words of the room; ``card`` the number of the paper card that it was written on; ``amended``
    that it was changed after its group had closed, which the store alone decides.
    """

    id: str
    group: str
    kind: Kind
    text: str
    province: str | None = None
    guideline: int | None = None
    severity: int | None = None
    cause: str = ""
    owner: str = ""
    due: str = ""
    budget: str = ""
    card: int | None = None
    answers: tuple[str, ...] = ()
    release: Release = Release.GROUP
    withdrawn: bool = False
    reason: str = ""
    amended: bool = False
    simulated: bool = False

    def body(self) -> dict[str, Any]:
        """The entry as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked entry, its text exactly as given; ``admission.admit`` then holds it against the workshop.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__) - {"id"})
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
            kind=check_choice(body, "kind", Kind, None),
            text=check_text(body.get("text", ""), "text"),
            province=province,
            guideline=guideline,
            severity=check_number(body, "severity", 1, MOST_SEVERE),
            cause=check_line(body, "cause"),
            owner=check_line(body, "owner"),
            due=check_line(body, "due"),
            budget=check_line(body, "budget"),
            card=check_number(body, "card", 1, LAST_CARD),
            answers=tuple(check_id(answer, "answers") for answer in answers),
            release=check_choice(body, "release", Release, Release.GROUP),
            withdrawn=check_flag(body, "withdrawn"),
            reason=check_line(body, "reason"),
            amended=check_flag(body, "amended"),
            simulated=check_flag(body, "simulated"),
        )
        if not entry.text.strip():
            raise EntryRefused("text", "There is no text yet. Type what was said.")
        if entry.answers and entry.kind is not Kind.RECOMMENDATION:
            raise EntryRefused("answers", "Only a recommendation answers a problem.")
        if entry.severity is not None and entry.kind is not Kind.PROBLEM:
            raise EntryRefused("severity", "Only a problem is more or less severe.")
        if entry.cause and entry.kind is not Kind.PROBLEM:
            raise EntryRefused("cause", "Only a problem has a cause.")
        for name in ("owner", "due", "budget"):
            if getattr(entry, name) and entry.kind is not Kind.RECOMMENDATION:
                raise EntryRefused(name, "Only a recommendation has an owner, a time and a budget.")
        if entry.withdrawn and not entry.reason.strip():
            raise EntryRefused("reason", "Say why this entry is withdrawn.")
        return entry


def _id_or_none(body: Mapping[str, Any], name: str) -> str:
    """The id of another record that ``body[name]`` names, "" where it names none."""
    value = body.get(name, "")
    return check_id(value, name) if value != "" else ""
