"""A whole record as JSON Lines: a header, one revision a line, an end. docs/record-format.md describes it.

Every line carries the SHA-256 of its revision and the end counts them, so that a file that was cut off, or in
which a bit fell over, is known as one. Lines are in the order of their stamps: the same record gives the same
lines, whatever order they arrived in.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sistercity_nb.errors import FileRefused
from sistercity_nb.store.revision import KEPT, hash_of

FORMAT = "sistercity-record"
VERSION = 1
Row = Mapping[str, Any]  # a revision as `revision.read_row` gives it


@dataclass(frozen=True, slots=True)
class Record:
    """What a file holds of a workshop: its revisions, and where something is lost."""

    workshop: str
    rows: list[dict[str, Any]]
    lost: list[tuple[int, str]] = field(default_factory=list)  # line → why
    whole: bool = True  # whether the end is there and counts what is there


def lines(workshop: str, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a file, each ended."""
    head = {"format": FORMAT, "version": VERSION, "workshop": workshop}
    yield _line(head)
    number = 0
    for row in sorted(rows, key=lambda row: (row["clock"], row["id"])):
        yield _line({**{name: row[name] for name in KEPT}, "sha256": hash_of(row)})
        number += 1
    yield _line({"end": True, "revisions": number})


def write(path: Path, workshop: str, rows: Iterable[Row]) -> int:
    """Write a file, on disk and whole when this returns; an earlier one stays until then. Returns its bytes.

    Raises:
        FileRefused: if it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines(workshop, rows))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileRefused("{file} cannot be written: {reason}.", file=path, reason=error.strerror) from error
    return path.stat().st_size


def read(path: Path) -> Record:
    """What a file holds; see ``parse``.

    Raises:
        FileRefused: if it cannot be read, or as ``parse`` says.
    """
    try:
        return parse(path.read_bytes(), path.name)
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=path, reason=error.strerror) from error


def parse(content: bytes, name: str) -> Record:
    """The revisions in the bytes of a file; lines that are damaged are named, and the others read.

    Raises:
        FileRefused: if it is no such file, or one of a later version of this program.
    """
    first, *others = content.split(b"\n")
    head = _object(first)
    if head.get("format") != FORMAT:
        raise FileRefused("{file} is not a record that this program wrote.", file=name)
    if head.get("version") != VERSION:
        raise FileRefused(
            "{file} was written by a later version of this program. Install that version.", file=name
        )
    rows, lost, counted = [], [], None
    for number, line in enumerate(others, start=2):
        found = _object(line)
        if found.get("end") is True:
            counted = found.get("revisions")
        elif found and _intact(found):
            rows.append({part: found[part] for part in KEPT})
        elif line:
            cut_off = number == len(others) + 1
            lost.append((number, "cut off" if cut_off else "damaged"))
    return Record(str(head.get("workshop")), rows, lost, counted == len(rows))


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
