"""Texts as columns: a number for each word, pair of neighbouring words and run of three letters in them.

The numbers are hashes, so that no vocabulary has to be kept and any machine of a cluster numbers alike. Words
and pairs beside runs of three letters score as well by cross-validation as runs of two to five letters do, at
a third of the work, as ``sistercity bench themes`` measures.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sistercity_nb.thai import words

WORD_COLUMNS, LETTER_COLUMNS = 1 << 18, 1 << 17
_RUN = 3
_MIX, _STIR = np.uint32(0x01000193), np.uint32(0x9E3779B1)  # odd numbers: multiplying by them loses nothing
# Every occurrence, text by text, and how many of them belong to each text.
Occurrences = tuple[NDArray[np.int32], NDArray[np.int64]]


def letter_columns(texts: Sequence[str]) -> Occurrences:
    """The runs of three letters, below ``LETTER_COLUMNS``; a shorter text counts as it is."""
    padded = [text if len(text) >= _RUN else text.ljust(_RUN) for text in texts]
    lengths = np.fromiter(map(len, padded), np.int64, len(padded))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    hashes = codes * _STIR
    for step in range(1, _RUN):
        following = codes[step:] * _STIR
        hashes = (hashes[: len(following)] * _MIX) ^ following
    ends = np.cumsum(lengths)
    starts_a_run = (np.repeat(ends, lengths) - np.arange(len(codes)) >= _RUN)[: len(hashes)]
    return _columns(hashes[starts_a_run], LETTER_COLUMNS), lengths - _RUN + 1


def word_columns(texts: Sequence[str]) -> Occurrences:
    """The words and pairs of neighbouring words, below ``WORD_COLUMNS``; spaces are none."""
    said = [[word for word in words(text) if not word.isspace()] for text in texts]
    lengths = np.fromiter(map(len, said), np.int64, len(said))
    singles = _hashes(chain.from_iterable(said))
    text_of = np.repeat(np.arange(len(said)), lengths)
    pairs = singles[:-1] * _MIX ^ singles[1:]
    paired = np.flatnonzero(text_of[:-1] == text_of[1:])
    row_of = np.concatenate([text_of, text_of[paired]])
    order = np.argsort(row_of, kind="stable")
    hashes = np.concatenate([singles, pairs[paired]])[order]
    return _columns(hashes, WORD_COLUMNS), np.bincount(row_of, minlength=len(said))


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


def rarity(heard_in: NDArray[np.intp], texts: int) -> NDArray[np.float32]:
    """What each column weighs that occurs in ``heard_in`` of so many texts: the fewer, the more."""
    of_one_heard_in = np.log((1 + texts) / (1 + np.arange(texts + 1))) + 1
    return of_one_heard_in.astype(np.float32)[heard_in]
