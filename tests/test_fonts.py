"""The shipped fonts: one glyph to a Thai cluster, the same drawing as Sarabun, rebuilt byte for byte."""

import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import uharfbuzz as hb  # type: ignore[import-untyped]
from fontTools.pens.recordingPen import DecomposingRecordingPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from sistercity_nb.report.embedding import OWN
from sistercity_nb.report.fonts import FAMILY, FOLDER, OFFICE, OTHERS, PRINT, WEB, build, seen, shown
from sistercity_nb.report.fonts.standins import MEANT, whole
from sistercity_nb.report.lines import handed

SENTENCE = "ผู้ว่าราชการจังหวัดน้ำปั้นที่ป้ำเปี๊ยะญู่ฤๅพันธุ์สิทธิ์ ก็ต้องดำเนินการ (Sister City) ๑๒๓"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pinned npm package that the fonts are made from; without npm or a network the tests are skipped."""
    try:
        return build.fetch(tmp_path_factory.mktemp("npm"))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"{build.PACKAGE} cannot be had here ({error}): the fonts were not rebuilt")


def shaped(font: bytes, text: str) -> list[Any]:
    """The glyphs and their places as a shaper sets ``text``."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(font)), buffer)
    return list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))


def drawing(font: bytes, path: Path, text: str) -> list[Any]:
    """Every stroke of the set text with its place, in font units."""
    glyphs = TTFont(path).getGlyphSet()
    names = TTFont(path).getGlyphOrder()
    strokes, x = [], 0
    for info, place in shaped(font, text):
        pen = DecomposingRecordingPen(glyphs)
        glyphs[names[info.codepoint]].draw(pen)
        move = (x + place.x_offset, place.y_offset)
        strokes += [
            (verb, tuple((point[0] + move[0], point[1] + move[1]) for point in points if point))
            for verb, points in pen.value
        ]
        x += place.x_advance
    return [*strokes, x]


def test_a_rebuild_gives_the_shipped_bytes(package: Path, tmp_path: Path) -> None:
    """The build script makes exactly the shipped files out of the pinned package."""
    other = {name: version(name) for name, made_with in build.TOOLS.items() if version(name) != made_with}
    if other:
        pytest.skip(f"the shipped fonts were made with {build.TOOLS}; here are {other}")
    for made in build.build(package, tmp_path):
        assert made.read_bytes() == (FOLDER / made.name).read_bytes(), made.name


@pytest.mark.parametrize("style", sorted(build.SOURCES))
def test_the_drawing_is_that_of_sarabun(package: Path, style: str) -> None:
    """Text set in the derived font, in letters or stand-ins, has the strokes and width of the stock font."""
    stock = package / build.SOURCES[style][0]
    derived = FOLDER / f"SarabunCluster-{style}.ttf"
    one, other, stood_in = (
        drawing(path.read_bytes(), path, text)
        for path, text in (
            (stock, SENTENCE),
            (derived, SENTENCE),
            (derived, handed(SENTENCE)),
        )
    )
    assert sorted(map(str, one)) == sorted(map(str, other)) == sorted(map(str, stood_in))


@pytest.mark.parametrize("style", sorted(build.SOURCES))
def test_the_office_font_has_the_letters_of_sarabun_at_three_quarters(package: Path, style: str) -> None:
    """Its strokes are the stock font's on an em of 1,333 units, so 16 points are as large as TH Sarabun's."""
    stock, derived = package / build.SOURCES[style][0], FOLDER / f"SarabunOffice-{style}.ttf"
    one, other = (drawing(path.read_bytes(), path, SENTENCE) for path in (stock, derived))
    assert one == other
    assert TTFont(derived)["head"].unitsPerEm * 3 == pytest.approx(
        TTFont(stock)["head"].unitsPerEm * 4, rel=1e-3
    )


@pytest.mark.parametrize("path", PRINT, ids=lambda path: path.stem)
def test_a_cluster_is_one_glyph(path: Path) -> None:
    """Every base with a vowel, a tone mark or SARA AM is one glyph, so that copied text is right."""
    font = path.read_bytes()
    split = [
        cluster
        for cluster in build.clusters()
        if any(len(shaped(font, text)) != 1 for text in (cluster, whole(cluster), whole(cluster + "ก")[:-1]))
    ]
    assert not split


@pytest.mark.parametrize("path", PRINT, ids=lambda path: path.stem)
def test_a_glyph_has_one_meaning(path: Path) -> None:
    """The end of a word, its inside and a space or stop by itself are glyphs of their own to a PDF."""
    font = path.read_bytes()
    for text in ("ก", "กี่", "น้ำ", " ", ".", "1", "๑"):
        alone, inside, last = (
            shaped(font, said)[0][0].codepoint for said in (text, whole(text + "ก"), whole(text))
        )
        assert last not in (alone, inside)
        assert (inside == alone) == (text not in " .1๑")


@pytest.mark.parametrize("path", [*PRINT, *OFFICE], ids=lambda path: path.stem)
def test_the_derived_font_has_a_name_and_a_licence_of_its_own(path: Path) -> None:
    """A changed font does not call itself Sarabun, and its licence lies beside it."""
    font = TTFont(path)
    assert font["name"].getDebugName(1) == {True: FAMILY, False: OWN}[path in PRINT] != "Sarabun"
    assert font["OS/2"].fsType == 0  # it may be embedded, and edited with
    assert "SIL Open Font License, Version 1.1" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WEB.values(), ids=lambda path: path.stem)
def test_the_web_font_keeps_the_whole_thai_block(path: Path) -> None:
    """A subset without U+0E4D would lose SARA AM silently."""
    known = set(TTFont(path).getBestCmap())
    assert set(range(0x0E01, 0x0E3B)) | set(range(0x0E3F, 0x0E5C)) <= known


def test_the_list_of_characters_is_the_fonts_own() -> None:
    """coverage.txt names all characters that the print fonts show as themselves, and no others."""
    spans = [span.split("-") for span in (FOLDER / "coverage.txt").read_text(encoding="ascii").split()]
    listed = {code for first, last in spans for code in range(int(first, 16), int(last, 16) + 1)}
    others = set().union(*(TTFont(path).getBestCmap() for path in build.OTHERS))
    for path in PRINT:
        known = set(TTFont(path).getBestCmap()) | others
        known -= set(MEANT)  # these look like Thai letters
        assert listed == {code for code in known if not 0xE000 <= code <= 0xF8FF and code < 0xF0000}


def test_the_fonts_for_other_scripts_are_those_that_are_named() -> None:
    """Each family that the report asks for lies beside it, and none else; each may be given on."""
    assert {TTFont(path)["name"].getDebugName(1) for path in build.OTHERS} == set(OTHERS)
    assert "Apache License" in (FOLDER / "others" / "APACHE-2.0.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("น้ำ 12", "น้ำ 12"),
        ("宇都宮 서울 ວຽງຈັນ Москва", "宇都宮 서울 ວຽງຈັນ Москва"),
        ("ดีมาก😀", "ดีมาก[U+1F600]"),
        ("ก\u202eข", "ก[U+202E]ข"),
        ("a\x07b\x00", "a[U+0007]b[U+0000]"),
        ("กิ่".replace("ิ่", "่ิ"), "กิ่"),
        ("e\u0301", "\u00e9"),
        ("บรรทัด\nใหม่\t", "บรรทัด\nใหม่\t"),
    ],
)
def test_what_the_font_lacks_is_named(typed: str, printed: str) -> None:
    """A character that cannot be shown appears as its code point; it is never dropped in silence."""
    assert shown(typed) == printed


def test_a_browser_shows_all_but_what_no_font_shows() -> None:
    """HTML keeps emoji and Chinese; only control and direction characters are named."""
    assert seen("宇都宮 😀 \u202e\x07") == "宇都宮 😀 [U+202E][U+0007]"
