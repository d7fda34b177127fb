"""Which wording of a record stands, from all of its revisions and in whatever order they arrived.

Every revision names its parents, the heads that its author saw. A field is *set* by a revision that gives it
another value than its author saw, or that says it settles the field. What a later revision did not see stands
beside it: fields that two people set at once to different values are in conflict, and only a revision that
saw both and sets that same field ends it. Fields that only one of them set are joined.

Fields that have a meaning only together are one part: half a withdrawal of one person and the reason of
another would be nobody's. Parents and a hybrid logical clock, as in Almeida, Baquero et al., "Dotted version
vectors" (2010), and Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sistercity_nb.model import RecordType

Row = Mapping[str, Any]  # a revision with `parents`, `settles` as lists and `body` as a dict
Body = Mapping[str, Any]
Part = tuple[str, ...]
# Fields that are set together; every other field is a part of its own.
_TOGETHER: Mapping[str, Sequence[Part]] = {
    RecordType.ENTRY: (
        ("kind", "severity", "cause", "owner", "due", "budget", "answers"),
        ("withdrawn", "reason"),
    ),
    RecordType.THEME: (("state", "merged_into"),),
    RecordType.CODING: (("decision", "suggested", "moved_from"),),
    RecordType.SESSION: (("step", "seconds", "running"),),
    RecordType.FINDING: (("statement", "released"),),
}
# What the store itself says of a record: true as soon as it is true on one laptop, and nobody's to settle.
_STICKS = ("simulated", "amended")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands: ``heads`` are the revisions that no other has seen, the newest last; ``born`` the first.

    ``revision`` is the newest whose words are shown; ``conflicts`` names each field of which several values
    stand beside each other, with the ids of the revisions that set them.
    """

    heads: list[str]
    revision: str
    newest: Row
    born: Row
    body: dict[str, Any]
    conflicts: dict[str, list[str]]


def standing(rows: Iterable[Row]) -> Standing:
    """What stands of the one record whose revisions are ``rows``; the same for any order of them."""
    history = _History(rows)
    heads = history.heads()
    seen = history.seen(heads)
    newest = history.rows[heads[-1]]
    shown = history.shown(seen)
    for name in _STICKS:
        if name in shown:
            shown[name] = any(history.rows[head]["body"].get(name, False) for head in heads)
    conflicts = {}
    for part, setters in seen.items():
        for name in _differing([history.rows[id]["body"] for id in setters], part):
            conflicts[name] = setters
    return Standing(heads, _worded(history, heads, seen, shown), newest, history.first, shown, conflicts)


def part_of(type: str, name: str) -> Part:
    """The fields that are set together with the field ``name``, itself among them."""
    return next((part for part in _TOGETHER.get(type, ()) if name in part), (name,))


def order(row: Row) -> tuple[str, str]:
    """The order of revisions, whatever order they arrived in; a child comes after its parents."""
    return row["clock"], row["id"]


class _History:
    """The revisions of one record, each with what it sets and with all that its author could have seen."""

    def __init__(self, rows: Iterable[Row]) -> None:
        ordered = sorted(rows, key=order)
        self.first = ordered[0]
        self.rows: dict[str, Row] = {}
        self._place: dict[str, int] = {}
        self._before: dict[str, int] = {}  # a bit for each revision that came before this one
        self._seen: dict[str, dict[Part, list[str]]] = {}
        self._parts = _parts(ordered)
        for place, row in enumerate(ordered):
            self._add(place, row)

    def _add(self, place: int, row: Row) -> None:
        id = row["id"]
        known = [parent for parent in row["parents"] if parent in self.rows]
        before = 0
        for parent in known:
            before |= self._before[parent] | 1 << self._place[parent]
        seen = self.seen(known)
        shown = self.shown(seen)
        settled = set(row["settles"])
        sets = {
            part: [id]
            for part in self._parts
            if part not in seen
            or settled.intersection(part)
            or any(row["body"].get(name) != shown.get(name) for name in part)
        }
        self.rows[id], self._place[id], self._before[id] = row, place, before
        self._seen[id] = {**seen, **sets}

    def heads(self) -> list[str]:
        """The revisions that are nobody's parent, the newest last."""
        parents = {parent for row in self.rows.values() for parent in row["parents"]}
        return [id for id in self.rows if id not in parents]

    def seen(self, ids: Sequence[str]) -> dict[Part, list[str]]:
        """For each part the revisions whose value stands in the eyes of one who sees ``ids``, newest last."""
        if len(ids) == 1:
            return self._seen[ids[0]]
        found: dict[Part, set[str]] = {}
        for id in ids:
            for part, setters in self._seen[id].items():
                found.setdefault(part, set()).update(setters)
        return {part: self._undone_by_none(setters) for part, setters in found.items()}

    def _undone_by_none(self, setters: set[str]) -> list[str]:
        ordered = sorted(setters, key=self._place.__getitem__)
        older = 0
        for id in ordered:
            older |= self._before[id]
        return [id for id in ordered if not older >> self._place[id] & 1]

    def shown(self, seen: Mapping[Part, list[str]]) -> dict[str, Any]:
        """The body that stands, the newest value of each part."""
        return {
            name: self.rows[setters[-1]]["body"][name]
            for part, setters in seen.items()
            for name in part
            if name in self.rows[setters[-1]]["body"]
        }


def _parts(rows: Sequence[Row]) -> list[Part]:
    """The fields that any of the revisions has, in parts."""
    together = _TOGETHER.get(rows[0]["type"], ())
    joined = {name for part in together for name in part}
    names = {name: None for row in rows for name in row["body"] if name not in _STICKS}
    stuck = [(name,) for name in _STICKS if any(name in row["body"] for row in rows)]
    return [*together, *((name,) for name in names if name not in joined), *stuck]


def _differing(bodies: Sequence[Body], part: Part) -> list[str]:
    """The names of ``part`` that a person has to decide: in which ``bodies`` differ."""
    first, *others = bodies
    return [
        name
        for name in part
        if name not in _STICKS and any(other.get(name) != first.get(name) for other in others)
    ]


def _worded(history: _History, heads: Sequence[str], seen: Mapping[Part, list[str]], shown: Body) -> str:
    """The newest head that says the text that is shown, else who set that text."""
    for head in reversed(heads):
        if history.rows[head]["body"].get("text") == shown.get("text"):
            return head
    return seen[("text",)][-1]
