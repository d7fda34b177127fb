"""The simulated workshop that a new record may start with: what was said, who came, what they answered.

Everything of it carries the mark of a simulation, and every name in it is evidently invented.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import partial
from pathlib import Path

from sistercity_nb.admission import admit
from sistercity_nb.errors import EntryRefused
from sistercity_nb.exchange import (
    SIMULATED,
    Row,
    flag,
    made_id,
    once,
    read_entries,
    read_themes,
    refused,
    rows,
    whole,
)
from sistercity_nb.model import RecordType, ThemeState
from sistercity_nb.people import Answers, Participant
from sistercity_nb.store import Revision
from sistercity_nb.themes import codebook
from sistercity_nb.workshop import Question, Questionnaire, Workshop

Reader = Callable[[Workshop, Row], Participant | Answers]
PARTICIPANT_COLUMNS = ("key", *(part.name for part in fields(Participant) if part.name != "id"))


def read_demonstration(folder: Path, workshop: Workshop) -> list[Revision]:
    """The simulated workshop in ``folder``, in an order to append.

    ``entries.csv`` and ``themes.csv`` must be there; ``participants.csv`` and ``answers.csv`` may be. The
    workshop's own themes and those of ``themes.csv`` come accepted by the simulated analyst.

    Raises:
        FileRefused: naming the file, the row as a spreadsheet counts it, and the reason.
    """
    extra = read_themes(folder / "themes.csv", workshop)
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
    themes = frozenset(theme.record for theme in (*seeds, *extra))
    said = read_entries(folder / "entries.csv", workshop, themes)
    people = _if_there(folder / "participants.csv", workshop, PARTICIPANT_COLUMNS, _participant)
    form = workshop.questionnaire
    if form is None:
        return [*seeds, *accepted, *extra, *said, *people]
    read = partial(_answers, form)
    answered = _if_there(folder / "answers.csv", workshop, answer_columns(form), read)
    return [*seeds, *accepted, *extra, *said, *people, *answered]


def answer_columns(form: Questionnaire) -> tuple[str, ...]:
    """The columns of a file of answers: a key, then a question each, in the order of the form."""
    items = (item for side in form.sides for item in side.items)
    return ("key", *(question.id for question in (*form.general, *items, *form.comments)), "simulated")


def _if_there(path: Path, workshop: Workshop, columns: tuple[str, ...], read: Reader) -> list[Revision]:
    """A revision for each row of a file that a demonstration need not have."""
    if not path.exists():
        return []
    used: set[str] = set()
    revisions = []
    for number, row in rows(path, columns):
        try:
            once(row["key"], used, "key")
            record = admit(workshop, read(workshop, row))
        except EntryRefused as reason:
            raise refused(path, number, reason) from reason
        revisions.append(
            Revision(
                id=made_id(workshop, "revision", record.id),
                record=record.id,
                type=RecordType.PARTICIPANT if isinstance(record, Participant) else RecordType.ANSWERS,
                body=record.body(),
                author=SIMULATED if record.simulated else "",
                at=workshop.opening,
            )
        )
    return revisions


def _participant(workshop: Workshop, row: Row) -> Participant:
    names = ("name", "position", "organisation", "breakout", "phone", "email")
    return Participant.from_body(
        made_id(workshop, "participant", row["key"]),
        {
            **{name: row[name] for name in names},
            "line": whole(row["line"], "line"),
            "province": row["province"] or None,
            "attended": flag(row["attended"], "attended"),
            "simulated": flag(row["simulated"]),
        },
    )


def _answers(form: Questionnaire, workshop: Workshop, row: Row) -> Answers:
    def numbers(questions: Iterable[Question]) -> dict[str, int | None]:
        return {one.id: whole(row[one.id], one.id) for one in questions if row[one.id]}

    return Answers.from_body(
        made_id(workshop, "answers", row["key"]),
        {
            "scores": numbers(item for side in form.sides for item in side.items),
            "choices": numbers(form.general),
            "comments": {one.id: row[one.id] for one in form.comments if row[one.id]},
            "simulated": flag(row["simulated"]),
        },
    )
