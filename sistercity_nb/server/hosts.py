"""Under which names a server in a network answers.

A page from elsewhere can have its own name point at this machine and then talk to the server as if that were
its own (DNS rebinding). It cannot do so under an address, nor under a name that it does not own: those are
answered, so that a laptop that changes its Wi-Fi goes on being reached.
"""

import ipaddress
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import Application, RequestHandler

from sistercity_nb.language import translate


def answer_only_to(application: Application, names: Sequence[str], language: str) -> None:
    """From now on refuse every request, whatever its path, that asks for another name than these."""
    refusal = Rule(_AnotherName(names), _Refusal, {"language": language})
    application.default_router.rules.insert(0, refusal)


class _AnotherName(Matcher):
    def __init__(self, names: Sequence[str]) -> None:
        self._names = [name.lower() for name in names]  # a certificate's can be *.example.org

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Nothing, which means no match, for an address or one of the names."""
        asked = request.host_name.removeprefix("[").removesuffix("]")
        known = _is_address(asked) or any(fnmatchcase(asked, name) for name in self._names)
        return None if known else {}


class _Refusal(RequestHandler):
    def initialize(self, language: str) -> None:
        """Keep what the rule gives."""
        self._language = language

    def prepare(self) -> None:
        """Say no."""
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(
            translate(
                "This server does not answer under the name in this address. Use the address on the poster.",
                self._language,
            )
        )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
