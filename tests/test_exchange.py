"""Tables out of the record and in again: every row told before it is taken, no character changed."""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from serving import ROOT

from sistercity_nb.checks import LONGEST_TEXT
from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.errors import FileRefused, Refused
from sistercity_nb.exchange import NAMES
from sistercity_nb.exchange.cells import read_time
from sistercity_nb.exchange.export import export
from sistercity_nb.exchange.intake import Plan, known_of, plan, take
from sistercity_nb.exchange.rows import SIMULATED
from sistercity_nb.exchange.spreadsheet import (
    KINDS,
    LONGEST_CELL,
    escaped,
    guarded,
    read_grid,
    unescaped,
    unguarded,
    write,
)
from sistercity_nb.exchange.tables import table_of
from sistercity_nb.model import RecordType
from sistercity_nb.settings import Settings, read_settings
from sistercity_nb.store import Revision, Store, open_store

DEMONSTRATION = ROOT / "data" / "demo"
FORMS = Path(__file__).parent / "data" / "forms"
REAL = ROOT.parent / "shared" / "data" / "wisesight_valid.jsonl"
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
# What programs like to make something else of, and what Thai notes and people who try things begin with.
HOSTILE = (
    "null", "NA", "1e3", "007", "TRUE", "18/3/2563", "1,5", "=1+1", "-ไม่มีงบ", "+66 2", "@SUM(A1)", "'=1",
    "''-1", "＝1", "\u200b=1", "\t=1", "_x000D_", "_x005F_", "x005F_", "_x0041_x0042_", "_x0041\x01", "\x01",
    "\r", "a\rb", "\r\n", "\n", " ", "  ก ", '"', '"a";b,c', "<r><t>x</t></r>", "\ufeff", "\ufffe\uffff",
    "\x1f", "\x85", "😀" * 9, "เก\u0e4d\u0e32", "&amp;", "]]>", "#N/A", "ก\u2028ข",
)  # fmt: skip
Brought = Callable[..., Plan]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """An empty record of the same workshop on another laptop."""
    home = tmp_path / "other"
    home.mkdir()
    (home / "sistercity.toml").write_text('language = "en"\n', encoding="utf-8")
    with open_store(read_settings(home, {})) as store:
        yield store


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a record with the demonstration in it."""
    home = tmp_path_factory.mktemp("demonstration")
    with open_store(read_settings(home, {})) as store:
        store.append(read_demonstration(DEMONSTRATION, store.workshop))
        return store.file


@pytest.fixture
def demonstrated(demonstration: Path, choice: Settings) -> Iterator[Store]:
    """A record of the test's own with the demonstration in it."""
    file = choice.home / "records" / demonstration.name
    file.parent.mkdir()
    shutil.copyfile(demonstration, file)
    with open_store(choice) as store:
        yield store


@pytest.fixture
def brought(store: Store, tmp_path: Path) -> Brought:
    """What would happen with rows of a file with these heads."""

    def make(name: str, heads: str, *rows: tuple[str, ...], names: tuple[str, ...] | None = None) -> Plan:
        file = tmp_path / "file.csv"
        write(file, name, heads.split(","), rows)
        table = table_of(name, store.workshop)
        return plan(table, read_grid(file), known_of(store, table, "th"), names)

    return make


def planned(store: Store, name: str, file: Path) -> Plan:
    """What would happen with a file."""
    table = table_of(name, store.workshop)
    return plan(table, read_grid(file), known_of(store, table, "th"))


def bodies(store: Store, type: RecordType) -> dict[str, Any]:
    """The body of every record of a type, by its id; without what a store says by itself."""
    about = {"number", "seq", "revision", "heads", "author", "at", "created", "conflict", "conflicts"}
    return {one["id"]: {name: one[name] for name in one if name not in about} for one in store.current(type)}


def outcomes(found: Plan) -> list[str]:
    """The outcome of each row, in order."""
    return [str(row.outcome) for row in found.rows]


# The demonstration


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_demonstration_is_taken_whole(demonstrated: Store) -> None:
    """Every row of the shipped files is in the record: texts unchanged, marked, themes accepted."""
    store, said = demonstrated, rows_of(DEMONSTRATION / "entries.csv")
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
    people = rows_of(DEMONSTRATION / "participants.csv")
    assert len(store.current(RecordType.PARTICIPANT)) == len(people)
    assert len(store.current(RecordType.ANSWERS)) == len(rows_of(DEMONSTRATION / "answers.csv"))


def test_the_demonstration_twice_is_the_demonstration_once(demonstrated: Store) -> None:
    """Loading it again adds no revision, and edits made in between stay."""
    store = demonstrated
    state = store.current(RecordType.ENTRY)[0]
    body = {**bodies(store, RecordType.ENTRY)[state["id"]], "text": "แก้ไขแล้ว"}
    body = {name: body[name] for name in body if name not in ("id", "type", "erased")}
    store.append([Revision("edit", state["id"], RecordType.ENTRY, body, (state["revision"],))])
    before = store.seq()
    store.append(read_demonstration(DEMONSTRATION, store.workshop))
    assert store.seq() == before
    assert store.current(RecordType.ENTRY)[0]["text"] == "แก้ไขแล้ว"


@pytest.mark.parametrize(
    ("file", "heads", "row"),
    [
        ("themes.csv", "id,title,simulated", "new,,yes"),
        ("themes.csv", "id,title,simulated", "budget,ประเด็น,yes"),
        ("themes.csv", "id,title,simulated", "new,ประเด็น,?"),
        ("entries.csv", "key,group,kind,text,simulated", "k1,nobody,problem,ก,yes"),
        ("participants.csv", "key,name,attended,simulated", "p,,yes,yes"),
    ],
)
def test_a_bad_row_of_the_demonstration_refuses_it_whole(
    file: str, heads: str, row: str, store: Store, tmp_path: Path
) -> None:
    """A record never starts with a part of a demonstration; the refusal names the file and the row."""
    folder = tmp_path / "demo"
    shutil.copytree(DEMONSTRATION, folder)
    (folder / file).write_text(f"{heads}\n{row}\n", encoding="utf-8")
    with pytest.raises(FileRefused, match=rf"{file}, row 2"):
        read_demonstration(folder, store.workshop)


def test_a_demonstration_that_is_not_there_is_refused(tmp_path: Path, store: Store) -> None:
    """A missing file is refused by its name, in plain words."""
    with pytest.raises(FileRefused, match="cannot be read"):
        read_demonstration(tmp_path, store.workshop)


# Out and in again


@pytest.mark.parametrize(("kind", "language"), [(".xlsx", "th"), (".csv", "en")])
def test_a_table_out_and_in_again_changes_nothing(
    kind: str, language: str, demonstrated: Store, other: Store, tmp_path: Path
) -> None:
    """Each table is taken by another record as it was, and by either a second time without a change."""
    themes = [row for row in demonstrated.revisions() if row["type"] == RecordType.THEME]
    other.merge(themes)
    for name in NAMES:
        file = tmp_path / f"{name}{kind}"
        number = export(demonstrated, table_of(name, demonstrated.workshop), file, language)
        assert outcomes(planned(demonstrated, name, file)) == ["there"] * number
        take(other, planned(other, name, file))
        before = other.seq()
        assert take(other, planned(other, name, file)) == []
        assert other.seq() == before
        type = table_of(name, other.workshop).type
        assert bodies(other, type) == bodies(demonstrated, type)


@pytest.mark.parametrize("kind", KINDS)
def test_any_text_goes_into_another_record_unchanged(kind: str, store: Store, other: Store) -> None:
    """What a form accepts goes through either file and into another record, to the character."""
    form = store.workshop.questionnaire
    assert form is not None
    sent = []
    for place, text in enumerate((*HOSTILE, "".join(HOSTILE))):
        line = text if text.strip() else f"{text}ก"  # a form takes no name of spaces
        entry = {"group": "signed", "kind": "problem", "text": line, "cause": text}
        person = {"name": line, "position": text, "phone": text, "email": text}
        answered = {"comments": {form.comments[0].id: line}}
        sent += [
            Revision(f"{place}-e", f"e{place}", RecordType.ENTRY, entry, (), line[:300]),
            Revision(f"{place}-p", f"p{place}", RecordType.PARTICIPANT, person),
            Revision(f"{place}-a", f"a{place}", RecordType.ANSWERS, answered),
        ]
    store.append(sent)
    for name in ("entries", "participants", "answers"):
        file, table = store.file.parent / f"{name}{kind}", table_of(name, store.workshop)
        export(store, table, file, "th")
        found = planned(other, name, file)
        assert [str(row.reason) for row in found.rows if row.reason] == []
        take(other, found)
        assert bodies(other, table.type) == bodies(store, table.type)


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(any_text | st.sampled_from(HOSTILE), min_size=8, max_size=8))
@pytest.mark.parametrize("kind", KINDS)
def test_any_text_comes_back_unchanged(texts: list[str], kind: str, tmp_path: Path) -> None:
    """Any text whatsoever is in the file's cell as it was in the record's field."""
    file = tmp_path / f"any{kind}"
    write(file, "any", ("head", "number", *(f"{place}" for place in range(8))), [("row", 5, *texts)])
    [(number, cells)] = read_grid(file).rows
    assert (number, cells) == (2, ("row", "5", *texts))


@pytest.mark.parametrize("kind", KINDS)
def test_real_messages_come_back_unchanged(kind: str, tmp_path: Path) -> None:
    """What people in Thailand really type, emoji and all, is in the file's cells as it was."""
    if not REAL.is_file():
        pytest.skip(f"{REAL.name} is not beside this project; real messages were not tried")
    texts = [json.loads(line)["texts"] for line in REAL.read_text(encoding="utf-8").splitlines()]
    file = tmp_path / f"real{kind}"
    write(file, "real", ("place", "text"), list(enumerate(texts)))
    assert [cells[1] for _, cells in read_grid(file).rows] == texts


@pytest.mark.parametrize("text", HOSTILE)
def test_a_guard_and_an_escape_are_taken_off_again(text: str) -> None:
    """Nothing in a CSV cell begins a formula, nothing in an XLSX cell is what XML cannot hold."""
    assert unguarded(guarded(text)) == text == unescaped(escaped(text))
    assert not guarded(text).lstrip("\u200b\t ").startswith(("=", "-", "+", "@", "＝"))
    assert not {"\x01", "\r", "\ufffe"} & set(escaped(text))


@given(any_text)
def test_any_guard_and_escape_are_taken_off_again(text: str) -> None:
    """Of any text whatsoever, and however often it went through."""
    assert unguarded(guarded(text)) == text == unescaped(escaped(text))
    assert unguarded(unguarded(guarded(guarded(text)))) == text


def test_a_csv_file_is_what_excel_opens_in_thai(demonstrated: Store, tmp_path: Path) -> None:
    """It begins with a byte order mark, ends its lines as Windows does, and has Thai heads and words."""
    file = tmp_path / "entries.csv"
    export(demonstrated, table_of("entries", demonstrated.workshop), file, "th")
    content = file.read_bytes()
    assert content.startswith("\ufeffเลขที่,กลุ่ม,ประเภท,ข้อความ,จังหวัด,".encode())
    assert content.count(b"\r\n") == len(demonstrated.current(RecordType.ENTRY)) + 1
    assert "ลงนามแล้ว,ประสบการณ์/แนวปฏิบัติที่ดี".encode() in content


def test_a_text_that_no_cell_of_excel_holds_is_refused_and_not_cut(
    store: Store, entry: Callable[..., Revision], tmp_path: Path
) -> None:
    """An XLSX file is refused, naming the way out; the CSV file holds the text whole."""
    text = "😀" * (LONGEST_TEXT - 1)
    assert len(text.encode("utf-16-le")) // 2 > LONGEST_CELL
    store.append([entry(text)])
    table = table_of("entries", store.workshop)
    with pytest.raises(FileRefused, match=r"\.csv"):
        export(store, table, tmp_path / "entries.xlsx", "th")
    assert list(tmp_path.glob("entries*")) == []
    export(store, table, tmp_path / "entries.csv", "th")
    assert text in (tmp_path / "entries.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_opens_it_and_gives_it_back(
    kind: str, demonstrated: Store, entry: Callable[..., Revision], tmp_path: Path
) -> None:
    """A person's own program opens each file and saves it as XLSX; no row of it has changed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed; the tables were not opened in it")
    # LibreOffice itself loses control characters, and the second of two escapes that share a sign.
    lost = {"\x01", "\x1f", "\ufffe", "\r"}
    texts = [text for text in HOSTILE if not lost & set(text) and text != "_x0041_x0042_"]
    demonstrated.append([entry(f"{sign}{text}ก") for text in texts for sign in ("", "-")])
    for name in ("entries", "answers"):
        export(demonstrated, table_of(name, demonstrated.workshop), tmp_path / f"{name}{kind}", "th")
    reading = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"] if kind == ".csv" else []
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = [str(tmp_path / f"{name}{kind}") for name in ("entries", "answers")]
    command = [program, profile, "--headless", *reading, "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(tmp_path / "back"), *files], check=True, capture_output=True)
    if not (tmp_path / "back").exists():
        pytest.skip("LibreOffice has no Calc; the tables were not opened in it")
    for name in ("entries", "answers"):
        found = planned(demonstrated, name, tmp_path / "back" / f"{name}.xlsx")
        assert [
            (row.number, row.cells, str(row.reason)) for row in found.rows if row.outcome != "there"
        ] == []


# What a preview tells


def test_each_row_is_told_before_anything_is_taken(demonstrated: Store, tmp_path: Path) -> None:
    """New, changed, unchanged and refused rows are told apart, a refused one with its field and reason."""
    file = tmp_path / "people.csv"
    export(demonstrated, table_of("participants", demonstrated.workshop), file, "en")
    with file.open(encoding="utf-8-sig", newline="") as old:
        heads, same, moved, *_ = list(csv.reader(old))
    position = moved[heads.index("Position")]
    moved[heads.index("Position")] = "'-ผู้อำนวยการ"
    added, wrong = [""] * len(heads), [""] * len(heads)
    added[0], wrong[0] = "นายใหม่ มาก", "นายผิด จังหวัด"
    wrong[heads.index("Province")] = "เชียงใหญ่"
    write(file, "people", heads, [same, moved, added, wrong])
    before = demonstrated.seq()
    found = planned(demonstrated, "participants", file)
    assert outcomes(found) == ["there", "changed", "new", "refused"]
    assert [row.number for row in found.rows] == [2, 3, 4, 5]
    assert found.rows[1].cells == (("position", position, "'-ผู้อำนวยการ"),)
    assert found.rows[3].reason is not None
    assert found.rows[3].reason.field == "province"
    assert demonstrated.seq() == before
    take(demonstrated, found)
    assert demonstrated.seq() == before + 2


BAD = {
    "unknown group": ("group", "nobody", "nobody"),
    "unknown kind": ("kind", "complaint", "complaint"),
    "kind of the whole room in a group": ("kind", "lecture", "plenary"),
    "unknown province": ("province", "TH-99", "TH-99"),
    "unknown guideline": ("guideline", "4", "4"),
    "guideline in words": ("guideline", "หนึ่ง", "หนึ่ง"),
    "unknown release": ("release", "?", "อ้าง"),
    "unknown problem": ("answers", "A-999", "A-999"),
    "answer that is no recommendation": ("answers", "k0", "recommendation"),
    "unknown theme": ("themes", "weather", "weather"),
    "no text": ("text", "  ", "no text"),
    "NUL": ("text", "ก\0ข", "U+0000"),
    "a text that no form accepts": ("text", "ก" * (LONGEST_TEXT + 1), str(LONGEST_TEXT)),
    "key used twice": ("key", "k0", "twice"),
    "time without a day": ("recorded_at", "13:00", "13:00"),
    "time of another year": ("recorded_at", "2019-03-01 13:00", "2019"),
    "simulated in words of its own": ("simulated", "maybe", "maybe"),
}


@pytest.mark.parametrize(("column", "cell", "named"), BAD.values(), ids=BAD)
def test_a_bad_row_is_refused_and_the_others_are_not(
    column: str, cell: str, named: str, brought: Brought
) -> None:
    """What is wrong is told with the row, and nothing of that row would be kept."""
    heads = "key,group,kind,text,province,guideline,release,answers,themes,recorded_at,simulated"
    right = dict.fromkeys(heads.split(","), "") | {"key": "k0", "group": "A", "kind": "ปัญหา", "text": "ก"}
    wrong = {**right, "key": "k1", column: cell}
    found = brought("entries", heads, tuple(right.values()), tuple(wrong.values()))
    assert outcomes(found) == ["new", "refused"]
    assert named in str(found.rows[1].reason)
    assert len(found.changes) == 1


def test_what_answers_a_refused_problem_is_refused_with_it(brought: Brought) -> None:
    """A recommendation may stand before its problem, but never without it."""
    heads = "key,group,kind,text,answers,province"
    advice = ("k2", "A", "ข้อเสนอแนะ", "ขอรับการสนับสนุน", "k1", "")
    assert outcomes(brought("entries", heads, advice, ("k1", "A", "ปัญหา", "ก", "", ""))) == ["new", "new"]
    found = brought("entries", heads, advice, ("k1", "A", "ปัญหา", "ก", "", "TH-99"))
    assert outcomes(found) == ["refused", "refused"]


def test_numbers_follow_the_time_of_recording(store: Store, brought: Brought) -> None:
    """The order of the rows does not matter: what was said first has the first number."""
    rows = [("A", "ปัญหา", "ทีหลัง", "19/3/2563 9:00"), ("A", "ปัญหา", "ก่อน", "2020-03-19T01:30:00+00:00")]
    take(store, brought("entries", "group,kind,text,recorded_at", *rows))
    assert [(one["number"], one["text"]) for one in store.current(RecordType.ENTRY)] == [
        ("A-001", "ก่อน"),
        ("A-002", "ทีหลัง"),
    ]
    assert store.current(RecordType.ENTRY)[0]["created"].startswith("2020-03-19T01:30:00")


def test_an_old_file_does_not_put_back_what_was_changed_since(store: Store, brought: Brought) -> None:
    """A row that says what the record said before changes nothing, and says so."""
    heads, row = "key,group,kind,text", ("k1", "A", "ปัญหา", "เดิม")
    take(store, brought("entries", heads, row))
    [state] = store.current(RecordType.ENTRY)
    body = {"group": "signed", "kind": "problem", "text": "แก้แล้ว"}
    store.append([Revision("edit", state["id"], RecordType.ENTRY, body, (state["revision"],))])
    found = brought("entries", heads, row)
    assert (outcomes(found), found.changes) == (["since"], [])
    assert found.rows[0].cells == (("text", "แก้แล้ว", "เดิม"),)


def test_two_changes_of_one_export_meet(
    store: Store, brought: Brought, entry: Callable[..., Revision]
) -> None:
    """A row changes what was changed in the file alone; a field changed in both is a conflict."""
    store.append([entry("เดิม", record="e1", id="one")])
    body = {"group": "signed", "kind": "problem", "text": "แก้ในระบบ"}
    store.append([Revision("two", "e1", RecordType.ENTRY, body, ("one",))])
    heads = "รหัสในระบบ,ฉบับที่ส่งออก,ข้อความ,สาเหตุ"
    take(store, brought("entries", heads, ("e1", "one", "เดิม", "แก้ในแฟ้ม")))
    [state] = store.current(RecordType.ENTRY)
    assert (state["text"], state["cause"], state["conflict"]) == ("แก้ในระบบ", "แก้ในแฟ้ม", False)
    take(store, brought("entries", heads, ("e1", "one", "แก้ในแฟ้ม", "")))
    [state] = store.current(RecordType.ENTRY)
    assert state["conflict"]


def test_what_was_erased_is_not_brought_back(demonstrated: Store, tmp_path: Path) -> None:
    """A row of a person who was erased is refused, and no export holds them."""
    file, table = tmp_path / "people.xlsx", table_of("participants", demonstrated.workshop)
    number = export(demonstrated, table, file, "th")
    gone = demonstrated.current(RecordType.PARTICIPANT)[0]["id"]
    demonstrated.erase([gone])
    assert planned(demonstrated, "participants", file).counts["refused"] == 1
    assert export(demonstrated, table, file, "th") == number - 1


def test_a_theme_that_a_row_names_is_a_decision_unless_somebody_decided(
    demonstrated: Store, brought: Brought
) -> None:
    """A column of themes codes entries; what was rejected by a person stays rejected."""
    first, second, *_ = demonstrated.current(RecordType.THEME)
    heads, row = "key,กลุ่ม,ประเภท,ข้อความ,ประเด็น", ("new", "A", "ปัญหา", "ก")
    found = brought("entries", heads, (*row, f"{first['title']}\n{second['id']}"))
    assert [change.type for change in found.changes] == ["entry", "coding", "coding"]
    take(demonstrated, found)
    coding = next(
        one for one in demonstrated.current(RecordType.CODING) if one["id"] == found.changes[1].record
    )
    body = {"entry": coding["entry"], "theme": coding["theme"], "decision": "rejected"}
    demonstrated.append([Revision("no", coding["id"], RecordType.CODING, body, (coding["revision"],))])
    assert outcomes(brought("entries", heads, (*row, first["id"]))) == ["there"]


# Forms of others


FORM_FILES = [
    ("answers", "google-answers.csv", ["new", "new", "new", "refused"]),
    ("answers", "microsoft-answers.xlsx", ["new", "new"]),
    ("entries", "google-entries.csv", ["new", "new", "refused"]),
    ("participants", "microsoft-participants.xlsx", ["new", "new"]),
]


@pytest.mark.parametrize(("name", "file", "expected"), FORM_FILES)
def test_what_a_form_exports_is_understood_and_doubles_nothing(
    name: str, file: str, expected: list[str], store: Store
) -> None:
    """Google's and Microsoft's files are read as they come; a second time every good row is there already."""
    found = planned(store, name, FORMS / file)
    assert outcomes(found) == expected
    take(store, found)
    again = planned(store, name, FORMS / file)
    assert outcomes(again) == [one if one == "refused" else "there" for one in expected]


def test_an_answer_is_the_same_whichever_program_wrote_it(store: Store) -> None:
    """Words, digits, a grid or a column an item say the same; two alike answers of one form stay two."""
    google = planned(store, "answers", FORMS / "google-answers.csv").changes
    microsoft = planned(store, "answers", FORMS / "microsoft-answers.xlsx").changes
    assert google[0].body["scores"] == microsoft[0].body["scores"]
    assert google[0].body["choices"] == microsoft[0].body["choices"] == {"sector": 1, "experience": 2}
    assert google[1].body == google[2].body
    assert google[1].record != google[2].record
    assert microsoft[0].body["comments"] == {"suggestions": "_x0041_ คือรหัส\nบรรทัดที่สอง"}


def test_an_answer_says_nothing_of_who_gave_it_or_when(store: Store) -> None:
    """Neither the address nor the time that a form adds is kept."""
    take(store, planned(store, "answers", FORMS / "google-answers.csv"))
    kept = str(store.revisions())
    assert "somchai" not in kept
    assert "2020-03-20" not in kept


@pytest.mark.parametrize("cell", ["5", "๕", " 5 ", "มากที่สุด", "5 - มากที่สุด", "มากที่สุด (๕)", "Highest", "5.0"])
def test_a_level_is_read_in_words_and_in_both_scripts(cell: str, brought: Brought) -> None:
    """However a form says it, it is the same level."""
    if cell == "5.0":
        assert outcomes(brought("answers", "speaker-clarity", (cell,))) == ["refused"]
        return
    [change] = brought("answers", "speaker-clarity", (cell,)).changes
    assert change.body["scores"] == {"speaker-clarity": 5}


@pytest.mark.parametrize("cell", ["6", "0", "มากที่สุด 4", "4-5", "ดี", "55"])
def test_a_level_that_is_none_is_refused(cell: str, brought: Brought) -> None:
    """Nothing is guessed."""
    assert outcomes(brought("answers", "speaker-clarity", (cell,))) == ["refused"]


@pytest.mark.parametrize(
    "cell",
    [
        "2020/03/18 1:05:22 หลังเที่ยง GMT+7",
        "2020/03/18 1:05:22 PM GMT+7",
        "18/3/2563 13:05:22",
        "๑๘/๓/๒๕๖๓ ๑๓:๐๕:๒๒",
        "18/3/2020, 13:05:22",
        "3/18/2020 13:05:22",
        "2020-03-18 13:05:22",
        "2020-03-18T06:05:22Z",
        "2563-03-18 13:05:22 น.",
        "2020/03/18 12:05:22 ก่อนเที่ยง GMT-5:30",
    ],
)
def test_a_time_is_read_as_people_and_forms_write_it(cell: str) -> None:
    """In either era, order and script; in Bangkok where no zone is named."""
    at = read_time(cell)
    assert at is not None
    expected = "2020-03-18T00:05:22-05:30" if "GMT-5:30" in cell else "2020-03-18T13:05:22+07:00"
    assert at == datetime.fromisoformat(expected)


@pytest.mark.parametrize("cell", ["", "วันนี้", "30/2/2563 10:00", "18/3/63 10:00", "2020-03-18 25:00"])
def test_what_is_no_time_is_none(cell: str) -> None:
    """A day that is not there, or a year of two digits, is not guessed at."""
    assert read_time(cell) is None


def test_columns_can_be_named_by_hand(brought: Brought) -> None:
    """What is not understood by its head is missing by name, and can be said; nothing can be said twice."""
    row = ("A", "ปัญหา", "ก")
    found = brought("entries", "ก,ข,ค", row)
    assert found.missing == ("group", "kind", "text")
    assert outcomes(brought("entries", "ก,ข,ค", row, names=("group", "kind", "text"))) == ["new"]
    for names in (("group", "group", "text"), ("group", "kind", "digest"), ("group",)):
        with pytest.raises(Refused):
            brought("entries", "ก,ข,ค", row, names=names)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_file_is_read_however_it_was_saved(
    encoding: str, sign: str, store: Store, tmp_path: Path
) -> None:
    """Excel saves with a mark or without, with other separators, and on older Windows in a Thai code page."""
    file = tmp_path / "saved.csv"
    file.write_bytes(f"กลุ่ม{sign}ประเภท{sign}ข้อความ\r\nA{sign}ปัญหา{sign}ก ข\r\n".encode(encoding))
    assert planned(store, "entries", file).changes[0].body["text"] == "ก ข"


BAD_FILES = {
    "no text": ("f.csv", b"\x80\x81\xff", "UTF-8"),
    "empty": ("f.csv", b"", "heads"),
    "a quote that never closes": ("f.csv", 'ข้อความ\r\n"k1'.encode(), "row 2"),
    "another ending": ("f.ods", b"", ".xlsx"),
    "no workbook": ("f.xlsx", b"PK", "cannot be read"),
}


@pytest.mark.parametrize(("name", "content", "named"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_table_is_refused(name: str, content: bytes, named: str, tmp_path: Path) -> None:
    """The refusal names the file and what was expected of it."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        read_grid(tmp_path / name)
    assert name in str(caught.value)
    assert named in str(caught.value)


def test_a_cell_too_many_refuses_its_row(store: Store, tmp_path: Path) -> None:
    """A comma that nobody quoted is told, not dropped."""
    file = tmp_path / "f.csv"
    file.write_bytes("กลุ่ม,ประเภท,ข้อความ\r\nA,ปัญหา,ก,ข\r\nA,ปัญหา,ค,,\r\n".encode())
    assert outcomes(planned(store, "entries", file)) == ["refused", "new"]


def test_the_door_does_not_wait_for_pandas(choice: Settings) -> None:
    """Reading files and making suggestions start without pandas, so that their jobs start quickly."""
    imports = "import sys, sistercity_nb.exchange.intake, sistercity_nb.themes.suggest"
    code = f"{imports}; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
