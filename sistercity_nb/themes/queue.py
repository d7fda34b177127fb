"""Which entries a person should code next, so that the machine learns most from each decision.

First the entries that stand in the middle of what is said: the medoids of a few, then of more k-means
clusters, the largest first. Then those of which the machine is least sure, the smallest margin between its
best two themes: of the least sure some that are unlike each other, because ten of one sort teach no more than
one. ``sistercity bench themes`` measures it beside random order; its constants were chosen on other seeds.
"""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STAGES = (20, 50)  # clusters: as many entries as should be coded before margins say more
BATCH = 10  # entries that are coded between two fits
_UNSURE = 10  # times a batch: the entries among which the next batch is chosen
_SUBJECTS = 30  # dimensions in which clusters are made; the further ones are more noise than subject
MOST_TO_ORDER = 20_000  # entries; of more, so many evenly spread ones


def medoids(places: NDArray[np.float32], coded: Sequence[int], clusters: int) -> list[int]:
    """The middle of each cluster that holds no coded entry, the largest cluster first.

    Args:
        places: entries × dimensions.
        coded: the entries that need no place in the queue.
        clusters: how many to make.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    clusters = min(clusters, len(np.unique(places, axis=0)))
    if clusters < 1:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different texts than clusters: no harm
        found = KMeans(clusters, n_init=1, random_state=0).fit(places)
    covered = set(found.labels_[list(coded)].tolist())
    distance = found.transform(places)
    size = np.bincount(found.labels_, minlength=clusters)
    largest = np.argsort(-size, kind="stable").tolist()
    return list(dict.fromkeys(int(distance[:, each].argmin()) for each in largest if each not in covered))


def evened(places: NDArray[np.float32]) -> NDArray[np.float32]:
    """The strongest dimensions with as much weight each: a common subject does not hide the others."""
    strongest = places[:, :_SUBJECTS]
    weighed = strongest / np.maximum(strongest.std(axis=0), 1e-9)
    return np.asarray(weighed / np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-9), np.float32)


def margins(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each entry's best theme is before its second: the smaller, the less sure the machine is."""
    ordered = np.sort(scores, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2])


def order(places: NDArray[np.float32], coded: Sequence[int], scores: NDArray[np.float32] | None) -> list[int]:
    """The entries that are not coded, in the order in which a person should code them.

    Args:
        places: entries × dimensions, where what speaks alike lies near; of no dimension for few entries.
        coded: which entries are coded.
        scores: entries × themes, at least two; None while nothing was learnt.
    """
    known = set(coded)
    first: list[int] = []
    if places.shape[1]:
        subjects = evened(places)
        for stage in STAGES:
            if (left := stage - len(coded) - len(first)) > 0:
                first += medoids(subjects, [*coded, *first], stage)[:left]
    rest = range(len(places)) if scores is None else _unsure(places, scores, known)
    return [place for place in dict.fromkeys([*first, *rest]) if place not in known]


def _unsure(places: NDArray[np.float32], scores: NDArray[np.float32], known: set[int]) -> list[int]:
    """The entries that are not coded, the least sure first, but before them some that differ."""
    least = [place for place in np.argsort(margins(scores), kind="stable").tolist() if place not in known]
    among = least[: BATCH * _UNSURE]
    if not places.shape[1] or len(among) <= BATCH:
        return least
    return [among[place] for place in medoids(places[among], [], BATCH)] + least
