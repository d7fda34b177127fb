"""Agreement of coders: textbook values, and words where there is no number."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sistercity_nb.themes.agreement import (
    agreement,
    cohen,
    disagreements,
    fleiss,
    krippendorff,
    measured,
    merged,
    percent,
    ratings,
)

NO = float("nan")
# Fleiss 1971 by way of its best known example: 14 raters put 10 subjects into 5 categories.
FLEISS = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip
# Krippendorff 2011, section C: four observers, twelve units, some of them missing.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3],
    [NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO],
]


def test_cohen_is_the_textbooks() -> None:
    """Of 50 proposals two readers accept 20 together and reject 15 together: kappa is 0.4."""
    table = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert cohen(np.array(table, float)) == pytest.approx(0.4)
    assert percent(np.array(table, float)) == pytest.approx(0.7)


def test_fleiss_is_the_textbooks() -> None:
    """Fourteen raters, ten subjects, five categories: kappa is 0.210."""
    rows = [[kind for kind, count in enumerate(row) for _ in range(count)] for row in FLEISS]
    assert fleiss(np.array(rows, float)) == pytest.approx(0.210, abs=5e-4)


def test_krippendorff_is_the_textbooks() -> None:
    """Four observers with missing values: nominal alpha is 0.743."""
    assert krippendorff(np.array(KRIPPENDORFF, float).T) == pytest.approx(0.743, abs=5e-4)


def test_much_agreement_can_have_a_kappa_below_nought() -> None:
    """Where a theme is rare, nine in ten agree and kappa is bad: both are shown, with prevalence."""
    table = np.array([(0, 0)] * 90 + [(1, 0)] * 5 + [(0, 1)] * 5, float)
    found = measured(table)
    assert found["percent"].value == pytest.approx(0.9)
    assert found["cohen"].value == pytest.approx(-0.0526, abs=1e-3)
    assert found["prevalence"] == pytest.approx(0.05)
    assert found["cohen"].low <= found["cohen"].value <= found["cohen"].high


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        (np.zeros((5, 2)), "cohen", "one answer"),
        (np.zeros((0, 2)), "percent", "nobody"),
        (np.array([[1.0, NO], [NO, 0.0]]), "krippendorff", "nobody"),
        (np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]), "cohen", "not two"),
        (np.array([[1.0, 0.0, NO], [0.0, 0.0, 1.0]]), "fleiss", "not as many"),
    ],
)
def test_where_there_is_no_number_words_say_why(table: np.ndarray, name: str, said: str) -> None:
    """Nobody meets NaN or an exception where a measure is not defined."""
    measure = measured(table)[name]
    assert measure.value is None
    assert measure.why == said


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, NO])] * 3), max_size=12))
def test_every_table_has_an_answer(rows: list[tuple[float, ...]]) -> None:
    """Whatever was decided or left out, each measure is a number of at most 1 or a reason."""
    table = np.array(rows, float).reshape(len(rows), 3)
    for measure in (percent, cohen, fleiss, krippendorff):
        value = measure(table)
        assert value is None or value <= 1 + 1e-9


@pytest.mark.parametrize("entries", [1, 4])
def test_few_entries_that_agree_are_no_certainty(entries: int) -> None:
    """Where every sample gives the same value there are no limits, and words say so."""
    both = np.tile([1.0, 1.0], (entries, 1))
    found = measured(np.vstack([both, np.zeros((int(entries > 1), 2))]))["percent"]
    assert (found.value, found.low, found.high, found.why) == (1.0, None, None, "no spread")


CODINGS = pd.DataFrame(
    [
        ("e1", "budget", "a", "accepted"), ("e1", "budget", "b", "accepted"),
        ("e2", "budget", "a", "accepted"), ("e2", "people", "b", "accepted"),
        ("e3", "people", "a", "accepted"), ("e4", "people", "", "accepted"),
    ],
    columns=["entry", "theme", "coder", "decision"],
)  # fmt: skip


def test_only_blind_decisions_on_the_same_entries_are_held_together() -> None:
    """An entry that one coder alone has seen, and the decision that counts, measure nothing."""
    entries, table = ratings(CODINGS, "budget")
    assert entries == ["e1", "e2"]
    assert table.tolist() == [[1.0, 1.0], [1.0, 0.0]]
    [budget, people] = agreement(CODINGS, {"budget": "งบประมาณ", "people": "บุคลากร"}).to_dict("records")
    assert (budget["percent"], people["percent"], budget["entries"]) == (0.5, 0.5, 2)
    assert disagreements(CODINGS, "budget").to_dict("index") == {"e2": {"a": "accepted", "b": "rejected"}}


def test_a_merged_theme_is_measured_as_what_it_is_now_a_part_of() -> None:
    """Coders who chose two themes that were made one since agree; a circle of merges ends."""
    parts = {"people": "budget", "budget": "", "x": "y", "y": "x"}
    assert ratings(merged(CODINGS, parts), "budget")[1].tolist() == [[1.0, 1.0], [1.0, 1.0]]
    circle = CODINGS.assign(theme="x")
    assert merged(circle, parts)["theme"].nunique() == 1
