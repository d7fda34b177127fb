"""What people decide when they read what was said: who says the same, what to remember, what was found.

Standard library only. A machine proposes some of these; none of them is kept before a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
from sistercity_nb.model import Decision


@dataclass(frozen=True, slots=True)
class Pairing:
    """A decision that two entries say the same, or do not: both stay, and the two count as one voice.

    ``first`` and ``second`` are ids of entries, ``first`` the smaller as text.
    """

    first: str
    second: str
    decision: Decision
    simulated: bool = False

    @property
    def id(self) -> str:
        """One record for each pair, so that deciding again revises the decision."""
        return f"pairing:{self.first}:{self.second}"

    def body(self) -> dict[str, Any]:
        """The pairing as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked pairing.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__))
        pairing = cls(
            first=check_id(body.get("first"), "first"),
            second=check_id(body.get("second"), "second"),
            decision=check_choice(body, "decision", Decision, None),
            simulated=check_flag(body, "simulated"),
        )
        if pairing.first >= pairing.second:
            raise EntryRefused("second", "A pairing names two entries, the smaller id first.")
        _check_name(pairing.id, id)
        return pairing


@dataclass(frozen=True, slots=True)
class Memo:
    """A note of an analyst about a theme or an entry; ``about`` is the id of that record."""

    id: str
    about: str
    text: str
    withdrawn: bool = False
    simulated: bool = False

    def body(self) -> dict[str, Any]:
        """The memo as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked memo.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__) - {"id"})
        memo = cls(
            id=check_id(id),
            about=check_id(body.get("about"), "about"),
            text=check_text(body.get("text", ""), "text"),
            withdrawn=check_flag(body, "withdrawn"),
            simulated=check_flag(body, "simulated"),
        )
        if not memo.text.strip():
            raise EntryRefused("text", "There is no text yet.")
        return memo


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person makes of a theme: its statement and paragraph, what to do next, what it is aligned to.

    ``statement`` is the finding in one sentence, ``paragraph`` its text in the report; both are printed
    only once ``released``. ``guidelines`` are numbers and ``objectives`` ids of the workshop's; ``alignment``
    names points of its national plans as ``plan.point``, each counted from 1.
    """

    theme: str
    statement: str = ""
    paragraph: str = ""
    owner: str = ""
    next_step: str = ""
    due: str = ""
    budget: str = ""
    guidelines: tuple[int, ...] = ()
    objectives: tuple[str, ...] = ()
    alignment: tuple[str, ...] = ()
    released: bool = False
    simulated: bool = False

    @property
    def id(self) -> str:
        """One record a theme."""
        return f"finding:{self.theme}"

    def body(self) -> dict[str, Any]:
        """The finding as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked finding; ``admission.admit`` then holds it against the workshop.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__))
        guidelines = body.get("guidelines", [])
        if not isinstance(guidelines, list | tuple):
            raise EntryRefused("guidelines", "This must be a list.")
        finding = cls(
            theme=check_id(body.get("theme"), "theme"),
            statement=check_line(body, "statement"),
            paragraph=check_text(body.get("paragraph", ""), "paragraph"),
            owner=check_line(body, "owner"),
            next_step=check_line(body, "next_step"),
            due=check_line(body, "due"),
            budget=check_line(body, "budget"),
            guidelines=tuple(check_number({"guidelines": no}, "guidelines", 1, 99) or 0 for no in guidelines),
            objectives=check_lines(body, "objectives"),
            alignment=check_lines(body, "alignment"),
            released=check_flag(body, "released"),
            simulated=check_flag(body, "simulated"),
        )
        if finding.released and not finding.statement.strip():
            raise EntryRefused("statement", "A finding is released with a statement.")
        _check_name(finding.id, id)
        return finding


def _check_name(expected: str, id: str) -> None:
    if id != check_id(expected):
        raise EntryRefused("id", "This record is named {expected}.", expected=expected)
