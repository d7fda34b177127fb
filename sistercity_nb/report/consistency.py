"""What a summary says of itself must agree: numbers, quotations, the balance. No record is needed for it."""

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import Any

from sistercity_nb.errors import GateFailed
from sistercity_nb.report import privacy
from sistercity_nb.report.written import hold_quoted
from sistercity_nb.thai import thai_date

PARTS = {  # in words that a gate's sentence translates
    "text": GateFailed("text"),
    "revision": GateFailed("version"),
    "label": GateFailed("group or province beside it"),
    "group": GateFailed("group"),
    "kind": GateFailed("kind"),
    "cause": GateFailed("cause"),
    "owner": GateFailed("responsible"),
    "due": GateFailed("time"),
    "budget": GateFailed("budget"),
    "province": GateFailed("province"),
}
_BECAME = ("reported", "merged", "withdrawn", "withheld", "erased")


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
    for one in quotations(summary):
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
                    part=PARTS[part],
                )
    for finding in summary["findings"]:
        _hold_numbers(finding, entries)
    hold_quoted(summary)
    _balanced(summary)
    privacy.small_cells(summary)


def _hold_numbers(finding: Mapping[str, Any], reported: Container[str]) -> None:
    """A sentence that a person edited rests on entries that are reported."""
    for number in (number for sentence in finding["paragraph"] for number in sentence["numbers"]):
        if number not in reported:
            raise GateFailed(
                "The paragraph of “{title}” rests on entry {number}, which is not among the entries "
                "reported. Take the number out of the paragraph, or release the entry.",
                title=finding["title"],
                number=number,
            )


def _balanced(summary: Mapping[str, Any]) -> None:
    shorts = {group["id"]: group["short"] for group in summary["workshop"]["groups"]}
    for one in summary["balance"]:
        became = sum(one[part] for part in _BECAME)
        if one["entered"] != became:
            raise GateFailed(
                "Group {group}, {day}: {entered} entries were recorded and {became} are accounted for. "
                "Make the summary again; if it happens again, compare the record with its backup.",
                group=shorts.get(one["group"], one["group"]),
                day=thai_date(date.fromisoformat(one["day"]), summary["language"]),
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
                group=shorts.get(group, group),
                reported=reported,
                printed=printed,
            )


def quotations(summary: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every quotation of every finding."""
    for finding in summary["findings"]:
        yield from finding["quotations"]
        yield from finding["recommendations"]
        if finding["dissent"] is not None:
            yield finding["dissent"]
