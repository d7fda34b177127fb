"""What the readers of PDF that people have make of a report.

Each is of another house: poppler (GNOME, KDE), PDFium (Chrome, Edge), MuPDF (SumatraPDF, telephones), pypdf
and pdfminer.six (programs that index files). Firefox's is in ``browser/test_pdfjs.py``.
"""

import io
import shutil
import subprocess
from collections.abc import Callable

import pymupdf
import pypdfium2
import pytest
from pdfminer.high_level import extract_text
from pypdf import PdfReader


def poppler(document: bytes) -> str:
    """The text as pdftotext reads it; the test is skipped where there is none."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler's pdftotext is not installed here")
    return subprocess.run(
        ["pdftotext", "-", "-"], input=document, capture_output=True, check=True
    ).stdout.decode()


def pdfium(document: bytes) -> str:
    """The text as a browser's own viewer copies it."""
    with pypdfium2.PdfDocument(document) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


def mupdf(document: bytes) -> str:
    """The text as MuPDF reads it."""
    with pymupdf.open(stream=document, filetype="pdf") as opened:
        return "\n".join(page.get_text() for page in opened)


def pypdf(document: bytes) -> str:
    """The text as pypdf reads it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def pdfminer(document: bytes) -> str:
    """The text as pdfminer.six reads it."""
    return extract_text(io.BytesIO(document))


READERS: list[Callable[[bytes], str]] = [poppler, pdfium, mupdf, pypdf, pdfminer]
