"""A drill: cards in order, learning cards again when their time has come."""

from __future__ import annotations

from studykit.memory.schedule import MINUTE
from studykit.sittings.drill import Drill

EASY, GOOD, AGAIN = 4, 3, 1


def test_cards_are_asked_in_order_and_easy_ones_do_not_come_back() -> None:
    drill = Drill(("a", "b"), {}).rate("a", EASY, 0, 10)
    assert drill.current(0) == "b"
    assert drill.rate("b", EASY, 0, 10).current(10**9) is None


def test_a_learning_card_comes_back_when_its_minutes_are_over() -> None:
    drill = Drill(("a", "b", "c"), {}).rate("a", AGAIN, 0, 10)
    assert drill.current(1000) == "b"
    assert drill.current(MINUTE) == "a"


def test_nobody_sits_and_waits_for_a_learning_card() -> None:
    assert Drill(("a",), {}).rate("a", GOOD, 0, 10).current(1) == "a"


def test_the_limit_ends_a_drill() -> None:
    assert Drill(("a", "b"), {}, limit=1).rate("a", EASY, 0, 10).current(0) is None


def test_the_old_drill_is_untouched_by_the_new_one() -> None:
    drill = Drill(("a", "b"), {})
    drill.rate("a", EASY, 0, 10)
    assert drill.current(0) == "a"


def test_a_card_that_is_put_aside_is_gone_from_the_sitting() -> None:
    assert Drill(("a",), {}).rate("a", AGAIN, 0, 10).put_aside("a").current(10**9) is None


def test_practice_leaves_every_state_as_it_was_and_asks_again_what_was_forgotten() -> None:
    drill = Drill(("a", "b"), {}, practice=frozenset({"a"})).rate("a", AGAIN, 0, 10)
    assert drill.states == {}
    assert drill.waiting == ("b", "a")
    assert drill.rate("a", GOOD, 0, 10).waiting == ("b",)
