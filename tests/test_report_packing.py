"""The PDF in fewer bytes: the same picture, the same letters, and every place by its name."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import sample

from sistercity_nb.report import typesetting
from sistercity_nb.report.html import html
from sistercity_nb.report.packing import packed
from sistercity_nb.report.pdf import pdf

_TENTH = 0.1001  # of a point


@pytest.fixture(scope="module")
def both() -> tuple[bytes, bytes]:
    """A report as Typst wrote it, and as it is filed."""
    written: list[bytes] = []
    run = typesetting._run

    def kept(module: str, folder: str, *arguments: str) -> None:
        run(module, folder, *arguments)
        written.append((Path(folder) / "report.pdf").read_bytes())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "_run", kept)
        filed = pdf(sample(60))
    assert written[-1] == filed
    return written[0], filed


def page_of(line: bytes) -> pikepdf.Pdf:
    """A PDF of one page that shows what ``line`` says."""
    document = pikepdf.new()
    page = document.add_blank_page()
    page.Contents = document.make_stream(b"q 1 0 0 -1 85.03937 791.9995 cm/c0 cs 0 scn\n" + line)
    page.Resources = pikepdf.Dictionary()
    document.Root.StructTreeRoot = pikepdf.Dictionary()
    return document


def glyphs_of(page: pymupdf.Page) -> list[tuple[object, ...]]:
    """Every glyph of a page with its font, size and colour, and where it stands."""
    return [
        (span["font"], span["size"], span["color"], glyph, *place)
        for span in page.get_texttrace()
        for _, glyph, place, _ in span["chars"]
    ]


def lines_of(page: pymupdf.Page) -> list[tuple[object, ...]]:
    """Every line and area of a page with its colours, and where it lies."""
    return [(one["type"], one.get("color"), one.get("fill"), *one["rect"]) for one in page.get_cdrawings()]


@pytest.mark.parametrize(("found", "coordinates"), [(glyphs_of, 2), (lines_of, 4)])
def test_no_page_looks_different(
    both: tuple[bytes, bytes], found: Callable[[pymupdf.Page], list[tuple[object, ...]]], coordinates: int
) -> None:
    """Each glyph and line that Typst wrote is in the packed file, at most a tenth of a point away."""
    written, filed = (pymupdf.open(stream=one) for one in both)
    assert len(written) == len(filed) > 40
    for pages in zip(written, filed, strict=True):
        before, after = map(found, pages)
        assert [one[:-coordinates] for one in before] == [one[:-coordinates] for one in after]
        places = [[place for one in side for place in one[-coordinates:]] for side in (before, after)]
        assert places[1] == pytest.approx(places[0], abs=_TENTH, rel=0)


def test_the_head_of_all_pages_is_there_once(both: tuple[bytes, bytes]) -> None:
    """Every page but the cover begins with the same stream."""
    with pikepdf.open(io.BytesIO(both[1])) as document:
        cover, *pages = document.pages
        assert isinstance(cover.Contents, pikepdf.Stream)
        assert len({page.Contents[0].objgen for page in pages}) == 1


@given(glyphs=st.binary(min_size=1, max_size=60), spelt=st.sampled_from(["digits", "escapes", "bytes"]))
def test_the_same_glyphs_are_shown(glyphs: bytes, spelt: str) -> None:
    """However Typst spells a string of glyphs, the packed page shows the same."""
    line = {
        "digits": b"[<%s>]TJ" % glyphs.hex().upper().encode(),
        "escapes": b"[(%s)]TJ" % b"".join(b"\\%03o" % one for one in glyphs),
        "bytes": b"[%s]TJ" % pikepdf.String(glyphs).unparse().replace(b"\n", rb"\n"),
    }[spelt]
    document = pikepdf.open(io.BytesIO(packed(page_of(b"BT 0 Tr/f0 13 Tf " + line + b"\nET\nQ"))))
    (operands, _), *_ = [
        one for one in pikepdf.parse_content_stream(document.pages[0]) if str(one[1]) == "TJ"
    ]
    assert bytes(operands[0][0]) == glyphs


def test_what_is_said_of_a_drawing_is_not_touched() -> None:
    """Words in a page's operators that look like places and glyphs stay as they are."""
    said = rb"/Span<</MCID 0/Alt(q 1 0 0 -1 85.03937 791.9995 cm BT <0001> 3.14159)>>BDC"
    document = pikepdf.open(io.BytesIO(packed(page_of(said + b"\nEMC\nQ"))))
    assert said in document.pages[0].Contents.read_bytes()


def test_every_place_has_the_name_that_it_has_in_the_html(both: tuple[bytes, bytes]) -> None:
    """``report.pdf#entry-A-012`` opens the entry as ``report.html#entry-A-012`` does."""
    page = html(sample(60))
    ids = {quote(one) for one in re.findall(r'\bid="([^"]+)"', page)}
    with pikepdf.open(io.BytesIO(both[1])) as document:
        names = {str(name) for name in pikepdf.NameTree(document.Root.Names.Dests)}
    assert {f"entry-{one['number']}" for one in sample(60)["entries"]} <= names
    assert names - ids == set()
