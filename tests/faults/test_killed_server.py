"""The server killed again and again while three groups record."""

import sys
import threading
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from serving import TOKEN, Server, free_port, serving

from sistercity_nb.settings import read_settings
from sistercity_nb.store.verify import verify

KILLS = 200
GROUPS = ("signed", "considering", "not-started")


class Sender(threading.Thread):
    """A device that records in one group and keeps each entry until the server has answered for it."""

    def __init__(self, base: str, group: str) -> None:
        super().__init__(name=group)
        self.address = f"{base}sistercity/api/revisions"
        self.group = group
        self.acknowledged: dict[str, str] = {}
        self.sent: dict[str, str] = {}
        self.done = threading.Event()

    def run(self) -> None:
        """Send one entry after another, each until it is acknowledged."""
        with httpx.Client(headers={"Authorization": f"token {TOKEN}"}, timeout=5, trust_env=False) as line:
            while not self.done.is_set():
                revision = self.next()
                while not self.done.is_set():
                    try:
                        results = line.post(self.address, json={"revisions": [revision]}).json()["results"]
                    except (httpx.TransportError, ValueError, KeyError):  # no answer, or a reason to wait
                        self.done.wait(0.05)
                        continue
                    assert results[0]["status"] == "saved", results
                    self.acknowledged[revision["record"]] = revision["body"]["text"]
                    break

    def next(self) -> dict[str, object]:
        """A new entry, with a sentence of its own."""
        record = str(uuid4())
        self.sent[record] = f"จังหวัดขาดงบประมาณ ข้อที่ {len(self.sent) + 1} {record[:8]}"
        body = {"group": self.group, "kind": "problem", "text": self.sent[record]}
        return {"id": str(uuid4()), "record": record, "type": "entry", "author": "", "body": body}


@pytest.mark.drill
def test_a_killed_server_loses_nothing_that_it_acknowledged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After 200 kills every acknowledged entry is in the record, once, letter by letter, and it was sound."""
    (tmp_path / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    choice = read_settings(tmp_path, {})
    workshop, corrupt = choice.read_workshop().id, []
    port = free_port()
    senders = [Sender(f"http://127.0.0.1:{port}/", group) for group in GROUPS]
    for sender in senders:
        sender.start()
    for kill in range(KILLS):
        with serving(tmp_path, port) as server:
            threading.Event().wait(0.2 + 0.1 * (kill % 5))  # at another moment of the work each time
            server.process.kill()
        if kill % 10 == 9:  # what is found is what a start after a power cut would find
            corrupt += verify(choice.store, workshop)
    with serving(tmp_path, port) as server:
        threading.Event().wait(1)
        for sender in senders:
            sender.done.set()
            sender.join(30)
        stored = texts(server)
    acknowledged = {record: text for sender in senders for record, text in sender.acknowledged.items()}
    lost = [record for record, text in acknowledged.items() if stored.get(record) != text]
    with capsys.disabled():  # a drill is run to be read
        sys.stdout.write(
            f"\n{KILLS} kills, {len(acknowledged)} acknowledged, {len(stored)} stored, {len(lost)} lost, "
            f"{len(corrupt)} corrupt\n"
        )
    assert len(acknowledged) > KILLS
    assert lost == []
    assert [str(problem) for problem in [*corrupt, *verify(choice.store, workshop)]] == []
    assert stored.keys() <= {record for sender in senders for record in sender.sent}


def texts(server: Server) -> dict[str, str]:
    """Every entry's text by its record; each record stands once in the answer."""
    records = server.get("api/records").json()["records"]
    assert len({record["id"] for record in records}) == len(records)
    return {record["id"]: record["text"] for record in records}
