"""PostgreSQL killed again and again while three groups record through a server that goes on running."""

import sys
import threading
from pathlib import Path

import pytest
from postgres import postgres
from serving import free_port, serving
from test_killed_server import GROUPS, Sender, texts

KILLS = 30


@pytest.mark.drill
def test_a_killed_database_loses_nothing_that_was_acknowledged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After 30 kills every acknowledged entry is in the record, once; the server is never started again."""
    with postgres() as database:
        toml = f'language = "th"\nstore = "{database.database()}"\n'
        (tmp_path / "sistercity.toml").write_text(toml, encoding="utf-8")
        port = free_port()
        with serving(tmp_path, port) as server:
            senders = [Sender(f"http://127.0.0.1:{port}/", group) for group in GROUPS]
            for sender in senders:
                sender.start()
            for kill in range(KILLS):
                threading.Event().wait(0.5 + 0.1 * (kill % 5))  # at another moment of the work each time
                database.kill()
                database.start()
            threading.Event().wait(3)
            for sender in senders:
                sender.done.set()
                sender.join(60)
            stored = texts(server)
            assert server.process.poll() is None
    acknowledged = {record: text for sender in senders for record, text in sender.acknowledged.items()}
    lost = [record for record, text in acknowledged.items() if stored.get(record) != text]
    with capsys.disabled():  # a drill is run to be read
        sys.stdout.write(
            f"\n{KILLS} kills of PostgreSQL, {len(acknowledged)} acknowledged, {len(stored)} stored, "
            f"{len(lost)} lost\n"
        )
    assert len(acknowledged) > KILLS
    assert lost == []
