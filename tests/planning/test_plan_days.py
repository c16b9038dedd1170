"""The plan laid out: what each day holds, and the final pass over real cards."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.fsrs import WEIGHTS, Memory
from studykit.memory.schedule import State
from studykit.memory.seconds import A_REVIEW
from studykit.planning.days import WARM_UP, Form, Load, Misses, as_due, card_minutes, lay_out
from studykit.planning.final_pass import apart, passed
from studykit.planning.projection import Day

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


def kinds(load: Load) -> list[str]:
    return [part.kind for part in load.parts]


@given(shares=SHARES, left=st.sampled_from([9, 16, 23]), minutes=st.integers(20, 200))
def test_a_mock_that_was_promised_keeps_its_day_however_full_it_is(
    shares: list[float], left: int, minutes: int
) -> None:
    free = card_minutes(left, minutes, FORM, promised=True)
    full = [Day(1, 2, 1.5, 60 * room) for room in free]
    today = lay_out(full, minutes, ITEMS, FORM, promised=True, misses=Misses("abc", 9, 5))[0]
    assert [part.number for part in today.parts if part.kind == "mock"] == [
        min(65, max(10, int(minutes - free[0]) // 2))
    ]
    assert today.minutes <= minutes + 1e-6


@given(left=st.integers(1, 60), minutes=MINUTES)
def test_a_mock_that_was_not_promised_is_not_sprung_on_today(left: int, minutes: int) -> None:
    assert "mock" not in kinds(lay_out(days([0.0] * left, minutes), minutes, ITEMS, FORM)[0])


@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=40), minutes=st.integers(20, 200))
def test_what_has_its_date_stands_there_on_the_day_itself(shares: list[float], minutes: int) -> None:
    mock, sheets = (lay_out(days(shares, minutes)[-left:], minutes, ITEMS, FORM)[0] for left in (2, 1))
    assert kinds(mock)[-1] in ("half", "part")
    assert kinds(sheets)[-1] == "sheets"


def test_what_a_mock_left_is_gone_through_from_today_on_so_many_a_day() -> None:
    loads = lay_out(days([0.1] * 20, 60), 60, ITEMS, FORM, misses=Misses("abc", 12, 5))
    reviews = [part for load in loads[:5] for part in load.parts if part.kind == "review"]
    assert [(part.number, part.service) for part in reviews] == [(5, "abc"), (5, "abc"), (2, "abc")]


FACTS = st.dictionaries(st.integers(0, 60).map("t/{}".format), st.sampled_from("abcdef"), max_size=40)


@given(facts=FACTS, before=st.integers(0, 12))
def test_siblings_wait_just_while_the_days_before_the_pass_take_all_new_cards_without_them(
    facts: dict[str, str], before: int
) -> None:
    dealt = [sorted(facts.values())[place::before] for place in range(before)]
    fits = before > 0 and all(len(set(one)) == len(one) for one in dealt)
    assert apart(facts, facts, before, filled=True) == fits
    assert not apart(facts, facts, before, filled=False)


STATES = {f"t/{place}": State("review", Memory(5.0 + place, 5.0), last_day=80, due_day=300) for place in range(40)}


def test_in_the_final_pass_an_even_share_is_due_each_day() -> None:
    due = Counter(state.due_day for state in passed(STATES, 90, 100, 90, 0.7).values())
    assert due == dict.fromkeys(range(90, 100), 4)


def test_todays_share_does_not_move_as_it_is_reviewed() -> None:
    before = passed(STATES, 90, 100, 90, 0.7)
    today = [card for card, state in before.items() if state.due_day == 90]
    reviewed = STATES | {today[0]: STATES[today[0]]._replace(last_day=90, due_day=120)}
    after = passed(reviewed, 90, 100, 90, 0.7, morning={today[0]: STATES[today[0]]})
    assert [card for card, state in after.items() if state.due_day == 90] == today[1:]
    assert after[today[0]].due_day == 120


def test_outside_the_final_pass_states_stay() -> None:
    assert passed(STATES, 90, 100, 89, 0.7) == STATES


def test_what_is_due_early_is_so_by_the_weights_in_use() -> None:
    weak = STATES | {"t/0": STATES["t/0"]._replace(memory=Memory(2.0, 5.0))}
    steep = (*WEIGHTS[:20], 0.8)
    assert [passed(weak, 90, 100, 90, 0.7, w)["t/0"].due_day for w in (WEIGHTS, steep)] == [99, 90]
