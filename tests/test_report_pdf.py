"""The report as PDF: accessible, archivable, exact in what it says, unstoppable by what people type."""

import io
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
import pytest
from contact import contact_sheet
from pdf_readers import READERS, mupdf, pdfium, poppler, pypdf
from pypdf import PdfReader
from report_sample import sample

from sistercity_nb.exporters import SisterCityPDFExporter
from sistercity_nb.report import volumes
from sistercity_nb.report.additions import MIME
from sistercity_nb.report.blocks import texts
from sistercity_nb.report.content import content
from sistercity_nb.report.fonts import shown
from sistercity_nb.report.fonts.standins import MEANT
from sistercity_nb.report.lines import units
from sistercity_nb.report.memo import memo_pdf
from sistercity_nb.report.pdf import pdf
from sistercity_nb.report.runs import Voice

LETTER = 2.54 / 72  # centimetres in a point


def exporter() -> Any:
    """The exporter, whose base class has no types."""
    return SisterCityPDFExporter()  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module", params=[10**9, 30_000], ids=["one volume", "several volumes"])
def document(request: pytest.FixtureRequest) -> Iterator[bytes]:
    """The report of 300 entries, set at once, and in several volumes as one of thousands is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volumes, "_MOST", request.param)
        yield pdf(sample(300))


@pytest.fixture(scope="module")
def pages(document: bytes) -> list[str]:
    """The text of each page, as pypdf reads it."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def flat(text: str) -> str:
    """``text`` without any space: line and page breaks fall where they like."""
    return re.sub(r"\s+", "", text)


def body(page: str) -> str:
    """The text of a page without its head, whose last words are the data's fingerprint."""
    return re.split(r"รหัสข้อมูล [0-9a-f]{12}", page, maxsplit=1)[-1].lstrip()


def elements(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every structure element of the file."""
    waiting: list[Any] = [document.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one
            waiting += [one.K] if "/K" in one else []


def test_the_same_summary_gives_the_same_bytes(document: bytes) -> None:
    """A rebuild is byte-identical: the only date in the file is that of the newest revision."""
    assert pdf(sample(300)) == document
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20200320")


def test_a_report_holds_only_the_words_that_it_needs() -> None:
    """PDF, HTML and memo cut every line and label without the whole list, which is a third of its memory."""
    code = (
        "from report_sample import sample; from sistercity_nb.report.html import html; "
        "from sistercity_nb.report.memo import memo_pdf; from sistercity_nb.report.pdf import pdf; "
        "from sistercity_nb.thai import wordlist; made = sample(300); pdf(made), html(made), memo_pdf(made); "
        "print([one.runs is not None and len(one.words) < 20_000 for one in wordlist._loaded])"
    )
    folder = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[True, True]"


def test_both_standards_are_claimed(document: bytes) -> None:
    """The file names itself PDF/UA-1 and PDF/A-2a; the engine refuses to write it where that is not true."""
    with pikepdf.open(io.BytesIO(document)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "th"
        assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_a_screen_reader_finds_its_way(document: bytes) -> None:
    """Each drawing has a text, each head of a table its scope, each link its words; chapters a bookmark."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        kinds: dict[str, list[pikepdf.Dictionary]] = {}
        for one in elements(opened):
            kinds.setdefault(str(one.S), []).append(one)
        assert len([one for one in kinds["/Figure"] if "/Alt" in one]) == 4
        scopes = [str(one.A[0].Scope) for one in kinds["/TH"]]
        assert len(scopes) > 20
        assert set(scopes) == {"/Column"}
        links = [link for page in opened.pages for link in page.get("/Annots", [])]
        assert all("/Contents" in link and "/A" not in link for link in links)
        assert len(links) > 500
        with opened.open_outline() as outline:
            titles = [str(one.title) for one in outline.root]
    assert "บทที่ ๔ ผลการประชุมกลุ่มย่อย" in titles
    assert "ภาคผนวก ง รายการทั้งหมดที่นำเสนอ" in titles


def test_words_are_read_in_paragraphs(document: bytes) -> None:
    """No stretch of a line hangs on the document or a quotation itself: screen readers would halt at each."""
    inside_a_line = {"/Span", "/Link", "/Strong"}
    with pikepdf.open(io.BytesIO(document)) as opened:
        found = [(str(one.S), str(one.P.S)) for one in elements(opened) if "/S" in one.P]
    assert ("/P", "/BlockQuote") in found
    loose = {(kind, parent) for kind, parent in found if parent in ("/Document", "/BlockQuote")}
    assert not {kind for kind, _ in loose} & inside_a_line


def test_the_executive_summary_is_two_pages_at_most(pages: list[str]) -> None:
    """Whoever reads no more reads two pages."""
    begins = [
        next(number for number, page in enumerate(pages) if title in page)
        for title in ("บทสรุปผู้บริหาร", "สารบัญ")
    ]
    assert 1 <= begins[1] - begins[0] <= 2


@pytest.mark.parametrize(
    ("language", "stated", "recommended"),
    [("th", 300, 70), ("en", 300, 70), ("th", 150, 220), ("th", 0, 285)],
)
def test_it_is_two_pages_whatever_is_stated(language: str, stated: int, recommended: int) -> None:
    """Statements of any length, and recommendations as long as have room beside them, leave two pages."""
    made = sample(300, language=language)
    said = "จังหวัดที่ลงนามแล้วขาดงบประมาณต่อเนื่องสำหรับกิจกรรมร่วมกับเมืองคู่ความสัมพันธ์ในต่างประเทศ " * 4
    for finding in made["findings"]:
        if stated:
            finding |= {"statement": said[:stated], "released": True}
        for one in finding["recommendations"]:
            one["text"] = said[:recommended]
    read = [page.extract_text() for page in PdfReader(io.BytesIO(pdf(made))).pages[:9]]
    titles = ("บทสรุปผู้บริหาร", "สารบัญ") if language == "th" else ("Executive summary", "Contents")
    begins = [next(number for number, page in enumerate(read) if title in page) for title in titles]
    assert 1 <= begins[1] - begins[0] <= 2
    whole = sum(page.count(said[:recommended].split()[0][:30]) for page in read[begins[0] : begins[1]])
    assert whole >= 5  # all five are printed whole


def test_only_the_shipped_fonts_are_in_the_file(document: bytes) -> None:
    """A machine's own fonts change nothing."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        names = {
            str(font.BaseFont).split("+")[-1]
            for page in opened.pages
            for font in page.Resources.Font.values()
        }
    assert names == {"SarabunCluster-Regular", "SarabunCluster-Bold"}


def test_no_letter_is_left_stood_in_for(document: bytes) -> None:
    """Whatever says something in the file says it in Thai: maps of glyphs, titles, descriptions, metadata."""
    said: list[str] = []

    def walk(one: Any) -> None:
        if isinstance(one, pikepdf.String):
            said.append(str(one))
        elif isinstance(one, pikepdf.Array | pikepdf.Dictionary):
            for part in one.values() if isinstance(one, pikepdf.Dictionary) else one:
                if not getattr(part, "is_indirect", True):
                    walk(part)

    with pikepdf.open(io.BytesIO(document)) as file:
        for one in file.objects:
            if isinstance(one, pikepdf.Stream):
                content = one.read_bytes()
                for code in re.findall(rb"> <([0-9A-F]+)>|/ActualText ?<([0-9A-F]+)>", content):
                    said.append(bytes.fromhex((code[0] or code[1]).decode()).decode("utf-16-be"))
                if one.get("/Type") == "/Metadata":
                    said.append(content.decode())
            else:
                walk(one)
    assert any("ก" in text for text in said)
    assert [text for text in said if set(map(ord, text)) & set(MEANT)] == []


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_every_sentence_can_be_copied(document: bytes, reader: Callable[[bytes], str]) -> None:
    """Every sentence of every entry comes back whole, and every phrase of it without a space too many.

    A line's end falls where it likes: sentences are compared without any space, phrases (what stands between
    two spaces) in lines put together again, as somebody would search for them.
    """
    said = reader(document)
    sentences = [one["text"] for one in sample(300)["entries"]]
    unbroken = flat(said)
    assert [one for one in sentences if flat(shown(one)) not in unbroken] == []
    lines = re.sub(r"\s*\n\s*", "", said)
    phrases = {phrase for one in sentences for phrase in shown(one).split(" ")}
    assert [one for one in phrases if one not in lines] == []


@pytest.mark.parametrize("reader", READERS)
def test_a_phrase_is_found_as_it_was_typed(document: bytes, reader: Callable[[bytes], str]) -> None:
    """A space at which no line ends is a space to whoever searches or copies."""
    said = reader(document)
    assert "\u00a0" not in said
    assert "2 ครั้ง ณ นครคุนหมิง" in said


CITIES = [
    *("ວຽງຈັນ", "ຈຳປາສັກ", "ບໍ່ແກ້ວ", "ຫຼວງພະບາງ", "ສະຫວັນນະເຂດ", "ຄຳມ່ວນ", "ຜົ້ງສາລີ"),
    *("ភ្នំពេញ", "សៀមរាប", "ក្រុងព្រះសីហនុ", "កំពង់ចាម", "បាត់ដំបង", "ស្វាយរៀង", "ព្រៃវែង", "ប៉ៃលិន"),
    *("បន្ទាយមានជ័យ", "ពោធិ៍សាត់", "ត្បូងឃ្មុំ", "ឧត្តរមានជ័យ"),
    *("ရန်ကုန်", "မန္တလေး", "မြန်မာ", "တောင်ကြီး", "မြဝတီ", "ကျိုင်းတုံ", "တာချီလိတ်", "နေပြည်တော်", "မော်လမြိုင်", "ထားဝယ်"),
    *("宇都宮", "서울", "Đà Nẵng", "Астана", "ঢাকা", "চট্টগ্রাম", "चेन्नई", "சென்னை", "கோயம்புத்தூர்", "හම්බන්තොට"),
    *("ශ්\u200dරී ජයවර්ධනපුර", "హైదరాబాదు", "ಬೆಂಗಳೂರು", "കൊച്ചി", "અમદાવાદ", "ਅੰਮ੍ਰਿਤਸਰ", "ଭୁବନେଶ୍ୱର", "ꯏꯝꯐꯥꯜ"),
    *("თბილისი", "Երևան", "አዲስ አበባ", "ལྷ་ས", "ཐིམ་ཕུ", "नई दिल्ली", "काठमाडौं"),
]
# A syllable that stands twice, in glyphs of its own each time.
TWICE = ["কোকো", "মোমো", "চৌচৌ", "কেকেকে", "दीदी", "កាកា", "မမ", "ລາລາ", "சிசி"]
# Written from the right. Programs that only list what stands on a page from the left give them back reversed.
LEFTWARDS = ["القاهرة", "الرياض", "دبي", "تهران", "ירושלים", "حجج", "مييت"]


@pytest.fixture(scope="module")
def of_cities() -> bytes:
    """A report with entries that name partner cities in their own scripts."""
    summary = sample(80)
    for entry, city in zip(summary["entries"], [*CITIES, *TWICE, *LEFTWARDS], strict=False):
        entry["text"] = f"คู่ความสัมพันธ์คือ {city} และอีกเมือง"
    words = {one["number"]: one["text"] for one in summary["entries"]}
    for finding in summary["findings"]:
        for one in (*finding["quotations"], *finding["recommendations"], finding["dissent"]):
            if one is not None:
                one["text"] = words[one["number"]]
    return pdf(summary)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_a_partner_city_is_copied_as_it_was_typed(of_cities: bytes, reader: Callable[[bytes], str]) -> None:
    """A name in a script whose letters are several glyphs comes back letter by letter, once."""
    read = flat(reader(of_cities))
    assert [city for city in (*CITIES, *TWICE) if f"คือ{flat(city)}และ" not in read] == []


@pytest.mark.parametrize(
    "title",
    [
        "ភ្នំពេញ",
        "မန္တလေး",
        "মোমো কোকো",
        "தூத்துக்குடி",
        "القاهرة",
        "ירושלים เมือง",
        "ཐིམ་ཕུ",
        "თბილისი",
        "宇都宮",
        "ຈຳປາສັກ",
    ],
)
def test_a_theme_may_be_called_by_a_name_in_any_script(title: str) -> None:
    """A title in another script stands in headings, in tables and in charts, and stops no report."""
    summary = sample(20)
    before = summary["findings"][0]["title"]
    summary = json.loads(json.dumps(summary, ensure_ascii=False).replace(f'"{before}"', f'"{title}"'))
    assert flat(title) in flat(mupdf(pdf(summary)))


@pytest.mark.parametrize("reader", [poppler, pdfium, mupdf], ids=lambda reader: reader.__name__)
def test_a_word_from_right_to_left_is_copied_as_it_was_typed(
    of_cities: bytes, reader: Callable[[bytes], str]
) -> None:
    """A reader that knows of directions gives back a word of Arabic or Hebrew."""
    read = flat(reader(of_cities))
    assert [city for city in LEFTWARDS if city not in read] == []


@pytest.mark.parametrize(
    "reader", [one for one in READERS if one is not pdfium], ids=lambda one: one.__name__
)
def test_a_partner_city_is_copied_with_the_spaces_around_it(
    of_cities: bytes, reader: Callable[[bytes], str]
) -> None:
    """No space is read into a name, and none beside it is lost; PDFium loses some beside high letters."""
    read = reader(of_cities).replace("\r", "")
    lost = {city for city in CITIES if f"คือ {city} และ" not in read}
    assert lost == ({"চট্টগ্রাম"} if reader is pypdf else set())  # which reads a space into it


def test_a_heading_of_ones_own_skips_no_level() -> None:
    """A heading stands at the level that its chapter has, and one without a letter is none."""
    summary = {**sample(20), "evaluation": None}
    texts = ("ก", "", "\u200b", " ")
    summary["additions"] = [{"after": "chapter-5", "kind": "heading", "text": text} for text in texts]
    with pikepdf.open(io.BytesIO(pdf(summary))) as opened:
        assert "ก" in {str(one.get("/T", "")) for one in elements(opened)}


def test_the_frame_can_be_copied(pages: list[str]) -> None:
    """So can every heading, caption and sentence of the report itself."""
    text = flat("".join(pages))
    report = content(sample(300))
    said = texts([*report["front"], *report["chapters"], *report["annex"]])
    lines = {flat(line) for one in said for line in shown(one).split("\n") if len(line) < 300}
    missing = [one for one in lines if one not in text]
    assert len(missing) <= len(lines) // 50, missing[
        :5
    ]  # a line that runs over the end of a page is cut by its foot


def test_it_is_an_a4_page_with_the_customary_margins(document: bytes) -> None:
    """A4, and no text of the body further left than 3 cm or further right than 2 cm from the edges."""
    reader = PdfReader(io.BytesIO(document))
    for page in reader.pages:
        assert [round(float(side) * LETTER, 1) for side in page.mediabox[2:]] == [21.0, 29.7]
    places: list[float] = []
    reader.pages[20].extract_text(
        visitor_text=lambda text, cm, tm, *_: places.append(cm[4] + tm[4]) if text.strip() else None
    )
    assert min(places) * LETTER >= 2.99
    assert max(places) * LETTER <= 19.01


def test_heads_of_long_tables_are_repeated(pages: list[str]) -> None:
    """Each page of the tables of recommendations begins with the heads of their columns, or with a title."""
    heads = "ข้อเสนอแนะ ผู้รับผิดชอบ ระยะเวลา งบประมาณ"
    having = [place for place, text in enumerate(pages) if heads in text]
    assert len(having) > 10
    for text in pages[having[0] + 1 : having[-1] + 1]:
        first, second = body(text).splitlines()[:2]
        goes_on = first.startswith("บทที่") and second.endswith("(ต่อ)")
        assert (goes_on and heads in text) or first.startswith((heads, "ตารางที่"))


def test_every_page_of_the_entries_says_whose_they_are(document: bytes) -> None:
    """The annex of entries has its column heads on each page, and they name the group."""
    shorts = {group["id"]: group["short"] for group in sample(300)["counts"]["groups"]}
    read = PdfReader(io.BytesIO(document))
    places = {
        name: read.get_destination_page_number(place) for name, place in read.named_destinations.items()
    }
    for group, short in shorts.items():
        own = [places[f"entry-{one['number']}"] for one in sample(300)["entries"] if one["group"] == group]
        assert len(set(own)) > 2
        for page in set(own):
            assert flat(f"เลขที่รายการของกลุ่ม{short}") in flat(read.pages[page].extract_text())


@pytest.mark.parametrize(("entries", "language"), [(120, "th"), (60, "en"), (300, "en")])
def test_no_title_of_a_table_ends_a_page(entries: int, language: str) -> None:
    """A title stays with the first row of its table or list; each of these samples once had one at a foot."""
    file = io.BytesIO(pdf(sample(entries, language=language)))
    for page in PdfReader(file).pages:
        *_, last, _ = page.extract_text().strip().splitlines()  # the foot is one line
        assert not re.match(r"ตารางที่ [๐-๙]+ |Table [0-9]+ ", last) or "สารบัญ" in page.extract_text()


def test_simulated_data_says_so_on_every_page(pages: list[str]) -> None:
    """The mark stands on the cover and on every page; a report of real data has none."""
    assert all("ข้อมูลจำลอง" in flat(text) for text in pages)
    real = PdfReader(io.BytesIO(pdf(sample(20, simulated=False))))
    assert not any("ข้อมูลจำลอง" in flat(page.extract_text()) for page in real.pages)


@pytest.mark.parametrize(
    ("edition", "number", "said"),
    [
        ("public", None, "ฉบับเผยแพร่ · ฉบับร่าง"),
        ("internal", None, "ฉบับใช้ภายใน · ฉบับร่าง"),
        ("public", 2, "ฉบับเผยแพร่ · ฉบับสมบูรณ์ เลขที่ ๒"),
    ],
)
def test_every_page_says_which_edition_it_is(edition: str, number: int | None, said: str) -> None:
    """A page that is copied alone still says whom it is for, and whether it is a draft."""
    made = pdf(sample(20, edition=edition, final=number, simulated=False))
    assert all(flat(said) in flat(page.extract_text()) for page in PdfReader(io.BytesIO(made)).pages)


def test_contents_have_page_numbers(pages: list[str]) -> None:
    """The contents name the page of each chapter, in the digits of the page's own foot."""
    listed = next(text for text in pages if "สารบัญ" in text and "บทที่ ๑ บทนำ" in text)
    match = re.search(r"บทที่ ๔ ผลการประชุมกลุ่มย่อย[ .]*([๐-๙]+)", listed)
    assert match is not None
    chapter = next(text for text in pages if re.match(r"บทที่ ๔\s*ผลการประชุมกลุ่มย่อย\s", body(text)))
    assert match[1] in chapter


def test_an_entrys_number_leads_to_the_entry(document: bytes, pages: list[str]) -> None:
    """The link on A-012 leads to the page where the annex prints A-012."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        place = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
        named = pikepdf.NameTree(opened.Root.Names.Dests)
        links = [link for page in opened.pages for link in page.get("/Annots", [])]
        numbered = [link for link in links if re.fullmatch(r"[A-Z]-\d+", str(link.Contents))]
        assert {str(link.Dest) for link in numbered} == {f"entry-{link.Contents}" for link in numbered}
        led = {str(link.Contents): place[named[str(link.Dest)][0].objgen] for link in numbered}
    begins = {one["number"]: flat(shown(one["text"]))[:40] for one in sample(300)["entries"]}
    assert len(led) > 200
    for number, page in led.items():
        assert begins[number] in flat("".join(pages[page : page + 2]))


HOSTILE = [
    "<script>alert(1)</script>",
    '#panic("x")',
    '#import "x.typ"',
    "$x$ @label <label> *b* _i_ `c` \\",
    "😀👩‍👩‍👧 ✓ ລາວ ភ្នំពេញ မြန်မာ 서울",
    "宇都宮市",
    "a\x00\x01\x07\x1b\x7f\x85b",
    "\u202eabc\u2066\ufeff\u2060",
    "\ud800",
    "\uf8ff \ufffe \U0010ffff",
    "5" * 5000,
    "ก" * 20000,
    "ปปปปปปปป" * 100,
    "https://example.org/" + "a" * 900,
    "น้ำ\n\n\nปั้น\r\nที่\tนี้",
    "ก้้้้้่่่่่",
    "",
    " ",
]


def test_nothing_that_is_typed_stops_the_export() -> None:
    """Markup of the engine, missing glyphs, lone surrogates, endless runs: all of it prints as text."""
    summary = sample(60)
    for one, text in zip(summary["entries"], HOSTILE, strict=False):
        one["text"] = text
    for number, finding in enumerate(summary["findings"]):
        finding["title"] = finding["description"] = HOSTILE[number % 10]
    summary["log"] = [
        {"number": "A-900", "became": "withdrawn", "into": None, "reason": text} for text in HOSTILE
    ]
    summary["workshop"]["title"] = summary["workshop"]["short"] = summary["workshop"]["owner"] = HOSTILE[1]
    said = flat("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(summary))).pages))
    for printed in (
        '#panic("x")',
        "<script>alert(1)</script>",
        "宇都宮市",
        "a[U+0000][U+0001]",
    ):
        assert flat(printed) in said


def test_five_hundred_random_texts_are_printed() -> None:
    """Text of any characters whatever becomes a PDF."""
    dice = random.Random(2563)
    alphabets = [
        range(0x0E00, 0x0E80),
        range(0x20, 0x7F),
        range(0, 0x3000),
        range(0x0590, 0x0900),
        range(0x0900, 0x1380),
        range(0x1F300, 0x1F700),
        range(0, 0x110000),
    ]
    summary = sample(100)

    def made() -> str:
        alphabet = dice.choice(alphabets)
        return "".join(chr(dice.choice(alphabet)) for _ in range(dice.randrange(1, 120)))

    for one in summary["entries"]:
        one["text"] = "\n".join(made() for _ in range(5))  # five on a page cost less than a page each
    assert pdf(summary).startswith(b"%PDF")


def test_a_long_run_stays_on_the_page() -> None:
    """A text without any place to break is broken, and none of it leaves the page."""
    summary = sample(20)
    for one in summary["entries"]:
        one["text"] = "5" * 900 + "ก" * 900 + "https://example.org/" + "ab" * 300
    reader = PdfReader(io.BytesIO(pdf(summary)))
    edge = 0.0

    def look(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        nonlocal edge
        edge = max(edge, (cm[4] + tm[4]) * LETTER) if text.strip() else edge

    for page in reader.pages:
        page.extract_text(visitor_text=look)
    assert edge < 19.05


def test_names_are_kept_whole() -> None:
    """No line ends inside a name of the workshop file or inside a word of the dictionary."""
    name = "พระนครศรีอยุธยา"
    summary = sample(40)
    for number, one in enumerate(summary["entries"]):
        one["text"] = "ก" * (number + 20) + " " + f"จังหวัด{name}และ{name} " * 20
    lines = [
        line.strip()
        for page in PdfReader(io.BytesIO(pdf(summary))).pages
        for line in page.extract_text().split("\n")
    ]
    ends = tuple(name[:cut] for cut in range(2, len(name)))
    assert not [line for line in lines if line.endswith(ends) and not line.endswith(name)]
    assert not [line for line in lines if line.endswith(name + "และ")]


@pytest.fixture(scope="module")
def slips() -> tuple[list[str], bytes]:
    """Slips of the finger as they are typed in a hurry, and a report that has them in its entries."""
    typed = ["ให้ข้าพเ้จ้าด้วย", "เครืืองยนต์", "ที่ร้่านไม่ได้", "สงกรานต์่ปีนี้", "บุหรี่ไ้ฟฟ้า"]
    made = sample(12)
    for one, text in zip(made["entries"], typed, strict=False):
        one["text"] = text
    return typed, pdf(made)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_a_slip_of_the_finger_is_copied_as_it_was_typed(
    slips: tuple[list[str], bytes], reader: Callable[[bytes], str]
) -> None:
    """A tone mark on a vowel, or two marks of a kind, are found once each, whoever reads the file."""
    typed, document = slips
    said = flat(reader(document))
    assert [text for text in typed if text not in said] == []


def test_what_is_short_for_something_is_kept_whole() -> None:
    """No line ends in a title, a unit or a month that is written with a stop, nor before repeated ๆ."""
    said = Voice("th", paper=True).verbatim("โดยนพ.ธีรชัย 2,520มม. ในมี.ค.63 ใช้ดีสบายๆๆๆๆตรงนั้น")
    kept = [
        unit for run in said for unit in ([run["text"]] if run.get("as") == "name" else units(run["text"]))
    ]
    assert {"นพ.", "มม.", "มี.ค.", "สบายๆๆๆๆ"} <= {
        unit.removeprefix("โดย").removeprefix("ใน") for unit in kept
    }


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_contact_sheet_is_kept(language: str) -> None:
    """Each page of report and memo is rendered, and kept small in one picture for the next look."""
    summary = sample(60, language=language)
    for name, made in (("report", pdf(summary)), ("memo", memo_pdf(summary))):
        path = contact_sheet(made, f"{name}-{language}")
        assert path.stat().st_size > 10_000


def test_english_and_empty_reports_are_made() -> None:
    """The other language, and a workshop without entries, findings or charts, give a PDF as well."""
    made = pdf(sample(20, language="en"))
    with pikepdf.open(io.BytesIO(made)) as document:
        quotations = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/BlockQuote"
        ]
        assert quotations
        assert {str(one.get("/Lang")) for one in quotations} == {"th"}
    english = PdfReader(io.BytesIO(made))
    assert (
        "Chapter 1"
        in english.pages[3].extract_text() + english.pages[4].extract_text() + english.pages[6].extract_text()
    )
    assert pdf(sample(0, charts=[], balance=[], log=[])).startswith(b"%PDF")


def test_a_report_without_charts_leads_nowhere_else() -> None:
    """What the executive summary points to is there although no chart is, as in a group that is no more."""
    assert pdf(sample(20, charts=[])).startswith(b"%PDF")


def test_the_exporter_gives_the_same_bytes() -> None:
    """``jupyter nbconvert --to sistercity-pdf`` and the function make one and the same file."""
    summary = sample(20)
    output = nbformat.v4.new_output("display_data", data={MIME: summary, "text/html": "<script></script>"})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=[output])])
    exported, resources = exporter().from_notebook_node(notebook)
    assert exported == pdf(summary)
    assert resources["output_extension"] == ".pdf"
