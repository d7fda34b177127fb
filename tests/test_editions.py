"""Drafts and filed editions: numbered, kept with their summary, never written over, rebuilt to the byte."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.editions import read
from sistercity_nb.errors import CannotRun, GateFailed, ReportRefused
from sistercity_nb.exports import make_report, make_summary, rebuild
from sistercity_nb.language import translate
from sistercity_nb.model import RecordType
from sistercity_nb.settings import Settings, shipped
from sistercity_nb.store import Revision, open_store

CHEAP = ("html", "xlsx")
FEW = 24


def quiet(part: float, step: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def home(choice: Settings) -> Settings:
    """A workshop folder whose record holds a part of the demonstration: few pages are an edition too."""
    with open_store(choice) as store:
        told = read_demonstration(shipped() / "data" / "demo", store.workshop)
        problems = [one for one in told if one.body.get("kind") == "problem"]
        left = {one.record for one in problems[:FEW]}
        store.append(
            [
                one
                for one in told
                if one.type not in (RecordType.ENTRY, RecordType.CODING)
                or one.record in left
                or one.body.get("entry") in left
            ]
        )
    return choice


def say(home: Settings, text: str, **body: str) -> str:
    """Record one more problem; returns its number."""
    group = {"group": "signed", "kind": "problem", "text": text, "release": "group"}
    with open_store(home) as store:
        [saved] = store.append(
            [Revision(f"r-{text[:9].encode().hex()[:30]}", f"e{len(text)}", RecordType.ENTRY, group)]
        )
    return saved.number


def test_a_summary_alone_is_read_back_too(home: Settings) -> None:
    """A participant's telephone number in an entry stops the file that the findings page reads."""
    assert [path.name for path in make_summary(home, quiet)] == ["summary.json"]
    before = (home.exports / "summary.json").read_bytes()
    number = say(home, "โทรศัพท์ 02-000-0001 ไม่มีผู้รับสาย")
    with pytest.raises(GateFailed, match=f"telephone number of a participant, in entry {number}"):
        make_summary(home, quiet)
    assert (home.exports / "summary.json").read_bytes() == before


def test_a_draft_takes_the_place_of_the_last_one(home: Settings) -> None:
    """Drafts have one name; making one again gives the same bytes."""
    first = {path.name: path.read_bytes() for path in make_report(home, quiet, formats=CHEAP)}
    second = {path.name: path.read_bytes() for path in make_report(home, quiet, formats=CHEAP)}
    assert first == second
    assert set(first) == {"report-sistercity-2563.html", "report-sistercity-2563.xlsx", "summary.json"}


def test_a_folder_that_takes_no_file_is_told_at_once(home: Settings) -> None:
    """Nothing is counted for a report that could not be written."""
    home.exports.write_text("a file in the folder's place", encoding="utf-8")
    told: list[str] = []
    with pytest.raises(CannotRun, match="cannot be written"):
        make_report(home, lambda part, step: told.append(step), formats=CHEAP)
    assert told == []


def test_a_final_edition_is_numbered_and_kept(home: Settings) -> None:
    """Each filed edition has the next number of its kind, its summary beside it, and stands as it was."""
    files = make_report(home, quiet, final=True, formats=CHEAP)
    kept = {path: path.read_bytes() for path in files}
    number = say(home, "จังหวัดขาดผู้ประสานงาน")
    later = make_report(home, quiet, final=True, formats=CHEAP)
    assert {path.name.split("final-")[1][0] for path in later} == {"2"}
    assert {path: path.read_bytes() for path in files} == kept
    summary = read(later[-1])
    assert summary["filed"] is not None
    assert (summary["filed"]["number"], summary["filed"]["added"]) == (1, [number])
    page = later[0].read_text(encoding="utf-8")
    assert "ฉบับสมบูรณ์ เลขที่ ๒" in page
    assert "เพิ่ม (๑):" in page
    internal = make_report(home, quiet, edition="internal", final=True, formats=CHEAP)
    assert all("internal-final-1" in path.name for path in internal)


def test_a_number_is_never_given_twice(home: Settings, tmp_path: Path) -> None:
    """An edition that was taken out of the folder keeps its number, also after words were erased."""
    for path in make_report(home, quiet, final=True, formats=["html"]):
        path.rename(tmp_path / path.name)
    with open_store(home) as store:
        store.erase([store.current(RecordType.ENTRY)[0]["id"]])
    later = make_report(home, quiet, final=True, formats=["html"])
    assert {path.name.split("final-")[1][0] for path in later} == {"2"}
    (tmp_path / "report-sistercity-2563-final-1.json").rename(
        home.exports / "report-sistercity-2563-final-7.json"
    )
    [page, _] = make_report(home, quiet, final=True, formats=["html"])
    assert page.name == "report-sistercity-2563-final-8.html"


def test_a_final_edition_is_rebuilt_from_its_summary_alone(home: Settings, tmp_path: Path) -> None:
    """Without the record and without the files, the summary gives every file back, to the byte."""
    files = make_report(home, quiet, final=True)
    assert len(files) == 7
    kept = {path.name: path.read_bytes() for path in files}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / files[-1].name).write_bytes(kept[files[-1].name])
    made = rebuild(home, quiet, elsewhere / files[-1].name)
    assert {path.name: path.read_bytes() for path in made} == {
        path.name: kept[path.name] for path in files[:-1]
    }
    made[0].write_bytes(b"changed")
    with pytest.raises(CannotRun, match="comes out differently"):
        rebuild(home, quiet, elsewhere / files[-1].name)
    assert made[0].read_bytes() == b"changed"


def test_a_filed_summary_that_was_changed_is_not_rebuilt(home: Settings, tmp_path: Path) -> None:
    """One letter of a filed text that was changed afterwards is noticed, and the file is named."""
    *_, filed = make_report(home, quiet, final=True, formats=["html"])
    changed = tmp_path / filed.name
    summary = json.loads(filed.read_text(encoding="utf-8"))
    summary["entries"][0]["text"] += " "
    changed.write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(ReportRefused, match=rf"{filed.name} is not as it was filed"):
        rebuild(home, quiet, changed)
    filed.write_bytes(changed.read_bytes())
    with pytest.raises(ReportRefused, match="is not as it was filed"):
        make_report(home, quiet, formats=["html"])


def test_a_record_that_was_changed_from_outside_is_not_filed(home: Settings) -> None:
    """Words that were altered in the file, in every table alike, are noticed before an edition is filed."""
    number = say(home, "จังหวัดขาดผู้ประสานงานภาษาต่างประเทศ")
    file = home.store.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as record:
        record.execute("UPDATE revisions SET body = replace(body, 'ผู้ประสานงาน', 'ผู้ประสานใจ')")
        record.execute("UPDATE current SET body = replace(body, 'ผู้ประสานงาน', 'ผู้ประสานใจ')")
        record.commit()
    [page, _] = make_report(home, quiet, formats=["html"])  # a draft can be looked at
    assert number in page.read_text(encoding="utf-8")
    with pytest.raises(
        CannotRun, match=r"Nothing was filed, because the record is not sound: .* changed from outside"
    ):
        make_report(home, quiet, final=True, formats=["html"])
    assert not list(home.exports.glob("*final*"))


def test_a_draft_is_not_rebuilt(home: Settings) -> None:
    """Only what was filed is made again from its summary: a draft's could say anything."""
    *_, draft = make_report(home, quiet, formats=["html"])
    with pytest.raises(CannotRun, match=r"summary\.json is the summary of a draft"):
        rebuild(home, quiet, draft)


def test_a_changed_notebook_cannot_change_what_was_counted(home: Settings) -> None:
    """A cell of somebody's own that alters a number stops the report; one that adds words does not."""
    own = json.loads((shipped() / "notebooks" / "07_report.ipynb").read_text(encoding="utf-8"))
    (home.home / "notebooks").mkdir()
    changing = next(place for place, one in enumerate(own["cells"]) if "sc.show" in "".join(one["source"]))
    cell = {"cell_type": "code", "id": "own", "metadata": {}, "execution_count": None, "outputs": []}
    for source, stops in (("made['counts']['entries'] = 999", True), ("print('ข้อสังเกตของนักวิเคราะห์')", False)):
        changed = {**own, "cells": [*own["cells"]]}
        changed["cells"].insert(changing, {**cell, "source": source})
        (home.home / "notebooks" / "07_report.ipynb").write_text(json.dumps(changed), encoding="utf-8")
        if stops:
            with pytest.raises(GateFailed, match="shows another “counts”"):
                make_report(home, quiet, formats=["html"])
            assert not list(home.exports.glob("*"))
        else:
            [page, _] = make_report(home, quiet, formats=["html"])
            assert "ข้อสังเกตของนักวิเคราะห์" in page.read_text(encoding="utf-8")


def test_an_english_draft_leaves_what_the_page_reads(home: Settings) -> None:
    """A report in another language than the home's lies beside the summary of the findings page."""
    make_report(home, quiet, formats=["html"])
    before = (home.exports / "summary.json").read_bytes()
    made = make_report(replace(home, language="en"), quiet, formats=["html"])
    assert (home.exports / "summary.json").read_bytes() == before
    assert made[-1].name.endswith("-en.json")


def test_a_leak_leaves_nothing_behind(home: Settings) -> None:
    """An entry that names a participant stops the report, names the entry, and writes no file."""
    with open_store(home) as store:
        name = store.current(RecordType.PARTICIPANT)[0]["name"]
    number = say(home, f"ขอบคุณ {name} ที่ช่วยประสานงาน")
    with pytest.raises(GateFailed, match=f"in entry {number}"):
        make_report(home, quiet, formats=("html",))
    assert not list(home.exports.glob("*"))


def test_a_leak_is_told_in_thai(home: Settings) -> None:
    """Every word of the refusal is in the reader's language."""
    with open_store(home) as store:
        name = store.current(RecordType.PARTICIPANT)[0]["name"]
    say(home, f"ขอบคุณ {name} ที่ช่วยประสานงาน")
    with pytest.raises(GateFailed) as caught:
        make_report(home, quiet, formats=("html",))
    assert "จะพิมพ์ชื่อของผู้เข้าร่วมประชุม" in caught.value.say(translate, "th")


def test_what_is_no_summary_is_refused(home: Settings, tmp_path: Path) -> None:
    """A file that is not a summary is named."""
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ReportRefused, match=r"x\.json is not a summary"):
        rebuild(home, quiet, tmp_path / "x.json")
