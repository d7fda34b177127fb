"""The documents are held against the program: commands, options, links, pictures, examples, twins."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import sistercity_nb
from sistercity_nb.cli import sistercity
from sistercity_nb.settings import read_settings
from sistercity_nb.workshop_file import read_workshop

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TWINS = [
    (ROOT / "README.md", ROOT / "README.th.md"),
    *((ROOT / "docs" / thai.name, thai) for thai in sorted((ROOT / "docs" / "th").glob("*.md"))),
]
VERBS = sistercity.commands
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def name(path: Path) -> str:
    """How a document is called in a test's name."""
    return str(path.relative_to(ROOT))


def options(verb: click.Command) -> set[str]:
    """Every option of a verb, as it is typed."""
    own = {option for parameter in verb.params for option in parameter.opts if option.startswith("--")}
    return own.union(*map(options, getattr(verb, "commands", {}).values()))


def code(text: str) -> Iterator[str]:
    """Every line of code in a document: of the blocks, and between backquotes."""
    for block in re.findall(r"^```.*?$(.*?)^```", text, re.M | re.S):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def sections(text: str) -> dict[str, str]:
    """Heading of the second level → what stands below it."""
    parts = re.split(r"^## (.+)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_documented(verb: str) -> None:
    """docs/commands.md has a section for each verb, and in it each of its options."""
    written = sections((ROOT / "docs" / "commands.md").read_text(encoding="utf-8"))
    assert verb in written
    for option in options(VERBS[verb]):
        assert f"`{option}" in written[verb]


def test_every_target_of_make_is_documented() -> None:
    """docs/commands.md names each target of the Makefile."""
    written = sections((ROOT / "docs" / "commands.md").read_text(encoding="utf-8"))["make"]
    assert set(re.findall(r"`make ([a-z]+)`", written)) == TARGETS


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    """Whoever types what a document says meets a verb, an option and a target that are there."""
    for line in code(path.read_text(encoding="utf-8")):
        command = line.removeprefix("$ ").strip()
        make = re.fullmatch(r"make ([a-z]+)\b.*", command)
        if make:
            assert make[1] in TARGETS, line
        ours = re.fullmatch(r"(?:\S*/|jupyter |python -m )?sistercity(?:_nb)? ([a-z]+|--\w+)(.*)", command)
        if ours and ours[1] not in ("--version", "--help"):
            assert ours[1] in VERBS, line
            typed = [word.partition("=")[0] for word in shlex.split(ours[2]) if word.startswith("--")]
            assert set(typed) <= options(VERBS[ours[1]]) | {"--help"}, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    """Each relative link and each picture is a file of this project, each anchor a heading."""
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        file = (path.parent / place).resolve() if place else path
        assert file.exists(), target
        assert ROOT in file.parents, target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize(("english", "thai"), TWINS, ids=lambda path: name(path))
def test_thai_and_english_say_the_same(english: Path, thai: Path) -> None:
    """A document and its twin have the same headings, lists, tables, pictures and examples in one order."""

    def skeleton(path: Path) -> list[str]:
        text = path.read_text(encoding="utf-8")
        blocks = re.findall(r"^```.*?^```", text, re.M | re.S)
        plain = [re.sub(r"\s*#.*", "", block) for block in blocks]  # comments are translated
        marks = re.findall(
            r"^(#+ |- |\d+\. |\|(?=.*\|$)|!\[)", re.sub(r"^```.*?^```", "```", text, flags=re.M | re.S), re.M
        )
        return [*marks, *plain]

    assert skeleton(thai) == skeleton(english)
    assert re.search("[ก-๙]", thai.read_text(encoding="utf-8"))


def test_the_shown_workshop_file_is_a_workshop(tmp_path: Path) -> None:
    """The example of docs/prepare.md is accepted as it stands, and its settings too."""
    text = (ROOT / "docs" / "prepare.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```toml\n# (\S+)\n(.*?)^```", text, re.M | re.S)
    for file, block in blocks:
        (tmp_path / file).write_text(block, encoding="utf-8")
    choice = read_settings(tmp_path, {})
    assert choice.workshop == tmp_path / "my-workshop.toml"
    workshop = read_workshop(choice.workshop, choice.provinces)
    assert [group.letter for group in workshop.groups] == ["A", "B"]
    assert workshop.expected == 24


def test_the_documents_show_the_sentence_that_run_prints() -> None:
    """What the first page promises to print is what is printed."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    catalogue = (ROOT / "sistercity_nb" / "locale" / "th.po").read_text(encoding="utf-8")
    for path in TWINS[0]:
        preparing, opened, address = sections_of_run(path)
        assert preparing in makefile
        assert f'msgstr "{opened}"' in catalogue
        assert address.startswith("http://127.0.0.1:8888/sistercity?token=")


def sections_of_run(path: Path) -> list[str]:
    """The three lines below `$ make run` on the first page."""
    return re.findall(r"^\$ make run\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)[
        0
    ].splitlines()


def test_this_version_is_in_the_changelog_and_the_citation() -> None:
    """One version everywhere."""
    version = sistercity_nb.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_every_page_of_the_documents_can_be_reached() -> None:
    """No document lies unseen: each one is linked from another."""
    linked = set()
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#\s]+\.md)[^)]*\)", path.read_text(encoding="utf-8")):
            linked.add((path.parent / target).resolve())
    assert [name(path) for path in DOCUMENTS if path not in linked and path.parent != ROOT / "data"] == []
