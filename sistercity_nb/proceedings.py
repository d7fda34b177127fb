"""What happens in a breakout group beside what is said: the steps of its session, its dots, its cards.

Standard library only. Each is one record a group (a ballot: one a voter) with an id that follows from it, so
that two devices that speak of the same thing revise the same record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sistercity_nb.checks import as_body, check_flag, check_id, check_names, check_number
from sistercity_nb.errors import EntryRefused
from sistercity_nb.model import LAST_CARD

LONGEST_STEP = 24 * 60 * 60  # seconds
MOST_STEPS = 99
MOST_DOTS = 99


@dataclass(frozen=True, slots=True)
class Session:
    """Where a group stands in the steps of its session.

    ``step`` is 0 before the first step and then counts from 1. ``seconds`` is the time left for the step when
    the store took this revision (None: no clock); it runs down from then on while ``running``. So no screen
    needs another clock than the server's. A ``closed`` group is final: what is changed later is an amendment.
    """

    group: str
    step: int = 0
    seconds: int | None = None
    running: bool = False
    closed: bool = False
    simulated: bool = False

    @property
    def id(self) -> str:
        """One record a group."""
        return session_id(self.group)

    def body(self) -> dict[str, Any]:
        """The session as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked session.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__))
        record = cls(
            group=check_id(body.get("group"), "group"),
            step=check_number(body, "step", 0, MOST_STEPS) or 0,
            seconds=check_number(body, "seconds", 0, LONGEST_STEP),
            running=check_flag(body, "running"),
            closed=check_flag(body, "closed"),
            simulated=check_flag(body, "simulated"),
        )
        _check_name(record, id)
        return record


@dataclass(frozen=True, slots=True)
class Ballot:
    """The dots that one voter has put on entries of a group; the whole ballot is one record.

    So a ballot that is sent again is still one ballot, and nobody can put more dots than there are by sending
    in pieces. ``voter`` is the identity of a participant's device, or a province's code; it is printed
    nowhere.
    """

    group: str
    voter: str
    dots: Mapping[str, int] = field(default_factory=dict)
    simulated: bool = False

    @property
    def id(self) -> str:
        """One record a voter."""
        return ballot_id(self.group, self.voter)

    def body(self) -> dict[str, Any]:
        """The ballot as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked ballot; ``admission.admit`` then counts its dots.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__))
        dots = body.get("dots", {})
        if not isinstance(dots, Mapping):
            raise EntryRefused("dots", "The dots must name each entry with its number of dots.")
        record = cls(
            group=check_id(body.get("group"), "group"),
            voter=check_id(body.get("voter"), "voter"),
            dots={check_id(entry, "dots"): _each(dots[entry], "dots", MOST_DOTS) for entry in dots},
            simulated=check_flag(body, "simulated"),
        )
        _check_name(record, id)
        return record


@dataclass(frozen=True, slots=True)
class Deck:
    """The paper cards of a group: how many were printed, and which were never written on."""

    group: str
    printed: int = 0
    unused: tuple[int, ...] = ()
    simulated: bool = False

    @property
    def id(self) -> str:
        """One record a group."""
        return f"deck:{self.group}"

    def body(self) -> dict[str, Any]:
        """The deck as the plain dict that a revision stores."""
        return as_body(self)

    @classmethod
    def from_body(cls, id: str, body: Mapping[str, Any]) -> Self:
        """A checked deck.

        Raises:
            EntryRefused: naming the field and the reason.
        """
        check_names(body, set(cls.__slots__))
        unused = body.get("unused", [])
        if not isinstance(unused, list | tuple):
            raise EntryRefused("unused", "The unused cards must be a list of numbers.")
        record = cls(
            group=check_id(body.get("group"), "group"),
            printed=check_number(body, "printed", 0, LAST_CARD) or 0,
            unused=tuple(_each(card, "unused", LAST_CARD) for card in unused),
            simulated=check_flag(body, "simulated"),
        )
        _check_name(record, id)
        return record


Proceeding = Session | Ballot | Deck


def session_id(group: str) -> str:
    """The id of the session of ``group``."""
    return f"session:{group}"


def ballot_id(group: str, voter: str) -> str:
    """The id of the ballot of ``voter`` in ``group``."""
    return f"ballot:{group}:{voter}"


def _each(value: object, name: str, most: int) -> int:
    """One of several numbers under ``name``, each from 1 to ``most``; raises EntryRefused."""
    number = check_number({name: value}, name, 1, most)
    if number is None:
        raise EntryRefused(name, "This must be a whole number from {least} to {most}.", least=1, most=most)
    return number


def _check_name(record: Proceeding, id: str) -> None:
    if id != check_id(record.id):
        raise EntryRefused("id", "This record is named {expected}.", expected=record.id)
