"""The same record on PostgreSQL: the suite of the store, and what several servers of one workshop need."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import test_merge
import test_store
from postgres import Postgres, postgres
from sqlalchemy import Connection, insert, select, text

from sistercity_nb.errors import StoreUnwritable
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import Revision, Store, log, open_store
from sistercity_nb.store.backup import make_backup, restore
from sistercity_nb.store.revision import written_row
from sistercity_nb.store.schema import revisions
from sistercity_nb.store.verify import verify

Make = Callable[..., Revision]
# What is of SQLite's files alone, or is the same on every engine and takes long.
OF_SQLITE = {
    "test_saved_means_on_disk",
    "test_the_writer_answers_everyone",
    "test_the_writer_tells_of_a_disk_that_fails",
    "test_the_projection_is_what_the_log_says",
    "test_a_record_of_a_later_version_is_left_alone",
    "test_a_file_in_the_folders_place_is_told",
    "test_a_file_that_is_no_database_is_left_alone",
    "test_another_engine_is_refused_plainly",
    "test_every_order_gives_one_record_and_loses_no_value",
    "test_a_few_revisions_at_a_time_are_the_same_record",
    "test_ten_thousand_histories",
    "test_the_projection_follows_from_the_revisions",
}
for _module in (test_store, test_merge):
    globals().update(
        {
            name: made
            for name, made in vars(_module).items()
            if name.startswith("test_") and name not in OF_SQLITE
        }
    )
other = test_merge.other


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """One PostgreSQL for all of these tests."""
    with postgres() as running:
        yield running


@pytest.fixture
def choice(server: Postgres, tmp_path: Path) -> Settings:
    """The settings of a workshop whose record is an empty database."""
    (tmp_path / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return replace(read_settings(tmp_path, {}), store=server.database())


def append(connection: Connection, store: Store, change: Revision) -> None:
    """Adds a revision within a transaction that goes on."""
    ready, turn = log.checked(change, store.workshop), log.Turn()
    log.look_up(connection, store.workshop.id, [ready], turn)
    log.append(connection, store.workshop, ready, "a", turn)


def test_saved_means_on_its_disk(store: Store) -> None:
    """PostgreSQL answers a commit when its log is on disk."""
    with store.looking() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
        assert connection.scalar(text("SHOW fsync")) == "on"


def test_the_feed_misses_nothing_under_late_commits(store: Store, choice: Settings, entry: Make) -> None:
    """Whoever took an earlier number is committed earlier: a second writer waits until the first is done."""
    with open_store(choice) as other:
        cursor, heard = store.seq(), []
        with store.transaction() as first:
            append(first, store, entry(record="first"))
            second = threading.Thread(target=other.append, args=([entry(record="second")],))
            second.start()
            with store.looking() as looking:
                while not looking.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                    time.sleep(0.01)
            assert store.changes_since(cursor) == []
        second.join()
        for state in store.changes_since(cursor):
            heard.append(state["id"])
            cursor = max(cursor, state["seq"])
        assert heard == ["first", "second"]
        assert store.changes_since(cursor) == []


def test_without_its_turn_a_late_commit_would_be_missed(store: Store, entry: Make) -> None:
    """The test above can fail: two transactions that do not wait are committed in the other order."""
    store.append([entry(record="before")])
    [row] = store.revisions()
    early, late = ({**row, "id": name, "record": name} for name in ("early", "late"))
    numbers = select(revisions.c.seq).where(revisions.c.id.in_(("early", "late"))).order_by(revisions.c.seq)
    with store.engine.connect() as first, store.engine.connect() as second:
        first.execute(insert(revisions).values(written_row(early)))
        second.execute(insert(revisions).values(written_row(late)))
        second.commit()
        [cursor] = second.scalars(numbers).all()
        first.commit()
        assert second.scalars(numbers).all()[0] < cursor  # "since cursor" will never bring it


def test_a_lost_connection_comes_back_by_itself(store: Store, entry: Make, choice: Settings) -> None:
    """When the database ends every connection, the next request gets a new one, and nothing was half done."""
    store.append([entry(record="before")])

    def cut_short() -> None:
        with store.transaction() as connection:
            append(connection, store, entry(record="half"))
            with psycopg.connect(choice.store, autocommit=True) as stranger:
                stranger.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with pytest.raises(StoreUnwritable, match="does not answer"):
        cut_short()
    store.append([entry(record="after")])
    assert {state["id"] for state in store.changes_since(0)} == {"before", "after"}


def test_a_backup_goes_from_one_engine_to_the_other(
    store: Store, choice: Settings, server: Postgres, tmp_path: Path, entry: Make
) -> None:
    """A backup of PostgreSQL is restored into a file, and one of the file into an empty database."""
    store.append([entry(record="e1", id="r1"), entry("แก้", record="e1", parents=("r1",)), entry(record="e2")])
    made = make_backup(store, tmp_path / "backups")
    file, fresh = f"sqlite:///{tmp_path / 'copy.db'}", server.database()
    assert restore(file, store.workshop, made)[0] == 3
    with Store(file, store.workshop) as copy:
        again = make_backup(copy, tmp_path / "again")
    assert restore(fresh, store.workshop, again)[0] == 3
    for url in (choice.store, file, fresh):
        assert verify(url, store.workshop.id) == []
    assert again.read_bytes() == made.read_bytes()
    with pytest.raises(StoreUnwritable, match="already holds"):
        restore(fresh, store.workshop, again)


def test_no_password_in_a_message(choice: Settings) -> None:
    """A database that cannot be reached is told by its address without the password."""
    with pytest.raises(StoreUnwritable) as caught:
        open_store(replace(choice, store="postgresql://me:geheim@127.0.0.1:1/db"))
    assert "geheim" not in str(caught.value)
