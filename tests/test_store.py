"""The record: nothing is overwritten, everything is stored once, *saved* means on disk."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from sistercity_nb.errors import EntryRefused, SettingRefused, StoreIsNewer, StoreUnwritable
from sistercity_nb.model import RecordType
from sistercity_nb.settings import Settings
from sistercity_nb.store import Revision, Saved, Store, engine, open_store
from sistercity_nb.store.clock import stamp
from sistercity_nb.store.log import fingerprint
from sistercity_nb.store.writer import Writer

Make = Callable[..., Revision]
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
    str.strip
)


def entries(store: Store) -> list[dict[str, Any]]:
    """The current state of every entry."""
    return store.current(RecordType.ENTRY)


def test_entries_are_numbered_within_their_group(store: Store, entry: Make) -> None:
    """The n-th entry of a group carries the group's letter and n."""
    saved = store.append([entry(), entry(), entry(group="considering"), entry(group="plenary", kind="visit")])
    assert [answer.number for answer in saved] == ["A-001", "A-002", "B-001", "P-001"]


def test_a_revision_sent_again_is_stored_once(store: Store, entry: Make) -> None:
    """Sending a revision twice gives the same answer and one row."""
    revision = entry()
    assert store.append([revision]) == store.append([revision])
    assert len(store.revisions()) == 1


def test_an_id_stands_for_one_revision(store: Store, entry: Make) -> None:
    """Another text under an id that is taken is refused."""
    store.append([entry("ก", record="e1", id="r1")])
    with pytest.raises(EntryRefused) as caught:
        store.append([entry("ข", record="e1", id="r1")])
    assert caught.value.field == "id"


def test_nothing_is_overwritten(store: Store, entry: Make) -> None:
    """After an edit and a withdrawal every earlier text is still in the record."""
    store.append([entry("หนึ่ง", record="e1", id="r1")])
    store.append([entry("สอง", record="e1", id="r2", parents=("r1",))])
    store.append([entry("สอง", record="e1", id="r3", parents=("r2",), withdrawn=True, reason="ซ้ำ")])
    assert [row["body"]["text"] for row in store.revisions("e1")] == ["หนึ่ง", "สอง", "สอง"]
    [state] = entries(store)
    assert (state["withdrawn"], state["reason"], state["revision"], state["conflict"]) == (
        True,
        "ซ้ำ",
        "r3",
        False,
    )


def test_editing_does_not_make_a_simulated_entry_real(store: Store, entry: Make) -> None:
    """Whoever edits a simulated entry leaves it simulated, whatever they send."""
    store.append([entry()])
    assert not store.simulated()
    store.append([entry(record="e1", id="r1", simulated=True)])
    edit = entry("แก้ไข", record="e1", id="r2", parents=("r1",))
    assert store.append([edit]) == store.append([edit])
    assert entries(store)[1]["simulated"]
    assert store.simulated()


def test_two_edits_of_one_version_are_both_kept(store: Store, entry: Make) -> None:
    """Two edits of the same version are a conflict until a person's edit has seen both."""
    store.append([entry("ต้นฉบับ", record="e1", id="r1")])
    store.append([entry("ฉบับหนึ่ง", record="e1", id="r2", parents=("r1",))])
    [answer] = store.append([entry("ฉบับสอง", record="e1", id="r3", parents=("r1",))])
    assert answer.conflict
    assert set(entries(store)[0]["heads"]) == {"r2", "r3"}
    [answer] = store.append([entry("ฉบับรวม", record="e1", id="r4", parents=("r2", "r3"))])
    assert not answer.conflict
    assert entries(store)[0]["heads"] == ["r4"]


def test_a_batch_is_stored_whole_or_not_at_all(store: Store, entry: Make) -> None:
    """When one of a batch is refused, `append` stores none of it."""
    with pytest.raises(EntryRefused):
        store.append([entry(), entry(group="nowhere")])
    assert store.revisions() == []


def test_one_refusal_does_not_stop_the_others(store: Store, entry: Make) -> None:
    """`append_each` stores what it can and answers for each in order."""
    answers = store.append_each([entry(), entry(text=" "), entry(), entry(parents=("nobody",))])
    assert [isinstance(answer, EntryRefused) for answer in answers] == [False, True, False, True]
    assert len(entries(store)) == 2


def test_an_entry_stays_in_its_group(store: Store, entry: Make) -> None:
    """A revision that would move an entry to another group is refused: its number names its group."""
    store.append([entry(record="e1", id="r1")])
    with pytest.raises(EntryRefused) as caught:
        store.append([entry(record="e1", parents=("r1",), group="considering")])
    assert caught.value.field == "group"


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=any_text)
def test_every_text_comes_back_as_typed(store: Store, entry: Make, text: str) -> None:
    """Any text that the door accepts is read back character by character."""
    revision = entry(text)
    store.append([revision])
    assert store.revisions(revision.record)[0]["body"]["text"] == text


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(data=st.data())
def test_the_projection_is_what_the_log_says(store: Store, entry: Make, data: st.DataObject) -> None:
    """After any history the heads of a record are exactly the revisions that no other has seen."""
    record, made = entry().record, []
    for _ in range(data.draw(st.integers(1, 8))):
        seen = tuple(data.draw(st.lists(st.sampled_from(made), unique=True))) if made else ()
        made.append(store.append([entry(record=record, parents=seen)])[0].id)
    log = store.revisions(record)
    heads = {row["id"] for row in log} - {parent for row in log for parent in row["parents"]}
    [state] = [state for state in entries(store) if state["id"] == record]
    assert set(state["heads"]) == heads
    assert state["conflict"] is False  # all of them say the same
    assert state["revision"] == log[-1]["id"]


def test_changes_since_tells_each_change_once(store: Store, entry: Make) -> None:
    """What changed after a number is told, and nothing else."""
    store.append([entry(record="e1", id="r1"), entry(record="e2")])
    seq = store.seq()
    store.append([entry("ใหม่", record="e1", parents=("r1",))])
    assert [state["id"] for state in store.changes_since(seq)] == ["e1"]
    assert store.changes_since(store.seq()) == []


@given(times=st.lists(st.integers(0, 10**13), min_size=1, max_size=30))
def test_a_clock_that_jumps_back_keeps_the_order(times: list[int]) -> None:
    """Stamps made one after another sort in that order whatever the machine's clock says."""
    stamps: list[str] = []
    for now in times:
        stamps.append(stamp(stamps[-1] if stamps else None, now, "abcd"))
    assert stamps == sorted(stamps)
    assert len(set(stamps)) == len(stamps)


def test_saved_means_on_disk(store: Store) -> None:
    """Every connection works in WAL mode and waits for the disk at each commit."""
    with store.engine.connect() as connection:
        modes = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        ]
    assert modes == ["wal", 2]  # 2 is FULL
    assert engine.sqlite_library().sqlite_version_info >= engine.SAFE_SQLITE


def test_the_writer_answers_everyone(store: Store, entry: Make) -> None:
    """Each submission to the writer is answered with its own results, refusals among them."""
    writer = Writer(store, on_commit=lambda: None)
    sent = [[entry(f"ข้อที่ {n}"), entry(" ")] for n in range(300)]
    futures = [writer.submit(changes) for changes in sent]
    for changes, future in zip(sent, futures, strict=True):
        saved, refused = future.result(30)
        assert saved.id == changes[0].id
        assert isinstance(refused, EntryRefused)
    writer.close()
    assert len(entries(store)) == 300


def test_the_writer_tells_of_a_disk_that_fails(store: Store, entry: Make) -> None:
    """When the database cannot be written nobody is told that it was, and the writer goes on afterwards."""
    writer = Writer(store, on_commit=lambda: None)
    writer.submit([entry()]).result(30)
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    small = f"PRAGMA max_page_count = {pages}"
    with store.engine.connect() as connection:
        connection.exec_driver_sql(
            small
        )  # the pool hands this connection to the writer: its disk is now full
    with pytest.raises(StoreUnwritable):
        writer.submit([entry("ก" * 20_000)]).result(30)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    writer.submit([entry("ข" * 20_000)]).result(30)
    writer.close()
    assert len(entries(store)) == 2


def test_two_processes_write_beside_each_other(store: Store, choice: Settings, entry: Make) -> None:
    """A second store on the same file sees and continues the first one's record."""
    with open_store(choice) as other:
        before = store.version()
        other.append([entry(record="e1", id="r1")])
        assert store.version() != before
        store.append([entry(record="e1", id="r2", parents=("r1",)), entry()])
        assert [state["number"] for state in entries(other)] == ["A-001", "A-002"]


def test_the_fingerprint_is_of_the_data(store: Store, tmp_path: Path, choice: Settings, entry: Make) -> None:
    """The same revisions give the same fingerprint in any order, another text another one."""
    store.append([entry(record="e1", id="r1"), entry(record="e2", id="r2")])
    rows = store.revisions()
    assert fingerprint(rows) == fingerprint(rows[::-1])
    changed = [{**rows[0], "body": {**rows[0]["body"], "text": "อื่น"}}, rows[1]]
    assert fingerprint(changed) != fingerprint(rows)


def test_a_record_of_a_later_version_is_left_alone(store: Store, choice: Settings) -> None:
    """A database with a step that we do not know is refused with what to do, and not changed."""
    file = store.file
    store.close()
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO migrations VALUES ('m999_future', '2030-01-01')")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StoreIsNewer, match="m999_future"):
        open_store(choice)
    assert file.read_bytes() == before


def test_a_file_in_the_folders_place_is_told(tmp_path: Path, choice: Settings) -> None:
    """A record whose folder cannot be made is refused with the folder's name."""
    (tmp_path / "records").write_text("not a folder")
    with pytest.raises(StoreUnwritable, match="records"):
        open_store(choice)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, choice: Settings) -> None:
    """A file that is not an SQLite database is refused by name and not changed."""
    file = tmp_path / "records" / "sistercity.db"
    file.parent.mkdir()
    file.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(Exception, match=r"sistercity\.db"):
        open_store(choice)
    assert file.read_bytes() == b"this is a letter, not a database" * 100


def test_another_engine_is_refused_plainly() -> None:
    """A store that this version cannot keep its promises on is refused, without printing its password."""
    with pytest.raises(SettingRefused) as caught:
        engine.open_engine("mysql://me:secret@localhost/db")
    assert "secret" not in str(caught.value)


def test_a_recommendation_answers_problems_of_the_record(
    store: Store, entry: Callable[..., Revision]
) -> None:
    """What is answered must be a problem that is there; what was answered before is not asked again."""
    problem = entry("ขาดงบประมาณ")
    other = entry("ได้ประโยชน์ด้านการค้า", kind="benefit")
    store.append([problem, other])
    advice = entry("ขอให้จัดสรรงบประมาณ", kind="recommendation", answers=[problem.record])
    assert isinstance(store.append_each([advice])[0], Saved)
    for answers in (["nowhere"], [other.record], [advice.record]):
        (refused,) = store.append_each([entry("ข้อเสนอ", kind="recommendation", answers=answers)])
        assert isinstance(refused, EntryRefused)
        assert refused.field == "answers"
    store.append([replace(problem, id="p2", parents=(problem.id,), body={**problem.body, "kind": "benefit"})])
    again = replace(advice, id="a2", parents=(advice.id,), body={**advice.body, "text": "ขอให้ตั้งงบ"})
    assert isinstance(store.append_each([again])[0], Saved)
