"""The notebooks run from a clean state, are kept clean, and hold no data of any workshop."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from serving import ROOT, environment

from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.execution import execute
from sistercity_nb.settings import read_settings
from sistercity_nb.showing import MIME
from sistercity_nb.store import open_store
from sistercity_nb.summary import check
from sistercity_nb.themes import codebook

Run = Callable[..., Any]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [
    "00_start",
    "01_prepare",
    "02_record",
    "03_board",
    "04_themes",
    "05_findings",
    "06_evaluation",
    "07_report",
]
STANDARD_TAGS = {"parameters", "remove-cell", "raises-exception"}
WIDGET = "application/vnd.jupyter.widget-view+json"
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Executes a notebook by this Python, once, in a new folder with or without the demonstration."""
    folders = {True: tmp_path_factory.mktemp("demonstration"), False: tmp_path_factory.mktemp("empty")}
    for demonstration, folder in folders.items():
        (folder / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
        with open_store(read_settings(folder, {})) as store:
            if demonstration:
                store.append(read_demonstration(ROOT / "data" / "demo", store.workshop))
            codebook.begin(store)

    @cache
    def executed(name: str, demonstration: bool = True, language: str = "th") -> Any:
        choice = replace(read_settings(folders[demonstration], {}), language=language)
        return execute(ROOT / "notebooks" / f"{name}.ipynb", choice, lambda part, step: None)

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(ROOT))
        environment.setenv("IPYTHONDIR", str(folders[False] / "ipython"))
        yield executed


def outputs(notebook: Any) -> list[Any]:
    """Every output of every cell."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_there_is_a_notebook_for_each_step() -> None:
    """The notebooks are those of the workshop's steps, in their order."""
    assert [path.stem for path in NOTEBOOKS] == NAMES


@each
def test_a_notebook_runs_without_an_error_or_a_warning(path: Path, run: Run) -> None:
    """On the demonstration every cell runs, and nothing is written to the error stream."""
    made = outputs(run(path.stem))
    assert made
    assert [output.text for output in made if output.get("name") == "stderr"] == []
    assert [output for output in made if output.output_type == "error"] == []


@pytest.mark.parametrize("name", ["04_themes", "05_findings", "07_report"])
def test_a_notebook_runs_before_anything_is_recorded(name: str, run: Run) -> None:
    """An empty record is shown as one, not as a failure."""
    made = outputs(run(name, demonstration=False))
    assert [output.text for output in made if output.get("name") == "stderr"] == []


@pytest.mark.parametrize(
    ("name", "shown"), [("02_record", 1), ("03_board", 1), ("04_themes", 1), ("07_report", 0)]
)
def test_a_widget_is_shown_where_people_work(name: str, shown: int, run: Run) -> None:
    """The recording form, the board and the themes are one widget each; the report has none."""
    made = outputs(run(name))
    assert sum(WIDGET in output.get("data", {}) for output in made) == shown


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_report_shows_one_summary(language: str, run: Run) -> None:
    """07_report ends with the summary, whole and checked, in the language that was asked for."""
    notebook = run("07_report", language=language)
    [summary] = [output.data[MIME] for output in outputs(notebook) if MIME in output.get("data", {})]
    check(json.loads(json.dumps(summary)))
    assert summary["language"] == language
    assert "widgets" not in notebook.metadata


@pytest.mark.parametrize("name", ["04_themes", "05_findings"])
def test_a_notebook_gives_the_same_again(name: str, run: Run) -> None:
    """Run twice on the same record, tables and charts are the same to the byte; a widget has a new name."""
    first, again = (
        [
            output.get("data", output.get("text"))
            for output in outputs(made)
            if WIDGET not in output.get("data", {})
        ]
        for made in (run(name), run.__wrapped__(name))  # type: ignore[attr-defined]
    )
    assert first == again


@each
def test_a_notebook_is_kept_clean(path: Path) -> None:
    """No outputs, no functions, at most 15 cells with ids of their own, the plain kernel, standard tags."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert 1 < len(cells) <= 15
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert set(cell["metadata"].get("tags", [])) <= STANDARD_TAGS
        assert not re.search(r"^\s*(def|class) ", "".join(cell["source"]), re.MULTILINE)


@each
def test_a_notebook_speaks_thai_first(path: Path) -> None:
    """Every piece of prose is Thai with an English line below it."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            assert re.search("[ก-๙]", source.splitlines()[0])
            assert re.search(r"^\*[A-Z][^*]*\*$", source, re.MULTILINE) or "](" in source


@each
def test_a_notebook_leads_only_to_what_is_there(path: Path) -> None:
    """Every link leads to a notebook beside it, and to nothing outside."""
    text = path.read_text(encoding="utf-8")
    assert "http" not in text
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (path.parent / link).is_file()


def test_other_notebooks_are_exported_as_ever(tmp_path: Path) -> None:
    """With the package installed ``jupyter nbconvert --to html`` of any other notebook still works."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# สวัสดี")])
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "mine.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "สวัสดี" in (tmp_path / "mine.html").read_text(encoding="utf-8")


def test_a_notebook_without_a_summary_is_refused_in_words(tmp_path: Path) -> None:
    """``jupyter nbconvert --to sistercity-html`` says in Thai what is missing, without a traceback."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# สวัสดี")])
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "sistercity-html", "mine.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True)
    assert done.returncode == 1
    assert "สมุดบันทึกนี้ไม่มีข้อมูลสรุป" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_simulated_says_so(run: Run) -> None:
    """A notebook that shows figures of the demonstration prints that they are simulated."""
    for name in ("04_themes", "05_findings", "07_report"):
        assert "ข้อมูลจำลอง" in json.dumps(run(name), ensure_ascii=False), name
