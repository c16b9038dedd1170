"""The plan to an exam date: laws of its minutes, its recall, its cards."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.memory import fsrs
from studykit.memory.fsrs import Memory
from studykit.memory.seconds import NEW_SECONDS
from studykit.planning.days import Form, card_minutes
from studykit.planning.planner import SEED, Deck, courses, plan, sampled
from studykit.planning.projection import DRAWS, Course, Seen, Study, draws, even_draws, study

SEEN = st.builds(
    Seen,
    st.builds(Memory, st.floats(0.1, 200), st.floats(1, 10)),
    st.integers(-60, -1),
)
DECKS = st.builds(Deck, st.lists(SEEN, max_size=30).map(tuple), st.integers(1, 60))
DAYS = st.integers(2, 20)
NOISE = 0.01


@settings(max_examples=15)
@given(deck=DECKS, days=DAYS, minutes=st.integers(1, 60))
def test_no_day_takes_more_minutes_than_it_has_but_for_one_slow_card(deck: Deck, days: int, minutes: int) -> None:
    made = plan(deck, [minutes] * days, 0.9, needed=False)
    slowest = max(NEW_SECONDS) / sampled(deck)[1]
    assert all(day.seconds <= 60 * minutes + slowest for day in made.outcome.days)


@settings(max_examples=12)
@given(deck=DECKS, days=DAYS, minutes=st.integers(1, 30))
def test_more_minutes_never_promise_less(deck: Deck, days: int, minutes: int) -> None:
    little = plan(deck, [minutes] * days, 0.99, needed=False)
    much = plan(deck, [2 * minutes] * days, 0.99, needed=False)
    assert much.outcome.recall >= little.outcome.recall - NOISE


@settings(max_examples=10)
@given(deck=DECKS, days=DAYS)
def test_an_infeasible_plan_names_minutes_that_are_feasible(deck: Deck, days: int) -> None:
    made = plan(deck, [1] * days, 0.92)
    assert made.feasible or made.minutes_needed is None or plan(deck, [made.minutes_needed] * days, 0.92).feasible


@pytest.mark.parametrize(
    ("cards", "days", "minutes", "target"),
    [(512, 3, 15, 0.94), (512, 3, 63, 0.94), (512, 2, 10, 0.9), (512, 14, 9, 0.93), (60, 6, 1, 0.9), (60, 20, 1, 0.95)],
)
def test_minutes_that_would_do_are_feasible_with_what_they_leave_for_cards(
    cards: int, days: int, minutes: int, target: float
) -> None:
    def free(most: int) -> list[float]:
        return card_minutes(days, most, Form())

    made = plan(Deck((), cards), free(minutes), target, free=free)
    enough = made.minutes_needed
    assert not made.feasible
    assert enough is None or (enough > minutes and plan(Deck((), cards), free(enough), target).feasible)


@settings(max_examples=15)
@given(deck=DECKS, days=DAYS)
def test_every_card_is_introduced_before_the_final_pass(deck: Deck, days: int) -> None:
    made = plan(deck, [600] * days, 0.8)
    early = made.outcome.days[: days - made.course.final_pass]
    assert sum(day.new for day in early) == deck.fresh


@settings(max_examples=15)
@given(deck=DECKS, days=DAYS)
def test_every_card_is_reviewed_once_more_in_the_final_pass(deck: Deck, days: int) -> None:
    course = Course(0.7, days // 2)
    table = Study(deck.seen, deck.fresh, draws(len(deck.seen) + deck.fresh, 3))
    for day in range(days):
        table.day(day, days, course, 1e9)
    assert min(table.last) >= days - course.final_pass


@settings(max_examples=20)
@given(deck=DECKS, days=DAYS, minutes=st.integers(1, 60))
def test_no_day_has_more_reviews_right_than_reviews(deck: Deck, days: int, minutes: int) -> None:
    made = plan(deck, [minutes] * days, 0.9, needed=False)
    assert all(0 <= day.recalled <= day.reviews for day in made.outcome.days)


@pytest.mark.parametrize("cards", [1, 3, 9, 40])
@pytest.mark.parametrize("days", [2, 20, 100])
def test_a_plan_found_anew_every_day_does_not_put_new_cards_off(cards: int, days: int) -> None:
    for left in range(days, days - cards, -1)[:days]:
        today = plan(Deck((), cards), [10.0] * left, 0.9, needed=False).outcome.days[0]
        cards -= today.new
        assert today.new or not cards


@settings(max_examples=10)
@given(deck=DECKS, days=DAYS, minutes=st.integers(1, 60))
def test_the_same_input_has_the_same_plan(deck: Deck, days: int, minutes: int) -> None:
    assert plan(deck, [minutes] * days, 0.9) == plan(deck, [minutes] * days, 0.9)


def test_the_final_pass_is_spread_evenly() -> None:
    seen = tuple(Seen(Memory(400.0, 5.0), -1) for _ in range(100))
    outcome = study(seen, 0, [1e6] * 20, Course(0.6, 10), draws(100, 1))
    assert all(abs(day.reviews - 10) <= 2 for day in outcome.days[10:])


def test_the_cheapest_of_the_courses_that_reach_the_target_is_chosen() -> None:
    deck, budgets, luck = Deck((), 250), [1500.0] * 20, even_draws(250, SEED)
    outcomes = {course: study(*deck, budgets, course, luck) for course in courses(20)}
    reach = [course for course in outcomes if outcomes[course].recall >= 0.9]
    assert plan(deck, [25.0] * 20, 0.9).course == min(reach, key=lambda course: outcomes[course].seconds)


@pytest.mark.parametrize("minutes", [3, 5, 20])
def test_the_forecast_is_what_other_luck_makes_of_the_course(minutes: int) -> None:
    deck, days = Deck((), 300), 30
    made = plan(deck, [minutes] * days, 0.93, needed=False)
    others = [study(*deck, [60 * minutes] * days, made.course, draws(300, seed)) for seed in range(100, 116)]
    assert made.outcome.recall == pytest.approx(fmean(one.recall for one in others), abs=0.01)
    assert made.outcome.seconds == pytest.approx(fmean(one.seconds for one in others), rel=0.03)


def test_the_cards_of_a_plan_meet_even_luck_each_time() -> None:
    for column in zip(*even_draws(50, 1), strict=True):
        assert sorted(int(draw * 50) for draw in column) == list(range(50))
    assert len(even_draws(3, 1)[0]) == DRAWS


@pytest.mark.parametrize("left", [4, 7, 9, 12])
def test_a_plan_made_anew_can_still_choose_the_final_pass_that_is_to_begin_tomorrow(left: int) -> None:
    assert max(course.final_pass for course in courses(left)) == left - 1


def test_another_day_promises_more_where_minutes_abound() -> None:
    recalls = [plan(Deck((), 200), [600.0] * days, 0.99, needed=False).outcome.recall for days in range(1, 9)]
    assert recalls == sorted(recalls)


@pytest.mark.parametrize("cards", [1, 3, 50, 199, 200, 5_000])
def test_a_sample_stands_for_the_whole_deck(cards: int) -> None:
    seen = tuple(Seen(Memory(1.0 + place, 5.0), -1) for place in range(cards))
    sample, scale = sampled(Deck(seen, 2 * cards))
    assert len(sample.seen) / scale == pytest.approx(cards, rel=0.02)
    assert sample.fresh / scale == pytest.approx(2 * cards, rel=0.02)


def test_with_five_minutes_a_day_every_card_is_seen_before_reviews_take_the_time() -> None:
    made = plan(Deck((), 400), [5.0] * 40, 0.95, needed=False)
    assert not made.feasible
    assert made.outcome.seen > 0.97


def test_a_final_pass_that_has_begun_keeps_its_length() -> None:
    made = plan(Deck((Seen(Memory(9.0, 5.0), -5),) * 40, 0), [20.0] * 4, 0.9, passing=7)
    assert made.course.final_pass == 7


def test_an_exam_years_ahead_is_planned_with_few_courses() -> None:
    assert len(courses(2_000)) <= 12
    assert plan(Deck((), 300), [20.0] * 700, 0.8).feasible


def test_without_a_day_left_nothing_is_planned() -> None:
    made = plan(Deck((), 10), [], 0.9)
    assert (made.outcome.days, made.feasible, made.minutes_needed) == ((), False, None)


def test_what_is_known_on_the_day_is_what_the_memories_say() -> None:
    seen = (Seen(Memory(10.0, 5.0), -3),)
    outcome = study(seen, 1, [0.0, 0.0], Course(0.9), draws(2, 1))
    assert outcome.recall == pytest.approx(fsrs.retrievability(10.0, 5) / 2)
    assert outcome.seen == 0.5
