"""Dot voting over HTTP: what a voter may put dots on, and has put."""

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from sistercity_nb import dots
from sistercity_nb.access import Role
from sistercity_nb.checks import check_id
from sistercity_nb.errors import EntryRefused, Refused
from sistercity_nb.model import RecordType
from sistercity_nb.proceedings import ballot_id
from sistercity_nb.server.board import session
from sistercity_nb.server.handlers import Api
from sistercity_nb.server.rules import check_group
from sistercity_nb.server.service import Open
from sistercity_nb.workshop import Voters

State = dict[str, Any]


class BallotApi(Api):
    """A group's dot voting, as one voter or as whoever puts the dots for them."""

    rule = "api/ballot"

    @authenticated
    @authorized
    def get(self) -> None:
        """Send the candidates of ``group`` and the ballot of ``voter``; a participant gets their own."""
        group = self.get_query_argument("group", "")
        asked = self.get_query_argument("voter", None)
        person = self.person
        check_group(person, group)
        participant = person.role is Role.PARTICIPANT
        voter = person.voter if participant else asked
        self.answer(described(self.here, group, voter, totals=not participant))


def described(here: Open, group: str, voter: str | None, *, totals: bool) -> State:
    """The voting of ``group``.

    Args:
        here: the open record.
        group: the id of a breakout group.
        voter: whose ballot; None for nobody's.
        totals: whether to say how many dots each entry has, and who has voted: who still chooses where to put
            theirs must not see where the others are.

    Raises:
        Refused: if there is no such group or voter, or no dot voting in this workshop.
    """
    workshop, live = here.workshop, here.live
    if workshop.voting is None:
        raise Refused("There is no dot voting here.")
    if group not in [known.id for known in workshop.groups]:
        raise Refused("This workshop has no such group. Choose one on the start page.")
    if voter is not None:
        check_id(voter, "voter")
        if workshop.voting.voters is Voters.PROVINCE and voter not in workshop.province_codes:
            raise EntryRefused("voter", "There is no province with the code {code!r}.", code=voter[:20])
    live.refresh()
    entries, ballots = live.states(RecordType.ENTRY), live.states(RecordType.BALLOT)
    ballot = live.get(RecordType.BALLOT, ballot_id(group, voter)) if voter is not None else None
    groups = dots.eligible(entries)
    tally = dots.tally(ballots, entries) if totals else {}
    voted = dots.voters(ballots, groups, group)
    return {
        "seq": live.seq,
        "group": group,
        "dots": workshop.voting.dots,
        "voters": str(workshop.voting.voters),
        "voter": voter,
        "session": session(live, group),
        "ballot": _own(ballot) if ballot is not None else None,
        "used": dots.used(ballot, groups) if ballot is not None else {},
        "candidates": [
            {name: state[name] for name in ("id", "number", "kind", "text")}
            | {"dots": tally.get(state["id"], 0) if totals else None}
            for state in dots.candidates(entries, group)
        ],
        "ballots": len(voted),
        "voted": voted if totals else None,
    }


def _own(ballot: State) -> State:
    """A ballot as its voter sees it: not who put it, which a province shares."""
    return {name: value for name, value in ballot.items() if name != "author"}
