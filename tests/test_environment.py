"""What is installed: pyproject.toml, the lock, environment.yml and the imports agree with each other."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
TEST = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]
EXTRAS = [  # whoever uses them has them
    Requirement(line)
    for name in ("hub", "dask", "postgresql")
    for line in PROJECT["optional-dependencies"][name]
]
# Where conda-forge has another name than PyPI; the part without what nobody here uses, where it is split.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "nbconvert": "nbconvert-core", "seaborn": "seaborn-base"}
BUILD_SCRIPTS = {"build.py"}  # run by hand, with what the test extra has


def canonical(requirements: list[Requirement]) -> dict[str, str]:
    """Name → versions, as one spelling."""
    return {canonicalize_name(one.name): str(one.specifier) for one in requirements}


def locked() -> dict[str, list[Requirement]]:
    """Name → its lines in the lock; more than one where Python versions differ."""
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_conda_installs_what_pip_does() -> None:
    """environment.yml has each run dependency with the same versions, and nothing else."""
    parts = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(part["pip"] for part in parts if isinstance(part, dict))
    conda = [Requirement(part) for part in parts if isinstance(part, str)]
    assert "--editable ." in pip
    names = {canonicalize_name(theirs): ours for ours, theirs in CONDA_NAMES.items()}
    found = canonical([Requirement(line) for line in pip if not line.startswith("-")])
    for name, versions in canonical(conda).items():
        found[names.get(name, name)] = versions
    del found["pip"]
    assert found.pop("python") == PROJECT["requires-python"]
    assert found == canonical(RUN)


def test_the_lock_holds_every_dependency_at_one_allowed_version() -> None:
    """Each dependency is pinned, for run and test alike, to a version that pyproject.toml allows."""
    pins = locked()
    for requirement in RUN + TEST:
        lines = pins[canonicalize_name(requirement.name)]
        for line in lines:
            (pin,) = line.specifier
            assert pin.operator == "=="
            assert requirement.specifier.contains(pin.version), f"{line} is not {requirement}: type make lock"


def test_the_lock_names_no_place() -> None:
    """No address of a package index and no folder of a machine is in the lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|^/|@ file", text, re.M)


@pytest.mark.parametrize(
    ("folder", "declared"),
    [("sistercity_nb", RUN + EXTRAS), ("tests", RUN + TEST), ("benchmarks", RUN + TEST)],
    ids=["package", "tests", "benchmarks"],
)
def test_what_is_imported_is_declared(folder: str, declared: list[Requirement]) -> None:
    """Nothing is imported that merely happens to be installed by something else."""
    providers = packages_distributions()
    names = {canonicalize_name(one.name) for one in declared}
    missing = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        if ".venv" in path.parts or "peers" in path.parts or path.name in BUILD_SCRIPTS:
            continue
        for name in imported(path):
            own = (ROOT / folder / f"{name}.py").exists() or (ROOT / name).is_dir()
            if name in sys.stdlib_module_names or own or (path.parent / f"{name}.py").exists():
                continue
            if not names & {canonicalize_name(one) for one in providers.get(name, [name])}:
                missing[name] = str(path.relative_to(ROOT))
    assert missing == {}, "declare it in pyproject.toml and environment.yml, then type make lock"


def imported(path: Path) -> set[str]:
    """The first names of what a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_every_python_that_is_promised_is_looked_for() -> None:
    """The Makefile tries each Python that pyproject.toml names, newest first."""
    promised = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
    tried = re.search(
        r"PYTHONS := \$\(or \$\(PYTHON\),(.*)\)", (ROOT / "Makefile").read_text(encoding="utf-8")
    )
    assert tried is not None
    assert tried[1].split() == [*(f"python{version}" for version in reversed(promised)), "python3"]


def make(*arguments: str, folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    """The Makefile of this project, run in an empty ``folder`` with only the programs of ``path``."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def program(folder: Path, name: str, script: str) -> None:
    """A program of that name, before every other of the same name on the path."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


def old_pythons(folder: Path) -> None:
    """Every name that the Makefile tries, each too old."""
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        program(folder, name, "exit 1")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no make; there every verb is typed as sistercity …")
def test_a_machine_without_a_new_python_is_told_where_to_get_one(tmp_path: Path) -> None:
    """`make run` says in Thai and in English what is missing, and makes nothing."""
    old_pythons(tmp_path / "bin")
    run = make("run", folder=tmp_path, path=f"{tmp_path / 'bin'}{os.pathsep}{os.defpath}")
    assert run.returncode != 0
    assert "ไม่พบ Python 3.11" in run.stderr
    assert "There is no Python 3.11 or later here" in run.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no make; there every verb is typed as sistercity …")
def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path) -> None:
    """Debian ships Python without venv; the sentence names the package."""
    old_pythons(tmp_path / "bin")
    program(tmp_path / "bin", "python3.12", 'case "$*" in *ensurepip*) exit 1;; esac')
    run = make("run", folder=tmp_path, path=f"{tmp_path / 'bin'}{os.pathsep}{os.defpath}")
    assert run.returncode != 0
    assert "apt install python3-venv" in run.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no make; there every verb is typed as sistercity …")
def test_make_says_what_can_be_typed(tmp_path: Path) -> None:
    """`make` alone is `make help`, and every target has its line."""
    said = make(folder=tmp_path, path=os.environ["PATH"]).stdout
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for target in targets:
        assert re.search(rf"^make {target} +\w", said, re.M), target


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_the_benchmarks_know_the_program(path: Path) -> None:
    """Whatever they take from the package is there under that name: a run of half an hour starts with it."""
    taken = [
        (str(node.module), one.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sistercity_nb")
        for one in node.names
    ]
    for module, name in taken:
        known = hasattr(import_module(module), name) or find_spec(f"{module}.{name}")
        assert known, f"{module}.{name}"
