"""What the files of a report are called, and which of them lie in a folder. Standard library only."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_KEPT = r"(?:report|memo)-{workshop}(-internal)?(?:-final-([0-9]+))?(-en)?\.(?:html|pdf|docx|xlsx)"


def stem(summary: Mapping[str, Any]) -> str:
    """What the files of an edition are called, without their ending."""
    parts = ["report", summary["workshop"]["id"]]
    if summary["edition"] != "public":
        parts.append(summary["edition"])
    if summary["final"] is not None:
        parts += ["final", str(summary["final"])]
    # Thai is what is filed; an English copy lies beside it and never in its place.
    return "-".join([*parts, *([] if summary["language"] == "th" else [summary["language"]])])


def kept(folder: Path, workshop: str) -> list[dict[str, Any]]:
    """The editions of ``workshop`` (an id) whose files lie in ``folder``, newest first.

    Returns:
        Of each its ``edition``, its number (``final``; None for a draft), its ``language``, when its newest
        file was ``made`` (UTC, ISO 8601), and its ``files`` with their ``name`` and size in ``bytes``.
    """
    pattern = re.compile(_KEPT.format(workshop=re.escape(workshop)))
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for path in sorted(folder.glob("*-*.*")):
        if not (parts := pattern.fullmatch(path.name)):
            continue
        internal, number, english = parts.groups(default="")
        one = found.setdefault(
            (internal, number, english),
            {
                "edition": "internal" if internal else "public",
                "final": int(number) if number else None,
                "language": "en" if english else "th",
                "made": "",
                "files": [],
            },
        )
        about = path.stat()
        made = datetime.fromtimestamp(about.st_mtime, UTC).isoformat(timespec="seconds")
        one["made"] = max(one["made"], made)
        one["files"].append({"name": path.name, "bytes": about.st_size})
    return sorted(found.values(), key=lambda one: str(one["made"]), reverse=True)
