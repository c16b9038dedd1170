"""The card queue of a day."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.fsrs import Memory
from studykit.memory.queue import Today, became_leech, interleaved, share, spread_backlog, today
from studykit.memory.schedule import CardState

LEARNING = CardState("learning", due_at=100, due_day=10)
DUE = CardState("review", due_day=10)
OLD = CardState("review", due_day=7)
LATER = CardState("review", due_day=11)
CARDS = ["a/1", "a/2", "a/3", "b/1", "b/2"]


def test_learning_cards_come_first_then_the_oldest_reviews_then_new_cards() -> None:
    found = today(CARDS, {"a/1": DUE, "a/2": OLD, "b/1": LEARNING}, 100, 10)
    assert found.all == ("b/1", "a/2", "a/1", "a/3", "b/2")
    assert found.overdue == 1


def test_a_card_due_later_is_not_shown() -> None:
    assert today(["a/1"], {"a/1": LATER}, 100, 10).all == ()


def test_new_cards_keep_to_the_days_limit() -> None:
    assert len(today(CARDS, {}, 0, 10, new_limit=3, new_today=1).new) == 2


def test_new_cards_take_turns_between_topics() -> None:
    assert interleaved(CARDS) == ["a/1", "b/1", "a/2", "b/2", "a/3"]


def test_an_excluded_card_is_not_shown() -> None:
    assert today(["a/1", "a/2"], {}, 0, 10, excluded={"a/1"}).new == ("a/2",)


def test_only_one_of_several_siblings_is_shown_on_a_day() -> None:
    found = today(["a/1", "a/2"], {"a/1": DUE}, 0, 10, siblings={"a/1": "fact", "a/2": "fact"})
    assert found.all == ("a/1",)


def test_a_card_becomes_a_leech_at_eight_lapses_and_again_at_every_fourth() -> None:
    made = [n for n in range(1, 20) if became_leech(CardState(lapses=n - 1), CardState(lapses=n))]
    assert made == [8, 12, 16]
    assert not became_leech(CardState(lapses=8), CardState(lapses=8))


def overdue(days: int, stability: float) -> CardState:
    """Returns a card that is overdue by `days` on day 100."""
    return CardState("review", Memory(stability, 5.0), due_day=100 - days)


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0.1, 400)), max_size=60), st.integers(1, 20))
def test_a_backlog_is_spread_over_full_days_the_most_urgent_first(cards: list[tuple[int, float]], room: int) -> None:
    states = {f"t/{at}": overdue(*card) for at, card in enumerate(cards)}
    days = spread_backlog(states, states, 100, room)
    assert sorted(card for one in days for card in one) == sorted(states)
    assert all(len(one) == room for one in days[:-1])
    ratios = [cards[int(card[2:])][0] / cards[int(card[2:])][1] for one in days for card in one]
    assert ratios == sorted(ratios, reverse=True)


def test_five_days_late_is_more_urgent_for_a_young_card_than_for_an_old_one() -> None:
    states = {"t/old": overdue(5, 200), "t/young": overdue(5, 4)}
    assert spread_backlog(states, states, 100, 1) == (("t/young",), ("t/old",))


def test_a_day_has_its_share_of_a_backlog_minus_the_reviews_done() -> None:
    states = {f"t/{n}": overdue(n, 10) for n in range(1, 9)}
    day = Today(due=tuple(states), overdue=8)
    assert share(day, states, 100, 2, 5).due == ("t/8", "t/7", "t/6")
    assert share(day, states, 100, 5, 5).due == ()


def test_many_cards_due_today_are_not_a_backlog() -> None:
    day = Today(due=("t/1", "t/2"))
    assert share(day, {name: overdue(0, 9) for name in day.due}, 100, 0, 1) == day


def test_a_card_waits_for_tomorrow_when_its_sibling_was_seen_today() -> None:
    marks = {"a/1": "fact", "a/2": "fact"}
    seen = CardState("review", due_day=12, last_day=10)
    assert today(["a/1", "a/2"], {"a/1": seen}, 0, 10, siblings=marks).all == ()
    assert today(["a/1", "a/2"], {"a/1": seen}, 0, 11, siblings=marks).all == ("a/2",)
