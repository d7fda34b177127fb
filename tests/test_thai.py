"""Thai as officials write it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from sistercity_nb.thai import (
    in_thai_order,
    normalised,
    thai_date,
    thai_date_range,
    thai_digits,
    wordlist,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("วันที่ 18 ถึง 20", "วันที่ ๑๘ ถึง ๒๐"),
        ("ข้อ3.2(1) รวม1,200คน", "ข้อ๓.๒(๑) รวม๑,๒๐๐คน"),
        ("A-012 และ C-007", "A-012 และ C-007"),
        ("https://www.moi.go.th/2563/a1 ปี 2563", "https://www.moi.go.th/2563/a1 ปี ๒๕๖๓"),
        ("ติดต่อ a1@example.go.th ภายใน 3 วัน", "ติดต่อ a1@example.go.th ภายใน ๓ วัน"),
        ("", ""),
    ],
)
def test_digits_are_thai_except_in_codes(text: str, expected: str) -> None:
    """Digits become Thai, but never inside a URL, an e-mail address or a code."""
    assert thai_digits(text) == expected


def test_dates_are_of_the_buddhist_era() -> None:
    """A date is day, month in words, พ.ศ.; a range within a month names the month once."""
    assert thai_date(date(2020, 3, 18)) == "๑๘ มีนาคม ๒๕๖๓"
    assert thai_date_range(date(2020, 3, 18), date(2020, 3, 20)) == "๑๘ - ๒๐ มีนาคม ๒๕๖๓"
    assert thai_date_range(date(2020, 3, 31), date(2020, 4, 1)) == "๓๑ มีนาคม ๒๕๖๓ - ๑ เมษายน ๒๕๖๓"
    assert thai_date_range(date(2020, 3, 18), date(2020, 3, 18)) == "๑๘ มีนาคม ๒๕๖๓"
    assert thai_date_range(date(2020, 3, 18), date(2020, 3, 20), "en") == "18–20 March 2020"


def test_words_are_in_the_order_of_a_thai_dictionary() -> None:
    """A leading vowel does not decide where a word stands."""
    assert in_thai_order(["แพร่", "เชียงใหม่", "กระบี่", "ขอนแก่น"]) == ["กระบี่", "ขอนแก่น", "เชียงใหม่", "แพร่"]


def test_two_spellings_of_a_word_are_found_equal() -> None:
    """A decomposed SARA AM and a doubled tone mark compare as what they look like."""
    assert normalised("นํ้า") == normalised("น้ำ")
    assert normalised("MOU") == normalised("mou")


@given(st.text(max_size=100))
def test_words_are_the_text_again(text: str) -> None:
    """Whatever the text, its words joined are the text."""
    assert "".join(words(text)) == text


def test_words_are_words() -> None:
    """A sentence is cut where a reader of Thai would cut it, and laughter is cut at once."""
    assert words("จังหวัดขาดงบประมาณ") == ["จังหวัด", "ขาด", "งบประมาณ"]
    assert words("5" * 50_000) == ["5" * 50_000]


_LISTED = wordlist._listed().split("\n")
_TYPED = st.lists(st.sampled_from(_LISTED) | st.text("กขงจนมรลวสอะาิีุเแ่้์ๆ 5.a", max_size=6)).map("".join)


@rules(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=_TYPED, beside=_TYPED)
def test_a_part_of_the_list_cuts_as_the_whole_does(
    text: str, beside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is expected is cut with a part of the words, and in no other places than with all of them."""
    with monkeypatch.context() as patch:
        patch.setattr(wordlist, "_loaded", [])
        wordlist.expect(f"{text}{beside}")
        [part] = wordlist._loaded
        found = words(text)
        assert wordlist._loaded == [part]
    assert len(part.words) < len(_LISTED) / 2
    assert found == words(text)  # of the process, which knows all


def test_what_was_not_expected_is_cut_with_the_whole_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another text, or a third that is expected, loads all words, once."""
    monkeypatch.setattr(wordlist, "_loaded", [])
    for text in ("จังหวัด", "งบประมาณ", "เครือข่าย"):
        wordlist.expect(text)
    assert [one.runs is None for one in wordlist._loaded] == [False, False, True]
    assert words("ความสัมพันธ์") == ["ความสัมพันธ์"]
    assert len(wordlist._loaded) == 3
