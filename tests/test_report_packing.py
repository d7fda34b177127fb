"""The PDF in fewer bytes: the same picture, the same letters, and every place by its name."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import sample

from sistercity_nb.report import spelling, typesetting, volumes
from sistercity_nb.report.html import html
from sistercity_nb.report.packing import packed
from sistercity_nb.report.pdf import pdf

_TENTH = 0.1001  # of a point
# Partner cities in scripts whose letters are raised, lowered and reordered as they are shown.
_CITIES = "宇都宮 · ນະຄອນຫຼວງວຽງຈັນ · ភ្នំពេញ · မန္တလေး · Астана"


@pytest.fixture(scope="module")
def both() -> tuple[bytes, bytes]:
    """A report as Typst wrote it, and as it is filed."""
    written: list[bytes] = []
    run = typesetting._run

    def kept(module: str, folder: str, *arguments: str) -> None:
        run(module, folder, *arguments)
        name = "finished.pdf" if module.endswith("finishing") else "volume-0.pdf"
        written.append((Path(folder) / name).read_bytes())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "_run", kept)
        summary = sample(60)
        summary["entries"][0]["text"] += f" {_CITIES}"
        filed = pdf(summary)
    assert written[-1] == filed
    return written[0], filed


@pytest.fixture
def filed(both: tuple[bytes, bytes]) -> Iterator[pikepdf.Pdf]:
    """The report as it is filed, opened."""
    with pikepdf.open(io.BytesIO(both[1])) as document:
        yield document


@pytest.fixture(scope="module")
def bound() -> bytes:
    """A report that was set in several volumes, as it is filed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volumes, "_MOST", 15_000)
        return pdf(sample(60))


@pytest.fixture(params=["one volume", "several volumes"])
def either(both: tuple[bytes, bytes], bound: bytes, request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    """The report as it is filed, opened, whether it was set at once or not."""
    with pikepdf.open(io.BytesIO(both[1] if request.param == "one volume" else bound)) as document:
        yield document


def page_of(line: bytes) -> pikepdf.Pdf:
    """A PDF of one page that shows what ``line`` says."""
    document = pikepdf.new()
    page = document.add_blank_page()
    page.Contents = document.make_stream(b"q 1 0 0 -1 85.03937 791.9995 cm/c0 cs 0 scn\n" + line)
    page.Resources = pikepdf.Dictionary()
    document.Root.StructTreeRoot = pikepdf.Dictionary()
    return document


def hundredths(colour: object) -> list[float]:
    """A colour so that a thousandth of it counts as a tenth of a point does."""
    parts = colour if isinstance(colour, tuple | list) else [] if colour is None else [colour]
    return [100 * float(part) for part in parts]


def glyphs_of(page: pymupdf.Page) -> list[tuple[tuple[object, ...], list[float]]]:
    """Every glyph of a page in the print fonts: what it is, and its colour and place."""
    return [
        ((span["font"], span["size"], glyph), [*hundredths(span["color"]), *place])
        for span in page.get_texttrace()
        for _, glyph, place, _ in span["chars"]
        if "Sarabun" in span["font"]
    ]


def lines_of(page: pymupdf.Page) -> list[tuple[tuple[object, ...], list[float]]]:
    """Every line and area of a page: what it is, and its colours and place."""
    return [
        (
            (one["type"], one.get("width")),
            [*hundredths(one.get("color")), *hundredths(one.get("fill")), *one["rect"]],
        )
        for one in page.get_cdrawings()
    ]


@pytest.mark.parametrize("found", [glyphs_of, lines_of])
def test_no_page_looks_different(
    both: tuple[bytes, bytes],
    found: Callable[[pymupdf.Page], list[tuple[tuple[object, ...], list[float]]]],
) -> None:
    """Each glyph and line that Typst wrote is in the packed file, at most a tenth of a point away."""
    written, filed = (pymupdf.open(stream=one) for one in both)
    assert len(written) == len(filed) > 40
    for pages in zip(written, filed, strict=True):
        before, after = map(found, pages)
        assert [what for what, _ in before] == [what for what, _ in after]
        places = [[place for _, where in side for place in where] for side in (before, after)]
        assert places[1] == pytest.approx(places[0], abs=_TENTH, rel=0)


def dark(picture: pymupdf.Pixmap) -> np.ndarray:
    """Which dots of a picture are dark."""
    return np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.width) < 128


def within_a_dot(dots: np.ndarray) -> np.ndarray:
    """Which are dark, or beside one that is."""
    beside = (np.roll(dots, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1))
    return np.any([*beside], axis=0)


def test_letters_that_became_one_glyph_look_as_they_did(both: tuple[bytes, bytes]) -> None:
    """Where a name in another script stands, the same dots are dark, or their neighbours are."""
    written, filed = (pymupdf.open(stream=one) for one in both)
    compared = 0
    for before, after in zip(written, filed, strict=True):
        others = [span["bbox"] for span in before.get_texttrace() if span["font"].startswith("NotoSans")]
        if others:
            around = pymupdf.Rect(others[0])
            for other in others:
                around |= pymupdf.Rect(other)
            first, second = (
                dark(page.get_pixmap(dpi=300, clip=around, colorspace="gray")) for page in (before, after)
            )
            rims = first.sum() // 500  # of what the picture's edge cuts
            assert (first & ~within_a_dot(second)).sum() <= rims
            assert (second & ~within_a_dot(first)).sum() <= rims
            compared += 1
    assert compared >= 2


def test_the_head_of_all_pages_is_there_once(filed: pikepdf.Pdf) -> None:
    """Every page but the cover begins with the same stream."""
    cover, *pages = filed.pages
    assert isinstance(cover.Contents, pikepdf.Stream)
    assert len({page.Contents[0].objgen for page in pages}) == 1


def renamed(summary: dict[str, Any], letter: str, group: str) -> dict[str, Any]:
    """The sample with another letter and id for its first group."""
    said = json.dumps(summary, ensure_ascii=False)
    first = summary["workshop"]["groups"][0]["id"]
    said = re.sub(r"\bA-(?=\d{3}\b)", f"{letter}-", said).replace(f'"{first}"', json.dumps(group))
    renamed: dict[str, Any] = json.loads(said)
    return renamed


def parents_of(document: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """Number in the file's table of parents → the element, or the elements of a page."""
    return dict(pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree).items())


def test_all_that_is_drawn_is_marked_and_every_mark_is_closed(either: pikepdf.Pdf) -> None:
    """No operator paints outside a mark, marks and states nest, and each mark has its own element."""
    painting = {"S", "s", "f", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "Do", "sh"}
    parents = parents_of(either)
    for page in either.pages:
        opened: list[str] = []
        numbers: list[int] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "q", "BT"):
                opened.append(name)
            elif name in ("EMC", "Q", "ET"):
                assert opened.pop() == {"EMC": "BDC", "Q": "q", "ET": "BT"}[name]
            assert name not in painting or "BDC" in opened
            if name == "BDC" and "/MCID" in operands[1]:
                numbers.append(int(operands[1].MCID))
        assert opened == []
        own = parents[int(page.obj.StructParents)] if numbers else []
        assert sorted(numbers) == [*range(len(own))]


def test_a_link_is_where_its_words_are(either: pikepdf.Pdf) -> None:
    """Each link has its element, leads to a place that exists, and the areas of its lines lie inside it."""
    parents, places = parents_of(either), set(pikepdf.NameTree(either.Root.Names.Dests))
    links = [link for page in either.pages for link in page.get("/Annots", ())]
    assert len(links) > 300
    assert any("/QuadPoints" in link for link in links)
    for link in links:
        assert parents[int(link.StructParent)].S == "/Link"
        assert isinstance(link.Dest, pikepdf.Array) or str(link.Dest) in places
        left, bottom, right, top = map(float, link.Rect)
        corners = [*map(float, link.get("/QuadPoints", ()))]
        assert all(left <= x <= right for x in corners[::2])
        assert all(bottom <= y <= top for y in corners[1::2])
        if str(link.Dest).startswith("entry-"):
            assert right - left > 10
            assert top - bottom > 5


@pytest.mark.parametrize("volumes", ["one", "several"])
def test_a_place_is_where_its_words_are(both: tuple[bytes, bytes], bound: bytes, volumes: str) -> None:
    """A jump to an entry shows its number at the window's upper edge, with the marks above it."""
    document = pymupdf.open(stream=both[1] if volumes == "one" else bound)
    for name, place in document.resolve_names().items():
        number = name.removeprefix("entry-")
        if number == name:
            continue
        page = document[place["page"]]
        height = page.rect.height
        tops = [height - area.y0 for area in page.search_for(number) if area.x0 < place["to"][0] + 2]
        assert any(0 <= place["to"][1] - top <= 12 for top in tops), name


def test_what_readers_ask_of_the_structure_is_kept(both: tuple[bytes, bytes], filed: pikepdf.Pdf) -> None:
    """Looks of cells are left out; kinds, texts, scopes, boxes and kinds of lists are as Typst wrote them."""

    def said(document: pikepdf.Pdf, keys: set[str]) -> list[list[str]]:
        elements = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and {"/S", "/P"} <= one.keys()
        ]
        return sorted(
            [
                str(one.S),
                *(f"{key} {of[key]}" for of in one.get("/A", ()) for key in sorted(of.keys() & keys)),
            ]
            for one in elements
        )

    kept = {"/Scope", "/ListNumbering", "/Placement", "/ColSpan", "/RowSpan"}
    with pikepdf.open(io.BytesIO(both[0])) as written:
        assert said(filed, kept) == said(written, kept)
        boxes = [len(said(document, {"/BBox"})) for document in (filed, written)]
    assert boxes[0] == boxes[1]
    assert "BorderStyle" not in str(said(filed, {"/BorderStyle"}))
    assert "/IDTree" not in filed.Root.StructTreeRoot


@pytest.mark.parametrize("most", [10**9, 4_000], ids=["one volume", "several volumes"])
@pytest.mark.parametrize(("letter", "group"), [("ก", "signed"), ("A", "กลุ่ม หนึ่ง"), ("É", "a b")])
def test_any_name_can_be_a_place(letter: str, group: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers with a letter that is not Latin, and groups of any name, are jumped to as any other."""
    monkeypatch.setattr(volumes, "_MOST", most)
    summary = renamed(sample(20), letter, group)
    with pikepdf.open(io.BytesIO(pdf(summary))) as document:
        places = set(pikepdf.NameTree(document.Root.Names.Dests))
        links = [link for page in document.pages for link in page.get("/Annots", ())]
        assert {str(link.Dest) for link in links if isinstance(link.Dest, pikepdf.String)} <= places
        said = [str(link.Contents) for link in links]
    assert any(one.startswith(f"{letter}-0") for one in said)


def shown_on(document: pikepdf.Pdf) -> list[bytes]:
    """The strings of glyphs that a document's page shows, alone or in an array."""
    read = pikepdf.parse_content_stream(document.pages[0])
    shown = [operands[0] for operands, operator in read if str(operator) in ("Tj", "TJ")]
    parts = [part for one in shown for part in (one if isinstance(one, pikepdf.Array) else [one])]
    return [bytes(part) for part in parts if isinstance(part, pikepdf.String)]


@given(glyphs=st.lists(st.sampled_from([*b"ab<41>[] "]), max_size=30))
def test_brackets_in_pairs_are_shown(glyphs: list[int]) -> None:
    """Glyphs between brackets that Typst leaves as they are stay the same, whatever they look like."""
    line = b"BT 0 Tr/f0 13 Tf [(a(%s)b(c(d)))-20(e)]TJ\nET\nQ" % bytes(glyphs)
    before = page_of(line)
    after = pikepdf.open(io.BytesIO(packed(page_of(line))))
    assert shown_on(after) == shown_on(before) != []


@given(glyphs=st.binary(min_size=1, max_size=60), spelt=st.sampled_from(["digits", "escapes", "bytes"]))
def test_the_same_glyphs_are_shown(glyphs: bytes, spelt: str) -> None:
    """However Typst spells a string of glyphs, the packed page shows the same."""
    line = {
        "digits": b"[<%s>]TJ" % glyphs.hex().upper().encode(),
        "escapes": b"[(%s)]TJ" % b"".join(b"\\%03o" % one for one in glyphs),
        "bytes": b"[%s]TJ" % pikepdf.String(glyphs).unparse().replace(b"\n", rb"\n"),
    }[spelt]
    document = pikepdf.open(io.BytesIO(packed(page_of(b"BT 0 Tr/f0 13 Tf " + line + b"\nET\nQ"))))
    assert shown_on(document) == [glyphs]


@pytest.mark.parametrize("words", [b"(q 1 0 0 -1 85.03937 791.9995 cm BT <0001>>BDC 3.14159)", b"<FEFF1103>"])
def test_what_is_said_of_a_drawing_stands_in_the_structure_alone(words: bytes) -> None:
    """A page's operators do not describe a drawing again, whatever the description looks like."""
    said = b"/Span<</MCID 0/Alt" + words + b">>BDC"
    document = pikepdf.open(io.BytesIO(packed(page_of(said + b"\nEMC\nQ"))))
    assert b"/Span<</MCID 0>>BDC\nEMC" in document.pages[0].Contents.read_bytes()


@given(scale=st.floats(0.1, 0.99))
def test_letters_of_a_drawing_that_is_made_smaller_keep_their_size(scale: float) -> None:
    """A run of a drawing that was scaled names the size that it had on the page."""
    place = f"q {scale:.7f} 0 0 -{scale:.7f} 9.25 8.75 cm/c0 cs 0 scn"
    run = f"{place}\nBT 0 Tr/f0 14 Tf 1 0 0 -1 0 0 Tm(ab)Tj\nET\nQ\nQ"
    document = pikepdf.open(io.BytesIO(packed(page_of(run.encode()))))
    said = {str(operator): operands for operands, operator in pikepdf.parse_content_stream(document.pages[0])}
    assert float(said["Tf"][1]) == pytest.approx(14 * scale, rel=1e-3)
    assert [float(one) for one in said["Td"]] == pytest.approx([9.25, 8.75], abs=_TENTH)
    assert "Tm" not in said


@pytest.mark.parametrize(
    ("says", "width", "clusters"),
    [
        ({1: "ກ", 2: "ກ"}, 500.0, 2),
        ({1: "ກິ", 2: "ກິ"}, 500.0, 1),
        ({1: "ກິ", 2: "ຂິ"}, 500.0, 2),
        ({1: "ن", 2: "ن"}, 0.0, 1),
    ],
    ids=["a letter twice", "one cluster", "two clusters", "a letter and its dot"],
)
def test_a_letter_that_stands_twice_is_said_twice(says: dict[int, str], width: float, clusters: int) -> None:
    """Glyphs that say the same letters are a cluster, and a letter and its mark; two forms of one are two."""
    font = spelling._Font(None, says, {1: 500.0, 2: width})
    words = b"BT /f1 16 Tf [(\x00\x01)20(\x00\x02)]TJ ET"
    tokens = [*spelling._TOKEN.finditer(words)]
    items = {number: spelling._items(one[0]) for number, one in enumerate(tokens) if one["shown"]}
    assert len([*spelling._clusters([*spelling._read(tokens, items, {b"f1": font})])]) == clusters


def test_every_place_has_the_name_that_it_has_in_the_html(either: pikepdf.Pdf) -> None:
    """``report.pdf#entry-A-012`` opens the entry as ``report.html#entry-A-012`` does."""
    ids = set(re.findall(r'\bid="([^"]+)"', html(sample(60))))
    names = set(pikepdf.NameTree(either.Root.Names.Dests))
    assert {f"entry-{one['number']}" for one in sample(60)["entries"]} <= names
    assert names - ids == set()
