"""Which numbers of people a report may tell: the smallest cell, and what a total would give away.

One officer comes from each province, so a number of provinces is a number of people. How many entries there
are is told in every edition: the annex lists them. So is how many came of those expected: the project
document lists them, and it says nothing of what anybody said.
"""

from collections.abc import Collection, Sequence
from typing import Any

SMALLEST = 5  # people in a cell: with fewer, a number would tell what one of them said
_OF_PROVINCES = ("provinces", "share", "low", "high", "extent")  # what tells how many provinces spoke


def untold(counts: Sequence[int], known: Collection[int] = ()) -> set[int]:
    """The places of ``counts`` that may not be told.

    A number of one to ``SMALLEST`` - 1 is not told; where only one is not, nor is the next smallest, because
    the total would give the one away (primary and secondary suppression: Hundepool et al., *Statistical
    Disclosure Control*, 2012).

    Args:
        counts: how many people stand in each cell of a row.
        known: the places of others that are not told for another reason.

    Returns:
        Places of ``counts``, those of ``known`` among them.
    """
    few = {place for place, count in enumerate(counts) if 0 < count < SMALLEST} | set(known)
    if not few or sum(counts[place] > 0 for place in few) > 1:
        return few
    enough = [place for place, count in enumerate(counts) if count and place not in few]
    return few | set(sorted(enough, key=lambda place: counts[place])[:1])


def public(
    groups: list[dict[str, Any]], findings: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the public edition tells of provinces: few of them, and what would give them away, are None.

    Args:
        groups: ``summary["counts"]["groups"]`` with every number.
        findings: ``summary["findings"]`` with every number.

    Returns:
        Both anew. As a whole each finding still says in a word (``extent``) whether most, some or few spoke;
        of a group that is not told its word is not told either: with the others it would lead to the number.
    """
    hidden = untold([group["provinces"] for group in groups])
    told = [{**group, "provinces": None} if place in hidden else group for place, group in enumerate(groups)]
    quiet = {groups[place]["id"] for place in hidden}
    return told, [_public(finding, quiet) for finding in findings]


def _public(finding: dict[str, Any], quiet: set[str]) -> dict[str, Any]:
    parts = finding["by_group"]
    known = [place for place, part in enumerate(parts) if part["group"] in quiet]
    hidden = untold([part["provinces"] for part in parts], known)
    few = quiet | {parts[place]["group"] for place in hidden}

    def told(row: dict[str, Any]) -> dict[str, Any]:
        names = (*_OF_PROVINCES, "of") if row["group"] in quiet else _OF_PROVINCES
        return row | dict.fromkeys(row.keys() & names) if row["group"] in few else row

    total = {"provinces": None, "share": None} if 0 < finding["provinces"] < SMALLEST else {}
    cells = [
        told(cell) | ({"provinces": None} if 0 < cell["provinces"] < SMALLEST else {})
        for cell in finding["cells"]
    ]
    rows = {name: [told(row) for row in finding[name]] for name in ("by_group", "compared")}
    return {**finding, **total, **rows, "cells": cells}
