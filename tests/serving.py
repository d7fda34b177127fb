"""A real server of ours in a process of its own, for tests that talk to it over the wire."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).parent.parent  # the checkout
Result = TypeVar("Result")
TOKEN = "a-token-for-tests"  # noqa: S105  of servers that live for one test on loopback


@dataclass
class Server:
    """A running server: its process, the address of its start page and a client that is signed in."""

    process: subprocess.Popen[str]
    base: str
    client: httpx.Client
    log: Path

    @property
    def page(self) -> str:
        """The start page with the token, as a person opens it first."""
        return f"{self.base}sistercity?token={TOKEN}"

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a GET below ``sistercity/``."""
        return self.client.get(f"{self.base}sistercity/{path}", **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a POST below ``sistercity/``."""
        return self.client.post(f"{self.base}sistercity/{path}", **more)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has prepared nothing: an empty home, no settings of ours."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SISTERCITY_", "JUPYTER"))
    }
    person = home / "person"
    person.mkdir(exist_ok=True)
    return {**kept, "HOME": str(person), "JUPYTER_TOKEN": TOKEN, **more}


@contextmanager
def serving(home: Path, port: int | None = None, *arguments: str, **more: str) -> Iterator[Server]:
    """A server of the workshop folder ``home``, started with ``arguments``, ended when the block ends."""
    port = port or free_port()
    log = home / f"server-{port}.log"
    command = [sys.executable, "-m", "sistercity_nb", "run", "--no-browser", "--port", str(port), *arguments]
    with log.open("a", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=home,
            env=environment(home, **more),
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    secure = "--lan" in arguments and "--insecure" not in arguments
    base = f"{'https' if secure else 'http'}://127.0.0.1:{port}/"
    token = {"Authorization": f"token {TOKEN}"}
    # A certificate that the server made for itself is signed by nobody; test_lan.py looks at it.
    client = httpx.Client(headers=token, timeout=30, trust_env=False, verify=not secure)
    try:
        _wait(process, client, base, log)
        yield Server(process, base, client, log)
    finally:
        client.close()
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[str], client: httpx.Client, base: str, log: Path) -> None:
    """Until the server answers; a server that ends instead says why in its log."""
    while process.poll() is None:
        try:
            client.get(f"{base}sistercity/api/openapi.json")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    said = re.sub(r"token=\w+", "token=…", log.read_text(encoding="utf-8"))
    raise RuntimeError(f"the server ended with {process.returncode}:\n{said}")


def awaited(work: Coroutine[Any, Any, Result]) -> Result:
    """What ``work`` returns; its event loop has a thread of its own, since a test's browser may hold ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def enter(server: Server, role: str, group: str = "", **typed: str) -> httpx.Client:
    """A browser that came in by a new join code, to be closed; a participant for ``TH-57`` unless typed."""
    issued = server.post("api/codes", json={"role": role, "group": group, "hours": 1}).json()["code"]
    return join(server, issued["code"], **{"province": "TH-57", **typed})


def join(server: Server, code: str, **typed: str) -> httpx.Client:
    """A browser in which ``code`` was typed, whether or not it let anybody in; to be closed."""
    browser = httpx.Client(timeout=30, trust_env=False)
    browser.get(f"{server.base}login")
    browser.headers["X-XSRFToken"] = browser.cookies["_xsrf"]
    browser.post(f"{server.base}login", data={"code": code, **typed})
    return browser
