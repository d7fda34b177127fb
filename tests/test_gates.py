"""The gates: each of them stops an export that breaks its rule, and says which entry and what to do."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from report_sample import sample

from sistercity_nb.errors import GateFailed
from sistercity_nb.language import translate
from sistercity_nb.report.consistency import consistent
from sistercity_nb.report.gates import check

Summary = dict[str, Any]
Stored = dict[str, dict[str, Any]]


@pytest.fixture
def summary() -> Summary:
    """A summary that passes every gate."""
    return sample(60)


@pytest.fixture
def stored(summary: Summary) -> Stored:
    """The record that the summary was made from."""
    return {
        one["revision"]: {
            "text": one["text"],
            "number": one["number"],
            "release": "attributed" if "จังหวัด" in one["label"] else "group",
            "names": [one["label"].partition("จังหวัด")[2] or "-"],
            "province": "TH-00",
            **{part: one[part] for part in ("group", "kind", "cause", "owner", "due", "budget")},
        }
        for one in summary["entries"]
    }


def first_quoted(summary: Summary) -> dict[str, Any]:
    """The first quotation of the first finding."""
    quoted: dict[str, Any] = summary["findings"][0]["quotations"][0]
    return quoted


def test_a_true_summary_passes(summary: Summary, stored: Stored) -> None:
    """What equals the record and adds up goes through unchanged."""
    before = copy.deepcopy(summary)
    check(summary, stored)
    assert summary == before


def reworded(summary: Summary, stored: Stored) -> None:
    quoted = first_quoted(summary)
    entry = next(one for one in summary["entries"] if one["number"] == quoted["number"])
    quoted["text"] = entry["text"] = quoted["text"] + " "


def quoted_otherwise(summary: Summary, stored: Stored) -> None:
    first_quoted(summary)["text"] += "!"


def of_another_revision(summary: Summary, stored: Stored) -> None:
    first_quoted(summary)["revision"] = summary["entries"][-1]["revision"]


def unknown_revision(summary: Summary, stored: Stored) -> None:
    del stored[summary["entries"][5]["revision"]]


def withheld(summary: Summary, stored: Stored) -> None:
    stored[summary["entries"][5]["revision"]]["release"] = "withheld"


def renumbered(summary: Summary, stored: Stored) -> None:
    stored[summary["entries"][5]["revision"]]["number"] = "A-999"


def named_its_province(summary: Summary, stored: Stored) -> None:
    one = next(one for one in summary["entries"] if one["group"] == "signed")
    stored[one["revision"]]["release"] = "group"
    for copied in [one, *(quoted for finding in summary["findings"] for quoted in finding["quotations"])]:
        if copied["number"] == one["number"]:
            copied["label"] = "ลงนามแล้ว จังหวัดเชียงใหม่"


def named_a_province_of_the_plenary(summary: Summary, stored: Stored) -> None:
    one = next(one for one in summary["entries"] if one["group"] == "plenary")
    one["label"] = "ที่ประชุมรวม จังหวัดเชียงใหม่"


def dissented_otherwise(summary: Summary, stored: Stored) -> None:
    other = next(one for one in summary["entries"] if one["number"] != first_quoted(summary)["number"])
    parts = ("number", "revision", "label", "text")
    summary["findings"][0]["dissent"] = {**{part: other[part] for part in parts}, "text": other["text"] + "!"}


def paragraph_misquotes(summary: Summary, stored: Stored) -> None:
    quoted = first_quoted(summary)
    text = f"ผู้เข้าร่วมประชุมกล่าวว่า “{quoted['text']}!”"
    summary["findings"][0]["paragraph"] = [{"text": text, "numbers": [quoted["number"]]}]


def paragraph_rests_on_nothing(summary: Summary, stored: Stored) -> None:
    summary["findings"][0]["paragraph"] = [{"text": "ขาดงบประมาณ", "numbers": ["A-999"]}]


def sentence_of_nobody(summary: Summary, stored: Stored) -> None:
    text = "ผู้แทนจังหวัดหนึ่งกล่าวว่า “งบประมาณของจังหวัดมีมากเกินความจำเป็นทุกปี”"
    summary["findings"][0]["paragraph"] = [{"text": text, "numbers": []}]


def statement_of_nobody(summary: Summary, stored: Stored) -> None:
    summary["findings"][0]["statement"] = 'ที่ประชุมกล่าวว่า "งบประมาณของจังหวัดมีมากเกินความจำเป็นทุกปี"'


def twice_the_number(summary: Summary, stored: Stored) -> None:
    summary["entries"][1]["number"] = summary["entries"][0]["number"]


def no_number(summary: Summary, stored: Stored) -> None:
    summary["entries"][0]["number"] = ""


def quoted_but_not_reported(summary: Summary, stored: Stored) -> None:
    number = first_quoted(summary)["number"]
    summary["entries"] = [one for one in summary["entries"] if one["number"] != number]


def lost_one(summary: Summary, stored: Stored) -> None:
    summary["balance"][0]["entered"] += 1


def reported_one_too_many(summary: Summary, stored: Stored) -> None:
    summary["balance"][0]["entered"] += 1
    summary["balance"][0]["reported"] += 1


def no_balance_at_all(summary: Summary, stored: Stored) -> None:
    summary["balance"] = []


def budget_of_its_own(summary: Summary, stored: Stored) -> None:
    next(one for one in summary["entries"] if one["kind"] == "recommendation")["budget"] = "900 ล้านบาท"


def of_another_kind(summary: Summary, stored: Stored) -> None:
    quoted = {one["number"] for finding in summary["findings"] for one in finding["quotations"]}
    next(one for one in summary["entries"] if one["number"] not in quoted)["kind"] = "visit"


def of_another_province(summary: Summary, stored: Stored) -> None:
    one = next(one for one in summary["entries"] if "จังหวัด" in one["label"])
    stored[one["revision"]]["names"] = ["แม่ฮ่องสอน", "Mae Hong Son"]


def caused_by_something_else(summary: Summary, stored: Stored) -> None:
    number = summary["entries"][0]["number"]
    summary["findings"][0]["causes"] = [{"number": number, "cause": "ไม่มีผู้ใดกล่าว"}]


BROKEN = [
    budget_of_its_own,
    of_another_kind,
    of_another_province,
    caused_by_something_else,
    reworded,
    quoted_otherwise,
    of_another_revision,
    unknown_revision,
    withheld,
    renumbered,
    named_its_province,
    named_a_province_of_the_plenary,
    twice_the_number,
    no_number,
    quoted_but_not_reported,
    lost_one,
    reported_one_too_many,
    no_balance_at_all,
    dissented_otherwise,
]


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: fault.__name__)
def test_a_broken_summary_stops_the_export(
    summary: Summary, stored: Stored, fault: Callable[[Summary, Stored], None]
) -> None:
    """Any one wrong text, number, label, release or count fails a gate, in words that say what to do."""
    fault(summary, stored)
    with pytest.raises(GateFailed, match="Make the summary again"):
        check(summary, stored)


@pytest.mark.parametrize(
    ("fault", "cure"),
    [
        (paragraph_misquotes, "as it was typed"),
        (paragraph_rests_on_nothing, "Take the number out"),
        (sentence_of_nobody, "not a part of any entry reported.*as it was typed"),
        (statement_of_nobody, "not a part of any entry reported.*as it was typed"),
    ],
)
def test_a_paragraph_is_held_against_the_entries_that_it_names(
    summary: Summary, stored: Stored, fault: Callable[[Summary, Stored], None], cure: str
) -> None:
    """What a person edited stops the export too, in words that say what to change; their true words pass."""
    quoted = first_quoted(summary)
    words = " ".join(quoted["text"].split())[3:]
    title = summary["findings"][0]["title"]
    true = {"text": f"ประเด็น “{title}” มีผู้กล่าวว่า “{words}”", "numbers": [quoted["number"]]}
    summary["findings"][0]["paragraph"] = [true, {"text": "โดย “สรุป”", "numbers": []}]
    check(summary, stored)
    fault(summary, stored)
    with pytest.raises(GateFailed, match=cure):
        check(summary, stored)


def own_text(text: str) -> dict[str, Any]:
    """A paragraph of an analyst's own cell."""
    return {"after": "chapter-4", "kind": "text", "text": text}


NOT_SAID = "งบประมาณของจังหวัดมีมากเกินความจำเป็นทุกปี"


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "«»", "''"])
@pytest.mark.parametrize(
    "where", ["statement", "paragraph", "next_step", "text", "bullets", "table", "caption"]
)
def test_nobody_puts_words_into_the_mouth_of_another(
    summary: Summary, stored: Stored, marks: str, where: str
) -> None:
    """Whatever marks they stand in, and wherever somebody wrote them: words in quotation marks were said."""
    text = f"ผู้แทนกลุ่มกล่าวว่า {marks[0]}{NOT_SAID}{marks[1]}"
    finding = summary["findings"][0]
    if where == "paragraph":
        finding["paragraph"] = [{"text": text, "numbers": []}]
    elif where in ("statement", "next_step"):
        finding[where] = text
    else:
        shown = {"text": "", "bullets": [], "rows": [], "head": ["ก"], "caption": ""}
        shown |= {"text": {"text": text}, "bullets": {"items": [text]}, "caption": {"caption": text}}.get(
            where, {"rows": [[text]]}
        )
        kind = {"caption": "figure"}.get(where, where)
        summary["additions"] = [{"after": "chapter-4", "kind": kind, "png": "", **shown}]
    with pytest.raises(GateFailed, match=r"quotes “.*not a part of any entry reported"):
        check(summary, stored)


def test_an_own_cell_may_quote_what_is_known(summary: Summary, stored: Stored) -> None:
    """An entry, the workshop's own words, a short term and an apostrophe stop nothing."""
    entry = max(summary["entries"], key=lambda one: len(one["text"]))
    said = " ".join(entry["text"].split())
    summary["additions"] = [
        own_text(f"กล่าวว่า “{said[:40]}” ({entry['number']})"),
        own_text(f"โครงการ “{summary['workshop']['title'][:40]}” และ “แผน”"),
        own_text("They don't say that the provinces of the north can't do it."),
    ]
    check(summary, stored)


def of_a_group(summary: Summary, stored: Stored) -> dict[str, Any]:
    """An entry that was released under its group's name, of a province that is known."""
    entry = next(one for one in summary["entries"] if stored[one["revision"]]["release"] == "group")
    stored[entry["revision"]] |= {"names": ["อุบลราชธานี", "Ubon Ratchathani"], "province": "TH-34"}
    return entry


@pytest.mark.parametrize("place", ["ผู้แทนจังหวัดอุบลราชธานี", "Ubon Ratchathani", "TH-34"])
@pytest.mark.parametrize("said", ["its number", "its words"])
@pytest.mark.parametrize("where", ["statement", "paragraph", "next_step", "text", "table"])
def test_nobody_writes_a_province_beside_what_was_released_under_a_group(
    summary: Summary, stored: Stored, where: str, said: str, place: str
) -> None:
    """A paragraph, a next step or a cell tells not who said what, by whichever name the province has."""
    entry = of_a_group(summary, stored)
    words = entry["number"] if said == "its number" else f"“{entry['text'].strip()}”"
    text = f"{place}: {words}"
    finding = summary["findings"][0]
    if where == "paragraph":
        finding["paragraph"] = [{"text": text, "numbers": []}]
    elif where in ("statement", "next_step"):
        finding[where] = text
    elif where == "text":
        summary["additions"] = [own_text(text)]
    else:
        rows = [["จังหวัด", "ข้อความ"], [place, words]]
        table = {"after": "chapter-4", "kind": "table", "caption": "", "head": rows[0], "rows": rows[1:]}
        summary["additions"] = [table]
    with pytest.raises(GateFailed, match=f"the province of entry {entry['number']}"):
        check(summary, stored)
    stored[entry["revision"]]["release"] = "attributed"
    check(summary, stored)


def test_a_short_name_alone_in_a_cell_is_a_province(summary: Summary, stored: Stored) -> None:
    """เลย in a column of provinces is Loei, and in a sentence a word."""
    entry = of_a_group(summary, stored)
    stored[entry["revision"]] |= {"names": ["เลย", "Loei"], "province": "TH-42"}
    summary["additions"] = [own_text(f"ไม่มีเลย ({entry['number']})")]
    check(summary, stored)
    table = {"after": "chapter-4", "kind": "table", "caption": "", "head": ["ก", "ข"]}
    summary["additions"] = [{**table, "rows": [[entry["number"], "เลย"]]}]
    with pytest.raises(GateFailed, match=r"chapter 4 \(“.*the province of entry"):
        check(summary, stored)


@pytest.mark.parametrize(
    "fault", [quoted_otherwise, twice_the_number, lost_one], ids=lambda fault: fault.__name__
)
def test_a_summary_that_contradicts_itself_needs_no_record(
    summary: Summary, stored: Stored, fault: Callable[[Summary, Stored], None]
) -> None:
    """The exporter, which never sees the record, still stops on what the summary alone gives away."""
    fault(summary, stored)
    with pytest.raises(GateFailed):
        consistent(summary)


@pytest.mark.parametrize(
    ("said", "own", "stops"),
    [
        ("จังหวัดน่านไม่มีงบประมาณ", ["น่าน", "Nan"], True),
        ("จ. น่านไม่มีงบประมาณ", ["น่าน", "Nan"], True),
        ("ของน่าน ๆ นี้ นานมาก", ["น่าน", "Nan"], False),
        ("แม่ฮ่องสอนไม่มีงบประมาณ", ["แม่ฮ่องสอน", "Mae Hong Son"], True),
        ("จังหวัดเชียงรายทำได้ดี", ["น่าน", "Nan"], False),
    ],
)
def test_words_that_name_their_own_province_need_its_release(
    summary: Summary, stored: Stored, said: str, own: list[str], stops: bool
) -> None:
    """A text released under its group's name may speak of another province, and not say whose it is."""
    quoted = {one["number"] for one in summary["findings"][0]["quotations"]}
    entry = next(
        one
        for one in summary["entries"]
        if stored[one["revision"]]["release"] == "group" and one["number"] not in quoted
    )
    for one in (entry, *_quoting(summary, entry["number"])):
        one["text"] = said
    stored[entry["revision"]] |= {"text": said, "names": own}
    if not stops:
        check(summary, stored)
        return
    with pytest.raises(GateFailed, match=f"their own province in their words: {entry['number']}"):
        check(summary, stored)
    stored[entry["revision"]]["release"] = "attributed"
    check(summary, stored)


def _quoting(summary: Summary, number: str) -> list[dict[str, Any]]:
    return [
        one
        for finding in summary["findings"]
        for one in (*finding["quotations"], *finding["recommendations"], finding["dissent"])
        if one and one["number"] == number
    ]


def test_the_gate_speaks_thai_and_no_code(summary: Summary, stored: Stored) -> None:
    """A refusal names the group, the day and the field in the reader's words."""
    lost_one(summary, stored)
    with pytest.raises(GateFailed) as caught:
        check(summary, stored)
    said = caught.value.say(translate, "th")
    assert summary["balance"][0]["group"] not in said
    assert "มีนาคม" in said
    budget_of_its_own(summary := sample(60), stored)
    with pytest.raises(GateFailed) as caught:
        check(summary, stored)
    assert "งบประมาณ" in caught.value.say(translate, "th")


def test_the_gate_names_the_entry_and_the_place(summary: Summary, stored: Stored) -> None:
    """A changed text is named by its entry and the first character that differs."""
    one = summary["entries"][3]
    stored[one["revision"]]["text"] = one["text"][:7] + "X" + one["text"][8:]
    with pytest.raises(GateFailed, match=f"entry {one['number']} .*from character 8 on"):
        check(summary, stored)
