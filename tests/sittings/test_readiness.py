"""Readiness: only first exposures count, few give no estimate, and it is calibrated on simulated learners."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.sittings.passing_odds import pass_probability
from studykit.sittings.readiness import (
    MAX_EXPOSURES,
    MIN_EXPOSURES,
    NOTE_EFFECT,
    Exposure,
    Readiness,
    first_exposures,
    likely_range,
    readiness,
)

CUTS, FRESH, LINE = (0.68, 0.72, 0.76), 50, 36


def asked(point: str, at: int = 0, counts: bool = True, topic: str = "sqs") -> Exposure:
    return Exposure(point, topic, at, right=True, counts=counts)


def test_a_variant_of_a_seen_item_does_not_count() -> None:
    assert first_exposures([asked("slow", 0), asked("slow", 9 * NOTE_EFFECT), asked("dlq", 9 * NOTE_EFFECT)], {}) == [
        asked("slow", 0),
        asked("dlq", 9 * NOTE_EFFECT),
    ]


def test_an_item_whose_answer_was_undone_was_still_seen() -> None:
    assert first_exposures([asked("slow", counts=False), asked("slow")], {}) == []


@pytest.mark.parametrize(("wait", "counts"), [(0, 0), (NOTE_EFFECT - 1, 0), (NOTE_EFFECT, 1), (-1, 1)])
def test_an_answer_within_a_day_of_its_note_does_not_count(wait: int, counts: int) -> None:
    assert len(first_exposures([asked("slow", 5 * NOTE_EFFECT + wait)], {"sqs": [5 * NOTE_EFFECT]})) == counts


def test_reading_a_note_again_excludes_only_its_topic_for_another_day() -> None:
    read = {"sqs": [0, 4 * NOTE_EFFECT]}
    answers = [asked("slow", 4 * NOTE_EFFECT + 1), asked("push", 4 * NOTE_EFFECT + 1, topic="sns")]
    assert first_exposures(answers, read) == answers[1:]


def first(scores: list[bool]) -> list[Exposure]:
    return [Exposure(str(place), "sqs", place, right) for place, right in enumerate(scores)]


def test_fewer_than_thirty_exposures_give_no_estimate() -> None:
    assert readiness(first([True] * (MIN_EXPOSURES - 1)), FRESH, CUTS) is None
    assert readiness(first([True] * MIN_EXPOSURES), FRESH, CUTS) is not None


def test_the_threshold_is_the_middle_cut_and_only_the_latest_hundred_count() -> None:
    ready = readiness(first([False] * 50 + [True] * 80 + [False] * 20), FRESH, CUTS)
    assert ready is not None
    assert (ready.items, ready.right, ready.line) == (MAX_EXPOSURES, 80, LINE)
    assert ready.chances == {cut: pass_probability(80, MAX_EXPOSURES, cut, FRESH) for cut in CUTS}


COUNTS = st.integers(30, 100).flatmap(lambda items: st.tuples(st.integers(0, items), st.just(items)))


@given(counts=COUNTS, fresh=st.integers(1, 65))
def test_each_tail_of_the_range_has_at_most_a_tenth(counts: tuple[int, int], fresh: int) -> None:
    low, high = likely_range(*counts, fresh)
    reach = [pass_probability(*counts, (right - 0.5) / fresh, fresh) for right in range(fresh + 1)] + [0.0]
    assert reach[low + 1] - 1e-12 <= 0.9 < reach[low] + 1e-12
    assert reach[high + 1] - 1e-12 < 0.1 <= reach[high] + 1e-12


class Outcome(NamedTuple):
    """A simulated learner's readiness, and the right answers on the next form."""

    estimate: Readiness
    right: int


def simulate(rng: Random, gain: float) -> Outcome:
    """Simulates a learner who knows 50 to 95 %, answered 30 to 300 items, and knew up to `gain` less at first."""
    knows, items, less = rng.uniform(0.5, 0.95), rng.randint(30, 300), rng.uniform(0, gain)
    scores = [rng.random() < knows - less * (1 - place / items) for place in range(items)]
    said = readiness(first(scores), FRESH, CUTS)
    assert said is not None
    return Outcome(said, sum(rng.random() < knows for _ in range(FRESH)))


@pytest.mark.parametrize("gain", [0.0, 0.2])
def test_the_probability_of_passing_has_a_brier_score_of_at_most_155_thousandths(gain: float) -> None:
    rng = Random(20261125)
    people = [simulate(rng, gain) for _ in range(1500)]
    assert sum((one.estimate.chances[0.72] - (one.right >= LINE)) ** 2 for one in people) / len(people) <= 0.155


def test_four_in_five_steady_learners_score_in_their_range() -> None:
    rng = Random(7)
    people = [simulate(rng, 0.0) for _ in range(1000)]
    held = sum(one.estimate.low <= one.right <= one.estimate.high for one in people) / len(people)
    assert 0.77 <= held <= 0.9


def test_high_probabilities_come_true_and_low_ones_do_not() -> None:
    rng = Random(11)
    people = [simulate(rng, 0.0) for _ in range(2000)]
    sure = [one.right >= LINE for one in people if one.estimate.chances[0.72] >= 0.8]
    lost = [one.right >= LINE for one in people if one.estimate.chances[0.72] <= 0.2]
    assert sum(sure) / len(sure) >= 0.8
    assert sum(lost) / len(lost) <= 0.2
