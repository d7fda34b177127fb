"""The HTTP API; ``openapi.json`` beside it describes every route, and a test keeps the two in step."""

import json
from asyncio import wrap_future
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from sistercity_nb.access import Role
from sistercity_nb.errors import EntryRefused, NotAllowed, Refused
from sistercity_nb.filing import kept
from sistercity_nb.language import translate
from sistercity_nb.model import GROUP_KINDS, PLENARY_KINDS, RecordType
from sistercity_nb.server.handlers import Api, whole_number
from sistercity_nb.server.rules import check_group, permitted, readable
from sistercity_nb.settings import EDITIONS
from sistercity_nb.store import Revision, Saved
from sistercity_nb.store.writer import Answer

DESCRIPTION = Path(__file__).parent / "openapi.json"


class WorkshopApi(Api):
    """The workshop, its provinces and the kinds of entry."""

    rule = "api/workshop"

    @authenticated
    @authorized
    def get(self) -> None:
        """Send them, labels in both languages."""
        workshop = self.here.workshop
        described = _plain(workshop)
        provinces = described.pop("provinces")
        described["expected"] = workshop.expected
        if self.person.role in (Role.PARTICIPANT, Role.VIEWER):
            described |= {"themes": [], "names": []}
        kinds = {"group": list(GROUP_KINDS), "plenary": list(PLENARY_KINDS)}
        self.answer(
            {
                "workshop": described,
                "provinces": provinces,
                "kinds": kinds,
                "language": self.here.settings.language,
                "simulated": self.here.store.simulated(),
            }
        )


class RecordsApi(Api):
    """The current state of records of one type."""

    rule = "api/records"

    @authenticated
    @authorized
    def get(self) -> None:
        """Send those of ``type`` (of ``group``, changed after ``since``) and the ``seq`` they stand for."""
        kind = _record_type(self.get_query_argument("type", "entry"))
        group = self.get_query_argument("group", None)
        if group is not None:
            check_group(self.person, group)
        since = whole_number(self.get_query_argument("since", "0"))
        live = self.here.live
        live.refresh()
        states = [
            state
            for state in live.states(kind)
            if state["seq"] > since and group in (None, state.get("group", ""))
        ]
        states.sort(key=_oldest_first)
        self.answer({"seq": live.seq, "records": readable(self.person, states, self.here.store)})


class HistoryApi(Api):
    """Every revision of one record."""

    rule = "api/records"

    @authenticated
    @authorized
    def get(self, record: str) -> None:
        """Send them, oldest first."""
        rows = self.here.store.revisions(record)
        if not rows:
            raise HTTPError(404)
        newest = {**rows[-1]["body"], "type": rows[-1]["type"]}
        if not readable(self.person, [newest], self.here.store):
            raise NotAllowed("This belongs to another group.")
        names = ("id", "seq", "parents", "author", "at", "body")
        self.answer({"revisions": [{name: row[name] for name in names} for row in rows]})


class RevisionsApi(Api):
    """The door through which everything that is typed comes in."""

    rule = "api/revisions"

    @authenticated
    @authorized
    async def post(self) -> None:
        """Store the revisions, each once; answer when they are on disk."""
        sent = self.sent().get("revisions")
        if not isinstance(sent, list):
            raise Refused("The field {name!r} must be a list.", name="revisions")
        read = permitted(self.person, [_read(item) for item in sent], self.here.store)
        ready = [item for item in read if isinstance(item, Revision)]
        written: list[Answer] = await wrap_future(self.here.writer.submit(ready))
        stored = iter(written)
        answers = [next(stored) if isinstance(item, Revision) else item for item in read]
        self.answer(
            {"results": [self._result(item, answer) for item, answer in zip(sent, answers, strict=True)]}
        )

    def _result(self, sent: Any, answer: Saved | EntryRefused) -> dict[str, Any]:
        if isinstance(answer, Saved):
            return {"status": "saved", **asdict(answer)}
        id = sent.get("id") if isinstance(sent, dict) else None
        reason = answer.say(translate, self.language)
        return {"id": id, "status": "refused", "field": answer.field, "reason": reason}


class SuggestionsApi(Api):
    """What a machine proposes; only a person decides."""

    @authenticated
    @authorized
    def get(self) -> None:
        """Send every suggestion with its reason, what to code next, and what else was read."""
        store = self.here.store
        self.answer(
            {
                "suggestions": store.suggestions(),
                "queue": store.reading("queue") or [],
                "fit": store.reading("fit"),
                "pairs": store.reading("pairs") or [],
                "agreement": store.reading("agreement") or [],
            }
        )


class JobsApi(Api):
    """Reports, summaries and suggestions, each made by a process of its own."""

    @authenticated
    @authorized
    def get(self) -> None:
        """Send how every job since the server's start stands."""
        jobs = self.here.jobs
        self.answer({"jobs": [jobs.described(job) for job in jobs.all()]})

    @authenticated
    @authorized
    def post(self) -> None:
        """Start a job, or answer with the one that already runs."""
        jobs, sent = self.here.jobs, self.sent()
        edition, final = sent.get("edition", EDITIONS[0]), sent.get("final") is True
        self.answer(jobs.described(jobs.start(str(sent.get("job")), self.language, edition, final)), 202)


class JobApi(Api):
    """One job."""

    @authenticated
    @authorized
    def get(self, id: str) -> None:
        """Send how it stands."""
        job = self.here.jobs.get(id)
        if job is None:
            raise HTTPError(404)
        self.answer(self.here.jobs.described(job))


class ReportsApi(Api):
    """The reports that were made, before the server's start too."""

    @authenticated
    @authorized
    def get(self) -> None:
        """Send each edition with its files, and whether something was erased after it was made."""
        here = self.here
        erased, reports = here.store.erased_at(), kept(here.settings.exports, here.workshop.id)
        for report in reports:
            report["outdated"] = erased is not None and datetime.fromisoformat(report["made"]) < erased
        self.answer({"reports": reports})


class SummaryApi(Api):
    """The newest summary that a job has made."""

    @authenticated
    @authorized
    def get(self) -> None:
        """Send it as it lies among the exports."""
        try:
            summary = (self.here.settings.exports / "summary.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise HTTPError(404, "No summary has been made yet.") from None
        self.set_header("Cache-Control", "no-store")
        self.finish(summary)


class DescriptionApi(Api):
    """The API's own description."""

    @authenticated
    @authorized
    def get(self) -> None:
        """Send the OpenAPI document."""
        self.finish(DESCRIPTION.read_text(encoding="utf-8"))


def _read(item: Any) -> Revision | EntryRefused:
    """A revision as it was sent; what is wrong with one of them does not stop the others."""
    if not isinstance(item, dict) or not isinstance(item.get("body"), dict):
        return EntryRefused("body", "A revision needs an id, a record, a type and a body.")
    parents = item.get("parents", [])
    settles = item.get("settles")
    for name, given in (("parents", parents), ("settles", settles or [])):
        if not isinstance(given, list):
            return EntryRefused(name, "The field {name!r} must be a list.", name=name)
    try:
        return Revision(
            id=item.get("id", ""),
            record=item.get("record", ""),
            type=_record_type(item.get("type")),
            body=item["body"],
            parents=tuple(parents),
            author=item.get("author", ""),
            settles=None if settles is None else tuple(settles),
        )
    except EntryRefused as refusal:
        return refusal


def _oldest_first(state: dict[str, Any]) -> tuple[Any, ...]:
    """Group by group in the order of the numbers, which grow longer; what has no number by its time."""
    return state.get("group", ""), len(state["number"]), state["number"], state["created"], state["id"]


def _record_type(value: object) -> RecordType:
    if value not in list(RecordType):
        raise EntryRefused(
            "type", "{value!r} is not one of {choices}.", value=str(value)[:40], choices=", ".join(RecordType)
        )
    return RecordType(value)  # type: ignore[arg-type]  # just seen to be one


def _plain(value: object) -> Any:
    """A frozen part as JSON can carry it."""
    return json.loads(json.dumps(asdict(value), default=str, ensure_ascii=False))  # type: ignore[call-overload]
