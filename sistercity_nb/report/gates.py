"""The gates: what a summary must fulfil before any of it leaves as a report.

*Quotation*: every text equals a stored revision, character by character, is released, and carries its number.
*Balance*: what was entered is accounted for, per group and day (``consistency.py``). *Privacy*: a quotation
names a province only where that was released, beside it or in its own words; no number tells of a few; and no
finished file holds a trace of a participant or words that were kept back. A gate that fails stops the export
and says which entry, why, and what to do.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sistercity_nb.errors import GateFailed
from sistercity_nb.report import privacy
from sistercity_nb.report.consistency import PARTS, consistent, quotations
from sistercity_nb.report.traces import flat, traces
from sistercity_nb.report.words import TYPED
from sistercity_nb.report.written import hold_provinces, naming

_HELD = ("group", "kind", *TYPED)  # of an entry, against its revision


def check(summary: Mapping[str, Any], stored: Mapping[str, Mapping[str, Any]]) -> None:
    """Every gate; returns when all of them are passed.

    Args:
        summary: the dict that ``sistercity_nb.summary`` makes.
        stored: revision id → what the record itself says, as ``summary.stored`` gives it.

    Raises:
        GateFailed: naming the first entry or count that does not hold, and what to do.
    """
    consistent(summary)
    for one in _printed(summary):
        known = stored.get(one["revision"])
        if known is None:
            raise GateFailed(
                "Entry {number} quotes a revision that is not in the record. Make the summary again.",
                number=one["number"],
            )
        if known["text"] != one["text"]:
            raise GateFailed(
                "The text of entry {number} is not the recorded one, from character {place} on. "
                "Make the summary again; if it happens again, the record was changed from outside.",
                number=one["number"],
                place=_first_difference(known["text"], one["text"]),
            )
        if known["number"] != one["number"]:
            raise GateFailed(
                "A text is printed as entry {number}; the record has it as {known}. Make the summary again.",
                number=one["number"],
                known=known["number"],
            )
        if known["release"] == "withheld":
            raise GateFailed(
                "Entry {number} was not released for quotation. "
                "Make the summary again: it leaves the entry out.",
                number=one["number"],
            )
        if known["release"] != "attributed":
            _hold_label(summary, one)
    _hold_places(summary, stored)
    hold_provinces(summary, stored)
    for one in summary["entries"]:
        _hold_facts(one, stored[one["revision"]], summary)
    for finding in summary["findings"]:
        _hold_causes(finding, summary)


def unchanged(summary: Mapping[str, Any], counted: Mapping[str, Any]) -> None:
    """Hold a summary that came through a notebook against what the record gives: cells may add to it only.

    Args:
        summary: as the notebook showed it.
        counted: as ``summarise`` makes it of the same record.

    Raises:
        GateFailed: naming the first part that is another.
    """
    for part, value in json.loads(json.dumps(counted)).items():
        if part != "additions" and summary[part] != value:
            raise GateFailed(
                "The notebook shows another “{part}” than the record gives. Run it again; cells of your own "
                "may add text, tables and figures, and change nothing that was counted.",
                part=part,
            )


def check_files(
    files: Mapping[str, bytes],
    summary: Mapping[str, Any],
    people: Iterable[Mapping[str, str]],
    stored: Mapping[str, Mapping[str, Any]],
) -> None:
    """Read every finished file back and stop if one holds a trace of a participant, or words kept back.

    Args:
        files: name → content, as they are about to be written.
        summary: what they were made from.
        people: ``name``, ``phone`` and ``email`` of every participant, from the record itself.
        stored: as ``check`` takes it.

    Raises:
        GateFailed: naming the file, the entry or the place, and what to do.
    """
    known = traces(people, _kept_back(summary, stored))
    if files:
        privacy.scan_words(next(iter(files)), known, summary)
    for name, content in files.items():
        privacy.scan(name, privacy.readable(name, content), known, summary)


def _kept_back(
    summary: Mapping[str, Any], stored: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Number and text of what was withheld or withdrawn, unless the same words may be printed elsewhere."""
    printed = [
        *(one["text"] for one in summary["entries"]),
        json.dumps(summary["workshop"], ensure_ascii=False),
    ]
    said = "\n".join(map(flat, printed))
    for one in stored.values():
        if one["release"] == "withheld" and flat(one["text"]) not in said:
            yield one["number"], one["text"]


def _hold_label(summary: Mapping[str, Any], one: Mapping[str, Any]) -> None:
    """An entry that was not released with its province carries its group's name and nothing else.

    What was said to the whole room has no group in the workshop file; its label names no province.
    """
    groups = {group["id"]: group["short"] for group in summary["workshop"]["groups"]}
    own = next(entry for entry in summary["entries"] if entry["number"] == one["number"])
    if own["group"] in groups:
        more = one["label"] != groups[own["group"]]
    else:
        more = any(name in one["label"] for name in summary["workshop"]["names"])
    if more:
        raise GateFailed(
            "Entry {number} was released under its group's name only, and the report would print “{label}” "
            "beside it. Make the summary again.",
            number=one["number"],
            label=one["label"],
        )


def _hold_places(summary: Mapping[str, Any], stored: Mapping[str, Mapping[str, Any]]) -> None:
    """The words of an entry that was released under its group's name do not name its own province."""
    telling = []
    for one in summary["entries"]:
        known = stored[one["revision"]]
        found = naming(known["names"])
        if found and known["release"] != "attributed" and found.search(one["text"]):
            telling.append(one["number"])
    if telling:
        raise GateFailed(
            "Released under their group's name only, but naming their own province in their words: "
            "{numbers}. Change the words, release them with their province, or withhold them.",
            numbers=", ".join(telling),
        )


def _hold_facts(one: Mapping[str, Any], known: Mapping[str, Any], summary: Mapping[str, Any]) -> None:
    """What stands beside an entry's text is what was recorded, its province too."""
    wrong = next((part for part in _HELD if one[part] != known[part]), None)
    groups = {group["id"]: group["short"] for group in summary["workshop"]["groups"]}
    more = one["label"] != groups.get(one["group"], one["label"])
    if more and not any(name in one["label"] for name in known["names"]):
        wrong = "province"
    if wrong:
        raise GateFailed(
            "Entry {number} is printed with another {part} than was recorded. Make the summary again.",
            number=one["number"],
            part=PARTS[wrong],
        )


def _hold_causes(finding: Mapping[str, Any], summary: Mapping[str, Any]) -> None:
    """A cause that a finding names is that of its entry."""
    known = {one["number"]: one["cause"] for one in summary["entries"]}
    for one in finding["causes"]:
        if known.get(one["number"]) != one["cause"]:
            raise GateFailed(
                "Entry {number} is printed with another {part} than was recorded. Make the summary again.",
                number=one["number"],
                part=PARTS["cause"],
            )


def _printed(summary: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from summary["entries"]
    yield from quotations(summary)


def _first_difference(one: str, other: str) -> int:
    """The place, counted from 1, of the first character that differs."""
    same = next(
        (place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None
    )
    return (min(len(one), len(other)) if same is None else same) + 1
