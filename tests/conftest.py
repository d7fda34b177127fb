"""What many tests share: the shipped workshop, an empty record, entries to put into it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest

from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.model import RecordType
from sistercity_nb.settings import Settings, read_settings, shipped
from sistercity_nb.store import Revision, Store, open_store
from sistercity_nb.workshop import Workshop

# No time limit in a test: a busy machine is not a fault.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than processors: a test of a browser or a server waits as long as it works."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def choice(tmp_path: Path) -> Settings:
    """The settings of a new, empty workshop folder, with no demonstration in it."""
    (tmp_path / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return read_settings(tmp_path, {})


@pytest.fixture
def store(choice: Settings) -> Iterator[Store]:
    """An empty record of the shipped workshop."""
    with open_store(choice) as store:
        yield store


@pytest.fixture(scope="session")
def told_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record with the shipped demonstration, to be copied and not to be opened."""
    home = tmp_path_factory.mktemp("told")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with open_store(read_settings(home, {})) as store:
        store.append(read_demonstration(shipped() / "data" / "demo", store.workshop))
    return home / "records" / "sistercity.db"


@pytest.fixture
def demonstration(choice: Settings, told_once: Path) -> Iterator[Store]:
    """A record with the shipped demonstration."""
    (choice.home / "records").mkdir()
    shutil.copy(told_once, choice.home / "records")
    with open_store(choice) as store:
        yield store


@pytest.fixture
def workshop(store: Store) -> Workshop:
    """The shipped workshop."""
    return store.workshop


@pytest.fixture
def entry(workshop: Workshop) -> Callable[..., Revision]:
    """Makes a revision of a problem in the first group; named fields of the body replace its own."""

    def make(
        text: str = "จังหวัดขาดงบประมาณสนับสนุน",
        *,
        record: str | None = None,
        parents: tuple[str, ...] = (),
        id: str | None = None,
        **body: Any,
    ) -> Revision:
        whole = {"group": workshop.groups[0].id, "kind": "problem", "text": text, **body}
        return Revision(id or uuid4().hex, record or uuid4().hex, RecordType.ENTRY, whole, parents, "ผู้บันทึก")

    return make
