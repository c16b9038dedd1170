"""Readiness: only first exposures, silent when there are few, and calibrated on learners who are drawn."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.sittings.passing_odds import chance
from studykit.sittings.readiness import LEAST, MOST, REST, Exposure, Readiness, first_exposures, likely, readiness

CUTS, FRESH, LINE = (0.68, 0.72, 0.76), 50, 36


def asked(point: str, at: int = 0, counts: bool = True, topic: str = "sqs") -> Exposure:
    return Exposure(point, topic, at, right=True, counts=counts)


def test_a_variant_of_what_was_seen_does_not_count() -> None:
    assert first_exposures([asked("slow", 0), asked("slow", 9 * REST), asked("dlq", 9 * REST)], {}) == [
        asked("slow", 0),
        asked("dlq", 9 * REST),
    ]


def test_an_answer_that_was_taken_back_was_seen() -> None:
    assert first_exposures([asked("slow", counts=False), asked("slow")], {}) == []


@pytest.mark.parametrize(("wait", "counts"), [(0, 0), (REST - 1, 0), (REST, 1), (-1, 1)])
def test_an_answer_within_a_day_of_its_note_does_not_count(wait: int, counts: int) -> None:
    assert len(first_exposures([asked("slow", 5 * REST + wait)], {"sqs": [5 * REST]})) == counts


def test_a_note_that_is_read_again_keeps_its_topic_out_for_another_day_and_no_other_topic() -> None:
    read = {"sqs": [0, 4 * REST]}
    answers = [asked("slow", 4 * REST + 1), asked("push", 4 * REST + 1, topic="sns")]
    assert first_exposures(answers, read) == answers[1:]


def first(scores: list[bool]) -> list[Exposure]:
    return [Exposure(str(place), "sqs", place, right) for place, right in enumerate(scores)]


def test_nothing_is_said_under_thirty() -> None:
    assert readiness(first([True] * (LEAST - 1)), FRESH, CUTS) is None
    assert readiness(first([True] * LEAST), FRESH, CUTS) is not None


def test_the_line_is_the_middle_cut_and_only_the_latest_hundred_count() -> None:
    ready = readiness(first([False] * 50 + [True] * 80 + [False] * 20), FRESH, CUTS)
    assert ready is not None
    assert (ready.items, ready.right, ready.line) == (MOST, 80, LINE)
    assert ready.chances == {cut: chance(80, MOST, cut, FRESH) for cut in CUTS}


COUNTS = st.integers(30, 100).flatmap(lambda items: st.tuples(st.integers(0, items), st.just(items)))


@given(counts=COUNTS, fresh=st.integers(1, 65))
def test_the_range_leaves_a_tenth_out_at_each_end_at_most(counts: tuple[int, int], fresh: int) -> None:
    low, high = likely(*counts, fresh)
    reach = [chance(*counts, (right - 0.5) / fresh, fresh) for right in range(fresh + 1)] + [0.0]
    assert reach[low + 1] - 1e-12 <= 0.9 < reach[low] + 1e-12
    assert reach[high + 1] - 1e-12 < 0.1 <= reach[high] + 1e-12


class ScoredItem(NamedTuple):
    """Somebody's readiness, and the right answers on the form that came next."""

    said: Readiness
    right: int


def sat(rng: Random, learnt: float) -> ScoredItem:
    """Someone who knows half to nearly all, has asked 30 to 300 items, and knew up to `learnt` less at first."""
    knows, items, less = rng.uniform(0.5, 0.95), rng.randint(30, 300), rng.uniform(0, learnt)
    scores = [rng.random() < knows - less * (1 - place / items) for place in range(items)]
    said = readiness(first(scores), FRESH, CUTS)
    assert said is not None
    return ScoredItem(said, sum(rng.random() < knows for _ in range(FRESH)))


@pytest.mark.parametrize("learnt", [0.0, 0.2])
def test_the_chance_of_the_line_has_a_brier_score_of_at_most_155_thousandths(learnt: float) -> None:
    rng = Random(20261125)
    people = [sat(rng, learnt) for _ in range(1500)]
    assert sum((one.said.chances[0.72] - (one.right >= LINE)) ** 2 for one in people) / len(people) <= 0.155


def test_four_in_five_steady_learners_land_in_their_range() -> None:
    rng = Random(7)
    people = [sat(rng, 0.0) for _ in range(1000)]
    held = sum(one.said.low <= one.right <= one.said.high for one in people) / len(people)
    assert 0.77 <= held <= 0.9


def test_what_is_said_to_be_likely_is_likely() -> None:
    rng = Random(11)
    people = [sat(rng, 0.0) for _ in range(2000)]
    sure = [one.right >= LINE for one in people if one.said.chances[0.72] >= 0.8]
    lost = [one.right >= LINE for one in people if one.said.chances[0.72] <= 0.2]
    assert sum(sure) / len(sure) >= 0.8
    assert sum(lost) / len(lost) <= 0.2
