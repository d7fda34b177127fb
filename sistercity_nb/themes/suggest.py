"""The first pass, with nothing coded yet: which entry contains which theme's keywords."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sistercity_nb.model import ThemeState
from sistercity_nb.thai import normalised

# Vowels and marks that belong to the consonant before them, and vowels that belong to the one after: a
# keyword that begins or ends between such a pair is only a piece of a syllable, not the word.
_BELONGS_BEFORE = frozenset("ะัาำิีึืฺุู็่้๊๋์ํ๎ๅ")
_BELONGS_AFTER = frozenset("เแโใไ")


def suggest(
    entries: Iterable[Mapping[str, Any]],
    themes: Iterable[Mapping[str, Any]],
    decided: Collection[tuple[str, str]] = (),
) -> list[dict[str, str]]:
    """A suggestion for each entry and theme of which a keyword is in the entry's text.

    Texts and keywords are compared in the form in which two spellings of the same word are equal; case does
    not count, and a keyword in Latin letters must be a word of its own.

    Args:
        entries: entry states; withdrawn ones are passed over.
        themes: theme states in the order of the codebook; retired ones are passed over.
        decided: pairs of entry and theme ids that a person has accepted or rejected; never suggested again.

    Returns:
        ``{"entry", "theme", "reason"}`` each, the reason being the first keyword that was found, as the
        codebook writes it; in the order of the entries, then of the codebook.
    """
    keywords = [
        (theme["id"], [(word, normalised(word).strip()) for word in theme["keywords"]])
        for theme in themes
        if theme["state"] != ThemeState.RETIRED
    ]
    known = frozenset(decided)
    found = []
    for entry in entries:
        if entry["withdrawn"]:
            continue
        text = normalised(entry["text"])
        for theme, words in keywords:
            reason = next((word for word, form in words if contains(text, form)), None)
            if reason is not None and (entry["id"], theme) not in known:
                found.append({"entry": entry["id"], "theme": theme, "reason": reason})
    return found


def contains(text: str, word: str) -> bool:
    """Whether ``word`` is in ``text``, both normalised, and not as a piece of a syllable or a Latin word."""
    place = text.find(word) if word else -1
    while place >= 0:
        if not _cuts(text, place) and not _cuts(text, place + len(word)):
            return True
        place = text.find(word, place + 1)
    return False


def _cuts(text: str, place: int) -> bool:
    """Whether the border before ``text[place]`` runs through a Latin word or a Thai syllable."""
    before, after = text[max(place - 1, 0) : place], text[place : place + 1]
    if before.isascii() and after.isascii():
        return before.isalnum() and after.isalnum()
    return before in _BELONGS_AFTER or after in _BELONGS_BEFORE
