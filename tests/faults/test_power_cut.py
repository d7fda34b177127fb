"""The power goes while three groups record: what was acknowledged is on the disk, and the file is sound.

The record is written by the store's own code, its statements and its settings; below SQLAlchemy the driver is
APSW, whose SQLite can be given a disk of ours. What is left is opened by the store as it is.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from power import Disk, driver

from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Store, engine
from sistercity_nb.store.verify import verify
from sistercity_nb.workshop import Workshop

CUTS = 200
COMMITS = 12  # before each cut, at most
GROUPS = ("signed", "considering", "not-started")


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A disk whose power can be cut."""
    disk = Disk()
    yield disk
    disk.unregister()


def entry(number: int) -> Revision:
    """The next sentence."""
    body = {"group": GROUPS[number % 3], "kind": "problem", "text": f"จังหวัดขาดงบประมาณ ข้อที่ {number}"}
    return Revision(f"r{number}", f"e{number}", RecordType.ENTRY, body)


def drill(folder: Path, workshop: Workshop, disk: Disk, cuts: int, synchronous: str = "") -> tuple[int, int]:
    """How many revisions were acknowledged over so many cuts, and how many of them were lost.

    Half of the cuts lose all that was not flushed, the others a random half of it. After each the record must
    be sound; the next round begins with what is left of it.
    """
    chance = random.Random(2563)
    acknowledged: set[str] = set()
    lost: set[str] = set()
    place, number = folder / "0", 0
    place.mkdir(parents=True)
    for cut in range(cuts):
        connections: list[apsw.Connection] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "sqlite_library", driver(connections))
            store = Store(f"sqlite:///{place / 'record.db'}", workshop)
            if synchronous:
                connections[-1].execute(f"PRAGMA synchronous = {synchronous}")
            for _ in range(chance.randrange(1, COMMITS)):
                number += 1
                store.append([entry(number)])
                acknowledged.add(f"r{number}")
            place = folder / str(cut + 1)
            disk.cut(place, chance if cut % 2 else None)
            store.close()
        url = f"sqlite:///{place / 'record.db'}"
        if (place / "record.db").stat().st_size:
            assert verify(url, workshop.id) == []
        with Store(url, workshop) as left:
            there = {row["id"] for row in left.revisions()}
        lost |= acknowledged - there
        acknowledged &= there | lost
    return len(acknowledged), len(lost)


def test_a_power_cut_loses_nothing_that_was_acknowledged(
    tmp_path: Path, workshop: Workshop, disk: Disk
) -> None:
    """A few cuts, in each run of the tests."""
    acknowledged, lost = drill(tmp_path / "full", workshop, disk, 6)
    assert (acknowledged > 6, lost) == (True, 0)


@pytest.mark.drill
def test_two_hundred_power_cuts(
    tmp_path: Path, workshop: Workshop, disk: Disk, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the store opens its file nothing is lost; under NORMAL much is, so the drill can fail."""
    acknowledged, lost = drill(tmp_path / "full", workshop, disk, CUTS)
    other, forgotten = drill(tmp_path / "normal", workshop, disk, CUTS, "NORMAL")
    with capsys.disabled():  # a drill is run to be read
        sys.stdout.write(
            f"\n{CUTS} power cuts     acknowledged   lost\nFULL (ours)    {acknowledged:12,} {lost:6,}\n"
            f"NORMAL         {other:12,} {forgotten:6,}\n"
        )
    assert lost == 0
    assert forgotten > 0
