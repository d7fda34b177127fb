"""A whole record as JSON Lines: a header, one revision a line, an end. docs/record-format.md describes it.

Every line carries the SHA-256 of its revision and the end counts them, so that a file that was cut off, or in
which a bit fell over, is known as one. Lines are in the order of their stamps: the same record gives the same
lines, whatever order they arrived in.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sistercity_nb.errors import FileRefused
from sistercity_nb.store.revision import KEPT, hash_of

FORMAT = "sistercity-record"
VERSION = 1
Row = Mapping[str, Any]  # a revision as `revision.read_row` gives it


@dataclass(frozen=True, slots=True)
class Rows:
    """The sound revisions of a file, read anew whenever they are gone through: none of them is held."""

    path: Path
    number: int

    def __len__(self) -> int:
        """How many there are."""
        return self.number

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each as ``revision.read_row`` gives it; raises FileRefused if the file cannot be read any more."""
        for kind, _, found in _parts(self.path):
            if kind == "row":
                yield {part: found[part] for part in KEPT}


@dataclass(frozen=True, slots=True)
class Record:
    """What a file holds of a workshop: its revisions, and where something is lost."""

    workshop: str
    rows: list[dict[str, Any]] | Rows
    lost: list[tuple[int, str]] = field(default_factory=list)  # line → why
    whole: bool = True  # whether the end is there and counts what is there


def lines(workshop: str, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a file, each ended, of revisions in any order."""
    return in_order(workshop, sorted(rows, key=lambda row: (row["clock"], row["id"])))


def in_order(workshop: str, rows: Iterable[Row]) -> Iterator[str]:
    """As ``lines``, of revisions in the order of their stamps: no more than one of them is held at a time."""
    head = {"format": FORMAT, "version": VERSION, "workshop": workshop}
    yield _line(head)
    number = 0
    for row in rows:
        yield _line({**{name: row[name] for name in KEPT}, "sha256": hash_of(row)})
        number += 1
    yield _line({"end": True, "revisions": number})


def write(path: Path, made: Iterable[str]) -> int:
    """Write ``lines`` into a file, on disk and whole when this returns; an earlier one stays until then.

    Returns:
        How many revisions they hold.

    Raises:
        FileRefused: if it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    number = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for line in made:
                file.write(line)
                number += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # where no folder is there is no file either
            part.unlink()
        raise FileRefused("{file} cannot be written: {reason}.", file=path, reason=error.strerror) from error
    return number - 2  # the head and the end are none


def holds(path: Path, made: Iterable[str]) -> bool:
    """Whether a file holds exactly these lines."""
    with path.open("rb") as file:
        return all(theirs == ours.encode() for theirs, ours in zip_longest(file, made, fillvalue=""))


def read(path: Path) -> Record:
    """What a file holds, looked through line by line; lines that are damaged are named.

    Raises:
        FileRefused: if it cannot be read, is no such file, or one of a later version of this program.
    """
    workshop, sound, lost, counted = "", 0, [], None
    for kind, number, found in _parts(path):
        if kind == "head":
            workshop = str(found.get("workshop"))
        elif kind == "end":
            counted = found.get("revisions")
        elif kind == "row":
            sound += 1
        else:
            lost.append((number, kind))
    return Record(workshop, Rows(path, sound), lost, counted == sound)


def _parts(path: Path) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """What each line is ("head", "row", "end", or why it is lost), its number, and what it holds."""
    try:
        with path.open("rb") as file:
            yield from _kinds(file, path.name)
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=path, reason=error.strerror) from error


def _kinds(file: Iterable[bytes], name: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    head: dict[str, Any] = {}
    for number, line in enumerate(file, start=1):
        found = _object(line)
        if number == 1:
            head = found
            _check_head(head, name)
            yield "head", number, found
        elif found.get("end") is True:
            yield "end", number, found
        elif found and _intact(found):
            yield "row", number, found
        elif line != b"\n":
            yield "damaged" if line.endswith(b"\n") else "cut off", number, {}
    if not head:
        _check_head(head, name)


def _check_head(head: Mapping[str, Any], name: str) -> None:
    if head.get("format") != FORMAT:
        raise FileRefused("{file} is not a record that this program wrote.", file=name)
    if head.get("version") != VERSION:
        raise FileRefused(
            "{file} was written by a later version of this program. Install that version.", file=name
        )


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object of a line; empty if it is none."""
    try:
        value = json.loads(line)
    except ValueError:  # also what is not UTF-8
        return {}
    return value if isinstance(value, dict) else {}


def _intact(found: Mapping[str, Any]) -> bool:
    try:
        return bool(found["sha256"] == hash_of(found))
    except (KeyError, TypeError, ValueError):
        return False


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
