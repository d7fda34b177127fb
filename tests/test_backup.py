"""Backups: written whole or not at all, read back, put back on another machine, thinned out with time."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from laptops import picture
from serving import ROOT

from sistercity_nb.errors import FileRefused, StoreUnwritable
from sistercity_nb.model import RecordType
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import Revision, Store, jsonl, open_store
from sistercity_nb.store.backup import backups, make_backup, restore
from sistercity_nb.store.engine import sqlite_library
from sistercity_nb.store.sources import read_readable, read_record
from sistercity_nb.store.verify import verify

Make = Callable[..., Revision]
NOW = datetime(2020, 3, 18, 12, tzinfo=UTC)
RELEASED = ROOT / "tests" / "data" / "records"


@pytest.fixture
def filled(store: Store, entry: Make) -> Store:
    """A record with edits, a withdrawal and a conflict."""
    store.append([entry("หนึ่ง", record="e1", id="r1"), entry("สอง\n\u2028พิเศษ", record="e2", id="r2")])
    store.append(
        [
            entry("สาม", record="e1", id="r3", parents=("r1",)),
            entry("สี่", record="e1", id="r4", parents=("r1",)),
        ]
    )
    store.append([entry("สอง", record="e2", id="r5", parents=("r2",), withdrawn=True, reason="ซ้ำ")])
    return store


def test_a_backup_restored_elsewhere_is_the_record(filled: Store, tmp_path: Path) -> None:
    """On another machine the restored record equals the original in everything, and is sound."""
    made = make_backup(filled, tmp_path / "night", NOW)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "sistercity.toml").write_text("", encoding="utf-8")
    choice = read_settings(elsewhere, {})
    assert restore(choice.store, filled.workshop, made) == (5, None)
    assert verify(choice.store, filled.workshop.id) == []
    with open_store(choice) as other:
        assert picture(other) == picture(filled)


def test_restoring_keeps_what_was_there(filled: Store, choice: Settings, tmp_path: Path, entry: Make) -> None:
    """The record that a backup replaces stays beside it and can be read."""
    made = make_backup(filled, tmp_path / "night", NOW)
    filled.append([entry("หลังสำรอง", record="late")])
    filled.close()
    number, aside = restore(choice.store, filled.workshop, made, NOW)
    assert number == 5
    assert aside is not None
    assert len(read_record(aside, filled.workshop.id).rows) == 6
    with open_store(choice) as store:
        assert len(store.revisions()) == 5


def test_a_record_in_use_is_not_replaced(filled: Store, choice: Settings, tmp_path: Path) -> None:
    """While a server has the record open, restoring says so and changes nothing."""
    made = make_backup(filled, tmp_path / "night", NOW)
    filled.version()  # holds a connection, as a server does
    with pytest.raises(StoreUnwritable, match="holding"):
        restore(choice.store, filled.workshop, made)
    assert len(filled.revisions()) == 5


def test_an_idle_hour_makes_no_second_backup(filled: Store, tmp_path: Path, entry: Make) -> None:
    """What has not changed is backed up once; a change makes another backup."""
    folder = tmp_path / "night"
    first = make_backup(filled, folder, NOW)
    assert make_backup(filled, folder, NOW + timedelta(hours=1)) == first
    filled.append([entry()])
    assert make_backup(filled, folder, NOW + timedelta(hours=2)) != first
    assert len(backups(folder, filled.workshop.id)) == 2


def test_old_backups_are_thinned_out(filled: Store, tmp_path: Path, entry: Make) -> None:
    """Two days keep every backup, two months one a day, what is older one a month; the newest stays."""
    folder = tmp_path / "night"
    for hours in range(0, 24 * 90, 6):
        made = NOW - timedelta(hours=hours)
        file = folder / f"{filled.workshop.id}-{made:%Y%m%dT%H%M%SZ}.jsonl"
        jsonl.write(file, jsonl.lines(filled.workshop.id, []))
    make_backup(filled, folder, NOW + timedelta(hours=1))
    kept = backups(folder, filled.workshop.id)
    ages = [NOW - datetime.strptime(path.stem[-16:], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for path in kept]
    assert len([age for age in ages if age <= timedelta(hours=47)]) == 9
    assert len([age for age in ages if timedelta(hours=48) < age <= timedelta(days=59)]) <= 60
    assert 1 <= len([age for age in ages if age > timedelta(days=61)]) <= 2
    assert len(read_record(kept[-1], filled.workshop.id).rows) == 5


@pytest.mark.parametrize("cut", [1, 40, 4000])
def test_a_torn_end_is_known(filled: Store, tmp_path: Path, cut: int) -> None:
    """Of a file that was cut off, the whole lines are read, and it is not restored as if it were whole."""
    made = make_backup(filled, tmp_path / "night", NOW)
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(made.read_bytes()[: -min(cut, made.stat().st_size - 200)])
    record = read_readable(torn, filled.workshop.id)
    assert not record.whole or cut == 1  # the last line-feed alone is no loss
    assert {row["id"] for row in record.rows} <= {row["id"] for row in filled.revisions()}
    if not record.whole:
        with pytest.raises(FileRefused):
            restore(f"sqlite:///{tmp_path / 'new.db'}", filled.workshop, torn)


def test_a_changed_line_is_known(filled: Store, tmp_path: Path) -> None:
    """One letter changed in a file: its line is named, and the file is refused until it is salvaged."""
    made = make_backup(filled, tmp_path / "night", NOW)
    made.write_text(made.read_text(encoding="utf-8").replace("สาม", "สมา"), encoding="utf-8")
    record = read_readable(made, filled.workshop.id)
    assert ([why for _, why in record.lost], len(record.rows)) == (["damaged"], 4)
    with pytest.raises(FileRefused, match="damaged"):
        read_record(made, filled.workshop.id)


def test_the_same_record_gives_the_same_lines(filled: Store, tmp_path: Path) -> None:
    """The order in which revisions came in does not change the file; each line is JSON by itself."""
    rows = filled.revisions()
    lines = list(jsonl.lines(filled.workshop.id, rows))
    assert lines == list(jsonl.lines(filled.workshop.id, rows[::-1]))
    assert lines == list(jsonl.in_order(filled.workshop.id, filled.each_revision()))
    assert json.loads(lines[-1]) == {"end": True, "revisions": 5}
    assert all(line.count("\n") == 1 and json.loads(line) for line in lines)


def test_a_file_of_a_later_version_is_refused(filled: Store, tmp_path: Path) -> None:
    """A file that this program cannot know is refused by name."""
    later = tmp_path / "later.jsonl"
    later.write_text('{"format": "sistercity-record", "version": 2}\n', encoding="utf-8")
    with pytest.raises(FileRefused, match=r"later\.jsonl.*later version"):
        read_record(later, filled.workshop.id)


def test_what_can_be_read_of_a_damaged_database_is_saved(filled: Store, tmp_path: Path, entry: Make) -> None:
    """Pages overwritten in the middle of the file cost the revisions on them and no others."""
    filled.append([entry(f"ข้อ {n} " + "ก" * 900, record=f"m{n}", id=f"m{n}") for n in range(60)])
    filled.close()
    library = sqlite_library()
    with sqlite3.connect(":memory:"):
        connection = library.connect(str(filled.file))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    content = bytearray(filled.file.read_bytes())
    place = content.find("ข้อ 30 ".encode())
    start = place // 4096 * 4096
    content[start : start + 4096] = b"\xff" * 4096
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content)
    record = read_readable(damaged, filled.workshop.id)
    saved = {row["id"] for row in record.rows}
    assert record.lost
    assert {"r1", "r2", "r3", "m0", "m59"} <= saved
    assert len(saved) + len(record.lost) == 65
    with pytest.raises(FileRefused, match="salvage"):
        read_record(damaged, filled.workshop.id)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE revisions SET body = replace(body, 'สาม', 'สมา')", "changed from outside"),
        ("DELETE FROM revisions WHERE id = 'r1'", "not there"),
        ("UPDATE current SET body = replace(body, 'สี่', 'ห้า')", "not shown as"),
        ("DELETE FROM current WHERE record = 'e2'", "other way round"),
        ("UPDATE current SET position = 7 WHERE record = 'e2'", "position"),
        ("ALTER TABLE current DROP COLUMN copy", "no column copy"),
    ],
)
def test_whatever_is_changed_from_outside_is_found(
    filled: Store, choice: Settings, change: str, said: str
) -> None:
    """Each damage is told with the record and what is wrong with it; a sound record has none."""
    assert verify(choice.store, filled.workshop.id) == []
    with filled.transaction() as connection:
        connection.exec_driver_sql(change)
    assert said in " ".join(map(str, verify(choice.store, filled.workshop.id)))


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*.db")), ids=lambda path: path.stem)
def test_every_released_record_opens(released: Path, choice: Settings, store: Store) -> None:
    """A file of each earlier version is backed up and brought up to date, with every entry and number."""
    store.close()
    for end in ("", "-wal", "-shm"):
        store.file.with_name(store.file.name + end).unlink(missing_ok=True)
    shutil.copyfile(released, store.file)
    with open_store(choice) as opened:
        numbers = [(state["number"], state["text"]) for state in opened.current(RecordType.ENTRY)]
    told = [("A-001", "ฉบับแรก แก้แล้ว"), ("A-002", "ข้อที่สอง"), ("B-001", "อีกกลุ่ม")]
    assert sorted(numbers) == told
    assert verify(choice.store, opened.workshop.id) == []
    [kept] = (store.file.parent / "backups").glob("*-before-*.db")
    assert kept.read_bytes()[:16] == released.read_bytes()[:16]
