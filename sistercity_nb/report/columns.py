"""How wide the columns of a Word table are: a word processor breaks a word that has no room."""

from collections.abc import Iterator, Sequence

from sistercity_nb.charts.lettering import BOLD, width_of
from sistercity_nb.report.fonts import shown
from sistercity_nb.report.fonts.standins import THAI
from sistercity_nb.report.ooxml import MARGIN, TWIPS
from sistercity_nb.thai import words

_LARGER = 1.05  # a word processor rounds the width of every letter
_LONGEST = 14  # Thai letters; what is longer is made of words, between which a word processor breaks it


def widths(declared: Sequence[float], texts: Sequence[Sequence[str]], total: int) -> list[int]:
    """The widths of a table's columns, each with room for its widest word: a word processor breaks words.

    What a column lacks, up to an equal share, is taken from those that have more than an equal share.

    Args:
        declared: the shares of the columns.
        texts: of the cells of each column.
        total: the width of the table in twips, the widths' unit too.
    """
    equal = total / len(declared)
    shares = [share * total / sum(declared) for share in declared]
    needed = [
        share if share >= equal else max(share, min(equal, max(map(_widest, said), default=0)))
        for share, said in zip(shares, texts, strict=True)
    ]
    spare = [max(0, share - equal) for share in shares]
    taken = (sum(needed) - total) / (sum(spare) or 1)
    return [round(need - taken * more) for need, more in zip(needed, spare, strict=True)]


def _widest(text: str) -> float:
    """The twips that a cell needs for the widest word of ``text``, in bold."""
    whole = (word for word in _unbroken(text) if len(word) < _LONGEST or word.isascii())
    found = (width_of(shown(word), BOLD) for word in whole if word)
    return max(found, default=0) * _LARGER * TWIPS + 2 * MARGIN


def _unbroken(text: str) -> Iterator[str]:
    """The stretches of ``text`` inside which no line ends: words with the signs beside them."""
    stretch = ""
    for word in words(text):
        if word.isspace() or (stretch[-1:] in f"{THAI}/" and word[0] in THAI):
            yield stretch
            stretch = ""
        stretch += word.strip()
    yield stretch
