"""Typst in a process of its own: what it takes to set a hundred pages, it gives back when they are set.

``python -m sistercity_nb.report.typesetting FOLDER NUMBER TEMPLATE MOMENT`` reads ``volume-NUMBER.json`` from
the folder and writes ``volume-NUMBER.pdf`` and ``places-NUMBER.json`` into it. The compiler is this process's
whole work, so the program that wants a PDF never holds its memory, nor that of ``finishing.py``.
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


def typeset(document: dict[str, Any], template: str, day: datetime) -> bytes:
    """A document set by a template as a PDF/UA-1 and PDF/A-2a file; the same input gives the same bytes.

    Args:
        document: what the template prints, as plain data that is JSON: nothing of it is ever read as markup.
        template: the name of a file of ``templates``.
        day: the document's only date.

    Raises:
        ReportRefused: with Typst's own words, if it refuses the document; and for want of memory.
    """
    with TemporaryDirectory(prefix="sistercity-") as folder:
        set_volume(Path(folder), 0, document, template, day)
        return finished(Path(folder), {})


def set_volume(
    folder: Path, number: int, document: dict[str, Any], template: str, day: datetime
) -> dict[str, Any]:
    """Set a volume of a file in ``folder``, where ``finished`` finds it.

    Args:
        folder: for this file alone.
        number: of the volume, from 0.
        document: as ``typeset`` takes it, and so are the others.
        template: its file.
        day: its date.

    Returns:
        ``places``: name, as in an address → page (from 1), and points from its left and top edge; ``last``:
        the number that its last page shows.

    Raises:
        ReportRefused: as ``typeset`` does.
    """
    from sistercity_nb.report.lines import handed

    printed = json.dumps({**handed(document), "fonts": [FAMILY, *OTHERS]}, ensure_ascii=False)
    (folder / f"volume-{number}.json").write_text(printed, encoding="utf-8")
    moment = day.replace(microsecond=0).isoformat()  # Typst takes whole seconds
    _run(__name__, str(folder), str(number), template, moment)
    found: dict[str, Any] = json.loads((folder / f"places-{number}.json").read_text(encoding="utf-8"))
    return found


def finished(folder: Path, names: Mapping[str, str]) -> bytes:
    """The volumes of ``folder`` as one file.

    Args:
        folder: where they were set.
        names: what can be pointed to → what a screen reader says of a jump there.

    Raises:
        ReportRefused: for want of memory.
    """
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    _run("sistercity_nb.report.finishing", str(folder))
    return (folder / "finished.pdf").read_bytes()


def _run(module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own
    if not done.returncode:
        return
    if done.returncode == _KILLED or _FULL.search(done.stderr):
        raise ReportRefused(
            "The PDF could not be set: this machine has too little free memory (300 entries take 200 MB, "
            "10,000 take 700 MB). Close other programs, or make it on a machine with more; HTML and Excel "
            "need less."
        )
    reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    raise ReportRefused("The PDF could not be set: {reason}", reason=reason[:500])


def _compile(folder: Path, number: str, template: str, moment: str) -> None:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    compiler = typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True
    )
    compiler.compile(
        output=folder / f"volume-{number}.pdf",
        sys_inputs={"report": (folder / f"volume-{number}.json").read_text(encoding="utf-8")},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.fromisoformat(moment),
    )
    places = compiler.query("<places>", field="value", one=True)
    (folder / f"places-{number}.json").write_text(places, encoding="utf-8")


if __name__ == "__main__":
    _compile(Path(sys.argv[1]), *sys.argv[2:])
