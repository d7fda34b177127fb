"""The doctor: what it prints of a healthy folder, how it marks what is wrong, and that it changes nothing."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from serving import environment

from sistercity_nb import doctor
from sistercity_nb.certificate import own_certificate
from sistercity_nb.settings import Settings
from sistercity_nb.store import open_store

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home(choice: Settings) -> Path:
    """A new, empty workshop folder."""
    return choice.home


def examined(home: Path, language: str = "en", **more: str) -> subprocess.CompletedProcess[str]:
    """`sistercity doctor`, run in ``home``."""
    return subprocess.run(
        [sys.executable, "-m", "sistercity_nb", "doctor"],
        cwd=home,
        env=environment(home, SISTERCITY_LANGUAGE=language, **more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_healthy_folder_has_nothing_marked(home: Path, choice: Settings) -> None:
    """Versions, places, the record's entries and how SQLite is used are printed, and the exit code is 0."""
    open_store(choice).close()
    run = examined(home)
    assert run.returncode == 0, run.stdout
    assert "✗" not in run.stdout
    for found in ("Python", "jupyterlab ", str(home / "sistercity.toml"), str(home / "exports")):
        assert found in run.stdout
    assert f"The record: {home / 'records' / 'sistercity.db'}, 0 entries" in run.stdout
    assert "journal_mode=wal, synchronous=FULL" in run.stdout
    assert "Jupyter extension: enabled" in run.stdout


def test_looking_makes_nothing(home: Path) -> None:
    """A doctor in a new folder leaves it as it was: no record, no exports."""
    before = sorted(file.name for file in home.iterdir())
    run = examined(home)
    assert "not there yet" in run.stdout
    after = sorted(file.name for file in home.iterdir() if file.name != "person")
    assert after == before


def test_wrong_settings_are_marked_and_the_rest_is_still_printed(home: Path) -> None:
    """Whoever asks for help can show the whole picture even when the settings cannot be read."""
    (home / "sistercity.toml").write_text("langauge = 1\n", encoding="utf-8")
    run = examined(home)
    assert run.returncode == 1
    assert "langauge" in run.stdout
    assert "Python" in run.stdout
    assert "Traceback" not in run.stderr


def test_a_record_from_a_later_version_is_marked(home: Path, choice: Settings) -> None:
    """The doctor names it as `run` does."""
    open_store(choice).close()
    file = home / "records" / "sistercity.db"
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO migrations VALUES ('m999_later', '2030-01-01')")
    connection.close()
    run = examined(home)
    assert run.returncode == 1
    assert f"The record {file} was made by a later version" in run.stdout


def test_a_record_that_waits_for_a_migration_is_not_migrated(home: Path, choice: Settings) -> None:
    """Looking never brings a record up to date; the doctor says which steps the next run will take."""
    open_store(choice).close()
    file = home / "records" / "sistercity.db"
    with sqlite3.connect(file) as connection:
        (step,) = connection.execute("DELETE FROM migrations RETURNING name").fetchone()
    connection.close()
    run = examined(home)
    assert f"to be brought up to date by the next run: {step}" in run.stdout
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM migrations").fetchone() == (0,)
    connection.close()


def test_a_file_that_is_no_record_is_marked(home: Path) -> None:
    """Something else under the record's name is named, not overwritten."""
    (home / "records").mkdir()
    (home / "records" / "sistercity.db").write_text("a letter, not a database; " * 50, encoding="utf-8")
    run = examined(home)
    assert run.returncode == 1
    assert "file is not a database" in run.stdout


def test_folders_that_cannot_be_written_are_marked(home: Path) -> None:
    """A file in the folder's place stands for every folder that cannot be written."""
    (home / "exports").write_text("in the way", encoding="utf-8")
    run = examined(home)
    assert run.returncode == 1
    assert f"→ {home / 'exports'} cannot be written" in run.stdout


def test_an_extension_that_is_not_enabled_is_marked(home: Path) -> None:
    """Where Jupyter does not find our line among its configuration, the command that enables it is named."""
    run = examined(home, JUPYTER_NO_CONFIG="1")
    assert run.returncode == 1
    assert "→ Type jupyter server extension enable sistercity_nb.server" in run.stdout


def test_certificate_and_log_are_shown_where_they_are(home: Path) -> None:
    """With a certificate of its own the fingerprint can be read again; without one nothing is said of it."""
    before = examined(home).stdout
    assert "Certificate" not in before
    assert "Log of access" not in before
    made = own_certificate(home, ["laptop.local"])
    (home / "logs").mkdir()
    (home / "logs" / "access.log").write_text("{}\n", encoding="utf-8")
    after = examined(home).stdout
    assert f"until {made.ends.date()}, SHA-256 {made.fingerprint}" in after
    assert f"Log of access: {home / 'logs'}, 0.0 MB" in after


def test_little_disk_is_marked(choice: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the least that a workshop needs, the doctor asks to make room."""
    monkeypatch.chdir(choice.home)
    monkeypatch.setenv("SISTERCITY_LANGUAGE", "en")
    assert not any("Make room" in finding.remedy for finding in doctor.examine())
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    assert any("Make room" in finding.remedy for finding in doctor.examine())


def test_the_doctor_speaks_thai(home: Path) -> None:
    """Names, findings and remedies are said in the language of the settings."""
    assert "การตั้งค่า: " in examined(home, language="th").stdout
