"""What people wrote around the entries: paragraphs and next steps of findings, and cells of an analyst's own.

It quotes nothing that was not said, and tells no more of who said something than was released.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sistercity_nb.errors import GateFailed
from sistercity_nb.report.words import TYPED

_TERM = 25  # letters; fewer between quotation marks are a term, where no entry is named
_APOSTROPHES = rf"(?<!\w)'([^']{{{_TERM},}})'(?!\w)"  # not those of don't … can't
_QUOTED = re.compile(rf"“([^“”]+)”|\"([^\"]+)\"|‘([^‘’]+)’|«([^«»]+)»|{_APOSTROPHES}")
_NUMBER = re.compile(r"[^\W\d_]+-\d+")
_PLAIN_ENOUGH = 6  # letters of a province's name that is no other word; a shorter one is known by
_PROVINCE = r"(?:จังหวัด|จ\.)\s*"  # this before it
_WORDS = 40  # letters of a cell by which it is found


@dataclass(frozen=True, slots=True)
class Written:
    """A text that a person wrote: where it stands, its parts (the cells of a row), the entries it names."""

    place: GateFailed
    parts: Sequence[str]
    numbers: frozenset[str]

    @property
    def text(self) -> str:
        """All of it, with one space where there were several or a line's end."""
        return plain(" | ".join(self.parts))


def plain(text: str) -> str:
    """``text`` with one space where there were several or a line's end: a paragraph has no lines."""
    return " ".join(text.split())


def naming(names: Sequence[str]) -> re.Pattern[str] | None:
    """What finds a province in a text by one of its names, where it is no other word; None without a name."""
    known = [re.escape(name) for name in names if len(name) >= _PLAIN_ENOUGH]
    known += [_PROVINCE + re.escape(name) for name in names]
    return re.compile("|".join(known)) if known else None


def hold_quoted(summary: Mapping[str, Any]) -> None:
    """What stands in quotation marks is a part of the entries named beside it, or of a text that is known.

    Raises:
        GateFailed: with the words, and where they stand.
    """
    entries = {one["number"]: one for one in summary["entries"]}
    titles = [one["title"] for one in summary["findings"]]
    said = [one[part] for one in entries.values() for part in TYPED]
    judged = summary["evaluation"]["comments"] if summary["evaluation"] else []
    shown = json.dumps(summary["workshop"], ensure_ascii=False)
    everything = [plain(text) for text in (*titles, *said, *judged, shown)]
    for one in _written(summary):
        named = [entries[number] for number in one.numbers if number in entries]
        known = everything
        if named:
            known = [plain(text) for text in (*titles, *(entry[part] for entry in named for part in TYPED))]
        for quoted in _quoted(one.text):
            if not (named or len(quoted) >= _TERM) or any(quoted in text for text in known):
                continue
            raise GateFailed(
                "{place} quotes “{quoted}”, which is not a part of {numbers}. "
                "Quote the entry as it was typed, or take the quotation marks away.",
                place=one.place,
                quoted=quoted[:80],
                numbers=", ".join(sorted(one.numbers)) or GateFailed("any entry reported"),
            )


def hold_provinces(summary: Mapping[str, Any], stored: Mapping[str, Mapping[str, Any]]) -> None:
    """Nobody writes its province beside an entry that was released under its group's name.

    Args:
        summary: as ``gates.check`` takes it.
        stored: likewise.

    Raises:
        GateFailed: naming the entry, and where its province stands.
    """
    hidden = {
        one["number"]: (plain(one["text"]), stored[one["revision"]])
        for one in summary["entries"]
        if stored[one["revision"]]["release"] != "attributed" and stored[one["revision"]]["names"]
    }
    for one in _written(summary):
        text, quoted = one.text, [words for words in _quoted(one.text) if len(words) >= _TERM]
        for number, (said, known) in hidden.items():
            meant = number in one.numbers or any(words in said for words in quoted)
            if not meant and not (len(said) >= _TERM and said in text):
                continue
            found = naming(known["names"])
            alone = {*known["names"], known["province"]} & {part.strip() for part in one.parts}
            if alone or known["province"] in text or (found and found.search(text)):
                raise GateFailed(
                    "{place} names the province of entry {number}, which was released under its group's name "
                    "only. Take the province or the entry out of it, or release the entry with its province.",
                    place=one.place,
                    number=number,
                )


def _quoted(text: str) -> Iterator[str]:
    for groups in _QUOTED.findall(text):
        yield plain("".join(groups))


def _written(summary: Mapping[str, Any]) -> Iterator[Written]:
    def of(place: GateFailed, *parts: str, numbers: Sequence[str] = ()) -> Written:
        return Written(place, parts, frozenset([*numbers, *_NUMBER.findall(" ".join(parts))]))

    for finding in summary["findings"]:
        place = GateFailed("The paragraph of “{title}”", title=finding["title"])
        yield of(place, finding["statement"])
        for sentence in finding["paragraph"]:
            yield of(place, sentence["text"], numbers=sentence["numbers"])
        yield of(GateFailed("The next step of “{title}”", title=finding["title"]), finding["next_step"])
    for one in summary["additions"]:
        texts = [one.get("text", ""), one.get("caption", ""), *one.get("items", ())]
        for parts in (*([text] for text in texts), one.get("head", ()), *one.get("rows", ())):
            words = plain(" ".join(parts))
            if words:
                chapter = one["after"].removeprefix("chapter-")
                said = "A cell of your own at the end of chapter {n} (“{words}”)"
                yield of(GateFailed(said, n=chapter, words=words[:_WORDS]), *parts)
