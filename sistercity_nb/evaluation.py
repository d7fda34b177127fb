"""The satisfaction questionnaire: n, missing, mean and S.D. of five-level answers, and what they are called.

Two schemes of words live side by side in Thai practice and disagree (4.30 is "high" in A and "highest" in B),
so a result names its scheme and says where the other would call it differently.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pandas as pd

from sistercity_nb.errors import Refused
from sistercity_nb.language import translate

SMALLEST = 5  # answers in a cell: with fewer, a result would tell what one person answered
_HUNDREDTH = Decimal("0.01")
# The lowest mean of each word, from the highest word to the lowest.
SCHEMES = {
    "A": tuple(map(Decimal, ("4.51", "3.51", "2.51", "1.51", "1.00"))),
    "B": tuple(map(Decimal, ("4.21", "3.41", "2.61", "1.81", "1.00"))),
}
LEVELS = ("highest", "high", "moderate", "low", "lowest")
COLUMNS = ("side", "item", "answer")


def evaluate(answers: pd.DataFrame, scheme: str = "A", language: str = "th") -> dict[str, Any]:
    """The results of a questionnaire.

    A side pools the answers to its items. An item with fewer than ``SMALLEST`` answers shows no result and is
    left out of its side, whose figures would give it away otherwise.

    Args:
        answers: one row an answer: ``side`` and ``item`` (titles, in the order of the form) and ``answer``,
            1–5 or missing. Nothing says who answered.
        scheme: the scheme of words, ``A`` or ``B``.
        language: of the words.

    Returns:
        ``{"respondents", "scheme", "sides": [{"title", "n", "missing", "mean", "sd", "word", "word_other",
        "items": […the same…]}], "general": [], "comments": []}``; ``mean`` and ``sd`` (n−1) are
        rounded half-up to two decimals once, ``word`` is that of the rounded mean, ``word_other`` what the
        other scheme calls it; all four are None where there is no result.

    Raises:
        Refused: for an unknown scheme, other columns, or an answer that is not 1–5.
    """
    if scheme not in SCHEMES:
        raise Refused("There is no scheme {scheme!r}; there are {schemes}.", scheme=scheme, schemes="A, B")
    if list(answers.columns) != list(COLUMNS):
        raise Refused(
            "The answers have the columns {found}; they must have {columns}.",
            found=", ".join(map(str, answers.columns)),
            columns=", ".join(COLUMNS),
        )
    values = [_answer(value, row) for row, value in enumerate(answers["answer"], start=1)]
    sides: dict[str, dict[str, list[int | None]]] = {}
    for side, item, value in zip(answers["side"], answers["item"], values, strict=True):
        sides.setdefault(str(side), {}).setdefault(str(item), []).append(value)
    return {
        "respondents": max((len(given) for items in sides.values() for given in items.values()), default=0),
        "scheme": scheme,
        "sides": [_side(title, items, scheme, language) for title, items in sides.items()],
        "general": [],
        "comments": [],
    }


def disagreements(evaluation: dict[str, Any], language: str = "th") -> list[str]:
    """A sentence for each side and item that the two schemes call differently."""
    rows = [row for side in evaluation["sides"] for row in (side, *side["items"])]
    return [
        translate(
            "{title}: a mean of {mean} is “{word}” by scheme {scheme} and “{other}” by the other one.",
            language,
            title=row["title"],
            mean=f"{row['mean']:.2f}",
            word=row["word"],
            scheme=evaluation["scheme"],
            other=row["word_other"],
        )
        for row in rows
        if row["word"] != row["word_other"]
    ]


def level(mean: Decimal, scheme: str) -> str:
    """The code of ``LEVELS`` for a mean that is rounded to two decimals already."""
    return next(word for word, lowest in zip(LEVELS, SCHEMES[scheme], strict=True) if mean >= lowest)


def mean_and_sd(values: Iterable[int]) -> tuple[Decimal, Decimal]:
    """Mean and standard deviation (n−1) of at least two whole numbers, each rounded half-up once."""
    numbers = list(values)
    mean = Fraction(sum(numbers), len(numbers))
    variance = sum(((number - mean) ** 2 for number in numbers), Fraction(0)) / (len(numbers) - 1)
    with localcontext(prec=50):  # far more than a tie at the third decimal needs
        root = (Decimal(variance.numerator) / variance.denominator).sqrt()
        exact = Decimal(mean.numerator) / mean.denominator
        return exact.quantize(_HUNDREDTH, ROUND_HALF_UP), root.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _side(title: str, items: dict[str, list[int | None]], scheme: str, language: str) -> dict[str, Any]:
    rows = [_result(item, given, scheme, language) for item, given in items.items()]
    shown = [row["mean"] is not None for row in rows]
    pooled = [value for given, keep in zip(items.values(), shown, strict=True) if keep for value in given]
    return {**_result(title, pooled, scheme, language), "items": rows}


def _result(title: str, given: list[int | None], scheme: str, language: str) -> dict[str, Any]:
    numbers = [value for value in given if value is not None]
    row: dict[str, Any] = {"title": title, "n": len(numbers), "missing": len(given) - len(numbers)}
    if len(numbers) < SMALLEST:
        return {**row, "mean": None, "sd": None, "word": None, "word_other": None}
    mean, sd = mean_and_sd(numbers)
    other = next(name for name in SCHEMES if name != scheme)
    return {
        **row,
        "mean": float(mean),
        "sd": float(sd),
        "word": level_label(level(mean, scheme), language),
        "word_other": level_label(level(mean, other), language),
    }


def level_label(code: str, language: str) -> str:
    """The word of a level in ``language``."""
    return {
        "highest": translate("Highest", language),
        "high": translate("High", language),
        "moderate": translate("Moderate", language),
        "low": translate("Low", language),
        "lowest": translate("Lowest", language),
    }[code]


def _answer(value: Any, row: int) -> int | None:
    if pd.isna(value):
        return None
    if isinstance(value, bool) or value not in (1, 2, 3, 4, 5):
        raise Refused("Answer {row} is {value!r}; it must be 1, 2, 3, 4, 5 or empty.", row=row, value=value)
    return int(value)
