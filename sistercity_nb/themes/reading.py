"""The machine's reading of a record: suggestions, the queue, and what may be said twice. A person decides.

It runs in a process of its own, reads the store and puts what it found back beside the record, never into it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from sistercity_nb.language import translate
from sistercity_nb.model import Decision, RecordType, ThemeState
from sistercity_nb.store import Store
from sistercity_nb.themes import agreement, classifier, duplicates, features, queue, trust
from sistercity_nb.themes.suggest import suggest
from sistercity_nb.themes.workers import cluster, in_batches, sample

LEAST_CODED = 10  # entries from which the machine learns from people and not from keywords alone
QUEUE, FIT, PAIRS, AGREEMENT = "queue", "fit", "pairs", "agreement"  # the names of the readings
_LONGEST_QUEUE, _MOST_PAIRS = 500, 2_000
_OFFER_FROM = 0.5  # confidence of a second theme; the likeliest one is always offered
_BELIEVED = 0.25  # how much a keyword counts beside a person's decision
Progress = Callable[[float, str], None]
Entries = Sequence[dict[str, Any]]


def refresh(
    store: Store, progress: Progress = lambda part, step: None, dask: str = "", language: str = "th"
) -> int:
    """Put new suggestions, a new queue and new pairs in the place of the earlier ones.

    Args:
        store: the record; its revisions stay as they are.
        progress: told how much is done, 0 to 1, and the step that begins, in ``language``.
        dask: the address of a Dask scheduler that does the work; "" for this machine.

    Returns:
        How many suggestions there are now.
    """
    progress(0.0, translate("Comparing the entries with the codebook", language))
    entries = [entry for entry in store.current(RecordType.ENTRY) if not entry["withdrawn"]]
    themes = [theme for theme in store.current(RecordType.THEME) if theme["state"] != ThemeState.RETIRED]
    codings = [coding for coding in store.current(RecordType.CODING) if not coding["coder"]]
    decided = {
        (coding["entry"], coding["theme"]) for coding in codings if coding["decision"] != Decision.OPEN
    }
    hits = suggest(entries, themes)
    progress(0.2, translate("Learning from what people have coded", language))
    accepted = accepted_themes(codings, {theme["id"] for theme in themes})
    learnt = learn(entries, accepted, hits, dask)
    found = undecided(hits, learnt["offers"], decided)
    progress(0.7, translate("Looking for entries that say the same", language))
    pairs = duplicates.pairs([entry["text"] for entry in entries], dask=dask)
    store.replace_reading(QUEUE, learnt["queue"])
    store.replace_reading(FIT, learnt["fit"])
    store.replace_reading(
        PAIRS,
        [[*sorted((entries[a]["id"], entries[b]["id"])), round(alike, 3)] for a, b, alike in pairs][
            :_MOST_PAIRS
        ],
    )
    store.replace_reading(AGREEMENT, _agreement(store, entries, themes))
    store.replace_suggestions(found)
    return len(found)


def accepted_themes(codings: Iterable[Mapping[str, Any]], usable: Collection[str]) -> dict[str, set[str]]:
    """Entry → the themes that ``codings`` accept for it, of those in ``usable``."""
    accepted: dict[str, set[str]] = {}
    for coding in codings:
        if coding["decision"] == Decision.ACCEPTED and coding["theme"] in usable:
            accepted.setdefault(coding["entry"], set()).add(coding["theme"])
    return accepted


def undecided(hits: Entries, offers: Entries, decided: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
    """The keywords' ``hits`` and what was learnt, one suggestion a pair, but where somebody has decided."""
    found = {
        (hit["entry"], hit["theme"]): {**hit, "origin": "keyword", "confidence": None}
        for hit in hits
        if (hit["entry"], hit["theme"]) not in decided
    }
    for offer in offers:
        pair = (offer["entry"], offer["theme"])
        if pair in found:
            found[pair]["confidence"] = offer["confidence"]
        elif pair not in decided:
            found[pair] = offer
    return list(found.values())


def _agreement(store: Store, entries: Entries, themes: Entries) -> list[dict[str, Any]]:
    """For each theme how far blind coders agree on it, and on which entries they differ."""
    blind = [coding for coding in store.current(RecordType.CODING) if coding["coder"]]
    if not blind:
        return []
    import pandas as pd

    codings = pd.DataFrame(blind, columns=["entry", "theme", "coder", "decision"])
    codings = codings[codings["decision"] != Decision.OPEN]
    parts = {theme["id"]: theme["merged_into"] for theme in store.current(RecordType.THEME)}
    codings = agreement.merged(codings, parts)
    numbers = {entry["id"]: entry["number"] for entry in entries}
    found = []
    for theme in themes:
        made = agreement.measured(agreement.ratings(codings, theme["id"])[1])
        made |= {name: asdict(made[name]) for name in agreement.MEASURES}
        differ = agreement.disagreements(codings, theme["id"]).index
        found.append(
            {
                "theme": theme["id"],
                "title": theme["title"],
                **made,
                "differ": [numbers.get(id, id) for id in differ],
            }
        )
    return found


def learn(
    entries: Entries, accepted: dict[str, set[str]], hits: Sequence[dict[str, str]], dask: str = ""
) -> dict[str, Any]:
    """What the machine learns from people.

    Args:
        entries: ``id`` and ``text`` of each.
        accepted: entry → the themes that people accepted.
        hits: what the keywords found, as ``suggest`` gives it.
        dask: the address of a Dask scheduler; "" for this machine.

    Returns:
        ``offers``, the ``queue`` as ids, and ``fit``: how far to trust the offers, None if nobody can tell.
    """
    nothing: dict[str, Any] = {
        "offers": [],
        "queue": [entry["id"] for entry in entries][:_LONGEST_QUEUE],
        "fit": None,
    }
    if len(entries) < 2:
        return nothing
    texts = [entry["text"] for entry in entries]
    coded = [place for place, entry in enumerate(entries) if entry["id"] in accepted]
    ordered = sorted({*sample(len(entries), queue.MOST_TO_ORDER), *coded})
    fitted = features.fit([texts[place] for place in ordered], latent=len(coded) < classifier.LATENT_BELOW)
    vectors = fitted.vectors([texts[place] for place in ordered])
    row = {place: number for number, place in enumerate(ordered)}
    own = [accepted[entries[place]["id"]] for place in coded]
    rows = vectors[[row[place] for place in coded]]
    learnt = scores = None
    offers: list[dict[str, Any]] = []
    fit = None
    if len(coded) >= LEAST_CODED and len({theme for each in own for theme in each}) > 1:
        weak = _weak(entries, row, accepted, hits)
        weak_rows, weak_own = vectors[[place for place, _ in weak]], [themes for _, themes in weak]
        with cluster(dask):
            tested = classifier.out_of_fold(fitted, rows, own, (weak_rows, weak_own, _BELIEVED))
        calibration = trust.calibrate(*tested, own)
        learnt = _with_weak(fitted, rows, own, weak_rows, weak_own)
        scores = learnt.of(vectors)
        offers = _offers(learnt, calibration, entries, {entries[place]["id"] for place in coded}, dask)
        fit = {
            "coded": calibration.coded,
            "accuracy": round(calibration.accuracy, 3),
            "curve": [{**step, "at_most": round(step["at_most"], 3)} for step in calibration.curve],
        }
    places = vectors[:, len(fitted.rarity) :].toarray()
    order = queue.order(places, [row[place] for place in coded], scores)
    return {
        "offers": offers,
        "queue": [entries[ordered[number]]["id"] for number in order][:_LONGEST_QUEUE],
        "fit": fit,
    }


def _weak(
    entries: Entries, row: dict[int, int], accepted: dict[str, set[str]], hits: Sequence[dict[str, str]]
) -> list[tuple[int, set[str]]]:
    """The rows of uncoded entries in which the keywords of one theme alone were found, with that theme."""
    themes: dict[str, set[str]] = {}
    for hit in hits:
        themes.setdefault(hit["entry"], set()).add(hit["theme"])
    return [
        (row[place], themes[entry["id"]])
        for place, entry in enumerate(entries)
        if place in row and entry["id"] not in accepted and len(themes.get(entry["id"], ())) == 1
    ]


def _with_weak(
    fitted: features.Features, rows: Any, own: list[set[str]], weak_rows: Any, weak_own: list[set[str]]
) -> classifier.Classifier:
    from scipy import sparse

    weights = [1.0] * len(own) + [_BELIEVED] * len(weak_own)
    return classifier.fit_on(
        fitted, sparse.vstack([rows, weak_rows], format="csr"), [*own, *weak_own], weights
    )


def _offers(
    learnt: classifier.Classifier,
    calibration: trust.Calibration,
    entries: Entries,
    coded: set[str],
    dask: str,
) -> list[dict[str, Any]]:
    """The likeliest theme of each entry, and others that are likely too, with the words that weighed most."""
    left = [entry for entry in entries if entry["id"] not in coded]
    batches = list(in_batches(learnt.scores, (entry["text"] for entry in left), dask=dask))
    if not batches:
        return []
    confidence = calibration.confidence(np.concatenate(batches))
    best = np.argsort(-confidence, axis=1, kind="stable")[:, : trust.OFFERED]
    chosen = [
        (place, theme)
        for place in range(len(left))
        for rank, theme in enumerate(best[place].tolist())
        if rank == 0 or confidence[place, theme] >= _OFFER_FROM
    ]
    reasons = learnt.reasons(
        (left[place]["text"] for place, _ in chosen), (learnt.themes[theme] for _, theme in chosen)
    )
    return [
        {
            "entry": left[place]["id"],
            "theme": learnt.themes[theme],
            "reason": ", ".join(reason),
            "origin": "model",
            "confidence": round(float(confidence[place, theme]), 3),
        }
        for (place, theme), reason in zip(chosen, reasons, strict=True)
    ]
