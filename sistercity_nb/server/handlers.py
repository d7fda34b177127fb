"""What every answer of the extension shares: who may ask, in which language, and how it says no."""

import gzip
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.web import HTTPError, RequestHandler

from sistercity_nb.access import Person, Role
from sistercity_nb.errors import (
    EntryRefused,
    NotAllowed,
    Refused,
    SisterCityError,
    StoreError,
    TooLarge,
    TooMany,
)
from sistercity_nb.language import translate
from sistercity_nb.server import rules
from sistercity_nb.server.headers import HEADERS, NOTHING
from sistercity_nb.server.person import person_of
from sistercity_nb.server.service import Open, Service
from sistercity_nb.settings import LANGUAGES

RESOURCE = "sistercity"  # what Jupyter Server's authoriser is asked about
LANGUAGE_COOKIE = "sistercity_language"
templates = Environment(loader=PackageLoader("sistercity_nb.server"), autoescape=True)
templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # Thai in half the bytes
WORTH_PACKING = 2_000  # bytes; what is shorter fits into two packets as it is
LARGEST_BODY = 4_000_000  # bytes: a hundred of the longest entries


def _pack_quickly(body: bytes) -> bytes:
    return gzip.compress(body, 1, mtime=0)


@cache
def pack_once(body: bytes) -> bytes:
    """``body`` as small as it gets, for what is sent again and again as it is."""
    return gzip.compress(body, 9, mtime=0)


class Here(JupyterHandler):
    """A request to the extension."""

    auth_resource = RESOURCE
    rule = ""  # what of rules.MAY_ASK this is; what is none of it is the lead's
    open_to_all = False  # whether nobody has to come in first
    paced = True  # whether it counts against what one person may ask for in a while
    _service: Service

    def initialize(self, service: Service) -> None:
        """Keep what the route gives."""
        self._service = service

    async def prepare(self, **more: Any) -> None:
        """Refuse whoever may not ask for this."""
        await super().prepare(**more)
        # Where nobody is known to be there, tornado's `authenticated` of each method shows the way in.
        if self.current_user is not None and not self._finished and not self.open_to_all:
            rules.check_may_ask(self.person, self.rule)
            if self.paced and self.person.role is not Role.LEAD:
                self._service.limits.requests.take(self.person.id)

    def skip_check_origin(self) -> bool:
        """Jupyter lets a page of any site ask with a token; here none may, however it came by one."""
        return self.request.method == "OPTIONS"

    def check_origin(self, origin_to_satisfy_tornado: str = "") -> bool:
        """Whether a script of our own pages asks, or no page at all, as a notebook or `curl`.

        Raises:
            NotAllowed: if a page of another site does; Jupyter would answer that there is nothing here.
        """
        if not super().check_origin(origin_to_satisfy_tornado):
            raise NotAllowed("A page of another site sent this. Open the workshop's own page and try there.")
        return True

    @property
    def content_security_policy(self) -> str:
        """What a browser may load for this answer."""
        return NOTHING

    def set_default_headers(self) -> None:
        """What every answer of ours tells the browser to refuse."""
        super().set_default_headers()
        for name, value in HEADERS.items():
            self.set_header(name, value)

    @property
    def person(self) -> Person:
        """Who asks; raises HTTPError if nobody is known to be there."""
        if self.current_user is None:
            raise HTTPError(403)
        return person_of(self.current_user)

    @property
    def here(self) -> Open:
        """The open record."""
        return self._service.open

    @property
    def language(self) -> str:
        """What this reader reads: asked for by header or cookie, else the setting; Thai if that is wrong."""
        asked = asked_language(self)
        if asked is not None:
            return asked
        try:
            return self.here.settings.language
        except SisterCityError:
            return LANGUAGES[0]

    def packed(self, text: str, pack: Callable[[bytes], bytes] = _pack_quickly) -> bytes:
        """``text`` in UTF-8, compressed where it is long and the browser reads that; to be finished with.

        Thai shrinks to an eighth, and a crowded Wi-Fi is slower than the quickest compression.
        """
        body = text.encode()
        self.set_header("Vary", "Accept-Encoding")
        if len(body) < WORTH_PACKING or "gzip" not in self.request.headers.get("Accept-Encoding", ""):
            return body
        self.set_header("Content-Encoding", "gzip")
        return pack(body)

    def t(self, message: str, **values: object) -> str:
        """``message`` in the reader's language."""
        return translate(message, self.language, **values)

    def reason(self, error: BaseException | None, status: int) -> str:
        """What to tell the person about ``error``, never more than a sentence and never a traceback."""
        if isinstance(error, SisterCityError):
            return error.say(translate, self.language)
        if isinstance(error, HTTPError) and error.log_message:
            return self.t(error.log_message)
        if status == 404:
            return self.t("There is nothing at this address.")
        if status in (401, 403):
            return self.t(
                "You are not signed in, or may not do this. Enter your join code again, or ask the lead."
            )
        return self.t("Something failed in the server. Nothing you typed is lost; its log says more.")

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Only a fault of ours goes to the log, and without its query, in which the token may stand."""
        if not isinstance(error, Refused | NotAllowed | TooMany | HTTPError):
            fault = (kind, error, trace)
            self.log.error("%s %s failed", self.request.method, self.request.path, exc_info=fault)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An error is a page too: what happened and what to do, in the reader's language.

        Never Jupyter's own error page: it carries the server's token for whoever is signed in.
        """
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        status = status_of(error, 503 if isinstance(error, SisterCityError) else status_code)
        self.set_status(status)
        say_when(self, error)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(error_page(self, self.reason(error, status)))


def error_page(handler: JupyterHandler, reason: str) -> str:
    """The page that says ``reason`` and leads back to where its reader may go."""
    language = asked_language(handler) or LANGUAGES[0]
    page = templates.get_template("error.html")
    return page.render(
        reason=reason,
        base=f"{handler.base_url}sistercity/",
        language=language,
        t=lambda message: translate(message, language),
    )


def asked_language(handler: RequestHandler) -> str | None:
    """The language that a request asks for by header or cookie, if it is one of ours."""
    asked = handler.request.headers.get("X-SisterCity-Language") or handler.get_cookie(LANGUAGE_COOKIE)
    return asked if asked in LANGUAGES else None


def status_of(error: BaseException | None, otherwise: int) -> int:
    """The HTTP status that fits an error of ours."""
    if isinstance(error, TooLarge):
        return 413
    if isinstance(error, TooMany):
        return 429
    if isinstance(error, Refused):
        return 400
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, StoreError):
        return 503  # it may pass: a sender keeps what it has and tries again
    return otherwise


def say_when(handler: RequestHandler, error: BaseException | None) -> None:
    """Tell the sender when to try again, if it was too fast."""
    if isinstance(error, TooMany):
        handler.set_header("Retry-After", str(error.seconds))


def whole_number(value: str) -> int:
    """The number that a query names.

    Raises:
        Refused: if it is not a whole number of at most 18 digits.
    """
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Refused("{value!r} is not a whole number.", value=value[:40])
    return int(value)


class Api(Here, APIHandler):
    """A request that is answered in JSON."""

    def answer(self, value: Mapping[str, Any], status: int = 200) -> None:
        """Send ``value``."""
        self.set_status(status)
        self.send(json.dumps(value, ensure_ascii=False))

    def send(self, document: str) -> None:
        """Send a JSON document that is made already."""
        self.set_header("Cache-Control", "no-store")
        self.finish(self.packed(document))

    def sent(self) -> dict[str, Any]:
        """The JSON object that was sent.

        Raises:
            TooLarge: if it is too large.
            Refused: if it is not a JSON object.
        """
        if len(self.request.body) > LARGEST_BODY:
            raise TooLarge("This is more than {most} bytes at once. Send it in parts.", most=LARGEST_BODY)
        try:
            value = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise Refused("What was sent is not JSON in UTF-8.") from None
        if not isinstance(value, dict):
            raise Refused("What was sent must be a JSON object.")
        return value

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every error is a JSON object with a sentence under ``reason``."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        status = status_of(error, status_code)
        reply = {"reason": self.reason(error, status)}
        if isinstance(error, EntryRefused):
            reply["field"] = error.field
        say_when(self, error)
        self.answer(reply, status)
