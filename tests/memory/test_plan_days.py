"""The plan laid out: what each day holds, and the final pass over real cards."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.fsrs import Memory
from studykit.memory.plan_days import WARM_UP, Form, as_due, card_minutes, lay_out
from studykit.memory.plan_pass import passed
from studykit.memory.schedule import State
from studykit.memory.seconds import A_REVIEW
from studykit.memory.simulate import Day

FORM = Form(65, 130.0)
ITEMS = {"sqs": 90, "sns": 40}
MINUTES = st.integers(1, 200)
SHARES = st.lists(st.floats(0, 1), max_size=60)


def days(shares: list[float], minutes: int) -> list[Day]:
    free = card_minutes(len(shares), minutes, FORM)
    return [Day(1, 2, 1.5, 60 * share * room) for share, room in zip(shares, free, strict=True)]


@given(shares=SHARES, minutes=MINUTES)
def test_no_day_before_the_exam_is_longer_than_what_is_given(shares: list[float], minutes: int) -> None:
    assert all(load.minutes <= minutes + 1e-6 for load in lay_out(days(shares, minutes), minutes, ITEMS, FORM)[:-1])


@given(shares=SHARES, minutes=MINUTES)
def test_a_days_minutes_are_the_sum_of_its_parts(shares: list[float], minutes: int) -> None:
    for load in lay_out(days(shares, minutes), minutes, ITEMS, FORM):
        assert load.minutes == load.card_minutes + sum(part.minutes for part in load.parts)


@given(shares=SHARES, minutes=MINUTES)
def test_no_item_is_planned_twice(shares: list[float], minutes: int) -> None:
    planned: Counter[str] = Counter()
    for load in lay_out(days(shares, minutes), minutes, ITEMS, FORM):
        planned.update({part.service: part.number for part in load.parts if part.kind == "items"})
    assert all(number <= ITEMS[service] for service, number in planned.items())


@given(shares=SHARES, minutes=MINUTES)
def test_there_is_a_day_for_each_day_and_one_for_the_exam(shares: list[float], minutes: int) -> None:
    loads = lay_out(days(shares, minutes), minutes, ITEMS, FORM)
    assert len(loads) == len(shares) + 1
    assert [part[:2] for part in loads[-1].parts] == [("warm-up", WARM_UP)]


@given(
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    minutes=MINUTES,
    new=st.integers(0, 1),
    due=st.integers(0, 300),
    pace=st.floats(0.4, 2.5),
)
def test_today_has_the_reviews_that_are_due_as_far_as_they_fit(
    shares: list[float], minutes: int, new: int, due: int, pace: float
) -> None:
    played = days(shares, minutes)
    free = card_minutes(len(shares), minutes, FORM)[0]
    first, *others = as_due(played, new, due, free, pace)
    assert others == played[1:]
    assert first.new == new
    assert first.seconds <= 60 * free + 1e-6
    full = first.seconds + pace * A_REVIEW > 60 * free - 1e-6
    assert first.reviews <= due if full else first.reviews == due


def test_half_a_mock_comes_two_days_before_and_the_sheets_on_the_last_day() -> None:
    loads = lay_out(days([0.1] * 30, 150), 150, ITEMS, FORM)
    assert [part.kind for part in loads[28].parts] == ["half"]
    assert [part.kind for part in loads[29].parts] == ["review", "sheets"]
    assert loads[28].parts[0].number == 32


@given(share=st.floats(0, 1), minutes=MINUTES)
def test_half_a_mock_takes_the_room_that_cards_leave(share: float, minutes: int) -> None:
    load = lay_out(days([share] * 30, minutes), minutes, ITEMS, FORM)[28]
    mocks = [part for part in load.parts if part.kind in ("half", "part")]
    assert all(part.number == 32 or load.minutes + FORM.minutes / FORM.items > minutes - 1e-6 for part in mocks)
    assert bool(mocks) == (minutes >= 20)


def test_whole_mocks_are_a_week_apart_and_gone_over_the_day_after() -> None:
    loads = lay_out(days([0.1] * 30, 150), 150, ITEMS, FORM)
    mocks = [place for place, load in enumerate(loads) if any(part.kind == "mock" for part in load.parts)]
    assert mocks == [7, 14, 21]
    assert all(loads[place + 1].parts[0].kind == "review" for place in mocks)


def test_without_items_there_is_no_mock() -> None:
    loads = lay_out(days([0.1] * 30, 150), 150, {}, FORM, mocks=False)
    assert all(not load.parts for load in loads[:-1])


STATES = {f"t/{place}": State("review", Memory(5.0 + place, 5.0), last_day=80, due_day=300) for place in range(40)}


def test_in_the_final_pass_an_even_share_is_due_each_day() -> None:
    due = Counter(state.due_day for state in passed(STATES, 90, 100, 90, 0.7).values())
    assert due == dict.fromkeys(range(90, 100), 4)


def test_todays_share_does_not_move_as_it_is_reviewed() -> None:
    before = passed(STATES, 90, 100, 90, 0.7)
    today = [card for card, state in before.items() if state.due_day == 90]
    reviewed = STATES | {today[0]: STATES[today[0]]._replace(last_day=90, due_day=120)}
    after = passed(reviewed, 90, 100, 90, 0.7)
    assert [card for card, state in after.items() if state.due_day == 90] == today[1:]
    assert after[today[0]].due_day == 120


def test_outside_the_final_pass_states_stay() -> None:
    assert passed(STATES, 90, 100, 89, 0.7) == STATES
