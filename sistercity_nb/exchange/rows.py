"""The rows of a file held against the record: which record each speaks of, and what it would change there.

A row finds its record by the record's id, by the key that its author gave it, or else by what it says; so a
file that is imported again doubles nothing. What people have changed since a file was written is never put
back by it: a row that names the version it was exported from changes only what was changed in the file, and
a row that says what the record said before says nothing new.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from sistercity_nb.errors import EntryRefused
from sistercity_nb.exchange.columns import LEFT_OUT, Known, State
from sistercity_nb.exchange.spreadsheet import Grid
from sistercity_nb.exchange.tables import Table
from sistercity_nb.model import Coding, Decision, Kind, RecordType
from sistercity_nb.store import Revision
from sistercity_nb.store.log import DECIDED_HERE, checked
from sistercity_nb.store.revision import complete
from sistercity_nb.workshop import Workshop

SIMULATED = "ข้อมูลจำลอง"  # the author of whatever nobody said
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:sistercity-nb:exchange")
Body = dict[str, Any]


class Outcome(StrEnum):
    """What becomes of a row; ``SINCE`` says what the record said before somebody changed it there."""

    NEW = "new"
    CHANGED = "changed"
    THERE = "there"
    SINCE = "since"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """What would happen with a row of the file, ``number`` as a spreadsheet counts it (the heads are 1).

    ``cells`` are the columns that it sets, with what stands there now and what would.
    """

    number: int
    outcome: Outcome
    label: str = ""
    cells: tuple[tuple[str, str, str], ...] = ()
    reason: EntryRefused | None = None
    changes: tuple[Revision, ...] = ()


def made_id(workshop: Workshop, what: str, key: str) -> str:
    """The id of a row of a file: the same for the same key, however often the file is read."""
    return str(uuid5(_NAMESPACE, f"{workshop.id}:{what}:{key}"))


class Reading:
    """One file being read: what its rows name, and how often each of them was said."""

    def __init__(self, table: Table, known: Known, names: Sequence[str]) -> None:
        self.table, self.known, self.names = table, known, names
        self.columns = [table.column(name) for name in names if name]
        self.columns.sort(key=lambda column: bool(column.unless))  # what says it better comes first
        self.states = {one["id"]: one for one in known.states.get(table.type, [])}
        self.codings = {one["id"] for one in known.states.get(RecordType.CODING, [])}
        self.kinds = {one["id"]: one["kind"] for one in known.states.get(RecordType.ENTRY, [])}
        self.said: Counter[str] = Counter()
        self.used: set[str] = set()

    def rows(self, grid: Grid) -> list[Row]:
        """What would happen with each row, in the order of the file."""
        found: dict[int, Row] = {}
        read = []
        named: dict[str, str] = {}
        for number, cells in grid.rows:
            try:
                given = self._cells(cells)
                values = self._values(given, later=False)
                record = self._record(values)
                self._use(record)
            except EntryRefused as reason:
                found[number] = Row(number, Outcome.REFUSED, self._label(cells), (), reason)
                continue
            named |= {values[name]: record for name in ("number", "key") if values.get(name)}
            read.append((number, cells, given, values, record))
        self.known = replace(self.known, named=named)
        read.sort(key=lambda one: bool(one[2].get("answers")))  # problems before what answers them
        for number, cells, given, values, record in read:
            try:
                found[number] = self._row(
                    number, given, {**values, **self._values(given, later=True)}, record
                )
            except EntryRefused as reason:
                found[number] = Row(number, Outcome.REFUSED, self._label(cells), (), reason)
        return [found[number] for number in sorted(found)]

    def _cells(self, cells: Sequence[str]) -> dict[str, str]:
        extra = [cell for cell in cells[len(self.names) :] if cell]
        if extra:
            raise EntryRefused(
                "columns",
                "there are {found} cells; the header has {columns}.",
                found=len(cells),
                columns=len(self.names),
            )
        padded = (*cells, *[""] * len(self.names))
        return {name: cell for name, cell in zip(self.names, padded, strict=False) if name}

    def _label(self, cells: Sequence[str]) -> str:
        given = dict(zip(self.names, cells, strict=False))
        return given.get(self.table.label) or next(filter(None, cells), "")

    def _values(self, given: Mapping[str, str], *, later: bool) -> dict[str, Any]:
        """What the cells of a row say, without those that say nothing."""
        values: dict[str, Any] = {}
        for column in self.columns:
            if column.later != later or (column.unless and values.get(column.unless)):
                continue
            cell = given[column.name]
            if cell == "" or (not column.exact and not cell.strip()):
                if column.blank is not LEFT_OUT:
                    values[column.name] = column.blank
            elif column.read is not None:
                values[column.name] = column.read(cell, self.known)
        for name in ("entry", "theme"):
            if values.get(f"{name}_id"):
                values[name] = values[f"{name}_id"]
        return values

    def _record(self, values: Mapping[str, Any]) -> str:
        """The id of the record that a row speaks of."""
        type, workshop = self.table.type, self.known.workshop
        if type is RecordType.CODING:
            return ":".join(str(values.get(name, "")) for name in ("entry", "theme", "coder")).rstrip(":")
        if type is RecordType.FINDING:
            return f"finding:{values.get('theme', '')}"
        if values.get("id"):
            return str(values["id"])
        if values.get("key"):
            return made_id(workshop, str(type), values["key"])
        if type is RecordType.PARTICIPANT:
            same = [id for id, one in self.states.items() if self._same_person(one, values)]
            if len(same) == 1:
                return str(same[0])
        said = json.dumps([str(values.get(name, "")) for name in self.table.key], ensure_ascii=False)
        self.said[said] += 1
        return made_id(workshop, str(type), f"{said}{self.said[said]}")

    def _same_person(self, state: State, values: Mapping[str, Any]) -> bool:
        there = values.get("organisation", "").strip() or state["organisation"].strip()
        same = state["name"].strip() == values.get("name", "").strip()
        return same and state["organisation"].strip() in ("", there)

    def _use(self, record: str) -> None:
        if record in self.used:
            raise EntryRefused("id", "{value!r} is used twice.", value=record)
        self.used.add(record)

    def _row(self, number: int, given: Mapping[str, str], values: Mapping[str, Any], record: str) -> Row:
        state = self.states.get(record)
        if state is not None and state["erased"]:
            raise EntryRefused("record", "This was erased and cannot be changed any more.")
        outcome, change = self._new(record, values) if state is None else self._changed(state, values)
        body = change.body if change else self._body(state or {})
        if outcome is not Outcome.SINCE:
            self._check_answers(record, body, state)
        coded = tuple(self._codings(record, values, body))
        if outcome in (Outcome.THERE, Outcome.SINCE) and coded:
            outcome = Outcome.CHANGED
        said = self._applied(body, values) if outcome is Outcome.SINCE else body
        cells = self._shown(state, said, given, coded)
        label = given.get(self.table.label) or next(filter(None, given.values()), "")
        return Row(number, outcome, label, cells, None, (*([change] if change else []), *coded))

    def _new(self, record: str, values: Mapping[str, Any]) -> tuple[Outcome, Revision]:
        revision = Revision("new", record, self.table.type, self._applied({}, values))
        revision = checked(revision, self.known.workshop)
        simulated = revision.body["simulated"]
        said = sha256(json.dumps(revision.body, sort_keys=True).encode()).hexdigest()
        return Outcome.NEW, replace(
            revision,
            id=made_id(self.known.workshop, "revision", f"{record}:{said}"),
            author=values.get("author") or (SIMULATED if simulated else ""),
            at=values.get("recorded_at"),
        )

    def _changed(self, state: State, values: Mapping[str, Any]) -> tuple[Outcome, Revision | None]:
        now, base = self._body(state), self._body(state)
        parents = tuple(state["heads"])
        old = values.get("revision", "")
        if old and old != state["revision"]:
            before = next((row for row in self.known.history(state["id"]) if row["id"] == old), None)
            if before is None:
                old = ""  # exported from another record
            else:
                base, parents = self._body(complete(before)["body"]), (old,)
        after = self._checked(state, self._applied(base, values))
        edits = {name: value for name, value in after.items() if value != base.get(name)}
        whole = self._checked(state, {**base, **edits})
        if not edits or {**now, **edits} == now:
            return Outcome.THERE, None
        if not old and any(self._says(row, values) for row in self.known.history(state["id"])):
            return Outcome.SINCE, None
        return Outcome.CHANGED, Revision(str(uuid4()), state["id"], self.table.type, whole, parents)

    def _says(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Whether a revision says already what a row says."""
        body = self._body(complete(row)["body"])
        return self._decided(body, self._applied(body, values)) == body

    def _checked(self, state: State, body: Body) -> Body:
        revision = Revision("changed", state["id"], self.table.type, self._decided(state, body))
        return self._decided(state, dict(checked(revision, self.known.workshop).body))

    def _decided(self, state: State, body: Body) -> Body:
        """``body`` with what the store alone says of a record: editing a simulated one makes it not real."""
        kept = {name: bool(state[name]) for name in DECIDED_HERE if name in state}
        return {**body, **kept, "simulated": bool(state["simulated"] or body.get("simulated"))}

    def _body(self, state: Mapping[str, Any]) -> Body:
        return {name: state[name] for name in self.table.fields if name in state}

    def _applied(self, body: Mapping[str, Any], values: Mapping[str, Any]) -> Body:
        """``body`` with what a row says put in."""
        after = dict(body)
        for column in self.columns:
            if column.name not in values or not self.table.holds(column):
                continue
            value = values[column.name]
            if not column.within:
                after[column.name] = list(value) if isinstance(value, tuple) else value
                continue
            members = {**after.get(column.within, {}), column.name: value}
            after[column.within] = {name: one for name, one in members.items() if one not in (None, "")}
        for name in ("entry", "theme"):
            if name in self.table.fields and name in values:
                after[name] = values[name]
        return after

    def _check_answers(self, record: str, body: Mapping[str, Any], state: State | None) -> None:
        if self.table.type is not RecordType.ENTRY:
            return
        self.kinds[record] = body["kind"]
        for answer in body["answers"]:
            if answer not in (state or {}).get("answers", []) and self.kinds.get(answer) != Kind.PROBLEM:
                raise EntryRefused("answers", "What it answers must be a problem of the record.")

    def _codings(self, record: str, values: Mapping[str, Any], body: Mapping[str, Any]) -> Iterable[Revision]:
        """A decision for each theme that a row of an entry names, unless somebody decided already."""
        for theme in values.get("themes", ()):
            coding = Coding(record, theme, Decision.ACCEPTED, simulated=body["simulated"])
            if coding.id not in self.codings:
                id = made_id(self.known.workshop, "coded", coding.id)
                author = SIMULATED if coding.simulated else ""
                at = values.get("recorded_at") if record not in self.states else None
                yield Revision(id, coding.id, RecordType.CODING, coding.body(), (), author, at)

    def _shown(
        self, state: State | None, body: Mapping[str, Any], given: Mapping[str, str], coded: object
    ) -> tuple[tuple[str, str, str], ...]:
        """The columns that a row sets, with what stands there and what would."""
        found = []
        for column in self.columns:
            name = column.name
            if column.show is None or not (self.table.holds(column) or name in ("themes", "recorded_at")):
                continue
            if state is None:
                before, after = "", given[name]
            elif self.table.holds(column):
                before, after = (
                    str(column.show(one, self.known) or "") for one in (state, {**state, **body})
                )
            else:
                before = str(column.show(state, self.known) or "")
                after = given[name] if name == "themes" and coded else before
            if before != after:
                found.append((name, before, after))
        return tuple(found)
