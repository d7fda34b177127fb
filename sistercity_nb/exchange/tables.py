"""The tables: for each type of record its columns, what they are called, and what a cell becomes.

One description serves both files and both ways. A column without ``show`` is only read, one without ``read``
is only shown: what another program's file says, and what a person needs to find their way.
"""

from dataclasses import dataclass, fields
from datetime import UTC
from functools import partial
from typing import Any

from sistercity_nb.admission import Record
from sistercity_nb.errors import EntryRefused, Refused
from sistercity_nb.exchange import cells
from sistercity_nb.exchange.cells import N_, Words
from sistercity_nb.exchange.columns import (
    LEFT_OUT,
    Cell,
    Column,
    Known,
    State,
    coded,
    exactly,
    flag,
    listed,
    number,
    text,
    trimmed,
)
from sistercity_nb.judgements import Finding
from sistercity_nb.model import PLENARY, Coding, Decision, Entry, Kind, RecordType, Release
from sistercity_nb.people import Answers, Participant
from sistercity_nb.workshop import Question, Text, Workshop


@dataclass(frozen=True, slots=True)
class Table:
    """A type of record as a table.

    ``label`` is the column that a row is known by, ``needs`` what a new record cannot be without; ``key`` are
    the columns that make the id of a row that brings none.
    """

    name: str
    record: type[Record]
    type: RecordType
    columns: tuple[Column, ...]
    label: str
    needs: tuple[str, ...]
    key: tuple[str, ...] = ()

    @property
    def fields(self) -> set[str]:
        """The names of the record's own fields."""
        return {part.name for part in fields(self.record)} - {"id"}

    def holds(self, column: Column) -> bool:
        """Whether a column is a field of the record, or a member of one."""
        return bool(column.within) or column.name in self.fields

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


TITLES = {
    "entries": N_("Entries"),
    "participants": N_("Participants"),
    "codings": N_("Codings"),
    "findings": N_("Findings"),
    "answers": N_("Answers"),
}


def table_of(name: str, workshop: Workshop) -> Table:
    """The table of that name for ``workshop``, one of ``NAMES``.

    Raises:
        KeyError: for another name.
    """
    return {
        "entries": _entries,
        "participants": _participants,
        "codings": _codings,
        "findings": _findings,
        "answers": _answers,
    }[name](workshop)


# What every table ends with: the mark of a simulation, and by what a row finds its record again.
_SIMULATED = flag("simulated", N_("Simulated"))
_ID = Column("id", N_("Id in the record"), lambda state, _: state["id"], trimmed)
_REVISION = Column("revision", N_("Version"), lambda state, _: state["revision"], trimmed)


_KEY = Column("key", N_("Key"), None, trimmed)
_THEME = Column(
    "theme",
    N_("Theme"),
    lambda state, known: known.titles.get(state["theme"], ""),
    lambda cell, known: known.theme(cell, "theme"),
    unless="theme_id",
)
_THEME_ID = Column(
    "theme_id",
    N_("Id of the theme"),
    lambda state, _: state["theme"],
    lambda cell, known: known.theme(cell, "theme_id"),
)
_TIMESTAMP = ("Timestamp", "ประทับเวลา", "Completion time", "เวลาเสร็จสมบูรณ์", "วันเวลา", "เวลา")
_KINDS = Words(
    {
        Kind.EXPERIENCE: N_("Experience / good practice"),
        Kind.BENEFIT: N_("Benefit received"),
        Kind.PROBLEM: N_("Problem / obstacle"),
        Kind.RECOMMENDATION: N_("Recommendation / way to solve it"),
        Kind.LECTURE: N_("Lecture"),
        Kind.VISIT: N_("Study visit"),
    }
)
_RELEASES = Words(
    {
        Release.GROUP: N_("Quote with the group's name"),
        Release.ATTRIBUTED: N_("Quote with the province too"),
        Release.WITHHELD: N_("Count only, do not quote"),
    }
)
_DECISIONS = Words(
    {
        Decision.ACCEPTED: N_("Accepted"),
        Decision.REJECTED: N_("Rejected"),
        Decision.OPEN: N_("Undecided"),
    }
)
_SEVERITIES = Words({"1": N_("Little"), "2": N_("Medium"), "3": N_("Great")})
_LEVELS = Words({"5": N_("Highest"), "4": N_("High"), "3": N_("Moderate"), "2": N_("Low"), "1": N_("Lowest")})


def _groups(workshop: Workshop) -> Words:
    groups = {group.id: group.short for group in workshop.groups}
    return Words({**groups, PLENARY: N_("Whole room")})


def _group_column(name: str, head: Text, workshop: Workshop, blank: Any, *also: str) -> Column:
    """A group by its short name; also by its letter, its whole title and "กลุ่ม A"."""
    column = coded(name, head, _groups(workshop), blank, *also)
    other: dict[str, str] = {}
    for group in workshop.groups:
        said = (group.letter, group.title.th, group.title.en, f"กลุ่ม {group.letter}", f"Group {group.letter}")
        other |= {cells.plain(one): group.id for one in said if one}

    def read(cell: str, known: Known) -> Any:
        found = other.get(cells.plain(cell))
        return found or column.read(cell, known)  # type: ignore[misc]  # it has one

    return Column(name, head, column.show, read, blank, also)


def _province(workshop: Workshop) -> Column:
    words = Words({one.code: Text(one.th, one.en) for one in workshop.provinces})

    def read(cell: str, _: Known) -> str:
        asked = cells.plain(cell)
        for before in ("จังหวัด", "จ."):
            asked = asked.removeprefix(before).strip()
        try:
            return words.code(asked, "province")
        except EntryRefused:
            raise EntryRefused(
                "province", "There is no province {province!r}.", province=cell.strip()[:40]
            ) from None

    named = coded("province", N_("Province"), words)
    return Column("province", named.head, named.show, read, None)


def _entries(workshop: Workshop) -> Table:
    guidelines = Words({str(one.no): one.title for one in workshop.guidelines})

    def answers(cell: str, known: Known) -> list[str]:
        return [known.entry(one, "answers") for one in cells.members(cell.replace(",", ";"))]

    def themes(cell: str, known: Known) -> list[str]:
        return [known.theme(one, "themes") for one in cells.members(cell, known.titles.values())]

    columns = (
        Column("number", N_("Number"), lambda state, _: state["number"], trimmed),
        _KEY,
        _group_column("group", N_("Group"), workshop, LEFT_OUT, "กลุ่มย่อย", "Breakout group"),
        coded("kind", N_("Kind"), _KINDS, LEFT_OUT, "ประเภทข้อความ", "Type"),
        text("text", N_("Text"), "ข้อความที่บันทึก", "รายละเอียด", "ความคิดเห็น", "Entry", "Comment"),
        _province(workshop),
        number("guideline", N_("Guideline"), guidelines, "แนวทางที่"),
        number("severity", N_("Severity"), _SEVERITIES, "ความรุนแรง"),
        text("cause", N_("Cause")),
        text("owner", N_("Responsible"), "หน่วยงานรับผิดชอบ", "Owner"),
        text("due", N_("When")),
        text("budget", N_("Budget")),
        number("card", N_("Card"), None, "เลขบัตรคำ", "Card number"),
        Column(
            "answers",
            N_("Problems it answers"),
            lambda state, known: "\n".join(known.numbers.get(one, one) for one in state["answers"]),
            answers,
            [],
            later=True,
        ),
        coded("release", N_("Quoting"), _RELEASES),
        flag("withdrawn", N_("Withdrawn")),
        text("reason", N_("Reason")),
        Column(
            "themes",
            N_("Themes"),
            lambda state, known: "\n".join(known.titles[one] for one in known.themes_of.get(state["id"], ())),
            themes,
            (),
            ("ประเด็น", "Theme"),
        ),
        Column(
            "recorded_at",
            N_("Recorded at"),
            lambda state, _: cells.said_time(state["created"]),
            lambda cell, _: cells.time_of(cell, workshop.opening, "recorded_at"),
            LEFT_OUT,
            _TIMESTAMP,
        ),
        Column("author", N_("Recorded by"), lambda state, _: state["author"], exactly),
        _SIMULATED,
        _ID,
        _REVISION,
    )
    return Table(
        "entries", Entry, RecordType.ENTRY, columns, "text", ("group", "kind", "text"),
        ("recorded_at", "group", "kind", "text"),
    )  # fmt: skip


def _participants(workshop: Workshop) -> Table:
    columns = (
        _KEY,
        text("name", N_("Name"), "ชื่อ", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อและนามสกุล", "Full name"),
        text("position", N_("Position")),
        text("organisation", N_("Organisation"), "สังกัด", "ส่วนราชการ", "Organization", "Agency"),
        number("line", N_("Place in the list"), None, "Line"),
        _province(workshop),
        _group_column("breakout", N_("Breakout group"), workshop, "", "กลุ่ม", "Group"),
        text("phone", N_("Telephone"), "เบอร์โทรศัพท์", "หมายเลขโทรศัพท์", "เบอร์โทร", "Phone"),
        text("email", N_("E-mail"), "ที่อยู่อีเมล", "Email address", "Email", "Username"),
        flag("attended", N_("Came"), "เข้าร่วม", "มาประชุม", "Attended"),
        _SIMULATED,
        _ID,
        _REVISION,
    )
    return Table(
        "participants", Participant, RecordType.PARTICIPANT, columns, "name", ("name",),
        ("name", "organisation"),
    )  # fmt: skip


def _codings(_: Workshop) -> Table:
    columns = (
        Column(
            "entry",
            N_("Entry number"),
            lambda state, known: known.numbers.get(state["entry"], ""),
            lambda cell, known: known.entry(cell, "entry"),
            unless="entry_id",
        ),
        Column("said", N_("Text"), lambda state, known: known.texts.get(state["entry"], ""), None),
        _THEME,
        coded("decision", N_("Decision"), _DECISIONS),
        text("coder", N_("Coder")),
        flag("suggested", N_("Suggested by the machine")),
        Column(
            "entry_id",
            N_("Id of the entry"),
            lambda state, _: state["entry"],
            lambda cell, known: known.entry(cell, "entry_id"),
        ),
        _THEME_ID,
        _SIMULATED,
        _REVISION,
    )
    return Table("codings", Coding, RecordType.CODING, columns, "theme", ("entry", "theme", "decision"))


def _findings(_: Workshop) -> Table:
    columns = (
        _THEME,
        text("statement", N_("Statement")),
        text("paragraph", N_("Paragraph")),
        text("owner", N_("Responsible")),
        text("next_step", N_("Next step")),
        text("due", N_("When")),
        text("budget", N_("Budget")),
        listed("guidelines", N_("Guidelines"), partial(cells.whole, name="guidelines")),
        listed("objectives", N_("Objectives")),
        listed("alignment", N_("Alignment")),
        flag("released", N_("Released")),
        _THEME_ID,
        _SIMULATED,
        _REVISION,
    )
    return Table("findings", Finding, RecordType.FINDING, columns, "theme", ("theme",))


def _answers(workshop: Workshop) -> Table:
    form = workshop.questionnaire
    if form is None:
        raise Refused("This workshop has no questionnaire.")
    scored = [_scored(item, side.title) for side in form.sides for item in side.items]
    asked = [*map(_chosen, form.general), *scored, *map(_commented, form.comments)]
    # When somebody answered tells two alike answers of a form apart; it is not kept.
    when = Column("submitted", N_("Answered at"), None, _moment, LEFT_OUT, _TIMESTAMP)
    columns = (_KEY, when, *asked, _SIMULATED, _ID, _REVISION)
    key = ("submitted", *(column.name for column in asked))
    return Table("answers", Answers, RecordType.ANSWERS, columns, asked[0].name, (), key)


def _scored(item: Question, side: Text) -> Column:
    grid = tuple(f"{side.say(one)} [{item.title.say(one)}]" for one in ("th", "en"))
    read = partial(_level, name=item.id)
    return Column(item.id, item.title, partial(_in, "scores", item.id), read, None, grid, within="scores")


def _chosen(question: Question) -> Column:
    words = Words({str(place): said for place, said in enumerate(question.choices, start=1)})

    def show(state: State, known: Known) -> Cell:
        place = state["choices"].get(question.id)
        return None if place is None else words.say(str(place), known.language)

    def read(cell: str, _: Known) -> int:
        return int(words.code(cell, question.id))

    return Column(question.id, question.title, show, read, None, within="choices")


def _commented(question: Question) -> Column:
    show = partial(_in, "comments", question.id)
    return Column(question.id, question.title, show, exactly, "", within="comments", exact=True)


def _in(part: str, name: str, state: State, _: Known) -> Cell:
    found: Cell = state[part].get(name)
    return found


def _level(cell: str, _: Known, name: str) -> int:
    return cells.level(cell, _LEVELS, name)


def _moment(cell: str, _: Known) -> str:
    """A time the same whichever file says it; what is no time as it stands."""
    at = cells.read_time(cell)
    return cell.strip() if at is None else at.astimezone(UTC).isoformat(timespec="seconds")
