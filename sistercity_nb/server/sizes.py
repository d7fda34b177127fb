"""A request that is too large is read to its end without being kept, so that its sender hears why.

A server that hangs up at once looks to a browser like a lost line, and what waits there would be sent again
and again.
"""

from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher
from tornado.web import stream_request_body

from sistercity_nb.errors import TooLarge
from sistercity_nb.server.handlers import LARGEST_BODY, Api

LISTENED_TO = 1_000_000_000  # bytes; beyond it the line is cut after all


class OverLarge(Matcher):
    """Matches what announces more than a request may hold, below ``base``."""

    def __init__(self, base: str) -> None:
        self._base = base

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Nothing for a request of the usual size."""
        announced = request.headers.get("Content-Length", "")
        large = announced.isascii() and announced.isdigit() and int(announced) > LARGEST_BODY
        whole = request.path == f"{self._base}/api/record"  # a record of another laptop, of the lead alone
        return {} if large and request.path.startswith(self._base) and not whole else None


@stream_request_body
class Overflow(Api):
    """Says that it was too much, to whoever is in."""

    rule = "files"

    async def prepare(self, **how: Any) -> None:
        """Let the rest of the body come."""
        self.request.connection.set_max_body_size(LISTENED_TO)  # type: ignore[union-attr]  # it is a server's
        await super().prepare(**how)

    def data_received(self, chunk: bytes) -> None:
        """Let it go."""

    async def _refuse(self, *_: str) -> None:
        raise TooLarge("This is more than {most} bytes at once. Send it in parts.", most=LARGEST_BODY)

    post = put = patch = delete = get = _refuse
