"""Letters that are drawn as several glyphs, as those of Lao, Khmer and Burmese are, become one glyph.

Typst lets every glyph of such a cluster say the whole of it, and often writes around them what they mean
together (``ActualText``). Programs that look at glyphs alone read the cluster once for each, and those that
look at places put a letter below the line behind the line. So the glyphs of a cluster become one composite
glyph in the font of the PDF, whose code says all its letters: the drawing is the same. Thai has such glyphs
in its font already (``fonts/build.py``).
"""

import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sistercity_nb.report.fonts import FAMILY
from sistercity_nb.report.packing import STRING, in_bytes

if TYPE_CHECKING:
    import pikepdf

_ITEM = re.compile(rb"(?P<glyphs>%s)|(?P<shift>-?[\d.]+)" % STRING)
_SHOWN = rb"\[(?:%s|[-\d.\s]++)*+\] ?TJ|(?:%s) ?Tj" % (STRING, STRING)
# What is written around a cluster, and around other things; the end of both; a place; a font; glyphs shown.
_TOKEN = re.compile(
    rb"/Span<</ActualText(?P<said>%s)>>BDC|/\w+ ?<<(?:[^<>(]|%s|<<[^<>]*>>)*>>BDC|(?P<end>EMC)"
    rb"|(?P<scale>[\d.]+) 0 0 -(?P=scale) (?P<x>-?[\d.]+) (?P<y>-?[\d.]+) (?P<of>cm|Tm)"
    rb"|/(?P<font>f\d+) (?P<size>[\d.]+) Tf|(?P<shown>%s)" % (STRING, STRING, _SHOWN),
    re.DOTALL,
)
_MEANT = re.compile(rb"(?m)^<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]*)>$")
_LINE = (801, -174)  # above and below the letters' foot, as the print font says
_MOST = 100  # lines of one list of a character map

_Items = list[int | float]  # glyphs as whole numbers, and how far what follows is moved back as fractions
_Drawing = tuple[tuple[int, int, int], ...]  # glyphs, each with its place right of and above the first's


@dataclass
class _Font:
    """A font of the PDF: what its glyphs say, how wide they are, and which clusters became glyphs of it."""

    font: Any
    said: dict[int, str]
    widths: dict[int, float]  # in thousandths of its size, as all that follows
    added: dict[tuple[_Drawing, str, int], int] = field(default_factory=dict)

    @cached_property
    def program(self) -> Any:
        """The font itself, as fontTools reads it."""
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

        data = self.descendant.FontDescriptor.FontFile2.read_bytes()
        return TTFont(io.BytesIO(data), recalcTimestamp=False)

    @property
    def descendant(self) -> Any:
        """The part of it that names glyphs."""
        return self.font.DescendantFonts[0]

    def code(self, drawing: _Drawing, text: str, width: int) -> int:
        """The code of the glyph that looks like ``drawing``, is that wide and says ``text``."""
        first = self.program["maxp"].numGlyphs
        return self.added.setdefault((drawing, text, width), first + len(self.added))


@dataclass(frozen=True)
class _Glyph:
    """A glyph on a page, and what it says there."""

    font: _Font
    number: int
    text: str
    mark: int  # the number of the token that begins what is written around it; -1 for nothing
    shown: int  # the number of the token that shows it
    place: int  # among the items of that
    x: float  # points from the left
    y: float  # points from the bottom
    size: float  # points

    @property
    def width(self) -> float:
        """How far it moves what follows, in thousandths of its size."""
        return self.font.widths.get(self.number, 0.0)


def spell(document: "pikepdf.Pdf") -> None:
    """Make of every cluster of ``document``, as Typst wrote it, one glyph that says its letters."""
    known: dict[Any, _Font] = {}
    for page in document.pages:
        fonts = {}
        for name, font in page.Resources.get("/Font", {}).items():
            if _is_other(font):
                if font.objgen not in known:
                    known[font.objgen] = _opened(font)
                fonts[name[1:].encode()] = known[font.objgen]
        if fonts:
            page.Contents.write(_spelt(page.Contents.read_bytes(), fonts))
    for one in known.values():
        if one.added:
            _draw(document, one)
            _describe(one)
            # Some programs take lines by how high a font says it is, and Burmese is twice as high as Thai.
            described = one.descendant.FontDescriptor
            described.Ascent, described.Descent = _LINE


def _is_other(font: Any) -> bool:
    """Whether it is none of the print fonts, whose clusters are one glyph each."""
    return FAMILY.replace(" ", "") not in str(font.BaseFont)


def _opened(font: Any) -> _Font:
    meanings = _MEANT.findall(font.ToUnicode.read_bytes())
    said = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in meanings}
    return _Font(font, said, dict(_widths(font.DescendantFonts[0].W)))


def _spelt(words: bytes, fonts: Mapping[bytes, _Font]) -> bytes:
    """The operators of a page, every cluster of glyphs as one."""
    tokens = [*_TOKEN.finditer(words)]
    items = {number: _items(token[0]) for number, token in enumerate(tokens) if token["shown"]}
    written: dict[int, bytes] = {}
    ends = _ends(tokens)
    for cluster in [*_clusters([*_read(tokens, items, fonts)])]:
        if len(cluster) == 1 and cluster[0].mark < 0:
            continue
        _join(cluster, items)
        written |= dict.fromkeys({glyph.shown for glyph in cluster}, b"")
        for mark in {glyph.mark for glyph in cluster} & ends.keys():
            written[mark] = written[ends[mark]] = b""
    pieces, end = [], 0
    for number, changed in sorted(written.items()):
        pieces += [words[end : tokens[number].start()], _shown(items[number]) if number in items else changed]
        end = tokens[number].end()
    return b"".join([*pieces, words[end:]])


def _items(shown: bytes) -> list[_Items]:
    """What an operator shows, each glyph and each move in a list of its own."""
    items: list[_Items] = []
    for item in _ITEM.finditer(shown):
        if item["shift"]:
            items.append([float(item["shift"])])
        else:
            string = in_bytes(item["glyphs"])
            items += [[int.from_bytes(string[at : at + 2], "big")] for at in range(0, len(string), 2)]
    return items


def _shown(items: Iterable[_Items]) -> bytes:
    """The operator that shows ``items``; a move behind the last glyph is left out, as no text follows it."""
    flat = [one for few in items for one in few]
    while flat and isinstance(flat[-1], float):
        flat.pop()
    pieces = (b"<%04X>" % one if isinstance(one, int) else f"{one:g}".encode() for one in flat)
    return b"[%s]TJ" % b" ".join(pieces).replace(b"> <", b"")


def _read(
    tokens: Sequence[re.Match[bytes]],
    items: Mapping[int, Sequence[_Items]],
    fonts: Mapping[bytes, _Font],
) -> Iterator[_Glyph]:
    """The glyphs of a page that are no Thai, in their order."""
    import pikepdf

    font: _Font | None = None
    around, mark = "", -1
    left = bottom = x = y = size = 0.0
    scale = 1.0
    for number, token in enumerate(tokens):
        if token["said"]:
            around, mark = str(pikepdf.String(in_bytes(token["said"]))), number
        elif token["end"]:
            around, mark = "", -1
        elif token["of"] == b"cm":
            left, bottom, scale = float(token["x"]), float(token["y"]), float(token["scale"])
        elif token["of"]:
            x, y = left + scale * float(token["x"]), bottom - scale * float(token["y"])
        elif token["font"]:
            font, size = fonts.get(token["font"]), scale * float(token["size"])
        elif token["shown"] and font is not None:
            for place, [item] in enumerate(items[number]):
                if isinstance(item, float):
                    x -= item / 1000 * size
                    continue
                text = around or font.said.get(item, "")
                glyph = _Glyph(font, item, text, mark, number, place, x, y, size)
                x += glyph.width / 1000 * size
                yield glyph


def _ends(tokens: Sequence[re.Match[bytes]]) -> dict[int, int]:
    """The number of each token that says what is meant together → that of its end."""
    ends: dict[int, int] = {}
    mark = -1
    for number, token in enumerate(tokens):
        if token["said"]:
            mark = number
        elif token["end"] and mark >= 0:
            ends[mark], mark = number, -1
    return ends


def _clusters(glyphs: Sequence[_Glyph]) -> Iterator[list[_Glyph]]:
    """Glyphs beside each other that say the same."""
    marks = Counter(glyph.mark for glyph in glyphs)
    whole = {mark for mark, number in marks.items() if mark >= 0 and number > 1}
    cluster: list[_Glyph] = []
    for glyph in glyphs:
        if cluster and not _belongs(glyph, cluster, whole):
            yield cluster
            cluster = []
        cluster.append(glyph)
    if cluster:
        yield cluster


def _belongs(glyph: _Glyph, cluster: Sequence[_Glyph], whole: Collection[int]) -> bool:
    """Whether it is of the cluster; one that stands there twice may have two glyphs, which say the same.

    Args:
        glyph: the next one.
        cluster: those before it.
        whole: what is written around several glyphs; around one it may be said of a part.
    """
    last = cluster[-1]
    if glyph.mark >= 0 and glyph.mark == last.mark:
        return True
    based = any(one.width for one in cluster)  # the dots of an Arabic letter have no width
    if glyph.mark in whole and based and (last.mark in whole or len(glyph.text) == 1):
        return False
    parts = len(glyph.text) > 1 or not glyph.width or not based
    alike = glyph.font is last.font and glyph.text == last.text and parts
    return alike and glyph.number not in {one.number for one in cluster}


def _join(cluster: Sequence[_Glyph], items: Mapping[int, list[_Items]]) -> None:
    """One glyph in place of a cluster's, in what shows them; nothing else is moved by it."""
    first = next((glyph for glyph in cluster if glyph.width), cluster[0])  # a mark is set by what it is on
    last = [glyph for glyph in cluster if glyph.shown == first.shown][-1]
    thousandth = first.size / 1000
    places = [((glyph.x - first.x) / thousandth, (glyph.y - first.y) / thousandth) for glyph in cluster]
    drawing = tuple((glyph.number, round(x), round(y)) for glyph, (x, y) in zip(cluster, places, strict=True))
    wide = round(max(x + glyph.width for glyph, (x, _) in zip(cluster, places, strict=True)))
    back = wide - round((last.x - first.x) / thousandth + last.width)
    for glyph in cluster:
        items[glyph.shown][glyph.place] = [-glyph.width]
    beside = items[first.shown]
    beside[first.place : last.place + 1] = [[] for _ in range(first.place, last.place + 1)]
    beside[first.place] = [first.font.code(drawing, first.text, wide), *([float(back)] if back else [])]


def _draw(document: "pikepdf.Pdf", font: _Font) -> None:
    """The added glyphs into the font itself, and how wide they are into what names its glyphs."""
    import pikepdf
    from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent  # type: ignore[import-untyped]

    program, names = font.program, font.program.getGlyphOrder()
    glyphs, unit = program["glyf"], program["head"].unitsPerEm / 1000
    for (drawing, _, width), code in font.added.items():
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, []
        for number, x, y in drawing:
            part = GlyphComponent()
            part.glyphName, part.flags = names[number], 0x0002 | 0x0004  # offsets, rounded to the grid
            part.x, part.y = round(x * unit), round(y * unit)
            glyph.components.append(part)
        name = f"cluster{code}"
        glyphs.glyphs[name] = glyph
        glyphs.glyphOrder.append(name)
        glyph.recalcBounds(glyphs)
        program["hmtx"].metrics[name] = (round(width * unit), glyph.xMin)
        font.descendant.W.extend(pikepdf.Array([code, code, width]))
    program.setGlyphOrder(glyphs.glyphOrder)
    buffer = io.BytesIO()
    program.save(buffer, reorderTables=False)
    described = font.descendant.FontDescriptor
    described.FontFile2 = document.make_stream(buffer.getvalue(), Length1=len(buffer.getvalue()))
    if "/CIDSet" in described:  # optional, and it would have to name every code
        del described["/CIDSet"]


def _describe(font: _Font) -> None:
    """What the added glyphs say into the font's map of characters."""
    lines = [b"<%04X> <%s>" % (code, _utf16(text)) for (_, text, _), code in font.added.items()]
    lists = (lines[place : place + _MOST] for place in range(0, len(lines), _MOST))
    more = b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(one), b"\n".join(one)) for one in lists)
    said = font.font.ToUnicode
    said.write(said.read_bytes().replace(b"endcmap", more + b"endcmap", 1))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be").hex().upper().encode()


def _widths(said: Any) -> Iterator[tuple[int, float]]:
    """Code and width of each, from both of the forms that a font may say them in."""
    import pikepdf

    parts = iter(said)
    for first in parts:
        last = next(parts)
        if isinstance(last, pikepdf.Array):
            yield from enumerate(map(float, last), int(first))
        else:
            width = float(next(parts))
            yield from ((code, width) for code in range(int(first), int(last) + 1))
