"""What a notebook shows of a summary: small to read, whole for an exporter, and where own cells stand."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from sistercity_nb.errors import ReportRefused
from sistercity_nb.figures import extent_label
from sistercity_nb.language import translate
from sistercity_nb.summary import check

MIME = "application/vnd.sistercity.summary+json"
CHAPTER = "application/vnd.sistercity.chapter+json"
CHAPTERS = 6  # of the report, where an analyst's own cells can stand


def chapter(number: int) -> None:
    """Say in a notebook that what follows stands at the end of this chapter of the report.

    Raises:
        ReportRefused: if there is no such chapter.
    """
    from IPython.display import display

    if number not in range(1, CHAPTERS + 1):
        raise ReportRefused("The report has the chapters 1 to {last}.", last=CHAPTERS)
    said = f"↓ {number} ↓"
    bundle = {CHAPTER: {"chapter": f"chapter-{number}"}, "text/plain": said}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def show(summary: dict[str, Any]) -> None:
    """Display a summary in a notebook: small to read, whole for an exporter.

    From here on frames are shown whole too, because what pandas cuts short would be printed cut short.

    Raises:
        ReportRefused: if it does not fit its schema.
    """
    from IPython.display import display

    check(summary)
    for part in ("max_rows", "max_columns", "max_colwidth"):
        pd.set_option(f"display.{part}", None)
    bundle = {
        MIME: summary,
        "text/html": preview(summary),
        "text/plain": f"{summary['workshop']['short']}: {summary['counts']['entries']}",
    }
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def preview(summary: Mapping[str, Any]) -> str:
    """A heading, the counts and the findings, for a reader of the notebook."""
    language = summary["language"]
    headings = [translate(word, language) for word in ("Theme", "Entries", "Provinces", "Extent")]
    rows = [
        (row["title"], row["entries"], row["provinces"] or "–", extent_label(row["extent"], language))
        for row in summary["findings"]
    ]
    lines = ["".join(f"<th>{escape(word)}</th>" for word in headings)]
    lines += ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    counted = translate(
        "{entries} entries, {uncoded} without a theme; data fingerprint {fingerprint}",
        language,
        entries=summary["counts"]["entries"],
        uncoded=summary["uncoded"],
        fingerprint=summary["fingerprint"][:12],
    )
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    mark = (
        f"<p><strong>{escape(translate('Simulated data', language))}</strong></p>"
        if summary["simulated"]
        else ""
    )
    return (
        f"{mark}<h3>{escape(summary['workshop']['short'])}</h3><p>{escape(counted)}</p><table>{table}</table>"
        f"<p>{escape(summary['extent_rule'])}</p>"
    )
