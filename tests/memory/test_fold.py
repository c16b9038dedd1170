"""Folding all reviews of a card at once equals folding them one by one."""

from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.schedule import CardState, Review, after, fold

DAY = 86_400_000
waits = st.sampled_from((0, 60_000, 600_000, DAY, 9 * DAY, 200 * DAY))
pasts = st.lists(st.tuples(st.integers(1, 4), waits), max_size=14)


def reviews(past: list[tuple[int, int]]) -> list[Review]:
    """Returns reviews from ratings and the waits (ms) before each."""
    at, out = 0, []
    for rating, wait in past:
        at += wait
        out.append(Review(rating, at, at // DAY))
    return out


@given(pasts, st.sampled_from((0.8, 0.9, 0.97)))
def test_a_fold_is_one_review_after_another(past: list[tuple[int, int]], retention: float) -> None:
    one_by_one = reduce(lambda state, review: after(state, review, "a/b", retention), reviews(past), CardState())
    assert fold(reviews(past), "a/b", retention) == one_by_one


@given(pasts)
def test_plain_tuples_fold_as_reviews_do(past: list[tuple[int, int]]) -> None:
    assert fold(map(tuple, reviews(past)), "a/b") == fold(reviews(past), "a/b")  # type: ignore[arg-type] # of three parts
