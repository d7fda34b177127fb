"""Letters that are drawn as several glyphs, as those of Lao, Khmer and Burmese are: each glyph says its part.

Typst lets every glyph of such a cluster say the whole of it, and often writes around them what they mean
together (``ActualText``). Programs that look at glyphs alone read the cluster once for each. So its letters
are shared out among its glyphs, in their order, and a glyph that says something else elsewhere gets a code of
its own for it: the same outline under another number. Thai needs none of this (``fonts/build.py``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sistercity_nb.report.fonts import FAMILY
from sistercity_nb.report.packing import STRING, in_bytes

if TYPE_CHECKING:
    import pikepdf

# What is written around a cluster, and around other things; the end of both; a font; a string of glyphs.
_TOKEN = re.compile(
    rb"/Span<</ActualText(?P<said>%s)>>BDC|/\w+ ?<<(?:[^<>(]|%s|<<[^<>]*>>)*>>BDC"
    rb"|(?P<end>EMC)|/(?P<font>f\d+) [\d.]+ Tf|(?P<glyphs>%s)" % (STRING, STRING, STRING),
    re.DOTALL,
)
_MEANT = re.compile(rb"(?m)^<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]*)>$")
_MOST = 100  # lines of one list of a character map


@dataclass
class _Codes:
    """A font's codes: what each says, and those that were added, each for a glyph that is also another's."""

    font: Any
    said: dict[int, str]
    added: dict[tuple[int, str], int] = field(default_factory=dict)

    def code(self, glyph: int, text: str) -> int:
        """The code under which a glyph says ``text``."""
        if self.said.get(glyph) == text:
            return glyph
        return self.added.setdefault((glyph, text), max(self.said) + 1 + len(self.added))


@dataclass
class _Cluster:
    """Glyphs that say ``text`` together, and where each stands: the number of its string, its place in it."""

    codes: _Codes
    text: str
    glyphs: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)  # numbers of the tokens around them

    def parts(self) -> list[str]:
        """What each glyph says: one letter, the last one the rest; nothing where there are too few."""
        most = len(self.glyphs) - 1
        return [*self.text[:most], *[""] * (most - len(self.text)), self.text[most:]]


def spell(document: "pikepdf.Pdf") -> None:
    """Let every glyph of ``document``, as Typst wrote it, say its own part of the text, and no other's."""
    known: dict[Any, _Codes] = {}
    for page in document.pages:
        fonts = {}
        for name, font in page.Resources.get("/Font", {}).items():
            if not _is_other(font):
                continue
            if font.objgen not in known:
                known[font.objgen] = _Codes(font, dict(_meanings(font)))
            if any(len(text) > 1 for text in known[font.objgen].said.values()):
                fonts[name[1:].encode()] = known[font.objgen]
        if fonts:
            words = page.Contents.read_bytes()
            page.Contents.write(_spelt(words, fonts))
    for codes in known.values():
        if codes.added:
            _write(document, codes)


def _is_other(font: Any) -> bool:
    """Whether it is none of the print fonts, whose clusters are one glyph each."""
    return FAMILY.replace(" ", "") not in str(font.BaseFont)


def _spelt(words: bytes, fonts: Mapping[bytes, _Codes]) -> bytes:
    """The operators of a page, the glyphs of every cluster under codes that say their parts."""
    tokens = [*_TOKEN.finditer(words)]
    written: dict[int, bytes] = {}
    strings: dict[int, list[int]] = {}
    for cluster in _clusters(tokens, fonts):
        parts = cluster.parts()
        for glyph, part, (number, place) in zip(cluster.glyphs, parts, cluster.places, strict=True):
            codes = strings.setdefault(number, _glyphs(in_bytes(tokens[number][0])))
            codes[place] = cluster.codes.code(glyph, part)
        if all(parts):
            written |= dict.fromkeys(cluster.marks, b"")
    for number, codes in strings.items():
        written[number] = b"<%s>" % b"".join(b"%04X" % code for code in codes)
    pieces, end = [], 0
    for number, token in enumerate(tokens):
        if number in written:
            pieces += [words[end : token.start()], written[number]]
            end = token.end()
    return b"".join([*pieces, words[end:]])


def _clusters(tokens: Sequence[re.Match[bytes]], fonts: Mapping[bytes, _Codes]) -> Iterator[_Cluster]:
    """The glyphs that stand in one mark; elsewhere those beside each other that all say the same letters."""
    import pikepdf

    codes: _Codes | None = None
    marked: _Cluster | None = None
    loose: _Cluster | None = None
    around = ""  # what the open mark says
    opened = 0
    for number, token in enumerate(tokens):
        if token["said"]:
            around, opened = str(pikepdf.String(in_bytes(token["said"]))), number
        elif token["end"] and around:
            if marked is not None:
                marked.marks = [opened, number]
                yield marked
            marked, around = None, ""
        elif token["font"]:
            codes = fonts.get(token["font"])
        elif token["glyphs"] and codes is not None:
            for place, glyph in enumerate(_glyphs(in_bytes(token["glyphs"]))):
                text = around or codes.said.get(glyph, "")
                if around:
                    cluster = marked = marked or _Cluster(codes, text)
                else:
                    if (
                        loose is None
                        or loose.text != text
                        or len(text) < 2  # two forms of one letter, which stands there twice
                        or glyph in loose.glyphs
                        or loose.codes is not codes
                    ):
                        if loose is not None and len(loose.glyphs) > 1:
                            yield loose
                        loose = _Cluster(codes, text)
                    cluster = loose
                cluster.glyphs.append(glyph)
                cluster.places.append((number, place))
    if loose is not None and len(loose.glyphs) > 1:
        yield loose


def _meanings(font: Any) -> Iterator[tuple[int, str]]:
    for code, text in _MEANT.findall(font.ToUnicode.read_bytes()):
        yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be")


def _glyphs(string: bytes) -> list[int]:
    return [int.from_bytes(string[place : place + 2], "big") for place in range(0, len(string), 2)]


def _write(document: "pikepdf.Pdf", codes: _Codes) -> None:
    """The added codes into their font: which glyph each is, how wide, and what it says."""
    import pikepdf

    [descendant] = codes.font.DescendantFonts
    widths = dict(_widths(descendant.W))
    glyphs = {code: glyph for (glyph, _), code in codes.added.items()}
    most = max(glyphs)
    numbers = (glyphs.get(code, code) for code in range(most + 1))
    descendant.CIDToGIDMap = document.make_stream(b"".join(one.to_bytes(2, "big") for one in numbers))
    for code, glyph in glyphs.items():
        if glyph in widths:
            descendant.W.extend(pikepdf.Array([code, code, widths[glyph]]))
    if "/CIDSet" in descendant.FontDescriptor:  # optional, and it would have to name every code
        del descendant.FontDescriptor["/CIDSet"]
    lines = [b"<%04X> <%s>" % (code, _utf16(text)) for (_, text), code in codes.added.items()]
    lists = (lines[place : place + _MOST] for place in range(0, len(lines), _MOST))
    more = b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(one), b"\n".join(one)) for one in lists)
    codes.font.ToUnicode.write(codes.font.ToUnicode.read_bytes().replace(b"endcmap", more + b"endcmap", 1))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be").hex().upper().encode()


def _widths(said: Any) -> Iterator[tuple[int, Any]]:
    """Code and width of each, from both of the forms that a font may say them in."""
    import pikepdf

    parts = iter(said)
    for first in parts:
        last = next(parts)
        if isinstance(last, pikepdf.Array):
            yield from enumerate(last, int(first))
        else:
            width = next(parts)
            yield from ((code, width) for code in range(int(first), int(last) + 1))
