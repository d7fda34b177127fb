"""The house's import rules (docs/developer.md draws them), read from the source without running it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sistercity_nb

PACKAGE = Path(sistercity_nb.__file__).parent
PARTS = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
PARTS.discard("__init__")

BASE = {"errors", "checks", "model", "proceedings", "judgements", "people", "dots"} | {
    "workshop",
    "admission",
    "access",
    "language",
}
BELOW_STORE = BASE | {"thai", "workshop_file", "settings", "filing"}
ANALYSIS = (
    "themes",
    "frames",
    "drafting",
    "findings",
    "evaluation",
    "quotations",
    "balance",
    "figures",
    "summary",
    "showing",
    "editions",
)
# Part → the parts that it may import. What is not here may be imported by nobody: a new part is drawn here.
MAY: dict[str, set[str]] = {
    "errors": set(),
    "disclosure": set(),
    "checks": {"errors"},
    "model": {"errors", "checks"},
    "proceedings": {"errors", "checks", "model"},
    "dots": {"model"},
    "judgements": {"errors", "checks", "model"},
    "people": {"errors", "checks"},
    "workshop": {"model"},
    "admission": {"errors", "model", "proceedings", "judgements", "people", "workshop"},
    "workshop_file": {"errors", "model", "proceedings", "workshop"},
    "access": {"errors", "model", "workshop"},
    "language": {"errors"},
    "network": set(),
    "filing": set(),
    "certificate": {"errors"},
    "thai": BASE,
    "settings": BASE | {"workshop_file"},
    "store": BELOW_STORE,
    "coverage": BELOW_STORE | {"store"},
    "server": BELOW_STORE | {"store", "coverage", "network"},
    "widgets": BELOW_STORE | {"store", "coverage", "server"},
    "exchange": BELOW_STORE | {"store", "themes"},
    "demonstration": BELOW_STORE | {"store", "themes", "exchange"},
    "report.fonts": {"errors"},
    "charts": {"errors", "language", "thai", "settings", "report.fonts"},
    "report": {"errors", "disclosure", "language", "thai", "settings", "report.fonts", "charts"},
}
for _place, _part in enumerate(ANALYSIS):
    MAY[_part] = BELOW_STORE | {"", "disclosure", "store", "coverage", *ANALYSIS[:_place]}  # "": the version
_TOP = ("cli", "verbs", "keeping", "exchanging", "launch", "execution", "exports", "exporters", "doctor")
for _part in (*_TOP, "__main__"):
    MAY[_part] = set(MAY) | {"", *_TOP}

# Library → the parts that may import it.
ONLY_IN = {
    "pythainlp": {"thai"},
    "nlpo3": {"thai"},
    "sqlite3": {"store"},
    "pysqlite3": {"store"},
    "sqlalchemy": {"store", "doctor"},
    "jupyter_server": {"server", "launch", "doctor"},
    "jupyterhub": {"server"},
    "tornado": {"server"},
    "cryptography": {"certificate"},
    "segno": {"server"},
    "typst": {"report"},
    "docx": {"report"},
    "pypdfium2": {"report"},
    "click": {"cli", "verbs", "keeping", "exchanging"},
    "rich": {"cli"},
}
NEVER_IN = {
    part: {"pandas", "numpy", "matplotlib", "seaborn", "nbconvert", "nbclient"}
    for part in (
        "checks",
        "model",
        "proceedings",
        "judgements",
        "people",
        "dots",
        "workshop",
        "admission",
        "access",
        "settings",
        "filing",
        "store",
        "coverage",
        "server",
        "widgets",
    )
}


def part_of(path: Path) -> str:
    """The part of the package that a file belongs to; "" for its __init__.py."""
    return part_named([*path.relative_to(PACKAGE).with_suffix("").parts])


def part_named(names: list[str]) -> str:
    """The part that a dotted name below the package belongs to; "" for a name of the package itself."""
    if names[:2] == ["report", "fonts"]:
        return "report.fonts"
    return names[0] if names[0] in PARTS else ""


def sources() -> list[Path]:
    """Every module of the package but build scripts, which run on their own."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "build.py"]


def imports(path: Path) -> Iterator[str]:
    """The full name of everything that a file imports at run time, wherever in the file it does."""

    def walk(node: ast.AST) -> Iterator[ast.AST]:
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        children = node.orelse if typing_only else ast.iter_child_nodes(node)  # type: ignore[attr-defined]
        for child in children:
            yield child
            yield from walk(child)

    for node in walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative path; write the whole name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_imported(path: Path) -> set[str]:
    """The parts of our own package that a file imports."""
    return {
        part_named(name.split(".")[1:] or [""])
        for name in imports(path)
        if name.split(".")[0] == "sistercity_nb"
    }


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_part_imports_only_what_lies_left_of_it(path: Path) -> None:
    """Data goes one way: no part imports one that comes after it."""
    part = part_of(path)
    if part == "":
        return  # names every part, and imports each only when it is asked for: see test_public_names.py
    assert part in MAY, f"draw {part} in test_imports.py and docs/developer.md first"
    allowed = MAY[part] | {part}
    assert parts_imported(path) <= allowed, f"{part} may import {', '.join(sorted(allowed))}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_imported_where_it_belongs(path: Path) -> None:
    """Each library has its one place, and what a typed sentence passes through loads no heavy one."""
    part = part_of(path)
    for name in {name.split(".")[0] for name in imports(path)}:
        assert part in ONLY_IN.get(name, {part}), f"{name} is imported in {', '.join(ONLY_IN[name])} only"
        assert name not in NEVER_IN.get(part, set()), f"{part} never imports {name}"


@pytest.mark.parametrize(
    "module", ["sistercity_nb", "sistercity_nb.store", "sistercity_nb.server", "sistercity_nb.cli"]
)
def test_recording_loads_nothing_heavy(module: str) -> None:
    """Recording stands alone: not even by a detour does it load what reports are made with."""
    heavy = ("pandas", "numpy", "matplotlib", "seaborn", "typst", "pythainlp")
    code = f"import sys, {module}; print(*(name for name in {heavy} if name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
