"""Where on its pages a PDF has its letters, measured from the file itself."""

from collections.abc import Iterator

import pypdfium2

_CENTIMETRE = 72 / 2.54  # points
# Centimetres of A4, left, bottom, right, top: a hair outside the text's 3 to 19; head and foot inside.
_MARGINS = (2.6, 0.5, 19.5, 29.2)


def outside(document: bytes) -> Iterator[str]:
    """Each letter that lies, if only in part, where no text should be: its page, place and neighbours.

    PDFium gives the box of each letter's ink, also of those that no page shows.
    """
    left, bottom, right, top = (side * _CENTIMETRE for side in _MARGINS)
    with pypdfium2.PdfDocument(document) as opened:
        for number, page in enumerate(opened, 1):
            text = page.get_textpage()
            for place in range(text.count_chars()):
                box = text.get_charbox(place)
                if box[0] >= left and box[1] >= bottom and box[2] <= right and box[3] <= top:
                    continue
                if box[0] < box[2] and text.get_text_range(place, 1).strip():
                    near = text.get_text_range(max(place - 10, 0), 20)
                    yield f"page {number}, {[round(side / _CENTIMETRE, 2) for side in box]} cm: {near!r}"
