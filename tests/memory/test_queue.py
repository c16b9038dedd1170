"""Which cards a day brings."""

from __future__ import annotations

from studykit.memory.queue import became_leech, interleaved, today
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
