"""Build the report's fonts: ``python -m sistercity_nb.report.fonts.build [folder with the npm package]``.

Why a derived font. With the stock font every PDF engine writes several glyphs for one Thai cluster (base,
vowel, tone mark), and what a reader copies or searches comes out wrong. Here each cluster is **one composite
glyph** reached by an ``rlig`` ligature, so that glyph to text is one to one; the drawing is the same. Both it
and every letter are there once more for the end of a word, under the characters of ``standins.py``.

Why another em. The official rule "Sarabun 16 pt" was written for TH Sarabun, whose letters are drawn small in
their em; the same letters in Sarabun are about a third larger. The derived font is drawn on an em of 1,333
units instead of 1,000, so that a nominal 16 pt prints at about the size that the rule means.

The office font is the same without clusters: Word files carry it for machines that lack TH Sarabun. Its lines
are a little higher than the stock font's, or marks of two of them would meet at that size.

The source is Sarabun (SIL Open Font License 1.1, no Reserved Font Name) as the npm package below has it.
The web fonts are subsets of the stock font, unchanged in size.

Partner cities are written in their own scripts: ``others/`` holds fonts for those, unchanged. Those of Noto
come from the npm packages of the same names below ``@expo-google-fonts`` (SIL Open Font License 1.1); Droid
Sans Fallback, for Chinese, Japanese and Korean, comes from Debian's package ``fonts-droid-fallback`` (Apache
License 2.0).
"""

import hashlib
import io
import itertools
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.otlLib.builder import LigatureSubstBuilder  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables import otTables  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import (  # type: ignore[import-untyped]
    Glyph,
    GlyphComponent,
)

from sistercity_nb.report.fonts.standins import INSIDE, LAST, LETTERS, MEANT, THAI

PACKAGE = "@expo-google-fonts/sarabun@0.4.1"
SOURCES = {
    "Regular": (
        "400Regular/Sarabun_400Regular.ttf",
        "b8150084e25734e6f31696c57ff009f5564efa09d295848b717d9e2328c0311d",
    ),
    "Bold": (
        "700Bold/Sarabun_700Bold.ttf",
        "5d1fc1ee63ab861fb2022a212b5ff270848582bb9d9cba73b2d2aaabb16d0a18",
    ),
}
TOOLS = {"fonttools": "4.68.0", "uharfbuzz": "0.57.0", "brotli": "1.2.1"}  # what made the shipped bytes
FAMILY, OFFICE_FAMILY = "Sarabun Cluster", "Sarabun Office"
_LINE = (1180, 330)  # units that a line of the office font has above and below the letters' foot
OTHERS = sorted((Path(__file__).parent / "others").glob("*.ttf"))
UNITS_PER_EM = 1333

BASES = [chr(code) for code in range(0x0E01, 0x0E2F)]  # ก–ฮ, with ฤ and ฦ
VOWELS = ["", *"ัิีึื็ํฺุู"]
TONES = ["", *"่้๊๋์"]
AM = "ำ"
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "rlig"]
# Basic Latin to Latin Extended-B, Thai whole (a subset without U+0E4D loses SARA AM silently), Vietnamese,
# punctuation, currency, the few signs that an official text uses.
WEB = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x0E01, 0x0E5C),
    *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2045),
    *[
        0x01A0,
        0x01A1,
        0x01AF,
        0x01B0,
        0x20AC,
        0x2122,
        0x2190,
        0x2191,
        0x2192,
        0x2193,
        0x2212,
        0x2260,
        0x2264,
        0x2265,
    ],
]


def build(package: Path, to: Path) -> list[Path]:
    """Write the print and the office fonts (TTF) and the web fonts (WOFF2) into ``to``; returns their paths.

    Args:
        package: the unpacked npm package.
        to: an existing folder.
    """
    written = []
    for style, (source, digest) in SOURCES.items():
        data = (package / source).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise SystemExit(f"{source} is not the file this script was written for ({PACKAGE}).")
        for name, made in (
            (f"SarabunCluster-{style}.ttf", _cluster_font(data, style)),
            (f"SarabunOffice-{style}.ttf", _office_font(data, style)),
            (f"Sarabun-{style}.woff2", _web_font(data)),
        ):
            (to / name).write_bytes(made)
            written.append(to / name)
    (to / "coverage.txt").write_text(_coverage(to / "SarabunCluster-Regular.ttf", *OTHERS), encoding="ascii")
    return [*written, to / "coverage.txt"]


def _coverage(*paths: Path) -> str:
    """The characters of the print fonts as ranges of hexadecimal code points: no run needs to open them."""
    known = set().union(*(TTFont(path).getBestCmap() for path in paths))
    # typed by a person, stand-ins would be drawn as Thai
    codes = sorted(code for code in known - MEANT.keys() if not _is_private(code))
    runs = [list(run) for _, run in itertools.groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "\n".join(f"{run[0][1]:04X}-{run[-1][1]:04X}" for run in runs) + "\n"


def _is_private(code: int) -> bool:
    """Whether PDF/A refuses text made of it."""
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def clusters() -> list[str]:
    """Every cluster that becomes one glyph: base with vowel and/or tone mark, with SARA AM, and rare ones."""
    marked = [
        base + vowel + tone for base, vowel, tone in itertools.product(BASES, VOWELS, TONES) if vowel or tone
    ]
    sara_am = [base + tone + AM for base, tone in itertools.product(BASES, TONES[:-1])]
    rare = [*(base + "๎" for base in BASES), "ฤๅ", "ฦๅ"]  # of Pali, and of old words
    return marked + sara_am + rare


def _open(data: bytes) -> TTFont:
    # The time of the source stays in `head`, so that a rebuild gives the same bytes.
    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def _saved(font: TTFont, flavor: str | None = None) -> bytes:
    font.flavor = flavor
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=None if flavor else False)
    return buffer.getvalue()


def _trimmed(data: bytes, unicodes: list[int]) -> TTFont:
    font = _open(data)
    options = subset.Options(
        layout_features=FEATURES,
        hinting=False,
        name_IDs=["*"],
        notdef_outline=True,
        glyph_names=True,
        drop_tables=[*subset.Options().drop_tables, "gasp"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    return font


def _web_font(data: bytes) -> bytes:
    font = _trimmed(data, WEB)
    font["post"].formatType = 3.0  # no glyph names: a browser never asks for them
    return _saved(font, "woff2")


def _office_font(data: bytes, style: str) -> bytes:
    font = _trimmed(data, WEB)
    font["head"].unitsPerEm = UNITS_PER_EM
    line, above, below = font["hhea"], *_LINE
    line.ascent, line.descent, line.lineGap = above, -below, 0
    line = font["OS/2"]
    line.sTypoAscender, line.sTypoDescender, line.sTypoLineGap = above, -below, 0
    line.usWinAscent, line.usWinDescent = above, below
    for table in font["cmap"].tables:  # at which no line ends: Word files have it in the numbers of entries
        table.cmap[0x2011] = table.cmap[0x2D]
    font["post"].formatType = 3.0
    _rename(font, OFFICE_FAMILY, style, "Derived from Sarabun: its letters as large as those of TH Sarabun.")
    return _saved(font)


def _cluster_font(data: bytes, style: str) -> bytes:
    font = _trimmed(data, [code for code in _open(data).getBestCmap() if not _is_private(code)])
    stock = _saved(font)  # what the shaper reads while `font` grows
    font = _open(stock)
    _add_clusters(font, stock)
    font["head"].unitsPerEm = UNITS_PER_EM
    font["post"].formatType = 3.0
    said = "Derived from Sarabun: each Thai cluster is one glyph, so that text copied from a PDF is right."
    _rename(font, FAMILY, style, said)
    return _saved(font)


def _add_clusters(font: TTFont, stock: bytes) -> None:
    import uharfbuzz as hb  # type: ignore[import-untyped]

    shaper = hb.Font(hb.Face(stock))
    order = list(font.getGlyphOrder())
    cmap, glyf, metrics = font.getBestCmap(), font["glyf"], font["hmtx"].metrics
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    last = _add_stand_ins(font)
    known: dict[str, str] = {}
    steps: list[dict[tuple[str, ...], str]] = [{}, {}, {}]

    for number, cluster in enumerate(clusters()):
        glyph, advance = _composite(font, order, shaper, cluster)
        name = f"cluster{number:04d}"
        for twin in (name, f"{name}.last"):
            glyf.glyphs[twin] = glyph
            glyf.glyphOrder.append(twin)
            glyph.recalcBounds(glyf)
            metrics[twin] = (advance, glyph.xMin)
            classes[twin] = 1  # a base: marks may still be set on it, none are expected
        for spelling in _spellings(cluster):
            # a step finds what the one before it made: a base is held against its pairs, not all its clusters
            begun = next(
                spelling[:n] for n in (3, 2, 1) if n == 1 or (spelling[:n] in known and spelling[n:])
            )
            rest = [cmap[ord(letter)] for letter in spelling[len(begun) :]]
            first = known[begun] if begun in known else cmap[ord(begun)]
            steps[len(begun) - 1][(first, *rest)] = name
            if spelling == cluster:
                steps[len(begun) - 1][(first, *rest[:-1], last[rest[-1]])] = f"{name}.last"
        known[cluster] = name
    font.setGlyphOrder(glyf.glyphOrder)
    _add_ligatures(font, steps)


def _add_stand_ins(font: TTFont) -> dict[str, str]:
    """The letters under their stand-ins; returns each letter's glyph → its glyph at the end of a word.

    A stand-in inside a word is the letter's own glyph, but for digits, the space and the stop, which are used
    as themselves in the same text: two meanings of one glyph could not be told apart in the PDF.
    """
    cmap, last = font.getBestCmap(), {}
    for letter in LETTERS:
        name = cmap[ord(letter)]
        last[name] = _twin(font, name, f"{name}.last")
        inside = name if letter in THAI else _twin(font, name, f"{name}.inside")
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(INSIDE[letter])], table.cmap[ord(LAST[letter])] = inside, last[name]
    return last


def _twin(font: TTFont, name: str, twin: str) -> str:
    """A glyph under another name; returns that."""
    font["glyf"].glyphs[twin] = font["glyf"].glyphs[name]
    font["glyf"].glyphOrder.append(twin)
    font["hmtx"].metrics[twin] = font["hmtx"].metrics[name]
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    if name in classes:
        classes[twin] = classes[name]
    return twin


def _spellings(cluster: str) -> list[str]:
    """The letters as a shaper may hand them over: SARA AM whole, or taken apart before the tone mark."""
    if not cluster.endswith(AM):
        return [cluster]
    base, tone = cluster[0], cluster[1:-1]
    return [cluster, f"{base}ํ{tone}า", f"{base}{tone}ํา"]


def _composite(font: TTFont, order: list[str], shaper: Any, cluster: str) -> tuple[Glyph, int]:
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(cluster)
    buffer.guess_segment_properties()
    hb.shape(shaper, buffer)
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    pen = 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        for name, x, y in _simple(font, order[info.codepoint]):
            part = GlyphComponent()
            part.glyphName = name
            part.x, part.y = pen + position.x_offset + x, position.y_offset + y
            part.flags = 0x0004 | 0x0002  # round to the grid; the arguments are offsets
            glyph.components.append(part)
        pen += position.x_advance
    return glyph, pen


def _simple(font: TTFont, name: str) -> list[tuple[str, int, int]]:
    """A glyph as simple parts with their places: composites of composites confuse some readers."""
    glyph = font["glyf"].glyphs[name]
    glyph.expand(font["glyf"])
    if not glyph.isComposite():
        return [(name, 0, 0)] if glyph.numberOfContours else []
    return [
        (inner, part.x + x, part.y + y)
        for part in glyph.components
        for inner, x, y in _simple(font, part.glyphName)
    ]


def _add_ligatures(font: TTFont, steps: list[dict[tuple[str, ...], str]]) -> None:
    """A lookup for each step, before all others (they see what was typed), in every script and language."""
    table = font["GSUB"].table
    for lookup in table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            _shift_references(subtable, len(steps))
    table.LookupList.Lookup[:0] = [_lookup(font, ligatures) for ligatures in steps]
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    for record in table.FeatureList.FeatureRecord:
        record.Feature.LookupListIndex = [index + len(steps) for index in record.Feature.LookupListIndex]
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "rlig", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex, record.Feature.LookupCount = list(range(len(steps))), len(steps)
    records = table.FeatureList.FeatureRecord
    old = [*records, record]
    records[:] = sorted(old, key=lambda one: one.FeatureTag)
    table.FeatureList.FeatureCount = len(records)
    place = {id(one): number for number, one in enumerate(records)}
    for script in table.ScriptList.ScriptRecord:
        systems = [script.Script.DefaultLangSys, *(one.LangSys for one in script.Script.LangSysRecord)]
        for system in filter(None, systems):
            kept = [place[id(old[index])] for index in system.FeatureIndex]
            system.FeatureIndex = sorted([*kept, place[id(record)]])
            system.FeatureCount = len(system.FeatureIndex)


def _lookup(font: TTFont, ligatures: dict[tuple[str, ...], str]) -> Any:
    builder = LigatureSubstBuilder(font, None)
    builder.ligatures = ligatures
    return builder.build()


def _shift_references(subtable: Any, places: int) -> None:
    """A contextual rule names other lookups by number; each number grows by ``places``."""
    seen: list[Any] = [subtable]
    while seen:
        one = seen.pop()
        if isinstance(one, otTables.SubstLookupRecord):
            one.LookupListIndex += places
        elif isinstance(one, list):
            seen.extend(one)
        elif hasattr(one, "__dict__") and type(one).__module__ == otTables.__name__:
            seen.extend(one.__dict__.values())


def _rename(font: TTFont, family: str, style: str, said: str) -> None:
    plain = family.replace(" ", "")
    names = {
        1: family,
        2: style,
        3: f"1.000;{plain}-{style}",
        4: f"{family} {style}",
        6: f"{plain}-{style}",
        16: family,
        17: style,
        10: said,
    }
    table = font["name"]
    table.names = [one for one in table.names if one.nameID not in {*names, 21, 22, 25}]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


def fetch(folder: Path, package: str = PACKAGE) -> Path:
    """Ask npm for the pinned package and unpack it into ``folder``; returns where it lies."""
    done = subprocess.run(  # noqa: S603  fixed arguments
        ["npm", "pack", package, "--silent", "--pack-destination", str(folder)],  # noqa: S607  found on the PATH on purpose
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        for name in archive.getnames():  # the pinned package alone; no extraction filter on early Python 3.11
            member = archive.extractfile(name)
            if member is not None and ".." not in Path(name).parts and not Path(name).is_absolute():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(member.read())
    return folder / "package"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        made = build(Path(sys.argv[1]) if len(sys.argv) > 1 else fetch(Path(scratch)), Path(__file__).parent)
    for path in made:
        sys.stdout.write(f"{path.name}  {path.stat().st_size:,} bytes\n")
