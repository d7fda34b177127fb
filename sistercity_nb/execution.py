"""Running a notebook from its first cell to its last, by this very Python, without touching its file."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sistercity_nb.errors import CannotRun
from sistercity_nb.language import translate
from sistercity_nb.settings import Settings

Progress = Callable[[float, str], None]  # how much is done, from 0 to 1, and the cell that is beginning


def execute(
    path: Path, choice: Settings, progress: Progress, parameters: Mapping[str, str] | None = None
) -> Any:
    """The notebook with the outputs of a run in its own folder, by this very Python.

    Args:
        path: the notebook; the file is not changed.
        choice: the settings that its cells find.
        progress: told before each cell.
        parameters: set after the cell that is tagged ``parameters``, as papermill does.

    Returns:
        An ``nbformat.NotebookNode``.

    Raises:
        CannotRun: if it cannot be read or a cell fails, naming the cell and its error.
    """
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    notebook = _with_parameters(_read(path), parameters or {})
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


def _with_parameters(notebook: Any, parameters: Mapping[str, str]) -> Any:
    """The notebook with a cell that sets ``parameters`` behind its own."""
    import nbformat

    tagged = ("parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells)
    place = next((place for place, found in enumerate(tagged, 1) if found), 0)
    if parameters and place:
        source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
        cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})
        notebook.cells.insert(place, cell)
    return notebook


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
