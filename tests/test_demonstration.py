"""The demonstration shows the workshop whole, and says everywhere that it is simulated."""

from collections import Counter

import pytest
from serving import ROOT

from sistercity_nb.demonstration import read_demonstration
from sistercity_nb.model import Kind, RecordType
from sistercity_nb.store import Revision
from sistercity_nb.workshop import Workshop


@pytest.fixture
def revisions(workshop: Workshop) -> list[Revision]:
    """The shipped demonstration."""
    return read_demonstration(ROOT / "data" / "demo", workshop)


def entries(revisions: list[Revision]) -> list[Revision]:
    """Those that are entries."""
    return [revision for revision in revisions if revision.type is RecordType.ENTRY]


def test_it_is_large_enough_to_look_real(revisions: list[Revision], workshop: Workshop) -> None:
    """At least 180 entries from at least 60 provinces, of every kind, each sentence its own."""
    said = [entry.body for entry in entries(revisions)]
    assert len(said) >= 180
    assert len({body["province"] for body in said} - {None}) >= 60
    assert {body["kind"] for body in said} == set(Kind)
    assert Counter(body["text"] for body in said).most_common(1)[0][1] == 1


def test_every_group_speaks_to_every_guideline(revisions: list[Revision], workshop: Workshop) -> None:
    """Each breakout group has entries under each guideline, and each known obstacle among its problems."""
    themes = {
        (coding.body["entry"], coding.body["theme"])
        for coding in revisions
        if coding.type is RecordType.CODING
    }
    for group in workshop.groups:
        own = [entry for entry in entries(revisions) if entry.body["group"] == group.id]
        assert {entry.body["guideline"] for entry in own} >= {known.no for known in workshop.guidelines}
        problems = [entry.record for entry in own if entry.body["kind"] == "problem"]
        for seed in workshop.themes:
            assert any((problem, seed.id) in themes for problem in problems), (group.id, seed.id)


def test_everything_in_it_is_marked(revisions: list[Revision]) -> None:
    """Every entry and every coding of the demonstration carries the mark of a simulation."""
    assert all(r.body["simulated"] for r in revisions if r.type is not RecordType.THEME)
