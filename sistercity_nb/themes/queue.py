"""Which entries a person should code next, so that the machine learns most from each decision.

First the entries that stand in the middle of what is said: the medoids of a few, then of more k-means
clusters, the largest first. Then those of which the machine is least sure: the smallest margin between its
best two themes. ``sistercity bench themes`` measures it beside random order.
"""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STAGES = (20, 50)  # clusters: as many entries as should be coded before margins say more
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
    for stage in STAGES:
        if places.shape[1] and len(coded) + len(first) < stage:
            first += medoids(places, [*coded, *first], stage)[: stage - len(coded) - len(first)]
    rest = np.arange(len(places)) if scores is None else np.argsort(margins(scores), kind="stable")
    return [place for place in dict.fromkeys([*first, *rest.tolist()]) if place not in known]
