"""What lies in the folder of exports: the report in every format and the summary, made whole or not at all.

A report is made in this process from the record. Only where somebody has changed their copy of
``07_report.ipynb`` is that executed first, by a kernel, and what it shows is printed. Nothing leaves before
the gates: the summary is held against the record, and every finished file is read back. The files appear
under their names only when all of them are finished.
"""

import json
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sistercity_nb.errors import CannotRun
from sistercity_nb.execution import execute
from sistercity_nb.language import translate
from sistercity_nb.settings import FORMATS, Settings, read_settings, shipped
from sistercity_nb.store import FILED, Store, open_store

NOTEBOOK = "07_report.ipynb"
SUMMARY = "summary.json"
Progress = Callable[[float, str], None]  # how much is done, from 0 to 1, and the step that is beginning
# Shares of the whole as measured on the demonstration.
_SUMMARISED, _CHECKED, _MADE = 0.2, 0.25, 0.9
_ATTEMPTS = 3  # at a notebook, while the room writes


def make_summary(choice: Settings, progress: Progress) -> list[Path]:
    """Write the summary of the record as it stands, checked by the gates; returns the file.

    Raises:
        SisterCityError: if the record, a gate or the folder does not allow it; nothing was written then.
    """
    from sistercity_nb.report.gates import check, check_files
    from sistercity_nb.summary import people, stored, summarise

    progress(0.0, translate("Counting the entries", choice.language))
    with open_store(choice) as store:
        made = summarise(store, choice.language)
        progress(0.8, translate("Checking every quotation and number", choice.language))
        known = stored(store)
        check(made, known)
        files = {SUMMARY: _as_json(made)}
        check_files(files, made, people(store), known)
    return _write(choice.exports, files)


def make_report(
    choice: Settings,
    progress: Progress,
    edition: str = "public",
    final: bool = False,
    formats: Collection[str] = FORMATS,
) -> list[Path]:
    """Write the report, with its summary.

    Args:
        choice: what to work with; its language is the report's.
        progress: told of every step.
        edition: ``public`` or ``internal``.
        final: whether to file it under the next number; else it is a draft, in the place of the last one.
        formats: of ``FORMATS``.

    Returns:
        The files, in the order of ``FORMATS``, the summary last.

    Raises:
        SisterCityError: if a cell, a gate, a format or the folder does not allow it; nothing was written.
    """
    from sistercity_nb.editions import with_last
    from sistercity_nb.filing import stem
    from sistercity_nb.report.gates import check, check_files
    from sistercity_nb.summary import people, stored

    _write(choice.exports, {})  # a folder that takes no file is told before the work and not after it
    with open_store(choice) as store:
        if final:
            _sound(choice, store)
        summary = _summary(store, choice, progress, edition)
        progress(_SUMMARISED, translate("Checking every quotation and number", choice.language))
        known = stored(store)
        check(summary, known)
        kind, given = stem(summary), store.reading(FILED) or {}
        summary = with_last(summary, choice.exports, final, given.get(kind, 0))
        # The findings page reads the draft for the public in the home's own language; the others lie beside.
        read = edition == "public" and not final and choice.language == read_settings(choice.home).language
        name = SUMMARY if read else f"{stem(summary)}.json"
        files = {**_made(summary, choice, progress, formats), name: _as_json(summary)}
        progress(_MADE, translate("Reading every file back", choice.language))
        check_files(files, summary, people(store), known)
        written = _write(choice.exports, files, fresh=final)
        if final:
            store.replace_reading(FILED, {**given, kind: summary["final"]})
    return written


def _sound(choice: Settings, store: Store) -> None:
    """What is filed rests on a record in which every revision is as it was written."""
    from sistercity_nb.store.verify import verify

    for wrong in verify(choice.store, store.workshop.id):
        raise CannotRun(
            "Nothing was filed, because the record is not sound: {wrong} Type sistercity verify to see all "
            "that is wrong, and put a backup in its place.",
            wrong=wrong,
        )


def rebuild(choice: Settings, progress: Progress, file: Path) -> list[Path]:
    """Make a filed edition again from its summary alone, and hold it against what lies beside it.

    Returns:
        The files, written where they were missing and untouched where they are the same to the byte.

    Raises:
        CannotRun: naming the first file that comes out differently, or the summary if it was never filed.
        SisterCityError: if the summary is none, or contradicts itself.
    """
    from sistercity_nb.editions import made_with, read
    from sistercity_nb.report.consistency import consistent

    summary = read(file)
    if summary["final"] is None:
        raise CannotRun(
            "{file} is the summary of a draft. Only a final edition is made again from its summary; a draft "
            "is made from the record.",
            file=file,
        )
    consistent(summary)
    beside = file.parent
    files = _made(summary, choice, progress, FORMATS)
    for name, content in files.items():
        if (beside / name).exists() and (beside / name).read_bytes() != content:
            raise CannotRun(
                "{file} comes out differently than it was filed. It was made with {made}; install these "
                "versions to make it again, or restore the file from a backup.",
                file=name,
                made=", ".join(f"{one} {version}" for one, version in made_with(summary).items()),
            )
    missing = {name: content for name, content in files.items() if not (beside / name).exists()}
    _write(beside, missing)
    return [beside / name for name in files]


def _summary(store: Store, choice: Settings, progress: Progress, edition: str) -> dict[str, Any]:
    """The summary of the record; through the report's notebook only where somebody has changed that."""
    from sistercity_nb.summary import summarise

    if not _own_notebook(choice):
        progress(0.0, translate("Counting the entries", choice.language))
        return summarise(store, choice.language, edition)
    from sistercity_nb.report.additions import summary_of
    from sistercity_nb.report.gates import unchanged

    def running(part: float, step: str) -> None:
        progress(part * _SUMMARISED, step)

    for _ in range(_ATTEMPTS):
        seq = store.seq()
        shown = summary_of(execute(choice.notebooks / NOTEBOOK, choice, running, {"edition": edition}))
        counted = summarise(store, choice.language, edition)
        if store.seq() == seq:
            unchanged(shown, counted)
            return shown
    raise CannotRun("The record is being written all the time. Make the report again in a minute.")


def _own_notebook(choice: Settings) -> bool:
    """Whether the home's copy of the report's notebook says anything else than the shipped one."""
    own, ours = choice.notebooks / NOTEBOOK, shipped() / "notebooks" / NOTEBOOK

    def said(path: Path) -> list[tuple[str, str]]:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]

    try:
        return said(own) != said(ours)
    except (OSError, ValueError, KeyError, TypeError):
        return True  # executing it says what is wrong with it


def _made(
    summary: dict[str, Any], choice: Settings, progress: Progress, formats: Collection[str]
) -> dict[str, bytes]:
    """The finished files by name."""
    from sistercity_nb.filing import stem

    name = stem(summary)
    # The PDF first: the words that its lines need are those of the charts' labels too (``thai/wordlist.py``).
    makers: dict[str, Callable[[Callable[[float], None]], dict[str, bytes]]] = {
        "pdf": lambda told: {f"{name}.pdf": _pdf(summary, told)},
        "html": lambda _: {f"{name}.html": _html(summary)},
        "docx": lambda _: {f"{name}.docx": _docx(summary)},
        "xlsx": lambda _: {f"{name}.xlsx": _xlsx(summary)},
        "memo": lambda _: _memo(summary, name.replace("report-", "memo-", 1)),
    }
    wanted = [kind for kind in makers if kind in formats]
    made: dict[str, dict[str, bytes]] = {}
    for place, kind in enumerate(wanted):
        made_of = translate("Memorandum", choice.language) if kind == "memo" else kind.upper()
        step = translate("Making the {format} file", choice.language, format=made_of)

        def told(done: float, place: int = place, step: str = step) -> None:
            progress(_CHECKED + (_MADE - _CHECKED) * (place + done) / len(wanted), step)

        told(0.0)
        made[kind] = makers[kind](told)
    return {file: content for kind in FORMATS for file, content in made.get(kind, {}).items()}


def _html(summary: dict[str, Any]) -> bytes:
    from sistercity_nb.report.html import html

    return html(summary).encode()


def _pdf(summary: dict[str, Any], told: Callable[[float], None]) -> bytes:
    from sistercity_nb.report.pdf import pdf

    return pdf(summary, told)


def _docx(summary: dict[str, Any]) -> bytes:
    from sistercity_nb.report.docx import docx

    return docx(summary)


def _xlsx(summary: dict[str, Any]) -> bytes:
    from sistercity_nb.report.xlsx import xlsx

    return xlsx(summary)


def _memo(summary: dict[str, Any], name: str) -> dict[str, bytes]:
    from sistercity_nb.report.memo import memo_docx, memo_pdf

    return {f"{name}.docx": memo_docx(summary), f"{name}.pdf": memo_pdf(summary)}


def _as_json(summary: Mapping[str, Any]) -> bytes:
    return (json.dumps(summary, ensure_ascii=False, indent=1) + "\n").encode()


def _write(folder: Path, files: Mapping[str, bytes], fresh: bool = False) -> list[Path]:
    """Put every file into the folder under its name once all are on disk; returns them.

    A ``fresh`` file takes nobody's place: what was filed is never written over.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if fresh and (folder / name).exists():
                raise CannotRun("{file} was filed already. Move it elsewhere or make a draft.", file=name)
        with TemporaryDirectory(dir=folder, prefix=".unfinished-") as beside:
            for name, content in files.items():
                with (Path(beside) / name).open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            return [(Path(beside) / name).replace(folder / name) for name in files]
    except OSError as error:
        raise CannotRun(
            "The report cannot be written to {folder}: {reason}. "
            "Check who may write there and whether the disk is full; the earlier files are as they were.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
