"""What the machine learns from people's coding: good guesses, honest confidence, a queue, the same bytes."""

import pickle

import numpy as np
import pandas as pd
import pytest

from sistercity_nb import frames
from sistercity_nb.errors import CannotRun
from sistercity_nb.model import Coding, Decision, RecordType
from sistercity_nb.store import Revision, Store
from sistercity_nb.themes import classifier, features, measure, queue, reading, trust, workers
from sistercity_nb.themes.read import reading as reading_of

SUBJECTS = ("จังหวัด", "อำเภอ", "สำนักงาน", "หน่วยงาน", "กลุ่มงาน", "เทศบาล", "ท่าอากาศยาน", "มหาวิทยาลัย")
SAID = {
    "budget": ("ขาดงบประมาณสนับสนุน", "ไม่ได้รับจัดสรรเงิน", "ตั้งงบไว้ไม่พอ"),
    "language": ("ไม่มีล่ามภาษาจีน", "เจ้าหน้าที่พูดภาษาอังกฤษไม่ได้", "ต้องจ้างคนแปลเอกสาร"),
    "continuity": ("ไม่มีกิจกรรมหลังลงนาม", "คณะทำงานไม่เคยประชุม", "เปลี่ยนผู้บริหารแล้วหยุดไป"),
}
TEXTS = [f"{subject}{said}" for subject in SUBJECTS for own in SAID.values() for said in own]
LABELS = [theme for _ in SUBJECTS for theme, own in SAID.items() for _ in own]


def test_what_was_never_seen_is_told_apart() -> None:
    """Trained on some subjects' sentences, the classifier knows the themes of the others'."""
    learnt = classifier.fit(TEXTS[:36], classifier.as_labels(LABELS[:36]))
    assert learnt.assign(TEXTS[36:]) == LABELS[36:]


def test_learning_again_gives_the_same_bytes() -> None:
    """Features, weights and queue are the same to the byte each time."""
    first, second = (pickle.dumps(classifier.fit(TEXTS, classifier.as_labels(LABELS))) for _ in range(2))
    assert first == second


def test_a_reason_is_words_of_the_text() -> None:
    """What weighed most stands in the text, and names what the theme is about."""
    learnt = classifier.fit(TEXTS, classifier.as_labels(LABELS))
    for text, reason in zip(TEXTS, learnt.reasons(TEXTS, LABELS), strict=True):
        assert reason
        assert all(word in text for word in reason)


def test_an_entry_may_speak_of_two_themes() -> None:
    """Each theme has a machine of its own: a text of two scores above nought for both."""
    both = [f"{SAID['budget'][0]} และ{SAID['language'][0]}"] * 3
    coded = [*classifier.as_labels(LABELS), *[("budget", "language")] * 3]
    learnt = classifier.fit([*TEXTS, *both], coded)
    scores = dict(zip(learnt.themes, learnt.scores(both[:1])[0], strict=True))
    assert {theme for theme, score in scores.items() if score > 0} == {"budget", "language"}


def test_one_theme_alone_cannot_be_learnt() -> None:
    """With nothing to tell it from, there is no classifier."""
    with pytest.raises(ValueError, match="two themes"):
        classifier.fit(TEXTS[:3], [("budget",)] * 3)


def test_confidence_is_what_people_agree_to() -> None:
    """A score that is mostly right gets a high confidence, one that is mostly wrong a low one."""
    chance = np.random.default_rng(0)
    right = chance.random(400) < 0.5
    scores = np.column_stack([np.where(right, 1.0, -1.0), np.where(right, -1.0, 1.0), np.full(400, -2.0)])
    scores = (scores + chance.normal(0, 0.8, scores.shape)).astype(np.float32)
    coded = [("a",) if yes else ("b",) for yes in right]
    calibration = trust.calibrate(("a", "b", "c"), scores, coded)
    for step in calibration.curve:
        if step["tested"] > 50:
            assert step["wrong"] / step["tested"] <= step["at_most"] <= 1
            assert step["wrong"] / step["tested"] <= 1 - step["from"] + 0.05
    assert 0.8 < calibration.accuracy < 1


def test_nothing_wrong_yet_is_not_certainty() -> None:
    """Ten right of ten still leave an upper limit of a quarter, as Clopper and Pearson's rule has it."""
    scores = np.tile(np.array([[2.0, -2.0]], np.float32), (10, 1))
    [first, *_] = trust.calibrate(("a", "b"), scores, [("a",)] * 10).curve
    assert (first["tested"], first["wrong"]) == (10, 0)
    assert first["at_most"] == pytest.approx(1 - 0.05 ** (1 / 10))


def test_the_queue_begins_with_each_sort_of_text() -> None:
    """The first entries in the queue are of every theme, and none is coded already or named twice."""
    texts = [*TEXTS, *(f"{text} ต่อเนื่อง" for text in TEXTS)]
    fitted = features.fit(texts)
    places = fitted.vectors(texts)[:, len(fitted.rarity) :].toarray()
    order = queue.order(places, [0, 5], None)
    assert {(LABELS * 2)[place] for place in order[:12]} == set(SAID)
    assert sorted([*order, 0, 5]) == list(range(len(texts)))


@pytest.mark.drill
@pytest.mark.filterwarnings("ignore")  # of the cluster's own libraries
def test_a_cluster_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches on two processes and on a Dask cluster of two workers give what one process gives."""
    from distributed import LocalCluster

    monkeypatch.setattr(workers, "BATCH", 20)
    learnt = classifier.fit(TEXTS, classifier.as_labels(LABELS))
    alone = learnt.assign(TEXTS, jobs=1)
    assert learnt.assign(TEXTS, jobs=2) == alone
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as started:
        assert learnt.assign(TEXTS, dask=started.scheduler_address) == alone
        assert reading.duplicates.pairs(TEXTS, dask=started.scheduler_address) == reading.duplicates.pairs(
            TEXTS
        )


def test_a_cluster_that_is_not_there_is_named() -> None:
    """An address where nobody answers is refused with the address in the sentence."""
    with pytest.raises(CannotRun, match="inproc"), workers.cluster("inproc://127.0.0.1/0/0"):
        pass


def test_a_reading_learns_from_people(demonstration: Store) -> None:
    """Where people have coded, entries get the machine's own suggestions with words and confidence."""
    reading.refresh(demonstration)
    rows = demonstration.suggestions()
    learnt = [row for row in rows if row["origin"] == "model"]
    texts = {state["id"]: state["text"] for state in demonstration.current(RecordType.ENTRY)}
    assert all(0 < row["confidence"] < 1 for row in learnt)
    assert all(word in texts[row["entry"]].casefold() for row in learnt for word in row["reason"].split(", "))
    fit = demonstration.reading("fit")
    assert fit["coded"] >= reading.LEAST_CODED
    coded = {state["entry"] for state in demonstration.current(RecordType.CODING)}
    assert coded.isdisjoint(demonstration.reading("queue"))


def test_reading_again_changes_nothing(demonstration: Store) -> None:
    """The same record gives the same suggestions, queue and pairs, and is left as it was."""
    read = []
    for _ in range(2):
        reading.refresh(demonstration)
        read.append(
            (
                demonstration.suggestions(),
                *(demonstration.reading(name) for name in ("queue", "fit", "pairs")),
            )
        )
    assert read[0] == read[1]


def test_a_blind_coder_teaches_nothing(store: Store) -> None:
    """A coder's own decision, made to measure agreement, is neither learnt from nor taken as decided."""
    body = {"group": "signed", "kind": "problem"}
    entries = [
        Revision(f"r{n}", f"e{n}", RecordType.ENTRY, {**body, "text": text}) for n, text in enumerate(TEXTS)
    ]
    themes = [Revision(f"t{name}", name, RecordType.THEME, {"title": name, "keywords": []}) for name in SAID]
    store.append([*entries, *themes])
    codings = [Coding(f"e{n}", theme, Decision.ACCEPTED, coder="one") for n, theme in enumerate(LABELS)]
    store.append(
        [Revision(f"c{n}", each.id, RecordType.CODING, each.body()) for n, each in enumerate(codings)]
    )
    reading.refresh(store)
    assert store.suggestions() == []
    assert store.reading("fit") is None


def test_a_labelled_file_is_measured(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same measuring runs on any file with a text and a label, and names a column that is missing."""
    file = tmp_path_factory.mktemp("file") / "labelled.csv"
    lines = [f"{text},{label}" for text, label in zip(TEXTS, LABELS, strict=True)]
    file.write_text("\n".join(["text,theme", *lines]), encoding="utf-8")
    said: list[str] = []
    measure.print_themes(file, file, "text", "theme", said.append)
    assert any(line.startswith("test file, ours: accuracy 1.000") for line in said)
    assert any(line.strip().startswith("queue: ") for line in said)
    with pytest.raises(measure.FileRefused, match="text, theme"):
        measure.print_themes(file, None, "words", "theme", said.append)


def test_frames_are_read_as_the_record_is(demonstration: Store) -> None:
    """A notebook's reading of plain frames is that of the record, the same again, and changes nothing."""
    given = frames.entries(demonstration), frames.codings(demonstration), frames.codebook(demonstration)
    before = [frame.copy(deep=True) for frame in given]
    made, again = reading_of(*given), reading_of(*given)
    reading.refresh(demonstration)
    stored = {(row["entry"], row["theme"]): row["confidence"] for row in demonstration.suggestions()}
    frame = made.suggestions
    told = dict(zip(zip(frame["entry"], frame["theme"], strict=True), frame["confidence"], strict=True))
    assert {pair: None if value != value else value for pair, value in told.items()} == stored
    assert made.queue["entry"].tolist() == demonstration.reading(reading.QUEUE)
    assert made._repr_html_() == again._repr_html_()
    for frame, kept in zip(given, before, strict=True):
        pd.testing.assert_frame_equal(frame, kept)


def test_nothing_is_read_out_of_nothing(store: Store) -> None:
    """An empty record's frames have a reading, and it is empty."""
    made = reading_of(frames.entries(store), frames.codings(store), frames.codebook(store))
    assert [len(part) for part in (made.suggestions, made.queue, made.alike, made.trust)] == [0, 0, 0, 0]
