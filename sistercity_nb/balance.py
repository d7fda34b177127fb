"""What became of every entry: the balance sheet, and the log of those that no report prints."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sistercity_nb.model import Release
from sistercity_nb.quotations import records
from sistercity_nb.thai import BANGKOK


def unprinted(entries: pd.DataFrame) -> list[dict[str, Any]]:
    """Every entry whose text no report prints: ``number``, what it ``became``, ``into`` which, ``reason``."""
    withdrawn, merged = entries["withdrawn"], entries["voice"] != entries["id"]
    kept_back = entries[withdrawn | merged | (entries["release"] == Release.WITHHELD)]
    numbers = dict(zip(entries["id"], entries["number"], strict=True))
    return [
        {
            "number": row["number"],
            "became": _became(row),
            "into": numbers[row["voice"]] if row["voice"] != row["id"] else None,
            "reason": row["reason"],
        }
        for row in records(kept_back, ("number", "id", "voice", "withdrawn", "erased", "reason"))
    ]


def _became(row: Mapping[str, Any]) -> str:
    if row["withdrawn"]:  # an erased entry counts as withdrawn everywhere else
        return "erased" if row["erased"] else "withdrawn"
    return "withheld" if row["voice"] == row["id"] else "merged"


def balance(entries: pd.DataFrame) -> list[dict[str, Any]]:
    """How many entries of each group and day were entered, and what became of them: nothing is left out."""
    erased = entries["erased"]
    withdrawn = entries["withdrawn"] & ~erased
    merged = ~entries["withdrawn"] & (entries["voice"] != entries["id"])
    withheld = ~entries["withdrawn"] & ~merged & (entries["release"] == Release.WITHHELD)
    table = pd.DataFrame(
        {
            "group": entries["group"],
            "day": entries["created"].dt.tz_convert(BANGKOK).dt.strftime("%Y-%m-%d"),
            "entered": 1,
            "reported": (~entries["withdrawn"] & ~merged & ~withheld).astype(int),
            "merged": merged.astype(int),
            "withdrawn": withdrawn.astype(int),
            "withheld": withheld.astype(int),
            "erased": erased.astype(int),
        }
    )
    totals = table.groupby(["group", "day"], observed=True).sum().reset_index()
    return records(totals, tuple(table.columns))
