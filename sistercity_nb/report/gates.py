"""The gates: what a summary must fulfil before any of it leaves as a report.

*Quotation*: every text equals a stored revision, character by character, is released, and carries its number;
what an edited paragraph sets in quotation marks is a part of the entries that it names.
*Balance*: what was entered is accounted for, per group and day. *Privacy*: a quotation names a province only
where that was released, no number tells of a few, and no finished file holds a trace of a participant. A
gate that fails stops the export and says which entry, why, and what to do.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sistercity_nb.errors import GateFailed
from sistercity_nb.report import privacy
from sistercity_nb.report.traces import flat, traces
from sistercity_nb.report.words import TYPED

_HELD = ("group", "kind", *TYPED)  # of an entry, against its revision
_QUOTED = re.compile("“([^“”]+)”")
_BECAME = ("reported", "merged", "withdrawn", "withheld", "erased")


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
        privacy.scan_entries(next(iter(files)), known, summary)
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


def consistent(summary: Mapping[str, Any]) -> None:
    """The part of the gates that needs no record: what a summary says of itself must agree.

    Raises:
        GateFailed: as ``check`` does.
    """
    entries: dict[str, Mapping[str, Any]] = {}
    for one in summary["entries"]:
        if not one["number"]:
            raise GateFailed("An entry has no number. Make the summary again.")
        if one["number"] in entries:
            raise GateFailed(
                "Two entries have the number {number}. Make the summary again.", number=one["number"]
            )
        entries[one["number"]] = one
    for one in _quotations(summary):
        own = entries.get(one["number"])
        if own is None:
            raise GateFailed(
                "Entry {number} is quoted but is not among the entries reported. Make the summary again.",
                number=one["number"],
            )
        for part in ("text", "revision", "label"):
            if one[part] != own[part]:
                raise GateFailed(
                    "The quotation of entry {number} differs from the entry itself ({part}). "
                    "Make the summary again.",
                    number=one["number"],
                    part=part,
                )
    for finding in summary["findings"]:
        for sentence in finding["paragraph"]:
            _hold_sentence(finding["title"], sentence, entries)
    _balanced(summary)
    privacy.small_cells(summary)


def _hold_sentence(title: str, sentence: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> None:
    """A sentence that a person edited names entries that are reported, and quotes them as they were typed."""
    for number in sentence["numbers"]:
        if number not in entries:
            raise GateFailed(
                "The paragraph of “{title}” rests on entry {number}, which is not among the entries "
                "reported. Take the number out of the paragraph, or release the entry.",
                title=title,
                number=number,
            )
    named = [entries[number] for number in sentence["numbers"]]
    known = [_plain(title), *(_plain(one[part]) for one in named for part in TYPED)]
    for quoted in _QUOTED.findall(sentence["text"]) if named else ():
        if not any(_plain(quoted) in text for text in known):
            raise GateFailed(
                "The paragraph of “{title}” quotes “{quoted}”, which is not a part of {numbers}. "
                "Quote the entry as it was typed, or take the quotation marks away.",
                title=title,
                quoted=quoted[:80],
                numbers=", ".join(sentence["numbers"]),
            )


def _plain(text: str) -> str:
    """``text`` with one space where there were several or a line's end: a paragraph has no lines."""
    return " ".join(text.split())


def _balanced(summary: Mapping[str, Any]) -> None:
    for one in summary["balance"]:
        became = sum(one[part] for part in _BECAME)
        if one["entered"] != became:
            raise GateFailed(
                "Group {group}, {day}: {entered} entries were recorded and {became} are accounted for. "
                "Make the summary again; if it happens again, compare the record with its backup.",
                group=one["group"],
                day=one["day"],
                entered=one["entered"],
                became=became,
            )
    groups = {one["group"] for one in (*summary["balance"], *summary["entries"])}
    for group in sorted(groups):
        reported = sum(one["reported"] for one in summary["balance"] if one["group"] == group)
        printed = sum(one["group"] == group for one in summary["entries"])
        if reported != printed:
            raise GateFailed(
                "Group {group}: the balance reports {reported} entries and {printed} are printed. "
                "Make the summary again.",
                group=group,
                reported=reported,
                printed=printed,
            )


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
            part=wrong,
        )


def _hold_causes(finding: Mapping[str, Any], summary: Mapping[str, Any]) -> None:
    """A cause that a finding names is that of its entry."""
    known = {one["number"]: one["cause"] for one in summary["entries"]}
    for one in finding["causes"]:
        if known.get(one["number"]) != one["cause"]:
            raise GateFailed(
                "Entry {number} is printed with another {part} than was recorded. Make the summary again.",
                number=one["number"],
                part="cause",
            )


def _quotations(summary: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for finding in summary["findings"]:
        yield from finding["quotations"]
        yield from finding["recommendations"]
        if finding["dissent"] is not None:
            yield finding["dissent"]


def _printed(summary: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from summary["entries"]
    yield from _quotations(summary)


def _first_difference(one: str, other: str) -> int:
    """The place, counted from 1, of the first character that differs."""
    same = next(
        (place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None
    )
    return (min(len(one), len(other)) if same is None else same) + 1
