"""What every answer of the extension shares: who may ask, in which language, and how it says no."""

import json
from collections.abc import Mapping
from typing import Any

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.web import HTTPError

from sistercity_nb.errors import EntryRefused, Refused, SisterCityError, StoreError
from sistercity_nb.language import translate
from sistercity_nb.server.service import Open, Service
from sistercity_nb.settings import LANGUAGES

RESOURCE = "sistercity"  # what Jupyter Server's authoriser is asked about
LANGUAGE_COOKIE = "sistercity_language"
LARGEST_BODY = 4_000_000  # bytes: a hundred of the longest entries


class Here(JupyterHandler):
    """A request to the extension."""

    auth_resource = RESOURCE
    _service: Service

    def initialize(self, service: Service) -> None:
        """Keep what the route gives."""
        self._service = service

    @property
    def here(self) -> Open:
        """The open record."""
        return self._service.open

    @property
    def language(self) -> str:
        """What this reader reads: asked for by header or cookie, else the setting; Thai if that is wrong."""
        asked = self.request.headers.get("X-SisterCity-Language") or self.get_cookie(LANGUAGE_COOKIE)
        if asked in LANGUAGES:
            return asked
        try:
            return self.here.settings.language
        except SisterCityError:
            return LANGUAGES[0]

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
                "You are not signed in, or may not do this. Open the address that the server printed."
            )
        return self.t("Something failed in the server. Nothing you typed is lost; its log says more.")


def status_of(error: BaseException | None, otherwise: int) -> int:
    """The HTTP status that fits an error of ours."""
    if isinstance(error, Refused):
        return 400
    if isinstance(error, StoreError):
        return 503  # it may pass: a sender keeps what it has and tries again
    return otherwise


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
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, ensure_ascii=False))

    def sent(self) -> dict[str, Any]:
        """The JSON object that was sent.

        Raises:
            Refused: if it is too large, or not a JSON object.
        """
        if len(self.request.body) > LARGEST_BODY:
            raise Refused("This is more than {most} bytes at once. Send it in parts.", most=LARGEST_BODY)
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
        self.answer(reply, status)

    def log_exception(self, *about: Any) -> None:
        """What was refused at the door is the sender's affair; all else goes to the log."""
        if not isinstance(about[1], Refused):
            super().log_exception(*about)
