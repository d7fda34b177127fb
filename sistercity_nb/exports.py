"""What lies in the folder of exports: the report and the summary, made whole or not at all.

The report is the executed ``07_report.ipynb``; its summary passes the gates before anything is exported. The
files appear under their names only when all of them are finished.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sistercity_nb.errors import CannotRun
from sistercity_nb.language import translate
from sistercity_nb.settings import Settings
from sistercity_nb.store import open_store

NOTEBOOK = "07_report.ipynb"
SUMMARY = "summary.json"
Progress = Callable[[float, str], None]  # how much is done, from 0 to 1, and the step that is beginning
# Shares of the whole as measured on the demonstration: the notebook, then the two files.
_EXECUTED, _CHECKED, _HTML = 0.5, 0.55, 0.7


def make_summary(choice: Settings, progress: Progress) -> list[Path]:
    """Write the summary of the record as it stands, checked by the gates; returns the file.

    Raises:
        SisterCityError: if the record, a gate or the folder does not allow it; nothing was written then.
    """
    from sistercity_nb.summary import summarise

    progress(0.0, translate("Counting the entries", choice.language))
    with open_store(choice) as store:
        made = summarise(store, choice.language)
    progress(0.8, translate("Checking every quotation and number", choice.language))
    _check(made, choice)
    return _write(choice.exports, {SUMMARY: _as_json(made)})


def make_report(choice: Settings, progress: Progress) -> list[Path]:
    """Execute the report's notebook and write what it shows as HTML and PDF, with its summary.

    Returns:
        The files: HTML, PDF, summary.

    Raises:
        SisterCityError: if a cell, a gate, an exporter or the folder does not allow it; nothing was written.
    """
    from sistercity_nb.report.exporters import SisterCityHTMLExporter, SisterCityPDFExporter, shown

    # nbconvert leaves its constructor without types
    as_html, as_pdf = SisterCityHTMLExporter(), SisterCityPDFExporter()  # type: ignore[no-untyped-call]
    notebook = execute(
        choice.notebooks / NOTEBOOK, choice, lambda part, step: progress(part * _EXECUTED, step)
    )
    summary = shown(notebook)
    progress(_EXECUTED, translate("Checking every quotation and number", choice.language))
    _check(summary, choice)
    progress(_CHECKED, translate("Making the HTML file", choice.language))
    html, _ = as_html.from_notebook_node(notebook)
    progress(_HTML, translate("Making the PDF file", choice.language))
    pdf, _ = as_pdf.from_notebook_node(notebook)
    # Thai is what is filed; an English copy lies beside it and never in its place.
    name = f"report-{summary['workshop']['id']}" + ("" if choice.language == "th" else f"-{choice.language}")
    return _write(
        choice.exports,
        {f"{name}.html": html.encode(), f"{name}.pdf": pdf, SUMMARY: _as_json(summary)},
    )


def execute(path: Path, choice: Settings, progress: Progress) -> Any:
    """The notebook with the outputs of a run in its own folder, by this very Python.

    Returns:
        An ``nbformat.NotebookNode``; the file is not changed.

    Raises:
        CannotRun: if it cannot be read or a cell fails, naming the cell and its error.
    """
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    notebook = _read(path)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    at = 0

    def begin(cell: Any, cell_index: int) -> None:  # nbclient passes these by name
        nonlocal at
        at += 1
        step = translate("Running cell {cell} of {total}", choice.language, cell=at, total=total)
        progress((at - 1) / total, step)

    environment = {"SISTERCITY_HOME": str(choice.home), "SISTERCITY_LANGUAGE": choice.language}
    try:
        return _client(notebook, path.parent, begin).execute(
            env={**os.environ, **environment}, cleanup_kc=True
        )
    except CellExecutionError as error:
        raise CannotRun(
            "Cell {cell} of {notebook} failed: {reason}",
            cell=at,
            notebook=path.name,
            reason=error.evalue or error.ename,
        ) from error
    except DeadKernelError as error:
        raise CannotRun(
            "The process that ran {notebook} ended at cell {cell}. Close other programs and try again.",
            notebook=path.name,
            cell=at,
        ) from error


def _client(notebook: Any, folder: Path, begin: Callable[..., None]) -> Any:
    """What executes the notebook in ``folder`` and calls ``begin`` before each cell."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    # No folder of kernels is searched: a "python3" that a person once registered may be another Python.
    manager = AsyncKernelManager(kernel_name="python3")
    manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
    manager.transport_encryption = "auto"  # else each kernel warns that others could listen
    return NotebookClient(
        notebook,
        km=manager,
        timeout=None,  # a record of any size is counted to the end
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=begin,
    )


def _read(path: Path) -> Any:
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise CannotRun(
            "{file} cannot be read: {reason}.", file=path, reason=error.strerror or error
        ) from error
    except (ValueError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise CannotRun("{file} is not a notebook: {reason}.", file=path, reason=error) from error


def _check(summary: Mapping[str, Any], choice: Settings) -> None:
    """Hold the summary against the record, as the gates demand before any export."""
    from sistercity_nb.report.gates import check
    from sistercity_nb.summary import stored

    with open_store(choice) as store:
        check(summary, stored(store))


def _as_json(summary: Mapping[str, Any]) -> bytes:
    return (json.dumps(summary, ensure_ascii=False, indent=1) + "\n").encode()


def _write(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Put every file into the folder under its name once all are on disk; returns them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
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
