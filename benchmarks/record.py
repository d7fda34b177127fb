"""The record under load and after years: saturating writers, and a workshop of a million revisions."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from sqlalchemy import insert

from benchmarks.environment import progress
from benchmarks.results import Row, alone, beside, percentile
from benchmarks.tree import cost_of
from sistercity_nb.errors import StoreError
from sistercity_nb.model import RecordType
from sistercity_nb.settings import read_settings
from sistercity_nb.store import Revision, Store, open_store
from sistercity_nb.store.log import checked
from sistercity_nb.store.revision import written_row
from sistercity_nb.store.schema import current, revisions
from sistercity_nb.store.writer import Writer
from tests.postgres import postgres

WRITERS, TURNS, SECONDS = 110, 4, 5  # seconds of a turn of each side
REVISIONS, A_GROUP = 1_000_000, 300  # of the workshop; entries of each of its groups
READS = 21
_PART, _TIMES = 10, 3  # at most that part of a connection each; at least so many times its throughput
_READ, _OPEN, _MEMORY = 20.0, 2.0, 300.0  # ms, s, MB
_AT_ONCE = 10_000
_FILE = "SQLite"
_TEXT = "จังหวัดขาดงบประมาณสนับสนุนการดำเนินความสัมพันธ์เมืองพี่เมืองน้อง จึงจัดกิจกรรมต่อเนื่องไม่ได้ทุกปี"
Send = Callable[[int, Revision], object]


def measure(home: Path) -> list[Row]:
    """Writers beside a connection each; then the large workshop on both engines."""
    home.mkdir()
    rows = _writers(home)
    rows += _large(f"sqlite:///{home / 'large.db'}", home, _FILE)
    with postgres() as server:
        rows += _large(server.database(), home, "PostgreSQL")
    return rows


def _store(home: Path, url: str) -> Store:
    (home / "sistercity.toml").write_text(f'store = "{url}"\n', encoding="utf-8")
    return open_store(read_settings(home, {}))


def _writers(home: Path) -> list[Row]:
    one = _store(home, f"sqlite:///{home / 'one.db'}")
    writer = Writer(one, lambda: None)
    each = [_store(home, f"sqlite:///{home / 'each.db'}") for _ in range(WRITERS)]
    ours, theirs = _Side(), _Side()
    for turn in range(1, TURNS + 1):
        _saturate(one, lambda _, change: writer.submit([change]).result(), ours)
        _saturate(one, lambda number, change: each[number].append([change]), theirs)
        progress(
            f"turn {turn} of {TURNS}: {ours.kept:,} and {theirs.kept:,} kept, {theirs.vain} waited in vain"
        )
    writer.close()
    for store in (one, *each):
        store.close()
    what = f"{WRITERS} saturating writers, one writer beside a connection each"
    times = ours.kept / theirs.kept
    rates = (f"{side.kept / (TURNS * SECONDS):,.0f} a second" for side in (ours, theirs))
    p99 = ([percentile(side.waited, 99)] for side in (ours, theirs))
    return [
        beside(f"{what}: p99", *p99, "ms", _PART),
        Row("the same: throughput", *rates, f"{times:.1f} ×", f"≥ {_TIMES} ×", times >= _TIMES),
    ]


@dataclass
class _Side:
    """How long each revision took (ms), how many were kept in the time, and how many waited in vain."""

    waited: list[float] = field(default_factory=list)
    kept: int = 0
    vain: int = 0


def _saturate(store: Store, send: Send, side: _Side) -> None:
    """One turn of a side."""
    groups = [group.id for group in store.workshop.groups]
    began, until = threading.Barrier(WRITERS + 1), threading.Event()

    def write(number: int) -> None:
        began.wait()
        while not until.is_set():
            body = {"group": groups[number % len(groups)], "kind": "problem", "text": _TEXT}
            start = perf_counter()
            try:
                send(number, Revision(uuid4().hex, uuid4().hex, RecordType.ENTRY, body))
                side.kept += not until.is_set()
            except StoreError:
                side.vain += 1
            side.waited.append(1000 * (perf_counter() - start))

    threads = [threading.Thread(target=partial(write, number)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    began.wait()
    until.wait(SECONDS)
    until.set()
    for thread in threads:
        thread.join()


def _large(url: str, home: Path, engine: str) -> list[Row]:
    progress(f"writing {REVISIONS:,} revisions into {engine}")
    with _store(home, url) as store:
        _fill(store)
    progress(f"reading them from {engine}")
    opened, read = [], []
    for _ in range(3):
        start = perf_counter()
        with _store(home, url) as store:
            store.version()
            store.simulated()
            shown = store.changes_since(0)
        opened.append(perf_counter() - start)
    with _store(home, url) as store:
        group = store.workshop.groups[1].id
        for _ in range(READS):
            start = perf_counter()
            found = store.current(RecordType.ENTRY, group)
            read.append(1000 * (perf_counter() - start))
        if (len(found), len(shown)) != (A_GROUP, A_GROUP * len(store.workshop.groups)):
            raise RuntimeError(f"{len(found)} entries of a group and {len(shown)} of all were read")
    what = f"{engine}, a workshop of {REVISIONS:,} revisions"
    return [
        alone(f"{what}: one group of {A_GROUP} entries", read, "ms", _READ),
        alone("the same: opened, every record read", opened, "s", _OPEN),
        *_kept(home, engine),
    ]


def _kept(home: Path, engine: str) -> list[Row]:
    """What a backup costs, and what it costs to put it back on another machine; each a process of its own."""
    program, file, rows = (sys.executable, "-m", "sistercity_nb"), home / f"{engine}.jsonl", []
    commands = {"backed up, read back and counted": (home, "backup")}
    if engine == _FILE:
        elsewhere = home / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
        commands |= {"put back elsewhere, every record shown": (elsewhere, "restore")}
    for what, (folder, verb) in commands.items():
        progress(f"{engine}: {verb}")
        cost = cost_of([*program, verb, str(file)], folder)
        rows += [
            alone(f"the same: {what}: memory of the process", [cost["largest"]], "MB", _MEMORY),
            alone(f"the same: {what}", [cost["wall"]], "s"),
        ]
    return rows


def _fill(store: Store) -> None:
    """Write the workshop as its own code would: each entry revised again and again, the newest one shown."""
    groups, entries = store.workshop.groups, A_GROUP * len(store.workshop.groups)
    rows, newest = [], {}
    for number in range(REVISIONS):
        entry, turn = number % entries, number // entries
        body = {"group": groups[entry % len(groups)].id, "kind": "problem", "text": f"{_TEXT} {turn}"}
        parents = (f"r{number - entries}",) if turn else ()
        revision = checked(
            Revision(f"r{number}", f"e{entry}", RecordType.ENTRY, body, parents, "ผู้บันทึก"), store.workshop
        )
        row = written_row(
            {
                "id": revision.id,
                "workshop": store.workshop.id,
                "record": revision.record,
                "type": str(revision.type),
                "parents": list(parents),
                "settles": [],
                "clock": f"{number:015d}.00000.bench",
                "at": "2020-03-18T09:00:00.000+00:00",
                "author": revision.author,
                "position": 0 if turn else entry // len(groups) + 1,
                "body": revision.body,
            }
        )
        rows.append(row)
        newest[entry] = (number + 1, row)
        if len(rows) == _AT_ONCE or number == REVISIONS - 1:
            with store.transaction() as connection:
                connection.execute(insert(revisions), rows)
            rows = []
    with store.transaction() as connection:
        connection.execute(insert(current), [_shown(entry, *row) for entry, row in newest.items()])
        connection.exec_driver_sql("ANALYZE")


def _shown(entry: int, seq: int, row: dict[str, object]) -> dict[str, object]:
    return {
        **{name: row[name] for name in ("workshop", "record", "type", "author", "at", "body")},
        "part": str(row["body"]).partition('"group": "')[2].partition('"')[0],
        "position": entry // 3 + 1,
        "simulated": False,
        "seq": seq,
        "revision": row["id"],
        "heads": f'["{row["id"]}"]',
        "created": row["at"],
        "conflicts": "{}",
        "copy": 0,
        "born": f"{entry:015d}",
    }
