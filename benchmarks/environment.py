"""What a run needs and stands on: the peers' own environment, an installed browser, this machine in words."""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from sistercity_nb.doctor import browser

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = HERE / "peers"
_OURS = (
    "sistercity-nb",
    "jupyter-server",
    "sqlalchemy",
    "nbconvert",
    "matplotlib",
    "pandas",
    "typst",
    "playwright",
)
_WANTED = HERE / "peers.txt"
_VENV = HERE / ".venv"
_STAMP = _VENV / "installed-from"
# Nothing but this machine answers, so that no peer waits for a content delivery network that we never ask.
BROWSER_FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True, slots=True)
class Peers:
    """The environment of the peers; ``missing`` says why there is none, and is empty when there is."""

    missing: str = ""

    @property
    def python(self) -> Path:
        """Their Python."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """A program that they installed."""
        return _VENV / ("Scripts" if os.name == "nt" else "bin") / name

    def versions(self) -> dict[str, str]:
        """Name → version of what ``peers.txt`` asks for."""
        names = [name.partition("[")[0] for name in _names()]
        code = "import json, sys; from importlib.metadata import version as v; "
        code += "print(json.dumps({name: v(name) for name in sys.argv[1:]}))"
        said = subprocess.run(  # noqa: S603  our own environment's Python
            [self.python, "-c", code, *names], check=True, capture_output=True, text=True
        )
        found: dict[str, str] = json.loads(said.stdout)
        return found


def install_peers() -> Peers:
    """The peers of ``peers.txt`` in an environment beside it, made when the list or the Python has changed.

    Returns:
        The environment; where installing failed, ``missing`` holds the last line of the reason.
    """
    wanted = sha256(_WANTED.read_bytes() + sys.version.encode()).hexdigest()
    if _STAMP.is_file() and _STAMP.read_text(encoding="utf-8") == wanted:
        return Peers()
    progress("installing the peers into benchmarks/.venv (about a minute)")
    peers = Peers()
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(_VENV)],
        [str(peers.python), "-m", "pip", "install", "--quiet", "--requirement", str(_WANTED)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            return Peers(lines[-1] if lines else f"{command[2]} ended with {done.returncode}")
    _STAMP.write_text(wanted, encoding="utf-8")
    return peers


def find_browser() -> Path | None:
    """The installed browser that the tests use too, or None."""
    found = browser()
    return Path(found) if found else None


def machine() -> dict[str, str]:
    """This machine in words that name nobody."""
    facts = {"system": _system(), "Python": platform.python_version(), "cores": str(os.cpu_count())}
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        facts["memory"] = f"{size / 2**30:.0f} GiB"
    if hasattr(os, "getloadavg"):
        load = os.getloadavg()[0]
        busy = " (other work was running: seconds are too high)" if load > (os.cpu_count() or 1) / 2 else ""
        facts["load before the run"] = f"{load:.1f}{busy}"
    return facts


def versions() -> dict[str, str]:
    """Name → version of ours."""
    found = {}
    for name in _OURS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "from the checkout"
    return found


def browser_version(program: Path) -> dict[str, str]:
    """The browser's name → its version, as it says them."""
    said = subprocess.run(  # noqa: S603  the browser that was found
        [program, "--version"], capture_output=True, text=True, check=False
    )
    name, _, rest = said.stdout.strip().partition(" ")
    return {name: rest.split(" ")[0]}


def progress(step: str) -> None:
    """One line on the error stream."""
    click.echo(f"bench: {step}", err=True)


def _names() -> list[str]:
    lines = _WANTED.read_text(encoding="utf-8").splitlines()
    return [line.partition("==")[0] for line in lines if line and not line.startswith("#")]


def _system() -> str:
    if platform.system() == "Linux":
        return f"{platform.freedesktop_os_release().get('PRETTY_NAME', 'Linux')}, {platform.machine()}"
    return f"{platform.system()} {platform.release()}, {platform.machine()}"
