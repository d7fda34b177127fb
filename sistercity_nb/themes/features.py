"""Texts as numbers: how often each word, pair of words and run of three letters occurs, weighed by rarity.

Columns are hashes, so that no vocabulary has to be kept and any machine of a cluster numbers alike. Words and
pairs beside runs of three letters score as well by cross-validation as runs of two to five letters do, at a
third of the work, as ``sistercity bench themes`` measures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sistercity_nb.thai import normalised, words

WORD_COLUMNS, LETTER_COLUMNS = 1 << 18, 1 << 17
LATENT = 100  # dimensions in which words that are said together lie close to each other
_RUN = 3
_MIX, _STIR = np.uint32(0x01000193), np.uint32(0x9E3779B1)  # odd numbers: multiplying by them loses nothing
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
    rarity = _rarity(heard_in, len(texts))
    features = Features(rarity)
    if not latent or len(texts) <= LATENT:
        return features
    from sklearn.decomposition import TruncatedSVD

    known = features._weighed(counts)
    used = np.flatnonzero(heard_in > 1)
    found = TruncatedSVD(LATENT, n_iter=3, random_state=0).fit(known[:, used])
    spread = np.zeros((counts.shape[1], LATENT), np.float32)
    spread[used] = found.components_.T
    return Features(rarity, spread)


def vectors(texts: Sequence[str]) -> Vectors:
    """As ``fit(texts, latent=False).vectors(texts)``, reading the texts once."""
    counts = _counts(texts)
    return Features(_rarity(_heard_in(counts), len(texts)))._weighed(counts)


def _heard_in(counts: Vectors) -> NDArray[np.intp]:
    """In how many texts each column occurs."""
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _rarity(heard_in: NDArray[np.intp], texts: int) -> NDArray[np.float32]:
    of_one_heard_in = np.log((1 + texts) / (1 + np.arange(texts + 1))) + 1
    return of_one_heard_in.astype(np.float32)[heard_in]


def letters(texts: Sequence[str]) -> Vectors:
    """How often each run of three letters occurs, one row a text; a shorter text counts as it is."""
    padded = [text if len(text) >= _RUN else text.ljust(_RUN) for text in texts]
    lengths = np.fromiter(map(len, padded), np.int64, len(padded))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    hashes = codes * _STIR
    for step in range(1, _RUN):
        following = codes[step:] * _STIR
        hashes = (hashes[: len(following)] * _MIX) ^ following
    ends = np.cumsum(lengths)
    starts_a_run = (np.repeat(ends, lengths) - np.arange(len(codes)) >= _RUN)[: len(hashes)]
    return _rows(hashes[starts_a_run], lengths - _RUN + 1, LETTER_COLUMNS)


def _counts(texts: Sequence[str]) -> Vectors:
    plain = [normalised(text) for text in texts]
    return sparse.hstack([_word_counts(plain), letters(plain)], format="csr", dtype=np.float32)


def _word_counts(plain: Sequence[str]) -> Vectors:
    """Words and pairs of neighbouring words; spaces are none."""
    said = [[word for word in words(text) if not word.isspace()] for text in plain]
    lengths = np.fromiter(map(len, said), np.int64, len(said))
    singles = _hashes(chain.from_iterable(said))
    text_of = np.repeat(np.arange(len(said)), lengths)
    pairs = singles[:-1] * _MIX ^ singles[1:]
    paired = np.flatnonzero(text_of[:-1] == text_of[1:])
    row_of = np.concatenate([text_of, text_of[paired]])
    order = np.argsort(row_of, kind="stable")
    hashes = np.concatenate([singles, pairs[paired]])[order]
    return _rows(hashes, np.bincount(row_of, minlength=len(said)), WORD_COLUMNS)


def _hashes(said: Iterable[str]) -> NDArray[np.uint32]:
    return np.fromiter((crc32(word.encode("utf-8", "replace")) for word in said), np.uint32)


def columns_of(said: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The columns of the words of one text, and of each pair of neighbours."""
    singles = _hashes(said)
    pairs = singles[:-1] * _MIX ^ singles[1:]
    return _columns(singles, WORD_COLUMNS), _columns(pairs, WORD_COLUMNS)


def _columns(hashes: NDArray[np.uint32], columns: int) -> NDArray[np.int32]:
    stirred = (hashes ^ (hashes >> np.uint32(15))) * _STIR
    return (stirred >> np.uint32(33 - columns.bit_length())).astype(np.int32)


def _rows(hashes: NDArray[np.uint32], lengths: NDArray[np.int64], columns: int) -> Vectors:
    """Counts of hashes that lie text by text, ``lengths`` of them for each."""
    place = np.concatenate([[0], np.cumsum(lengths)])
    column = _columns(hashes, columns)
    ones = np.ones(len(column), np.float32)
    counts = sparse.csr_matrix((ones, column, place), shape=(len(lengths), columns))
    counts.sum_duplicates()
    return counts


def _of_length_1(rows: Any) -> Any:
    """Sparse or dense rows, each divided by its length, in place; no report loads scikit-learn for it."""
    if sparse.issparse(rows):
        squares = sparse.csr_matrix((rows.data**2, rows.indices, rows.indptr), rows.shape)
        lengths = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
        rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr)).astype(np.float32)
        return rows
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(lengths > 0, lengths, 1)
    return rows
