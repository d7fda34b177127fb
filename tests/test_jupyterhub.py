"""The example of docs/jupyterhub_config.py, run: a real hub, its server, and people in the hub's groups."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from serving import ROOT, free_port

TOKEN = "b" * 32  # of the service that starts the server in the place of a lead's click
ENTRY = {"group": "signed", "kind": "problem", "text": "จังหวัดขาดงบประมาณสนับสนุน"}
Enter = Callable[[str], httpx.Client]

CONFIG = """
import sys
load_subconfig({example!r})
sys.path.insert(0, {tests!r})
from hub_proxy import LoopbackProxy

c.JupyterHub.proxy_class = LoopbackProxy
c.JupyterHub.bind_url = {public!r}
c.JupyterHub.hub_bind_url = {hub!r}
c.JupyterHub.db_url = "sqlite:///{home}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{home}/cookie-secret"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {home!r}
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args += ["--allow-root"]
c.Spawner.notebook_dir = {home!r}
c.Spawner.environment["SISTERCITY_HOME"] = {home!r}
c.JupyterHub.services = [{{"name": "starter", "api_token": {token!r}}}]
c.JupyterHub.load_roles += [{{"name": "starter", "scopes": ["admin:servers"], "services": ["starter"]}}]
"""


@pytest.fixture(scope="module")
def enter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enter]:
    """Signs somebody in at the hub and takes them to the workshop server; gives a client based there."""
    home = tmp_path_factory.mktemp("hub")
    public, hub = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    config = home / "config.py"
    example, tests = str(ROOT / "docs" / "jupyterhub_config.py"), str(Path(__file__).parent)
    config.write_text(
        CONFIG.format(example=example, tests=tests, public=public, hub=hub, home=str(home), token=TOKEN),
        encoding="utf-8",
    )
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SISTERCITY_", "JUPYTER"))
    }
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    with (home / "hub.log").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, cwd=home, env={**kept, "HOME": str(home)}, stdout=output, stderr=subprocess.STDOUT
        )
    clients: list[httpx.Client] = []

    def sign_in(name: str) -> httpx.Client:
        client = httpx.Client(base_url=public, follow_redirects=True, timeout=60, trust_env=False)
        clients.append(client)
        form = _hidden(client.get("/hub/login").text)
        client.post("/hub/login?next=/hub/home", data={**form, "username": name, "password": "any"})
        page = client.get("/user/workshop/sistercity")
        if page.url.path == "/hub/api/oauth2/authorize":  # the hub asks each person once
            page = client.post(page.url, data=_hidden(page.text), headers={"Referer": str(page.url)})
        client.base_url = httpx.URL(f"{public}/user/workshop/")
        return client

    try:
        _start_server(process, hub, home / "hub.log")
        yield sign_in
    finally:
        for client in clients:
            client.close()
        process.terminate()  # the hub ends its server
        process.wait(60)


def _start_server(process: subprocess.Popen[bytes], hub: str, log: Path) -> None:
    """Have the hub start the workshop server, as a lead does with a click."""
    signed = {"Authorization": f"token {TOKEN}"}
    while process.poll() is None:
        try:
            answer = httpx.post(
                f"{hub}/hub/api/users/workshop/server", headers=signed, timeout=60, trust_env=False
            )
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        if answer.status_code == 201:
            return
        if answer.status_code == 400 and "already running" in answer.text:
            return
        time.sleep(0.2)
    raise RuntimeError(f"the hub ended:\n{log.read_text(encoding='utf-8')}")


def _hidden(page: str) -> dict[str, list[str]]:
    """The hidden fields of a form of the hub."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


def add(client: httpx.Client, **body: object) -> httpx.Response:
    """The answer to an entry that ``client`` sends."""
    revision = {"id": uuid4().hex, "record": uuid4().hex, "type": "entry", "body": {**ENTRY, **body}}
    xsrf = next(
        cookie.value for cookie in client.cookies.jar if cookie.name == "_xsrf" and "user" in cookie.path
    )
    return client.post(
        "sistercity/api/revisions", json={"revisions": [revision]}, headers={"X-XSRFToken": xsrf or ""}
    )


def test_a_facilitator_of_a_hub_group_records_in_that_group_alone(enter: Enter) -> None:
    """The hub group sistercity-facilitator-signed lets an account record in that group and in no other."""
    facilitator = enter("facilitator-a")
    assert facilitator.get("sistercity/record/signed").status_code == 200
    assert facilitator.get("sistercity/record/considering").status_code == 403
    assert add(facilitator).json()["results"][0]["status"] == "saved"
    assert add(facilitator, group="considering").json()["results"][0]["status"] == "refused"


@pytest.mark.parametrize("name", ["facilitator-a", "viewer", "lead"])
def test_nobody_of_the_hub_reaches_jupyter_itself(enter: Enter, name: str) -> None:
    """No role of the workshop reaches a file or a kernel of the shared server."""
    person = enter(name)
    for path in ("api/contents", "api/kernels", "api/terminals", "lab", "files/sistercity.toml"):
        assert person.get(path).status_code == 403, path


def test_a_viewer_sees_the_board_and_records_nothing(enter: Enter) -> None:
    """The hub group sistercity-viewer opens the board only."""
    viewer = enter("viewer")
    assert viewer.get("sistercity/board").status_code == 200
    assert viewer.get("sistercity/record/signed").status_code == 403
    assert add(viewer).status_code == 403


def test_a_lead_of_the_hub_reaches_every_page(enter: Enter) -> None:
    """The hub group sistercity-lead opens what the workshop's lead needs."""
    lead = enter("lead")
    for page in ("sistercity", "sistercity/themes", "sistercity/findings", "sistercity/api/codes"):
        assert lead.get(page).status_code == 200, page


def test_an_account_without_a_group_stays_out(enter: Enter) -> None:
    """Whoever the hub lets sign in but is in none of the groups reaches nothing of the workshop."""
    stranger = enter("stranger")
    assert stranger.get("sistercity/board").status_code == 403
    assert stranger.get("sistercity/api/board").status_code == 403
