"""Drafts and filed editions of a report: their numbers, their files, and what changed since the last one.

A draft is made anew as often as one likes. A final edition gets the next number of its kind, is kept with its
summary, and is never written over: the summary alone rebuilds it to the byte.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from sistercity_nb.errors import ReportRefused
from sistercity_nb.filing import stem
from sistercity_nb.summary import check

# What sets the files, letter by letter.
_LIBRARIES = (
    "typst",
    "pikepdf",
    "matplotlib",
    "seaborn",
    "pillow",
    "pythainlp",
    "nlpo3",
    "python-docx",
    "xlsxwriter",
    "jinja2",
)


def with_last(summary: dict[str, Any], folder: Path, final: bool, given: int = 0) -> dict[str, Any]:
    """``summary`` beside the last filed edition of its kind in ``folder``.

    Args:
        summary: a draft.
        folder: where filed editions are kept.
        final: whether it shall be filed itself, under the next number.
        given: the last number that was given, also to an edition that was taken out of the folder since.

    Returns:
        A new summary with ``filed`` (what changed since the last one) and, if it shall be filed, ``final``.

    Raises:
        ReportRefused: if the last one cannot be read.
    """
    before, after = stem({**summary, "final": "*"}).split("*")
    filed = {
        int(number): path
        for path in folder.glob(f"{before}*{after}.json")
        if (number := path.stem.removeprefix(before).removesuffix(after)).isdecimal()
    }
    last = max(filed, default=0)
    changed = changes(read(filed[last]), summary) if filed else None
    made = {**summary, "final": max(last, given) + 1 if final else None, "filed": changed}
    if not final:
        return made
    versions = {name: metadata.version(name) for name in _LIBRARIES}
    made["libraries"] = {**versions, "python": platform.python_version()}
    return {**made, "seal": _seal(made)}


def _seal(summary: Mapping[str, Any]) -> str:
    """The SHA-256 of a summary, by which a change of its file is noticed."""
    said = json.dumps({**summary, "seal": None}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def made_with(summary: Mapping[str, Any]) -> dict[str, str]:
    """The program and the libraries that made a summary and its files, with their versions."""
    return {"sistercity-nb": summary["program"], **summary["libraries"]}


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What became of a filed edition's entries since: ``added``, ``changed`` and ``gone``, by number."""
    was, is_ = ({one["number"]: one["revision"] for one in made["entries"]} for made in (before, now))
    return {
        "number": before["final"],
        "as_of": before["as_of"],
        "fingerprint": before["fingerprint"],
        "added": [number for number in is_ if number not in was],
        "changed": [number for number in is_ if was.get(number, is_[number]) != is_[number]],
        "gone": [number for number in was if number not in is_],
    }


def read(path: Path) -> dict[str, Any]:
    """The summary that a filed edition was kept with.

    Raises:
        ReportRefused: if the file is none, or was changed after it was filed.
    """
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportRefused("{file} is not a summary: {reason}.", file=path, reason=error) from error
    if not isinstance(summary, dict):
        raise ReportRefused("{file} is not a summary: {reason}.", file=path, reason=type(summary).__name__)
    check(summary)
    if summary["final"] is not None and summary["seal"] != _seal(summary):
        raise ReportRefused(
            "{file} is not as it was filed: its words or numbers were changed since. "
            "Restore it from a backup.",
            file=path,
        )
    return summary
