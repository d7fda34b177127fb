"""What every field of a record is held against before it is kept; standard library only."""

import re
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from sistercity_nb.errors import EntryRefused

LONGEST_TEXT = 20_000  # characters; five pages, far more than a card and little enough for a page to show
LONGEST_LINE = 300  # characters of a title, a name or a reason
_Choice = TypeVar("_Choice", bound=StrEnum)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


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


def check_line(body: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    """The text of ``body[name]``, "" if it is not there; as ``check_text``, at most ``LONGEST_LINE`` long."""
    value = check_text(body.get(name, ""), name)
    if len(value) > LONGEST_LINE:
        raise EntryRefused(name, "This is longer than {longest} characters.", longest=LONGEST_LINE)
    if required and not value.strip():
        raise EntryRefused(name, "This must not be empty.")
    return value


def check_flag(body: Mapping[str, Any], name: str) -> bool:
    """``body[name]``, False if it is not there; raises EntryRefused unless it is true or false."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise EntryRefused(name, "This must be true or false.")
    return value


def check_number(
    body: Mapping[str, Any], name: str, least: int, most: int, default: int | None = None
) -> int | None:
    """The whole number ``body[name]``, or ``default`` if it is not there or null.

    Raises:
        EntryRefused: if it is not a whole number from ``least`` to ``most``.
    """
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise EntryRefused(
            name, "This must be a whole number from {least} to {most}.", least=least, most=most
        )
    return value


def check_choice(
    body: Mapping[str, Any], name: str, choices: type[_Choice], default: _Choice | None
) -> _Choice:
    """``body[name]`` as one of ``choices``, ``default`` if it is not there; raises EntryRefused."""
    value = body.get(name, default)
    try:
        return choices(value)
    except ValueError:
        raise EntryRefused(
            name, "{value!r} is not one of {choices}.", value=str(value)[:40], choices=", ".join(choices)
        ) from None


def check_names(body: Mapping[str, Any], names: set[str]) -> None:
    """Refuse a field that is not one of ``names``; raises EntryRefused."""
    for name in body:
        if name not in names:
            raise EntryRefused(str(name)[:40], "There is no field {name!r}.", name=str(name)[:40])


def check_lines(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The lines of ``body[name]``, none if it is not there; each as ``check_line`` and not empty."""
    values = body.get(name, [])
    if not isinstance(values, list | tuple):
        raise EntryRefused(name, "This must be a list.")
    return tuple(check_line({name: value}, name, required=True) for value in values)


def as_body(record: Any) -> dict[str, Any]:
    """The fields of a frozen record, but its id, as the plain dict that a revision stores."""
    values = {part.name: getattr(record, part.name) for part in fields(record)}
    values.pop("id", None)
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
