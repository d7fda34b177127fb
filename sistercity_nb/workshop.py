"""A workshop as its project document describes it.

Nothing of any workshop is wired into code: groups, guidelines, objectives, agenda, participants, steps and
the seeds of the codebook all come from the file that workshop_file.py reads.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum

from sistercity_nb.model import Kind, Theme


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
class Question:
    """A question of the questionnaire; a general one has ``choices``.

    An item may be held against how the same was ``before``: against another item of its side, by its id.
    """

    id: str
    title: Text
    choices: tuple[Text, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the questionnaire, whose items are answered on five levels."""

    title: Text
    items: tuple[Question, ...]


class Scheme(StrEnum):
    """By which scheme a mean is put into words; evaluation.py has both."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The satisfaction questionnaire, in its usual three parts.

    ``target`` is the percentage of answers at level 4 or 5 that was aimed at; 0 where none was set.
    """

    scheme: Scheme
    sides: tuple[Side, ...]
    general: tuple[Question, ...] = ()
    comments: tuple[Question, ...] = ()
    target: int = 0


class Section(StrEnum):
    """A section of a report that can have digits of its own; ``front`` has all that stands on every page."""

    FRONT = "front"
    CHAPTER_1 = "chapter-1"
    CHAPTER_2 = "chapter-2"
    CHAPTER_3 = "chapter-3"
    CHAPTER_4 = "chapter-4"
    CHAPTER_5 = "chapter-5"
    CHAPTER_6 = "chapter-6"
    ANNEX = "annex"
    MEMO = "memo"


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
    questionnaire: Questionnaire | None = None
    background: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    arabic_digits: tuple[Section, ...] = ()
    provinces: tuple[Province, ...] = field(default=(), repr=False)

    @property
    def province_codes(self) -> frozenset[str]:
        """The codes that an entry may name."""
        return frozenset(province.code for province in self.provinces)

    @property
    def expected(self) -> int:
        """How many participants the project document expects."""
        return sum(part.number for part in self.participants)

    @property
    def opening(self) -> datetime:
        """The time of what belongs to no moment: midnight UTC of the first day, in any time zone."""
        return datetime.combine(self.start, time(), tzinfo=UTC)

    def letter(self, group: str) -> str:
        """What the numbers of a group's entries begin with; ``P`` for the plenary."""
        return next((known.letter for known in self.groups if known.id == group), "P")
