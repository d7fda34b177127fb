"""The smallest cell: no number of few people is told, nor what would give it away."""

from hypothesis import given
from hypothesis import strategies as st

from sistercity_nb.disclosure import SMALLEST, untold

COUNTS = st.lists(st.integers(0, 12), max_size=6)


@given(COUNTS, st.sets(st.integers(0, 5)))
def test_nobody_can_work_out_a_small_number(counts: list[int], known: set[int]) -> None:
    """No number of one to four is told, and whoever knows the total knows none of those kept back."""
    hidden = untold(counts, known & set(range(len(counts))))
    assert not any(0 < count < SMALLEST for place, count in enumerate(counts) if place not in hidden)
    if len(hidden) == 1:  # all there is: the total itself is not told then, if it is few
        assert sum(counts) == sum(counts[place] for place in hidden)


@given(COUNTS.filter(lambda counts: not any(0 < count < SMALLEST for count in counts)))
def test_what_tells_of_nobody_is_told(counts: list[int]) -> None:
    """Where every number is five or more, or none, every number is told."""
    assert untold(counts) == set()


def test_the_next_smallest_is_kept_back_too() -> None:
    """Beside one small number it is the next smallest that is kept back; beside two it is none."""
    assert untold([3, 9, 0, 7]) == {0, 3}
    assert untold([3, 9, 2, 7]) == {0, 2}
