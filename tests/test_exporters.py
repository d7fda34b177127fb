"""nbconvert's exporters hold a report as ``sistercity report`` does, where the record is at hand."""

from pathlib import Path
from typing import Any

import nbformat
import pytest

from sistercity_nb.errors import GateFailed
from sistercity_nb.exporters import SisterCityHTMLExporter
from sistercity_nb.exports import make_report
from sistercity_nb.model import RecordType
from sistercity_nb.report.additions import MIME
from sistercity_nb.settings import Settings
from sistercity_nb.store import Store
from sistercity_nb.summary import summarise

HIDDEN = {"tags": ["remove-cell"]}


@pytest.fixture
def home(choice: Settings, demonstration: Store, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a home that holds the demonstration's record, as nbconvert finds them."""
    monkeypatch.setenv("SISTERCITY_HOME", str(choice.home))
    return choice


def notebook(summary: dict[str, Any], said: str = "") -> Any:
    """An executed notebook that shows a summary, with a cell of an analyst's own."""
    output = nbformat.v4.new_output("display_data", data={MIME: summary})
    shown = nbformat.v4.new_code_cell("", outputs=[output], metadata=HIDDEN)
    return nbformat.v4.new_notebook(cells=[shown, *([nbformat.v4.new_markdown_cell(said)] if said else [])])


def exported(cells: Any) -> str:
    """What ``jupyter nbconvert --to sistercity-html`` makes of a notebook."""
    made, _ = SisterCityHTMLExporter().from_notebook_node(cells)  # type: ignore[no-untyped-call]
    return str(made)


def quiet(part: float, step: str) -> None:
    """Progress that nobody looks at."""


def test_an_own_cell_that_names_a_participant_stops_nbconvert(home: Settings, demonstration: Store) -> None:
    """The finished file is read back and searched, also where nbconvert makes it."""
    summary = summarise(demonstration)
    [person, *_] = demonstration.current(RecordType.PARTICIPANT)
    assert exported(notebook(summary, "ข้อสังเกต")).startswith("<!doctype html>")
    with pytest.raises(GateFailed, match=r"report\.html would print the name of a participant.*your own"):
        exported(notebook(summary, f"ผู้ประสานงานคือ {person['name']}"))


def test_what_was_changed_in_the_notebook_stops_nbconvert(home: Settings, demonstration: Store) -> None:
    """A text that is not the recorded one is not printed, where the record can say so."""
    summary = summarise(demonstration)
    note = next(one for one in summary["entries"] if one["kind"] == "lecture")  # no finding quotes it
    note["text"] += " (แก้)"
    with pytest.raises(GateFailed, match="is not the recorded one"):
        exported(notebook(summary))


@pytest.mark.parametrize("part", ["counts", "balance", "log", "coverage"])
def test_a_count_that_was_changed_in_the_notebook_stops_nbconvert(
    home: Settings, demonstration: Store, part: str
) -> None:
    """Cells may add to what was counted, and change none of it: the record is counted again."""
    summary = summarise(demonstration)
    if part == "counts":
        summary["counts"]["entries"] = 999
    elif part == "balance":
        summary["balance"][0]["entered"] += 5
        summary["balance"][0]["withdrawn"] += 5
    else:
        summary[part] = [] if part == "log" else {**summary[part], "objectives": []}
    with pytest.raises(GateFailed, match=f"shows another “{part}”"):
        exported(notebook(summary))


def test_words_that_were_withheld_stop_nbconvert(home: Settings, demonstration: Store) -> None:
    """An own cell cannot print what nobody may quote; it is told whose words they are, and where."""
    summary = summarise(demonstration)
    printed = {one["text"] for one in summary["entries"]}
    states = demonstration.current(RecordType.ENTRY)
    held = next(
        one
        for one in states
        if one["release"] == "withheld" and one["text"] not in printed and not one["withdrawn"]
    )
    with pytest.raises(GateFailed, match=f"the words of entry {held['number']}.* in a cell of your own"):
        exported(notebook(summary, f"ตัวอย่าง: {held['text']}"))


def test_nbconvert_gives_the_same_bytes_after_an_edition_was_filed(
    home: Settings, demonstration: Store
) -> None:
    """What changed since the last filed edition stands in the draft of either way."""
    make_report(home, quiet, final=True, formats=["html"])
    [file, *_] = make_report(home, quiet, formats=["html"])
    assert exported(notebook(summarise(demonstration))) == file.read_text(encoding="utf-8")


def test_a_home_without_a_record_exports_all_the_same(
    demonstration: Store, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another machine the summary is held against itself, and no record is begun."""
    other: Path = tmp_path_factory.mktemp("other")
    monkeypatch.setenv("SISTERCITY_HOME", str(other))
    assert exported(notebook(summarise(demonstration))).startswith("<!doctype html>")
    assert not list(other.iterdir())
