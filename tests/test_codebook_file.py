"""The codebook goes to other programs and comes back, as REFI-QDA and as XLSX; a bad file changes nothing."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from sistercity_nb.errors import FileRefused
from sistercity_nb.model import RecordType, Theme
from sistercity_nb.store import Revision, Store
from sistercity_nb.themes import codebook
from sistercity_nb.themes.codebook_file import NAMESPACE, as_qdc, as_xlsx, bring, export, guid

PART = {
    "title": "=ล่ามภาษาจีน",
    "description": "ขาดล่าม\nโดยเฉพาะภาษาจีน",
    "keywords": ["ล่าม", "แปล"],
    "examples": ["ต้องจ้างล่ามทุกครั้ง"],
    "counter_examples": ["ขาดงบจ้างล่าม"],
    "parent": "no-budget",
}


@pytest.fixture
def filled(store: Store) -> Store:
    """A record with the workshop's themes and one that is a part of another."""
    codebook.begin(store)
    parent = store.workshop.themes[0].id
    store.append(
        [Revision("r", "interpreters", RecordType.THEME, {**PART, "parent": parent}, (), "ผู้วิเคราะห์")]
    )
    return store


def said(store: Store) -> dict[str, dict[str, object]]:
    """What each theme says, by its id."""
    names = ("title", "description", "keywords", "parent", "examples", "counter_examples", "state")
    return {state["id"]: {name: state[name] for name in names} for state in store.current(RecordType.THEME)}


@pytest.mark.parametrize("kind", [".qdc", ".xlsx"])
def test_what_went_out_comes_back_unchanged(filled: Store, tmp_path: Path, kind: str) -> None:
    """Exported and imported, every theme says what it said, and no revision was needed."""
    before, seq = said(filled), filled.seq()
    file = tmp_path / f"codebook{kind}"
    assert export(filled, file) == len(before)
    assert bring(filled, file) == 0
    assert (said(filled), filled.seq()) == (before, seq)


def test_the_file_is_a_refi_qda_codebook(filled: Store) -> None:
    """CodeBook, Codes, Code with guid, name and isCodable, Description, codes within codes."""
    themes = filled.current(RecordType.THEME)
    root = ElementTree.fromstring(as_qdc(themes))  # noqa: S314  our own
    assert root.tag == f"{{{NAMESPACE}}}CodeBook"
    assert root.get("origin")
    assert [child.tag for child in root] == [f"{{{NAMESPACE}}}Codes"]
    codes = root.findall(f".//{{{NAMESPACE}}}Code")
    assert len(codes) == len(themes)
    for code in codes:
        assert set(code.attrib) == {"guid", "name", "isCodable"}
        assert [child.tag.rpartition("}")[2] for child in code][:1] == ["Description"]
        assert {child.tag.rpartition("}")[2] for child in code[1:]} <= {"Code"}
    [inner] = root.findall(f".//{{{NAMESPACE}}}Code/{{{NAMESPACE}}}Code")
    assert inner.get("guid") == guid("interpreters")
    assert as_qdc(themes) == as_qdc(themes)


def test_a_codebook_of_another_program_is_brought_in(filled: Store, tmp_path: Path) -> None:
    """Codes that nobody here knows become themes, one below the other."""
    file = tmp_path / "other.qdc"
    outer, inner = "0a1b2c3d-0000-4000-8000-000000000001", "0a1b2c3d-0000-4000-8000-000000000002"
    file.write_text(
        f'<?xml version="1.0"?><CodeBook xmlns="{NAMESPACE}" origin="QualCoder"><Codes>'
        f'<Code guid="{outer}" name="บุคลากร" isCodable="false">'
        f'<Code guid="{inner}" name="ภาษา" isCodable="true" color="#ff0000">'
        "<Description>พูดภาษาต่างประเทศ</Description></Code></Code></Codes></CodeBook>",
        encoding="utf-8",
    )
    assert bring(filled, file, "ผู้วิเคราะห์") == 2
    made = said(filled)
    assert (made[outer]["title"], made[inner]["parent"], made[inner]["state"]) == (
        "บุคลากร",
        outer,
        "accepted",
    )
    assert bring(filled, file) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.qdc", b"<CodeBook/>"),
        ("a.qdc", b"not xml"),
        (
            "a.qdc",
            b'<!DOCTYPE a [<!ENTITY b "c">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>',
        ),
        ("a.qdc", b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name=""/></Codes></CodeBook>'),
        ("a.xlsx", b"PK not a sheet"),
        ("a.csv", b""),
        ("missing.qdc", None),
    ],
)
def test_a_file_that_is_none_changes_nothing(
    filled: Store, tmp_path: Path, name: str, content: bytes | None
) -> None:
    """A wrong or a dangerous file is refused by name and the record stays as it was."""
    before = filled.seq()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused, match=name):
        bring(filled, tmp_path / name)
    assert filled.seq() == before


def test_a_theme_that_a_file_has_in_use_is_no_part_of_another(filled: Store, tmp_path: Path) -> None:
    """A theme that was merged is in use again where the file says so, and is then no part of another."""
    state = filled.current(RecordType.THEME)[0]
    body = {name: state[name] for name in Theme.__slots__ if name != "id"}
    gone = {**body, "state": "retired", "merged_into": "another"}
    filled.append([Revision("m", state["id"], RecordType.THEME, gone, tuple(state["heads"]))])
    file = tmp_path / "book.xlsx"
    file.write_bytes(as_xlsx([{**state, "state": "accepted"}]))
    assert bring(filled, file) == 1
    after = next(each for each in filled.current(RecordType.THEME) if each["id"] == state["id"])
    assert (after["state"], after["merged_into"]) == ("accepted", "")
