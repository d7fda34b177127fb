"""The door for CSV files: a file is taken whole or refused whole, and no character of it changes."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from serving import ROOT

from sistercity_nb.checks import LONGEST_TEXT
from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.errors import FileRefused
from sistercity_nb.exchange import (
    ENTRY_COLUMNS,
    SIMULATED,
    THEME_COLUMNS,
    read_entries,
    read_themes,
)
from sistercity_nb.model import RecordType
from sistercity_nb.store import Store
from sistercity_nb.workshop import Workshop

DEMONSTRATION = ROOT / "data" / "demo"
Write = Callable[..., Path]
any_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200
)


def row(**cells: str) -> dict[str, str]:
    """A row of entries.csv that is right but for the given cells."""
    right = {
        "key": "k1",
        "group": "signed",
        "kind": "problem",
        "province": "TH-50",
        "guideline": "1",
        "release": "group",
        "recorded_at": "2020-03-18T13:00:00+07:00",
        "text": "จังหวัดขาดงบประมาณ",
        "simulated": "yes",
    }
    return dict.fromkeys(ENTRY_COLUMNS, "") | right | cells


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes rows, or the given bytes, into a CSV file."""

    def make(*rows: dict[str, str], content: bytes | None = None, name: str = "entries.csv") -> Path:
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
            return path
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return path

    return make


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_demonstration_is_taken_whole(store: Store) -> None:
    """Every row of the shipped files is in the record: texts unchanged, marked, themes accepted."""
    store.append(read_demonstration(DEMONSTRATION, store.workshop))
    said = rows_of(DEMONSTRATION / "entries.csv")
    entries = store.current(RecordType.ENTRY)
    assert sorted(entry["text"] for entry in entries) == sorted(one["text"] for one in said)
    assert all(entry["simulated"] and entry["author"] == SIMULATED for entry in entries)
    codings = store.current(RecordType.CODING)
    assert len(codings) == sum(len([part for part in one["themes"].split(";") if part]) for one in said)
    assert {coding["decision"] for coding in codings} == {"accepted"}
    themes = {theme["id"] for theme in store.current(RecordType.THEME)}
    assert themes == {theme.id for theme in store.workshop.themes} | {
        one["id"] for one in rows_of(DEMONSTRATION / "themes.csv")
    }
    assert {theme["state"] for theme in store.current(RecordType.THEME)} == {"accepted"}


def test_the_demonstration_twice_is_the_demonstration_once(store: Store) -> None:
    """Loading it again adds no revision, and edits made in between stay."""
    revisions = read_demonstration(DEMONSTRATION, store.workshop)
    store.append(revisions)
    state = store.current(RecordType.ENTRY)[0]
    names = ("group", "kind", "province", "guideline", "answers", "release", "reason", "simulated")
    body = {**{name: state[name] for name in names}, "text": "แก้ไขแล้ว"}
    edit = type(revisions[0])("edit", state["id"], RecordType.ENTRY, body, (state["revision"],))
    store.append([edit])
    before = store.seq()
    store.append(read_demonstration(DEMONSTRATION, store.workshop))
    assert store.seq() == before
    assert store.current(RecordType.ENTRY)[0]["text"] == "แก้ไขแล้ว"


def test_numbers_follow_the_time_of_recording(store: Store, write: Write) -> None:
    """The order of the rows does not matter: what was said first has the first number."""
    late = row(key="late", recorded_at="2020-03-19T09:00:00+07:00", text="ทีหลัง")
    early = row(key="early", recorded_at="2020-03-19T01:30:00+00:00", text="ก่อน")
    store.append(read_entries(write(late, early), store.workshop))
    assert [(one["number"], one["text"]) for one in store.current(RecordType.ENTRY)] == [
        ("A-001", "ก่อน"),
        ("A-002", "ทีหลัง"),
    ]
    assert store.current(RecordType.ENTRY)[0]["created"].startswith("2020-03-19T01:30:00")


def test_an_answer_points_to_its_problem(store: Store, write: Write) -> None:
    """A key of another row becomes the id of that entry, wherever the row stands."""
    advice = row(key="k2", kind="recommendation", answers="k1", text="ขอรับการสนับสนุน")
    store.append(read_entries(write(advice, row()), store.workshop))
    problem, answer = sorted(store.current(RecordType.ENTRY), key=lambda one: str(one["kind"]))
    assert answer["answers"] == [problem["id"]]


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=any_text.filter(str.strip))
def test_any_text_comes_back_unchanged(text: str, write: Write, workshop: Workshop) -> None:
    """What a form accepts goes through a CSV file without losing or gaining a character."""
    revisions = read_entries(write(row(text=text), row(key="k2")), workshop)
    assert [revision.body["text"] for revision in revisions] == [text, row()["text"]]


BAD = {
    "unknown group": ({"group": "nobody"}, "nobody"),
    "unknown kind": ({"kind": "complaint"}, "complaint"),
    "kind of the whole room in a group": ({"kind": "lecture"}, "plenary"),
    "unknown province": ({"province": "TH-99"}, "TH-99"),
    "unknown guideline": ({"guideline": "4"}, "4"),
    "guideline in words": ({"guideline": "หนึ่ง"}, "หนึ่ง"),
    "unknown release": ({"release": ""}, "withheld"),
    "unknown problem": ({"kind": "recommendation", "answers": "k9"}, "k9"),
    "answer to what is no problem": ({"kind": "recommendation", "answers": "k1"}, "k1"),
    "answer that is no recommendation": ({"answers": "k0"}, "recommendation"),
    "unknown theme": ({"themes": "weather"}, "weather"),
    "no text": ({"text": "  "}, "no text"),
    "NUL": ({"text": "ก\0ข"}, "U+0000"),
    "a text that no form accepts": ({"text": "ก" * (LONGEST_TEXT + 1)}, str(LONGEST_TEXT)),
    "key used twice": ({"key": "k0"}, "twice"),
    "no key": ({"key": ""}, "name a record"),
    "time without a zone": ({"recorded_at": "2020-03-18T13:00:00"}, "zone"),
    "no time": ({"recorded_at": ""}, "zone"),
    "year of the Buddhist era": ({"recorded_at": "2563-03-18T13:00:00+07:00"}, "2563"),
    "simulated in words of its own": ({"simulated": "maybe"}, "maybe"),
}


@pytest.mark.parametrize(("cells", "named"), BAD.values(), ids=BAD)
def test_a_bad_row_refuses_the_file(
    cells: dict[str, str], named: str, write: Write, workshop: Workshop
) -> None:
    """The refusal names the file, the row as a spreadsheet counts it, and what is wrong with it."""
    path = write(row(key="k0"), row(**cells))
    with pytest.raises(FileRefused) as caught:
        read_entries(path, workshop)
    assert f"{path}, row 3" in str(caught.value)
    assert named in str(caught.value)


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "no file of text": (b"\xff\xfe\x00", "UTF-8"),
    "empty": (b"", "row 1"),
    "a column is missing": (b"key,text\r\nk1,x\r\n", "columns"),
    "a cell too many": (",".join(ENTRY_COLUMNS).encode() + b"\r\n" + b"," * len(ENTRY_COLUMNS), "row 2"),
    "a quote that never closes": (",".join(ENTRY_COLUMNS).encode() + b'\r\n"k1', "row 2"),
}


@pytest.mark.parametrize(("content", "named"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_such_csv_is_refused(
    content: bytes, named: str, write: Write, workshop: Workshop
) -> None:
    """The refusal names the file and what was expected of it."""
    path = write(content=content)
    with pytest.raises(FileRefused) as caught:
        read_entries(path, workshop)
    assert str(path) in str(caught.value)
    assert named in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, workshop: Workshop) -> None:
    """A missing file is refused by its name, in plain words."""
    with pytest.raises(FileRefused, match="cannot be read"):
        read_demonstration(tmp_path, workshop)


@pytest.mark.parametrize("name", ["id", "title", "simulated"])
def test_a_bad_theme_refuses_the_file(name: str, write: Write, workshop: Workshop) -> None:
    """A theme without an id or title, or one that the workshop has already, is refused with its row."""
    right = dict.fromkeys(THEME_COLUMNS, "") | {"id": "new", "title": "ประเด็น", "simulated": "yes"}
    wrong: dict[str, Any] = {"id": workshop.themes[0].id, "title": "", "simulated": "?"}
    path = write(right, {**right, "id": "other", name: wrong[name]}, name="themes.csv")
    with pytest.raises(FileRefused, match=r"row 3"):
        read_themes(path, workshop)


def test_a_spreadsheets_byte_order_mark_is_no_part_of_the_first_column(
    write: Write, workshop: Workshop
) -> None:
    """A file saved by a spreadsheet as "CSV UTF-8" is read like any other."""
    path = write(content=b"\xef\xbb\xbf" + write(row()).read_bytes(), name="saved.csv")
    assert len(read_entries(path, workshop)) == 1


def test_the_door_does_not_wait_for_pandas() -> None:
    """Reading files and making suggestions start without pandas, so that their jobs start quickly."""
    imports = "import sys, sistercity_nb.exchange, sistercity_nb.themes.suggest"
    code = f"{imports}; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
