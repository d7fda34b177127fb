"""WeasyPrint's side of the line breaks: ``paragraphs.py TEXTS FONT PDF`` sets each text as a paragraph."""

import json
import sys
from html import escape
from pathlib import Path

from weasyprint import HTML

texts, font, made = map(Path, sys.argv[1:])
paragraphs = "".join(f"<p>{escape(text)}</p>" for text in json.loads(texts.read_text(encoding="utf-8")))
style = f"""
@font-face {{ font-family: report; src: url({font.as_uri()}) }}
@page {{ size: A4; margin: 2.5cm 2cm 2cm 3cm }}
body {{ font: 16pt/1.4 report; margin: 0 }}
"""
page = f'<html lang="th"><meta charset="utf-8"><style>{style}</style>{paragraphs}'
HTML(string=page).write_pdf(made)
