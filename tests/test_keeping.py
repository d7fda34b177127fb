"""Keeping a record from the command line: two laptops, a backup, a damaged file."""

from pathlib import Path

import pytest
from test_cli import ENTRIES, TRACEBACK, sistercity

from sistercity_nb.model import RecordType
from sistercity_nb.settings import read_settings
from sistercity_nb.store import Revision, open_store

NAME, SECRET = "นางสาวสมมติ ผู้บันทึก", "เรื่องที่ขอให้ลบ"


@pytest.fixture
def laptops(tmp_path: Path) -> tuple[Path, Path]:
    """Two laptops with the same workshop, each with entries of its own."""
    homes = tmp_path / "one", tmp_path / "two"
    for number, home in enumerate(homes):
        home.mkdir()
        (home / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
        said = ENTRIES.replace("p1", f"p{number}").replace("r1", f"r{number}")
        (home / "said.csv").write_text(said, encoding="utf-8")
        assert sistercity(home, "import", "entries", "said.csv", "--yes").returncode == 0
    return homes


def test_two_laptops_and_a_damaged_backup(laptops: tuple[Path, Path]) -> None:
    """Bringing two laptops together, backing up, restoring and salvaging each say what they did."""
    one, two = laptops
    assert sistercity(two, "backup", str(two / "two.jsonl")).stdout.endswith("two.jsonl.\n")
    merged = sistercity(one, "merge", str(two / "two.jsonl"), str(two / "records" / "sistercity.db"))
    assert "new revisions from" in merged.stdout
    assert "0 new revisions" in merged.stdout  # the database held nothing that the file did not
    sound = sistercity(one, "verify")
    assert (sound.returncode, "The record is sound." in sound.stdout) == (0, True)
    backup = next((one / "records" / "backups").glob("*.jsonl"))  # of before the merge
    damaged = one / "damaged.jsonl"
    damaged.write_text(backup.read_text(encoding="utf-8").replace("งบประมาณ", "งบ", 1), encoding="utf-8")
    refused = sistercity(one, "restore", str(damaged))
    assert (refused.returncode, "salvage" in refused.stderr) == (1, True)
    saved = sistercity(one, "salvage", str(damaged), str(one / "saved.jsonl"))
    assert "1 revision could not be read." in saved.stdout
    assert sistercity(one, "verify", str(damaged)).returncode == 1
    restored = sistercity(one, "restore", str(backup))
    assert "The earlier record lies in" in restored.stdout, restored.stderr
    again = sistercity(one, "verify")
    assert again.stdout.splitlines()[0] == sistercity(one, "verify", str(backup)).stdout.splitlines()[0]
    for run in (merged, sound, refused, saved, restored, again):
        assert TRACEBACK not in run.stderr


@pytest.fixture
def person(tmp_path: Path) -> Path:
    """A folder with two entries, a participant who recorded one of them, a backup and a report."""
    (tmp_path / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
    with open_store(read_settings(tmp_path, {})) as store:
        body = {"group": "signed", "kind": "problem"}
        store.append(
            [
                Revision("p", "somebody", RecordType.PARTICIPANT, {"name": NAME}),
                Revision("1", "e1", RecordType.ENTRY, {**body, "text": SECRET}, (), NAME),
                Revision("2", "e2", RecordType.ENTRY, {**body, "text": "อีกข้อ"}, (), NAME),
            ]
        )
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "report-sistercity-2563.html").write_text("old", encoding="utf-8")
    assert sistercity(tmp_path, "backup").returncode == 0
    return tmp_path


def everything(home: Path) -> bytes:
    """Every byte of the record and its backups."""
    return b"".join(path.read_bytes() for path in (home / "records").rglob("*") if path.is_file())


def test_erase_asks_and_takes_the_words_out_everywhere(person: Path) -> None:
    """A no changes nothing; a yes leaves the words in no file, counts them, and names what is outdated."""
    no = sistercity(person, "erase", "--entry", "A-001", typed="n\n")
    assert (no.returncode, SECRET.encode() in everything(person)) == (1, True)
    assert "There is no entry A-999" in sistercity(person, "erase", "--entry", "A-999").stderr
    assert "There is no participant" in sistercity(person, "erase", "--participant", "นายไม่มี").stderr
    assert "Say what to erase" in sistercity(person, "erase").stderr
    yes = sistercity(person, "erase", "--entry", "A-001", "--participant", NAME, typed="y\n")
    assert "2 records erased." in yes.stdout, yes.stderr
    assert "Taken out of 1 backup." in yes.stdout
    assert "report-sistercity-2563.html is outdated: make it again." in yes.stdout
    assert SECRET.encode() not in everything(person)
    assert NAME.encode() not in everything(person)
    with open_store(read_settings(person, {})) as store:
        first, second = store.current(RecordType.ENTRY)
    assert (first["erased"], first["number"], second["text"]) == (True, "A-001", "อีกข้อ")
    assert sistercity(person, "verify").returncode == 0


def test_retain_waits_for_its_day(person: Path) -> None:
    """Without a date it says what to set, before it it keeps all, after it names are gone and words stay."""
    assert "No retention date is set" in sistercity(person, "retain").stderr
    toml = person / "sistercity.toml"
    for day, said in (("2999-01-01", "kept until 2999-01-01"), ("2020-03-21", "1 record erased.")):
        assert NAME.encode() in everything(person)
        toml.write_text(f'language = "en"\nretention = "{day}"\n', encoding="utf-8")
        assert said in sistercity(person, "retain").stdout
    with open_store(read_settings(person, {})) as store:
        assert NAME not in str(store.revisions())
        assert [one["text"] for one in store.current(RecordType.ENTRY)] == [SECRET, "อีกข้อ"]
