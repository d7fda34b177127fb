"""A workshop is what its TOML file says, and nothing of any workshop is in the code."""

import re
from pathlib import Path

import pytest
from serving import ROOT

from sistercity_nb.admission import admit
from sistercity_nb.errors import EntryRefused, FileRefused
from sistercity_nb.model import Entry
from sistercity_nb.workshop import Workshop
from sistercity_nb.workshop_file import read_provinces, read_workshop

PROVINCES = ROOT / "data" / "provinces.csv"
SHIPPED = ROOT / "data" / "workshops" / "sistercity-2563.toml"
FORM = """
[questionnaire]
scheme = "A"
[[questionnaire.sides]]
title.th = "ความรู้"
items = [{ id = "after", title.th = "หลังเข้าร่วม", before = "venue" }]
"""
OTHER = ROOT / "tests" / "data" / "workshops" / "coastal-2568.toml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the other workshop's file with one change in it."""
    text = OTHER.read_text(encoding="utf-8")
    assert old in text, old
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_workshop_is_the_project_documents(workshop: Workshop) -> None:
    """The 2563 workshop has its document's groups, guidelines, objectives, obstacles, dates, 110 people."""
    assert [group.id for group in workshop.groups] == ["signed", "considering", "not-started"]
    assert [guideline.no for guideline in workshop.guidelines] == [1, 2, 3]
    assert [objective.id for objective in workshop.objectives] == ["3.1", "3.2", "3.3", "3.4"]
    assert (workshop.start.isoformat(), workshop.end.isoformat()) == ("2020-03-18", "2020-03-20")
    assert workshop.expected == 110
    assert len(workshop.themes) == 3


def test_the_document_s_slip_is_printed_right_and_footnoted(workshop: Workshop) -> None:
    """The study visit names Mount Airy, and its note gives the document's own spelling."""
    [visit] = [item for item in workshop.agenda if "Mount Airy" in item.title.th]
    assert "เมืองเมาท์แอรี (Mount Airy) รัฐนอร์ทแคโรไลนา สหรัฐอเมริกา" in visit.title.th
    assert "เมืองเมาร์ท แอริโซนา" in visit.note.th


def test_there_are_77_provinces() -> None:
    """76 provinces and Bangkok, each code and each name once, in one of six regions."""
    provinces = read_provinces(PROVINCES)
    assert len(provinces) == 77
    for names in ([p.code for p in provinces], [p.th for p in provinces], [p.en for p in provinces]):
        assert len(set(names)) == 77
    assert all(re.fullmatch(r"TH-\d\d", province.code) for province in provinces)
    assert {p.region for p in provinces} == {"north", "northeast", "central", "east", "west", "south"}


def test_another_workshop_needs_no_code() -> None:
    """A workshop with five groups and four guidelines is read by the same program."""
    other = read_workshop(OTHER, PROVINCES)
    assert (len(other.groups), len(other.guidelines)) == (5, 4)
    first = other.groups[0].id
    entry = Entry.from_body("e1", {"group": first, "kind": "problem", "text": "ก", "guideline": 4})
    assert admit(other, entry) is entry


def test_the_package_names_no_workshop() -> None:
    """No module, page or template of the package holds a name of the 2563 workshop."""
    names = re.compile("not-started|considering|เมาท์แอรี|สมุทรสงคราม|document-forms|2563|๒๕๖๓")
    shipped_name = re.compile(r"data/workshops/sistercity-2563\.toml")
    for path in (ROOT / "sistercity_nb").rglob("*"):
        if path.suffix in {".py", ".js", ".html", ".css", ".typ", ".po"}:
            text = shipped_name.sub("", path.read_text(encoding="utf-8"))
            # a comment may show an example
            found = [
                line for line in text.splitlines() if names.search(line) and not re.search("``|/\\*\\*", line)
            ]
            assert not found, f"{path.name}: {found}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema = 1", "schema = 9", "schema = 9"),
        ("schema = 1", "schema = = 1", "not a TOML file"),
        ('id = "', 'ident = "', "ident"),
        ("start = ", "start = 5 # ", "start must be a date"),
        ("[[groups]]", "[[groupings]]", "groupings"),
        ("no = 2", "no = 1", "guidelines.no 1 is used twice"),
        ("no = 2", 'no = "2"', "guidelines[2].no must be a whole number"),
        ("kinds = [", 'kinds = ["song", ', "must be one of"),
        ('id = "', 'arabic_digits = ["cover"]\nid = "', "arabic_digits[1] must be one of front, chapter-1"),
        ("start = ", "# ", "the key start is missing"),
        ("[[groups]]", FORM + "[[groups]]", "'after' is held against 'venue'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Each mistake in a TOML file is refused, naming the file and the place in it."""
    path = changed(tmp_path, old, new)
    with pytest.raises(FileRefused) as caught:
        read_workshop(path, PROVINCES)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing file is refused by its name."""
    with pytest.raises(FileRefused, match="nowhere"):
        read_workshop(tmp_path / "nowhere.toml", PROVINCES)


@pytest.mark.parametrize("row", ["TH-99,ใหม่,New", "TH-99,,New,north", "TH-99,ใหม่,New,north,more"])
def test_a_wrong_province_is_refused_with_its_row(tmp_path: Path, row: str) -> None:
    """A row of provinces with a gap or too many cells is refused by file and row."""
    path = tmp_path / "provinces.csv"
    path.write_text(f"code,th,en,region\nTH-10,กรุงเทพมหานคร,Bangkok,central\n{row}\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="row 3"):
        read_provinces(path)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"group": "nowhere"}, "group"),
        ({"kind": "lecture"}, "kind"),
        ({"group": "plenary"}, "kind"),
        ({"province": "TH-99"}, "province"),
        ({"guideline": 9}, "guideline"),
    ],
)
def test_what_the_workshop_does_not_have_is_refused(
    workshop: Workshop, change: dict[str, object], field: str
) -> None:
    """An entry that names a group, province or guideline of another workshop is refused by that field."""
    body = {"group": "signed", "kind": "problem", "text": "ก", **change}
    with pytest.raises(EntryRefused) as caught:
        admit(workshop, Entry.from_body("e1", body))
    assert caught.value.field == field
