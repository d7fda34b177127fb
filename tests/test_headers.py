"""What every answer of the extension tells the browser to refuse."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis.strategies import from_regex
from serving import Server, serving

from sistercity_nb.server import routes
from sistercity_nb.server.headers import HEADERS
from sistercity_nb.server.service import Service

PATTERNS = [pattern for pattern, *_ in routes(Service(Path()))]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of an empty record."""
    home = tmp_path_factory.mktemp("workshop")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(home) as running:
        yield running


def check(answer: httpx.Response, referrer: str = HEADERS["Referrer-Policy"]) -> None:
    """Every header of ours is there, and nothing lets a page run or load what is not this server's."""
    expected = {**HEADERS, "Referrer-Policy": referrer}
    assert {name: answer.headers.get(name) for name in HEADERS} == expected, answer.url
    policy = answer.headers["Content-Security-Policy"]
    assert re.match("default-src '(self|none)';", policy)
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy
    # The report's own script, and no other, runs: it is named by its hash.
    scripts = re.findall("script-src ([^;]*)", policy)
    assert all(re.fullmatch("'sha256-[A-Za-z0-9+/=]+'", script) for script in scripts)
    if "/exports/" not in str(answer.url):  # a report carries its style inside, and can run nothing
        assert "unsafe-inline" not in policy
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_answer_of_every_route_is_guarded(server: Server, pattern: str) -> None:
    """Found or not, asked or told, with the token or without: the headers are the same."""

    @settings(max_examples=4)
    @given(path=from_regex(pattern, fullmatch=True))
    def every(path: str) -> None:
        address = f"{server.base}sistercity{quote(path)}"
        with httpx.Client(trust_env=False) as stranger:
            for client in (server.client, stranger):
                for method in ("GET", "POST", "DELETE"):
                    check(client.request(method, address))

    every()


def test_the_way_in_is_guarded(server: Server) -> None:
    """The page on which people come in has them too, and so has leaving; no other site hears of either."""
    with httpx.Client(trust_env=False) as stranger:
        check(stranger.get(f"{server.base}login"), "same-origin")
        check(stranger.post(f"{server.base}login", data={"code": "AAAA"}), "same-origin")
        check(stranger.get(f"{server.base}logout"), "same-origin")


def test_what_is_too_large_is_guarded(server: Server) -> None:
    """So has the answer to what nobody reads."""
    check(server.post("api/revisions", content=b" " * 4_000_001))


def test_no_page_carries_a_style_or_a_script_in_its_markup() -> None:
    """The policy that forbids them would only break the page: the templates and modules have none."""
    package = Path(__file__).parent.parent / "sistercity_nb"
    for template in (package / "server" / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), template.name
        assert all("src=" in tag or "json" in tag for tag in re.findall("<script[^>]*>", text)), template.name
    # h() sets attributes: `style: "…"` there would be one, while element.style is not.
    for module in (package / "static").glob("*.js"):
        text = module.read_text(encoding="utf-8")
        assert not re.search(r"style: `|innerHTML|setAttribute\(.style", text), module.name
