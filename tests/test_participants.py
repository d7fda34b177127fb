"""Participants and answered questionnaires as frames: in the list's order, without telephone, of nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from serving import ROOT

from sistercity_nb import frames
from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.errors import FileRefused
from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Store
from sistercity_nb.workshop import Workshop

DEMO = ROOT / "data" / "demo"


@pytest.fixture
def person() -> Callable[..., Revision]:
    """Makes a revision of a participant, with the given fields."""

    def make(id: str, **body: Any) -> Revision:
        return Revision(f"r-{id}", id, RecordType.PARTICIPANT, {"name": id, **body})

    return make


def test_participants_stand_in_the_lists_order(store: Store, person: Callable[..., Revision]) -> None:
    """By line, then by province as the provinces are listed, then by name; who is on no line comes last."""
    store.append(
        [
            person("guest"),
            person("b", line=1, province="TH-50"),
            person("a", line=1, province="TH-11"),
            person("c", line=2, phone="02-000-0000", email="c@example.org"),
        ]
    )
    frame = frames.participants(store)
    assert list(frame["id"]) == ["a", "b", "c", "guest"]
    assert not {"phone", "email"} & {*frame.columns}


def test_every_form_has_a_row_for_every_question(store: Store) -> None:
    """What was not answered is missing; the order of forms follows from their ids and not from time."""
    for number in range(9):
        body = {"scores": {"venue": 5}, "comments": {"suggestions": f"ข้อ {number}"} if number else {}}
        store.append([Revision(f"r{number}", f"form-{number}", RecordType.ANSWERS, body)])
    frame = frames.answers(store)
    form = store.workshop.questionnaire
    assert form is not None
    asked = (*form.general, *(item for side in form.sides for item in side.items), *form.comments)
    assert len(frame) == 9 * len(asked)
    assert frame[frame["question"] == "venue"]["value"].tolist() == [5] * 9
    assert frame[frame["question"] == "food"]["value"].isna().all()
    said = [text for text in frame["text"] if text]
    assert sorted(said) == [f"ข้อ {number}" for number in range(1, 9)]
    assert said != sorted(said)


def test_an_empty_record_has_the_columns(store: Store) -> None:
    """Without a participant and an answer the frames keep their contract."""
    assert list(frames.participants(store).columns) == list(frames.PARTICIPANTS)
    assert list(frames.answers(store).columns) == list(frames.ANSWERS)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("participants.csv", ",1,TH-12,", ",77,TH-12,", "row 3, line"),
        ("participants.csv", "p002", "p001", "row 3, id"),
        ("participants.csv", ",yes,yes", ",perhaps,yes", "row 3, attended"),
        ("answers.csv", "q002,1", "q002,9", "row 3, sector"),
        ("answers.csv", "q002,1", "q002,x", "row 3, sector"),
    ],
)
def test_a_wrong_row_is_named(
    tmp_path: Path, workshop: Workshop, file: str, old: str, new: str, said: str
) -> None:
    """A demonstration with one wrong cell is refused whole, with the file, the row and the column."""
    for path in DEMO.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (DEMO / file).read_text(encoding="utf-8")
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileRefused, match=f"{file}, {said}"):
        read_demonstration(tmp_path, workshop)


def test_names_of_the_demonstration_are_evidently_invented() -> None:
    """Each participant is called สมมติ, "made up", and can be reached nowhere."""
    lines = (DEMO / "participants.csv").read_text(encoding="utf-8").splitlines()
    assert all("สมมติ จำลอง" in line and "@example.org" in line for line in lines[1:])
