"""Histories of three laptops that were offline: what people did on each, with clocks that are wrong."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select

from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Store
from sistercity_nb.store.merge import merge
from sistercity_nb.store.schema import current, revisions
from sistercity_nb.workshop import Workshop

START = datetime(2020, 3, 18, 6, 0, tzinfo=UTC)
LAPTOPS = 3
ENTRY = ("group", "kind", "text", "province", "release", "withdrawn", "reason", "answers", "severity")
ACTS = ("add", "add", "text", "text", "province", "release", "withdraw", "settle", "code", "vote", "sync")
# What one person can do; the numbers choose among what is there.
acts = st.tuples(
    st.integers(0, LAPTOPS - 1),
    st.sampled_from(ACTS),
    st.integers(0, 20),
    st.integers(0, 20),
)  # fmt: skip
skews = st.tuples(*[st.integers(-(10**6), 10**6)] * LAPTOPS)  # seconds by which each clock is wrong
histories = st.tuples(skews, st.lists(acts, min_size=4, max_size=25))


@dataclass
class Told:
    """What people did: for each revision the fields that its author meant to set, and what they set."""

    meant: dict[str, dict[str, Any]] = field(default_factory=dict)


@contextmanager
def laptops(folder: Path, workshop: Workshop, number: int) -> Iterator[list[Store]]:
    """That many empty records, which do not wait for the disk."""
    with ExitStack() as opened:
        stores = [
            opened.enter_context(Store(f"sqlite:///{folder / f'{place}.db'}", workshop))
            for place in range(number)
        ]
        for store in stores:  # what is tested is the order of things; tests of faults wait for the disk
            with closing(store.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA synchronous = OFF")
        yield stores


def emptied(store: Store) -> Store:
    """The store with nothing in it."""
    with store.transaction() as connection:
        connection.execute(delete(current))
        connection.execute(delete(revisions))
    return store


def play(history: Any, stores: list[Store]) -> Told:
    """Do what ``history`` says on the laptops ``stores``."""
    wrong, done = history
    told = Told()
    for step, (place, act, one, two) in enumerate(done):
        store = stores[place]
        at = START + timedelta(seconds=step + wrong[place])
        if act == "sync":
            store.merge(stores[one % LAPTOPS].revisions())
            continue
        made = _made(store, act, one, two, step)
        if made is None:
            continue
        record, kind, body, parents, settles, meant = made
        id = f"r{step}"
        store.append(
            [Revision(id, record, kind, body, tuple(parents), f"laptop {place}", at, settles=settles)]
        )
        told.meant[id] = meant
    return told


def _made(store: Store, act: str, one: int, two: int, step: int) -> Any:
    if act == "add":
        group = store.workshop.groups[one % 2].id
        body = {"group": group, "kind": "problem", "text": f"ข้อ {step}"}
        return f"e{step}", RecordType.ENTRY, body, (), (), dict(body)
    if act == "vote":
        voter = ("TH-50", "TH-57")[one % 2]
        body = {"group": "signed", "voter": voter, "dots": {f"e{two % 3}": 1 + two % 2}}
        return _revised(store, RecordType.BALLOT, f"ballot:signed:{voter}", body, ("dots",))
    entries = store.current(RecordType.ENTRY)
    if not entries:
        return None
    state = entries[one % len(entries)]
    if act == "code":
        body = {"entry": state["id"], "theme": "t", "decision": ("accepted", "rejected")[two % 2]}
        return _revised(store, RecordType.CODING, f"{state['id']}:t", body, ("decision",))
    body = {name: state[name] for name in ENTRY}
    if act == "settle":
        names = sorted(state["conflicts"])[: 1 + two % 2]
        if not names:
            return None
        for name in names:
            ids = state["conflicts"][name]
            chosen = next(row for row in store.revisions(state["id"]) if row["id"] == ids[two % len(ids)])
            body[name] = chosen["body"][name]
            if name in ("withdrawn", "reason"):  # the two are one decision
                body |= {both: chosen["body"][both] for both in ("withdrawn", "reason")}
        meant = {name: body[name] for name in names}
        return state["id"], RecordType.ENTRY, body, state["heads"], tuple(names), meant
    new = {
        "text": {"text": f"แก้ {step}"},
        "province": {"province": ("TH-50", "TH-57", None)[two % 3]},
        "release": {"release": ("group", "attributed", "withheld")[two % 3]},
        "withdraw": {"withdrawn": not state["withdrawn"], "reason": f"เหตุ {step}"},
    }[act]
    meant = {name: value for name, value in new.items() if state[name] != value}
    return state["id"], RecordType.ENTRY, {**body, **new}, state["heads"], (), meant


def _revised(
    store: Store, kind: RecordType, record: str, body: dict[str, Any], names: tuple[str, ...]
) -> Any:
    known = next((state for state in store.current(kind) if state["id"] == record), None)
    parents = known["heads"] if known else ()
    meant = {name: body[name] for name in names if known is None or known[name] != body[name]}
    return record, kind, body, parents, (), meant


def brought(store: Store, parts: Iterable[list[dict[str, Any]]]) -> Any:
    """What the store would hold if the parts came one after another; it is left as it was."""
    with store.engine.connect() as connection:
        for part in parts:
            merge(connection, store.workshop, part)
        shown = _picture(connection)
        connection.rollback()
    return shown


def picture(store: Store) -> Any:
    """All that two laptops with the same revisions must have in common."""
    with store.engine.connect() as connection:
        return _picture(connection)


def _picture(connection: Connection) -> Any:
    return [
        sorted(
            tuple((name, value) for name, value in row.items() if name != "seq")
            for row in connection.execute(select(table)).mappings()
        )
        for table in (revisions, current)
    ]
