"""The record as tidy data frames: one row an entry, a coding or a theme, under a contract that is checked.

Nothing is guessed from the text: "NA", "1e3" and "  " stay what was typed, and a missing province is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from sistercity_nb import dots
from sistercity_nb.model import PLENARY, Decision, Kind, RecordType, Release, ThemeState
from sistercity_nb.store import Store
from sistercity_nb.workshop import Workshop

# Column → dtype. "str" is pandas' own text type, whose missing value is NaN; "object" holds tuples of text;
# "category" is ordered as the workshop, the kinds, the releases or the states of a theme are.
ENTRIES = {
    "number": "str",  # what people quote: A-012
    "id": "str",
    "group": "category",  # the workshop's groups in its order, then the plenary
    "kind": "category",
    "text": "str",  # exactly what was typed
    "province": "str",  # ISO 3166-2 code; missing for agencies and notes
    "region": "str",
    "guideline": "Int64",  # missing where none was named
    "severity": "Int64",  # of a problem from 1 to 3; missing where nobody said
    "cause": "str",  # of a problem, empty where nobody said
    "owner": "str",  # of a recommendation: who would do it,
    "due": "str",  # when,
    "budget": "str",  # for how much, as it was said
    "voice": "str",  # the entry that speaks for it: itself, unless people found that another says the same
    "dots": "Int64",  # that the group's voters put on it; 0 also where there was no voting
    "answers": "object",  # ids of the problems that a recommendation answers
    "release": "category",  # from withheld to attributed; see `entries`
    "withdrawn": "bool",
    "reason": "str",
    "erased": "bool",  # its words are gone for good; it counts as withdrawn everywhere but in the balance
    "amended": "bool",  # changed after its group had closed
    "simulated": "bool",
    "conflict": "bool",  # two people changed it at once and nobody has decided yet
    "author": "str",
    "created": "datetime64[us, UTC]",
    "at": "datetime64[us, UTC]",  # of the newest change
    "revision": "str",
}
ENTRY_THEMES = {
    "number": "str",
    "entry": "str",
    "theme": "category",  # in the codebook's order
    "title": "str",
    "simulated": "bool",
}
CODINGS = {
    "entry": "str",
    "theme": "str",
    "decision": "category",  # accepted, rejected, or open where it was taken back
    "suggested": "bool",  # by the machine
    "coder": "str",  # empty for the decision that counts, else who coded blind
    "author": "str",
    "at": "datetime64[us, UTC]",
}
FINDINGS = {
    "theme": "category",  # in the codebook's order
    "statement": "str",
    "paragraph": "str",
    "owner": "str",
    "next_step": "str",
    "due": "str",
    "budget": "str",
    "guidelines": "object",  # their numbers
    "objectives": "object",  # their ids
    "alignment": "object",  # points of the national plans, as plan.point
    "released": "bool",
    "author": "str",
    "at": "datetime64[us, UTC]",
}
MEMOS = {
    "about": "str",  # the id of a theme or of an entry
    "text": "str",
    "author": "str",
    "at": "datetime64[us, UTC]",
}
CODEBOOK = {
    "theme": "category",  # itself the codebook's order
    "title": "str",
    "description": "str",
    "keywords": "object",
    "state": "category",
    "simulated": "bool",
    "created": "datetime64[us, UTC]",
    "revision": "str",
}
PARTICIPANTS = {  # without telephone and e-mail, which no analysis and no export needs
    "id": "str",
    "name": "str",
    "position": "str",
    "organisation": "str",
    "line": "Int64",  # place, from 1, in the workshop's list of expected participants; missing: not on it
    "province": "str",
    "breakout": "str",  # the group that they sit in, empty where nobody said
    "attended": "bool",
    "simulated": "bool",
}
ANSWERS = {
    "respondent": "int64",  # from 1, in an order that says nothing of who answered, nor when
    "part": "category",  # choices, scores or comments, as the parts of the form
    "question": "str",  # its id in the workshop's questionnaire
    "value": "Int64",  # the level of a score, or the place of the choice from 1; missing where not answered
    "text": "str",  # of a comment, empty where there is none
    "simulated": "bool",
}


def entries(store: Store) -> pd.DataFrame:
    """Every entry as it stands now, withdrawn ones too, by group and number.

    While two versions of an entry stand beside each other, the newest is shown under the *strictest* release
    of them: a text is quoted only as far as everybody who changed it allows.

    Returns:
        A frame of the columns ``ENTRIES``; an empty one for an empty record.
    """
    workshop = store.workshop
    states = store.current(RecordType.ENTRY)
    groups = _with_unknown(group_order(workshop), (state["group"] for state in states))
    states.sort(key=lambda state: groups.index(state["group"]))  # stable: the store sorts within a group
    regions = {province.code: province.region for province in workshop.provinces}
    voices = _voices(states, store.current(RecordType.PAIRING))
    tally = dots.tally(store.current(RecordType.BALLOT), states)
    rows = [
        {
            **state,
            "answers": tuple(state["answers"]),
            "release": _strictest(store, state) if "release" in state["conflicts"] else state["release"],
            "region": regions.get(state["province"]),
            "dots": tally.get(state["id"], 0),
            "voice": voices.get(state["id"], state["id"]),
        }
        for state in states
    ]
    releases = [Release.WITHHELD, Release.GROUP, Release.ATTRIBUTED]
    orders: dict[str, Sequence[str]] = {"group": groups, "kind": list(Kind), "release": releases}
    return _frame(rows, ENTRIES, orders)


def entry_themes(store: Store) -> pd.DataFrame:
    """What people decided: one row for each theme that an entry was accepted to speak of.

    A theme that was retired since is left out, one that is still proposed is not: a person's decision on the
    entry counts. Suggestions of a machine are never in here.

    Returns:
        A frame of the columns ``ENTRY_THEMES``, in the order of the entries and of the codebook.
    """
    numbers = {state["id"]: state["number"] for state in store.current(RecordType.ENTRY)}
    themes = {state["id"]: state for state in _themes(store) if state["state"] != ThemeState.RETIRED}
    codings = {
        (state["entry"], state["theme"]): state
        for state in store.current(RecordType.CODING)
        if state["decision"] == Decision.ACCEPTED and not state["coder"]
    }
    rows = [
        {
            "number": number,
            "entry": entry,
            "theme": theme,
            "title": themes[theme]["title"],
            "simulated": codings[entry, theme]["simulated"],
        }
        for entry, number in numbers.items()
        for theme in themes
        if (entry, theme) in codings
    ]
    return _frame(rows, ENTRY_THEMES, {"theme": list(themes)})


def codings(store: Store) -> pd.DataFrame:
    """Every decision as it stands now: rejected ones and those of blind coders too, with who and when.

    Returns:
        A frame of the columns ``CODINGS``.
    """
    return _frame(store.current(RecordType.CODING), CODINGS, {"decision": list(Decision)})


def codebook(store: Store) -> pd.DataFrame:
    """Every theme as it stands now, retired ones too: the workshop's own in its order, then later ones.

    Returns:
        A frame of the columns ``CODEBOOK``.
    """
    states = _themes(store)
    rows = [{**state, "theme": state["id"], "keywords": tuple(state["keywords"])} for state in states]
    return _frame(rows, CODEBOOK, {"theme": [state["id"] for state in states], "state": list(ThemeState)})


def participants(store: Store) -> pd.DataFrame:
    """Everybody who is expected or came, in the order of the workshop's list, then by province and name.

    Returns:
        A frame of the columns ``PARTICIPANTS``.
    """
    provinces = [province.code for province in store.workshop.provinces]
    last = len(store.workshop.participants) + 1

    def place(state: dict[str, Any]) -> tuple[int, int, str]:
        code = state["province"]
        return state["line"] or last, provinces.index(code) if code in provinces else -1, state["name"]

    return _frame(sorted(store.current(RecordType.PARTICIPANT), key=place), PARTICIPANTS, {})


def answers(store: Store) -> pd.DataFrame:
    """What was answered on the questionnaire: a row for each question of the form and each answered form.

    Returns:
        A frame of the columns ``ANSWERS``, by respondent and in the order of the form.
    """
    form = store.workshop.questionnaire
    parts: dict[str, list[str]] = {
        "choices": [one.id for one in form.general] if form else [],
        "scores": [item.id for side in form.sides for item in side.items] if form else [],
        "comments": [one.id for one in form.comments] if form else [],
    }
    rows = []
    for respondent, state in enumerate(_shuffled(store.current(RecordType.ANSWERS)), 1):
        for part, questions in parts.items():
            rows += [
                {
                    "respondent": respondent,
                    "part": part,
                    "question": question,
                    "value": None if part == "comments" else state[part].get(question),
                    "text": state[part].get(question, "") if part == "comments" else "",
                    "simulated": state["simulated"],
                }
                for question in questions
            ]
    return _frame(rows, ANSWERS, {"part": list(parts)})


def findings(store: Store) -> pd.DataFrame:
    """What people made of the themes: one row for each theme of which somebody wrote a finding.

    Returns:
        A frame of the columns ``FINDINGS``, in the codebook's order.
    """
    order = [state["id"] for state in _themes(store)]
    states = [state for state in store.current(RecordType.FINDING) if state["theme"] in order]
    states.sort(key=lambda state: order.index(state["theme"]))
    lists = ("guidelines", "objectives", "alignment")
    rows = [{**state, **{name: tuple(state[name]) for name in lists}} for state in states]
    return _frame(rows, FINDINGS, {"theme": order})


def memos(store: Store) -> pd.DataFrame:
    """The analysts' notes on themes and entries that were not withdrawn, as ``MEMOS`` describes."""
    states = [state for state in store.current(RecordType.MEMO) if not state["withdrawn"]]
    return _frame(states, MEMOS, {})


def _voices(states: Sequence[Mapping[str, Any]], pairings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Entry → the one that speaks for it, of those that people found to say the same.

    The first that may be quoted speaks for the others; if none may, the first that was not withdrawn. What
    was withdrawn speaks for itself alone.
    """
    place = {state["id"]: number for number, state in enumerate(states) if not state["withdrawn"]}
    same = [
        (place[pairing["first"]], place[pairing["second"]])
        for pairing in pairings
        if pairing["decision"] == Decision.ACCEPTED and {pairing["first"], pairing["second"]} <= set(place)
    ]
    if not same:
        return {}
    from sistercity_nb.themes.duplicates import groups

    voices: dict[str, str] = {}
    for members in groups(same):
        speaks = min(members, key=lambda one: (states[one]["release"] == Release.WITHHELD, one))
        voices |= {states[one]["id"]: states[speaks]["id"] for one in members}
    return voices


def checked(frame: pd.DataFrame, contract: dict[str, str]) -> pd.DataFrame:
    """``frame`` itself, if its columns and dtypes are those of ``contract``.

    Raises:
        TypeError: naming the first column that is not; a frame is made by code, so this is a fault of code.
    """
    found = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
    if list(found) != list(contract):
        raise TypeError(f"the columns are {list(found)}; the contract has {list(contract)}")
    for name, dtype in contract.items():
        if found[name] != dtype:
            raise TypeError(f"column {name!r} is of {found[name]}; the contract says {dtype}")
    return frame


def group_order(workshop: Workshop) -> list[str]:
    """The ids of the groups in the workshop's order, the plenary last."""
    return [*(group.id for group in workshop.groups), PLENARY]


def _frame(
    rows: list[dict[str, Any]], contract: dict[str, str], orders: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name, dtype in contract.items():
        values = [row[name] for row in rows]
        if dtype == "category":
            columns[name] = pd.Categorical(values, categories=[*map(str, orders[name])], ordered=True)
        elif dtype.startswith("datetime64"):
            # The store writes ISO 8601 in UTC; "us" holds its milliseconds in every version of pandas.
            columns[name] = pd.to_datetime(values, utc=True, format="ISO8601").as_unit("us")
        elif dtype == "str":
            columns[name] = pd.Series(values, dtype=pd.StringDtype(na_value=np.nan))
        else:
            columns[name] = pd.Series(values, dtype=dtype)
    return checked(pd.DataFrame(columns), contract)


def _themes(store: Store) -> list[dict[str, Any]]:
    """The theme states in the order of the codebook."""
    order = [theme.id for theme in store.workshop.themes]
    states = store.current(RecordType.THEME)  # in order of time
    return sorted(states, key=lambda state: order.index(state["id"]) if state["id"] in order else len(order))


def _shuffled(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In an order of chance that is the same each time: that of the hashes of their ids."""
    return sorted(states, key=lambda state: sha256(state["id"].encode()).digest())


def _with_unknown(known: list[str], found: Iterable[str]) -> list[str]:
    """``known``, then what a workshop file edited since no longer names: nothing recorded may vanish."""
    return [*known, *sorted(set(found) - set(known))]


def _strictest(store: Store, state: dict[str, Any]) -> str:
    set_by = [row for row in store.revisions(state["id"]) if row["id"] in state["conflicts"]["release"]]
    order = [str(Release.WITHHELD), str(Release.GROUP), str(Release.ATTRIBUTED)]
    return min((str(row["body"]["release"]) for row in set_by), key=order.index)
