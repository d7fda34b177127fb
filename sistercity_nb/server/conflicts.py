"""Over HTTP: what several people set at once and nobody has chosen yet; other laptops' records."""

from asyncio import to_thread
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from sistercity_nb.server.handlers import Api
from sistercity_nb.store import Store, jsonl
from sistercity_nb.store.backup import folder_of, make_backup
from sistercity_nb.store.sources import read_record
from sistercity_nb.store.standing import part_of

State = dict[str, Any]
# What a state says of its record beside the record's own fields.
_ABOUT = {"id", "type", "number", "seq", "revision", "heads", "conflict", "conflicts", "erased"}
_WHEN = {"author", "at", "created"}


class ConflictsApi(Api):
    """What waits for a person to choose."""

    @authenticated
    @authorized
    def get(self) -> None:
        """Send each record with the values that stand beside each other, and its body as it is shown now."""
        store = self.here.store
        waiting = [state for state in store.changes_since(0) if state["conflict"]]
        self.answer({"conflicts": [described(store, state) for state in waiting]})


class RecordApi(Api):
    """The whole record as a file, out and in."""

    @authenticated
    @authorized
    async def get(self) -> None:
        """Send it as JSON Lines."""
        store = self.here.store
        text = await to_thread(lambda: "".join(jsonl.in_order(store.workshop.id, store.each_revision())))
        self.set_header("Content-Type", "application/jsonl; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{store.workshop.id}.jsonl"')
        self.set_header("Cache-Control", "no-store")
        self.finish(self.packed(text))

    @authenticated
    @authorized
    async def post(self) -> None:
        """Bring the record of another laptop, a file of JSON Lines or a database, into this one."""
        self.answer(await to_thread(self._bring, self.request.body))

    def _bring(self, content: bytes) -> dict[str, int]:
        store = self.here.store
        with TemporaryDirectory() as folder:
            file = Path(folder, "record")
            file.write_bytes(content)
            record = read_record(file, store.workshop.id)
            make_backup(store, folder_of(store, self.here.settings.home))
            merged = store.merge(record.rows)
        self.here.feed.changed()
        return {"revisions": merged.revisions, "conflicts": merged.conflicts}


def described(store: Store, state: State) -> State:
    """A record in conflict: what it is, its body, and for each choice the fields and who set them to what."""
    rows = {row["id"]: row for row in store.revisions(state["id"])}
    together: dict[tuple[str, ...], list[str]] = {}
    for name in state["conflicts"]:
        together.setdefault(part_of(state["type"], name), []).append(name)
    return {
        "id": state["id"],
        "type": state["type"],
        "number": state["number"],
        "heads": state["heads"],
        "body": {name: value for name, value in state.items() if name not in _ABOUT | _WHEN},
        "choices": [
            {
                "fields": names,
                "versions": [
                    {
                        "revision": id,
                        "author": rows[id]["author"],
                        "at": rows[id]["at"],
                        "values": {name: rows[id]["body"].get(name) for name in names},
                    }
                    for id in state["conflicts"][names[0]]
                ],
            }
            for names in together.values()
        ],
    }
