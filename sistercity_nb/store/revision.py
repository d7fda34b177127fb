"""A revision: a change to one record as its author made it, and as the record keeps it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sistercity_nb.model import RecordType

# What of a kept revision travels from laptop to laptop: all but the place where it came in here.
KEPT = (
    "id", "workshop", "record", "type", "parents", "settles", "clock", "at", "author", "position", "body",
)  # fmt: skip
# Fields that records of an earlier version do not have.
SINCE: Mapping[str, Mapping[str, Any]] = {
    str(RecordType.ENTRY): {
        "severity": None, "cause": "", "owner": "", "due": "", "budget": "", "card": None, "amended": False,
    },
    str(RecordType.THEME): {
        "parent": "", "examples": [], "counter_examples": [], "merged_into": "", "split_from": "",
    },
    str(RecordType.CODING): {"coder": "", "moved_from": ""},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """A change to one record, as its author made it.

    ``parents`` are the heads that the author saw; ``settles`` names the fields in which the author chose
    between several values (None: all of them, if the author saw every head); ``at`` is given only for what
    was recorded elsewhere; ``may_reopen`` says whether its author may open a closed group again, or put dots
    in it.
    """

    id: str
    record: str
    type: RecordType
    body: Mapping[str, Any]
    parents: tuple[str, ...] = ()
    author: str = ""
    at: datetime | None = None
    may_reopen: bool = True
    settles: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """The store's answer for a revision that is on disk once the transaction is committed."""

    id: str
    seq: int
    number: str
    at: str
    conflict: bool


def read_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of ``revisions`` with its JSON read."""
    return {**row, **{name: json.loads(row[name]) for name in ("parents", "settles", "body")}}


def written_row(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of ``read_row``, for what travels, with its hash."""
    written = {name: kept[name] for name in KEPT}
    for name in ("parents", "settles"):
        written[name] = json.dumps(list(kept[name]))
    written["body"] = json.dumps(kept["body"], ensure_ascii=False, sort_keys=True)
    return {**written, "hash": hash_of(kept)}


def hash_of(kept: Mapping[str, Any]) -> str:
    """The SHA-256, in hex, of a revision as ``read_row`` gives it."""
    values = [list(kept[name]) if name in ("parents", "settles") else kept[name] for name in KEPT]
    return sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def complete(row: Mapping[str, Any]) -> dict[str, Any]:
    """A revision as ``read_row`` gives it, its body with the fields that an earlier version did not have."""
    return {**row, "body": {**SINCE.get(row["type"], {}), **row["body"]}}
