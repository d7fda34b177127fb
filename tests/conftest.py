"""What many tests share: the shipped workshop, an empty record, entries to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest

from sistercity_nb.model import RecordType
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import Revision, Store, open_store
from sistercity_nb.workshop import Workshop

# No time limit in a test: a busy machine is not a fault.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


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
