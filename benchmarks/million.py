"""A million entries: assigning themes and looking for near-duplicates, on one process, two, and on Dask.

``python -m benchmarks.million WORK WHERE FOLDER RESULT`` does one of them in a process of its own, so that
its CPU seconds and memory are those of the work alone, and writes a hash of what it found.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.environment import ROOT, progress
from benchmarks.results import Row
from benchmarks.texts import TEXT, THEME, TRAIN
from benchmarks.tree import cost_of
from sistercity_nb.themes import classifier, duplicates, measure

ENTRIES = 1_000_000
WORKERS = 2
_CPU = 60.0  # seconds
_MEMORY = {"assign": 500.0, "duplicates": 1_000.0}  # MB, the largest process
_WHERE = ("alone", "processes", "dask")
_SAID = {
    "assign": f"{ENTRIES:,} entries assigned to themes",
    "duplicates": f"near-duplicates of {ENTRIES:,} entries",
}


def rows(folder: Path) -> list[Row]:
    """CPU and memory of each work on one process, and whether two and a Dask cluster find the same."""
    made = []
    for work, said in _SAID.items():
        costs: dict[str, Any] = {}
        for where in _WHERE:
            progress(f"{said}, {where}")
            with TemporaryDirectory() as place:
                result = Path(place) / "found.json"
                command = [sys.executable, "-m", "benchmarks.million", work, where, str(folder), str(result)]
                cost = cost_of(command, Path(place), {"PYTHONPATH": str(ROOT)})
                costs[where] = {**cost, **json.loads(result.read_text("utf-8"))}
        alone = costs["alone"]
        same = len({costs[where]["hash"] for where in _WHERE}) == 1
        most = _MEMORY[work]
        made += [
            Row(f"{said}: CPU", f"{alone['cpu']:.0f} s", target=f"≤ {_CPU:g} s", met=alone["cpu"] <= _CPU),
            Row(
                f"{said}: memory, largest process",
                f"{alone['largest']:.0f} MB",
                target=f"≤ {most:g} MB",
                met=alone["largest"] <= most,
            ),
            Row(
                f"{said}: the same on {WORKERS} processes and on {WORKERS} Dask workers",
                f"{alone['found']:,} {'everywhere' if same else 'on one process, not the same elsewhere'}",
                target="equal",
                met=same,
            ),
        ]
    return made


def main(work: str, where: str, folder: str, result: str) -> None:
    """Do one work in this process and write how many were found, and a hash of all of them."""
    texts, labels = measure.read(Path(folder) / TRAIN, TEXT, THEME)
    many = measure.spliced(texts, ENTRIES)
    jobs = 1 if where == "alone" else WORKERS
    with _cluster() if where == "dask" else _nothing() as dask:
        if work == "assign":
            learnt = classifier.fit(texts, classifier.as_labels(labels))
            found: list[Any] = learnt.assign(many, jobs=jobs, dask=dask)
        else:
            found = duplicates.pairs(many, jobs=jobs, dask=dask)
    hashed = hashlib.sha256()
    for each in found:
        hashed.update(repr(each).encode())
    Path(result).write_text(json.dumps({"found": len(found), "hash": hashed.hexdigest()}), "utf-8")


@contextmanager
def _cluster() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        yield str(cluster.scheduler_address)


@contextmanager
def _nothing() -> Iterator[str]:
    yield ""


if __name__ == "__main__":
    main(*sys.argv[1:])
