"""Typst in a process of its own: what it takes to set a hundred pages, it gives back when they are set.

``python -m sistercity_nb.report.typesetting FOLDER TEMPLATE MOMENT`` reads ``report.json`` from the folder
and writes ``report.pdf`` and ``places.json`` into it. The compiler is this process's whole work, so the
program that wants a PDF never holds its memory.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sistercity_nb.errors import ReportRefused
from sistercity_nb.report.finishing import finished
from sistercity_nb.report.fonts import FAMILY, FOLDER, OTHERS
from sistercity_nb.report.lines import handed

TEMPLATES = Path(__file__).parent / "templates"


def typeset(document: dict[str, Any], template: str, day: datetime, names: Mapping[str, str]) -> bytes:
    """``document`` set by a template as a PDF/UA-1 and PDF/A-2a file; the same input gives the same bytes.

    Args:
        document: what the template prints, as plain data: nothing of it is ever read as markup.
        template: the name of a file of ``templates``.
        day: the document's only date.
        names: what can be pointed to → what a screen reader says of a jump there.

    Raises:
        ReportRefused: with Typst's own words, if it refuses the document.
    """
    with TemporaryDirectory(prefix="sistercity-") as folder:
        given = json.dumps({**handed(document), "fonts": [FAMILY, *OTHERS]}, ensure_ascii=False)
        (Path(folder) / "report.json").write_text(given, encoding="utf-8")
        moment = day.replace(microsecond=0).isoformat()  # Typst takes whole seconds
        command = [sys.executable, "-m", __name__, folder, template, moment]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            raise ReportRefused("The PDF could not be set: {reason}", reason=reason[:500])
        places = json.loads((Path(folder) / "places.json").read_text(encoding="utf-8"))
        return finished((Path(folder) / "report.pdf").read_bytes(), places, names)


def _compile(folder: Path, template: str, moment: str) -> None:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    compiler = typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True
    )
    compiler.compile(
        output=folder / "report.pdf",
        sys_inputs={"report": (folder / "report.json").read_text(encoding="utf-8")},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.fromisoformat(moment),
    )
    places = compiler.query("<places>", field="value", one=True)
    (folder / "places.json").write_text(places, encoding="utf-8")


if __name__ == "__main__":
    _compile(Path(sys.argv[1]), *sys.argv[2:])
