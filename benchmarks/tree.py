"""The cost of a command and of every process that it starts: ``python -m benchmarks.tree RESULT COMMAND…``.

Linux only. This small process makes itself the reaper of its orphans, so that a browser's processes, which
nobody waits for, are waited for here; what the operating system then counts for children is the whole tree.
"""

import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_EVERY = 0.1  # seconds between two looks at the tree's memory


def main(result: str, command: list[str]) -> int:
    """Run the command, write its cost to ``result``, return its exit code.

    The result holds ``cpu`` (seconds, user and system, all processes), ``largest`` (MB, the largest resident
    size that one process ever had), ``sum`` (MB, the most that all had together, shared pages counted once,
    sampled) and ``wall`` (seconds).
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    done = threading.Event()
    most = [0.0]
    watching = threading.Thread(target=_watch, args=(done, most))
    began = time.perf_counter()
    process = subprocess.Popen(command)  # noqa: S603  a command of the benchmarks
    watching.start()
    code = process.wait()
    wall = time.perf_counter() - began
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    done.set()
    watching.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {
        "cpu": used.ru_utime + used.ru_stime,
        "largest": used.ru_maxrss * 1024 / 1e6,
        "sum": most[0] / 1e6,
        "wall": wall,
    }
    Path(result).write_text(json.dumps(cost), encoding="utf-8")
    return code


def cost_of(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None) -> dict[str, float]:
    """What a command costs that runs in ``folder`` as a person with a home of their own, as ``main`` says it.

    Raises:
        RuntimeError: with what it printed, if it failed.
    """
    person, result = folder / "person", folder / "cost.json"
    person.mkdir(exist_ok=True)
    # Python may keep what it compiled, as on a person's machine: pip has done so for the peers.
    dropped = ("SISTERCITY_", "JUPYTER", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    done = subprocess.run(  # noqa: S603  a command of the benchmarks
        [sys.executable, __file__, str(result), *command],
        cwd=folder,
        env={**kept, "HOME": str(person), **(more or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    cost: dict[str, float] = json.loads(result.read_text(encoding="utf-8"))
    return cost


def _watch(done: threading.Event, most: list[float]) -> None:
    while not done.wait(_EVERY):
        most[0] = max(most[0], sum(map(_proportional, _descendants(os.getpid()))))


def _descendants(root: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # The second field is a name in brackets, which may itself hold brackets and spaces.
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found: set[int] = set()
    waiting = [root]
    while waiting:
        new = children.get(waiting.pop(), [])
        found.update(new)
        waiting.extend(new)
    return found


def _proportional(process: int) -> int:
    """The memory of a process in bytes, its share of pages that it shares."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
