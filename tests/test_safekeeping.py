"""The backups that a running server makes by itself."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sistercity_nb.server import safekeeping
from sistercity_nb.server.safekeeping import Safekeeping
from sistercity_nb.store import Revision, Store, jsonl


def kept(folder: Path) -> int:
    """How many revisions the newest backup holds; 0 while there is none."""
    made = sorted(folder.glob("*.jsonl"))
    return len(jsonl.read(made[-1]).rows) if made else 0


def test_the_record_is_kept_at_the_start_and_again_when_it_has_changed(
    store: Store, tmp_path: Path, entry: Callable[..., Revision], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup at once, another one after the interval if there is something new, and none after the end."""
    monkeypatch.setattr(safekeeping, "EVERY", 0.02)
    folder = tmp_path / "night"
    store.append([entry("ก่อนเริ่ม")])
    safe = Safekeeping(store, folder)
    while kept(folder) != 1:
        time.sleep(0.01)
    store.append([entry("หลังเริ่ม")])
    while kept(folder) != 2:
        time.sleep(0.01)
    safe.close()
    store.append([entry("หลังปิด")])
    time.sleep(0.1)
    assert kept(folder) == 2


def test_a_backup_that_fails_is_told_and_tried_again(
    store: Store,
    tmp_path: Path,
    entry: Callable[..., Revision],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A disk that is not there stops nothing: the log says why, and the next time it is made."""
    monkeypatch.setattr(safekeeping, "EVERY", 0.02)
    folder = tmp_path / "night"
    folder.touch()  # a file in the folder's place
    store.append([entry("ข้อความ")])
    safe = Safekeeping(store, folder)
    while "no backup was made" not in caplog.text:
        time.sleep(0.01)
    folder.unlink()
    while kept(folder) != 1:
        time.sleep(0.01)
    safe.close()
