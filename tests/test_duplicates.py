"""Near-duplicates: what is typed otherwise but says the same is found, and only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import normalize

from sistercity_nb.thai import bare, normalised
from sistercity_nb.themes import duplicates

TEXTS = [
    "จังหวัดขาดงบประมาณสนับสนุนการจัดกิจกรรมกับเมืองคู่ความสัมพันธ์",
    "ไม่มีเจ้าหน้าที่ที่พูดภาษาจีนได้ จึงต้องจ้างล่ามทุกครั้ง",
    "หลังจากลงนามในบันทึกความเข้าใจแล้วไม่มีกิจกรรมต่อเนื่อง",
    "เสนอให้กระทรวงจัดทำคู่มือขั้นตอนการสถาปนาความสัมพันธ์",
]
SAME = {
    "spacing": "จังหวัด ขาดงบประมาณ สนับสนุน การจัดกิจกรรม กับเมืองคู่ความสัมพันธ์",
    "a slip": "จังหวัดขาดงบประมานสนับสนุนการจัดกิจกรรมกับเมืองคู่ความสัมพันธ์",
    "codes of letters": "จังหวัดขาดงบประมาณสนับสนุนการจัดกิจกรรมกับเมืองคู\u200b่ความสัมพันธ์",
    "politeness": "จังหวัดขาดงบประมาณสนับสนุนการจัดกิจกรรมกับเมืองคู่ความสัมพันธ์นะครับ",
    "all at once": "จังหวัดขาดงบประมานสนับสนุน การจัดกิจกรรมกับเมืองคู่ ความสัมพันธ์ ค่ะ!!",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_a_variant_leads_to_its_text(text: str) -> None:
    """Spaces, slips, codes and politeness do not hide that the same was said."""
    [found] = duplicates.index(TEXTS).like([text])
    assert [place for place, _ in found] == [0]
    assert [(first, second) for first, second, _ in duplicates.pairs([*TEXTS, text])] == [(0, 4)]


def test_many_texts_are_compared_by_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among too many to compare all with all, the same variants are found."""
    monkeypatch.setattr(duplicates, "_MANY", 1)
    texts = [*TEXTS, *SAME.values()]
    linked = duplicates.groups((first, second) for first, second, _ in duplicates.pairs(texts))
    assert linked == [[0, 4, 5, 6, 7, 8]]


def test_what_is_linked_through_others_is_one_group() -> None:
    """Links make groups; what is linked to nothing is in none."""
    assert duplicates.groups([(5, 2), (1, 2), (8, 9)]) == [[1, 2, 5], [8, 9]]
    assert duplicates.groups([]) == []


def test_texts_without_a_letter_are_like_no_other() -> None:
    """Spaces, signs and nothing at all are no duplicates of each other."""
    assert duplicates.pairs(["", " ", "!!!", "ๆๆ", "?"]) == []
    assert duplicates.pairs([]) == []


@given(st.text(alphabet="กขเแโใไะาำๅัิีึืฺ็ุูํ่้๊๋์๎ฤฦๆab \n\t\u200b\u200c\u00a0", max_size=12))
def test_a_regular_text_is_spared_and_no_other(text: str) -> None:
    """The normal form is PyThaiNLP's for every text, whether its forty passes were spared or not."""
    assert normalised(text) == normalize(text).casefold()


@given(st.text(max_size=30))
def test_the_bare_form_of_any_text_has_no_space(text: str) -> None:
    """Whatever is typed has a form to compare, without a space in it."""
    assert not any(sign.isspace() for sign in bare(text))
