"""How far a suggestion can be trusted, by cross-validation on what people have coded so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

THRESHOLDS = tuple(round(0.5 + step * 0.05, 2) for step in range(10))  # 0.50 to 0.95
CERTAINTY = 0.95  # of the upper limit of the error
OFFERED = 2  # themes an entry at most


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes a confidence of a score and its lead; ``curve`` says how many would be wrong from where."""

    of_score: float
    of_lead: float
    offset: float
    coded: int
    accuracy: float
    curve: tuple[dict[str, float], ...]

    def confidence(self, scores: NDArray[np.float32]) -> NDArray[np.float64]:
        """Entries × themes: the chance that a person would accept the theme."""
        return _logistic(_evidence(scores) @ np.array([self.of_score, self.of_lead]) + self.offset)


def calibrate(
    themes: Sequence[str], scores: NDArray[np.float32], coded: Sequence[Collection[str]]
) -> Calibration:
    """A calibration by what entries got from classifiers that had not seen them.

    Platt's scaling (1999) of the score and of its lead before the entry's best other theme, fitted on the
    best ``OFFERED`` themes of each entry.

    Args:
        themes: of the columns of ``scores``, at least two.
        scores: as ``classifier.out_of_fold`` gives them.
        coded: the themes that people accepted for each entry.
    """
    from sklearn.linear_model import LogisticRegression

    right = np.array([[theme in own for theme in themes] for own in coded])
    best = np.argsort(-scores, axis=1, kind="stable")[:, :OFFERED]
    rows = np.repeat(np.arange(len(scores)), best.shape[1])
    offered, agreed = _evidence(scores)[rows, best.ravel()], right[rows, best.ravel()]
    accuracy = float(right[np.arange(len(scores)), best[:, 0]].mean())
    if agreed.all() or not agreed.any():  # no slope to learn: the share itself
        weight, offset = np.zeros(2), float(np.log((agreed.sum() + 1) / ((~agreed).sum() + 1)))
    else:
        fitted = LogisticRegression(C=10.0).fit(offered, agreed)
        weight, offset = fitted.coef_[0], float(fitted.intercept_[0])
    chance = _logistic(offered @ weight + offset)
    curve = tuple(_expected(threshold, chance, agreed) for threshold in THRESHOLDS)
    return Calibration(float(weight[0]), float(weight[1]), offset, len(coded), accuracy, curve)


def _expected(threshold: float, chance: NDArray[np.float64], agreed: NDArray[np.bool_]) -> dict[str, float]:
    """How many of the suggestions from ``threshold`` on a person had decided otherwise."""
    from scipy.special import betaincinv

    kept = chance >= threshold
    tested, wrong = int(kept.sum()), int((kept & ~agreed).sum())
    # Clopper and Pearson's upper limit: exact also where nothing was wrong yet.
    most = float(betaincinv(wrong + 1, tested - wrong, CERTAINTY)) if wrong < tested else 1.0
    return {"from": threshold, "tested": tested, "wrong": wrong, "at_most": most}


def _evidence(scores: NDArray[np.float32]) -> NDArray[Any]:
    """Entries × themes × 2: the score, and its lead before the best of the others."""
    ordered = np.sort(scores, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    other = np.where(scores == best, second, best)
    return np.stack([scores, scores - other], axis=-1).astype(np.float64)


def _logistic(value: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-value)))
