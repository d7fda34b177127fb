"""Work on many texts, batch by batch: on this machine's cores, or on a Dask cluster with the same result."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from typing import Any, TypeVar

from sistercity_nb.errors import CannotRun

BATCH = 10_000  # texts: a batch and what is made of it take less than 100 MB
_Made = TypeVar("_Made")


def in_batches(
    work: Callable[[list[str]], _Made],
    texts: Iterable[str],
    *,
    dask: str = "",
    jobs: int = -1,
    on_batch: Callable[[int], None] = lambda done: None,
) -> Iterator[_Made]:
    """What ``work`` makes of each batch of ``BATCH`` texts, in their order; few batches are held at once.

    Args:
        work: must be picklable, with the same result wherever it runs.
        texts: read as they are needed.
        dask: the address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; "" for this machine.
        jobs: processes on this machine; -1 for one a core.
        on_batch: told how many batches are done.

    Raises:
        CannotRun: if there is no cluster at the address, or Dask is not installed.
    """
    from joblib import Parallel, delayed

    batches = _batches(texts)
    first = list(islice(batches, 2))
    if len(first) < 2 and not dask:  # starting processes would take longer than the work
        yield from map(work, first)
        return
    with cluster(dask):
        pool = Parallel(n_jobs=None if dask else jobs, return_as="generator", pre_dispatch="2 * n_jobs")
        given = (delayed(work)(batch) for part in (first, batches) for batch in part)
        for done, made in enumerate(pool(given), start=1):
            on_batch(done)
            yield made


def cluster(address: str) -> AbstractContextManager[Any]:
    """Within it, joblib works on the Dask cluster whose scheduler has this address; "" for this machine.

    Raises:
        CannotRun: if there is none, or Dask is not installed.
    """
    return _dask(address) if address else nullcontext()


@contextmanager
def _dask(address: str) -> Iterator[None]:
    from joblib import parallel_config

    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise CannotRun(
            "Dask is not installed here. Type: pip install 'dask[distributed]', or leave out --dask."
        ) from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise CannotRun(
            "No Dask scheduler answers at {address}. Start it, or leave out --dask.", address=address
        ) from error
    with client, parallel_config(backend="dask", client=client):
        yield


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while batch := list(islice(left, BATCH)):
        yield batch


def sample(length: int, most: int) -> Sequence[int]:
    """At most ``most`` places of ``length``, evenly spread; the same ones each time."""
    return range(length) if length <= most else [place * length // most for place in range(most)]
