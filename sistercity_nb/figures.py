"""The charts of a summary as plain rows, each with a title and a text that says in numbers what it shows."""

from collections.abc import Iterable
from typing import Any

from sistercity_nb.disclosure import SMALLEST
from sistercity_nb.language import translate
from sistercity_nb.model import GROUP_KINDS

Row = tuple[str, str, float]
Chart = dict[str, Any]


def figures(
    counts: dict[str, Any], findings: list[dict[str, Any]], evaluation: dict[str, Any] | None, language: str
) -> list[Chart]:
    """The charts of a summary, from its ``counts``, ``findings`` and ``evaluation``; none that shows nothing.

    Returns:
        ``{"id", "title", "alt", "form", "chapter", "rows": [{"row", "column", "value"}], "row_label",
        "column_label", "value_label"}`` each, rows in reading order; values are whole numbers, but for means.
    """
    made = [
        _kinds_by_group(counts["groups"], language),
        _guidelines_by_group(counts["groups"], language),  # on one page with the chart before it
        _themes_by_group(counts["groups"], findings, language),
        _provinces_by_theme(findings, language),
    ]
    judged = [side for side in evaluation["sides"] if side["mean"] is not None] if evaluation else []
    made.append(_satisfaction_by_side(judged, language))
    return [chart for chart in made if any(row["value"] for row in chart["rows"])]


def kind_label(kind: str, language: str) -> str:
    """A kind of entry in the words of the project document."""
    return {
        "experience": translate("Experience / good practice", language),
        "benefit": translate("Benefit received", language),
        "problem": translate("Problem / obstacle", language),
        "recommendation": translate("Recommendation / way to solve it", language),
        "lecture": translate("Lecture", language),
        "visit": translate("Study visit", language),
    }[kind]


def extent_label(extent: str, language: str) -> str:
    """The word of an extent."""
    return {
        "majority": translate("Majority", language),
        "some": translate("Some", language),
        "few": translate("Few", language),
    }[extent]


def _kinds_by_group(groups: list[dict[str, Any]], language: str) -> Chart:
    rows = [
        (group["short"], kind_label(kind, language), group["kinds"][kind])
        for group in groups
        for kind in map(str, GROUP_KINDS)
    ]
    return _chart(
        "kinds-by-group",
        "bars",
        translate("Entries by group and kind", language),
        rows,
        (translate("Group", language), translate("Kind", language), translate("Entries", language)),
        _by_row(rows),
    )


def _themes_by_group(groups: list[dict[str, Any]], findings: list[dict[str, Any]], language: str) -> Chart:
    rows = []
    for finding in findings:
        entries = {part["group"]: part["entries"] for part in finding["by_group"]}
        rows += [(finding["title"], group["short"], entries.get(group["id"], 0)) for group in groups]
    return _chart(
        "themes-by-group",
        "bars",
        translate("Entries by theme and group", language),
        rows,
        (translate("Theme", language), translate("Group", language), translate("Entries", language)),
        _by_row(rows),
    )


def _guidelines_by_group(groups: list[dict[str, Any]], language: str) -> Chart:
    rows = [
        (group["short"], _guideline(no, language), entries)
        for group in groups
        for no, entries in group["guidelines"].items()
    ]
    return _chart(
        "guidelines-by-group",
        "heatmap",
        translate("Entries by group and guideline of the plan", language),
        rows,
        (translate("Group", language), translate("Guideline", language), translate("Entries", language)),
        _by_row(rows),
    )


def _provinces_by_theme(findings: list[dict[str, Any]], language: str) -> Chart:
    """A theme of few provinces has no dot in the public edition; the text says that they are few."""
    few = translate("fewer than {n}", language, n=SMALLEST)
    said = (
        f"{finding['title']}: {few if finding['provinces'] is None else finding['provinces']} "
        f"({extent_label(finding['extent'], language)})"
        for finding in findings
    )
    return _chart(
        "provinces-by-theme",
        "dots",
        translate("Provinces that raised each theme", language),
        [
            (finding["title"], "", finding["provinces"])
            for finding in findings
            if finding["provinces"] is not None
        ],
        (translate("Theme", language), "", translate("Provinces", language)),
        said,
    )


def _satisfaction_by_side(sides: list[dict[str, Any]], language: str) -> Chart:
    return _chart(
        "satisfaction-by-side",
        "bars",
        translate("Mean satisfaction by side, of 5", language),
        [(side["title"], "", side["mean"]) for side in sides],
        (translate("Side", language), "", translate("Mean", language)),
        (f"{side['title']}: {side['mean']:.2f} ({side['word']})" for side in sides),
        "chapter-5",
    )


def _chart(
    id: str,
    form: str,
    title: str,
    rows: list[Row],
    labels: tuple[str, str, str],
    said: Iterable[str],
    chapter: str = "chapter-4",
) -> Chart:
    row, column, value = labels
    return {
        "id": id,
        "form": form,
        "chapter": chapter,
        "title": title,
        "alt": f"{title} – " + ("; ".join(said) or "0"),
        "rows": [dict(zip(("row", "column", "value"), cells, strict=True)) for cells in rows],
        "row_label": row,
        "column_label": column,
        "value_label": value,
    }


def _by_row(rows: list[Row]) -> list[str]:
    """Each row with its total and every column that is not zero."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(row[0], []).append(row)
    said = []
    for name, cells in parts.items():
        shares = ", ".join(f"{column}: {value}" for _, column, value in cells if value)
        said.append(f"{name}: {sum(value for _, _, value in cells)}" + (f" ({shares})" if shares else ""))
    return said


def _guideline(no: str, language: str) -> str:
    return translate("None named", language) if no == "none" else translate("Guideline {no}", language, no=no)
