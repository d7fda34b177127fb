"""The privacy gate reads finished files back: a participant's name, telephone or e-mail stops the export."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_sample import sample

from sistercity_nb.errors import GateFailed
from sistercity_nb.report import gates, privacy
from sistercity_nb.report.docx import docx
from sistercity_nb.report.html import html
from sistercity_nb.report.pdf import pdf
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
    gates.check_files(clean, sample(12), [PERSON])
    for name, content in clean.items():
        assert privacy.flat("กองการต่างประเทศ") in privacy.flat(privacy.readable(name, content)), name


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
        gates.check_files(files, made, [PERSON])


def test_the_internal_edition_may_name_but_not_be_rung(clean: dict[str, bytes]) -> None:
    """Names stand in the internal edition; a telephone number stands in none."""
    made = {**naming("สมมติ จำลองเมือง"), "edition": "internal"}
    gates.check_files({"report.html": html(made).encode()}, made, [PERSON])
    made = {**naming("+66 81 234 5678"), "edition": "internal"}
    with pytest.raises(GateFailed, match="telephone"):
        gates.check_files({"report.html": html(made).encode()}, made, [PERSON])


def test_what_is_in_no_entry_is_named_by_its_file() -> None:
    """A trace in the workshop's own words names the file and where to look."""
    made = sample(12)
    made["workshop"]["background"] = ["ติดต่อ somebody@example.org"]
    with pytest.raises(GateFailed, match=r"report\.html would print .* your own cells"):
        gates.check_files({"report.html": html(made).encode()}, made, [PERSON])


@given(st.text(alphabet="กขคงจฉชซฌญดตถทนบปผพฟมยรลวศสหอ", min_size=5, max_size=12))
def test_a_name_is_found_whatever_stands_between_its_letters(name: str) -> None:
    """Spaces and invisible signs inside a name hide nobody."""
    known = privacy.traces([{"name": f"นาย{name}", "phone": "", "email": ""}])
    hidden = "\u200b ".join(name)
    summary = {"edition": "public", "entries": []}
    with pytest.raises(GateFailed):
        privacy.scan("x", f"..{hidden}..", known, summary)
    privacy.scan("x", "ไม่มีผู้ใด", known, summary)


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
    gates.consistent(summary)
    fault(summary)
    with pytest.raises(GateFailed, match="fewer than 5 people"):
        gates.consistent(summary)
