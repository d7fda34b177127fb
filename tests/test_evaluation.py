"""The questionnaire: exact means, two schemes that disagree in the open, nothing told of fewer than five."""

import statistics
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sistercity_nb.errors import Refused
from sistercity_nb.evaluation import (
    LEVELS,
    SMALLEST,
    disagreements,
    evaluate,
    evaluation,
    level,
    level_label,
    mean_and_sd,
)
from sistercity_nb.workshop import Question, Questionnaire, Scheme, Side, Text

# The schemes as the field prints them: lowest and highest mean of each word.
PRINTED = {
    "A": ["4.51–5.00", "3.51–4.50", "2.51–3.50", "1.51–2.50", "1.00–1.50"],
    "B": ["4.21–5.00", "3.41–4.20", "2.61–3.40", "1.81–2.60", "1.00–1.80"],
}


def answers(**items: Sequence[int | None]) -> pd.DataFrame:
    """The answers to items of one side."""
    rows = [("วิทยากร", item, answer) for item, given in items.items() for answer in given]
    return pd.DataFrame(rows, columns=["side", "item", "answer"])


def only(evaluation: dict[str, Any]) -> dict[str, Any]:
    """The one item of the one side."""
    [side] = evaluation["sides"]
    [item] = side["items"]
    return dict(item)


@pytest.mark.parametrize("scheme", PRINTED)
def test_every_mean_has_the_word_of_its_printed_range(scheme: str) -> None:
    """Each mean from 1.00 to 5.00 gets the word in whose printed range it lies."""
    for word, printed in zip(LEVELS, PRINTED[scheme], strict=True):
        lowest, highest = (int(100 * Decimal(end)) for end in printed.split("–"))
        assert {level(Decimal(mean) / 100, scheme) for mean in range(lowest, highest + 1)} == {word}


@given(st.lists(st.integers(1, 5), min_size=2, max_size=120))
def test_mean_and_deviation_are_those_of_the_textbook(values: list[int]) -> None:
    """Both agree with the standard library to half a hundredth; the deviation divides by n − 1."""
    mean, sd = mean_and_sd(values)
    assert float(mean) == pytest.approx(statistics.fmean(values), abs=0.005 + 1e-9)
    assert float(sd) == pytest.approx(statistics.stdev(values), abs=0.005 + 1e-9)


def test_a_half_is_rounded_up_once() -> None:
    """4.505 is 4.51 and 4.125 is 4.13, although binary fractions lie below and banks round to even."""
    assert mean_and_sd([5] * 101 + [4] * 99)[0] == Decimal("4.51")
    assert mean_and_sd([5] + [4] * 7)[0] == Decimal("4.13")


def test_missing_answers_are_counted_and_not_averaged() -> None:
    """An empty answer is missing, not a nought."""
    item = only(evaluate(answers(a=[5, 4, 4, 5, 4, None, None])))
    assert (item["n"], item["missing"], item["mean"], item["sd"]) == (5, 2, 4.4, 0.55)


def test_where_the_schemes_disagree_both_words_are_given() -> None:
    """4.30 is high by A and highest by B; the result says so, once for the item and once for its side."""
    table = answers(a=[5] * 3 + [4] * 7)
    for scheme, word, other in (("A", "high", "highest"), ("B", "highest", "high")):
        evaluation = evaluate(table, scheme, "en")
        item = only(evaluation)
        assert (item["mean"], item["word"]) == (4.3, level_label(word, "en"))
        assert item["word_other"] == level_label(other, "en")
        assert len(disagreements(evaluation, "en")) == 2
        assert "4.30" in disagreements(evaluation, "en")[0]
    assert disagreements(evaluate(answers(a=[5] * 10))) == []


def test_fewer_than_five_answers_tell_nothing() -> None:
    """An item with four answers shows how many, and neither it nor its side's mean shows what they were."""
    evaluation = evaluate(answers(a=[5] * 10, b=[1] * (SMALLEST - 1) + [None]))
    [side] = evaluation["sides"]
    assert [item["mean"] for item in side["items"]] == [5.0, None]
    assert (side["items"][1]["n"], side["items"][1]["word"]) == (4, None)
    assert (side["n"], side["mean"]) == (10, 5.0)


def test_what_was_before_counts_to_no_mean() -> None:
    """The item that asks how it was before has its row and its gain, and is in neither side nor whole."""
    evaluation = evaluate(answers(before=[1] * 5, after=[4] * 5), before={("วิทยากร", "after"): "before"})
    [side] = evaluation["sides"]
    assert [item["mean"] for item in side["items"]] == [1, 4]
    assert (side["mean"], evaluation["overall"]["mean"], evaluation["overall"]["n"]) == (4, 4, 5)
    assert evaluation["gains"] == [{"title": "after", "before": 1, "after": 4}]


def test_a_gain_is_told_of_five_answers_or_more() -> None:
    """Where fewer than five judged how it was before, no gain is told."""
    assert not evaluate(answers(before=[1] * 4, after=[4] * 5), before={("วิทยากร", "after"): "before"})[
        "gains"
    ]


def test_an_item_of_the_same_name_in_another_side_counts() -> None:
    """What was before is known by its side too: its namesake elsewhere stays in its own mean."""
    rows = [(side, item, 3) for side in ("ความรู้", "อื่น") for item in ("before", "after") for _ in range(5)]
    table = pd.DataFrame(rows, columns=["side", "item", "answer"])
    evaluation = evaluate(table, before={("ความรู้", "after"): "before"})
    assert [side["n"] for side in evaluation["sides"]] == [5, 10]


def test_sides_and_items_keep_the_order_of_the_form() -> None:
    """Results come in the order of the questionnaire, with the number of people who answered it."""
    table = pd.DataFrame(
        [(side, item, 4) for side in ("ข", "ก") for item in ("2", "1") for _ in range(6)],
        columns=["side", "item", "answer"],
    )
    evaluation = evaluate(table)
    assert [side["title"] for side in evaluation["sides"]] == ["ข", "ก"]
    assert [item["title"] for item in evaluation["sides"][0]["items"]] == ["2", "1"]
    assert (evaluation["respondents"], evaluation["sides"][0]["n"]) == (6, 12)


@pytest.mark.parametrize("answer", [0, 6, 4.5, "5", "มาก", True])
def test_an_answer_that_is_none_is_refused(answer: object) -> None:
    """Anything but 1–5 or nothing is refused by its place, never rounded or dropped."""
    table = pd.DataFrame(
        {"side": ["ก", "ก"], "item": ["1", "1"], "answer": pd.Series([5, answer], dtype=object)}
    )
    with pytest.raises(Refused, match="Answer 2"):
        evaluate(table)


def test_a_form_without_answers_has_no_result() -> None:
    """No answer at all gives no side, and no division by nought."""
    assert evaluate(answers())["sides"] == []


def test_unknown_schemes_and_columns_are_refused() -> None:
    """A misspelt scheme or column is named, with what there is instead."""
    with pytest.raises(Refused, match="A, B"):
        evaluate(answers(a=[5]), "C")
    with pytest.raises(Refused, match="side, item, answer"):
        evaluate(pd.DataFrame({"item": []}))


def form() -> Questionnaire:
    """A form with one general question, one item and one open question."""
    choices = tuple(Text(name) for name in ("ก", "ข", "ค"))
    return Questionnaire(
        scheme=Scheme.B,
        sides=(Side(Text("ด้าน"), (Question("item", Text("ข้อ")),)),),
        general=(Question("who", Text("ใคร"), choices),),
        comments=(Question("more", Text("อื่น ๆ")),),
        target=80,
    )


def answered(*chosen: int, comment: str = "") -> pd.DataFrame:
    """Forms, each with a choice, the level 4 and perhaps a comment, as ``frames.answers`` has them."""
    rows = [
        row
        for respondent, choice in enumerate(chosen, 1)
        for row in (
            (respondent, "choices", "who", choice, ""),
            (respondent, "scores", "item", 4, ""),
            (respondent, "comments", "more", None, comment),
        )
    ]
    return pd.DataFrame(rows, columns=["respondent", "part", "question", "value", "text"])


@given(st.lists(st.integers(1, 3), max_size=40))
def test_a_general_question_tells_nothing_of_fewer_than_five(chosen: list[int]) -> None:
    """No number from 1 to 4 is told, and never is exactly one kept back, which the total would give away."""
    made = evaluation(form(), answered(*chosen), "th")
    if not chosen:
        assert made is None
        return
    assert made is not None
    [question] = made["general"]
    told = [row["n"] for row in question["rows"]]
    assert not any(n is not None and 0 < n < SMALLEST for n in told)
    real = [chosen.count(place) for place in (1, 2, 3)]
    assert [n for n in told if n is not None] == [n for n, t in zip(real, told, strict=True) if t is not None]
    if told.count(None) == 1:
        assert sum(n > 0 for n in real) == 1  # the one answer that all gave, and they are fewer than five
        assert question["n"] is None


def test_few_forms_show_no_comment() -> None:
    """With fewer than five forms a comment would be somebody's."""
    for people, said in ((4, []), (5, ["ดี"] * 5)):
        made = evaluation(form(), answered(*[1] * people, comment="ดี"), "th")
        assert made is not None
        assert (made["comments"], made["scheme"], made["target"]) == (said, "B", 80)
