"""The API against its own description: whatever may be sent is answered as described, and nothing is lost."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from serving import ROOT, TOKEN, Server, serving

from sistercity_nb.settings import read_settings
from sistercity_nb.store import open_store

DESCRIPTION = json.loads((ROOT / "sistercity_nb" / "server" / "openapi.json").read_text(encoding="utf-8"))
# What the description cannot know: groups that exist, so that some of what is sent is kept.
for _body in ("EntryBody", "SessionBody", "BallotBody", "DeckBody"):
    DESCRIPTION["components"]["schemas"][_body]["properties"]["group"] = {"enum": ["signed", "considering"]}
# A job or a table starts a process, and a socket is no request; tests/test_server.py asks for them.
_asked = (
    schemathesis.openapi.from_dict(DESCRIPTION)
    .exclude(path="/api/feed")
    .exclude(path="/api/jobs", method="POST")
    .exclude(path_regex="^/api/tables/")
)
OPERATIONS = [found.ok() for found in _asked.get_all_operations()]
EXAMPLES = 40  # of each operation; hypothesis chooses them
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop folder without a demonstration."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def saved() -> dict[str, Any]:
    """The body of each revision that the server has acknowledged so far, by its id."""
    return {}


@pytest.fixture(scope="module")
def server(home: Path, saved: dict[str, Any]) -> Iterator[Server]:
    """A server that is asked everything; at its end, all that it acknowledged must be in the record."""
    with serving(home) as server:
        yield server
    with open_store(read_settings(home, {})) as store:
        kept = {row["id"] for row in store.revisions()}
    assert saved
    assert set(saved) <= kept


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.label for operation in OPERATIONS])
@hypothesis.settings(
    max_examples=EXAMPLES,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
@hypothesis.given(data=strategies.data())
def test_whatever_is_sent_is_answered_as_described(
    operation: APIOperation, data: strategies.DataObject, server: Server, saved: dict[str, Any]
) -> None:
    """No request, good or bad, makes the server fail; every answer is one that the description knows."""
    case = data.draw(operation.as_strategy())
    answer = case.call(base_url=f"{server.base}sistercity", headers={"Authorization": f"token {TOKEN}"})
    case.validate_response(answer, checks=CHECKS)
    if (case.operation.path, case.method, answer.status_code) == ("/api/revisions", "POST", 200):
        for result in answer.json()["results"]:
            if result["status"] == "saved":
                saved[result["id"]] = result
