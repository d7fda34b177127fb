"""Which themes a text speaks of, learnt from the entries that people have coded.

One linear support vector machine a theme, on words, pairs and letters: as good on Thai short texts as
published fine-tuned language models, with nothing to download. Its constants were chosen by cross-validation
on the training part of TrueVoice alone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sistercity_nb.thai import normalised, words
from sistercity_nb.themes import features
from sistercity_nb.themes.features import Features, Vectors
from sistercity_nb.themes.hashing import columns_of
from sistercity_nb.themes.workers import in_batches, sample

LATENT_BELOW = 1_000  # coded: with more, the latent part costs time and gives nothing
FOLDS = 5
MOST_TO_FIT_ON = 20_000  # texts that the rarity of a word is counted in
_COST, _COST_OF_MANY = 1.0, 0.3  # C of the machines, below and from LATENT_BELOW
_REASONS = 3  # words


@dataclass(frozen=True, slots=True)
class Classifier:
    """The machines: a column of ``weights`` and an offset for each of ``themes``."""

    features: Features
    themes: tuple[str, ...]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts × themes: above 0 where the machine takes the text for one of the theme's."""
        return self.of(self.features.vectors(texts))

    def of(self, vectors: Vectors) -> NDArray[np.float32]:
        """As ``scores``, for vectors of ``features``."""
        return np.asarray(vectors @ self.weights + self.offsets, np.float32)

    def best(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """The place in ``themes`` of each text's likeliest theme."""
        return np.asarray(self.scores(texts).argmax(axis=1), np.int32)

    def assign(
        self,
        texts: Iterable[str],
        *,
        dask: str = "",
        jobs: int = -1,
        on_batch: Callable[[int], None] = lambda done: None,
    ) -> list[str]:
        """The likeliest theme of each of any number of texts; see ``workers.in_batches``."""
        found: list[NDArray[np.int32]] = list(
            in_batches(self.best, texts, dask=dask, jobs=jobs, on_batch=on_batch)
        )
        return [self.themes[place] for part in found for place in part.tolist()]

    def reasons(self, texts: Iterable[str], themes: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """The words of each text that weighed most for the theme beside it, heaviest first; three at most."""
        weights: dict[str, NDArray[np.float32]] = {}
        for text, theme in zip(texts, themes, strict=True):
            if theme not in weights:
                weights[theme] = self._weight_of_columns(self.themes.index(theme)) * self.features.rarity
            yield _heaviest(text, weights[theme])

    def _weight_of_columns(self, theme: int) -> NDArray[np.float32]:
        own = self.weights[: len(self.features.rarity), theme]
        if self.features.latent is None:
            return own
        return np.asarray(own + self.features.latent @ self.weights[len(self.features.rarity) :, theme])


def _heaviest(text: str, weight: NDArray[np.float32]) -> tuple[str, ...]:
    said = [word for word in words(normalised(text)) if not word.isspace()]
    if not said:
        return ()
    singles, pairs = columns_of(said)
    total = weight[singles]
    total[:-1] += weight[pairs] / 2  # a pair weighs for both of its words
    total[1:] += weight[pairs] / 2
    order = np.argsort(-total, kind="stable")
    found = [said[place] for place in order if total[place] > 0 and len(said[place]) > 1]
    return tuple(dict.fromkeys(found))[:_REASONS]


def fit(
    texts: Sequence[str], coded: Sequence[Collection[str]], weights: Sequence[float] | None = None
) -> Classifier:
    """A classifier of what people coded.

    Args:
        texts: the texts.
        coded: the themes of each; none where nobody has coded it, which only tells how rare its words are.
        weights: how much each text counts, 1.0 by default.

    Returns:
        The same for the same texts, to the byte.

    Raises:
        ValueError: if fewer than two themes were given.
    """
    known = [place for place, themes in enumerate(coded) if themes]
    latent = len(known) < LATENT_BELOW
    shown = [texts[place] for place in sample(len(texts), MOST_TO_FIT_ON)]
    fitted = features.fit(shown, latent=latent)
    return fit_on(
        fitted,
        fitted.vectors([texts[place] for place in known]),
        [coded[place] for place in known],
        None if weights is None else [weights[place] for place in known],
    )


def fit_on(
    fitted: Features,
    vectors: Vectors,
    coded: Sequence[Collection[str]],
    weights: Sequence[float] | None = None,
) -> Classifier:
    """As ``fit``, where the vectors of coded texts are there already."""
    from sklearn.svm import LinearSVC

    themes = tuple(sorted({theme for own in coded for theme in own}))
    if len(themes) < 2:
        raise ValueError("a classifier needs entries of at least two themes")
    cost = _COST if len(coded) < LATENT_BELOW else _COST_OF_MANY
    machines = []
    for theme in themes:
        yes = np.array([theme in own for own in coded])
        if yes.all():  # nothing to tell it from
            machines.append((np.zeros(vectors.shape[1]), 1.0))
            continue
        balance = len(coded) / (len(themes) * yes.sum())  # a rare theme's entries weigh more
        machine = LinearSVC(C=cost, class_weight={True: balance, False: 1.0}, random_state=0, max_iter=5_000)
        machine.fit(vectors, yes, sample_weight=weights)
        machines.append((machine.coef_[0], machine.intercept_[0]))
    return Classifier(
        fitted,
        themes,
        np.column_stack([weight for weight, _ in machines]).astype(np.float32),
        np.array([offset for _, offset in machines], np.float32),
    )


def out_of_fold(
    fitted: Features,
    vectors: Vectors,
    coded: Sequence[Collection[str]],
    weak: tuple[Vectors, Sequence[Collection[str]], float] | None = None,
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """The scores that each coded text gets from a classifier which has not seen it, in ``FOLDS`` folds.

    Args:
        fitted: the features of ``vectors``.
        vectors: of the coded texts.
        coded: their themes.
        weak: vectors and themes that are believed by so much less and are in every training part.

    Returns:
        The themes, and texts × themes; a theme that a training part does not have scores -1 there.
    """
    from scipy import sparse

    themes = tuple(sorted({theme for own in coded for theme in own}))
    scores = np.full((len(coded), len(themes)), -1.0, np.float32)
    for fold in _folds(coded):
        left = np.setdiff1d(np.arange(len(coded)), fold)
        rows, own, weights = vectors[left], [coded[place] for place in left], [1.0] * len(left)
        if weak is not None and len(weak[1]):
            rows = sparse.vstack([rows, weak[0]], format="csr")
            own, weights = [*own, *weak[1]], [*weights, *[weak[2]] * len(weak[1])]
        if len({theme for each in own for theme in each}) < 2:
            continue
        learnt = fit_on(fitted, rows, own, weights)
        found = learnt.of(vectors[fold])
        for place, theme in enumerate(learnt.themes):
            if theme in themes:
                scores[fold, themes.index(theme)] = found[:, place]
    return themes, scores


def _folds(coded: Sequence[Collection[str]]) -> list[NDArray[np.int64]]:
    """Each theme's entries spread evenly over the folds, in the order given."""
    order = sorted(range(len(coded)), key=lambda place: (sorted(coded[place]), place))
    return [np.array(sorted(order[fold::FOLDS])) for fold in range(FOLDS) if order[fold::FOLDS]]


def as_labels(values: Iterable[Any]) -> list[tuple[str, ...]]:
    """One theme a text, as ``fit`` takes them; an empty or missing value is a text that nobody coded."""
    # NaN alone differs from itself
    return [() if value is None or value != value or value == "" else (str(value),) for value in values]
