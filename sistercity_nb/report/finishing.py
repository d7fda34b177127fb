"""The last step of a PDF: letters are themselves again, addresses become jumps, and the file is packed.

What Typst was handed as stand-ins (``fonts/standins.py``) stands in the file where it says what a glyph
means, and in titles, bookmarks and descriptions. The pages themselves name glyphs only: they have no letters.

Typst could link to labels itself, but describes each such link by the page it leads to and lays the document
out again until every one of a thousand descriptions holds: twice the time. So the template writes addresses
(``at:entry-A-012``) and says where everything lies, and here each address becomes a jump to a named place. A
browser goes there too, by the name that the place has in the HTML: ``report.pdf#entry-A-012``.

``python -m sistercity_nb.report.finishing FOLDER`` makes ``finished.pdf`` of the volumes in the folder, as
``places-….json`` and ``names.json`` beside them say.
"""

import json
import math
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sistercity_nb.report.binding import append
from sistercity_nb.report.fonts.standins import meant
from sistercity_nb.report.packing import packed
from sistercity_nb.report.spelling import spell

if TYPE_CHECKING:
    import pikepdf

_ADDRESS = "at:"
_ABOVE = 10  # points that a window shows above a place, as Typst has it: a line's marks stand there

_LONGEST = 500  # characters that a screen reader says of a link; PDF/A allows no string of 32,768 bytes
_PAGES = re.compile(r"(<xmpTPg:NPages>)\d+")
_SAYING = {"/Title", "/Author", "/Alt", "/ActualText", "/Contents", "/T", "/E"}  # keys of texts in a PDF
_MEANING = re.compile(rb"(?m)(^<[0-9A-Fa-f]+> <)([0-9A-Fa-f]+)(?=>$)")


def finished(
    document: "pikepdf.Pdf", places: Mapping[str, Sequence[float]], names: Mapping[str, str]
) -> bytes:
    """The file as it is filed.

    Args:
        document: a PDF as Typst wrote it, or several bound; it is changed.
        places: name, as in an address → page (from 1), and points from its left and top edge.
        names: name, as it is in the report → what a screen reader says of a jump there.

    Raises:
        KeyError: for an address that ``places`` does not have.
    """
    spell(document)
    _list(document)
    _turn_back(document)
    _link(document, places, names)
    if places:
        _name(document, places)
    return packed(document)


def _list(document: "pikepdf.Pdf") -> None:
    """What a list has of other volumes, behind it as blocks of its own, as its items."""
    import pikepdf

    for whole in document.Root.StructTreeRoot.K:
        kept: list[Any] = []
        for one in whole.K:
            if kept and kept[-1].get("/S") == "/TOC" and one.get("/S") == "/Div":
                one.S, one.P = pikepdf.Name("/TOCI"), kept[-1]
                kept[-1].K.append(one)
            else:
                kept.append(one)
        whole.K = pikepdf.Array(kept)


def _turn_back(document: "pikepdf.Pdf") -> None:
    """Every letter in place of its stand-ins."""
    import pikepdf

    for one in document.objects:
        if isinstance(one, pikepdf.Stream):
            if one.get("/Type") == "/CMap":
                one.write(_MEANING.sub(_spelt, one.read_bytes()))
            elif one.get("/Type") == "/Metadata":
                said = _typed(one.read_bytes().decode())
                said = _PAGES.sub(rf"\g<1>{len(document.pages)}", said)  # Typst knows of one volume
                one.write(said.encode())
        elif isinstance(one, pikepdf.Dictionary):
            for key in _SAYING & one.keys():
                if isinstance(one[key], pikepdf.String):
                    one[key] = pikepdf.String(_typed(str(one[key])))


def _typed(text: str) -> str:
    """``text`` as it is searched for and copied: letters for stand-ins, and a space where no line may end."""
    return meant(text).replace("\u00a0", " ")


def _spelt(line: re.Match[bytes]) -> bytes:
    """A line of a character map: a glyph, and its letters in UTF-16."""
    letters = _typed(bytes.fromhex(line[2].decode()).decode("utf-16-be"))
    return line[1] + letters.encode("utf-16-be").hex().upper().encode()


def _link(document: "pikepdf.Pdf", places: Mapping[str, Sequence[float]], names: Mapping[str, str]) -> None:
    """A jump for every address."""
    import pikepdf

    for page in document.pages:
        for link in page.get("/Annots", ()):
            address = str(link["/A"].get("/URI", "")) if "/A" in link else ""
            if not address.startswith(_ADDRESS):
                # of the contents: ", page 3", because headings have no number
                link["/Contents"] = pikepdf.String(str(link["/Contents"]).removeprefix(", "))
                continue
            name = address.removeprefix(_ADDRESS)
            if name not in places:
                raise KeyError(name)
            del link["/A"]
            left, bottom, right, top = map(float, link["/Rect"])
            # outwards: the areas of its lines count only if they lie inside
            sides = [math.floor(left), math.floor(bottom), math.ceil(right), math.ceil(top)]
            link["/Rect"] = pikepdf.Array(sides)
            link["/Dest"] = pikepdf.String(name)
            link["/Contents"] = pikepdf.String(names.get(unquote(name), unquote(name))[:_LONGEST])


def _name(document: "pikepdf.Pdf", places: Mapping[str, Sequence[float]]) -> None:
    """Every place by its name."""
    import pikepdf

    pages = [(page.obj, float(page.mediabox[3])) for page in document.pages]
    named = pikepdf.NameTree.new(document)
    for name, (number, x, y) in places.items():
        target, height = pages[int(number) - 1]
        place = [target, pikepdf.Name("/XYZ"), round(x), round(height - y) + _ABOVE, 0]
        named[name] = pikepdf.Array(place)
    document.Root.Names = pikepdf.Dictionary(Dests=named.obj)


def _finish(folder: Path) -> None:
    import pikepdf

    def read(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
        return found

    places: dict[str, Sequence[float]] = read("places-0.json")["places"]
    with ExitStack() as opened:
        book = opened.enter_context(pikepdf.open(folder / "volume-0.pdf"))
        for number in range(1, len([*folder.glob("volume-*.pdf")])):
            before = len(book.pages)
            append(book, opened.enter_context(pikepdf.open(folder / f"volume-{number}.pdf")))
            own = read(f"places-{number}.json")["places"]
            places |= {name: (before + page, x, y) for name, (page, x, y) in own.items()}
        (folder / "finished.pdf").write_bytes(finished(book, places, read("names.json")))


if __name__ == "__main__":
    _finish(Path(sys.argv[1]))
