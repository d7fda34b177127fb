"""A table's file as a plan: what each of its columns means, what would happen; then that and nothing else."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sistercity_nb.errors import FileRefused, Refused
from sistercity_nb.exchange.cells import plain, unnumbered
from sistercity_nb.exchange.columns import Known
from sistercity_nb.exchange.rows import Outcome, Reading, Row
from sistercity_nb.exchange.spreadsheet import Grid
from sistercity_nb.exchange.tables import Table
from sistercity_nb.language import translate
from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Saved, Store

# What Microsoft Forms writes of each answer by itself.
_FORMS = {
    "id", "start time", "completion time", "email", "name", "last modified time", "language",
    "เวลาเริ่มต้น", "เวลาเสร็จสมบูรณ์", "อีเมล", "ชื่อ", "เวลาแก้ไขล่าสุด", "ภาษา",
}  # fmt: skip
_LOOKED_UP = (RecordType.ENTRY, RecordType.THEME, RecordType.CODING)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen with a file: the name of each of its columns ("" for one that is not read), its rows.

    ``missing`` are the columns without which nothing can be read; then there are no rows.
    """

    table: Table
    grid: Grid
    names: tuple[str, ...]
    missing: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def changes(self) -> list[Revision]:
        """Every revision of the good rows, in the order in which things were said."""
        rows = [row.changes for row in self.rows if row.changes]
        rows.sort(key=lambda changes: (changes[0].at is None, changes[0].at))
        return [change for changes in rows for change in changes]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {str(outcome): found[outcome] for outcome in Outcome}

    @property
    def fingerprint(self) -> str:
        """A name for what would happen; the same as long as the same would."""
        said = [[str(one.type), one.record, one.body, one.parents] for one in self.changes]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def known_of(store: Store, table: Table, language: str) -> Known:
    """What a table's cells refer to, as the record has it now."""
    types = {*_LOOKED_UP, table.type}
    return Known(store.workshop, language, {type: store.current(type) for type in types}, store.revisions)


def columns_of(table: Table, grid: Grid) -> tuple[str, ...]:
    """The name of the column that each head of a file means, "" where it means none; each column once.

    Heads are our own in both languages, those of the questionnaire, and those of Google's and Microsoft's
    forms; what such a form adds by itself gives way to what was asked.
    """
    called: dict[str, str] = {}
    for column in table.columns:
        if column.read is not None:
            coded = (
                "" if column.name == "id" else column.name
            )  # which a form has too, and means another thing
            names = (coded, column.head.th, column.head.en, *column.also)
            called = {**{plain(one): column.name for one in names if one}, **called}
    heads = [plain(head) for head in grid.heads]
    own = _own_columns(heads)
    found = dict.fromkeys(range(len(heads)), "")
    for place in (*range(own, len(heads)), *range(own)):
        item = re.search(r"\[(.+)\]$", heads[place])  # a grid of Google Forms: "question [item]"
        ways = [heads[place], *([item[1]] if item else [])]
        name = next((called[one] for way in ways for one in (way, unnumbered(way)) if one in called), "")
        given = {cells[place] for _, cells in grid.rows if place < len(cells)} - {""}
        if name not in found.values() and not (place < own and given == {"anonymous"}):
            found[place] = name
    return tuple(found.values())


def _own_columns(heads: Sequence[str]) -> int:
    """How many columns Microsoft Forms has put before those that were asked for; 0 in another file."""
    if tuple(heads[:2]) not in (("id", "start time"), ("id", "เวลาเริ่มต้น")):
        return 0
    return next((place for place, head in enumerate(heads) if head not in _FORMS), len(heads))


def plan(table: Table, grid: Grid, known: Known, names: Sequence[str] | None = None) -> Plan:
    """What would happen if the file were imported now; nothing is written.

    Args:
        table: which records the rows are.
        grid: the file.
        known: what the record holds.
        names: the column that each head means, "" for one that is not read; by default by their names.

    Raises:
        Refused: if ``names`` are not columns of the table, or one of them is named twice.
    """
    names = columns_of(table, grid) if names is None else tuple(names)
    _check_names(table, grid, names)
    missing = _missing(table, names)
    if missing:
        return Plan(table, grid, names, missing)
    return Plan(table, grid, names, (), tuple(Reading(table, known, names).rows(grid)))


def take(store: Store, wanted: Plan) -> list[Saved]:
    """Write what a plan says, all of it or nothing.

    Raises:
        EntryRefused, StoreError: as ``Store.append`` says.
    """
    return store.append(wanted.changes)


def _check_names(table: Table, grid: Grid, names: tuple[str, ...]) -> None:
    known = {column.name for column in table.columns if column.read is not None}
    if len(names) != len(grid.heads):
        raise Refused(
            "{file} has {found} columns; {named} were named.",
            file=grid.file.name,
            found=len(grid.heads),
            named=len(names),
        )
    for name in filter(None, names):
        if name not in known:
            raise Refused("There is no column {column!r}.", column=name[:40])
        if names.count(name) > 1:
            raise Refused(
                "Two columns of the file cannot both be {column}.", column=table.column(name).head.th
            )


def _missing(table: Table, names: tuple[str, ...]) -> tuple[str, ...]:
    if not any(name and table.holds(table.column(name)) for name in names):
        return table.needs or (table.label,)
    if "id" in names:
        return ()
    return tuple(need for need in table.needs if need not in names and f"{need}_id" not in names)


def require(wanted: Plan) -> Plan:
    """The plan itself, if its file has every column that it must have; raises FileRefused otherwise."""
    if wanted.missing:
        raise FileRefused(
            "{file} has no column {column!r}; it has {columns}.",
            file=wanted.grid.file.name,
            column=", ".join(wanted.table.column(name).head.th for name in wanted.missing),
            columns=", ".join(wanted.grid.heads)[:300],
        )
    return wanted


def described(wanted: Plan, language: str) -> dict[str, Any]:
    """A plan as JSON can carry it, its words in ``language``: columns with examples, rows, counts."""
    table = wanted.table
    heads = {column.name: column.head.say(language) for column in table.columns if column.read is not None}
    examples = [
        [
            cell
            for cell in dict.fromkeys(cells[place] for _, cells in wanted.grid.rows if cells[place:])
            if cell
        ]
        for place in range(len(wanted.names))
    ]
    return {
        "columns": [
            {"head": head, "name": name, "examples": seen[:3]}
            for head, name, seen in zip(wanted.grid.heads, wanted.names, examples, strict=True)
        ],
        "choices": [{"name": name, "title": title} for name, title in heads.items()],
        "missing": [heads[name] for name in wanted.missing],
        "rows": [_described(row, heads, language) for row in wanted.rows],
        "counts": wanted.counts,
        "fingerprint": wanted.fingerprint,
    }


def _described(row: Row, heads: dict[str, str], language: str) -> dict[str, Any]:
    reason = row.reason
    said = "" if reason is None else reason.say(translate, language)
    return {
        "row": row.number,
        "outcome": str(row.outcome),
        "label": row.label,
        "cells": [
            {"title": heads[name], "before": before, "after": after} for name, before, after in row.cells
        ],
        "reason": said if reason is None or reason.field not in heads else f"{heads[reason.field]}: {said}",
    }
