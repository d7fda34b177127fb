"""Everything a report says, as one plain, versioned dict; ``summary.schema.json`` beside it describes it.

Reports, charts and pages read only this dict. It holds no time but the record's own, so that the same record
gives the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sistercity_nb import __version__, drafting, frames
from sistercity_nb.balance import balance, unprinted
from sistercity_nb.coverage import board, coverage
from sistercity_nb.disclosure import public
from sistercity_nb.errors import ReportRefused, StoreError
from sistercity_nb.evaluation import evaluation
from sistercity_nb.figures import figures
from sistercity_nb.findings import (
    coded,
    compared,
    count_findings,
    counted,
    dissent,
    extent_rule,
    extents,
    quotations,
    recommendations,
    uncoded,
)
from sistercity_nb.model import GROUP_KINDS, MOST_SEVERE, Kind, RecordType
from sistercity_nb.quotations import CAPITAL, answers, printed, quoted, records, reported
from sistercity_nb.quotations import people as people
from sistercity_nb.quotations import stored as stored
from sistercity_nb.store import Store, log
from sistercity_nb.workshop import Text, Workshop

if TYPE_CHECKING:
    from jsonschema_rs import Validator

VERSION = 2
SCHEMA = Path(__file__).with_name("summary.schema.json")
_COMPARED = ("group", "entries", "provinces", "of", "share", "low", "high", "alone")
_ATTEMPTS = 100  # to read a record that is being written; each takes a fraction of a second


@dataclass(frozen=True, slots=True)
class _Record:
    """The record at one moment."""

    workshop: Workshop
    revisions: list[dict[str, Any]]
    states: list[dict[str, Any]]
    entries: pd.DataFrame
    entry_themes: pd.DataFrame
    codebook: pd.DataFrame
    findings: pd.DataFrame
    participants: pd.DataFrame
    answers: pd.DataFrame

    @property
    def simulated(self) -> bool:
        """Whether anything that a report prints is simulated."""
        parts = (self.entries, self.entry_themes, self.participants, self.answers)
        return any(bool(part["simulated"].any()) for part in parts)


def summarise(store: Store, language: str = "th", edition: str = "public") -> dict[str, Any]:
    """The summary of the record as it stands now: a draft, which ``editions.filed`` makes final.

    Every figure counts the entries that were not withdrawn; ``entries`` holds the text of those of them that
    may be quoted, and ``balance`` and ``log`` account for the difference.

    Args:
        store: the record; may be written while this reads.
        language: of the words around what was recorded, ``th`` or ``en``.
        edition: ``public``, in which nobody is named, or ``internal``, with the list of participants.

    Returns:
        The dict that ``summary.schema.json`` describes, checked against it.

    Raises:
        StoreError: if the record cannot be read, or never rests.
    """
    record = _read(store)
    workshop = record.workshop
    counts, raised = _counts(record, language), _findings(record, language)
    if edition == "public":
        counts["groups"], raised = public(counts["groups"], raised)
    raised = _drafted(record, raised, language)
    form = workshop.questionnaire
    judged = evaluation(form, record.answers, language) if form else None
    newest = max((row["at"] for row in record.revisions), default=workshop.opening.isoformat())
    whole = {
        "version": VERSION,
        "program": __version__,
        "libraries": {},
        "seal": None,
        "language": language,
        "fingerprint": log.fingerprint(record.revisions),
        "revisions": len(record.revisions),
        "as_of": newest,
        "edition": edition,
        "final": None,
        "filed": None,
        "simulated": record.simulated,
        "workshop": _workshop(workshop, language),
        "participants": _participants(record, language, named=edition == "internal"),
        "counts": counts,
        "entries": printed(record.entries, record.entry_themes, workshop, language),
        "findings": raised,
        "uncoded": len(uncoded(record.entries, record.entry_themes)),
        "extent_rule": extent_rule(language),
        "coverage": _coverage(record, language),
        "balance": balance(record.entries),
        "log": unprinted(record.entries),
        "evaluation": judged,
        "charts": figures(counts, raised, judged, language),
        "additions": [],
    }
    check(whole)
    return whole


def check(summary: Mapping[str, Any]) -> None:
    """Hold a summary against its schema.

    Raises:
        ReportRefused: naming the first place that does not fit, and why.
    """
    from jsonschema_rs import ValidationError

    try:
        _schema().validate(summary)
    except ValidationError as fault:
        raise ReportRefused(
            "This is not a summary of version {version}: at {place}, {reason}. "
            "Make it again with this program.",
            version=VERSION,
            place="/".join(map(str, fault.instance_path)) or "/",
            reason=fault.message[:200],
        ) from fault


def _read(store: Store) -> _Record:
    """The record at one moment: read again until nothing was written meanwhile."""
    for _ in range(_ATTEMPTS):
        seq = store.seq()
        record = _Record(
            workshop=store.workshop,
            revisions=store.revisions(),
            states=store.current(RecordType.ENTRY),
            entries=frames.entries(store),
            entry_themes=frames.entry_themes(store),
            codebook=frames.codebook(store),
            findings=frames.findings(store),
            participants=frames.participants(store),
            answers=frames.answers(store),
        )
        if store.seq() == seq:
            return record
    raise StoreError("The record is being written all the time. Make the report again in a minute.")


def _workshop(workshop: Workshop, language: str) -> dict[str, Any]:
    """The workshop file's parts in one language, without what only the room needs."""
    plain = _said(asdict(workshop), language)
    names = [getattr(province, language) for province in workshop.provinces]
    return {
        **{key: plain[key] for key in ("id", "title", "short", "owner", "venue", "background")},
        **{key: plain[key] for key in ("guidelines", "expected_results", "agenda", "participants")},
        "alignment": plain["alignment"],
        "questionnaire": plain["questionnaire"],
        "groups": [
            {key: group[key] for key in ("id", "letter", "title", "short")} for group in plain["groups"]
        ],
        "start": workshop.start.isoformat(),
        "end": workshop.end.isoformat(),
        "objectives": [{"id": known["id"], "text": known["text"]} for known in plain["objectives"]],
        "expected": workshop.expected,
        "arabic_digits": plain["arabic_digits"],
        "names": [*plain["names"], *names],
    }


def _said(value: Any, language: str) -> Any:
    """``value`` with every text in two languages said in one, and every tuple as a list."""
    if isinstance(value, dict):
        if set(value) == {"th", "en"}:
            return Text(**value).say(language)
        return {key: _said(part, language) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_said(part, language) for part in value]
    return str(value) if isinstance(value, StrEnum) else value


def _participants(record: _Record, language: str, named: bool) -> dict[str, Any] | None:
    """Who came, against who was expected, line by line; None where nobody was recorded."""
    people = record.participants
    if people.empty:
        return None
    came = people[people["attended"]]
    lines: list[dict[str, Any]] = [
        {
            "part": line.part,
            "part_title": line.part_title.say(language),
            "who": line.who.say(language),
            "expected": line.number,
            "attended": int((came["line"] == number).sum()),
        }
        for number, line in enumerate(record.workshop.participants, 1)
    ]
    return {
        "lines": lines,
        "others": len(came) - sum(line["attended"] for line in lines),
        "attended": len(came),
        "provinces": int(came.loc[came["province"] != CAPITAL, "province"].nunique()),
        "names": records(people, ("name", "position", "organisation", "attended")) if named else [],
    }


def _counts(record: _Record, language: str) -> dict[str, Any]:
    kinds = record.entries.loc[~record.entries["withdrawn"], "kind"].value_counts()
    totals = board(record.workshop, record.states)
    parts = {part["id"]: part for part in totals["groups"]}
    return {
        "entries": totals["total"],
        "kinds": {str(kind): int(kinds[kind]) for kind in Kind},
        "groups": [
            {
                "id": group.id,
                "title": group.title.say(language),
                "short": group.short.say(language),
                "entries": parts[group.id]["total"],
                **{key: parts[group.id][key] for key in ("provinces", "kinds", "guidelines")},
            }
            for group in record.workshop.groups
        ],
    }


def _findings(record: _Record, language: str) -> list[dict[str, Any]]:
    entries, entry_themes, workshop = record.entries, record.entry_themes, record.workshop
    rows = coded(entries, entry_themes)
    parts = extents(entries, entry_themes, ["group"]).sort_values(["theme", "group"])
    cells = count_findings(entries, entry_themes)
    between = compared(entries, entry_themes)
    descriptions = dict(zip(record.codebook["theme"], record.codebook["description"], strict=True))
    names = ("theme", "title", "entries", "groups", "provinces", "share", "extent")
    raised = []
    for theme in records(extents(entries, entry_themes), names):
        id = str(theme["theme"])
        own, part, cell = (frame[frame["theme"] == id] for frame in (rows, parts, cells))
        kinds = own["kind"].value_counts()
        advice = recommendations(id, rows, entries)
        answered = zip(quoted(advice, workshop, language), answers(advice, entries), strict=True)
        chosen = quotations(own)
        other = quoted(dissent(own, chosen), workshop, language)
        raised.append(
            {
                **theme,
                "description": descriptions[id],
                "by_group": records(part, ("group", "entries", "provinces", "of", "extent")),
                "cells": records(cell, ("group", "guideline", "entries", "provinces")),
                "kinds": {str(kind): int(kinds[kind]) for kind in GROUP_KINDS},
                "numbers": reported(own)["number"].tolist(),
                "severity": _severity(own),
                "dots": int(own["dots"].sum()),
                "causes": records(reported(own[own["cause"] != ""]), ("number", "cause")),
                "quotations": quoted(chosen, workshop, language),
                "dissent": other[0] if other else None,
                "compared": records(between[between["theme"] == id], _COMPARED),
                "recommendations": [{**row, "answers": numbers} for row, numbers in answered],
                **_written(record, id),
            }
        )
    return raised


def _drafted(record: _Record, raised: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    heard = int(counted(record.entries)["province"].nunique())
    shorts = {group.id: group.short.say(language) for group in record.workshop.groups}
    return [{**one, "draft": drafting.draft(one, heard, shorts, language)} for one in raised]


def _severity(rows: pd.DataFrame) -> dict[str, int]:
    """How many problems were called how severe: 1 (little) to 3."""
    return {str(degree): int((rows["severity"] == degree).sum()) for degree in range(1, MOST_SEVERE + 1)}


def _written(record: _Record, theme: str) -> dict[str, Any]:
    """What a person wrote of a theme and released; empty until then."""
    plans = record.workshop.alignment
    rows = record.findings[(record.findings["theme"] == theme) & record.findings["released"]]
    lines = ("statement", "owner", "next_step", "due", "budget")
    if rows.empty:
        empty: dict[str, Any] = dict.fromkeys(lines, "")
        lists: dict[str, Any] = {name: [] for name in ("paragraph", "guidelines", "objectives", "alignment")}
        return {"released": False, **empty, **lists}
    [row] = records(rows, (*lines, "paragraph"))
    aligned = []
    for place in rows.iloc[0]["alignment"]:
        plan, point = (int(part) - 1 for part in place.split("."))
        aligned.append({"id": place, "plan": plans[plan].title, "point": plans[plan].points[point]})
    return {
        **row,
        "released": True,
        "paragraph": drafting.sentences(row["paragraph"]),
        "guidelines": list(rows.iloc[0]["guidelines"]),
        "objectives": list(rows.iloc[0]["objectives"]),
        "alignment": aligned,
    }


def _coverage(record: _Record, language: str) -> dict[str, Any]:
    workshop = record.workshop
    counted = coverage(workshop, record.states)
    return {
        "guidelines": [
            {"title": known.title.say(language), **row}
            for known, row in zip(workshop.guidelines, counted["guidelines"], strict=True)
        ],
        "objectives": [
            {
                **row,
                "text": known.text.say(language),
                "needs": [
                    {"label": need.label.say(language), **part}
                    for need, part in zip(known.needs, row["needs"], strict=True)
                ],
            }
            for known, row in zip(workshop.objectives, counted["objectives"], strict=True)
        ],
    }


@cache
def _schema() -> "Validator":
    from jsonschema_rs import validator_for

    return validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
