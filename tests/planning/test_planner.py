"""The plan to an exam date: laws of its minutes, its recall and its cards."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from random import Random
from statistics import fmean
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.memory import fsrs
from studykit.memory.fsrs import Memory
from studykit.memory.seconds import NEW_SECONDS
from studykit.planning.days import MockLength, minutes_for_cards
from studykit.planning.draws import DRAWS, even_draws, random_draws
from studykit.planning.planner import SEED, Deck, StudyPlan, candidates, find_plan, sampled
from studykit.planning.projection import SeenCard, Simulation, StudyPolicy, project
from tests.quick_plans import two_policies

__all__ = ["two_policies"]
SEEN = st.builds(
    SeenCard,
    st.builds(Memory, st.floats(0.1, 200), st.floats(1, 10)),
    st.integers(-60, -1),
)
DECKS = st.builds(Deck, st.lists(SEEN, max_size=30).map(tuple), st.integers(1, 60))
DAYS = st.integers(2, 20)
NOISE = 0.01


class Case(NamedTuple):
    """A deck to plan for, the days until the exam and the minutes of each."""

    deck: Deck
    days: int
    minutes: int


def random_case(seed: int) -> Case:
    rng = Random(seed)
    seen = [
        SeenCard(Memory(rng.uniform(0.1, 200), rng.uniform(1, 10)), -rng.randint(1, 60))
        for _ in range(rng.choice((0, 1, rng.randint(2, 30))))
    ]
    return Case(Deck(tuple(seen), rng.randint(1, 60)), rng.randint(2, 20), rng.randint(1, 60))


CASES = [
    Case(Deck((), 1), 2, 1),
    Case(Deck((SeenCard(Memory(0.1, 10.0), -60),) * 30, 1), 2, 60),
    *map(random_case, range(16)),
]


def case_ids(case: Case) -> str:
    seen, new = case.deck
    return f"{len(seen)}-seen-{new}-new-{case.days}-days-{case.minutes}-minutes"


@cache
def planned(case: Case) -> StudyPlan:
    """Returns the plan of a case. Several laws look at the same plan; all of them use `two_policies`."""
    return find_plan(case.deck, [case.minutes] * case.days, 0.9, needed=False)


@pytest.mark.usefixtures("two_policies")
@pytest.mark.parametrize("case", CASES, ids=case_ids)
def test_a_day_exceeds_its_minutes_by_at_most_one_slow_card(case: Case) -> None:
    slowest = max(NEW_SECONDS) / sampled(case.deck)[1]
    assert all(day.seconds <= 60 * case.minutes + slowest for day in planned(case).projection.days)


@pytest.mark.usefixtures("two_policies")
@pytest.mark.parametrize("case", CASES, ids=case_ids)
def test_no_day_has_more_recalled_reviews_than_reviews(case: Case) -> None:
    assert all(0 <= day.recalled <= day.reviews for day in planned(case).projection.days)


@pytest.mark.usefixtures("two_policies")
@pytest.mark.parametrize("case", CASES[:6], ids=case_ids)
def test_the_same_input_gives_the_same_plan(case: Case) -> None:
    deck = Deck(tuple(SeenCard(*card) for card in case.deck.seen), case.deck.new)
    assert find_plan(deck, [case.minutes] * case.days, 0.9, needed=False) == planned(case)


@pytest.mark.parametrize("case", CASES[2:6], ids=case_ids)
def test_more_minutes_never_lower_the_expected_recall(case: Case) -> None:
    recalls = [
        find_plan(case.deck, [minutes] * case.days, 0.99, needed=False).projection.recall for minutes in (3, 6, 12, 24)
    ]
    assert all(more >= less - NOISE for less, more in pairwise(recalls))


@settings(max_examples=8)
@given(deck=DECKS, days=DAYS)
def test_an_infeasible_plan_names_minutes_that_are_feasible(deck: Deck, days: int) -> None:
    made = find_plan(deck, [1] * days, 0.92)
    assert made.feasible or made.minutes_needed is None or find_plan(deck, [made.minutes_needed] * days, 0.92).feasible


@pytest.mark.parametrize(
    ("cards", "days", "minutes", "target"),
    [(512, 3, 15, 0.94), (512, 3, 63, 0.94), (512, 2, 10, 0.9), (512, 14, 9, 0.93), (60, 6, 1, 0.9), (60, 20, 1, 0.95)],
)
def test_sufficient_minutes_are_feasible_after_other_tasks_take_their_share(
    cards: int, days: int, minutes: int, target: float
) -> None:
    def free(most: int) -> list[float]:
        return minutes_for_cards(days, most, MockLength())

    made = find_plan(Deck((), cards), free(minutes), target, minutes_for_cards=free)
    enough = made.minutes_needed
    assert not made.feasible
    assert enough is None or (enough > minutes and find_plan(Deck((), cards), free(enough), target).feasible)


@pytest.mark.usefixtures("two_policies")
@pytest.mark.parametrize("case", CASES[:12], ids=case_ids)
def test_every_card_is_introduced_before_the_final_pass(case: Case) -> None:
    made = find_plan(case.deck, [600] * case.days, 0.8)
    early = made.projection.days[: case.days - made.policy.final_pass]
    assert sum(day.new for day in early) == case.deck.new


@settings(max_examples=15)
@given(deck=DECKS, days=DAYS)
def test_every_card_is_reviewed_once_more_in_the_final_pass(deck: Deck, days: int) -> None:
    policy = StudyPolicy(0.7, days // 2)
    simulation = Simulation(deck.seen, deck.new, random_draws(len(deck.seen) + deck.new, 3))
    for day in range(days):
        simulation.study_day(day, days, policy, 1e9)
    assert min(simulation.last) >= days - policy.final_pass


@pytest.mark.usefixtures("two_policies")
@pytest.mark.parametrize(
    ("days", "cards"),
    [
        *((days, cards) for days in (2, 20) for cards in (1, 3, 9)),
        (2, 40),
        (100, 1),
        (100, 3),
        *(pytest.param(days, cards, marks=pytest.mark.long) for days, cards in ((20, 40), (100, 9), (100, 40))),
    ],
)
def test_a_plan_made_again_every_day_does_not_postpone_new_cards(days: int, cards: int) -> None:
    for left in range(days, days - cards, -1)[:days]:
        today = find_plan(Deck((), cards), [10.0] * left, 0.9, needed=False).projection.days[0]
        cards -= today.new
        assert today.new or not cards


def test_the_final_pass_is_spread_evenly() -> None:
    seen = tuple(SeenCard(Memory(400.0, 5.0), -1) for _ in range(100))
    projection = project(seen, 0, [1e6] * 20, StudyPolicy(0.6, 10), random_draws(100, 1))
    assert all(abs(day.reviews - 10) <= 2 for day in projection.days[10:])


def test_the_cheapest_policy_that_reaches_the_target_is_chosen() -> None:
    deck, budgets, draws = Deck((), 250), [1500.0] * 20, even_draws(250, SEED)
    projections = {policy: project(*deck, budgets, policy, draws) for policy in candidates(20)}
    reach = [policy for policy in projections if projections[policy].recall >= 0.9]
    assert find_plan(deck, [25.0] * 20, 0.9).policy == min(reach, key=lambda policy: projections[policy].seconds)


@pytest.mark.parametrize("minutes", [3, 5, 20])
def test_the_forecast_is_confirmed_by_other_draws(minutes: int) -> None:
    deck, days = Deck((), 300), 30
    made = find_plan(deck, [minutes] * days, 0.93, needed=False)
    others = [project(*deck, [60 * minutes] * days, made.policy, random_draws(300, seed)) for seed in range(100, 116)]
    assert made.projection.recall == pytest.approx(fmean(one.recall for one in others), abs=0.01)
    assert made.projection.seconds == pytest.approx(fmean(one.seconds for one in others), rel=0.03)


def test_the_draws_of_a_plan_are_evenly_spread_at_every_review() -> None:
    for column in zip(*even_draws(50, 1), strict=True):
        assert sorted(int(draw * 50) for draw in column) == list(range(50))
    assert len(even_draws(3, 1)[0]) == DRAWS


@pytest.mark.parametrize("left", [4, 7, 9, 12])
def test_a_plan_made_again_can_still_choose_a_final_pass_that_starts_tomorrow(left: int) -> None:
    assert max(policy.final_pass for policy in candidates(left)) == left - 1


def test_one_more_day_raises_the_expected_recall_if_there_is_time_enough() -> None:
    recalls = [find_plan(Deck((), 200), [600.0] * days, 0.99, needed=False).projection.recall for days in range(1, 9)]
    assert recalls == sorted(recalls)


@pytest.mark.parametrize("cards", [1, 3, 50, 199, 200, 5_000])
def test_a_sample_represents_the_whole_deck(cards: int) -> None:
    seen = tuple(SeenCard(Memory(1.0 + place, 5.0), -1) for place in range(cards))
    sample, scale = sampled(Deck(seen, 2 * cards))
    assert len(sample.seen) / scale == pytest.approx(cards, rel=0.02)
    assert sample.new / scale == pytest.approx(2 * cards, rel=0.02)


def test_with_five_minutes_a_day_every_card_is_seen_before_reviews_take_the_time() -> None:
    made = find_plan(Deck((), 400), [5.0] * 40, 0.95, needed=False)
    assert not made.feasible
    assert made.projection.seen > 0.97


def test_a_final_pass_that_has_started_keeps_its_length() -> None:
    made = find_plan(Deck((SeenCard(Memory(9.0, 5.0), -5),) * 40, 0), [20.0] * 4, 0.9, active_pass=7)
    assert made.policy.final_pass == 7


def test_an_exam_years_ahead_is_planned_with_few_policies() -> None:
    assert len(candidates(2_000)) <= 12
    assert find_plan(Deck((), 300), [20.0] * 700, 0.8).feasible


def test_without_a_day_left_nothing_is_planned() -> None:
    made = find_plan(Deck((), 10), [], 0.9)
    assert (made.projection.days, made.feasible, made.minutes_needed) == ((), False, None)


def test_recall_on_the_exam_day_is_the_retrievability_of_the_memories() -> None:
    seen = (SeenCard(Memory(10.0, 5.0), -3),)
    projection = project(seen, 1, [0.0, 0.0], StudyPolicy(0.9), random_draws(2, 1))
    assert projection.recall == pytest.approx(fsrs.retrievability(10.0, 5) / 2)
    assert projection.seen == 0.5
