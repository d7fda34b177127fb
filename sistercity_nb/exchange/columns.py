"""A column of a table: what it is called, how a field becomes a cell, and how a cell is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sistercity_nb.errors import EntryRefused
from sistercity_nb.exchange import cells
from sistercity_nb.model import Decision, RecordType
from sistercity_nb.workshop import Text, Workshop

State = Mapping[str, Any]
Cell = str | int | None
LEFT_OUT = ...  # what an empty cell means where a field cannot be empty: nothing is said of it


@dataclass(frozen=True)
class Known:
    """What the cells of a table refer to.

    ``states`` are those of the record by type; ``history`` gives every revision of one record as
    ``Store.revisions`` does; ``named`` are entries that the file itself names, by number or key.
    """

    workshop: Workshop
    language: str
    states: Mapping[RecordType, list[dict[str, Any]]] = field(default_factory=dict)
    history: Callable[[str], list[dict[str, Any]]] = lambda _: []
    named: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The number of each entry, by its id."""
        return {one["id"]: one["number"] for one in self.states.get(RecordType.ENTRY, [])}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each entry, by its id."""
        return {one["id"]: one["text"] for one in self.states.get(RecordType.ENTRY, [])}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each theme, by its id."""
        return {one["id"]: one["title"] for one in self.states.get(RecordType.THEME, [])}

    @cached_property
    def themes_of(self) -> dict[str, list[str]]:
        """The themes that were accepted for each entry, by its id."""
        found: dict[str, list[str]] = {}
        for one in self.states.get(RecordType.CODING, []):
            if one["decision"] == Decision.ACCEPTED and not one["coder"]:
                found.setdefault(one["entry"], []).append(one["theme"])
        return found

    @cached_property
    def _entries(self) -> dict[str, str]:
        return {number: id for id, number in self.numbers.items()}

    @cached_property
    def _themes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id, title in self.titles.items():
            found.setdefault(cells.plain(title), []).append(id)
        return found

    def entry(self, cell: str, name: str) -> str:
        """The id of the entry of that number, key or id; raises EntryRefused if there is none."""
        asked = cell.strip()
        found = self.named.get(asked) or (asked if asked in self.numbers else self._entries.get(asked))
        if found is None:
            raise EntryRefused(name, "There is no entry {number}.", number=asked[:40])
        return found

    def theme(self, cell: str, name: str) -> str:
        """The id of the theme of that id or title; raises EntryRefused if there is none, or several."""
        asked = cell.strip()
        found = [asked] if asked in self.titles else self._themes.get(cells.plain(asked), [])
        if len(found) > 1:
            raise EntryRefused(name, "Several themes are called {theme!r}; name its id.", theme=asked[:40])
        if not found:
            raise EntryRefused(name, "There is no theme {theme!r}.", theme=asked[:40])
        return found[0]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the data, what it is called, and the two ways of a cell.

    ``also`` are names by which other programs call it; ``blank`` is what an empty cell becomes, and ``exact``
    says that spaces are no empty cell; ``within`` is the field of which the column is a member; ``unless``
    names the column that, where it says something, says it better; ``later`` is read when every row of the
    file has its id.
    """

    name: str
    head: Text
    show: Callable[[State, Known], Cell] | None
    read: Callable[[str, Known], Any] | None
    blank: Any = LEFT_OUT
    also: tuple[str, ...] = ()
    within: str = ""
    exact: bool = False
    unless: str = ""
    later: bool = False


def text(name: str, head: Text, *also: str) -> Column:
    """A column of words, exactly as they are."""
    return Column(name, head, lambda state, _: state[name], exactly, "", also, exact=True)


def exactly(cell: str, _: Known) -> str:
    """The cell as it is."""
    return cell


def trimmed(cell: str, _: Known) -> str:
    """The cell without spaces around it."""
    return cell.strip()


def coded(name: str, head: Text, words: cells.Words, blank: Any = LEFT_OUT, *also: str) -> Column:
    """A column of codes, in words."""

    def show(state: State, known: Known) -> Cell:
        return words.say(state[name] or "", known.language)

    return Column(name, head, show, lambda cell, _: words.code(cell, name), blank, also)


def flag(name: str, head: Text, *also: str) -> Column:
    """A column of yes and no."""

    def show(state: State, known: Known) -> Cell:
        return (cells.YES if state[name] else cells.NO).say(known.language)

    return Column(name, head, show, lambda cell, _: cells.flag(cell, name), LEFT_OUT, also)


def number(name: str, head: Text, words: cells.Words | None = None, *also: str) -> Column:
    """A column of whole numbers, which may be named by words too."""

    def read(cell: str, _: Known) -> int:
        try:
            return cells.whole(cell, name)
        except EntryRefused:
            if not words:
                raise
            return int(words.code(cell, name))

    return Column(name, head, lambda state, _: state[name], read, None, also)


def listed(name: str, head: Text, member: Callable[[str], Any] = str) -> Column:
    """A column of lists, a member a line."""

    def show(state: State, _: Known) -> Cell:
        return "\n".join(map(str, state[name]))

    return Column(name, head, show, lambda cell, _: [member(one) for one in cells.members(cell)], [])
