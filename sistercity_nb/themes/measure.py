"""How good the machine is on a labelled file: what ``sistercity bench`` and ``make bench`` measure.

Every way of working is a function from training texts to a classifier's answer for others, so that ours and a
plain one are measured by the same code, on the same folds, in the same run.
"""

import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sistercity_nb.errors import FileRefused
from sistercity_nb.thai import bare, normalised, words
from sistercity_nb.themes import classifier, duplicates, features, queue

MARKS = (20, 50, 100, 200, 500)  # entries coded
SEEDS = 5
QUERIES = 5_000
_KEPT_ASIDE = 0.2  # of the texts, in a learning curve
_SHORTEST = 15  # letters of a text of which variants are made
Answer = Callable[[Sequence[str], Sequence[str], Sequence[str]], list[str]]  # texts, labels, others → labels


@dataclass(frozen=True, slots=True)
class Score:
    """Accuracy and macro-F1 (0–1), and CPU seconds of fitting and answering."""

    accuracy: float
    macro_f1: float
    cpu: float


def ours(texts: Sequence[str], labels: Sequence[str], others: Sequence[str]) -> list[str]:
    """By the classifier that makes suggestions."""
    return classifier.fit(texts, classifier.as_labels(labels)).assign(others, jobs=1)


def plain(texts: Sequence[str], labels: Sequence[str], others: Sequence[str]) -> list[str]:
    """By what scikit-learn's users begin with: TF-IDF of the words and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    pipeline = make_pipeline(TfidfVectorizer(analyzer=_said), LinearSVC())
    return [str(label) for label in pipeline.fit(texts, labels).predict(others)]


def tested(
    answer: Answer, texts: Sequence[str], labels: Sequence[str], others: Sequence[str], truth: Sequence[str]
) -> Score:
    """How well an answer learnt from ``texts`` fits ``others``."""
    from sklearn.metrics import accuracy_score, f1_score

    began = time.process_time()
    said = answer(texts, labels, others)
    cpu = time.process_time() - began
    return Score(float(accuracy_score(truth, said)), float(f1_score(truth, said, average="macro")), cpu)


def cross_validated(answer: Answer, texts: Sequence[str], labels: Sequence[str]) -> Score:
    """The mean over five stratified folds; CPU seconds of all of them."""
    from sklearn.model_selection import StratifiedKFold

    scores = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(texts, labels):
        parts = [
            [values[place] for place in places] for places in (train, test) for values in (texts, labels)
        ]
        scores.append(tested(answer, *parts))
    accuracy, macro_f1 = (
        float(np.mean([getattr(score, name) for score in scores])) for name in ("accuracy", "macro_f1")
    )
    return Score(accuracy, macro_f1, sum(score.cpu for score in scores))


def learning_curve(texts: Sequence[str], labels: Sequence[str], seed: int) -> dict[str, list[float]]:
    """Accuracy on a fifth of the texts, never seen, after as many entries as ``MARKS`` were coded.

    Returns:
        ``queue``: coded in the queue's order, suggestions refitted after each batch; ``random``: coded in
        random order with the same features; ``plain``: in random order with the plain way.
    """
    shuffled = np.random.default_rng(seed).permutation(len(texts)).tolist()
    aside = round(len(texts) * _KEPT_ASIDE)
    pool, test = shuffled[aside:][: queue.MOST_TO_ORDER], shuffled[:aside]
    said, truth = [texts[place] for place in pool], np.array([labels[place] for place in test])
    own = classifier.as_labels(labels[place] for place in pool)
    fitted = features.fit(said)
    vectors, others = fitted.vectors(said), fitted.vectors([texts[place] for place in test])
    places = vectors[:, len(fitted.rarity) :].toarray()

    def learnt(coded: Sequence[int]) -> classifier.Classifier:
        return classifier.fit_on(fitted, vectors[list(coded)], [own[place] for place in coded])

    def accuracy(coded: Sequence[int]) -> float:
        machine = learnt(coded)
        return float((np.array(machine.themes)[machine.of(others).argmax(axis=1)] == truth).mean())

    coded: list[int] = []
    curve: dict[str, list[float]] = {"queue": [], "random": [], "plain": []}
    for mark in (mark for mark in MARKS if mark <= len(pool)):
        while len(coded) < mark:
            many = min(mark - len(coded), queue.BATCH if len(coded) >= max(queue.STAGES) else mark)
            coded += queue.order(places, coded, learnt(coded).of(vectors) if coded else None)[:many]
        curve["queue"].append(accuracy(coded))
        curve["random"].append(accuracy(range(mark)))
        first = [[values[place] for place in pool[:mark]] for values in (texts, labels)]
        answer = plain(first[0], first[1], [texts[place] for place in test])
        curve["plain"].append(float((np.array(answer) == truth).mean()))
    return curve


def variants(texts: Sequence[str], many: int = QUERIES) -> Iterator[tuple[str, int, str]]:
    """Texts as others would type them: the kind of the variant, the place of its text, and the variant."""
    chance = random.Random(0)  # noqa: S311  the same variants each time, nothing secret
    for number in range(many):
        kind = list(_VARIANTS)[number % len(_VARIANTS)]
        place = chance.randrange(len(texts))
        yield kind, place, _VARIANTS[kind](texts[place], chance)


def different(texts: Sequence[str]) -> list[str]:
    """The texts long enough to be told apart, each once by what it says."""
    return list({bare(text): text for text in texts if len(bare(text)) >= _SHORTEST}.values())


def found(texts: Sequence[str], like: Callable[[list[str]], Any], many: int = QUERIES) -> dict[str, Any]:
    """How many variants lead back to their text, and to how many others.

    Args:
        texts: as ``different`` gives them.
        like: for a list of texts, the places of those that may say the same, for each.
        many: variants.

    Returns:
        ``recall`` (0–1), ``others`` a query, ``cpu`` seconds of the queries, and ``kinds``: recall of each.
    """
    made = list(variants(texts, many))
    began = time.process_time()
    answers = [set(places) for places in like([text for _, _, text in made])]
    cpu = time.process_time() - began
    right = [place in answer for (_, place, _), answer in zip(made, answers, strict=True)]
    kinds = {
        kind: float(np.mean([hit for (own, _, _), hit in zip(made, right, strict=True) if own == kind]))
        for kind in _VARIANTS
    }
    others = (sum(map(len, answers)) - sum(right)) / len(made)
    return {"recall": float(np.mean(right)), "others": others, "cpu": cpu, "kinds": kinds}


def ours_like(texts: Sequence[str]) -> Callable[[list[str]], list[list[int]]]:
    """Our own search among ``texts``, for ``found``."""
    among = duplicates.index(texts)
    return lambda asked: [[place for place, _ in row] for row in among.like(asked)]


def spliced(texts: Sequence[str], many: int) -> Iterator[str]:
    """Any number of texts: the beginning of one and the end of another; every tenth a variant of the last."""
    chance = random.Random(0)  # noqa: S311  as above
    last = texts[0]
    for number in range(many):
        if number % 10 == 9:
            yield _typing(last, chance)
            continue
        first, second = chance.choice(texts), chance.choice(texts)
        last = first[: max(4, len(first) // 2)] + second[len(second) // 2 :]
        yield last


def read(file: Path, *columns: str) -> list[list[str]]:
    """The named columns of a CSV or JSONL file, row by row as text; rows without one of them are left out.

    Raises:
        FileRefused: if it cannot be read or has no such column.
    """
    import pandas as pd

    try:
        frame = pd.read_json(file, lines=True) if file.suffix == ".jsonl" else pd.read_csv(file)
    except (OSError, ValueError) as error:
        raise FileRefused("{file} cannot be read: {reason}.", file=file, reason=error) from error
    for column in columns:
        if column not in frame.columns:
            raise FileRefused(
                "{file} has no column {column!r}; it has {columns}.",
                file=file,
                column=column,
                columns=", ".join(map(str, frame.columns)),
            )
    kept = frame[list(columns)].dropna().astype(str)
    return [kept[column].tolist() for column in columns]


def print_themes(train: Path, test: Path | None, text: str, label: str, say: Callable[[str], None]) -> None:
    """Say what ``tested``, ``cross_validated`` and ``learning_curve`` find; raises FileRefused."""
    texts, labels = read(train, text, label)
    ways = {"ours": ours, "word TF-IDF + LinearSVC": plain}
    if test is not None:
        others, truth = read(test, text, label)
        for name, way in ways.items():
            say(f"test file, {name}: {_in_words(tested(way, texts, labels, others, truth))}")
    for name, way in ways.items():
        say(f"5-fold, {name}: {_in_words(cross_validated(way, texts, labels))}")
    curves = [learning_curve(texts, labels, seed) for seed in range(SEEDS)]
    marks = MARKS[: len(curves[0]["queue"])]
    say(f"accuracy after {' / '.join(map(str, marks))} coded, {SEEDS} seeds")
    for order in curves[0]:
        means = np.mean([curve[order] for curve in curves], axis=0)
        say(f"  {order}: " + " / ".join(f"{mean:.2f}" for mean in means))
    say(f"peak memory {peak_memory():.0f} MB")


def print_duplicates(file: Path, text: str, say: Callable[[str], None]) -> None:
    """Say what ``found`` finds among the texts of a file; raises FileRefused."""
    texts = different(read(file, text)[0])
    if not texts:
        raise FileRefused("{file} holds no text of {letters} letters.", file=file, letters=_SHORTEST)
    result = found(texts, ours_like(texts))
    say(f"{QUERIES} variants among {len(texts)} texts: recall {result['recall']:.3f}")
    say(f"{result['others']:.3f} other hits a query, {result['cpu']:.2f} CPU s")
    say(", ".join(f"{kind} {recall:.3f}" for kind, recall in result["kinds"].items()))
    say(f"peak memory {peak_memory():.0f} MB")


def peak_memory() -> float:
    """The most memory that this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def _in_words(score: Score) -> str:
    return f"accuracy {score.accuracy:.3f}, macro-F1 {score.macro_f1:.3f}, {score.cpu:.1f} CPU s"


def _said(text: str) -> list[str]:
    return [word for word in words(normalised(text)) if not word.isspace()]


def _spacing(text: str, chance: random.Random) -> str:
    kept = text.replace(" ", "") if chance.random() < 0.5 else text
    return "".join(sign + (" " if chance.random() < 0.08 else "") for sign in kept)


def _typing(text: str, chance: random.Random) -> str:
    """A slip in every thirty letters: one left out, put in, exchanged or turned round."""
    signs = list(text)
    for _ in range(max(1, len(signs) // 30)):
        place = chance.randrange(max(1, len(signs) - 1))
        slip = chance.choice("กดเาสวง")
        pair = signs[place : place + 2]
        signs[place : place + 2] = chance.choice([pair[1:], [slip, *pair], [slip, *pair[1:]], pair[::-1]])
    return "".join(signs)


def _unicode(text: str, chance: random.Random) -> str:
    """The same letters in other codes and another order, with marks that nobody sees."""
    other = re.sub("([ิีึืุู])([่้๊๋])", r"\2\1", text.replace("แ", "เเ").replace("ำ", "ํา"))
    return "".join(sign + ("\u200b" if chance.random() < 0.1 else "") for sign in other)


def _polite(text: str, chance: random.Random) -> str:
    return text + chance.choice([" ครับ", " ค่ะ", " นะคะ", "นะครับ", "ครับผม", " จ้า"])


def _mixed(text: str, chance: random.Random) -> str:
    for vary in chance.sample([_spacing, _typing, _unicode, _polite], 2):
        text = vary(text, chance)
    return text


_VARIANTS: dict[str, Callable[[str, random.Random], str]] = {
    "spacing": _spacing,
    "typing": _typing,
    "unicode": _unicode,
    "particle": _polite,
    "mixed": _mixed,
}
