"""The simulated workshop that a new record may start with: what was said, who came, what they answered.

Everything of it carries the mark of a simulation, and every name in it is evidently invented.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sistercity_nb.errors import EntryRefused, FileRefused
from sistercity_nb.exchange.cells import flag, members
from sistercity_nb.exchange.columns import Known
from sistercity_nb.exchange.intake import plan, require
from sistercity_nb.exchange.rows import SIMULATED, made_id
from sistercity_nb.exchange.spreadsheet import read_grid
from sistercity_nb.exchange.tables import table_of
from sistercity_nb.model import RecordType, Theme, ThemeState
from sistercity_nb.store import Revision
from sistercity_nb.themes import codebook
from sistercity_nb.workshop import Workshop


def read_demonstration(folder: Path, workshop: Workshop) -> list[Revision]:
    """The simulated workshop in ``folder``, in an order to append.

    ``entries.csv`` and ``themes.csv`` must be there; ``participants.csv`` and ``answers.csv`` may be. The
    workshop's own themes and those of ``themes.csv`` come accepted by the simulated analyst.

    Raises:
        FileRefused: naming the file, the row as a spreadsheet counts it, and the reason.
    """
    extra = list(_themes(folder / "themes.csv", workshop))
    seeds = codebook.seeds(workshop)
    accepted = [
        Revision(
            id=made_id(workshop, "theme", seed.record),
            record=seed.record,
            type=RecordType.THEME,
            body={**seed.body, "state": str(ThemeState.ACCEPTED), "simulated": True},
            parents=(seed.id,),
            author=SIMULATED,
            at=seed.at,
        )
        for seed in seeds
    ]
    themes = [{"id": theme.record, "title": theme.body["title"]} for theme in (*seeds, *extra)]
    known = Known(workshop, "en", {RecordType.THEME: themes})
    said = _all_of("entries", folder, known)
    people = [
        change
        for name in ("participants", "answers")
        if (folder / f"{name}.csv").exists()
        for change in _all_of(name, folder, known)
    ]
    return [*seeds, *accepted, *extra, *said, *people]


def _all_of(name: str, folder: Path, known: Known) -> list[Revision]:
    """What every row of a table says; a row that is refused refuses the whole."""
    file = folder / f"{name}.csv"
    wanted = require(plan(table_of(name, known.workshop), read_grid(file), known))
    for row in wanted.rows:
        if row.reason is not None:
            raise _refused(file, row.number, row.reason)
    return [replace(change, at=change.at or known.workshop.opening) for change in wanted.changes]


def _themes(file: Path, workshop: Workshop) -> Iterator[Revision]:
    """The themes of a file, each accepted; ``keywords`` are separated by ";"."""
    grid = read_grid(file)
    used = {theme.id for theme in workshop.themes}
    for number, cells in grid.rows:
        row = dict(zip(grid.heads, cells, strict=False))
        try:
            body = {
                "title": row.get("title", ""),
                "description": row.get("description", ""),
                "keywords": members(row.get("keywords", "")),
                "state": ThemeState.ACCEPTED,
                "simulated": flag(row.get("simulated", ""), "simulated"),
            }
            theme = Theme.from_body(row.get("id", ""), body)
            if theme.id in used:
                raise EntryRefused("id", "{value!r} is used twice.", value=theme.id)
        except EntryRefused as reason:
            raise _refused(file, number, reason) from reason
        used.add(theme.id)
        yield Revision(
            id=made_id(workshop, "theme", theme.id),
            record=theme.id,
            type=RecordType.THEME,
            body=theme.body(),
            author=SIMULATED if theme.simulated else "",
            at=workshop.opening,
        )


def _refused(file: Path, number: int, reason: EntryRefused) -> FileRefused:
    return FileRefused(
        "{file}, row {row}, {field}: {reason}", file=file, row=number, field=reason.field, reason=reason
    )
