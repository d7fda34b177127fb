"""The verbs that exchange tables with a spreadsheet, and the codebook with other programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sistercity_nb.errors import CannotRun, EntryRefused
from sistercity_nb.exchange import NAMES
from sistercity_nb.language import translate
from sistercity_nb.settings import LANGUAGES, Settings, read_settings
from sistercity_nb.store import Store
from sistercity_nb.verbs import Verb, Verbs, say_json

if TYPE_CHECKING:
    from sistercity_nb.exchange.intake import Plan
    from sistercity_nb.exchange.rows import Row

_what = click.argument("what", type=click.Choice(NAMES))
_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_language = click.option("--language", type=click.Choice(LANGUAGES), help="By default that of the settings.")


@contextmanager
def _record(language: str | None = None) -> Iterator[tuple[Settings, Store]]:
    """The settings and the record that they name, made ready."""
    from sistercity_nb.launch import prepare
    from sistercity_nb.store import open_store

    choice = read_settings()
    if language is not None:
        choice = replace(choice, language=language)
    prepare(choice)
    with open_store(choice) as store:
        yield choice, store


@click.command("export", cls=Verb)
@_what
@_file
@_language
def export_table(what: str, file: Path, language: str | None) -> None:
    """Write a table of the record to an .xlsx or .csv file."""
    from sistercity_nb.exchange.export import export
    from sistercity_nb.exchange.tables import table_of

    with _record(language) as (choice, store):
        number = export(store, table_of(what, store.workshop), file, choice.language)
    click.echo(translate("{number} rows written to {file}.", choice.language, number=number, file=file))


@click.command("import", cls=Verb)
@_what
@_file
@click.option("--columns", metavar="NAMES", help="What each column is, in their order, with commas.")
@click.option("--yes", is_flag=True, help="Do not ask; nothing is taken if a row is refused.")
@click.option("--only-if", "shown", metavar="FINGERPRINT", help="With --yes: only what was shown as this.")
@click.option("--json", "as_json", is_flag=True, help="Print it as one JSON object, for another program.")
@_language
def import_table(
    what: str,
    file: Path,
    columns: str | None,
    yes: bool,
    shown: str | None,
    as_json: bool,
    language: str | None,
) -> None:
    """Show row by row what an .xlsx or .csv file would change, and after a yes change it."""
    from sistercity_nb.exchange.intake import described, known_of, plan, require, take
    from sistercity_nb.exchange.spreadsheet import read_grid
    from sistercity_nb.exchange.tables import table_of
    from sistercity_nb.store.backup import folder_of, make_backup

    names = None if columns is None else [name.strip() for name in columns.split(",")]
    with _record(language) as (choice, store):
        table, say = table_of(what, store.workshop), partial(translate, language=choice.language)
        wanted = plan(table, read_grid(file), known_of(store, table, choice.language), names)
        if as_json and not yes:
            say_json(described(wanted, choice.language))
            return
        if not as_json:
            _print(require(wanted), file, choice.language)
        if shown is not None and shown != wanted.fingerprint:
            raise CannotRun("The record or the file has changed since this was shown. Look at it again.")
        if wanted.changes:
            if shown is None:
                _ask(wanted, yes, say)
            make_backup(store, folder_of(store, choice.home))
        saved = take(store, wanted)
    conflicts = sum(one.conflict for one in saved)
    if as_json:
        say_json({**described(wanted, choice.language), "taken": len(saved), "conflicts": conflicts})
        return
    click.echo(say("{number} changes imported from {file}.", number=len(saved), file=file))
    if conflicts:
        click.echo(
            say("{number} records wait for somebody to choose between two wordings.", number=conflicts)
        )


def _ask(wanted: "Plan", yes: bool, say: "partial[str]") -> None:
    """Go on only with a person's yes, or where nothing is left out."""
    refused = wanted.counts["refused"]
    if yes and refused:
        raise CannotRun(
            "{number} rows are refused, and nothing was imported. Correct them, or leave out --yes to import "
            "the others.",
            number=refused,
        )
    if not yes:
        question = say("Import the other rows?") if refused else say("Import this?")
        click.confirm(question, abort=True)


def _print(wanted: "Plan", file: Path, language: str) -> None:
    """Every row of which something becomes, and how many of each kind."""
    heads = {column.name: column.head.say(language) for column in wanted.table.columns}
    for head, name in zip(wanted.grid.heads, wanted.names, strict=True):
        said = heads.get(name, translate("not read", language))
        if said != head:
            click.echo(f"{head} → {said}")
    for row in wanted.rows:
        if row.reason is not None:
            click.echo(_refused(row, row.reason, file, heads, language))
        elif row.changes:
            click.echo(_changed(row, heads, language))
    counts = wanted.counts
    click.echo(
        translate(
            "{new} new, {changed} changed, {there} in the record already, {since} changed there since, "
            "{refused} refused.",
            language,
            **counts,
        )
    )


def _refused(row: "Row", reason: EntryRefused, file: Path, heads: dict[str, str], language: str) -> str:
    return translate(
        "{file}, row {row}, {field}: {reason}",
        language,
        file=file,
        row=row.number,
        field=heads.get(reason.field, reason.field),
        reason=reason.say(translate, language),
    )


def _changed(row: "Row", heads: dict[str, str], language: str) -> str:
    if row.outcome == "new":
        return translate("Row {row}, new: {label}", language, row=row.number, label=_short(row.label))
    changes = "; ".join(
        f"{heads[name]}: {_short(before)} → {_short(after)}" for name, before, after in row.cells
    )
    return translate("Row {row}, changed: {changes}", language, row=row.number, changes=changes)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:59]}…" if len(line) > 60 else line


@click.group("codebook", cls=Verbs)
def codebook_files() -> None:
    """Take the codebook to QualCoder, NVivo or ATLAS.ti and back: REFI-QDA (.qdc) or XLSX."""


@codebook_files.command("export")
@_file
def codebook_export(file: Path) -> None:
    """Write the codebook to a .qdc or .xlsx file."""
    from sistercity_nb.themes.codebook_file import export

    with _record() as (choice, store):
        number = export(store, file)
    click.echo(translate("{number} themes written to {file}.", choice.language, number=number, file=file))


@codebook_files.command("import")
@_file
def codebook_import(file: Path) -> None:
    """Add the themes of a .qdc or .xlsx file, and change those that are there; all or none."""
    from sistercity_nb.themes.codebook_file import bring

    with _record() as (choice, store):
        number = bring(store, file)
    click.echo(translate("{number} themes changed by {file}.", choice.language, number=number, file=file))


VERBS: tuple[click.Command, ...] = (export_table, import_table, codebook_files)
