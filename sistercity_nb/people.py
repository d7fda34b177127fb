"""Who came, and what they answered on the questionnaire. Standard library only.

Names are for the internal edition and for the scan that keeps them out of the public one. An answered
questionnaire says nothing of who answered, nor when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sistercity_nb.checks import (
    as_body,
    check_flag,
    check_id,
    check_line,
    check_names,
    check_number,
    check_text,
)
from sistercity_nb.errors import EntryRefused

HIGHEST = 5  # of the five levels of an answer


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is expected, or came.

    ``line`` is the place, from 1, in the workshop's list of expected participants (None: not on it);
    ``province`` an ISO 3166-2 code; ``breakout`` the id of the group that they sit in. ``phone`` and
    ``email`` are in no report: they are kept to find them in a finished file and stop it.
    """

    id: str
    name: str
    position: str = ""
    organisation: str = ""
    line: int | None = None
    province: str | None = None
    breakout: str = ""
    phone: str = ""
    email: str = ""
    attended: bool = False
    simulated: bool = False

    def body(self) -> dict[str, Any]:
        """The participant as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked participant; ``admission.admit`` then holds them against the workshop.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__) - {"id"})
        province = body.get("province")
        if province is not None and not isinstance(province, str):
            raise EntryRefused("province", "A province is named by its code, such as TH-75.")
        return cls(
            id=check_id(id),
            name=check_line(body, "name", required=True),
            position=check_line(body, "position"),
            organisation=check_line(body, "organisation"),
            line=check_number(body, "line", 1, 9999),
            province=province,
            breakout=check_line(body, "breakout"),
            phone=check_line(body, "phone"),
            email=check_line(body, "email"),
            attended=check_flag(body, "attended"),
            simulated=check_flag(body, "simulated"),
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """One answered questionnaire, of nobody in particular.

    ``scores`` are levels from 1 to ``HIGHEST`` by item, ``choices`` the place of the chosen answer, from 1,
    by general question, ``comments`` texts by open question. What was not answered is not there.
    """

    id: str
    scores: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False

    def body(self) -> dict[str, Any]:
        """The answers as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """Checked answers; ``admission.admit`` then holds them against the workshop's questionnaire.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__) - {"id"})
        return cls(
            id=check_id(id),
            scores=_numbers(body, "scores", HIGHEST),
            choices=_numbers(body, "choices", 99),
            comments={
                question: check_text(text, "comments") for question, text in _table(body, "comments").items()
            },
            simulated=check_flag(body, "simulated"),
        )


def _numbers(body: Mapping[str, Any], name: str, most: int) -> dict[str, int]:
    found = {}
    for question, value in _table(body, name).items():
        number = check_number({name: value}, name, 1, most)
        if number is not None:
            found[question] = number
    return found


def _table(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    given = body.get(name, {})
    if not isinstance(given, Mapping):
        raise EntryRefused(name, "This must name each question with its answer.")
    return {check_id(question, name): value for question, value in given.items()}
