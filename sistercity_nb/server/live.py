"""The record as it stands now, kept in memory for what many screens ask again and again."""

from collections.abc import Callable
from typing import Any

from sistercity_nb.model import RecordType
from sistercity_nb.store import Store

State = dict[str, Any]


class Live:
    """The current states, brought up to date by what changed since; and what was made from them.

    With 110 screens on a board, each change is read once and counted once a language, not once a screen.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._states: dict[RecordType, dict[str, State]] = {type: {} for type in RecordType}
        self._made: dict[str, tuple[int, str]] = {}
        self.seq = 0

    def refresh(self) -> None:
        """Read what changed since the last time; one small question where nothing did."""
        for state in self._store.changes_since(self.seq):
            self._states[RecordType(state["type"])][state["id"]] = state
            self.seq = max(self.seq, state["seq"])

    def states(self, type: RecordType) -> list[State]:
        """The state of every record of ``type`` as of the last ``refresh``; shared, not to be changed."""
        return list(self._states[type].values())

    def get(self, type: RecordType, id: str) -> State | None:
        """The state of one record as of the last ``refresh``; None if there is none."""
        return self._states[type].get(id)

    def once(self, name: str, make: Callable[[], str]) -> str:
        """What ``make`` gives, made again only after a change; ``name`` says which of such things it is."""
        self.refresh()
        made = self._made.get(name)
        if made is None or made[0] != self.seq:
            made = self._made[name] = (self.seq, make())
        return made[1]
