"""The summary: it fits its schema, the same record gives the same bytes, and every figure can be traced."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from serving import ROOT
from sqlalchemy import delete

from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.errors import GateFailed, ReportRefused, StoreError
from sistercity_nb.evaluation import evaluate
from sistercity_nb.model import RecordType
from sistercity_nb.report import consistency, gates
from sistercity_nb.report.blocks import texts
from sistercity_nb.report.content import content
from sistercity_nb.report.docx import docx
from sistercity_nb.report.html import html
from sistercity_nb.report.pdf import pdf
from sistercity_nb.report.xlsx import xlsx
from sistercity_nb.settings import read_settings
from sistercity_nb.showing import preview
from sistercity_nb.store import Revision, Store, log, open_store
from sistercity_nb.store.schema import current
from sistercity_nb.summary import check, stored, summarise
from sistercity_nb.themes import codebook

Make = Callable[..., Revision]
BECAME = ("reported", "merged", "withdrawn", "withheld", "erased")


@pytest.fixture
def told(demonstration: Store) -> Store:
    """A record that holds the shipped demonstration."""
    return demonstration


def withdraw(store: Store, entry: dict[str, Any], reason: str = "บันทึกซ้ำ") -> None:
    """Withdraw an entry, given its state."""
    names = ("group", "kind", "text", "province", "guideline", "answers", "release", "simulated")
    body = {**{name: entry[name] for name in names}, "withdrawn": True, "reason": reason}
    store.append([Revision(f"w-{entry['id']}", entry["id"], RecordType.ENTRY, body, tuple(entry["heads"]))])


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_summary_fits_its_schema(told: Store, language: str) -> None:
    """The demonstration's summary passes the schema and survives JSON unchanged, in both languages."""
    made = summarise(told, language)
    assert made["language"] == language
    check(json.loads(json.dumps(made)))
    assert json.loads(json.dumps(made)) == made


def test_an_empty_record_has_a_summary(store: Store) -> None:
    """Before anything is recorded the summary is complete, with nothing counted and nothing met."""
    made = summarise(store)
    assert (made["revisions"], made["counts"]["entries"], made["findings"]) == (0, 0, [])
    assert not made["simulated"]
    assert made["charts"] == []
    said = texts(content(made)["chapters"])
    assert any("จึงยังเปรียบเทียบไม่ได้" in one for one in said)


def test_the_same_record_gives_the_same_bytes(told: Store, tmp_path: Path) -> None:
    """A second record of the same revisions has the same summary, to the byte."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "sistercity.toml").write_text('language = "th"\n', encoding="utf-8")
    with open_store(read_settings(tmp_path / "other", {})) as other:
        other.append(read_demonstration(ROOT / "data" / "demo", other.workshop))
        assert json.dumps(summarise(other)) == json.dumps(summarise(told)) == json.dumps(summarise(told))


def test_every_entry_is_accounted_for(told: Store) -> None:
    """Per group and day, entered is the sum of what became of it; what was reported is what is listed."""
    withdraw(told, told.current(RecordType.ENTRY)[0])
    made = summarise(told)
    for row in made["balance"]:
        assert row["entered"] == sum(row[name] for name in BECAME)
    total = {name: sum(row[name] for row in made["balance"]) for name in BECAME}
    assert total["reported"] == len(made["entries"])
    assert total["withdrawn"] == 1
    became = Counter(row["became"] for row in made["log"])
    assert became == {"withdrawn": 1, "withheld": total["withheld"]}
    assert made["counts"]["entries"] == total["reported"] + total["withheld"]
    assert made["counts"]["entries"] == sum(made["counts"]["kinds"].values())
    for group in made["counts"]["groups"]:
        assert group["entries"] == sum(group["kinds"].values()) == sum(group["guidelines"].values())


def test_an_entry_belongs_to_the_day_it_was_in_thailand(store: Store, entry: Make) -> None:
    """What is said at one in the morning there is of that day, although it is the day before in UTC."""
    late = entry()
    at = datetime(2020, 3, 18, 18, 30, tzinfo=UTC)
    store.append([Revision(late.id, late.record, late.type, late.body, at=at)])
    assert [row["day"] for row in summarise(store)["balance"]] == ["2020-03-19"]


def test_every_quotation_is_in_the_record(told: Store) -> None:
    """Each text equals its stored revision character by character, carries its number and is released."""
    made, known = summarise(told), stored(told)
    quoted = [
        row for part in ("quotations", "recommendations") for one in made["findings"] for row in one[part]
    ]
    for row in [*made["entries"], *quoted]:
        revision = known[row["revision"]]
        assert (row["text"], row["number"]) == (revision["text"], revision["number"])
        assert revision["release"] != "withheld"
    assert {row["number"] for row in quoted} <= {row["number"] for row in made["entries"]}


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_province_stands_beside_a_text_only_where_it_was_released(told: Store, language: str) -> None:
    """A label is the group's name alone, unless the entry was released for attribution."""
    made = summarise(told, language)
    states = {state["id"]: state for state in told.current(RecordType.ENTRY)}
    shorts = {group["id"]: group["short"] for group in made["workshop"]["groups"]}
    names = {known.code: known.en if language == "en" else known.th for known in told.workshop.provinces}
    attributed = 0
    for row in made["entries"]:
        state = states[row["id"]]
        named = [name for name in names.values() if name in row["label"]]
        if state["release"] == "attributed" and state["province"]:
            attributed += 1
            assert names[state["province"]] in row["label"]
        else:
            assert named == []
        assert row["label"].startswith(shorts.get(row["group"], ""))
        assert "province" not in row
    assert attributed


def test_what_is_taken_back_is_withheld_from_an_older_summary(told: Store) -> None:
    """After a withdrawal every stored version of the entry is withheld, for whoever still quotes it."""
    made = summarise(told)
    [state] = [one for one in told.current(RecordType.ENTRY) if one["id"] == made["entries"][0]["id"]]
    withdraw(told, state)
    assert stored(told)[made["entries"][0]["revision"]]["release"] == "withheld"
    assert made["entries"][0]["number"] not in {row["number"] for row in summarise(told)["entries"]}


def test_an_entry_that_the_current_state_lost_stops_the_report(told: Store) -> None:
    """What was recorded is counted from the revisions too: a state that somebody changed hides no entry."""
    lost = told.current(RecordType.ENTRY)[0]["id"]
    with told.engine.begin() as connection:
        connection.execute(delete(current).where(current.c.record == lost))
    with pytest.raises(StoreError, match=r"missing from the current state.*sistercity verify"):
        stored(told)


def test_a_summary_passes_the_gates_until_something_is_taken_back(told: Store) -> None:
    """What is made of the record may leave; once one of its entries is withdrawn it no longer may."""
    made = summarise(told)
    gates.check(made, stored(told))
    [state] = [one for one in told.current(RecordType.ENTRY) if one["id"] == made["entries"][0]["id"]]
    withdraw(told, state)
    with pytest.raises(GateFailed, match=made["entries"][0]["number"]):
        gates.check(made, stored(told))
    gates.check(summarise(told), stored(told))


def test_answers_point_both_ways_and_only_to_what_is_listed(told: Store) -> None:
    """A recommendation names its problems and they name it; no number leads to an entry that is not there."""
    entries = {row["number"]: row for row in summarise(told)["entries"]}
    pairs = Counter((row["number"], problem) for row in entries.values() for problem in row["answers"])
    back = Counter((answer, row["number"]) for row in entries.values() for answer in row["answered_by"])
    assert pairs == back
    assert pairs


def test_findings_lead_to_entries(told: Store) -> None:
    """Each finding's count is that of the entries of its theme, those withheld included."""
    made = summarise(told)
    withheld = sum(row["withheld"] for row in made["balance"])
    for one in made["findings"]:
        listed = sum(one["theme"] in row["themes"] and row["group"] != "plenary" for row in made["entries"])
        assert listed <= one["entries"] <= listed + withheld
        assert one["entries"] == sum(cell["entries"] for cell in one["cells"]) == sum(one["kinds"].values())
        assert one["entries"] == sum(part["entries"] for part in one["by_group"])
        assert one["groups"] == len(one["by_group"])
    assert [one["entries"] for one in made["findings"]] == sorted(
        (one["entries"] for one in made["findings"]), reverse=True
    )


def test_who_came_is_held_against_who_was_expected(told: Store) -> None:
    """Each line of the project document has its number of people who came; all of them add up."""
    found = summarise(told)["participants"]
    assert [line["expected"] for line in found["lines"]] == [76, 19, 6, 2, 3, 1, 1, 1, 1]
    assert found["attended"] == sum(line["attended"] for line in found["lines"]) + found["others"]
    came = [one for one in told.current(RecordType.PARTICIPANT) if one["attended"]]
    assert (found["attended"], found["lines"][0]["attended"]) == (
        len(came),
        sum(one["line"] == 1 for one in came),
    )


def test_only_the_internal_edition_has_names(told: Store) -> None:
    """The public edition names nobody; the internal one everybody, and neither a telephone or an e-mail."""
    people = told.current(RecordType.PARTICIPANT)
    public, internal = (
        json.dumps(summarise(told, edition=edition), ensure_ascii=False) for edition in ("public", "internal")
    )
    assert not any(one["name"] in public for one in people)
    assert all(one["name"] in internal for one in people)
    assert not any(one[kind] in internal for one in people for kind in ("phone", "email"))


def test_answers_become_an_evaluation(told: Store) -> None:
    """Every answered form counts, item by item; its comments are there, in another order than recorded."""
    forms = told.current(RecordType.ANSWERS)
    found = summarise(told)["evaluation"]
    assert found["respondents"] == len(forms)
    items = [item for side in found["sides"] for item in side["items"]]
    asked = [item.id for side in told.workshop.questionnaire.sides for item in side.items]  # type: ignore[union-attr]
    assert [item["n"] for item in items] == [sum(id in form["scores"] for form in forms) for id in asked]
    said = [text for form in forms for text in form["comments"].values()]
    assert sorted(found["comments"]) == sorted(said)
    assert found["comments"] != said
    made = summarise(told)
    [chart] = [one for one in made["charts"] if one["id"] == "satisfaction-by-side"]
    assert [one["value"] for one in chart["rows"]] == [side["mean"] for side in found["sides"]]
    chapter = next(one for one in content(made)["chapters"] if one["id"] == "chapter-5")
    assert "figure-satisfaction-by-side" in [block.get("id") for block in chapter["blocks"]]


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_chart_can_be_read_without_seeing_it(told: Store, language: str) -> None:
    """The text beside each chart has its title and every value that is not nought, under its row."""
    charts = summarise(told, language)["charts"]
    assert {chart["form"] for chart in charts} == {"bars", "heatmap", "dots"}
    for chart in charts:
        assert chart["alt"].startswith(chart["title"])
        for row in chart["rows"]:
            assert row["row"] in chart["alt"]
            if row["value"]:
                said = (
                    f"{row['column']}: {row['value']}" if row["column"] else f"{row['row']}: {row['value']}"
                )
                assert said in chart["alt"]


def test_a_record_that_is_being_written_is_read_at_one_moment(store: Store, entry: Make) -> None:
    """While others write, fingerprint, revisions and counts of a summary belong to the same moment."""
    codebook.begin(store)
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.2):
            store.append([entry()])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [summarise(store) for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    for one in made:
        then = store.revisions()[: one["revisions"]]
        assert one["fingerprint"] == log.fingerprint(then)
        assert one["counts"]["entries"] == sum(row["type"] == "entry" for row in then)


def test_evaluation_has_its_place(told: Store) -> None:
    """The result of a questionnaire fits the summary's schema, with and without enough answers."""
    rows = [("ด้าน", item, 4) for item, n in (("ก", 6), ("ข", 2)) for _ in range(n)]
    evaluation = evaluate(pd.DataFrame(rows, columns=["side", "item", "answer"]))
    check({**summarise(told), "evaluation": evaluation})


def test_another_dict_is_no_summary(told: Store) -> None:
    """An unknown version, a missing key, one too many or a wrong value is refused, naming the place."""
    made = summarise(told)
    for key, value, place in (
        ("version", 1, "version"),
        ("surprise", 1, "surprise"),
        ("uncoded", "x", "uncoded"),
    ):
        with pytest.raises(ReportRefused, match=place):
            check({**made, key: value})
    fewer = deepcopy(made)
    del fewer["entries"][0]["label"]
    with pytest.raises(ReportRefused, match="label"):
        check(fewer)


def test_the_preview_shows_text_as_text(told: Store) -> None:
    """What a person typed into a title cannot become part of the notebook's page."""
    made = summarise(told)
    made["findings"][0]["title"] = "<img src=x onerror=alert(1)>"
    assert "&lt;img" in preview(made)
    assert "<img" not in preview(made)


def test_of_few_provinces_the_public_edition_says_no_number(store: Store, entry: Make) -> None:
    """A number of one to four provinces, and the next one that would give it away, is said in words only."""
    groups = [group.id for group in store.workshop.groups]
    few, next_, many = groups
    codes = [province.code for province in store.workshop.provinces]
    speak_of(store, entry, 0, {few: codes[:4], next_: codes[4:10], many: codes[10:20]})
    speak_of(store, entry, 1, {many: codes[10:13]})
    speak_of(store, entry, 2, {many: codes[10:15]})
    public, inside = (told["findings"] for told in made(store))
    assert [row["provinces"] for one in public for row in one["by_group"]] == [None, None, 10, 5, None]
    assert [row["of"] for one in public for row in one["by_group"]] == [None, None, 10, 10, 10]
    assert [row["provinces"] for one in inside for row in one["by_group"]] == [4, 6, 10, 5, 3]
    assert [one["provinces"] for one in public] == [20, 5, None]
    assert [one["provinces"] for one in inside] == [20, 5, 3]
    assert (public[2]["share"], inside[2]["share"]) == (None, 0.15)
    hidden = [row for row in public[0]["compared"] if row["group"] != many]
    assert {row[name] for row in hidden for name in ("provinces", "of", "share", "low", "high")} == {None}
    assert {row["provinces"] for row in public[0]["cells"]} == {None, 10}
    assert [row["extent"] for row in public[0]["by_group"]] == [None, None, "majority"]
    for summary in made(store):
        consistency.consistent(summary)


def test_a_report_says_that_a_number_is_not_told(store: Store, entry: Make) -> None:
    """Where the public edition tells no number, every chapter says so in words, and the rule is printed."""
    groups = [group.id for group in store.workshop.groups]
    codes = [province.code for province in store.workshop.provinces]
    speak_of(store, entry, 0, {groups[0]: codes[:4], groups[1]: codes[4:10], groups[2]: codes[10:20]})
    speak_of(store, entry, 1, {groups[2]: codes[10:13]})
    summary, inside = made(store)
    report = content(summary)
    said = "\n".join(texts([*report["front"], *report["chapters"]]))
    assert said.count("รายการ (ไม่แสดงจำนวนจังหวัด)") == 3
    assert said.count("(ไม่แสดงจำนวน)") == 5
    assert "แผนภูมิจำนวนจังหวัดไม่รวมประเด็นที่มีจังหวัดกล่าวถึงไม่ถึง ๕ จังหวัด" in said
    assert said.count("ไม่ถึง ๕ จังหวัด") == 4
    assert "จึงไม่แสดงจำนวนจังหวัดที่ไม่ถึง ๕ จังหวัด" in said
    assert "จากจังหวัดไม่ถึง 5 จังหวัด" in summary["findings"][1]["draft"][0]["text"]
    assert "ไม่แสดง" not in "\n".join(texts(content(inside)["chapters"]))


@pytest.mark.parametrize(
    "place", [("by_group", 0, "provinces"), ("compared", 0, "of"), ("cells", 0, "provinces"), ("provinces",)]
)
def test_the_gate_stops_at_a_number_of_few(store: Store, entry: Make, place: tuple[str | int, ...]) -> None:
    """A summary that tells of fewer than five provinces, wherever in a finding, is not exported."""
    groups = [group.id for group in store.workshop.groups]
    codes = [province.code for province in store.workshop.provinces]
    speak_of(store, entry, 0, {groups[0]: codes[:4], groups[1]: codes[4:10], groups[2]: codes[10:20]})
    summary, _ = made(store)
    inside: Any = summary["findings"][0]
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = 3
    with pytest.raises(GateFailed, match="fewer than 5 provinces"):
        consistency.consistent(summary)


def test_a_workshop_of_few_provinces_has_a_report(store: Store, entry: Make) -> None:
    """Three provinces in one group alone: the public edition tells no number of them, and is exported."""
    codes = [province.code for province in store.workshop.provinces]
    speak_of(store, entry, 0, {store.workshop.groups[0].id: codes[:3]})
    summary, inside = made(store)
    consistency.consistent(summary)
    assert [group["provinces"] for group in summary["counts"]["groups"]] == [None, 0, 0]
    assert [group["provinces"] for group in inside["counts"]["groups"]] == [3, 0, 0]
    for language in ("th", "en"):
        told = summarise(store, language)
        assert pdf(told).startswith(b"%PDF")
        assert "<h1" in html(told)
        assert xlsx(told)
        assert docx(told)


def test_the_gate_stops_at_a_number_that_the_total_gives_away(store: Store, entry: Make) -> None:
    """One number kept back of several whose total is told is no secret, nor one that a word goes with."""
    groups = [group.id for group in store.workshop.groups]
    codes = [province.code for province in store.workshop.provinces]
    speak_of(store, entry, 0, {groups[0]: codes[:4], groups[1]: codes[4:10], groups[2]: codes[10:20]})
    for part in ("findings", "groups"):
        summary, _ = made(store)
        rows = summary["findings"][0]["by_group"] if part == "findings" else summary["counts"]["groups"]
        rows[1]["provinces"] = 6
        with pytest.raises(GateFailed, match="fewer than 5 provinces"):
            consistency.consistent(summary)
    summary, _ = made(store)
    summary["findings"][0]["by_group"][0]["extent"] = "some"
    with pytest.raises(GateFailed, match="fewer than 5 provinces"):
        consistency.consistent(summary)


def speak_of(store: Store, entry: Make, theme: int, said: dict[str, list[str]]) -> None:
    """Record an entry of each province in its group, coded to the theme at this place of the codebook."""
    if not store.current(RecordType.THEME):
        codebook.begin(store)
    name = store.workshop.themes[theme].id
    entries = [
        entry(group=group, province=code, record=f"{name}-{code}")
        for group, codes in said.items()
        for code in codes
    ]
    coding = {"theme": name, "decision": "accepted"}
    store.append(entries)
    store.append(
        [
            Revision(
                f"c{one.record}", f"{one.record}:{name}", RecordType.CODING, {"entry": one.record, **coding}
            )
            for one in entries
        ]
    )


def made(store: Store) -> tuple[dict[str, Any], dict[str, Any]]:
    """The summaries of both editions."""
    return summarise(store), summarise(store, edition="internal")
