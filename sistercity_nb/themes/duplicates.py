"""Which entries may say the same: candidates for a person to look at, never merged by machine.

Two texts are compared without what leaves their meaning as it is (``thai.bare``). Those that share enough
runs of three letters (cosine of TF-IDF) are compared letter by letter; ``ALIKE`` was chosen on variants of
TrueVoice's training part by ``sistercity bench duplicates``. Of many texts only those are compared that share
a band of MinHash values.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sistercity_nb.thai import bare
from sistercity_nb.themes.features import Vectors, letters
from sistercity_nb.themes.workers import in_batches

ALIKE = 0.85  # of the letters: 1 less the optimal string alignment distance as a part of the longer text
_SHARED = 0.5  # cosine from which letters are compared
_MANY = 20_000  # texts from which bands are used
_BANDS, _ROWS = (
    10,
    3,
)  # texts that share half of their runs meet in a band with a chance of 0.74, 0.7 of 0.985
_QUERIES = 500  # rows of the product at once
_NEXT = 8  # texts of the same band that each is compared with; links lead from one to the next
_EQUAL = 0.3  # of the MinHash values, from which letters are compared
_AT_ONCE = 200_000  # pairs
_HALF = np.uint64(32)
Pair = tuple[int, int, float]
Near = tuple[NDArray[np.int64], NDArray[np.int64]]  # the places of some pairs


@dataclass(frozen=True, slots=True)
class Index:
    """Texts in which those that say the same as another can be found."""

    texts: tuple[str, ...]  # as ``bare`` gives them
    rarity: NDArray[np.float32]
    columns: Vectors  # runs × texts

    def like(self, texts: Sequence[str]) -> Iterator[list[tuple[int, float]]]:
        """For each text, the places of those alike and how much (0–1), the most alike first."""
        for start in range(0, len(texts), _QUERIES):
            part = [bare(text) for text in texts[start : start + _QUERIES]]
            shared = (_weighed(letters(part), self.rarity) @ self.columns).tocsr()
            for row, text in enumerate(part):
                near = slice(shared.indptr[row], shared.indptr[row + 1])
                places = shared.indices[near][shared.data[near] >= _SHARED]
                found = [(int(place), _alike(text, self.texts[place])) for place in places]
                yield sorted(
                    (each for each in found if each[1] >= ALIKE), key=lambda each: (-each[1], each[0])
                )


def index(texts: Sequence[str]) -> Index:
    """An index of the texts, for ``Index.like``."""
    forms = tuple(bare(text) for text in texts)
    counts = letters(forms)
    rarity = _rarity(counts)
    return Index(forms, rarity, _weighed(counts, rarity).T.tocsr())


def pairs(
    texts: Iterable[str],
    *,
    dask: str = "",
    jobs: int = -1,
    on_batch: Callable[[int], None] = lambda done: None,
) -> list[Pair]:
    """Every two of the texts that may say the same: their places, the smaller first, and how much alike.

    Args:
        texts: any number; texts without a letter or digit are like no other.
        dask, jobs, on_batch: see ``workers.in_batches``.

    Returns:
        In the order of the places; the same on any number of machines.
    """
    forms: list[str] = []
    signatures: list[NDArray[np.uint32]] = []
    for part, values in in_batches(_signed, texts, dask=dask, jobs=jobs, on_batch=on_batch):
        forms += part
        signatures.append(values)
    if not forms:
        return []
    if len(forms) <= _MANY:
        return _checked(_all_near(forms), forms)
    lengths = np.fromiter(map(len, forms), np.int32, len(forms))
    return _checked(_near_by_bands(signatures, lengths), forms)


def groups(found: Iterable[tuple[int, int]]) -> list[list[int]]:
    """What is linked, directly or through others, together; each group and the list of them in order."""
    leads_to: dict[int, int] = {}

    def root(place: int) -> int:
        while (up := leads_to.setdefault(place, place)) != place:
            leads_to[place] = leads_to.get(up, up)
            place = up
        return place

    for first, second in found:
        low, high = sorted((root(first), root(second)))
        leads_to[high] = low
    members: dict[int, list[int]] = {}
    for place in sorted(leads_to):
        members.setdefault(root(place), []).append(place)
    return list(members.values())


def _signed(texts: Sequence[str]) -> tuple[list[str], NDArray[np.uint32]]:
    """The texts as they are compared, and the MinHash values of each."""
    forms = [bare(text) for text in texts]
    runs = letters([form or " " for form in forms])
    values = np.empty((len(forms), _BANDS * _ROWS), np.uint32)
    column = runs.indices.astype(np.uint32)
    random = np.random.default_rng(0)
    for place in range(values.shape[1]):
        factor, offset = (np.uint32(value | 1) for value in random.integers(1, 1 << 32, 2, np.uint32))
        mixed = (column + offset) * factor
        mixed = (mixed ^ (mixed >> np.uint32(16))) * factor
        values[:, place] = np.minimum.reduceat(mixed, runs.indptr[:-1])
    return forms, values


def _all_near(forms: Sequence[str]) -> Iterator[Near]:
    counts = letters(forms)
    weighed = _weighed(counts, _rarity(counts))
    columns = weighed.T.tocsr()
    for start in range(0, len(forms), _QUERIES):
        shared = (weighed[start : start + _QUERIES] @ columns).tocoo()
        kept = (shared.data >= _SHARED) & (shared.row + start < shared.col)
        yield shared.row[kept].astype(np.int64) + start, shared.col[kept].astype(np.int64)


def _near_by_bands(signatures: list[NDArray[np.uint32]], lengths: NDArray[np.int32]) -> Iterator[Near]:
    """Those that share a whole band with one of the next few in it, and enough of all values; each once.

    Empties ``signatures``: of a million texts they are as large as the texts.
    """
    values = np.concatenate(signatures)
    signatures.clear()
    found: list[NDArray[np.uint64]] = []
    for band in range(_BANDS):
        key = np.zeros(len(values), np.uint64)
        for row in range(_ROWS):
            key = (key ^ values[:, band * _ROWS + row]) * np.uint64(0x9E3779B97F4A7C15)
        order = np.argsort(key, kind="stable")  # stable: the smaller place stays first
        found += _near_in_order(order, key[order], lengths[order], values[order])
    del values
    both = np.concatenate(found)
    found.clear()
    both.sort()
    both = both[np.append(True, both[1:] != both[:-1])[: len(both)]]
    for start in range(0, len(both), _AT_ONCE):
        part = both[start : start + _AT_ONCE]
        yield (part >> _HALF).astype(np.int64), (part & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _near_in_order(
    order: NDArray[np.int64],
    key: NDArray[np.uint64],
    lengths: NDArray[np.int32],
    values: NDArray[np.uint32],
) -> Iterator[NDArray[np.uint64]]:
    """Of a band in the order of its keys the pairs that letters may make alike, each as one number."""
    for step in range(1, _NEXT + 1):
        # Each letter that one text has more is a difference: most pairs need no closer look than this.
        shortest, longest = (each(lengths[:-step], lengths[step:]) for each in (np.minimum, np.maximum))
        same = np.flatnonzero((key[step:] == key[:-step]) & (shortest >= ALIKE * longest))
        for start in range(0, len(same), _AT_ONCE):
            some = same[start : start + _AT_ONCE]
            near = some[(values[some] == values[some + step]).mean(axis=1) >= _EQUAL]
            yield (order[near].astype(np.uint64) << _HALF) | order[near + step].astype(np.uint64)


def _checked(near: Iterable[Near], forms: Sequence[str]) -> list[Pair]:
    """Those of which enough letters are alike, in order."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    found: list[Pair] = []
    for first, second in near:
        left, right = ([forms[place] for place in places.tolist()] for places in (first, second))
        alike = cpdist(left, right, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, dtype=np.float64)
        kept = [place for place in np.flatnonzero(alike >= ALIKE).tolist() if left[place] and right[place]]
        found += [(int(first[place]), int(second[place]), float(alike[place])) for place in kept]
    return sorted(found)


def _rarity(counts: Vectors) -> NDArray[np.float32]:
    heard_in = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + heard_in)) + 1, np.float32)


def _weighed(counts: Vectors, rarity: NDArray[np.float32]) -> Vectors:
    from sklearn.preprocessing import normalize

    counts.data = counts.data * rarity[counts.indices]
    return normalize(counts, copy=False)


def _alike(first: str, second: str) -> float:
    from rapidfuzz.distance import OSA

    return float(OSA.normalized_similarity(first, second)) if first and second else 0.0
