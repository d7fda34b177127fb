"""A workshop as its project document describes it, read from one TOML file.

Nothing of any workshop is wired into code: groups, guidelines, objectives, agenda, participants and the seeds
of the codebook all come from the file, which is refused whole when a part of it is wrong.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from sistercity_nb.errors import EntryRefused, FileRefused
from sistercity_nb.model import PLENARY, Entry, Kind, Theme

SCHEMA = 1  # the version of the TOML file's shape


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
    """A breakout group; its letter begins the number of each of its entries."""

    id: str
    letter: str
    title: Text
    short: Text


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

    def admit(self, entry: Entry) -> Entry:
        """``entry`` itself, if it belongs to this workshop.

        Raises:
            EntryRefused: naming the field and what this workshop has instead.
        """
        groups = [group.id for group in self.groups]
        if entry.group not in (*groups, PLENARY):
            raise EntryRefused(
                "group",
                "This workshop has no group {group!r}; it has {groups}.",
                group=entry.group,
                groups=", ".join((*groups, PLENARY)),
            )
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
        return entry


def read_workshop(path: Path, provinces: Path) -> Workshop:
    """The workshop that the TOML file ``path`` describes, with the provinces of the CSV file ``provinces``.

    Raises:
        FileRefused: naming the file, the place in it, and what was expected there.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=path, reason=error.strerror) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileRefused("{file} is not a TOML file in UTF-8: {reason}.", file=path, reason=error) from error
    schema = table.pop("schema", None)
    if schema != SCHEMA:
        raise FileRefused(
            "{file} has schema = {schema}; this program reads schema = {known}.",
            file=path,
            schema=schema,
            known=SCHEMA,
        )
    if "provinces" in table:
        raise FileRefused("{file}: there is no key {key}.", file=path, key="provinces")
    workshop: Workshop = _part(Workshop, table, path, "")
    _check(workshop, path)
    return replace(workshop, provinces=read_provinces(provinces))


def read_provinces(path: Path) -> tuple[Province, ...]:
    """The provinces of a CSV file with the columns code, th, en, region.

    Raises:
        FileRefused: naming the file, the row and the reason.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=path, reason=error.strerror) from error
    columns = [part.name for part in fields(Province)]
    for number, row in enumerate(rows, start=2):
        if list(row) != columns or not all(row.values()):
            raise FileRefused(
                "{file}, row {row}: a province needs the columns {columns}, none of them empty.",
                file=path,
                row=number,
                columns=", ".join(columns),
            )
    return tuple(Province(**row) for row in rows)


def _check(workshop: Workshop, path: Path) -> None:
    """What the shape alone cannot say: names used twice, an end before the start, no group at all."""
    if not workshop.groups:
        raise FileRefused("{file}: a workshop needs at least one breakout group.", file=path)
    if workshop.end < workshop.start:
        raise FileRefused(
            "{file}: it ends ({end}) before it starts ({start}).",
            file=path,
            end=workshop.end,
            start=workshop.start,
        )
    names: dict[str, list[object]] = {
        "groups.id": [*(group.id for group in workshop.groups), PLENARY],
        "groups.letter": [*(group.letter for group in workshop.groups), "P"],
        "guidelines.no": [guideline.no for guideline in workshop.guidelines],
        "objectives.id": [objective.id for objective in workshop.objectives],
        "themes.id": [theme.id for theme in workshop.themes],
    }
    for key, values in names.items():
        for value in values:
            if values.count(value) > 1:
                raise FileRefused("{file}: {key} {value!r} is used twice.", file=path, key=key, value=value)


def _part(cls: Any, value: object, path: Path, place: str) -> Any:
    """``value`` as the type ``cls``: a frozen part, a tuple of parts, a choice, a date, a number or text."""
    if get_origin(cls) is tuple:
        if not isinstance(value, list | tuple):
            raise FileRefused("{file}: {key} must be a list.", file=path, key=place)
        return tuple(
            _part(get_args(cls)[0], item, path, f"{place}[{n}]") for n, item in enumerate(value, start=1)
        )
    if is_dataclass(cls):
        return _table(cls, value, path, place)
    if isinstance(cls, type) and issubclass(cls, StrEnum):
        if value not in list(cls):
            raise FileRefused(
                "{file}: {key} must be one of {choices}.", file=path, key=place, choices=", ".join(cls)
            )
        return cls(str(value))
    if type(value) is not cls:
        raise {
            str: FileRefused("{file}: {key} must be text in quotes.", file=path, key=place),
            int: FileRefused("{file}: {key} must be a whole number.", file=path, key=place),
            bool: FileRefused("{file}: {key} must be true or false.", file=path, key=place),
            date: FileRefused("{file}: {key} must be a date such as 2020-03-18.", file=path, key=place),
        }[cls]
    return value


def _table(cls: Any, value: object, path: Path, place: str) -> Any:
    if not isinstance(value, Mapping):
        raise FileRefused("{file}: {key} must be a table.", file=path, key=place)
    types = get_type_hints(cls)
    known = {part.name: part for part in fields(cls)}
    for key in value:
        if key not in known:
            raise FileRefused("{file}: there is no key {key}.", file=path, key=f"{place}.{key}".lstrip("."))
    for name, part in known.items():
        if name not in value and part.default is MISSING:
            raise FileRefused(
                "{file}: the key {key} is missing.", file=path, key=f"{place}.{name}".lstrip(".")
            )
    return cls(
        **{
            name: _part(types[name], item, path, f"{place}.{name}".lstrip("."))
            for name, item in value.items()
        }
    )
