"""A report of very many pages: set volume by volume, and read as one."""

import io
import re
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from report_sample import sample

from sistercity_nb.report import volumes as module
from sistercity_nb.report.blocks import Part, heading, lead, part, row, table, text
from sistercity_nb.report.content import voice_of
from sistercity_nb.report.pdf import pdf
from sistercity_nb.report.runs import Block
from sistercity_nb.report.volumes import volumes

MOST = 300
VOICE = voice_of(sample(20))


def words(size: int) -> list[Any]:
    """Runs of that many letters."""
    return [{"text": "ก" * size}]


def rows_of(sizes: list[int]) -> Block:
    """A table with rows of that many letters."""
    block = table("t", words(5), [], [row(words(size)) for size in sizes])
    return {**block, "short": False, "label": "ตาราง"}


BLOCKS = st.one_of(
    st.sampled_from([2, 3]).map(lambda level: heading(VOICE, level, "h", "หัวข้อ")),
    st.integers(1, 120).map(lambda size: text(words(size))),
    st.integers(1, 30).map(lambda size: lead(words(size))),
    st.lists(st.integers(1, 150), min_size=1, max_size=12).map(rows_of),
)
PARTS = st.lists(
    st.lists(BLOCKS, max_size=12).map(lambda blocks: {**part("p", "บทที่", "เรื่อง", blocks), "flows": False}),
    min_size=1,
    max_size=4,
)


def bound_of(parts: list[Part]) -> list[list[Part]]:
    """The parts in volumes of few letters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST", MOST)
        return volumes(VOICE, parts)


def as_one(bound: list[list[Part]]) -> list[Part]:
    """The volumes with all that goes on behind what it began as."""
    found: list[Part] = []
    for one in (one for volume in bound for one in volume):
        if "continued" not in one:
            found.append({**one, "blocks": []})
        for block in one["blocks"]:
            if "continued" not in block:
                found[-1]["blocks"].append(block)
            elif block["block"] == "table":
                last = found[-1]["blocks"][-1]
                found[-1]["blocks"][-1] = {**last, "rows": [*last["rows"], *block["rows"]]}
    return found


@given(parts=PARTS)
def test_nothing_is_lost_between_two_volumes(parts: list[Part]) -> None:
    """All parts, blocks and rows stand in the volumes, once and in their order."""
    assert as_one(bound_of(parts)) == parts


@given(parts=PARTS)
def test_a_volume_is_bounded(parts: list[Part]) -> None:
    """A volume has at most its letters, and what may not be cut from the last of them."""
    for volume in bound_of(parts):
        blocks = [block for one in volume for block in one["blocks"]]
        leading = sum(block["block"] == "heading" or "lead" in block for block in blocks)
        again = sum(map(module._letters, (block for block in blocks if "continued" in block)))
        assert sum(map(module._letters, blocks)) <= MOST + 150 + module._LEAST * 2 + 30 * leading + again


@given(parts=PARTS)
def test_no_volume_ends_with_what_leads_on(parts: list[Part]) -> None:
    """A heading, or a line that leads to something, stands in one volume with what is behind it."""
    for volume, following in pairwise(bound_of(parts)):
        last = volume[-1]["blocks"][-1:]
        if "continued" in following[0] and last:
            assert last[0]["block"] != "heading"
            assert not last[0].get("lead")


@given(parts=PARTS)
def test_what_goes_on_says_of_what(parts: list[Part]) -> None:
    """A volume begins with the title of a chapter, and of the section that it goes on with."""
    section: Block | None = None
    for volume in bound_of(parts):
        for one in volume:
            if "continued" not in one:
                section = None
            elif section is not None:
                assert one["blocks"][0].get("level") == 2
            for block in one["blocks"]:
                section = block if block.get("level") == 2 else section


@pytest.fixture(scope="module")
def made() -> tuple[bytes, list[float]]:
    """A report in many volumes, and what was told while it was made."""
    told: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST", 8_000)
        return pdf(sample(120), told.append), told


@pytest.fixture(scope="module")
def pages(made: tuple[bytes, list[float]]) -> list[str]:
    """The text of each of its pages."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(made[0])).pages]


def test_whoever_waits_sees_that_it_goes_on(made: tuple[bytes, list[float]]) -> None:
    """Every volume that is set moves the bar, and none moves it to its end before the file is there."""
    told = made[1]
    assert len(told) > 5
    assert told == sorted({*told})
    assert 0 < told[0] < told[-1] < 1


def foot(page: str) -> int:
    """The number at the foot of a page of the body."""
    return int(re.split(r"\s", page.strip())[-1])


def front(pages: list[str]) -> int:
    """How many pages there are before the first chapter."""
    return next(place for place, page in enumerate(pages) if re.search(r"บทที่ ๑\s*\n\s*บทนำ", page))


def test_pages_are_numbered_through(pages: list[str]) -> None:
    """From the first chapter to the last annex each page has the number after that of the page before."""
    assert sum("(ต่อ)" in page for page in pages) > 5
    body = pages[front(pages) :]
    assert [foot(page) for page in body] == [*range(1, len(body) + 1)]


def test_the_contents_name_the_page_of_every_title(pages: list[str]) -> None:
    """Chapters, sections, tables and figures of all volumes stand where the first one says that they do."""
    begins = front(pages)
    body = {foot(page): re.sub(r"\s", "", page) for page in pages[begins:]}
    listed = [
        (re.sub(r"\s", "", title), int(number))
        for page in pages[:begins]
        for title, number in re.findall(
            r"(?m)^((?:บทที่|ภาคผนวก|ตารางที่|ภาพที่|[๑-๖]\.[๑-๙]) .*?)[ .]+([๐-๙]+)$", page
        )
    ]
    assert len(listed) > 40
    for title, number in listed:
        assert title in body[number]


def test_the_file_says_how_many_pages_it_has(made: tuple[bytes, list[float]]) -> None:
    """Its metadata count the pages of all volumes, and its lists are lists from end to end."""
    with pikepdf.open(io.BytesIO(made[0])) as document:
        said = document.Root.Metadata.read_bytes().decode()
        assert f"<xmpTPg:NPages>{len(document.pages)}<" in said
        kinds = [str(one.S) for one in document.Root.StructTreeRoot.K[0].K]
        lists = [place for place, kind in enumerate(kinds) if kind == "/TOC"]
        assert len(lists) == 3
        assert not any(kinds[place + 1] == "/Div" for place in lists)
        for place in lists:
            items = document.Root.StructTreeRoot.K[0].K[place].K
            assert {str(item.S) for item in items} <= {"/TOCI", "/TOC"}


def test_a_caption_of_two_lines_is_one_in_the_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a list has of another volume stands on a line as what it has of its own does."""
    monkeypatch.setattr(module, "_MOST", 4_000)
    summary = sample(20)
    head = {"after": "chapter-6", "kind": "table", "caption": "บรรทัดแรก\nบรรทัดที่สอง"}
    summary["additions"] = [{**head, "head": ["ก"], "rows": [["ข"]]}]
    read = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(summary))).pages)
    assert re.search(r"บรรทัดแรก บรรทัดที่สอง\s*[ .]*[๐-๙]+$", read, re.MULTILINE)


def test_a_cell_counts_although_it_says_little() -> None:
    """What Typst takes for a cell it takes for an empty one too: a table of digits is cut as one of words."""
    assert len(bound_of([{**part("p", "บทที่", "เรื่อง", [rows_of([1] * 200)]), "flows": False}])) > 10
