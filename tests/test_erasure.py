"""Erasing: the words are gone for good, everywhere; counts stay, and no old laptop brings them back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from laptops import brought, picture

from sistercity_nb import frames
from sistercity_nb.errors import EntryRefused
from sistercity_nb.model import Erasure, RecordType
from sistercity_nb.report.blocks import texts
from sistercity_nb.report.content import content
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import Revision, Store, jsonl
from sistercity_nb.store.backup import make_backup
from sistercity_nb.store.erasure import clean_backups, erased_records
from sistercity_nb.store.verify import verify
from sistercity_nb.summary import summarise

Make = Callable[..., Revision]
WORDS = "ความลับของนายสมชาย"
NAME = "สมหญิง ผู้บันทึก"


@pytest.fixture
def other(tmp_path: Path, store: Store) -> Iterator[Store]:
    """A second laptop with the same workshop."""
    with Store(f"sqlite:///{tmp_path / 'other.db'}", store.workshop) as other:
        yield other


@pytest.fixture
def said(store: Store, other: Store, entry: Make) -> Store:
    """A record, on two laptops, with an entry that is to be erased, edited once, and another one."""
    store.append([entry(WORDS, record="e1", id="r1", province="TH-50"), entry("อื่น", record="e2", id="r2")])
    store.append([entry(f"{WORDS} แก้", record="e1", id="r3", parents=("r1",), cause=WORDS)])
    other.merge(store.revisions())
    return store


def files_of(store: Store) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in store.file.parent.glob(f"{store.file.name}*"))


def test_the_words_are_gone_from_every_byte(said: Store, choice: Settings) -> None:
    """After an erasure no revision, no projection and no freed page holds the text; the record is sound."""
    said.erase(["e1"])
    assert WORDS.encode() not in files_of(said)
    assert all(WORDS not in str(row) for row in said.revisions())
    assert verify(choice.store, said.workshop.id) == []


@pytest.mark.parametrize("why", [None, *Erasure])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_log_says_why(said: Store, why: Erasure | None, language: str) -> None:
    """The annex gives the reason of an erasure in words, whatever the entry said of a withdrawal before."""
    said.erase(["e1"], why)
    whole = summarise(said, language)
    [logged] = [one for one in whole["log"] if one["number"] == "A-001"]
    assert (logged["became"], logged["reason"]) == ("erased", why or "")
    printed = " ".join(texts(content(whole)["annex"]))
    words = {
        None: ("nobody said why", "ไม่ได้ระบุเหตุผล"),
        Erasure.REQUEST: ("the person asked for it", "ตามคำขอของเจ้าของข้อมูล"),
        Erasure.MISTAKE: ("recorded by mistake", "บันทึกโดยผิดพลาด"),
        Erasure.RETENTION: ("kept no longer", "พ้นระยะเวลาเก็บรักษา"),
    }
    assert words[why][language == "th"] in printed


def test_counts_stay_true(said: Store) -> None:
    """The entry keeps its number, group and day, is reported nowhere, and is counted as erased."""
    said.erase(["e1"])
    first, second = frames.entries(said).to_dict("records")
    assert (first["number"], first["text"], first["erased"]) == ("A-001", "", True)
    assert (second["number"], second["erased"]) == ("A-002", False)
    whole = summarise(said)
    [balance] = whole["balance"]
    told = {name: balance[name] for name in ("entered", "reported", "withdrawn", "withheld", "erased")}
    assert told == {"entered": 2, "reported": 1, "withdrawn": 0, "withheld": 0, "erased": 1}
    assert WORDS not in str(whole)


def test_an_old_laptop_does_not_bring_it_back(said: Store, other: Store, entry: Make) -> None:
    """Merging in either direction, also with an edit made since, leaves the words erased on both."""
    other.append([entry(f"{WORDS} อีก", record="e1", id="late", parents=("r3",))])
    said.erase(["e1"])
    said.merge(other.revisions())
    other.merge(said.revisions())
    for store in (said, other):
        assert all(WORDS not in str(row) for row in store.revisions())
    assert picture(said) == picture(other)
    parts = [said.revisions(), other.revisions()]
    assert brought(said, parts) == brought(other, parts[::-1])


def test_what_is_erased_cannot_be_changed(said: Store, entry: Make) -> None:
    """An edit that arrives later is refused with a reason, not stored."""
    said.erase(["e1"])
    [state] = [state for state in said.current(RecordType.ENTRY) if state["id"] == "e1"]
    with pytest.raises(EntryRefused, match="erased"):
        said.append([entry("ใหม่", record="e1", parents=tuple(state["heads"]))])


def test_a_person_is_forgotten_with_what_they_recorded(said: Store, other: Store, entry: Make) -> None:
    """Erasing a participant takes the name out of the list and from beside every revision, on a merge too."""
    body = {"name": NAME, "position": "นักวิเคราะห์", "phone": "081", "breakout": "signed", "attended": True}
    said.append([Revision("p", "p1", RecordType.PARTICIPANT, body)])
    written = Revision("w", "e9", RecordType.ENTRY, entry().body, author=NAME)
    other.append([written])
    said.erase(["p1"])
    said.merge(other.revisions())
    [person] = said.current(RecordType.PARTICIPANT)
    assert (person["name"], person["phone"], person["attended"], person["breakout"]) == (
        "",
        "",
        True,
        "signed",
    )
    assert "digest" not in person
    assert NAME not in str(said.revisions())
    assert NAME.encode() not in files_of(said)


def test_backups_forget_too(said: Store, tmp_path: Path) -> None:
    """The earlier backups are written anew without the words, and are whole."""
    made = make_backup(said, tmp_path / "night")
    said.erase(["e1"])
    with said.looking() as connection:
        records, people = erased_records(connection, said.workshop.id)
    assert clean_backups(tmp_path / "night", said.workshop.id, records, people) == [made]
    assert WORDS not in made.read_text(encoding="utf-8")
    assert (jsonl.read(made).whole, len(jsonl.read(made).rows)) == (True, 3)


def test_an_erasure_that_comes_by_a_merge_is_of_now(said: Store, other: Store) -> None:
    """What was erased elsewhere went from here when it was merged: reports made until then hold it."""
    other.merge(said.revisions())
    assert other.erased_at() is None
    said.erase(["e1"])
    until = datetime.now(UTC)
    other.merge(said.revisions())
    erased = other.erased_at()
    assert erased is not None
    assert erased >= until
    other.merge(said.revisions())
    assert other.erased_at() == erased


def test_a_theme_is_nobodys(said: Store) -> None:
    """What holds nobody's words cannot be erased, and what is not there is told; then nothing is."""
    said.append([Revision("t", "t1", RecordType.THEME, {"title": "ประเด็น"})])
    for record in ("t1", "nothing"):
        with pytest.raises(EntryRefused):
            said.erase(["e1", record])
    assert WORDS in str(said.revisions())


def test_the_retention_date_is_a_day(tmp_path: Path) -> None:
    """The setting is a day of the calendar; anything else is refused by name."""
    (tmp_path / "sistercity.toml").write_text('retention = "2031-03-20"\n', encoding="utf-8")
    assert str(read_settings(tmp_path, {}).retention) == "2031-03-20"
    with pytest.raises(ValueError, match="20 มีนาคม"):
        read_settings(tmp_path, {"SISTERCITY_RETENTION": "20 มีนาคม 2574"})


def test_authors_are_forgotten(said: Store, choice: Settings) -> None:
    """After the retention date nobody's name stands beside a revision, and the words stay."""
    said.forget_authors()
    assert {row["author"] for row in said.revisions()} == {""}
    assert WORDS in str(said.revisions())
    assert verify(choice.store, said.workshop.id) == []
