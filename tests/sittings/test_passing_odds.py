"""Wilson's interval and the probability of passing, against exact sums."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.sittings.passing_odds import Z, pass_probability, right_to_pass, wilson_interval

COUNTS = st.integers(1, 80).flatmap(lambda items: st.tuples(st.integers(0, items), st.just(items)))


def by_integral(right: int, items: int, need: int, fresh: int) -> Fraction:
    """Returns the integral over the share p, term by term.

    The integral of p^a (1-p)^b from 0 to 1 is a! b! / (a + b + 1)!.
    """

    def beta(a: int, b: int) -> Fraction:
        return Fraction(1, (a + b + 1) * comb(a + b, a))

    wrong = items - right
    terms = (comb(fresh, k) * beta(right + k, wrong + fresh - k) for k in range(need, fresh + 1))
    return sum(terms, Fraction(0)) / beta(right, wrong)


@given(counts=COUNTS, fresh=st.integers(1, 60), cut=st.sampled_from([0.0, 0.5, 0.68, 0.72, 0.76, 1.0]))
def test_the_probability_is_the_integral_over_the_known_share(counts: tuple[int, int], fresh: int, cut: float) -> None:
    expected = by_integral(*counts, right_to_pass(cut, fresh), fresh)
    assert pass_probability(*counts, cut, fresh) == pytest.approx(float(expected), abs=1e-12)


@given(counts=COUNTS)
def test_the_score_test_rejects_exactly_outside_the_interval(counts: tuple[int, int]) -> None:
    right, items = counts
    for end in wilson_interval(right, items):
        deviation = (right / items - end) ** 2
        assert deviation == pytest.approx(Z * Z * end * (1 - end) / items, abs=1e-9)


def test_forty_nine_of_sixty_five() -> None:
    assert [round(pass_probability(49, 65, cut, 50), 3) for cut in (0.68, 0.72, 0.76)] == [0.828, 0.686, 0.502]
    assert [round(end, 4) for end in wilson_interval(49, 65)] == [0.6369, 0.8424]


@given(counts=COUNTS)
def test_one_more_right_never_lowers_the_probability(counts: tuple[int, int]) -> None:
    right, items = counts
    assert pass_probability(right, items, 0.72, 50) >= pass_probability(max(0, right - 1), items, 0.72, 50)


def test_a_cut_is_reached_at_the_first_whole_number_not_below_it() -> None:
    assert [right_to_pass(cut, 50) for cut in (0.68, 0.72, 0.721, 0.76)] == [34, 36, 37, 38]
