"""What the projector shows: made once after a change, whoever asks; it names no person and no province."""

import json
import unicodedata
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from sistercity_nb import dots
from sistercity_nb.coverage import board, counted, coverage
from sistercity_nb.model import RecordType, Release
from sistercity_nb.proceedings import session_id
from sistercity_nb.server.handlers import Api
from sistercity_nb.server.live import Live
from sistercity_nb.workshop import Text, Workshop

NEWEST = 12  # entries that the board shows
TOP = 3  # entries of each group that it shows with their dots
LONGEST = 240  # characters of an entry that anybody reads from the last row
State = dict[str, Any]


class BoardApi(Api):
    """What the lead sees on the projector."""

    rule = "api/board"

    @authenticated
    @authorized
    def get(self) -> None:
        """Send counts, sessions, dots, the newest entries and what has no evidence yet."""
        live = self.here.live
        language, workshop = self.language, self.here.workshop
        self.send(live.once(f"board {language}", lambda: described(workshop, live, language)))


def described(workshop: Workshop, live: Live, language: str) -> str:
    """The board in ``language`` as JSON."""
    entries, ballots = live.states(RecordType.ENTRY), live.states(RecordType.BALLOT)
    counts, evidence = board(workshop, entries), coverage(workshop, entries)
    tally, groups = dots.tally(ballots, entries), dots.eligible(entries)

    def say(text: Text) -> str:
        return text.say(language)

    for group, known in zip(counts["groups"], workshop.groups, strict=True):
        own = [state for state in counted(entries) if state["group"] == known.id]
        group |= {
            "letter": known.letter,
            "title": say(known.title),
            "short": say(known.short),
            "session": session(live, known.id),
            "amended": sum(state["amended"] for state in own),
            "ballots": len(dots.voters(ballots, groups, known.id)),
            "top": [_shown(state) | {"dots": tally[state["id"]]} for state in _top(own, tally)],
        }
    for guideline, said in zip(evidence["guidelines"], workshop.guidelines, strict=True):
        guideline["title"] = say(said.title)
    for objective, meant in zip(evidence["objectives"], workshop.objectives, strict=True):
        objective["text"] = say(meant.text)
        for need, asked in zip(objective["needs"], meant.needs, strict=True):
            need |= {"label": say(asked.label), "plenary": all(kind.in_plenary for kind in asked.kinds)}
    newest = sorted(counted(entries), key=lambda state: -state["seq"])[:NEWEST]
    shown = {"seq": live.seq, **counts, "newest": [_shown(state) for state in newest], **evidence}
    return json.dumps(shown, ensure_ascii=False)


def session(live: Live, group: str) -> State | None:
    """Where a group stands, and since when; None before anything was started."""
    state = live.get(RecordType.SESSION, session_id(group))
    if state is None:
        return None
    return {name: state[name] for name in ("step", "seconds", "running", "closed", "at")}


def _top(entries: list[State], tally: dict[str, int]) -> list[State]:
    weighed = [state for state in entries if state["id"] in tally]
    return sorted(weighed, key=lambda state: (-tally[state["id"]], state["number"]))[:TOP]


def _shown(state: State) -> State:
    """Of an entry, what a room may see: nobody's name, no province, no words that may not be quoted."""
    withheld = state["release"] == Release.WITHHELD
    text = None if withheld else shortened(state["text"], LONGEST)
    return {**{name: state[name] for name in ("id", "number", "group", "kind", "seq")}, "text": text}


def shortened(text: str, longest: int) -> str:
    """``text`` on one line of about ``longest`` characters, not cut between a consonant and its marks."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    end = longest
    while end < len(line) and unicodedata.category(line[end]) == "Mn":
        end += 1
    return line[:end].rstrip() + "…"
