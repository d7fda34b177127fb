"""What a page loads: one script with all its modules and one style sheet, at addresses of their content."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving

from sistercity_nb.language import catalog
from sistercity_nb.server import frontend

COMPONENTS = sorted(
    file.stem
    for file in frontend.STATIC.glob("*.js")
    if "export function mount(" in file.read_text(encoding="utf-8")
)
SENTENCE = re.compile(r'(?<![\w.])t\(\s*"((?:[^"\\]|\\.)*)"')


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of an empty record."""
    home = tmp_path_factory.mktemp("pages")
    (home / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with serving(home) as server:
        yield server


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_script_holds_every_module_once_and_behind_what_it_imports(component: str) -> None:
    """No module is missing, none is there twice, and none is asked for before it has run."""
    script = frontend.script(component)
    made = re.findall(r"^modules\.(\w+) = ", script, re.MULTILINE)
    assert len(made) == len(set(made))
    assert made[-1] == component
    for place, module in enumerate(made):
        own = (frontend.STATIC / f"{module}.js").read_text(encoding="utf-8")
        assert set(re.findall(r'from "\./(\w+)\.js"', own)) <= set(made[:place]), module


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_page_has_the_styles_that_its_component_has_in_a_notebook(component: str) -> None:
    """The styles of every page come first, then those that the component names, each once and whole."""
    code = (frontend.STATIC / f"{component}.js").read_text(encoding="utf-8")
    named = re.findall(r'"(\w+\.css)"', code)
    assert named
    texts = [(frontend.STATIC / name).read_text(encoding="utf-8") for name in ("style.css", *named)]
    assert frontend.style(component) == "".join(texts)


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_page_is_told_every_sentence_that_its_script_says(component: str) -> None:
    """Of the catalog a page gets its own part, and no sentence of it stays English."""
    said = set(SENTENCE.findall(frontend.script(component)))
    assert said
    assert said & set(catalog("th")) <= set(frontend.sentences("th", component))


def test_what_a_page_loads_may_be_kept_for_good(server: Server) -> None:
    """Script, styles and fonts lie below the name of their content; a browser asks for none of them twice."""
    shell = server.get("record/signed").text
    files = re.findall(r'(?:href|src)="/sistercity/([0-9a-f]{12}/[^"]+)"', shell)
    assert {Path(file).suffix for file in files} == {".js", ".css", ".woff2", ".svg"}
    for file in set(files):
        answer = server.get(file)
        assert answer.status_code == 200, file
        assert "immutable" in answer.headers["Cache-Control"], file
        assert server.get(file.replace(file[:12], "0" * 12)).status_code == 404, file
    for ending in ("js", "css"):
        assert server.get(f"{frontend.version()}/page/nothing.{ending}").status_code == 404


def test_a_page_needs_no_second_answer_to_show_its_form(server: Server) -> None:
    """What the shell tells of the workshop is what the API says of it."""
    shell = server.get("record/signed").text
    told = json.loads(re.search(r'id="sistercity">(.*?)</script>', shell)[1])["known"]  # type: ignore[index]
    said = server.get("api/workshop").json()
    assert told["provinces"] == said["provinces"]
    assert told["simulated"] == said["simulated"]
    assert told["workshop"] == {name: said["workshop"][name] for name in told["workshop"]}
