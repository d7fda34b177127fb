"""What was said, as it may be printed: the released texts, each with its number and the words beside it.

One officer comes from each province, so a province beside a text names a person: it is printed only where the
entry was released for attribution.
"""

from datetime import datetime
from typing import Any

import pandas as pd

from sistercity_nb import frames
from sistercity_nb.errors import StoreError
from sistercity_nb.language import translate
from sistercity_nb.model import PLENARY, RecordType, Release
from sistercity_nb.store import Store
from sistercity_nb.thai import BANGKOK
from sistercity_nb.workshop import Workshop

_TYPED = ("text", "cause", "owner", "due", "budget")
CAPITAL = "TH-10"  # Bangkok is not called a province


def stored(store: Store) -> dict[str, dict[str, Any]]:
    """What a quotation is held against, by the id of its revision.

    Returns:
        ``number``, ``release``, what was typed (``_TYPED``), ``group``, ``kind``, ``province`` (its code) and
        ``names`` (those of its province in both languages; none where none was named) each.

    The release is the one that holds for the entry *now* (``withheld`` once it is withdrawn), so that a
    summary made earlier cannot print what has been taken back since.

    Raises:
        StoreError: if an entry was recorded that the current state does not have: nothing would count it.
    """
    recorded = [row for row in store.revisions() if row["type"] == RecordType.ENTRY]
    entries = frames.entries(store)  # read later: what is recorded meanwhile is no entry that is missing
    release = entries["release"].astype("str").mask(entries["withdrawn"], str(Release.WITHHELD))
    now = dict(zip(entries["id"], zip(entries["number"], release, strict=True), strict=True))
    names = {one.code: [one.th, one.en] for one in store.workshop.provinces}
    known: dict[str, dict[str, Any]] = {}
    for row in recorded:
        body = row["body"]
        if row["record"] not in now:
            raise StoreError(
                "An entry that was recorded on {at} is missing from the current state: the record was "
                "changed from outside. Type sistercity verify to see all that is wrong, and put a backup in "
                "its place.",
                at=datetime.fromisoformat(row["at"]).astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M"),
            )
        number, released = now[row["record"]]
        known[row["id"]] = {
            **{name: body.get(name) or "" for name in (*_TYPED, "group", "kind")},
            "province": body.get("province") or "",
            "names": names.get(body.get("province"), []),
            "release": released,
            "number": number,
        }
    return known


def people(store: Store) -> list[dict[str, str]]:
    """Whom a finished file is searched for: ``name``, ``phone`` and ``email`` of every participant."""
    names = ("name", "phone", "email")
    return [{name: state[name] for name in names} for state in store.current(RecordType.PARTICIPANT)]


def reported(entries: pd.DataFrame) -> pd.DataFrame:
    """The entries whose text a report prints: not withdrawn, not withheld, and spoken for by no other."""
    own = entries["voice"] == entries["id"]
    return entries[~entries["withdrawn"] & own & (entries["release"] != Release.WITHHELD)]


def quoted(entries: pd.DataFrame, workshop: Workshop, language: str) -> list[dict[str, Any]]:
    """``number``, ``revision``, ``text`` and ``label`` of each of the entries."""
    rows = records(entries, ("number", "revision", "text"))
    return [
        {**row, "label": label} for row, label in zip(rows, labels(entries, workshop, language), strict=True)
    ]


def printed(
    entries: pd.DataFrame, entry_themes: pd.DataFrame, workshop: Workshop, language: str
) -> list[dict[str, Any]]:
    """Every reported entry with what it answers, what answers it and its themes, as the summary lists it."""
    frame = reported(entries)
    answered: dict[str, list[str]] = {}
    for number, problems in zip(frame["number"], frame["answers"], strict=True):
        for problem in problems:
            answered.setdefault(problem, []).append(number)
    themes: dict[str, list[str]] = {}
    for id, theme in zip(entry_themes["entry"], entry_themes["theme"], strict=True):
        themes.setdefault(id, []).append(str(theme))
    names = ("id", "number", "revision", "group", "kind", "guideline", "text", "severity", "cause")
    rows = records(frame, (*names, "owner", "due", "budget"))
    beside = zip(labels(frame, workshop, language), answers(frame, entries), frame["created"], strict=True)
    return [
        {
            **row,
            "label": label,
            "answers": numbers,
            "answered_by": answered.get(row["id"], []),
            "themes": themes.get(row["id"], []),
            "created": created.isoformat(),
        }
        for row, (label, numbers, created) in zip(rows, beside, strict=True)
    ]


def answers(recommended: pd.DataFrame, entries: pd.DataFrame) -> list[list[str]]:
    """The numbers of the reported problems that each recommendation answers."""
    known = reported(entries)
    numbers = dict(zip(known["id"], known["number"], strict=True))
    return [[numbers[id] for id in problems if id in numbers] for problems in recommended["answers"]]


def labels(entries: pd.DataFrame, workshop: Workshop, language: str) -> list[str]:
    """The words beside each text: its group, and its province only where that was released."""
    shorts = {group.id: group.short.say(language) for group in workshop.groups}
    shorts[PLENARY] = translate("Whole room", language)
    provinces = {known.code: known.en if language == "en" else known.th for known in workshop.provinces}
    made = []
    for group, release, code in zip(entries["group"], entries["release"], entries["province"], strict=True):
        label = shorts.get(group, group)
        if release == Release.ATTRIBUTED and code in provinces:
            name = provinces[code]
            if code != CAPITAL:
                name = translate("{name} Province", language, name=name)
            label = f"{label}, {name}" if language == "en" else f"{label} {name}"
        made.append(label)
    return made


def records(frame: pd.DataFrame, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of some columns as plain dicts that JSON can hold; what is missing is None."""
    rows = frame[list(names)].astype(object).itertuples(index=False, name=None)
    return [dict(zip(names, map(_plain, row), strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
