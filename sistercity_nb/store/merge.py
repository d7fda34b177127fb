"""Bringing laptops together: the union of their revisions, in any order and any number of times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from sistercity_nb.errors import EntryRefused, MergeRefused
from sistercity_nb.store import erasure, projection
from sistercity_nb.store.erasure import is_erased
from sistercity_nb.store.log import DECIDED_HERE, check_kept
from sistercity_nb.store.revision import complete, hash_of, read_row, written_row
from sistercity_nb.store.schema import current, revisions
from sistercity_nb.workshop import Workshop

Row = Mapping[str, Any]  # a revision as `revision.read_row` gives it


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge brought: how many revisions were new, and how many records are in conflict now."""

    revisions: int
    conflicts: int


def merge(connection: Connection, workshop: Workshop, rows: Iterable[Row]) -> Merged:
    """Add the revisions of another record of the same workshop, within the caller's transaction.

    A revision that both have keeps the earlier of its two stamps, so that the order of merging does not
    matter. What was erased on any of the laptops is erased from now on. Records that changed are projected
    anew from all of their revisions. Only some of the revisions are held at a time.

    Raises:
        MergeRefused: if a revision is of another workshop, is damaged, or stands for something else here.
    """
    erased, people = erasure.erased_records(connection, workshop.id)
    left, brought = iter(rows), 0
    changed: set[str] = set()
    while some := list(islice(left, projection.SOME)):
        for row in some:
            _check(row, workshop)
        here, forgotten = len(erased), len(people)
        erased |= {row["record"] for row in some if is_erased(row["body"])}
        people |= erasure.people_erased(some)
        if (len(erased), len(people)) > (here, forgotten):
            erasure.spread(connection, workshop.id, erased, people)
        new, renewed = _take(connection, erasure.clean(some, erased, people))
        brought += len(new)
        changed |= {row["record"] for row in (*new, *renewed)}
    if changed:
        projection.project(connection, workshop.id, changed)
        projection.number(connection, workshop.id)
    return Merged(brought, in_conflict(connection, workshop.id))


def _take(connection: Connection, rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Add the revisions that are not here yet; of those that are, keep the earlier stamp. Returns both."""
    sent = {row["id"]: row for row in sorted(rows, key=_order, reverse=True)}  # of two, the earlier stays
    known = _known(connection, sorted(sent))
    new = sorted((row for id, row in sent.items() if id not in known), key=_order)
    if new:
        connection.execute(insert(revisions), [written_row(row) for row in new])
    renewed = [sent[id] for id, kept in known.items() if _earlier(sent[id], kept)]
    for row in renewed:
        connection.execute(update(revisions).where(revisions.c.id == row["id"]).values(written_row(row)))
    return new, renewed


def in_conflict(connection: Connection, workshop: str) -> int:
    """How many records wait for a person to choose."""
    waiting = select(func.count()).where(current.c.workshop == workshop, current.c.conflicts != "{}")
    return connection.scalar(waiting) or 0


def _order(row: Row) -> tuple[Any, ...]:
    return row["clock"], row["at"], row["position"], row["author"], row["id"], hash_of(row)


def _check(row: Row, workshop: Workshop) -> None:
    if row["workshop"] != workshop.id:
        raise MergeRefused(
            "This is the record of the workshop {other}, not of {own}. Nothing was changed.",
            other=row["workshop"],
            own=workshop.id,
        )
    try:
        check_kept(row)
    except EntryRefused as reason:
        raise MergeRefused(
            "Revision {id} of {record} is not one that this workshop takes: {field}: {reason}",
            id=row["id"],
            record=row["record"],
            field=reason.field,
            reason=reason,
        ) from reason


def _known(connection: Connection, ids: list[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for start in range(0, len(ids), projection.AT_ONCE):
        some = ids[start : start + projection.AT_ONCE]
        for row in connection.execute(select(revisions).where(revisions.c.id.in_(some))).mappings():
            found[row["id"]] = read_row(row)
    return found


def _earlier(sent: Row, here: Row) -> bool:
    """Whether ``sent`` is the same revision with an earlier stamp; raises MergeRefused if it is another."""
    if _said(sent) != _said(here):
        raise MergeRefused(
            "Revision {id} of {record} says something else here than there: one of the two was changed from "
            "outside. Look at both with sistercity verify; nothing was changed.",
            id=sent["id"],
            record=sent["record"],
        )
    return _order(sent) < _order(here)


def _said(row: Row) -> tuple[Any, ...]:
    body = {name: value for name, value in complete(row)["body"].items() if name not in DECIDED_HERE}
    return row["record"], row["type"], sorted(row["parents"]), body
