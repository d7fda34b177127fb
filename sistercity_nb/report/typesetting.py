"""Typst in a process of its own: what it takes to set a hundred pages, it gives back when they are set.

``python -m sistercity_nb.report.typesetting FOLDER TEMPLATE MOMENT`` reads ``report.json`` from the folder
and writes ``report.pdf`` and ``places.json`` into it. The compiler is this process's whole work, so the
program that wants a PDF never holds its memory; nor that of ``finishing.py``, which comes after it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sistercity_nb.errors import ReportRefused
from sistercity_nb.report.fonts import FAMILY, FOLDER, OTHERS

TEMPLATES = Path(__file__).parent / "templates"
_KILLED = -9  # by a system that has no memory left
# What Rust, Python, C++, qpdf, the system and its loader say of it.
_FULL = re.compile(
    "memory allocation of|MemoryError|bad_alloc|insufficient memory|Cannot allocate memory|failed to map"
)


def given(document: dict[str, Any]) -> str:
    """``document`` as it is handed to ``typeset``: what a template prints, as plain data that is JSON."""
    from sistercity_nb.report.lines import handed

    return json.dumps({**handed(document), "fonts": [FAMILY, *OTHERS]}, ensure_ascii=False)


def typeset(document: str, names: Mapping[str, str], template: str, day: datetime) -> bytes:
    """A document set by a template as a PDF/UA-1 and PDF/A-2a file; the same input gives the same bytes.

    Args:
        document: as ``given`` gives it: nothing of it is ever read as markup.
        names: what can be pointed to → what a screen reader says of a jump there.
        template: the name of a file of ``templates``.
        day: the document's only date.

    Raises:
        ReportRefused: with Typst's own words, if it refuses the document; and for want of memory.
    """
    with TemporaryDirectory(prefix="sistercity-") as folder:
        (Path(folder) / "report.json").write_text(document, encoding="utf-8")
        (Path(folder) / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        moment = day.replace(microsecond=0).isoformat()  # Typst takes whole seconds
        _run(__name__, folder, template, moment)
        _run("sistercity_nb.report.finishing", folder)
        return (Path(folder) / "report.pdf").read_bytes()


def _run(module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own
    if not done.returncode:
        return
    if done.returncode == _KILLED or _FULL.search(done.stderr):
        raise ReportRefused(
            "The PDF could not be set: this machine has too little free memory (a report takes about 1 MB a "
            "page). Close other programs, or make it on a machine with more; HTML and Excel need less."
        )
    reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    raise ReportRefused("The PDF could not be set: {reason}", reason=reason[:500])


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
