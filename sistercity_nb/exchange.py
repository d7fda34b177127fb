"""CSV files into revisions: the door that entries and themes come in by.

A file is taken whole or refused whole. Ids are made from the workshop and the rows' own keys, so that reading
a file twice stores each row once.
"""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from sistercity_nb.admission import admit
from sistercity_nb.checks import check_id
from sistercity_nb.errors import EntryRefused, FileRefused
from sistercity_nb.model import Coding, Decision, Entry, Kind, RecordType, Theme, ThemeState
from sistercity_nb.store import Revision
from sistercity_nb.workshop import Workshop

SIMULATED = "ข้อมูลจำลอง"  # the author of whatever nobody said
ENTRY_COLUMNS = (
    "key", "group", "kind", "province", "guideline", "release", "answers", "themes", "recorded_at", "text",
    "simulated",
)  # fmt: skip
MORE_ENTRY_COLUMNS = ("severity", "cause", "owner", "due", "budget")  # that a file need not have
THEME_COLUMNS = ("id", "title", "description", "keywords", "simulated")
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:sistercity-nb:exchange")
_FLAGS = {"yes": True, "no": False}
_NEAR = timedelta(days=366)  # a year typed in พ.ศ. is 543 years off; cards typed up later are months
Row = Mapping[str, str]


def read_themes(path: Path, workshop: Workshop) -> list[Revision]:
    """The themes of a CSV file with ``THEME_COLUMNS``, each accepted; ``keywords`` are separated by ";".

    Raises:
        FileRefused: naming the file, the row and the reason.
    """
    used = {theme.id for theme in workshop.themes}
    revisions = []
    for number, row in rows(path, THEME_COLUMNS):
        try:
            theme = Theme.from_body(
                row["id"],
                {
                    "title": row["title"],
                    "description": row["description"],
                    "keywords": _list(row["keywords"]),
                    "state": ThemeState.ACCEPTED,
                    "simulated": flag(row["simulated"]),
                },
            )
            once(theme.id, used, "id")
        except EntryRefused as reason:
            raise refused(path, number, reason) from reason
        revisions.append(
            Revision(
                id=made_id(workshop, "theme", theme.id),
                record=theme.id,
                type=RecordType.THEME,
                body=theme.body(),
                author=SIMULATED if theme.simulated else "",
                at=workshop.opening,
            )
        )
    return revisions


def read_entries(path: Path, workshop: Workshop, themes: frozenset[str] | None = None) -> list[Revision]:
    """The entries of a CSV file with ``ENTRY_COLUMNS`` and their accepted themes, in order of time.

    ``answers`` are keys of problems in the same file and ``themes`` ids, both separated by ";";
    ``recorded_at`` is a time with its zone. Each theme of an entry becomes an accepted coding.

    Args:
        path: the file, in UTF-8.
        workshop: what the entries are held against.
        themes: the ids that ``themes`` may name; by default those of the workshop.

    Raises:
        FileRefused: naming the file, the row and the reason.
    """
    known = frozenset(theme.id for theme in workshop.themes) if themes is None else themes
    given = rows(path, ENTRY_COLUMNS, MORE_ENTRY_COLUMNS)
    kinds = {row["key"]: row["kind"] for _, row in given}
    used: set[str] = set()
    found = []
    for number, row in given:
        try:
            once(check_id(row["key"], "key"), used, "key")
            at = _time(row["recorded_at"], workshop)
            entry = admit(workshop, _entry(row, workshop, kinds))
            codings = [_coding(entry, theme, known) for theme in _list(row["themes"])]
        except EntryRefused as reason:
            raise refused(path, number, reason) from reason
        found.append((at, _said(workshop, row["key"], at, entry, codings)))
    found.sort(key=lambda pair: pair[0])  # stable: rows of the same moment keep the order of the file
    return [revision for _, revisions in found for revision in revisions]


def _entry(row: Row, workshop: Workshop, kinds: Mapping[str, str]) -> Entry:
    for key in _list(row["answers"]):
        if kinds.get(key) != Kind.PROBLEM:
            raise EntryRefused("answers", "{key!r} is not the key of a problem in this file.", key=key[:40])
    guidelines = {str(known.no): known.no for known in workshop.guidelines} | {"": None}
    if row["guideline"] not in guidelines:
        raise EntryRefused(
            "guideline", "This workshop has no guideline {guideline}.", guideline=row["guideline"][:40]
        )
    return Entry.from_body(
        made_id(workshop, "entry", row["key"]),
        {
            "group": row["group"],
            "kind": row["kind"],
            "text": row["text"],
            "province": row["province"] or None,
            "guideline": guidelines[row["guideline"]],
            "answers": [made_id(workshop, "entry", key) for key in _list(row["answers"])],
            "release": row["release"],
            "severity": whole(row.get("severity", ""), "severity"),
            **{name: row.get(name, "") for name in ("cause", "owner", "due", "budget")},
            "simulated": flag(row["simulated"]),
        },
    )


def _coding(entry: Entry, theme: str, known: frozenset[str]) -> Coding:
    if theme not in known:
        raise EntryRefused("themes", "There is no theme {theme!r}.", theme=theme[:40])
    return Coding(entry.id, theme, Decision.ACCEPTED, simulated=entry.simulated)


def _said(workshop: Workshop, key: str, at: datetime, entry: Entry, codings: list[Coding]) -> list[Revision]:
    """The entry and what was decided of it; the file gives one time for both."""
    revision = Revision(
        id=made_id(workshop, "said", key),
        record=entry.id,
        type=RecordType.ENTRY,
        body=entry.body(),
        author=SIMULATED if entry.simulated else "",
        at=at,
    )
    return [
        revision,
        *(
            replace(
                revision,
                id=made_id(workshop, "coded", f"{key}:{coding.theme}"),
                record=coding.id,
                type=RecordType.CODING,
                body=coding.body(),
            )
            for coding in codings
        ),
    ]


def rows(
    path: Path, columns: tuple[str, ...], more: tuple[str, ...] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Every row as text, exactly as written, with its number as a spreadsheet counts it (the header is 1).

    Raises:
        FileRefused: for a file that cannot be read or has other columns than these.
    """
    number = 1
    found = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if sorted({*header, *more}) != sorted((*columns, *more)) or len({*header}) != len(header):
                reason = EntryRefused(
                    "columns",
                    "there are {found}; there must be {columns}.",
                    found=", ".join(header)[:200] or "none",
                    columns=", ".join(columns),
                )
                raise refused(path, number, reason)
            for number, cells in enumerate(reader, start=2):
                if len(cells) != len(header):
                    reason = EntryRefused(
                        "columns",
                        "there are {found} cells; the header has {columns}.",
                        found=len(cells),
                        columns=len(header),
                    )
                    raise refused(path, number, reason)
                found.append((number, dict(zip(header, cells, strict=True))))
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise FileRefused("{file} is not a text file in UTF-8: {reason}.", file=path, reason=error) from error
    except csv.Error as error:
        raise FileRefused("{file}, row {row}: {reason}", file=path, row=number + 1, reason=error) from error
    return found


def refused(path: Path, number: int, reason: EntryRefused) -> FileRefused:
    """What is wrong with a row, with the file and the row named."""
    return FileRefused(
        "{file}, row {row}, {field}: {reason}", file=path, row=number, field=reason.field, reason=reason
    )


def _time(value: str, workshop: Workshop) -> datetime:
    opening = workshop.opening
    try:
        at = datetime.fromisoformat(value)
        near = at.tzinfo is not None and abs(at - opening) <= _NEAR
    except (ValueError, OverflowError):
        near = False
    if not near:
        raise EntryRefused(
            "recorded_at",
            "{value!r} is not a time with its zone near the workshop, such as {example}.",
            value=value[:40],
            example=opening.astimezone(UTC).isoformat(),
        )
    return at


def flag(value: str, name: str = "simulated") -> bool:
    """``yes`` or ``no`` as a cell has it; raises EntryRefused for anything else."""
    if value not in _FLAGS:
        raise EntryRefused(
            name, "{value!r} is not one of {choices}.", value=value[:40], choices=", ".join(_FLAGS)
        )
    return _FLAGS[value]


def whole(value: str, name: str) -> int | None:
    """The whole number of a cell, None for an empty one; raises EntryRefused for anything else."""
    if value and not (value.isascii() and value.isdigit() and len(value) < 10):
        raise EntryRefused(name, "{value!r} is not a whole number.", value=value[:40])
    return int(value) if value else None


def _list(cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def once(value: str, used: set[str], field: str) -> None:
    """Add ``value`` to what was ``used``; raises EntryRefused if it is there."""
    if value in used:
        raise EntryRefused(field, "{value!r} is used twice.", value=value)
    used.add(value)


def made_id(workshop: Workshop, what: str, key: str) -> str:
    """The id of a row of a file: the same for the same key, however often the file is read."""
    return str(uuid5(_NAMESPACE, f"{workshop.id}:{what}:{key}"))
