"""What a workshop admits into its record: the groups, provinces, guidelines and questions that it has."""

from typing import TypeVar

from sistercity_nb.errors import EntryRefused
from sistercity_nb.judgements import Finding, Memo, Pairing
from sistercity_nb.model import PLENARY, Coding, Entry, Theme
from sistercity_nb.people import HIGHEST, Answers, Participant
from sistercity_nb.proceedings import Ballot, Deck, Session
from sistercity_nb.workshop import Voters, Workshop

Record = Entry | Theme | Coding | Session | Ballot | Deck | Pairing | Memo | Finding | Participant | Answers
_Record = TypeVar("_Record", bound=Record)


def admit(workshop: Workshop, record: _Record) -> _Record:
    """``record`` itself, if it belongs to the workshop.

    Raises:
        EntryRefused: naming the field and what this workshop has instead.
    """
    if isinstance(record, Entry | Session | Ballot | Deck):
        _check_group(workshop, record.group, "group")
    if isinstance(record, Entry):
        _check_entry(workshop, record)
    elif isinstance(record, Session) and record.step > len(workshop.steps):
        raise EntryRefused("step", "A session of this workshop has {steps} steps.", steps=len(workshop.steps))
    elif isinstance(record, Ballot):
        _check_ballot(workshop, record)
    elif isinstance(record, Finding):
        _check_finding(workshop, record)
    elif isinstance(record, Participant):
        _check_participant(workshop, record)
    elif isinstance(record, Answers):
        _check_answers(workshop, record)
    return record


def _check_group(workshop: Workshop, group: str, name: str) -> None:
    groups = [*(known.id for known in workshop.groups), PLENARY]
    if group not in groups:
        raise EntryRefused(
            name,
            "This workshop has no group {group!r}; it has {groups}.",
            group=group,
            groups=", ".join(groups),
        )


def _check_province(workshop: Workshop, code: str | None, name: str = "province") -> None:
    if code is not None and code not in workshop.province_codes:
        raise EntryRefused(name, "There is no province with the code {code!r}.", code=code[:20])


def _check_guideline(workshop: Workshop, no: int, name: str) -> None:
    if no not in [known.no for known in workshop.guidelines]:
        raise EntryRefused(name, "This workshop has no guideline {guideline}.", guideline=no)


def _check_entry(workshop: Workshop, entry: Entry) -> None:
    if entry.kind.in_plenary != (entry.group == PLENARY):
        raise EntryRefused(
            "kind", "Notes of a lecture or a visit belong to plenary, all others to a breakout group."
        )
    _check_province(workshop, entry.province)
    if entry.guideline is not None:
        _check_guideline(workshop, entry.guideline, "guideline")


def _check_ballot(workshop: Workshop, ballot: Ballot) -> None:
    if workshop.voting is None or ballot.group == PLENARY:
        raise EntryRefused("dots", "There is no dot voting here.")
    put = sum(ballot.dots.values())
    if put > workshop.voting.dots:
        raise EntryRefused(
            "dots", "{put} dots were put; each voter has {dots}.", put=put, dots=workshop.voting.dots
        )
    if workshop.voting.voters is Voters.PROVINCE:
        _check_province(workshop, ballot.voter, "voter")


def _check_finding(workshop: Workshop, finding: Finding) -> None:
    for no in finding.guidelines:
        _check_guideline(workshop, no, "guidelines")
    points = [
        f"{plan}.{point}"
        for plan, aligned in enumerate(workshop.alignment, start=1)
        for point in range(1, len(aligned.points) + 1)
    ]
    objectives = [known.id for known in workshop.objectives]
    for name, given, known in (
        ("objectives", finding.objectives, objectives),
        ("alignment", finding.alignment, points),
    ):
        for value in given:
            if value not in known:
                raise EntryRefused(
                    name, "{value!r} is not one of {choices}.", value=value[:40], choices=", ".join(known)
                )


def _check_participant(workshop: Workshop, participant: Participant) -> None:
    _check_province(workshop, participant.province)
    if participant.breakout:
        _check_group(workshop, participant.breakout, "breakout")
    if participant.line is not None and participant.line > len(workshop.participants):
        raise EntryRefused(
            "line", "The list of expected participants has {lines} lines.", lines=len(workshop.participants)
        )


def _check_answers(workshop: Workshop, answers: Answers) -> None:
    form = workshop.questionnaire
    if form is None:
        raise EntryRefused("scores", "This workshop has no questionnaire.")
    items = {item.id: HIGHEST for side in form.sides for item in side.items}
    general = {question.id: len(question.choices) for question in form.general}
    for name, given, known in (("scores", answers.scores, items), ("choices", answers.choices, general)):
        for question, value in given.items():
            if value > known.get(question, 0):
                raise EntryRefused(
                    name,
                    "The questionnaire has no answer {value} to {question!r}.",
                    value=value,
                    question=question[:40],
                )
    for question in answers.comments:
        if question not in [known.id for known in form.comments]:
            raise EntryRefused(
                "comments", "The questionnaire has no question {question!r}.", question=question[:40]
            )
