"""A PDF in fewer bytes: what it says a thousand times is said once, or shorter, and no page looks different.

All pages begin with the same head, so one stream of it serves them all. A run of text needs no state of its
own, and names its colour and font only where they change. Glyphs are named by their bytes and not by digits;
places are cut to a tenth of a point, less than the dot of an office printer, and colours to a thousandth,
less than a screen can show. Tables keep which cells are heads, and of what; what their borders look like
stands on the page. Packing the objects into streams (PDF/A-2 allows it) leaves a third of the rest.

It reads what Typst writes: a page is one stream, a line of it one operator or several, and text with its font
and place a line that begins with ``BT``.
"""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

_HEAD = b"/Artifact<</Attached[/Top]/Subtype/Header"
# At the start of a line stands an operator and never text: in a text the end of a line is written ``\n``.
_PLACED = re.compile(
    rb"(?m)^(q (?:1|0\.\d+) 0 0 -(?:1|0\.\d+) -?\d+(?:\.\d)?)\d*( -?\d+(?:\.\d)?)\d* cm"
    rb"(?:(/c\d+ cs \d(?:\.\d{1,3})?)\d*( \d(?:\.\d{1,3})?)\d*( \d(?:\.\d{1,3})?)\d*(?= scn))?"
)
# A run of text, which Typst sets in a state of its own, turned over twice; another text; another state.
_RUN = re.compile(
    rb"(?m)^q (?P<scale>1|0\.\d+) 0 0 -(?P=scale) (?P<place>\S+ \S+) cm(?P<colour>/c\d+ cs [\d. ]+ scn)\n"
    rb"BT 0 Tr(?P<font>/f\d+) (?P<size>[\d.]+) Tf 1 0 0 -1 0 0 Tm(?P<shown>.*)\nET\nQ$"
    rb"|^BT (?P<line>.*)$|^[qQ]\b"
)
_GLYPHS = rb"\((?:[^\\()]|\\.)*+\)"
_ALONE = re.compile(rb"\[(%s)\]TJ" % _GLYPHS)
_ONE = re.compile(rb"%s ?Tj|\[(?:%s|[-.\d ]+)*+\] ?TJ" % (_GLYPHS, _GLYPHS))
_LETTER = rb"(?:[^\\()]|\\.)"
_IN_BRACKETS = rb"\((?:%s|\(%s*\))*\)" % (_LETTER, _LETTER)  # brackets in pairs need no ``\`` before them
STRING = rb"<(?:[0-9A-Fa-f]+)>|\((?:%s|%s)*\)" % (_LETTER, _IN_BRACKETS)  # of bytes, in either form
_STRING = re.compile(STRING)
# Of a drawing, whose element of the structure says the same, in letters and not in their stand-ins.
_DESCRIBED = re.compile(rb"(?m)(/Span<</MCID \d+)/Alt(?:%s)(?=>>BDC$)" % STRING)
_MEANT = {
    **{b"%03o" % code: bytes([code]) for code in range(256)},
    **{b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"(": b"(", b")": b")", b"\\": b"\\"},
}
_SPECIAL = re.compile(rb"[\\()\r\n]")
_SPECIALS = {b"\r": rb"\r", b"\n": rb"\n", b"(": rb"\(", b")": rb"\)", b"\\": rb"\\"}
# Of a cell: its looks, and its heads once more, which the scope of the one row of heads says.
_SPARE = {"/BorderColor", "/BorderStyle", "/BorderThickness", "/Headers"}


def packed(document: "pikepdf.Pdf") -> bytes:
    """``document``, which Typst wrote, as a file in fewer bytes; the same document gives the same bytes."""
    import pikepdf

    buffer = io.BytesIO()
    pikepdf.settings.set_flate_compression_level(9)
    _write_shorter(document)
    _leave_out(document)
    document.save(
        buffer,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return buffer.getvalue()


def _write_shorter(document: "pikepdf.Pdf") -> None:
    """Every page shorter, and the head that many have alike once."""
    import pikepdf

    heads: dict[tuple[bytes, ...], Any] = {}
    resources: dict[bytes, Any] = {}
    for page in document.pages:
        page.obj.Resources = resources.setdefault(
            page.obj.Resources.unparse(resolved=True), page.obj.Resources
        )
        for annotation in page.obj.get("/Annots", ()):
            del annotation["/Type"]
        words = _shorter(page.Contents.read_bytes())
        head, end, body = words.partition(b"\nEMC")
        if not head.startswith(_HEAD):  # a cover, a memo
            page.Contents.write(words)
            continue
        same = (head, *_named(page, head))
        if same not in heads:
            heads[same] = document.make_stream(head + end)
        page.Contents.write(body)
        page.obj.Contents = pikepdf.Array([heads[same], page.obj.Contents])


def _named(page: "pikepdf.Page", words: bytes) -> list[bytes]:
    """What ``words`` name of a page's own fonts, colours and whatever else it has names for."""
    import pikepdf

    kinds = [kind for kind in page.Resources.values() if isinstance(kind, pikepdf.Dictionary)]
    return [one.unparse() for kind in kinds for name, one in kind.items() if name.encode() in words]


def _shorter(words: bytes) -> bytes:
    """The operators of a page, with the same picture.

    A run of text needs no state of its own: it names its place, and its colour and font where they are others
    than those of the run before. What is drawn between runs may leave neither, so all are named again. What
    is more than one string of glyphs in one place stays as it is.
    """
    named: list[bytes] = []

    def run(one: re.Match[bytes]) -> bytes:
        nonlocal named
        if one["line"] is not None:
            return b"BT " + _shown(one["line"])
        if one["place"] is None:
            named = []
            return one[0]
        size = float(one["size"]) * float(one["scale"])
        shown, looks = _shown(one["shown"]), [one["colour"], b"%s %.4g Tf" % (one["font"], size)]
        if not _ONE.fullmatch(shown):
            named = []
            return one[0].replace(one["shown"], shown)
        other = b"".join(look + b"\n" for look in looks if look not in named)
        named = looks
        return b"%sBT %s Td%s\nET" % (other, one["place"], shown)

    return _RUN.sub(run, _PLACED.sub(rb"\1\2 cm\3\4\5", _DESCRIBED.sub(rb"\1", words)))


def _shown(line: bytes) -> bytes:
    """What a line of text shows; one string alone needs no array."""
    return _ALONE.sub(rb"\1Tj", _STRING.sub(_shorter_string, line))


def _shorter_string(written: re.Match[bytes]) -> bytes:
    """A string of glyphs, each by its two bytes."""
    return b"(" + _SPECIAL.sub(lambda one: _SPECIALS[one[0]], in_bytes(written[0])) + b")"


def in_bytes(string: bytes) -> bytes:
    """What a ``STRING`` of a PDF's operators stands for."""
    if string.startswith(b"<"):
        return bytes.fromhex(string[1:-1].decode())
    return b"".join(_meant(string[1:-1]))


def _meant(letters: bytes) -> Iterator[bytes]:
    """The bytes that are spelt with ``\\`` or stand for themselves."""
    first, *others = letters.split(b"\\")
    yield first
    pieces = iter(others)
    for piece in pieces:
        if not piece:  # a ``\\`` that means itself; what is behind it stands for itself
            yield b"\\" + next(pieces, b"")
        else:
            spelt = 3 if piece[:1].isdigit() else 1
            yield _MEANT[piece[:spelt]] + piece[spelt:]


def _leave_out(document: "pikepdf.Pdf") -> None:
    """Of the structure what no reader asks for, and what it says twice."""
    import pikepdf

    for one in document.objects:
        if not isinstance(one, pikepdf.Dictionary) or one.get("/Type") != "/StructElem":
            continue
        if "/ID" in one:
            del one["/ID"]
        if "/A" in one:
            _say_less(one)
        if one.S == "/Link" and "/Pg" in one:
            _stay_on_page(one)
        del one["/Type"]
    if "/IDTree" in document.Root.StructTreeRoot:
        del document.Root.StructTreeRoot["/IDTree"]


def _say_less(element: Any) -> None:
    import pikepdf

    kept = [{key: one[key] for key in one.keys() - _SPARE} for one in element.A]
    said = [pikepdf.Dictionary(one) for one in kept if one.keys() != {"/O"}]
    if said:
        element.A = pikepdf.Array(said)
    else:
        del element["/A"]


def _stay_on_page(link: Any) -> None:
    """A link's area is on the page of its words, where nothing else is said."""
    import pikepdf

    for part in link.K:
        beside = isinstance(part, pikepdf.Dictionary) and part.get("/Type") == "/OBJR"
        if beside and part.Pg.objgen == link.Pg.objgen:
            del part["/Pg"]
