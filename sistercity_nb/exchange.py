"""CSV files into revisions: the door that the demonstration comes in by.

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
from sistercity_nb.themes import codebook
from sistercity_nb.workshop import Workshop

SIMULATED = "ข้อมูลจำลอง"  # the author of whatever nobody said
ENTRY_COLUMNS = (
    "key", "group", "kind", "province", "guideline", "release", "answers", "themes", "recorded_at", "text",
    "simulated",
)  # fmt: skip
THEME_COLUMNS = ("id", "title", "description", "keywords", "simulated")
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:sistercity-nb:exchange")
_FLAGS = {"yes": True, "no": False}
_NEAR = timedelta(days=366)  # a year typed in พ.ศ. is 543 years off; cards typed up later are months
Row = Mapping[str, str]


def read_demonstration(folder: Path, workshop: Workshop) -> list[Revision]:
    """The simulated workshop of ``entries.csv`` and ``themes.csv`` in ``folder``, in an order to append.

    The workshop's own themes and those of ``themes.csv`` come accepted by the simulated analyst.

    Raises:
        FileRefused: naming the file, the row as a spreadsheet counts it, and the reason.
    """
    extra = read_themes(folder / "themes.csv", workshop)
    seeds = codebook.seeds(workshop)
    accepted = [
        Revision(
            id=_id(workshop, "theme", seed.record),
            record=seed.record,
            type=RecordType.THEME,
            body={**seed.body, "state": str(ThemeState.ACCEPTED), "simulated": True},
            parents=(seed.id,),
            author=SIMULATED,
            at=seed.at,
        )
        for seed in seeds
    ]
    themes = frozenset(theme.record for theme in (*seeds, *extra))
    return [*seeds, *accepted, *extra, *read_entries(folder / "entries.csv", workshop, themes)]


def read_themes(path: Path, workshop: Workshop) -> list[Revision]:
    """The themes of a CSV file with ``THEME_COLUMNS``, each accepted; ``keywords`` are separated by ";".

    Raises:
        FileRefused: naming the file, the row and the reason.
    """
    used = {theme.id for theme in workshop.themes}
    revisions = []
    for number, row in _rows(path, THEME_COLUMNS):
        try:
            theme = Theme.from_body(
                row["id"],
                {
                    "title": row["title"],
                    "description": row["description"],
                    "keywords": _list(row["keywords"]),
                    "state": ThemeState.ACCEPTED,
                    "simulated": _flag(row["simulated"]),
                },
            )
            _once(theme.id, used, "id")
        except EntryRefused as reason:
            raise _refused(path, number, reason) from reason
        revisions.append(
            Revision(
                id=_id(workshop, "theme", theme.id),
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
    rows = list(_rows(path, ENTRY_COLUMNS))
    kinds = {row["key"]: row["kind"] for _, row in rows}
    used: set[str] = set()
    found = []
    for number, row in rows:
        try:
            _once(check_id(row["key"], "key"), used, "key")
            at = _time(row["recorded_at"], workshop)
            entry = admit(workshop, _entry(row, workshop, kinds))
            codings = [_coding(entry, theme, known) for theme in _list(row["themes"])]
        except EntryRefused as reason:
            raise _refused(path, number, reason) from reason
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
        _id(workshop, "entry", row["key"]),
        {
            "group": row["group"],
            "kind": row["kind"],
            "text": row["text"],
            "province": row["province"] or None,
            "guideline": guidelines[row["guideline"]],
            "answers": [_id(workshop, "entry", key) for key in _list(row["answers"])],
            "release": row["release"],
            "simulated": _flag(row["simulated"]),
        },
    )


def _coding(entry: Entry, theme: str, known: frozenset[str]) -> Coding:
    if theme not in known:
        raise EntryRefused("themes", "There is no theme {theme!r}.", theme=theme[:40])
    return Coding(entry.id, theme, Decision.ACCEPTED, simulated=entry.simulated)


def _said(workshop: Workshop, key: str, at: datetime, entry: Entry, codings: list[Coding]) -> list[Revision]:
    """The entry and what was decided of it; the file gives one time for both."""
    revision = Revision(
        id=_id(workshop, "said", key),
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
                id=_id(workshop, "coded", f"{key}:{coding.theme}"),
                record=coding.id,
                type=RecordType.CODING,
                body=coding.body(),
            )
            for coding in codings
        ),
    ]


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Every row as text, exactly as written, with its number as a spreadsheet counts it (the header is 1)."""
    number = 1
    rows = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if sorted(header) != sorted(columns):
                reason = EntryRefused(
                    "columns",
                    "there are {found}; there must be {columns}.",
                    found=", ".join(header)[:200] or "none",
                    columns=", ".join(columns),
                )
                raise _refused(path, number, reason)
            for number, cells in enumerate(reader, start=2):
                if len(cells) != len(header):
                    reason = EntryRefused(
                        "columns",
                        "there are {found} cells; the header has {columns}.",
                        found=len(cells),
                        columns=len(header),
                    )
                    raise _refused(path, number, reason)
                rows.append((number, dict(zip(header, cells, strict=True))))
    except OSError as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise FileRefused("{file} is not a text file in UTF-8: {reason}.", file=path, reason=error) from error
    except csv.Error as error:
        raise FileRefused("{file}, row {row}: {reason}", file=path, row=number + 1, reason=error) from error
    return rows


def _refused(path: Path, number: int, reason: EntryRefused) -> FileRefused:
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


def _flag(value: str) -> bool:
    if value not in _FLAGS:
        raise EntryRefused(
            "simulated", "{value!r} is not one of {choices}.", value=value[:40], choices=", ".join(_FLAGS)
        )
    return _FLAGS[value]


def _list(cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _once(value: str, used: set[str], field: str) -> None:
    if value in used:
        raise EntryRefused(field, "{value!r} is used twice.", value=value)
    used.add(value)


def _id(workshop: Workshop, what: str, key: str) -> str:
    return str(uuid5(_NAMESPACE, f"{workshop.id}:{what}:{key}"))
