"""The verbs that keep a record: bring laptops together, back it up, put it back, look whether it is sound."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from sistercity_nb.errors import CannotRun
from sistercity_nb.language import translate
from sistercity_nb.model import Erasure, RecordType
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import Store
from sistercity_nb.store.erasure import erased_records

_file = partial(click.Path, path_type=Path, dir_okay=False)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_file())
def merge(files: tuple[Path, ...]) -> None:
    """Bring the records of other laptops into this one, each a file of JSON Lines or a database."""
    from sistercity_nb.store import open_store
    from sistercity_nb.store.backup import folder_of, make_backup
    from sistercity_nb.store.sources import read_record

    choice = read_settings()
    language = choice.language
    with open_store(choice) as store:
        records = [read_record(file, store.workshop.id) for file in files]
        make_backup(store, folder_of(store, choice.home))
        for file, record in zip(files, records, strict=True):
            merged = store.merge(record.rows)
            brought = merged.revisions
            click.echo(translate("{number} new revisions from {file}.", language, number=brought, file=file))
    if merged.conflicts:
        click.echo(
            translate(
                "{number} records wait for somebody to choose between two wordings.",
                language,
                number=merged.conflicts,
            )
        )


@click.command()
@click.argument("file", required=False, type=_file())
def backup(file: Path | None) -> None:
    """Write a backup of the record, read back and counted."""
    from sistercity_nb.store import jsonl, open_store
    from sistercity_nb.store.backup import folder_of, make_backup

    choice = read_settings()
    with open_store(choice) as store:
        if file is None:
            file = make_backup(store, folder_of(store, choice.home))
        else:
            jsonl.write(file, jsonl.in_order(store.workshop.id, store.each_revision()))
    number = len(jsonl.read(file).rows)
    click.echo(translate("{number} revisions in {file}.", choice.language, number=number, file=file))


@click.command()
@click.argument("file", type=_file())
def restore(file: Path) -> None:
    """Put a backup in the record's place; the present record stays beside it."""
    from sistercity_nb.store.backup import restore as put_back

    choice = read_settings()
    number, aside = put_back(choice.store, choice.read_workshop(), file)
    click.echo(
        translate("{number} revisions restored from {file}.", choice.language, number=number, file=file)
    )
    if aside is not None:
        click.echo(translate("The earlier record lies in {file}.", choice.language, file=aside))


@click.command()
@click.argument("file", required=False, type=_file())
def verify(file: Path | None) -> None:
    """Check every revision, what follows from them, and the tables; of the record, or of a file."""
    choice = read_settings()
    workshop = choice.read_workshop()
    wrong, rows = _looked_at(choice, workshop.id, file)
    for problem in wrong:
        click.echo(problem.say(translate, choice.language), err=True)
    from sistercity_nb.store.log import fingerprint

    click.echo(
        translate(
            "{number} revisions of {records} records, fingerprint {fingerprint}.",
            choice.language,
            number=len(rows),
            records=len({row["record"] for row in rows}),
            fingerprint=fingerprint(rows),
        )
    )
    if wrong:
        raise CannotRun("The record is not sound; what is wrong stands above.")
    click.echo(translate("The record is sound.", choice.language))


def _looked_at(choice: Settings, workshop: str, file: Path | None) -> tuple[list[Any], list[dict[str, Any]]]:
    from sistercity_nb.errors import StoreError
    from sistercity_nb.store import open_store, sources
    from sistercity_nb.store.verify import revisions_of
    from sistercity_nb.store.verify import verify as look

    if file is None:
        wrong = look(choice.store, workshop)
        with open_store(choice) as store:
            return wrong, store.revisions()
    record = sources.read_readable(file, workshop)
    lost = [
        StoreError("{file}, {place}: {why}.", file=file, place=place, why=why) for place, why in record.lost
    ]
    if not record.whole:
        lost.append(StoreError("{file} was cut off: its end is missing.", file=file))
    rows = list(record.rows)
    return [*lost, *revisions_of(rows)], rows


@click.command()
@click.argument("file", type=_file())
@click.argument("into", type=_file())
def salvage(file: Path, into: Path) -> None:
    """Save what can be read of a damaged record, and say what cannot."""
    from sistercity_nb.store import jsonl
    from sistercity_nb.store.sources import read_readable

    choice = read_settings()
    workshop = choice.read_workshop().id
    record = read_readable(file, workshop)
    jsonl.write(into, jsonl.lines(workshop, record.rows))
    for place, why in record.lost:
        click.echo(translate("{file}, {place}: {why}.", choice.language, file=file, place=place, why=why))
    click.echo(
        translate("{number} revisions in {file}.", choice.language, number=len(record.rows), file=into)
    )
    if record.lost:
        click.echo(
            translate("{number} revisions could not be read.", choice.language, number=len(record.lost))
        )


@click.command()
@click.option("--entry", "numbers", multiple=True, help="The number of an entry, such as A-012.")
@click.option("--participant", "names", multiple=True, help="The name of a participant, as it was recorded.")
@click.option("--record", "ids", multiple=True, help="The id of a memo, a finding or answers.")
@click.option(
    "--reason",
    type=click.Choice([*map(str, Erasure)]),
    help="Why, for the report's log: request (the person asked), mistake (recorded by mistake), retention.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(
    numbers: tuple[str, ...], names: tuple[str, ...], ids: tuple[str, ...], reason: str | None, yes: bool
) -> None:
    """Take somebody's words out of the record and its backups, for good."""
    from sistercity_nb.store import open_store

    choice = read_settings()
    with open_store(choice) as store:
        chosen = [*_of_entries(store, numbers), *_participants(store, names), *ids]
        if not chosen:
            raise CannotRun("Say what to erase: an entry, a participant or another record.")
        question = translate("Erase {number} records for good?", choice.language, number=len(chosen))
        if not yes:
            click.confirm(question, abort=True)
        _erase(store, choice, chosen, Erasure(reason) if reason else None)


@click.command()
def retain() -> None:
    """After the retention date: erase who came and who recorded, and keep what was said."""
    from sistercity_nb.store import open_store

    choice = read_settings()
    if choice.retention is None:
        raise CannotRun('No retention date is set. Write retention = "2031-03-20" into sistercity.toml.')
    if datetime.now(UTC).date() <= choice.retention:
        until = choice.retention.isoformat()
        click.echo(translate("Personal data is kept until {day}.", choice.language, day=until))
        return
    with open_store(choice) as store:
        chosen = [state["id"] for state in store.current(RecordType.PARTICIPANT) if not state["erased"]]
        _erase(store, choice, chosen, Erasure.RETENTION)
        store.forget_authors()


def _of_entries(store: Store, numbers: Iterable[str]) -> list[str]:
    known = {state["number"]: state["id"] for state in store.current(RecordType.ENTRY)}
    for number in numbers:
        if number not in known:
            raise CannotRun("There is no entry {number}.", number=number)
    return [known[number] for number in numbers]


def _participants(store: Store, names: Iterable[str]) -> list[str]:
    people = store.current(RecordType.PARTICIPANT)
    found = []
    for name in names:
        same = [state["id"] for state in people if state["name"].strip() == name.strip()]
        if not same:
            raise CannotRun("There is no participant {name}.", name=name)
        found += same
    return found


def _erase(store: Store, choice: Settings, chosen: list[str], why: Erasure | None) -> None:
    """Erase, in the backups too, and say what was made before and still holds the words."""
    from sistercity_nb.store.backup import folder_of
    from sistercity_nb.store.erasure import clean_backups

    language = choice.language
    store.erase(chosen, why)
    click.echo(translate("{number} records erased.", language, number=len(chosen)))
    folder = folder_of(store, choice.home)
    with store.looking() as connection:
        records, people = erased_records(connection, store.workshop.id)
    cleaned = clean_backups(folder, store.workshop.id, records, people)
    click.echo(translate("Taken out of {number} backups.", language, number=len(cleaned)))
    copies = [*folder.glob("*.db"), *folder.parent.glob("*-replaced-*")]
    made = [path for path in sorted(choice.exports.glob("*")) if path.is_file()]
    for path in [*copies, *made]:
        click.echo(
            translate("{file} was made before and may still hold the words: delete it.", language, file=path)
            if path in copies
            else translate("{file} is outdated: make it again.", language, file=path)
        )


VERBS = (merge, backup, restore, verify, salvage, erase, retain)
