"""The privacy gate reads finished files back: a participant's name, telephone or e-mail stops the export."""

import copy
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import sample

from sistercity_nb.errors import GateFailed
from sistercity_nb.report import consistency, gates, privacy
from sistercity_nb.report.docx import docx
from sistercity_nb.report.html import html
from sistercity_nb.report.pdf import pdf
from sistercity_nb.report.traces import flat, traces
from sistercity_nb.report.xlsx import xlsx

PERSON = {"name": "นางสาวสมมติ จำลองเมือง", "phone": "081-234-5678", "email": "somebody@example.org"}
MAKERS = {"html": lambda made: html(made).encode(), "pdf": pdf, "docx": docx, "xlsx": xlsx}


def naming(text: str) -> dict[str, Any]:
    """A small summary in which an entry names somebody."""
    made = sample(12)
    made["entries"][4]["text"] = f"ผู้ประสานงานคือ{text} ของจังหวัด"
    return made


@pytest.fixture(scope="module")
def clean() -> dict[str, bytes]:
    """The finished files of a summary that names nobody."""
    made = sample(12)
    return {f"report.{kind}": make(made) for kind, make in MAKERS.items()}


def test_files_that_name_nobody_pass(clean: dict[str, bytes]) -> None:
    """Every format goes through, and its text was really read: each holds the workshop's owner."""
    gates.check_files(clean, sample(12), [PERSON], {})
    for name, content in clean.items():
        assert flat("กองการต่างประเทศ") in flat(privacy.readable(name, content)), name


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("คุณสมมติ  จำลองเมือง", "the name"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "the telephone number"),
        ("Somebody@Example.org", "the e-mail address"),
    ],
)
def test_a_trace_in_any_format_stops_the_export(kind: str, said: str, what: str) -> None:
    """However it is spaced or its digits are written, it is found in the finished file, with its entry."""
    made = naming(said)
    files = {f"report.{kind}": MAKERS[kind](made)}
    number = made["entries"][4]["number"]
    with pytest.raises(GateFailed, match=f"{what} of a participant, in entry {number}.*withhold"):
        gates.check_files(files, made, [PERSON], {})


def test_the_internal_edition_may_name_but_not_be_rung(clean: dict[str, bytes]) -> None:
    """Names stand in the internal edition; a telephone number stands in none."""
    made = {**naming("สมมติ จำลองเมือง"), "edition": "internal"}
    gates.check_files({"report.html": html(made).encode()}, made, [PERSON], {})
    made = {**naming("+66 81 234 5678"), "edition": "internal"}
    with pytest.raises(GateFailed, match="telephone"):
        gates.check_files({"report.html": html(made).encode()}, made, [PERSON], {})


def test_what_is_in_no_entry_is_named_by_its_file() -> None:
    """A trace in the workshop's own words names the file and where to look."""
    made = sample(12)
    made["workshop"]["background"] = ["ติดต่อ somebody@example.org"]
    with pytest.raises(GateFailed, match=r"report\.html would print .*, in the workshop file"):
        gates.check_files({"report.html": html(made).encode()}, made, [PERSON], {})


@given(st.text(alphabet="กขคงจฉชซฌญดตถทนบปผพฟมยรลวศสหอ", min_size=9, max_size=14))
def test_a_name_is_found_whatever_stands_between_its_letters(name: str) -> None:
    """Spaces and invisible signs inside a name hide nobody."""
    known = traces([{"name": f"นาย{name}", "phone": "", "email": ""}])
    hidden = "\u200b ".join(name)
    summary = {**sample(12), "entries": []}
    with pytest.raises(GateFailed):
        privacy.scan("x", f"..{hidden}..", known, summary)
    privacy.scan("x", "ไม่มีผู้ใด", known, summary)


def test_a_short_name_that_is_a_word_stops_only_as_a_name() -> None:
    """Somebody listed as "วิชา" alone is known by the form of address before it, and blocks no other word."""
    known = traces([{"name": "นายวิชา", "phone": "", "email": ""}])
    privacy.scan("x", "ควรมีวิชาภาษาต่างประเทศ", known, sample(12))
    with pytest.raises(GateFailed):
        privacy.scan("x", "ขอบคุณ คุณวิชา ที่ช่วย", known, sample(12))


def test_a_number_taken_apart_by_words_is_found_in_a_finding() -> None:
    """In a statement as in an entry, digits are a number whatever stands between them."""
    made = sample(12)
    made["findings"][0] |= {"statement": "โทร 081 กด 234 แล้ว 5678", "released": True}
    with pytest.raises(GateFailed, match="the telephone number of a participant, in the finding"):
        gates.check_files({"report.html": html(made).encode()}, made, [PERSON], {})


@pytest.mark.parametrize("part", ["findings", "log", "additions"])
def test_a_trace_outside_the_entries_is_located(part: str) -> None:
    """What a person wrote beside the entries is named by its place, so that it can be mended."""
    made, said = sample(12), "โทร 081-234-5678"
    where = "in a cell of your own at the end of chapter"
    if part == "findings":
        made["findings"][0] |= {"statement": said, "released": True}
        where = f"in the finding “{made['findings'][0]['title']}”"
    elif part == "log":
        made["log"] = [{"number": "A-099", "became": "withdrawn", "into": None, "reason": said}]
        where = "in the reason beside entry A-099"
    else:
        made["additions"] = [{"after": "chapter-4", "kind": "text", "text": said}]
    with pytest.raises(GateFailed, match=re.escape(where)):
        gates.check_files({"report.html": html(made).encode()}, made, [PERSON], {})


def test_words_kept_back_stop_wherever_they_are_printed() -> None:
    """A finding cannot print a withheld entry's words, unless the same words may be printed as another's."""
    made, words = sample(12), "ผู้ว่าราชการจังหวัดไม่สนับสนุนเรื่องนี้เลย"
    stored = {"r": {"number": "A-099", "release": "withheld", "text": f" {words}\n"}}
    made["findings"][0] |= {"statement": f"ที่ประชุมเห็นว่า {words}", "released": True}
    files = {f"report.{kind}": MAKERS[kind](made) for kind in ("html", "pdf", "docx")}
    for name, content in files.items():
        with pytest.raises(GateFailed, match=f"{name} would print the words of entry A-099"):
            gates.check_files({name: content}, made, [], stored)
    made["entries"][0]["text"] = words
    gates.check_files(files, made, [], stored)


@pytest.mark.parametrize(
    "listed",
    [
        "ผศ.ดร.สมมติ จำลองเมือง",
        "พ.ต.อ. สมมติ จำลองเมือง",
        "ว่าที่ร้อยตรีหญิงสมมติ จำลองเมือง",
        "ว่าที่ ร.ต.หญิง สมมติ จำลองเมือง",
        "พันตำรวจเอก สมมติ จำลองเมือง",
        "นายแพทย์สมมติ จำลองเมือง",
        "ม.ร.ว.สมมติ จำลองเมือง",
        "ดร. นายสมมติ จำลองเมือง",
        "นส.สมมติ จำลองเมือง (หนึ่ง)",
        "จำลองเมือง สมมติ",
        "MR. สมมติ จำลองเมือง",
    ],
)
def test_a_name_is_found_without_its_titles(listed: str) -> None:
    """However the list of participants writes a person, the plain name in an entry stops the export."""
    made = naming("สมมติ จำลองเมือง")
    with pytest.raises(GateFailed, match="the name of a participant, in entry"):
        gates.check_files({"report.html": html(made).encode()}, made, [{**PERSON, "name": listed}], {})


def test_a_decomposed_vowel_hides_nobody() -> None:
    """SARA AM in two signs, with or without a tone mark, is the same letter."""
    made = naming("ชำนาญ น้ำใส".replace("ำ", "\u0e4d\u0e32"))
    with pytest.raises(GateFailed, match="the name"):
        gates.check_files(
            {"report.html": html(made).encode()}, made, [{**PERSON, "name": "นายชำนาญ น้ำใส"}], {}
        )


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("02-000-0001 ต่อ 12", "02 000 0001"),
        ("081-234-5678, 02-000-0001", "02-000-0001"),
        ("081-234-5678 / 089-000-1111", "0890001111"),
        ("081-234-5678", "081/234/5678"),
        ("081-234-5678", "081_234_5678"),
        ("081-234-5678", "081, 234, 5678"),
        ("081-234-5678", "081—234−5678"),
        ("081-234-5678", "081\u2011234\u00a05678"),
        ("081-234-5678", "081-234\n5678"),
        ("081-234-5678", "０８１-２３４-５６７８"),
        ("081-234-5678", "0066 81 234 5678"),
        ("+66 (0)81 234 5678", "081 234 5678"),
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(listed: str, typed: str) -> None:
    """Several in a cell, an extension, any sign between the digits, a country before them."""
    made = naming(f" {typed} ")
    with pytest.raises(GateFailed, match="the telephone number of a participant, in entry"):
        gates.check_files({"report.html": html(made).encode()}, made, [{**PERSON, "phone": listed}], {})


def test_two_addresses_in_a_cell_are_both_looked_for() -> None:
    """Each e-mail address that a cell of the list holds is one."""
    made = naming("second@example.org")
    listed = {**PERSON, "email": "first@example.org, second@example.org"}
    with pytest.raises(GateFailed, match="the e-mail address of a participant, in entry"):
        gates.check_files({"report.html": html(made).encode()}, made, [listed], {})


@pytest.mark.parametrize("name", ["นายคุณากร ใจดี", "นางสาวมิสา ดร้ายดี", "แพทย์ บุญ"])
def test_a_name_that_begins_like_a_title_is_whole(name: str) -> None:
    """What is left of a name is never nothing, and never so short that it is found everywhere."""
    known = traces([{"name": name, "phone": "", "email": ""}])
    assert all(len(one) >= 4 for one in known.names)
    privacy.scan("x", "ผู้แทนจังหวัดมาร่วมประชุม", known, {"edition": "public", "entries": []})


def few(summary: dict[str, Any]) -> None:
    summary["evaluation"]["sides"][0]["items"][0]["n"] = 4


def alone(summary: dict[str, Any]) -> None:
    summary["evaluation"]["general"][0]["rows"][0]["n"] = None


def small(summary: dict[str, Any]) -> None:
    summary["evaluation"]["general"][0]["rows"][0]["n"] = 3


def one_comment(summary: dict[str, Any]) -> None:
    summary["evaluation"]["respondents"] = 4


@pytest.mark.parametrize("fault", [few, alone, small, one_comment], ids=lambda fault: fault.__name__)
def test_a_number_that_tells_of_a_few_stops_the_export(fault: Any) -> None:
    """A mean of four answers, a count of three, a single hidden count, a comment of one among four."""
    result = {"n": 9, "missing": 0, "mean": 4.0, "sd": 0.5, "high": 80.0, "word": "มาก", "word_other": "มาก"}
    item = {**result, "title": "ข้อ"}
    rows = [{"label": label, "n": 9, "percent": 50.0} for label in ("ก", "ข")]
    evaluation = {
        "respondents": 18,
        "scheme": "A",
        "target": 0,
        "overall": item,
        "sides": [{**item, "items": [item]}],
        "general": [{"title": "ใคร", "n": 18, "rows": rows}],
        "comments": ["ดี"],
    }
    summary = sample(12, evaluation=copy.deepcopy(evaluation))
    consistency.consistent(summary)
    fault(summary)
    with pytest.raises(GateFailed, match="fewer than 5 people"):
        consistency.consistent(summary)
