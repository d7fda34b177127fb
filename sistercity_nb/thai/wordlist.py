"""The list of Thai words by which texts are cut: PyThaiNLP's, as much of it as a process needs.

nlpo3 takes 62 MB for all of it and gives none back. But a word of which three letters in a row are nowhere in
a text is nowhere in that text, so that for texts which are known beforehand a tenth of the list will do, and
cuts them the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FIRST, _LAST = 0x0E01, 0x0E4E  # the letters, and ๆ and ฯ
_STRETCH = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]+")
_BITS = 7  # of a letter's number, which is its place from 1, and 0 for anything else
_MOST = 2  # lists of some words in one process; then all of them
Runs = frozenset[tuple[str, ...]]  # of three letters


@dataclass(frozen=True)
class WordList:
    """Words that nlpo3 knows by a name: all of them, or the ``part`` for texts without other ``runs``."""

    name: str
    part: tuple[str, ...] | None = None
    runs: Runs | None = None

    @cached_property
    def words(self) -> frozenset[str]:
        """The words themselves."""
        return frozenset(_listed().split("\n") if self.part is None else self.part)


_loaded: list[WordList] = []  # one for any text is the last
_loading = Lock()
_places = count()  # of a list among all that were ever loaded


def expect(text: str) -> None:
    """Load what parts of ``text`` need, in place of all words; a third such text in a process loads all.

    What is no letter is passed over, so that parts may be put together: markup between them does not matter.
    """
    runs = frozenset(_runs(["".join(_STRETCH.findall(text))]))
    with _loading:
        if not any(one.runs is None or runs <= one.runs for one in _loaded):
            _load_part(_made_of(runs), runs) if len(_loaded) < _MOST else _load_all()


def words_for(text: str) -> WordList:
    """A list that will do for ``text``, loaded if there is none yet."""
    if _loaded and _loaded[-1].runs is None:
        return _loaded[-1]
    stretches = _STRETCH.findall(text)
    with _loading:
        fitting = (
            one for one in reversed(_loaded) if one.runs is None or one.runs.issuperset(_runs(stretches))
        )
        return next(fitting, None) or _load_all()


def _runs(stretches: Iterable[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(zip(one, one[1:], one[2:], strict=False) for one in stretches)


def _load_part(words: Sequence[str], runs: Runs) -> None:
    with TemporaryDirectory(prefix="sistercity-") as folder:
        file = Path(folder) / "words.txt"
        file.write_text("\n".join(words), encoding="utf-8")
        _loaded.append(WordList(_load(file), tuple(words), runs))


def _load_all() -> WordList:
    _loaded.append(WordList(_load(_file())))
    return _loaded[-1]


def _load(file: Path) -> str:
    """Has nlpo3 load a file of words; returns their name."""
    from nlpo3 import load_dict

    name = f"words-{next(_places)}"
    said, loaded = load_dict(str(file), name)
    if not loaded:
        raise RuntimeError(said)
    return name


def _made_of(runs: Runs) -> list[str]:
    """The words that have no other three letters in a row than these."""
    import numpy as np

    known = np.zeros(1 << 3 * _BITS, bool)
    known[_numbers(_letters("".join(chain.from_iterable(runs))))[::3]] = (
        True  # the others lie between two runs
    )
    listed = f"{_listed()}\n"
    ends = np.flatnonzero(_codes(listed) == ord("\n"))
    starts = np.concatenate([[0], ends[:-1] + 1])
    numbers = _numbers(_letters(f"{listed}\n\n"))
    strange = ~known[numbers] & (numbers > 0)
    fitting = np.flatnonzero(~np.logical_or.reduceat(strange, starts))
    return [listed[start:end] for start, end in zip(starts[fitting], ends[fitting], strict=True)]


def _codes(text: str) -> "NDArray[np.uint32]":
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def _letters(text: str) -> "NDArray[np.uint8]":
    """The number of each letter, 0 for anything else."""
    import numpy as np

    codes = _codes(text)
    return np.where((codes >= _FIRST) & (codes <= _LAST), codes - (_FIRST - 1), 0).astype(np.uint8)


def _numbers(letters: "NDArray[np.uint8]") -> "NDArray[np.int32]":
    """A number for each three letters in a row, 0 where one of them is none; two fewer than letters."""
    import numpy as np

    first, second, third = (letters[place : len(letters) - 2 + place].astype(np.int32) for place in range(3))
    return ((first << 2 * _BITS) + (second << _BITS) + third) * ((first > 0) & (second > 0) & (third > 0))


def _listed() -> str:
    return _file().read_text(encoding="utf-8").strip()


def _file() -> Path:
    package = find_spec("pythainlp")  # found and not imported: only its list of words is wanted
    if package is None or package.origin is None:
        raise RuntimeError("pythainlp, whose list of words this is, is not installed")
    return Path(package.origin).with_name("corpus") / "words_th.txt"
