"""The last step of the PDF: addresses become jumps, and the file is packed.

Typst could link to labels itself, but describes each such link by the page it leads to and lays the document
out again until every one of a thousand descriptions holds: twice the time. So the template writes addresses
(``at:entry-A-012``) and says where everything lies, and here each address becomes a jump with a name. Packing
the objects into streams (PDF/A-2 allows it) leaves a third of the bytes.
"""

import io
from collections.abc import Mapping, Sequence

ADDRESS = "at:"


_LONGEST = 500  # characters that a screen reader says of a link; PDF/A allows no string of 32,768 bytes


def jumps(data: bytes, places: Mapping[str, Sequence[float]], names: Mapping[str, str]) -> bytes:
    """The PDF ``data`` with every address made a jump, packed; the same input gives the same bytes.

    Args:
        data: a PDF as Typst wrote it.
        places: name → page (from 1), and points from its left and top edge.
        names: name → what a screen reader says of a jump there.

    Raises:
        KeyError: for an address that ``places`` does not have.
    """
    import pikepdf

    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        pages = [(page.obj, float(page.mediabox[3])) for page in document.pages]
        for page, _ in pages:
            for link in page.get("/Annots", ()):
                address = str(link["/A"].get("/URI", "")) if "/A" in link else ""
                if not address.startswith(
                    ADDRESS
                ):  # of the contents: ", page 3", because headings have no number
                    link["/Contents"] = pikepdf.String(str(link["/Contents"]).removeprefix(", "))
                    continue
                name = address.removeprefix(ADDRESS)
                number, x, y = places[name]
                target, height = pages[int(number) - 1]
                del link["/A"]
                link["/Dest"] = pikepdf.Array(
                    [target, pikepdf.Name("/XYZ"), round(x, 2), round(height - y, 2), 0]
                )
                link["/Contents"] = pikepdf.String(names.get(name, name)[:_LONGEST])
        document.save(
            buffer,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return buffer.getvalue()
