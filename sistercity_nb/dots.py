"""Counting dots: which entries may have some, and how many each has.

Standard library only: the board counts live, the frames count for the record, by the same rule.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sistercity_nb.model import Kind

VOTED = (Kind.PROBLEM, Kind.RECOMMENDATION)  # in this order; what was lived through is not weighed
State = dict[str, Any]  # an entry or a ballot as `Store.current` gives it


def candidates(entries: Iterable[State], group: str) -> list[State]:
    """The entries of ``group`` that may have dots, problems first, each kind in the order of entry.

    What is withdrawn is none; the dots on it are not counted and its voters may put them elsewhere.
    """
    own = [entry for entry in entries if entry["group"] == group and _eligible(entry)]
    return sorted(own, key=lambda entry: (VOTED.index(Kind(entry["kind"])), _place(entry)))


def eligible(entries: Iterable[State]) -> dict[str, str]:
    """The group of every entry that may have dots: {id: group}."""
    return {entry["id"]: entry["group"] for entry in entries if _eligible(entry)}


def used(ballot: State, groups: Mapping[str, str]) -> dict[str, int]:
    """The dots of one ballot that count, by what is ``eligible``: {id of an entry: dots}."""
    return {entry: dots for entry, dots in ballot["dots"].items() if groups.get(entry) == ballot["group"]}


def tally(ballots: Iterable[State], entries: Iterable[State]) -> dict[str, int]:
    """The dots of every entry that has some: {id of an entry: dots}."""
    groups = eligible(entries)
    dots: Counter[str] = Counter()
    for ballot in ballots:
        dots.update(used(ballot, groups))
    return dict(dots)


def voters(ballots: Iterable[State], groups: Mapping[str, str], group: str) -> list[str]:
    """Who has put a dot that counts in ``group``, sorted."""
    return sorted(ballot["voter"] for ballot in ballots if ballot["group"] == group and used(ballot, groups))


def _eligible(entry: State) -> bool:
    return entry["kind"] in VOTED and not entry["withdrawn"]


def _place(entry: State) -> tuple[int, str]:
    return len(entry["number"]), entry["number"]  # A-999 comes before A-1000
