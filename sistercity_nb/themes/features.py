"""Texts as numbers: how often each of their columns occurs (``hashing.py``), weighed by rarity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sistercity_nb.thai import normalised
from sistercity_nb.themes.hashing import (
    LETTER_COLUMNS,
    WORD_COLUMNS,
    Occurrences,
    letter_columns,
    rarity,
    word_columns,
)

LATENT = 100  # dimensions in which words that are said together lie close to each other
Vectors = Any  # scipy.sparse.csr_matrix of float32, one row a text


@dataclass(frozen=True, slots=True)
class Features:
    """How rare each column is among some texts; ``latent`` is columns × ``LATENT``, or None."""

    rarity: NDArray[np.float32]
    latent: NDArray[np.float32] | None = None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text: TF-IDF of words and pairs, of letters, and the latent part, each of length 1."""
        return self._weighed(_counts(texts))

    def _weighed(self, counts: Vectors) -> Vectors:
        counts.data = (1 + np.log(counts.data)) * self.rarity[counts.indices]
        parts = [_of_length_1(counts[:, :WORD_COLUMNS]), _of_length_1(counts[:, WORD_COLUMNS:])]
        known = sparse.hstack(parts, format="csr")
        if self.latent is None:
            return known
        return sparse.hstack([known, sparse.csr_matrix(_of_length_1(known @ self.latent))], format="csr")


def fit(texts: Sequence[str], latent: bool = True) -> Features:
    """The features of these texts; ``latent`` costs a second for 5,000 and helps while little is coded.

    Returns:
        The same features for the same texts, to the byte.
    """
    counts = _counts(texts)
    heard_in = _heard_in(counts)
    weights = rarity(heard_in, len(texts))
    features = Features(weights)
    if not latent or len(texts) <= LATENT:
        return features
    from sklearn.decomposition import TruncatedSVD

    known = features._weighed(counts)
    used = np.flatnonzero(heard_in > 1)
    found = TruncatedSVD(LATENT, n_iter=3, random_state=0).fit(known[:, used])
    spread = np.zeros((counts.shape[1], LATENT), np.float32)
    spread[used] = found.components_.T
    return Features(weights, spread)


def _heard_in(counts: Vectors) -> NDArray[np.intp]:
    """In how many texts each column occurs."""
    return np.bincount(counts.indices, minlength=counts.shape[1])


def letters(texts: Sequence[str]) -> Vectors:
    """How often each run of three letters occurs, one row a text; a shorter text counts as it is."""
    return _rows(letter_columns(texts), LETTER_COLUMNS)


def _counts(texts: Sequence[str]) -> Vectors:
    plain = [normalised(text) for text in texts]
    said = _rows(word_columns(plain), WORD_COLUMNS)
    return sparse.hstack([said, letters(plain)], format="csr", dtype=np.float32)


def _rows(found: Occurrences, columns: int) -> Vectors:
    """How often each column occurs, one row a text."""
    column, lengths = found
    place = np.concatenate([[0], np.cumsum(lengths)])
    ones = np.ones(len(column), np.float32)
    counts = sparse.csr_matrix((ones, column, place), shape=(len(lengths), columns))
    counts.sum_duplicates()
    return counts


def _of_length_1(rows: Any) -> Any:
    """Sparse or dense rows, each divided by its length, in place; without loading scikit-learn."""
    if sparse.issparse(rows):
        squares = sparse.csr_matrix((rows.data**2, rows.indices, rows.indptr), rows.shape)
        lengths = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
        rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr)).astype(np.float32)
        return rows
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(lengths > 0, lengths, 1)
    return rows
