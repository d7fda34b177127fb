"""Which guidelines and objectives have evidence: on the board while there is still time, and in the report.

Standard library only: the server counts live, the summary counts for the record, by the same rule.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from sistercity_nb.model import GROUP_KINDS
from sistercity_nb.workshop import Need, Workshop

State = dict[str, Any]  # an entry as `Store.current` gives it


def counted(states: Iterable[State]) -> list[State]:
    """The entries that count: all that are not withdrawn."""
    return [state for state in states if not state["withdrawn"]]


def coverage(workshop: Workshop, states: Iterable[State]) -> dict[str, list[dict[str, Any]]]:
    """What of the workshop's guidelines and objectives has evidence.

    A guideline has evidence from a group when an entry of the group names it. A need of an objective is met
    when there is an entry of one of its kinds, or one from each group where it asks for that; an objective is
    met when each of its needs is.

    Returns:
        ``{"guidelines": [{"no", "entries", "missing_groups"}],
        "objectives": [{"id", "met", "needs": [{"entries", "met", "missing_groups"}]}]}`` in the workshop's
        order, groups by id, entries as counts of what was not withdrawn.
    """
    entries = counted(states)
    groups = [group.id for group in workshop.groups]
    guidelines = []
    for guideline in workshop.guidelines:
        heard = [entry["group"] for entry in entries if entry["guideline"] == guideline.no]
        guidelines.append(
            {"no": guideline.no, "entries": len(heard), "missing_groups": _absent(groups, heard)}
        )
    objectives = []
    for objective in workshop.objectives:
        needs = [_need(need, groups, entries) for need in objective.needs]
        objectives.append({"id": objective.id, "met": all(need["met"] for need in needs), "needs": needs})
    return {"guidelines": guidelines, "objectives": objectives}


def board(workshop: Workshop, states: Collection[State]) -> dict[str, Any]:
    """The counts of the live board.

    Returns:
        ``{"total", "simulated", "groups": [{"id", "total", "provinces", "kinds", "guidelines"}]}``; ``kinds``
        and ``guidelines`` map each code (``"none"`` for no guideline) to a count of entries not withdrawn.
    """
    entries = counted(states)
    return {
        "total": len(entries),
        "simulated": sum(entry["simulated"] for entry in entries),
        "groups": [_group(group.id, workshop, entries) for group in workshop.groups],
    }


def _need(need: Need, groups: list[str], entries: list[State]) -> dict[str, Any]:
    heard = [entry["group"] for entry in entries if entry["kind"] in need.kinds]
    missing = _absent(groups, heard) if need.each_group else []
    return {"entries": len(heard), "met": bool(heard) and not missing, "missing_groups": missing}


def _group(group: str, workshop: Workshop, entries: list[State]) -> dict[str, Any]:
    own = [entry for entry in entries if entry["group"] == group]
    kinds = Counter(entry["kind"] for entry in own)
    guidelines = Counter(str(entry["guideline"] or "none") for entry in own)
    return {
        "id": group,
        "total": len(own),
        "provinces": len({entry["province"] for entry in own} - {None}),
        "kinds": {str(kind): kinds[kind] for kind in GROUP_KINDS},
        "guidelines": {
            no: guidelines[no] for no in [*(str(known.no) for known in workshop.guidelines), "none"]
        },
    }


def _absent(groups: list[str], heard: list[str]) -> list[str]:
    return [group for group in groups if group not in heard]
