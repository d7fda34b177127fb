"""Where a line on paper may end: between words, and nowhere inside what belongs together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sistercity_nb.report.fonts.standins import LAST, THAI, meant
from sistercity_nb.report.lines import connective, handed, units

TYPED = st.text("กขคงนมยรลวสหอะาิีึืุู่้๊๋์ำเแโใไๆฯ .,()-๑1a")
ENDS = set(LAST.values())


@given(TYPED)
def test_what_is_handed_to_the_engine_means_what_was_typed(text: str) -> None:
    """Stand-ins turned back are the text, and no Thai letter is handed over as itself."""
    assert meant(handed(text)) == text
    assert not set(handed(text)) & set(THAI)


@given(TYPED)
def test_units_are_the_text(text: str) -> None:
    """Nothing is lost or added between the stretches in which no line ends."""
    assert "".join(units(text)) == text


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("จังหวัดขาดงบประมาณ", "จังหวัด|ขาด|งบประมาณ|"),
        ("และจังหวัด", "และจังหวัด|"),
        ("เรื่องต่าง ๆ ที่พบ", "เรื่อง|ต่าง ๆ| ที่พบ|"),
        ("กรุงเทพฯ", "กรุงเทพฯ|"),
        ("ปี2563 มี25จังหวัด", "ปี2563| มี25|จังหวัด|"),
        ("25จังหวัด", "25จังหวัด|"),
        ("ตามพ.ร.บ.2560", "ตาม|พ.ร.บ.2560|"),
        ("ข้อ๓.๑", "ข้อ๓.๑|"),
        ("จบแล้ว.", "จบ|แล้ว|."),
    ],
)
def test_a_line_ends_between_words(typed: str, ends: str) -> None:
    """Connectives stand before their word, ๆ, ฯ and numbers stay where they were written."""
    assert "".join(meant(one) + ("|" if one in ENDS else "") for one in handed(typed)) == ends


def test_a_cry_ends_a_line_somewhere() -> None:
    """A run of letters that is no word has places to end, between whole clusters."""
    assert max(map(len, units("ว้าย" + "าก้" * 60))) <= 26


def test_a_connective_is_told_from_a_word_that_ends_like_one() -> None:
    """“ที่” ends a sentence before a name; พื้นที่ does not."""
    assert connective("ลงนามกับ") == "กับ"
    assert connective("ในพื้นที่") == ""
    assert connective("ลงนามกับ ") == ""
    assert connective("") == ""


def test_a_run_that_is_kept_whole_needs_no_box() -> None:
    """A name of letters, digits and spaces is handed over as one word; any other stays a name."""
    whole, box = handed(
        [{"text": "แนวทางที่ ๒", "as": "name", "in": "strong"}, {"text": "เมือง A", "as": "name"}]
    )
    assert (whole["as"], meant(whole["text"])) == ("strong", "แนวทางที่ ๒")
    assert [one in ENDS for one in whole["text"]] == [False] * 10 + [True]
    assert box["as"] == "name"
