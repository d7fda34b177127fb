"""What the machine reads out of many texts: themes, the queue, near-duplicates, one new entry, quotations."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks import million, texts
from benchmarks.environment import PEERS, Peers, progress
from benchmarks.results import Row, percentile, spread
from sistercity_nb.thai import bare, words
from sistercity_nb.themes import classifier, cover, duplicates, features, measure

_BETTER = 0.05  # of the accuracy, at the first four marks
_RECALL, _OTHERS, _CPU = 0.97, 0.10, 2.0
_KNOWN, _NEW, _MOST = 12_000, 500, 25  # entries, new ones, ms
_LONGEST = 1_000_000  # bytes of text to segment
_QUOTED, _DIMENSIONS, _COVERAGE, _REDUNDANCY = 5, 20, 0.63, 0.40


def measure_all(peers: Peers) -> list[Row]:
    """Every row, or one that says why there is none."""
    folder = texts.folder()
    if folder is None:
        return [Row("themes, near-duplicates, quotations", texts.missing())]
    said, labels = measure.read(folder / texts.TRAIN, texts.TEXT, texts.THEME)
    return [
        *_folds(said, labels),
        *_curve(said, labels),
        *_near(said, peers),
        _one_more(said, labels),
        _segmented(said),
        *_quotations(said, labels),
        *million.rows(folder),
    ]


def _folds(said: Sequence[str], labels: Sequence[str]) -> list[Row]:
    """Five folds of the training part, beside what scikit-learn's users begin with."""
    progress("themes: five folds")
    ours = measure.cross_validated(measure.ours, said, labels)
    plain = measure.cross_validated(measure.plain, said, labels)
    what = "TrueVoice, 5-fold, beside word TF-IDF + LinearSVC"
    return [
        Row(
            f"{what}: accuracy",
            f"{ours.accuracy:.3f}",
            f"{plain.accuracy:.3f}",
            target="≥ peer",
            met=ours.accuracy >= plain.accuracy,
        ),
        Row(
            f"{what}: macro-F1",
            f"{ours.macro_f1:.3f}",
            f"{plain.macro_f1:.3f}",
            target="≥ peer",
            met=ours.macro_f1 >= plain.macro_f1,
        ),
        Row(f"{what}: CPU", f"{ours.cpu:.1f} s", f"{plain.cpu:.1f} s"),
    ]


def _curve(said: Sequence[str], labels: Sequence[str]) -> list[Row]:
    """The queue beside random order: with the plain way, and with our own features."""
    curves = []
    for seed in range(measure.SEEDS):
        progress(f"themes: learning curve, seed {seed + 1} of {measure.SEEDS}")
        curves.append(measure.learning_curve(said, labels, seed))
    mean = {order: np.mean([curve[order] for curve in curves], axis=0) for order in curves[0]}
    rows = []
    for order, words_of in (("plain", "the plain way"), ("random", "the same features")):
        for place, mark in enumerate(measure.MARKS):
            ours, other = mean["queue"][place], mean[order][place]
            held = order == "plain" and place < len(measure.MARKS) - 1
            rows.append(
                Row(
                    f"accuracy after {mark} coded, beside random order with {words_of}",
                    f"{ours:.3f}",
                    f"{other:.3f}",
                    f"{ours - other:+.3f}",
                    f"≥ +{_BETTER}" if held else "–",
                    bool(ours - other >= _BETTER) if held else None,
                )
            )
    return rows


def _near(said: Sequence[str], peers: Peers) -> list[Row]:
    """Variants that lead back to their text, beside datasketch on the same normalised texts."""
    progress("themes: near-duplicates")
    among = measure.different(said)
    ours = measure.found(among, measure.ours_like(among))
    what = f"near-duplicates of {measure.QUERIES:,} variants among {len(among):,} texts"
    theirs = None if peers.missing else _datasketch(among, peers)
    measured = (
        ("recall", "recall", f"≥ {_RECALL}", ours["recall"] >= _RECALL, ".3f"),
        ("other hits a query", "others", f"≤ {_OTHERS}", ours["others"] <= _OTHERS, ".3f"),
        ("CPU", "cpu", f"≤ {_CPU:g} s", ours["cpu"] <= _CPU, ".2f"),
    )
    return [
        Row(
            f"{what}: {name}",
            format(ours[key], form),
            "–" if theirs is None else format(theirs[key], form),
            target=target,
            met=met,
        )
        for name, key, target, met, form in measured
    ]


def _datasketch(among: Sequence[str], peers: Peers) -> dict[str, float]:
    """What the peer finds of the same variants, and the CPU seconds that it asked for."""
    made = list(measure.variants(among))
    with TemporaryDirectory() as folder:
        asked, answers = Path(folder) / "asked.json", Path(folder) / "answers.json"
        given = {
            "texts": [bare(text) for text in among],
            "queries": [bare(text) for _, _, text in made],
        }
        asked.write_text(json.dumps(given), "utf-8")
        command = [str(peers.python), str(PEERS / "near_duplicates.py"), str(asked), str(answers)]
        subprocess.run(command, check=True)  # noqa: S603  our own environment's Python
        told = json.loads(answers.read_text("utf-8"))
    scored = measure.found(among, lambda _: told["found"])
    return {**scored, "cpu": told["cpu"]}


def _one_more(said: Sequence[str], labels: Sequence[str]) -> Row:
    """What one new entry waits for: its suggestion, and whether it was said before."""
    progress("themes: one new entry")
    learnt = classifier.fit(said[:_KNOWN], classifier.as_labels(labels[:_KNOWN]))
    among = duplicates.index(said[:_KNOWN])
    waited, worked = [], []
    for text in [*said[_KNOWN:], *said][:_NEW]:
        began, cpu = time.perf_counter(), time.process_time()
        learnt.best([text])
        next(among.like([text]))
        waited.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
    worst = percentile(waited, 99)
    return Row(
        f"one new entry among {_KNOWN:,}: suggestion and near-duplicates, p99 of {_NEW}",
        f"{worst:.1f} ms (p50 {percentile(waited, 50):.1f}; p99 of its CPU {percentile(worked, 99):.1f})",
        target=f"≤ {_MOST} ms",
        met=worst <= _MOST,
    )


def _segmented(said: Sequence[str]) -> Row:
    """The slowest of some megabytes that other engines choke on."""
    bad = {"digits": "5", "one letter": "ก", "marks": "่", "Latin": "abcdefghij", "spoken": "".join(said)}
    took = {}
    words("ก")  # the word list is loaded before
    for name, part in bad.items():
        text = (part * (_LONGEST // len(part.encode()) + 1)).encode()[:_LONGEST].decode(errors="ignore")
        began = time.process_time()
        words(text)
        took[name] = time.process_time() - began
    slowest = max(took, key=lambda name: took[name])
    return Row(
        "1 MB of text segmented, the slowest of " + ", ".join(bad),
        f"{spread([took[slowest]], 'CPU s')} ({slowest})",
        target="≤ 1 s",
        met=took[slowest] <= 1,
    )


def _quotations(said: Sequence[str], labels: Sequence[str]) -> list[Row]:
    """How well a few quotations stand for a theme, beside those nearest to its middle."""
    progress("themes: quotations")
    fitted = features.fit(said)
    latent = fitted.vectors(said)[:, len(fitted.rarity) :].toarray()[:, :_DIMENSIONS]
    places = latent / np.maximum(np.linalg.norm(latent, axis=1, keepdims=True), 1e-9)

    def standing(choose: Callable[[Sequence[str], NDArray[np.float32]], list[int]]) -> tuple[float, float]:
        """The means over all themes of coverage and of redundancy."""
        found = []
        for theme in sorted(set(labels)):
            own = [place for place, label in enumerate(labels) if label == theme]
            alike = places[own] @ places[own].T
            chosen = choose([said[place] for place in own], places[own])
            pairs = alike[np.ix_(chosen, chosen)][np.triu_indices(len(chosen), 1)]
            found.append((alike[:, chosen].max(axis=1).mean(), pairs.mean()))
        coverage, redundancy = np.mean(found, axis=0)
        return float(coverage), float(redundancy)

    ours = standing(lambda own, _: cover.chosen(own, _QUOTED))
    middle = standing(lambda _, own: np.argsort(-(own @ own.mean(axis=0)))[:_QUOTED].tolist())
    what = f"{_QUOTED} quotations a theme, beside those nearest to its middle"
    return [
        Row(
            f"{what}: coverage",
            f"{ours[0]:.2f}",
            f"{middle[0]:.2f}",
            target=f"≥ {_COVERAGE}",
            met=ours[0] >= _COVERAGE,
        ),
        Row(
            f"{what}: redundancy",
            f"{ours[1]:.2f}",
            f"{middle[1]:.2f}",
            target=f"≤ {_REDUNDANCY:.2f}",
            met=ours[1] <= _REDUNDANCY,
        ),
    ]
