"""The satisfaction questionnaire: n, missing, mean and S.D. of five-level answers, and what they are called.

Two schemes of words live side by side in Thai practice and disagree (4.30 is "high" in A and "highest" in B),
so a result names its scheme and says where the other would call it differently.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pandas as pd

from sistercity_nb.disclosure import SMALLEST, untold
from sistercity_nb.errors import Refused
from sistercity_nb.language import translate
from sistercity_nb.workshop import Question, Questionnaire

HIGH = 4  # the level from which on an answer counts towards the target
_HUNDREDTH = Decimal("0.01")
# The lowest mean of each word, from the highest word to the lowest.
SCHEMES = {
    "A": tuple(map(Decimal, ("4.51", "3.51", "2.51", "1.51", "1.00"))),
    "B": tuple(map(Decimal, ("4.21", "3.41", "2.61", "1.81", "1.00"))),
}
LEVELS = ("highest", "high", "moderate", "low", "lowest")
COLUMNS = ("side", "item", "answer")


def evaluation(form: Questionnaire, answers: pd.DataFrame, language: str = "th") -> dict[str, Any] | None:
    """The results of the workshop's own questionnaire.

    Args:
        form: the questionnaire.
        answers: as ``frames.answers`` gives them.
        language: of titles and words.

    Returns:
        As ``evaluate`` gives them, with ``general`` as ``[{"title", "n", "rows": [{"label", "n",
        "percent"}]}]`` (see ``_general``) and ``comments`` as texts in random order, none of them where fewer
        than ``SMALLEST`` answered; None where nobody has answered.
    """
    respondents = int(answers["respondent"].nunique())
    if not respondents:
        return None
    titles = {item.id: (side, item) for side in form.sides for item in side.items}
    scored = answers[(answers["part"] == "scores") & answers["question"].isin(titles)]
    rows = [
        (*(part.title.say(language) for part in titles[question]), value)
        for question, value in zip(scored["question"], scored["value"], strict=True)
    ]
    sides = pd.DataFrame(rows, columns=list(COLUMNS))
    before = {
        (side.title.say(language), item.title.say(language)): titles[item.before][1].title.say(language)
        for side, item in titles.values()
        if item.before
    }
    chosen = answers[answers["part"] == "choices"]
    said = answers[(answers["part"] == "comments") & (answers["text"].str.strip() != "")]
    return {
        **evaluate(sides, str(form.scheme), language, form.target, before),
        "respondents": respondents,
        "general": [
            _general(question, chosen[chosen["question"] == question.id]["value"], language)
            for question in form.general
        ],
        "comments": [str(text) for text in said["text"]] if respondents >= SMALLEST else [],
    }


def _general(question: Question, values: pd.Series, language: str) -> dict[str, Any]:
    """How many chose each answer of a general question.

    An answer of few is not told, nor what would give it away.
    """
    counts = [int((values == place).sum()) for place in range(1, len(question.choices) + 1)]
    total = sum(counts)
    hidden = untold(counts)
    rows = [
        {
            "label": choice.say(language),
            "n": None if place in hidden else n,
            "percent": None if place in hidden or not total else float(_percent(n, total)),
        }
        for place, (choice, n) in enumerate(zip(question.choices, counts, strict=True))
    ]
    return {"title": question.title.say(language), "n": total if total >= SMALLEST else None, "rows": rows}


def evaluate(
    answers: pd.DataFrame,
    scheme: str = "A",
    language: str = "th",
    target: int = 0,
    before: Mapping[tuple[str, str], str] | None = None,
) -> dict[str, Any]:
    """The results of a questionnaire.

    A side pools the answers to its items. An item with fewer than ``SMALLEST`` answers shows no result and is
    left out of its side, whose figures would give it away otherwise. What was judged as it was before the
    workshop says nothing of the workshop: it has a row, and counts to no side and not to the whole.

    Args:
        answers: one row an answer: ``side`` and ``item`` (titles, in the order of the form) and ``answer``,
            1–5 or missing. Nothing says who answered.
        scheme: the scheme of words, ``A`` or ``B``.
        language: of the words.
        target: the percentage of answers at level 4 or 5 that was aimed at; 0 for none.
        before: side and item → the item of that side that asks for the same as it was before.

    Returns:
        ``{"respondents", "scheme", "target", "overall": {"title", "n", "missing", "mean", "sd", "high",
        "word", "word_other"}, "sides": [{…the same…, "items": […the same…]}], "gains": [{"title", "before",
        "after"}], "general": [], "comments": []}``; ``mean``, ``sd`` (n−1), ``before`` and ``after`` (means)
        are rounded half-up to two decimals once, ``high`` is the percentage of answers at level 4 or 5 to one
        decimal, ``word`` that of the rounded mean, ``word_other`` what the other scheme calls it; all five of
        a result are None where there is none.

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
    before = before or {}
    apart = {(side, item) for (side, _), item in before.items()}
    shown = {
        side: _shown({item: given for item, given in items.items() if (side, item) not in apart})
        for side, items in sides.items()
    }
    whole = [value for pooled in shown.values() for value in pooled]
    judged = [
        {
            **_result(title, shown[title], scheme, language),
            "items": [_result(item, given, scheme, language) for item, given in items.items()],
        }
        for title, items in sides.items()
    ]
    return {
        "respondents": max((len(given) for items in sides.values() for given in items.values()), default=0),
        "scheme": scheme,
        "target": target,
        "overall": _result(translate("All sides together", language), whole, scheme, language),
        "sides": judged,
        "gains": _gains(judged, before),
        "general": [],
        "comments": [],
    }


def _gains(sides: list[dict[str, Any]], before: Mapping[tuple[str, str], str]) -> list[dict[str, Any]]:
    """The items that are held against how it was before, with both means; none without both."""
    means = {(side["title"], item["title"]): item["mean"] for side in sides for item in side["items"]}
    found = [
        {"title": item, "before": means.get((side, before[side, item])), "after": mean}
        for (side, item), mean in means.items()
        if (side, item) in before
    ]
    return [one for one in found if one["before"] is not None and one["after"] is not None]


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
    n, total = len(numbers), sum(numbers)
    mean = Fraction(total, n)
    variance = Fraction(n * sum(number * number for number in numbers) - total * total, n * (n - 1))
    with localcontext(prec=50):  # far more than a tie at the third decimal needs
        root = (Decimal(variance.numerator) / variance.denominator).sqrt()
        exact = Decimal(mean.numerator) / mean.denominator
        return exact.quantize(_HUNDREDTH, ROUND_HALF_UP), root.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _shown(items: dict[str, list[int | None]]) -> list[int | None]:
    """The answers to those items of a side that are answered often enough to be shown."""
    enough = (given for given in items.values() if sum(value is not None for value in given) >= SMALLEST)
    return [value for given in enough for value in given]


def _result(title: str, given: list[int | None], scheme: str, language: str) -> dict[str, Any]:
    numbers = [value for value in given if value is not None]
    row: dict[str, Any] = {"title": title, "n": len(numbers), "missing": len(given) - len(numbers)}
    if len(numbers) < SMALLEST:
        return {**row, **dict.fromkeys(("mean", "sd", "high", "word", "word_other"))}
    mean, sd = mean_and_sd(numbers)
    other = next(name for name in SCHEMES if name != scheme)
    return {
        **row,
        "mean": float(mean),
        "sd": float(sd),
        "high": float(_percent(sum(number >= HIGH for number in numbers), len(numbers))),
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


def _percent(part: int, whole: int) -> Decimal:
    """``part`` of ``whole`` in percent, rounded half-up to one decimal."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _answer(value: Any, row: int) -> int | None:
    if pd.isna(value):
        return None
    if isinstance(value, bool) or value not in (1, 2, 3, 4, 5):
        raise Refused("Answer {row} is {value!r}; it must be 1, 2, 3, 4, 5 or empty.", row=row, value=value)
    return int(value)
