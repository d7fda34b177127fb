"""The names that a notebook uses: few, each with its description, nothing loaded before it is asked for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sistercity_nb

NAMES = [
    "Board",
    "Capture",
    "SisterCityError",
    "Themes",
    "answers",
    "chapter",
    "codebook",
    "codings",
    "count_findings",
    "entries",
    "entry_themes",
    "open_store",
    "participants",
    "read_settings",
    "read_workshop",
    "reading",
    "show",
    "summarise",
]


def test_the_public_names_are_these() -> None:
    """A name is added or taken away on purpose, and all of them fit on one screen."""
    assert sistercity_nb.__all__ == NAMES
    assert len(NAMES) <= 24


def test_no_name_is_a_modules() -> None:
    """A public name is never the name of a module, which would take its place once it is imported."""
    assert not {path.stem for path in Path(sistercity_nb.__file__).parent.iterdir()} & set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_there_and_says_what_it_is(name: str) -> None:
    """Whoever asks for a public name gets it, with its description."""
    assert getattr(sistercity_nb, name).__doc__


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    """A misspelt name is met by the list of names."""
    with pytest.raises(AttributeError, match="open_store"):
        _ = sistercity_nb.opne_store


def test_type_checkers_see_the_same_names() -> None:
    """What an editor offers is what there is at run time."""
    tree = ast.parse(Path(sistercity_nb.__file__).read_text(encoding="utf-8"))
    typed = [
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        for inner in node.body
        if isinstance(inner, ast.ImportFrom)
        for alias in inner.names
    ]
    assert sorted(name for name in typed if name) == NAMES


def test_importing_the_package_imports_none_of_its_parts() -> None:
    """`import sistercity_nb` costs nothing: every part waits until it is asked for."""
    code = "import sys, sistercity_nb; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in run.stdout.split() if name.startswith("sistercity_nb.")] == []
