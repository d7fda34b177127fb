"""Contact sheets: many pages small in one picture, kept under ``tests/pictures`` for a person to look at."""

import io
from pathlib import Path

import pypdfium2
from PIL import Image

PICTURES = Path(__file__).parent / "pictures"
_ACROSS, _WIDTH, _GAP = 10, 210, 6  # pages in a row, dots of a page and between two


def contact_sheet(document: bytes, name: str) -> Path:
    """Every page of the PDF in one picture; returns where it was written."""
    with pypdfium2.PdfDocument(io.BytesIO(document)) as opened:
        small = [page.render(scale=_WIDTH / page.get_width()).to_pil() for page in opened]
    height = max(page.height for page in small)
    rows = -(-len(small) // _ACROSS)
    size = (min(len(small), _ACROSS) * (_WIDTH + _GAP) + _GAP, rows * (height + _GAP) + _GAP)
    sheet = Image.new("RGB", size, "#8a949e")
    for place, page in enumerate(small):
        row, column = divmod(place, _ACROSS)
        sheet.paste(page, (_GAP + column * (_WIDTH + _GAP), _GAP + row * (height + _GAP)))
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.png"
    sheet.save(path)
    return path
