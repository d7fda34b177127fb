"""Over HTTP: tables of the record as files for a spreadsheet, out and in.

A process of its own reads and writes them, the command line's `export` and `import`: a workbook costs more
time and memory than whoever is recording should notice, and may be made to cost far more.
"""

import json
import subprocess
import sys
from asyncio import to_thread
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from sistercity_nb.errors import Refused, TooLarge
from sistercity_nb.server.handlers import LARGEST_BODY, Api

# The names of sistercity_nb.exchange, which is not loaded here.
_NAMES = ("entries", "participants", "codings", "findings", "answers")
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ExportApi(Api):
    """A table as a file."""

    @authenticated
    @authorized
    async def get(self, name: str, kind: str) -> None:
        """Send it, its heads and words in the reader's language."""
        if name not in _NAMES or kind not in _TYPES:
            raise HTTPError(404)
        content = await to_thread(self._made, f"{name}.{kind}", name)
        self.set_header("Content-Type", _TYPES[kind])
        self.set_header("Content-Disposition", f'attachment; filename="{name}.{kind}"')
        self.set_header("Cache-Control", "no-store")
        self.finish(content)

    def _made(self, file_name: str, name: str) -> bytes:
        with TemporaryDirectory() as folder:
            file = Path(folder, file_name)
            run = _run(self.here.settings.home, "export", name, str(file), "--language", self.language)
            if run.returncode:
                raise Refused("{reason}", reason=run.stderr.strip() or str(run.returncode))
            return file.read_bytes()


class ImportApi(Api):
    """A file as a table: first what it would change, then that."""

    @authenticated
    @authorized
    async def post(self, name: str) -> None:
        """Say row by row what the file would change; change it if ``confirm`` names what was said."""
        if name not in _NAMES:
            raise HTTPError(404)
        if len(self.request.body) > LARGEST_BODY:
            raise TooLarge("This is more than {most} bytes at once. Send it in parts.", most=LARGEST_BODY)
        options = ["--json", "--language", self.language]
        columns, confirm = (self.get_query_argument(one, None) for one in ("columns", "confirm"))
        if columns is not None:
            options += [f"--columns={columns}"]
        if confirm is not None:
            options += ["--yes", f"--only-if={confirm}"]
        file = self.get_query_argument("file", f"{name}.csv")
        self.answer(await to_thread(self._read, name, file, self.request.body, options))
        if confirm is not None:
            self.here.feed.changed()

    def _read(self, name: str, sent: str, content: bytes, options: list[str]) -> dict[str, Any]:
        kind = Path(sent).suffix.lower()
        if kind.removeprefix(".") not in _TYPES:
            raise Refused("{file}: a table's file ends in .xlsx or .csv.", file=sent[:100])
        with TemporaryDirectory() as folder:
            file = Path(folder, f"{name}{kind}")
            file.write_bytes(content)
            run = _run(self.here.settings.home, "import", name, str(file), *options)
        try:
            said: dict[str, Any] = json.loads(run.stdout)
        except ValueError:
            self.log.error("import ended with %s: %s", run.returncode, run.stderr[-2000:])
            raise Refused("This file cannot be read; the server's log says why.") from None
        if "failed" in said:
            raise Refused("{reason}", reason=said["failed"])
        return said


def _run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "sistercity_nb", *arguments]
    return subprocess.run(  # noqa: S603  our own command; what was sent is behind "=" or a file of ours
        command, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
