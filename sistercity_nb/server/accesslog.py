"""The log of access: who asked for what, when, and how it was answered; never a word of what was said.

``logs/access.log`` in the workshop folder, a JSON object a line. It holds no text, name, code, token or
query: a device is a number that means nothing elsewhere.
"""

import json
import logging
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jupyter_server.auth import User
from tornado.web import Application, RequestHandler

from sistercity_nb.access import ALPHABET, LENGTH, read_code
from sistercity_nb.server.person import person_of
from sistercity_nb.server.service import Service

FOLDER = "logs"  # in the home
LARGEST = 1_000_000  # bytes of one file
OLDER = 4  # files beside the newest
LONGEST_PATH = 300  # characters
_QUERY = re.compile(r"\?\S+")
_PART = re.compile(r"(?<=/)[^\s/?]+")

log = logging.getLogger(__name__)


def keep_log(application: Application, service: Service) -> None:
    """Write a line for every request of ``application`` from now on, beside what Jupyter logs of it."""
    usual: Callable[[RequestHandler], None] = application.settings["log_function"]
    files: list[_File] = []

    def log_request(handler: RequestHandler) -> None:
        usual(handler)
        if not files and (home := _home(service)):
            files.append(_File(home / FOLDER))
        for file in files:
            file.write(line(handler))

    application.settings["log_function"] = log_request


def line(handler: RequestHandler) -> dict[str, Any]:
    """What is kept of a request that was answered."""
    request = handler.request
    user = getattr(handler, "_jupyter_current_user", None)
    person = person_of(user) if isinstance(user, User) else None
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "path": _path(request.path),
        "status": handler.get_status(),
        "ms": round(request.request_time() * 1000, 1),
        "bytes": int(handler._headers.get("Content-Length", "0")),
        "role": str(person.role) if person else "",
        "group": person.group if person else "",
        # Not the id itself: behind JupyterHub it is the name of an account.
        "device": sha256(person.id.encode()).hexdigest()[:12] if person else "",
    }


def plain_output(record: logging.LogRecord) -> bool:
    """A filter for what the server prints: no query, in which the token can stand, and no code.

    Nor that a browser hung up on a certificate that it does not know yet, as each of them does at first.
    """
    if record.getMessage().startswith("SSL Error"):
        return False
    text = _QUERY.sub("?…", record.getMessage())
    record.msg, record.args = _PART.sub(lambda part: _masked(part[0]), text), ()
    return True


class _File(RotatingFileHandler):
    """The newest file and those before it; where it cannot be written the server goes on without."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder / "access.log", maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8", delay=True
        )
        self._told = False
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            self._tell(error)

    def write(self, said: dict[str, Any]) -> None:
        """Add a line."""
        text = json.dumps(said, ensure_ascii=False)
        self.handle(logging.LogRecord(__name__, logging.INFO, "", 0, text, (), None))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Say once why nothing is written; a full disk must not fill the terminal too."""
        self._tell("the disk may be full")

    def _tell(self, reason: object) -> None:
        if not self._told:
            log.warning("The log of access cannot be written to %s: %s", self.baseFilename, reason)
        self._told = True


def _home(service: Service) -> Path | None:
    """The workshop folder, if this server was started for a workshop or has opened one."""
    if "open" in vars(service):
        return service.open.settings.home
    named = os.environ.get("SISTERCITY_HOME")
    return Path(named) if named else None


def _path(path: str) -> str:
    """The path without what looks like a join code: somebody may type theirs behind the address."""
    return _PART.sub(lambda part: _masked(part[0]), path[:LONGEST_PATH])


def _masked(part: str) -> str:
    code = read_code(unquote(part))
    return "…" if len(code) == LENGTH and set(code) <= set(ALPHABET) else part
