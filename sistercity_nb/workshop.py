"""A workshop as its project document describes it, and what it admits into its record.

Nothing of any workshop is wired into code: groups, guidelines, objectives, agenda, participants, steps and
the seeds of the codebook all come from the file that workshop_file.py reads.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sistercity_nb.errors import EntryRefused
from sistercity_nb.model import PLENARY, Coding, Entry, Kind, Theme
from sistercity_nb.proceedings import Ballot, Deck, Session

_Record = TypeVar("_Record", bound=Entry | Theme | Coding | Session | Ballot | Deck)


@dataclass(frozen=True, slots=True)
class Text:
    """A label in Thai and, where there is one, in English."""

    th: str
    en: str = ""

    def say(self, language: str) -> str:
        """The label in ``language``; Thai where there is no English."""
        return self.en if language == "en" and self.en else self.th


@dataclass(frozen=True, slots=True)
class Province:
    """A province: ISO 3166-2 code, names, region."""

    code: str
    th: str
    en: str
    region: str


@dataclass(frozen=True, slots=True)
class Group:
    """A breakout group; its letter begins the number of each of its entries.

    ``provinces`` are the codes of those that sit in it, where that is known: they are offered first.
    """

    id: str
    letter: str
    title: Text
    short: Text
    provinces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline of the plan, which findings are read against."""

    no: int
    title: Text
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What must be recorded before an objective has evidence: an entry of one of these kinds."""

    label: Text
    kinds: tuple[Kind, ...]
    each_group: bool = False


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of the workshop and the evidence it needs."""

    id: str
    text: Text
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedResult:
    """A result that the project document expects."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A part of the programme; ``note`` is printed as a footnote."""

    no: str
    title: Text
    note: Text = Text("")


@dataclass(frozen=True, slots=True)
class Participants:
    """How many people are expected from whom."""

    part: str
    part_title: Text
    who: Text
    number: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """A national plan and the points of it that the workshop serves."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a group's session and the minutes planned for it; 0 where no time is set."""

    title: Text
    minutes: int = 0


class Voters(StrEnum):
    """Who has dots of their own."""

    PARTICIPANT = "participant"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Voting:
    """How many dots each voter of a group has."""

    dots: int
    voters: Voters


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop as its project document describes it; nothing of it is wired into code."""

    id: str
    title: Text
    short: Text
    owner: Text
    venue: Text
    start: date
    end: date
    groups: tuple[Group, ...]
    guidelines: tuple[Guideline, ...] = ()
    objectives: tuple[Objective, ...] = ()
    expected_results: tuple[ExpectedResult, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    participants: tuple[Participants, ...] = ()
    alignment: tuple[Alignment, ...] = ()
    themes: tuple[Theme, ...] = ()
    steps: tuple[Step, ...] = ()
    voting: Voting | None = None
    background: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    provinces: tuple[Province, ...] = field(default=(), repr=False)

    @property
    def province_codes(self) -> frozenset[str]:
        """The codes that an entry may name."""
        return frozenset(province.code for province in self.provinces)

    @property
    def expected(self) -> int:
        """How many participants the project document expects."""
        return sum(part.number for part in self.participants)

    def letter(self, group: str) -> str:
        """What the numbers of a group's entries begin with; ``P`` for the plenary."""
        return next((known.letter for known in self.groups if known.id == group), "P")

    def admit(self, record: _Record) -> _Record:
        """``record`` itself, if it belongs to this workshop.

        Raises:
            EntryRefused: naming the field and what this workshop has instead.
        """
        if isinstance(record, Theme | Coding):
            return record
        groups = [*(group.id for group in self.groups), PLENARY]
        if record.group not in groups:
            raise EntryRefused(
                "group",
                "This workshop has no group {group!r}; it has {groups}.",
                group=record.group,
                groups=", ".join(groups),
            )
        if isinstance(record, Entry):
            self._check_entry(record)
        elif isinstance(record, Session) and record.step > len(self.steps):
            raise EntryRefused("step", "A session of this workshop has {steps} steps.", steps=len(self.steps))
        elif isinstance(record, Ballot):
            self._check_ballot(record)
        return record

    def _check_entry(self, entry: Entry) -> None:
        if entry.kind.in_plenary != (entry.group == PLENARY):
            raise EntryRefused(
                "kind", "Notes of a lecture or a visit belong to plenary, all others to a breakout group."
            )
        if entry.province is not None and entry.province not in self.province_codes:
            raise EntryRefused(
                "province", "There is no province with the code {code!r}.", code=entry.province[:20]
            )
        if entry.guideline is not None and entry.guideline not in [known.no for known in self.guidelines]:
            raise EntryRefused(
                "guideline", "This workshop has no guideline {guideline}.", guideline=entry.guideline
            )

    def _check_ballot(self, ballot: Ballot) -> None:
        if self.voting is None or ballot.group == PLENARY:
            raise EntryRefused("dots", "There is no dot voting here.")
        put = sum(ballot.dots.values())
        if put > self.voting.dots:
            raise EntryRefused(
                "dots", "{put} dots were put; each voter has {dots}.", put=put, dots=self.voting.dots
            )
        if self.voting.voters is Voters.PROVINCE and ballot.voter not in self.province_codes:
            raise EntryRefused(
                "voter", "There is no province with the code {code!r}.", code=ballot.voter[:20]
            )
