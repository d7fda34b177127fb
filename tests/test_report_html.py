"""The report as HTML: one file, nothing run, nothing asked for, readable, every number traceable."""

import base64
import copy
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from hostile_sample import hostile
from report_sample import sample

import sistercity_nb
from sistercity_nb.charts import figures
from sistercity_nb.errors import GateFailed, ReportRefused
from sistercity_nb.evaluation import COLUMNS, evaluate
from sistercity_nb.exporters import SisterCityHTMLExporter
from sistercity_nb.report.additions import MIME
from sistercity_nb.report.blocks import texts, titles
from sistercity_nb.report.content import content, voice_of
from sistercity_nb.report.html import html
from sistercity_nb.report.memo import memo
from sistercity_nb.report.runs import plain
from sistercity_nb.server.headers import REPORT
from sistercity_nb.thai import thai_digits
from sistercity_nb.workshop import Section

PACKAGE = Path(sistercity_nb.__file__).parent


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text between tags."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.lasttag != "script":
            self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of one name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def exporter() -> Any:
    """The exporter, whose base class has no types."""
    return SisterCityHTMLExporter()  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def document() -> str:
    """The report of 300 entries."""
    return html(sample(300))


@pytest.fixture(scope="module")
def elements(document: str) -> Elements:
    """Its elements."""
    return Elements(document)


def notebook(*bundles: dict[str, Any]) -> Any:
    """An executed notebook whose cells show these outputs."""
    outputs = [nbformat.v4.new_output("display_data", data=bundle) for bundle in bundles]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=outputs)])


def test_the_same_summary_gives_the_same_file(document: str) -> None:
    """A rebuild is byte-identical, and making a report changes nothing in the summary."""
    summary = sample(300)
    before = copy.deepcopy(summary)
    assert html(summary) == document
    assert summary == before


def test_the_order_of_keys_means_nothing(document: str) -> None:
    """A notebook sorts the keys of what it stores; the report stays the same."""
    assert html(json.loads(json.dumps(sample(300), sort_keys=True))) == document


def test_the_file_is_no_larger_than_it_may_be(document: str) -> None:
    """Three hundred entries with their charts and fonts stay below one megabyte."""
    assert len(document.encode()) <= 1_000_000


def test_nothing_runs_and_nothing_is_asked_for(document: str, elements: Elements) -> None:
    """One script, ours, known by its hash; no handler, no address outside; the policy forbids others."""
    assert elements.all("script") == [{"type": "application/json", "id": "words"}, {}]
    [script] = re.findall(r"<script>(.*?)</script>", document, re.DOTALL)
    assert script == (PACKAGE / "report" / "templates" / "report.js").read_text(encoding="utf-8")
    for _, attributes in elements.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
    assert set(re.findall(r"url\((?!#)([a-z]+:)", document)) == {"data:"}
    policy = next(one["content"] for one in elements.all("meta") if one.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert f"script-src 'sha256-{digest}';" in REPORT


def test_it_is_a_readable_document(elements: Elements) -> None:
    """One h1, the language, captions, heads with their scope, a text for each drawing, no id twice."""
    assert elements.all("html") == [{"lang": "th"}]
    assert len(elements.all("h1")) == 1
    assert len(elements.all("caption")) == len(elements.all("table")) > 8
    assert {one.get("scope") for one in elements.all("th")} == {"col", "row"}
    drawings = [one for _, one in elements.tags if one.get("role") == "img"]
    assert len(drawings) == len(elements.all("svg")) == 4
    assert all(one["aria-label"] for one in drawings)
    ids = [one["id"] for _, one in elements.tags if "id" in one]
    assert len(ids) == len(set(ids))


def test_a_head_of_a_row_says_something() -> None:
    """A row whose first cell is empty has no head there, but a cell like the others."""
    summary = sample(30)
    people = summary["workshop"]["participants"]
    people.append({**people[-1], "who": "สำนักงบประมาณ"})
    document = html(summary)
    assert '<tr><td class="left"></td>' in document
    assert not re.search(r"<th[^>]*>\s*</th>", document)


def test_the_contents_are_open_before_any_script(elements: Elements) -> None:
    """Where no script runs the contents stand open, and a reader can fold them."""
    assert elements.all("details") == [{"open": None}]


def test_every_link_leads_somewhere(elements: Elements) -> None:
    """Findings lead to entries in the annex and entries back to findings; no link is dead."""
    ids = {one["id"] for _, one in elements.tags if "id" in one}
    targets = {(one["href"] or "")[1:] for one in elements.all("a")}
    assert targets <= ids
    assert {f"entry-{one['number']}" for one in sample(300)["entries"]} <= ids
    assert {f"finding-{one['theme']}" for one in sample(300)["findings"]} <= targets


def test_every_entry_is_printed_as_it_was_typed(elements: Elements) -> None:
    """The annex has each entry's own words and number: no digit of them is turned into a Thai one."""
    for one in sample(300)["entries"]:
        assert one["text"] in elements.text
        assert one["number"] in elements.text


def test_the_frame_is_in_thai_and_in_thai_digits(elements: Elements) -> None:
    """What the report itself says is Thai; codes and fingerprints keep their digits."""
    assert "บทที่ ๑" in elements.text
    assert "ตารางที่ ๑" in elements.text
    assert "๑๘ - ๒๐ มีนาคม ๒๕๖๓" in elements.text
    assert not re.search("บทที่ [0-9]|ตารางที่ [0-9]", elements.text)
    assert not re.search(r"\b(?:entries|provinces|Chapter|Table|Annex|Group)\b", elements.text)


def test_thai_in_an_english_report_is_called_thai() -> None:
    """A screen reader changes its voice for what people said; in a Thai report there is nothing to change."""
    page = html(sample(30, language="en"))
    quoted = re.findall(r"<blockquote><p>(.*?)</p>", page)
    assert quoted
    for one in quoted:
        bare = re.sub(r'<span lang="th">(?:<span>[^<]*</span>|[^<]*)</span>', "", one)
        assert re.findall("[\u0e01-\u0e4e]", bare) == []
    assert 'lang="th"><span' not in html(sample(30))
    assert "<span lang" not in html(sample(30))


def test_findings_stand_under_the_objectives_they_were_held_against() -> None:
    """What a person assigned is listed under its objective and guideline; else one line says none."""
    made = sample(60)
    none = Elements(html(made)).text
    assert none.count("ยังไม่มีข้อค้นพบที่รับรองแล้วซึ่งจัดไว้ภายใต้ข้อใด") == 2
    objective, guideline = made["workshop"]["objectives"][1], made["workshop"]["guidelines"][2]
    made["findings"][0] |= {
        "released": True,
        "statement": "จังหวัดควรมีผู้ประสานงานประจำ",
        "objectives": [objective["id"]],
        "guidelines": [guideline["no"]],
    }
    page = html(made)
    for title in (thai_digits(f"{objective['id']} "), thai_digits(f"{guideline['no']}. ")):
        items = [item for item in re.findall(r"<li>(.*?)</li>", page) if "จังหวัดควรมีผู้ประสานงานประจำ" in item]
        assert any(re.sub("<[^>]*>", "", item).startswith(title) for item in items), title
    assert f'href="#finding-{made["findings"][0]["theme"]}"' in page


def test_what_is_not_printed_has_its_reason() -> None:
    """Where nobody wrote a reason the log says what made an entry merged, withheld or erased."""
    log = [
        {
            "number": f"A-09{place}",
            "became": became,
            "into": "A-001" if became == "merged" else None,
            "reason": "",
        }
        for place, became in enumerate(("merged", "withheld", "erased"))
    ]
    said = Elements(html({**sample(60), "log": log})).text
    for reason in ("มีผู้วินิจฉัยว่ามีเนื้อหาเดียวกัน", "ลบถาวร โดยไม่ได้ระบุเหตุผล"):
        assert reason in said


def test_changes_beside_the_entries_are_told() -> None:
    """A record that went on without a new entry is not called unchanged."""
    filed = {"number": 1, "as_of": "2020-03-20T10:00:00+00:00", "added": [], "changed": [], "gone": []}
    made = sample(30)
    other = Elements(html({**made, "filed": {**filed, "fingerprint": "0" * 64}})).text
    same = Elements(html({**made, "filed": {**filed, "fingerprint": made["fingerprint"]}})).text
    assert "แต่มีการเปลี่ยนแปลงในประเด็น ข้อค้นพบ" in other
    assert "ไม่มีการเปลี่ยนแปลง" in same


def test_it_speaks_english_too() -> None:
    """One switch away: the frame in English and Arabic digits, the entries as they were typed."""
    elements = Elements(html(sample(30, language="en")))
    assert elements.all("html") == [{"lang": "en"}]
    assert "Chapter 4 Results of the breakout groups" in re.sub(r"\s+", " ", elements.text)
    assert "18–20 March 2020" in elements.text


def test_a_name_is_promised_by_no_edition_that_breaks_it() -> None:
    """Only the public edition says that it names nobody; the other says whom not to pass it on to."""
    public, internal = (Elements(html(sample(30, edition=one))).text for one in ("public", "internal"))
    assert "ฉบับนี้ไม่ระบุชื่อบุคคล" in public
    assert "ฉบับนี้ไม่ระบุชื่อบุคคล" not in internal
    assert "จึงไม่ควรเผยแพร่ต่อ" in internal


def test_an_entry_of_a_group_that_is_no_more_is_printed() -> None:
    """Whoever takes a group out of the workshop file takes no entry out of the report, and breaks no link."""
    summary = sample(30)
    gone = next(one for one in summary["entries"] if one["kind"] == "problem" and one["themes"])
    gone["group"] = "gone"
    elements = Elements(html(summary))
    assert gone["text"] in elements.text
    assert f"entry-{gone['number']}" in {found.get("id") for _, found in elements.tags}


def test_what_is_not_coded_is_named() -> None:
    """The entries that nobody coded are counted with their numbers, and those that are not printed apart."""
    summary = sample(60)
    own = [one for one in summary["entries"] if one["group"] != "plenary"][:3]
    for one in own:
        one["themes"] = []
    bare = [one for one in summary["entries"] if one["group"] != "plenary" and not one["themes"]]
    [line] = [
        said
        for said in texts(content({**summary, "uncoded": len(bare) + 2})["chapters"])
        if "รายการยังไม่ได้จัดเข้าประเด็น" in said
    ]
    assert all(one["number"] in line for one in own)
    assert "ในจำนวนนี้ ๒ รายการไม่ได้พิมพ์ข้อความไว้" in line


def test_a_cause_is_printed_once_with_all_its_entries() -> None:
    """The same cause named by several entries is one, with the number of each."""
    summary = sample(60)
    finding = summary["findings"][0]
    numbers = [one["number"] for one in summary["entries"][:3]]
    finding["causes"] = [{"number": number, "cause": "ไม่ได้ตั้งคำขอไว้ล่วงหน้า"} for number in numbers]
    said = [one for one in texts(content(summary)["chapters"]) if "ไม่ได้ตั้งคำขอไว้ล่วงหน้า" in one]
    assert len(said) == 1
    assert f"ไม่ได้ตั้งคำขอไว้ล่วงหน้า ({', '.join(numbers)})" in said[0]


@pytest.mark.parametrize("section", [*Section])
def test_a_section_has_the_digits_that_the_workshop_file_says(section: Section) -> None:
    """The section that is named is in Arabic digits, its charts too; all others stay in Thai digits."""

    def said(summary: dict[str, Any]) -> dict[str, str]:
        report = content(summary)
        parts = [*report["front"], *report["chapters"], *report["annex"]]
        told: dict[str, list[str]] = {"memo": [str(memo(voice_of(summary, "memo"), summary))]}
        for one in parts:
            name = one["id"] if one["id"].startswith("chapter") else one["id"].split("-")[0]
            told.setdefault(name if name in [*Section] else "front", []).extend(texts([one]))
        for chart in figures(summary, "text"):
            told["chapter-4"].append(chart["svg"])
        return {name: "\n".join(stretches) for name, stretches in told.items()}

    answers = [("สถานที่", "ที่พัก", 4)] * 3 + [("สถานที่", "ที่พัก", 5)] * 3
    summary = sample(60, evaluation=evaluate(pd.DataFrame(answers, columns=COLUMNS)))
    usual = said(summary)
    summary["workshop"]["arabic_digits"] = [str(section)]
    changed = said(summary)
    thai = re.compile("[๐-๙]")
    assert {name for name in usual if usual[name] != changed[name]} == {section}
    assert thai.search(usual[section])
    assert not thai.search(changed[section])


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_sentence_of_the_executive_summary_leads_to_where_it_stands(language: str) -> None:
    """Of the paragraphs each sentence, of the lists each item has a link; every place exists."""
    report = content(sample(60, language=language))
    [summary] = [one for one in report["front"] if one["id"] == "executive-summary"]
    named = titles([*report["front"], *report["chapters"], *report["annex"]])
    overview, *others = (block for block in summary["blocks"] if block["block"] != "heading")
    assert [run["to"] for run in overview["runs"] if "to" in run] == ["time-and-place", "annex-balance"]
    for block in others:
        for runs in block.get("items", [block.get("runs")]):
            places = [run["to"] for run in runs if "to" in run]
            assert places, plain(runs)
            assert {*places} <= {*named}


def test_the_groups_are_compared_in_words() -> None:
    """What each group spoke of most, and of what it alone spoke, is said before the charts."""
    summary = sample(60)
    groups = [one["id"] for one in summary["counts"]["groups"]]
    part = {"entries": 7, "provinces": 6, "of": 9, "extent": "some"}
    for finding in summary["findings"]:
        finding["by_group"] = [{**part, "group": group} for group in groups]
    first, second = summary["findings"][:2]
    first["by_group"][1] |= {"provinces": 7, "entries": 8}
    second["by_group"] = [{**part, "group": "signed"}]
    said = "\n".join(texts(content(summary)["chapters"]))
    total = len(summary["findings"])
    assert thai_digits(f"ทุกกลุ่มกล่าวถึง {total - 1} ประเด็น จากทั้งหมด {total} ประเด็น") in said
    assert f"กลุ่มอยู่ระหว่างพิจารณากล่าวถึงมากที่สุด: {first['title']} (๗ จาก ๙ จังหวัด รวม ๘ รายการ)" in said
    assert f"ประเด็นที่กล่าวถึงเฉพาะกลุ่มลงนามแล้ว: {second['title']}\n" in said


def test_simulated_data_says_so_in_every_chapter() -> None:
    """A simulated report has its mark at the top, in each chapter and on each chart; a real one has none."""
    marked, real = html(sample(30)), html(sample(30, simulated=False))
    chapters = len(Elements(marked).all("section"))
    assert marked.count('<p class="mark">ข้อมูลจำลอง</p>') == chapters
    assert '<aside class="band" aria-label="ข้อมูลจำลอง"><strong>ข้อมูลจำลอง</strong>' in marked
    assert Elements(marked).text.count("ข้อมูลจำลอง") >= chapters + 4
    assert "ข้อมูลจำลอง" not in real


def test_what_is_missing_is_said_in_one_line() -> None:
    """No evaluation, no findings, no entry kept back: each is one line, and the chapter stays."""
    text = Elements(html(sample(30, findings=[], log=[], charts=[], balance=[]))).text
    for line in (
        "ยังไม่มีผลการประเมินความพึงพอใจ",
        "ยังไม่มีการจัดรายการเข้าประเด็น",
        "ไม่มีรายการที่ถูกรวม ถอน ไม่ให้พิมพ์ข้อความ หรือลบ",
        "ยังไม่มีฉบับสมบูรณ์ก่อนหน้านี้",
        "ยังไม่มีการบันทึกรายการ",
    ):
        assert line in text


def test_an_empty_workshop_is_a_report_too() -> None:
    """A workshop with no entry at all still gives a document."""
    empty = sample(0, charts=[], balance=[], log=[])
    said = Elements(html(empty)).text
    assert "ไม่มีรายการที่นำเสนอ" in said
    assert said.count("กลุ่มนี้ไม่มีรายการที่บันทึกไว้") == len(empty["workshop"]["groups"])


def test_an_evaluation_is_printed_with_its_scheme() -> None:
    """Chapter 5 shows n, missing, mean and S.D., names the scheme, and says where the other one differs."""
    item = {
        "n": 40,
        "missing": 2,
        "mean": 4.3,
        "sd": 0.61,
        "high": 87.5,
        "word": "มาก",
        "word_other": "มากที่สุด",
    }
    few = {"n": 3, "missing": 39, **dict.fromkeys(("mean", "sd", "high", "word", "word_other"))}
    sides = [
        {**item, "title": "ด้านวิทยากร", "items": [{**item, "title": "ความรู้"}, {**few, "title": "การตอบคำถาม"}]}
    ]
    rows = [{"label": "หญิง", "n": 30, "percent": 75.0}, {"label": "ชาย", "n": None, "percent": None}]
    evaluation = {
        "respondents": 42,
        "scheme": "A",
        "target": 80,
        "overall": {**item, "title": "ภาพรวม"},
        "sides": sides,
        "gains": [{"title": "ความรู้", "before": 3.15, "after": 4.3}],
        "general": [{"title": "เพศ", "n": 40, "rows": rows}],
        "comments": ["ดีมาก 5 ดาว"],
    }
    text = Elements(html(sample(30, evaluation=evaluation))).text
    for part in ("ตามเกณฑ์ A: ๔.๕๑–๕.๐๐ มากที่สุด", "๔.๓๐", "๐.๖๑", "๗๕.๐", "ดีมาก 5 ดาว", "–", "บรรลุเป้าหมาย"):
        assert part in text
    assert re.search("ระดับต่างกัน.*ภาพรวม, ด้านวิทยากร, ความรู้", text)
    assert "ความรู้ ค่าเฉลี่ย ๔.๓๐ เทียบกับก่อนหน้า ๓.๑๕ เปลี่ยนแปลง +๑.๑๕" in text
    assert re.search(r"รวม\s*๔๐\s*๑๐๐.๐\s*ไม่ตอบ\s*๒", text)


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    """Markup, templates and control characters that a person typed are shown, and never understood."""
    elements = Elements(html(hostile()))
    assert not {"img", "iframe", "object"} & {tag for tag, _ in elements.tags}
    assert len(elements.all("script")) == 2
    assert len(elements.all("style")) == 1
    assert "<script>alert(1)</script>" in elements.text
    assert "a[U+0000][U+0007][U+202E]b" in elements.text
    assert "宇都宮" in elements.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(document: str, scheme: str) -> None:
    """Every colour of text has at least 4.5 : 1 on what it stands on, by day and by night."""
    day, night = re.findall(r":root \{(.*?)\}", document, re.DOTALL)[:2]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", day if scheme == "light" else night))

    def luminance(name: str) -> float:
        code = colours[name].lstrip("#")
        parts = [
            int(pair, 16) / 255
            for pair in (re.findall("..", code) if len(code) == 6 else [one * 2 for one in code])
        ]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for text, ground in [
        *(
            (text, ground)
            for text in ("ink", "quiet", "link", "accent")
            for ground in ("paper", "soft", "ground", "hit")
        ),
        ("warn", "warn-ground"),
    ]:
        if (text, ground) in {("quiet", "hit")}:
            continue  # a row that was jumped to is read in ink
        light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_the_exporter_renders_the_summary_and_nothing_else() -> None:
    """What else a notebook shows or carries is ignored: scripts, widgets, metadata."""
    summary = sample(30)
    noisy = notebook(
        {"text/html": "<script>alert(1)</script>"}, {MIME: summary}, {"application/javascript": "alert(2)"}
    )
    noisy.metadata["widgets"] = {"state": "<script>alert(3)</script>"}
    exported, resources = exporter().from_notebook_node(noisy)
    assert exported == html(summary)
    assert resources["output_extension"] == ".html"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ({"text/plain": "nothing"}, "shows no summary"),
        ({MIME: {"version": 99}}, "has version 99; this program knows version 2"),
    ],
)
def test_the_exporter_refuses_in_plain_words(shown: dict[str, Any], said: str) -> None:
    """Without a summary, or with one of an unknown version, there is no report and a way out is named."""
    with pytest.raises(ReportRefused, match=said):
        exporter().from_notebook_node(notebook(shown))


def test_the_exporter_stops_on_a_contradiction() -> None:
    """A summary whose balance does not add up is not exported, even without the record at hand."""
    summary = sample(30)
    summary["balance"][0]["entered"] += 1
    with pytest.raises(GateFailed):
        exporter().from_notebook_node(notebook({MIME: summary}))
