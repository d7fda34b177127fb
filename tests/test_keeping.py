"""Keeping a record from the command line: two laptops, a backup, a damaged file."""

from pathlib import Path

import pytest
from test_cli import ENTRIES, TRACEBACK, sistercity


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
    assert "1 revisions could not be read." in saved.stdout
    assert sistercity(one, "verify", str(damaged)).returncode == 1
    restored = sistercity(one, "restore", str(backup))
    assert "The earlier record lies in" in restored.stdout, restored.stderr
    again = sistercity(one, "verify")
    assert again.stdout.splitlines()[0] == sistercity(one, "verify", str(backup)).stdout.splitlines()[0]
    for run in (merged, sound, refused, saved, restored, again):
        assert TRACEBACK not in run.stderr
