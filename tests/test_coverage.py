"""What has no evidence yet is seen before the room closes."""

from collections.abc import Callable

from sistercity_nb.coverage import board, coverage
from sistercity_nb.model import RecordType
from sistercity_nb.store import Revision, Store

Make = Callable[..., Revision]


def test_an_empty_record_covers_nothing(store: Store) -> None:
    """Before the first entry every guideline lacks every group and no objective is met."""
    found = coverage(store.workshop, [])
    groups = [group.id for group in store.workshop.groups]
    assert all(guideline["missing_groups"] == groups for guideline in found["guidelines"])
    assert not any(objective["met"] for objective in found["objectives"])


def test_a_guideline_is_covered_group_by_group(store: Store, entry: Make) -> None:
    """An entry under a guideline is evidence from its own group only."""
    store.append([entry(guideline=2)])
    second = coverage(store.workshop, store.current(RecordType.ENTRY))["guidelines"][1]
    assert (second["entries"], second["missing_groups"]) == (1, ["considering", "not-started"])


def test_a_need_of_every_group_is_met_by_all(store: Store, entry: Make) -> None:
    """A need that asks for each group is met only when the last group has spoken."""
    met = []
    for group in store.workshop.groups:
        store.append([entry(group=group.id, kind="benefit")])
        found = coverage(store.workshop, store.current(RecordType.ENTRY))
        [objective] = [objective for objective in found["objectives"] if objective["id"] == "3.2"]
        met.append(objective["needs"][0]["met"])
    assert met == [False, False, True]


def test_a_withdrawn_entry_is_no_evidence(store: Store, entry: Make) -> None:
    """A withdrawn entry neither counts nor covers."""
    store.append([entry(guideline=1, withdrawn=True, reason="ซ้ำ")])
    states = store.current(RecordType.ENTRY)
    assert coverage(store.workshop, states)["guidelines"][0]["entries"] == 0
    assert board(store.workshop, states)["total"] == 0


def test_the_board_adds_up(store: Store, entry: Make) -> None:
    """The groups' totals, kinds and guidelines each add up to the entries of the breakout groups."""
    store.append([entry(), entry(kind="benefit", guideline=3, province="TH-75"), entry(group="not-started")])
    counts = board(store.workshop, store.current(RecordType.ENTRY))
    assert sum(group["total"] for group in counts["groups"]) == counts["total"] == 3
    for group in counts["groups"]:
        assert sum(group["kinds"].values()) == sum(group["guidelines"].values()) == group["total"]
    assert counts["groups"][0]["provinces"] == 1
