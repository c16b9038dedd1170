"""Which cards a day brings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.fsrs import Memory
from studykit.memory.queue import Today, became_leech, interleaved, share, spread, today
from studykit.memory.schedule import State

LEARNING = State("learning", due_at=100, due_day=10)
DUE = State("review", due_day=10)
OLD = State("review", due_day=7)
LATER = State("review", due_day=11)
CARDS = ["a/1", "a/2", "a/3", "b/1", "b/2"]


def test_learning_comes_first_then_what_is_oldest_then_what_is_new() -> None:
    found = today(CARDS, {"a/1": DUE, "a/2": OLD, "b/1": LEARNING}, 100, 10)
    assert found.all == ("b/1", "a/2", "a/1", "a/3", "b/2")
    assert found.overdue == 1


def test_what_is_due_later_is_left_alone() -> None:
    assert today(["a/1"], {"a/1": LATER}, 100, 10).all == ()


def test_new_cards_keep_to_the_days_limit() -> None:
    assert len(today(CARDS, {}, 0, 10, new_limit=3, introduced=1).new) == 2


def test_new_cards_take_turns_between_topics() -> None:
    assert interleaved(CARDS) == ["a/1", "b/1", "a/2", "b/2", "a/3"]


def test_what_was_put_aside_is_not_asked() -> None:
    assert today(["a/1", "a/2"], {}, 0, 10, aside={"a/1"}).new == ("a/2",)


def test_of_siblings_only_one_is_asked_on_a_day() -> None:
    found = today(["a/1", "a/2"], {"a/1": DUE}, 0, 10, siblings={"a/1": "fact", "a/2": "fact"})
    assert found.all == ("a/1",)


def test_a_leech_is_made_at_eight_lapses_and_again_at_every_fourth() -> None:
    made = [n for n in range(1, 20) if became_leech(State(lapses=n - 1), State(lapses=n))]
    assert made == [8, 12, 16]
    assert not became_leech(State(lapses=8), State(lapses=8))


def overdue(days: int, stability: float) -> State:
    """A card that was due so many days before day 100."""
    return State("review", Memory(stability, 5.0), due_day=100 - days)


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0.1, 400)), max_size=60), st.integers(1, 20))
def test_a_backlog_is_dealt_whole_over_full_days_the_most_urgent_first(
    cards: list[tuple[int, float]], room: int
) -> None:
    states = {f"t/{at}": overdue(*card) for at, card in enumerate(cards)}
    days = spread(states, states, 100, room)
    assert sorted(card for one in days for card in one) == sorted(states)
    assert all(len(one) == room for one in days[:-1])
    ratios = [cards[int(card[2:])][0] / cards[int(card[2:])][1] for one in days for card in one]
    assert ratios == sorted(ratios, reverse=True)


def test_five_days_late_is_more_urgent_for_a_young_card_than_for_an_old_one() -> None:
    states = {"t/old": overdue(5, 200), "t/young": overdue(5, 4)}
    assert spread(states, states, 100, 1) == (("t/young",), ("t/old",))


def test_a_day_takes_its_share_of_a_backlog_less_what_is_done() -> None:
    states = {f"t/{n}": overdue(n, 10) for n in range(1, 9)}
    day = Today(due=tuple(states), overdue=8)
    assert share(day, states, 100, 2, 5).due == ("t/8", "t/7", "t/6")
    assert share(day, states, 100, 5, 5).due == ()


def test_many_cards_of_one_day_are_no_backlog() -> None:
    day = Today(due=("t/1", "t/2"))
    assert share(day, {name: overdue(0, 9) for name in day.due}, 100, 0, 1) == day


def test_a_card_waits_for_tomorrow_when_its_sibling_was_seen_today() -> None:
    marks = {"a/1": "fact", "a/2": "fact"}
    seen = State("review", due_day=12, last_day=10)
    assert today(["a/1", "a/2"], {"a/1": seen}, 0, 10, siblings=marks).all == ()
    assert today(["a/1", "a/2"], {"a/1": seen}, 0, 11, siblings=marks).all == ("a/2",)
