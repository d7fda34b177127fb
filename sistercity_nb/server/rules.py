"""Who may do what: the one place that every page, route, record and revision is held against.

docs/security.md says the same route by route, and a test holds the server's answers against it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sistercity_nb.access import Person, Role
from sistercity_nb.errors import EntryRefused, NotAllowed
from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Store

_LEAD = {Role.LEAD}
_RECORDERS = _LEAD | {Role.FACILITATOR}
_VOTERS = _RECORDERS | {Role.PARTICIPANT}
_WATCHERS = _RECORDERS | {Role.VIEWER}
_EVERYONE = set(Role)

# What may be asked for, and by whom. What is not here is the lead's alone.
MAY_ASK: Mapping[str, set[Role]] = {
    "start": _EVERYONE,  # sends everyone but the lead on to their own page
    "record": _RECORDERS,
    "cards": _RECORDERS,
    "vote": _VOTERS,
    "board": _WATCHERS,
    "files": _EVERYONE,
    "api/workshop": _EVERYONE,
    "api/records": _RECORDERS,
    "api/revisions": _VOTERS,
    "api/ballot": _VOTERS,
    "api/board": _WATCHERS,
    "api/feed": _EVERYONE,
}
# Of which types a role reads and writes; of its own group alone, unless the type is in OF_ALL.
_READS: Mapping[Role, set[RecordType]] = {
    Role.LEAD: set(RecordType),
    Role.FACILITATOR: set(RecordType),
    Role.PARTICIPANT: {RecordType.SESSION},
    Role.VIEWER: {RecordType.SESSION},
}
_WRITES: Mapping[Role, set[RecordType]] = {
    Role.LEAD: set(RecordType),
    Role.FACILITATOR: set(RecordType) - {RecordType.THEME},
    Role.PARTICIPANT: {RecordType.BALLOT},
    Role.VIEWER: set(),
}
OF_ALL = {RecordType.THEME, RecordType.SESSION}  # the codebook, and where each group stands


def check_may_ask(person: Person, what: str) -> None:
    """Refuse what the role of ``person`` may not ask for; raises NotAllowed."""
    if person.role not in MAY_ASK.get(what, _LEAD):
        raise NotAllowed("Your role may not do this. Enter with another join code, or ask the lead.")


def check_group(person: Person, group: str) -> None:
    """Refuse a group that is not the person's own; raises NotAllowed."""
    if person.role.in_group and group != person.group:
        raise NotAllowed("This belongs to another group.")


def reads(person: Person) -> set[RecordType]:
    """The types of which ``person`` may read records."""
    return _READS[person.role]


def may_read(person: Person, type: RecordType, group: str) -> bool:
    """Whether ``person`` may read a record of ``type`` that belongs to ``group`` (a coding: its entry's)."""
    if type not in _READS[person.role]:
        return False
    return type in OF_ALL or not person.role.in_group or group == person.group


def readable(person: Person, states: Sequence[dict[str, Any]], store: Store) -> list[dict[str, Any]]:
    """Those of ``states`` (as ``Store.current`` gives them) that ``person`` may read."""
    if person.role is Role.LEAD:
        return list(states)
    groups = store.groups_of(state["entry"] for state in states if state["type"] == RecordType.CODING)

    def group(state: dict[str, Any]) -> str:
        return str(state.get("group") or groups.get(str(state.get("entry")), ""))

    return [state for state in states if may_read(person, RecordType(state["type"]), group(state))]


def permitted(
    person: Person, sent: Iterable[Revision | EntryRefused], store: Store
) -> list[Revision | EntryRefused]:
    """``sent`` in order, with a refusal in the place of each revision that ``person`` may not write."""
    if person.role is Role.LEAD:
        return list(sent)
    sent = list(sent)
    changes = [item for item in sent if isinstance(item, Revision)]
    new = {str(item.record): item.body.get("group") for item in changes if item.type is RecordType.ENTRY}
    coded = (str(item.body.get("entry")) for item in changes if item.type is RecordType.CODING)
    groups = new | store.groups_of(coded)  # what the record says of an entry comes before what was sent
    return [_permit(person, item, groups) if isinstance(item, Revision) else item for item in sent]


def _permit(person: Person, revision: Revision, groups: Mapping[str, Any]) -> Revision | EntryRefused:
    body = revision.body
    if revision.type not in _WRITES[person.role]:
        return EntryRefused("type", "Your role may not change this.")
    coding = revision.type is RecordType.CODING
    if (groups.get(str(body.get("entry"))) if coding else body.get("group")) != person.group:
        return EntryRefused("group", "This belongs to another group.")
    if person.role is Role.PARTICIPANT and body.get("voter") != person.voter:
        return EntryRefused("voter", "These are the dots of somebody else.")
    return replace(revision, may_reopen=False)
