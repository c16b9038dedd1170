"""A card's state in one go is its state review by review."""

from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.schedule import Review, State, after, fold

DAY = 86_400_000
waits = st.sampled_from((0, 60_000, 600_000, DAY, 9 * DAY, 200 * DAY))
pasts = st.lists(st.tuples(st.integers(1, 4), waits), max_size=14)


def reviews(past: list[tuple[int, int]]) -> list[Review]:
    """Reviews by their ratings and the waits (ms) before each."""
    at, out = 0, []
    for rating, wait in past:
        at += wait
        out.append(Review(rating, at, at // DAY))
    return out


@given(pasts, st.sampled_from((0.8, 0.9, 0.97)))
def test_a_fold_is_one_review_after_another(past: list[tuple[int, int]], retention: float) -> None:
    one_by_one = reduce(lambda state, review: after(state, review, "a/b", retention), reviews(past), State())
    assert fold(reviews(past), "a/b", retention) == one_by_one


@given(pasts)
def test_plain_tuples_fold_as_reviews_do(past: list[tuple[int, int]]) -> None:
    assert fold(map(tuple, reviews(past)), "a/b") == fold(reviews(past), "a/b")  # type: ignore[arg-type] # of three parts
