"""The servers that are measured, each in a process of its own and ended by its id."""

import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]  # publishes no types

from benchmarks.environment import PEERS, ROOT, Peers
from tests.serving import TOKEN, free_port, serving

GROUPS = ("signed", "considering", "not-started")
OURS, VOILA = "ours", "Voila"
_QUIET = 0.05  # of a core; a server with an idle kernel stays below it
_PATIENCE = 20.0  # seconds; what is not quiet by then is busy for a reason of its own


@dataclass(frozen=True, slots=True)
class Side:
    """One of those compared: its process, the address of its form, the form's text box, and its store."""

    name: str
    process: int
    address: str
    box: str
    store: Path

    def page(self, group: str) -> str:
        """The address of the form of a group."""
        return self.address.format(group=group)


@contextmanager
def ours(home: Path) -> Iterator[Side]:
    """Our server with the demonstration's entries in its record."""
    home.mkdir()
    settings = f'demonstration = "{(ROOT / "data" / "demo").as_posix()}"\n'
    (home / "sistercity.toml").write_text(settings, encoding="utf-8")
    with serving(home) as server:
        address = f"{server.base}sistercity/record/{{group}}?token={TOKEN}"
        store = home / "records" / "sistercity.db"
        yield Side(OURS, server.process.pid, address, ".composer textarea", store)


@contextmanager
def voila(peers: Peers, home: Path, preheat: bool) -> Iterator[Side]:
    """Voila serving ``peers/form.ipynb``; ``preheat`` keeps one kernel that has run it already."""
    home.mkdir()
    port = free_port()
    store = home / "entries.db"
    command = [
        *(str(peers.python), "-m", "voila", str(PEERS / "form.ipynb"), "--no-browser", f"--port={port}"),
        *(["--preheat_kernel=True", "--pool_size=1"] if preheat else []),
    ]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        "HOME": str(home),
        "TMPDIR": str(home),
        "BENCHMARK_PROVINCES": str(ROOT / "data" / "provinces.csv"),
        "BENCHMARK_STORE": str(store),
    }
    with (home / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603  our own environment's Python
            command, cwd=home, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait(process, address + "voila/static/voila.js", home / "log")
        name = f"{VOILA}, preheated" if preheat else VOILA
        yield Side(name, process.pid, address, "textarea", store)
    finally:
        _end(process)


def settle(sides: Iterable[Side]) -> None:
    """Wait until the servers and their kernels have finished what the last visit set in motion."""
    sides = list(sides)
    until = time.monotonic() + _PATIENCE
    before = sum(_used(side.process) for side in sides)
    while time.monotonic() < until:
        time.sleep(1)
        now = sum(_used(side.process) for side in sides)
        if abs(now - before) < _QUIET * len(sides):
            return
        before = now


def _used(process: int) -> float:
    """CPU seconds of a server and of its processes that live."""
    server = psutil.Process(process)
    used = 0.0
    for one in (server, *server.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += float(times.user + times.system)
    return used


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    with httpx.Client(trust_env=False, timeout=30) as client:
        while process.poll() is None:
            try:
                client.get(address)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
    raise RuntimeError(f"Voila ended with {process.returncode}:\n{log.read_text(encoding='utf-8')}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a server, then those of its kernels that it left behind."""
    kernels = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    process.wait()
    for kernel in kernels:
        if kernel.is_running():
            kernel.kill()
