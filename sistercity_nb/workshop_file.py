"""The workshop's TOML file and the provinces' CSV file: the one door, refused whole when a part is wrong."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sistercity_nb.errors import FileRefused
from sistercity_nb.model import PLENARY
from sistercity_nb.proceedings import MOST_DOTS, MOST_STEPS
from sistercity_nb.workshop import Province, Question, Workshop

SCHEMA = 1  # the version of the TOML file's shape


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
    workshop = replace(workshop, provinces=read_provinces(provinces))
    _check(workshop, path)
    return workshop


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
    if len(workshop.steps) > MOST_STEPS:
        raise FileRefused("{file}: there are more than {most} steps.", file=path, most=MOST_STEPS)
    if workshop.voting is not None and not 1 <= workshop.voting.dots <= MOST_DOTS:
        raise FileRefused(
            "{file}: {key} must be from 1 to {most}.", file=path, key="voting.dots", most=MOST_DOTS
        )
    for group in workshop.groups:
        for code in group.provinces:
            if code not in workshop.province_codes:
                raise FileRefused(
                    "{file}: group {group} names the province {code!r}, which is not in the list.",
                    file=path,
                    group=group.id,
                    code=code,
                )
    for side in workshop.questionnaire.sides if workshop.questionnaire else ():
        known = {item.id for item in side.items}
        for item in side.items:
            if item.before and item.before not in known - {item.id}:
                raise FileRefused(
                    "{file}: item {item!r} is held against {before!r}, which is no other item of its side.",
                    file=path,
                    item=item.id,
                    before=item.before,
                )
    names: dict[str, list[object]] = {
        "groups.id": [*(group.id for group in workshop.groups), PLENARY],
        "groups.letter": [*(group.letter for group in workshop.groups), "P"],
        "guidelines.no": [guideline.no for guideline in workshop.guidelines],
        "objectives.id": [objective.id for objective in workshop.objectives],
        "themes.id": [theme.id for theme in workshop.themes],
        "questionnaire": [question.id for question in _questions(workshop)],
    }
    for key, values in names.items():
        for value in values:
            if values.count(value) > 1:
                raise FileRefused("{file}: {key} {value!r} is used twice.", file=path, key=key, value=value)


def _questions(workshop: Workshop) -> tuple[Question, ...]:
    form = workshop.questionnaire
    if form is None:
        return ()
    return (*form.general, *(item for side in form.sides for item in side.items), *form.comments)


def _part(cls: Any, value: object, path: Path, place: str) -> Any:
    """``value`` as the type ``cls``: a frozen part, a tuple of parts, a choice, a date, a number or text."""
    if get_origin(cls) is tuple:
        if not isinstance(value, list | tuple):
            raise FileRefused("{file}: {key} must be a list.", file=path, key=place)
        return tuple(
            _part(get_args(cls)[0], item, path, f"{place}[{n}]") for n, item in enumerate(value, start=1)
        )
    if isinstance(cls, UnionType):  # the only one is "… | None": a part that may be left out
        cls = next(kind for kind in get_args(cls) if kind is not NoneType)
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
