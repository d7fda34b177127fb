"""Which few texts stand for many: greedy facility location, and how alike two texts are.

A choice covers each text as well as the one of it that is most like the text. Taking the largest gain each
time covers at least 63 % of what the best choice would (Nemhauser, Wolsey and Fisher 1978).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sistercity_nb.thai import normalised
from sistercity_nb.themes.hashing import letter_columns, rarity
from sistercity_nb.themes.workers import sample

_MOST = 2_000  # texts that a choice is held against; of more, so many evenly spread ones
_AT_ONCE = 1_000_000  # numbers of a table of columns and texts: 4 MB


class Cover:
    """What is covered by the texts chosen so far."""

    def __init__(self, texts: Sequence[str]) -> None:
        heard = [texts[place] for place in sample(len(texts), _MOST)]
        self._like = alike(texts, heard) if texts else np.zeros((0, 0), np.float32)
        self._covered = np.zeros(len(heard), np.float32)

    def gains(self) -> list[float]:
        """By how much each text would raise the mean cover, 0 to 1."""
        if not len(self._like):
            return []
        more = np.maximum(self._like, self._covered).mean(axis=1) - self._covered.mean()
        return [round(gain, 6) for gain in more.tolist()]

    def choose(self, place: int) -> None:
        """Count the text at ``place`` as chosen."""
        self._covered = np.maximum(self._covered, self._like[place])

    @property
    def covered(self) -> float:
        """The mean likeness of all texts to the chosen one that is most like them, 0 to 1."""
        return float(self._covered.mean()) if len(self._covered) else 0.0


def chosen(texts: Sequence[str], many: int) -> list[int]:
    """The places of the ``many`` texts that cover all of them best, the first of them best alone."""
    cover = Cover(texts)
    places: list[int] = []
    for _ in range(min(many, len(texts))):
        gains = cover.gains()
        places.append(max(set(range(len(texts))) - set(places), key=lambda place: (gains[place], -place)))
        cover.choose(places[-1])
    return places


def alike(texts: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
    """Texts × others: the cosine of their runs of three letters, 0 to 1, weighed as ``features.fit`` does.

    Words beside the letters choose no better, and would load a list of them for each report; a few dozen
    texts at a time need tables, and not SciPy.
    """
    columns, lengths = letter_columns([normalised(text) for text in [*texts, *others]])
    split, many = len(texts), len(lengths)
    used, column = np.unique(columns, return_inverse=True)
    once, counts = np.unique(np.repeat(np.arange(many), lengths) * len(used) + column, return_counts=True)
    text, column = np.divmod(once, max(len(used), 1))
    weights = (1 + np.log(counts)) * rarity(np.bincount(column), many)[column]
    weights = (weights / np.sqrt(np.bincount(text, np.square(weights), many))[text]).astype(np.float32)
    ends = np.searchsorted(text, np.arange(many + 1))
    product = np.zeros((split, many - split), np.float32)
    step = max(1, _AT_ONCE // max(len(used), 1))
    for first in range(0, split, step):
        last = min(first + step, split)
        here = slice(ends[first], ends[last])
        table = np.zeros((len(used), last - first), np.float32)
        table[column[here], text[here] - first] = weights[here]
        for other, (start, end) in enumerate(pairwise(ends[split:])):
            # einsum: threads of a matrix product would wait busily for each other
            product[first:last, other] = np.einsum("i,ij", weights[start:end], table[column[start:end]])
    return product
