"""Who reaches what: every route of a running server, asked by everybody, held against docs/security.md."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]  # how a pattern is written, part by part
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import httpx
import pytest
from serving import TOKEN, Server, enter, environment, free_port, join, serving

ROOT = Path(__file__).parent.parent
PEOPLE = ("nobody", "viewer", "participant", "facilitator", "other group", "lead code", "token")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
REST = "everything else of the server"
OWN, OTHER = "signed", "considering"  # groups of the shipped workshop; the matrix asks for the first
# What an address of the table is asked with. A page of no group takes the words as they are.
EXAMPLES = {
    "group": OWN,
    "record": "an-entry-of-the-own-group",
    "version": "0123456789ab",
    "job": "0" * 32,
    "code": "0" * 32,
    "file": "Sarabun.woff2",
    "component": "capture",
    "table": "findings.csv",
    "name": "findings",
}
SENT: dict[str, Any] = {"sistercity/api/revisions": {"revisions": []}}
# Prints the routes of a server that was started as a person starts it, instead of serving.
DUMP = """
import json, sys
from jupyter_server.serverapp import ServerApp
from tornado.routing import RuleRouter

def walk(router):
    for rule in router.rules:
        if isinstance(rule.target, RuleRouter):
            yield from walk(rule.target)
        elif hasattr(rule.matcher, "regex"):
            yield rule.matcher.regex.pattern
        else:
            assert rule.target.__module__.startswith("sistercity_nb."), rule

ServerApp.start = lambda app: print(json.dumps(list(walk(app.web_app.default_router))))
from sistercity_nb.cli import main
main(["run", "--no-browser", "--port", sys.argv[1]])
"""


@dataclass(frozen=True)
class Row:
    """A row of the table: who gets which answer at an address."""

    method: str
    address: str
    answers: dict[str, str]

    @property
    def path(self) -> str:
        """An address that it speaks of."""
        address = re.sub(r"<(\w+)>", lambda place: EXAMPLES[place[1]], self.address)
        return address if self.address != "/" else ""

    def speaks_of(self, path: str) -> bool:
        """Whether it is about ``path``, whatever is asked there."""
        pattern = re.sub(r"<\w+>", "[^?]+", re.escape(self.address.partition("?")[0].strip("/")))
        return re.fullmatch(pattern, path.partition("?")[0].strip("/")) is not None


def table(document: Path) -> list[Row]:
    """The rows of the document's table, the last for all that no other speaks of."""
    rows = []
    for line in document.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == len(PEOPLE) + 1 and re.search("[✓✗→]", cells[1]):
            named = re.fullmatch(r"`(\w+) (\S+)`", cells[0])
            method, address = named.groups() if named else ("", "")
            rows.append(Row(method, address, dict(zip(PEOPLE, cells[1:], strict=True))))
    return rows


TABLE = table(ROOT / "docs" / "security.md")


def example(pattern: str) -> str:
    """A string that ``pattern`` matches."""
    return "".join(_shortest(_parser.parse(pattern.removesuffix("$"))))


def _shortest(parts: Any) -> Iterator[str]:
    for kind, what in parts:
        if kind is kinds.LITERAL:
            yield chr(what)
        elif kind is kinds.ANY:
            yield "x"
        elif kind is kinds.NOT_LITERAL:
            yield "x" if what != ord("x") else "y"
        elif kind is kinds.IN:
            yield _one_of(what)
        elif kind is kinds.SUBPATTERN:
            yield from _shortest(what[-1])
        elif kind is kinds.BRANCH:
            yield from _shortest(what[1][0])
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            least, most, repeated = what
            yield "".join(_shortest(repeated)) * max(least, min(most, 1))
        else:
            raise AssertionError(f"an example of {kind} is not known")


def _one_of(choices: Any) -> str:
    kind, what = choices[0]
    if kind is kinds.NEGATE:
        return "x"
    if kind is kinds.CATEGORY:
        return "1"
    return chr(what[0] if kind is kinds.RANGE else what)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop folder with dot voting."""
    home = tmp_path_factory.mktemp("workshop")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """A server with one entry of the group that everybody asks for."""
    with serving(home) as running:
        body = {"group": OWN, "kind": "problem", "text": "จังหวัดขาดงบประมาณ"}
        entry = {"id": "r1", "record": EXAMPLES["record"], "type": "entry", "body": body}
        assert running.post("api/revisions", json={"revisions": [entry]}).json()["results"][0]["seq"]
        yield running


@pytest.fixture(scope="module")
def routes(home: Path) -> list[str]:
    """The pattern of every route, in the order in which the server tries them."""
    command = [sys.executable, "-c", DUMP, str(free_port())]
    run = subprocess.run(
        command, cwd=home, env=environment(home), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return json.loads(run.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def headers(server: Server) -> dict[str, dict[str, str]]:
    """What each kind of person sends with every request; nothing that a server answers changes it."""
    sent = {}
    for who, role, group in (
        ("viewer", "viewer", ""),
        ("participant", "participant", OWN),
        ("facilitator", "facilitator", OWN),
        ("other group", "facilitator", OTHER),
        ("lead code", "lead", ""),
    ):
        with closing(enter(server, role, group)) as browser:
            sent[who] = _sent(server, browser)
    with closing(join(server, "")) as stranger:
        sent["nobody"] = _sent(server, stranger)
    return {**sent, "token": {"Authorization": f"token {TOKEN}"}}


def _sent(server: Server, browser: httpx.Client) -> dict[str, str]:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return {"Cookie": cookies, "X-XSRFToken": browser.cookies["_xsrf"], "Referer": server.base}


def ask(server: Server, headers: dict[str, str], method: str, path: str) -> httpx.Response:
    """The answer to somebody who sends these headers and forgets what they are told."""
    body = json.dumps(SENT.get(path, {})) if method == "POST" else None
    server.client.cookies.clear()
    kept = server.client.headers.pop("Authorization")
    reply = server.client.request(method, f"{server.base}{path}", headers=headers, content=body)
    server.client.headers["Authorization"] = kept
    if "Authorization" not in headers:
        assert TOKEN not in reply.text + str(reply.headers), f"{method} {path} tells the token"
    return reply


def sign(reply: httpx.Response) -> str:
    """An answer as the table writes it."""
    to = reply.headers.get("Location", "") if reply.is_redirect else ""
    if to.startswith("/login?"):
        return "→"
    if to.startswith("/sistercity"):
        return "⌂"
    return "✗" if reply.status_code == 403 else "✓"


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("row", TABLE[:-1], ids=lambda row: f"{row.method} {row.address}")
def test_an_address_of_ours_answers_as_the_table_says(
    server: Server, headers: dict[str, dict[str, str]], row: Row, who: str
) -> None:
    """Each row of the table is true of everybody."""
    assert sign(ask(server, headers[who], row.method, row.path)) == row.answers[who]


def test_every_route_of_the_extension_is_in_the_table(routes: list[str]) -> None:
    """No route of ours is left out of the table, and the table names none that is not there."""
    rest = r"/sistercity/.*$"  # what is nowhere; the table's last row
    named = [pattern for pattern in routes if pattern != rest]
    ours = {example(pattern).lstrip("/") for pattern in named if pattern.startswith(("/sistercity", "/log"))}
    for path in ours:
        assert any(row.speaks_of(path) for row in TABLE[:-1]), f"{path} is not in docs/security.md"
    for row in TABLE[:-1]:
        assert any(re.match(pattern, f"/{row.path.partition('?')[0]}") for pattern in named[:-1]), row
    assert all(re.match(pattern, example(pattern)) for pattern in routes)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_the_table_does_not_name_answers_as_its_last_row_says(
    server: Server, routes: list[str], headers: dict[str, dict[str, str]], who: str
) -> None:
    """Every other route, and every method that the table does not name, is closed to all but the token."""
    expected = TABLE[-1].answers[who].split()
    asked = ("GET",) if who == "token" else METHODS  # with the token a DELETE would delete
    for path in sorted(
        {example(pattern).lstrip("/") for pattern in routes} | {row.path for row in TABLE[:-1]}
    ):
        rows = {row.method: row for row in TABLE[:-1] if row.speaks_of(path)}
        for method in asked:
            if method in rows or (rows and method in ("HEAD", "OPTIONS")) or (rows and who == "token"):
                continue
            reply = ask(server, headers[who], method, path)
            no_such_method = reply.status_code == 405
            assert no_such_method or sign(reply) in expected, f"{method} /{path}: {reply.status_code}"


def test_the_thai_table_is_the_same() -> None:
    """Both languages say the same of every route."""
    assert table(ROOT / "docs" / "th" / "security.md") == TABLE
