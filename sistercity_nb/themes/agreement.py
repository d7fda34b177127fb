"""How far coders agree who coded the same entries without seeing each other.

Each theme is a question of its own (does the entry speak of it?), because an entry may speak of several.
Shown together: percent agreement and how often the theme was found at all, beside kappas, which fall where a
theme is rare or common however well people agree (Feinstein and Cicchetti 1990).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_ROUNDS = 1_000  # bootstrap samples of the entries
_SEED = 0  # the same limits each time
Ratings = NDArray[np.float64]  # entries × coders of numbered categories; NaN where a coder gave none


REASONS = {  # why there is no number, or no limits
    "nobody": "No two coders have decided on the same entry yet.",
    "one answer": "All coders gave the same answer everywhere; beyond that there is nothing to measure.",
    "not two": "Cohen's kappa is for two coders.",
    "not as many": "Fleiss' kappa needs as many decisions on each entry.",
    "no spread": "No limits: every sample of these entries gives the same value.",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with the limits of its 95 % bootstrap interval; ``why`` of ``REASONS`` says why one is None."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


def ratings(codings: pd.DataFrame, theme: str) -> tuple[list[str], Ratings]:
    """The entries that at least two coders decided on, and what each coder said of the theme: 1 or 0.

    Args:
        codings: ``entry``, ``theme``, ``coder`` and ``decision``, a row a decision. A coder has decided on
            an entry who decided on any theme of it; a theme that they did not accept is 0.
        theme: its id.
    """
    decided = codings[codings["coder"] != ""]
    seen = decided.groupby(["entry", "coder"], observed=True).size().unstack("coder").notna()
    seen = seen[seen.sum(axis=1) >= 2]
    accepted = decided[(decided["theme"] == theme) & (decided["decision"] == "accepted")]
    said = (
        pd.Series(1.0, index=pd.MultiIndex.from_frame(accepted[["entry", "coder"]]))
        .groupby(level=[0, 1])
        .max()
    )
    table = said.unstack().reindex(index=seen.index, columns=seen.columns).fillna(0.0).where(seen)
    return [str(entry) for entry in table.index], table.to_numpy(float)


def merged(codings: pd.DataFrame, into: Mapping[str, str]) -> pd.DataFrame:
    """The decisions with each theme that is a part of another now in that one's place.

    Args:
        codings: as ``ratings`` takes them.
        into: theme → the theme that it was made one with, "" for none.
    """

    def now(theme: str) -> str:
        passed = {theme}
        while (further := into.get(theme, "")) and further not in passed:
            passed.add(further)
            theme = further
        return theme

    return codings.assign(theme=codings["theme"].map(now))


def percent(given: Ratings) -> float | None:
    """The share of pairs of coders that agree, over all pairs that decided on the same entry."""
    same, pairs = _agreeing(given)
    return None if pairs.sum() == 0 else float(same.sum() / pairs.sum())


def cohen(given: Ratings) -> float | None:
    """Cohen's kappa (1960) of two coders; None for another number of coders, or one category alone."""
    if given.shape[1] != 2:
        return None
    both = given[~np.isnan(given).any(axis=1)]
    if not len(both):
        return None
    categories = np.unique(both)
    observed = (both[:, 0] == both[:, 1]).mean()
    expected = sum(float((both[:, 0] == each).mean() * (both[:, 1] == each).mean()) for each in categories)
    return None if expected == 1 else float((observed - expected) / (1 - expected))


def fleiss(given: Ratings) -> float | None:
    """Fleiss' kappa (1971); None unless every entry has the same number of decisions, or for one category."""
    decided = (~np.isnan(given)).sum(axis=1)
    if not len(given) or decided.min() != decided.max() or decided.min() < 2:
        return None
    counts = _counts(given)
    raters = int(decided[0])
    agreeing = ((counts**2).sum(axis=1) - raters) / (raters * (raters - 1))
    expected = float(((counts.sum(axis=0) / counts.sum()) ** 2).sum())
    return None if expected == 1 else float((agreeing.mean() - expected) / (1 - expected))


def krippendorff(given: Ratings) -> float | None:
    """Krippendorff's alpha for nominal data (2011), some decisions may be missing; None for one category."""
    counts = _counts(given)
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return None
    decided = counts.sum(axis=1, keepdims=True)
    coincidences = (counts.T @ (counts / (decided - 1))) - np.diag((counts / (decided - 1)).sum(axis=0))
    totals = coincidences.sum(axis=0)
    total = totals.sum()
    expected = (total**2 - (totals**2).sum()) / (total - 1)
    return None if expected == 0 else float(1 - (total - np.trace(coincidences)) / expected)


MEASURES = {"percent": percent, "cohen": cohen, "fleiss": fleiss, "krippendorff": krippendorff}


def measured(given: Ratings) -> dict[str, Any]:
    """Every measure of one theme, with its limits, or why there is none.

    Returns:
        ``entries`` and ``coders``, ``prevalence`` (the share of decisions that found the theme, 0–1; None
        without any), and a ``Measure`` under each name of ``MEASURES``.
    """
    decided = given[~np.isnan(given)]
    return {
        "entries": len(given),
        "coders": given.shape[1],
        "prevalence": float(decided.mean()) if len(decided) else None,
        **{name: _limits(name, given) for name in MEASURES},
    }


def agreement(codings: pd.DataFrame, themes: Mapping[str, str]) -> pd.DataFrame:
    """One row a theme: ``theme``, ``title``, and ``measured`` of it, limits in columns of their own.

    Args:
        codings: as ``ratings`` takes them.
        themes: id → title, in the order wanted.
    """
    rows = []
    for theme, title in themes.items():
        found = measured(ratings(codings, theme)[1])
        row: dict[str, Any] = {"theme": theme, "title": title}
        for name, value in found.items():
            if isinstance(value, Measure):
                row |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
                row[f"{name}_why"] = REASONS.get(value.why, "")
            else:
                row[name] = value
        rows.append(row)
    return pd.DataFrame(rows)


def disagreements(codings: pd.DataFrame, theme: str) -> pd.DataFrame:
    """The entries of which coders differ about the theme, a row an entry and a column a coder."""
    decided = codings[codings["coder"] != ""]
    entries, given = ratings(codings, theme)
    coders = sorted(decided["coder"].unique())
    table = pd.DataFrame(given, index=pd.Index(entries, name="entry"), columns=coders[: given.shape[1]])
    differ = table.max(axis=1) != table.min(axis=1)
    return table[differ].replace({1.0: "accepted", 0.0: "rejected"}).astype(object)


def _limits(name: str, given: Ratings) -> Measure:
    value = MEASURES[name](given)
    if value is None:
        return Measure(None, why=_why(name, given))
    chance = np.random.default_rng(_SEED)
    drawn = (MEASURES[name](given[chance.integers(0, len(given), len(given))]) for _ in range(_ROUNDS))
    found = [each for each in drawn if each is not None]
    if not found or min(found) == max(found):  # certainty that a few entries do not give
        return Measure(value, why="no spread")
    low, high = np.quantile(found, [0.025, 0.975])
    return Measure(value, float(low), float(high))


def _why(name: str, given: Ratings) -> str:
    """Why there is no such measure here, one of ``REASONS``."""
    if _agreeing(given)[1].sum() == 0:
        return "nobody"
    if len(np.unique(given[~np.isnan(given)])) == 1:
        return "one answer"
    if name == "cohen":
        return "not two"
    return "not as many"


def _agreeing(given: Ratings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each entry, the pairs of coders that agree and all pairs."""
    counts = _counts(given)
    decided = counts.sum(axis=1)
    return (counts * (counts - 1)).sum(axis=1) / 2, decided * (decided - 1) / 2


def _counts(given: Ratings) -> NDArray[np.float64]:
    """Entries × categories: how many coders chose each."""
    categories: Sequence[float] = np.unique(given[~np.isnan(given)]).tolist()
    return np.column_stack(
        [(given == each).sum(axis=1) for each in categories] or [np.zeros(len(given))]
    ).astype(float)
