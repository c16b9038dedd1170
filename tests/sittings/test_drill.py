"""A drill: cards in order, learning cards again when they are due."""

from __future__ import annotations

from studykit.memory.schedule import MINUTE
from studykit.sittings.drill import Drill

EASY, GOOD, AGAIN = 4, 3, 1


def test_cards_are_shown_in_order_and_easy_ones_only_once() -> None:
    drill = Drill(("a", "b"), {}).rate("a", EASY, 0, 10)
    assert drill.current(0) == "b"
    assert drill.rate("b", EASY, 0, 10).current(10**9) is None


def test_a_learning_card_is_shown_again_when_its_step_is_over() -> None:
    drill = Drill(("a", "b", "c"), {}).rate("a", AGAIN, 0, 10)
    assert drill.current(1000) == "b"
    assert drill.current(MINUTE) == "a"


def test_the_learner_does_not_have_to_wait_for_a_learning_card() -> None:
    assert Drill(("a",), {}).rate("a", GOOD, 0, 10).current(1) == "a"


def test_the_limit_ends_a_drill() -> None:
    assert Drill(("a", "b"), {}, limit=1).rate("a", EASY, 0, 10).current(0) is None


def test_a_rating_does_not_change_the_old_drill() -> None:
    drill = Drill(("a", "b"), {})
    drill.rate("a", EASY, 0, 10)
    assert drill.current(0) == "a"


def test_an_excluded_card_is_not_shown_again() -> None:
    assert Drill(("a",), {}).rate("a", AGAIN, 0, 10).exclude("a").current(10**9) is None


def test_practice_changes_no_state_and_repeats_forgotten_cards() -> None:
    drill = Drill(("a", "b"), {}, practice=frozenset({"a"})).rate("a", AGAIN, 0, 10)
    assert drill.states == {}
    assert drill.waiting == ("b", "a")
    assert drill.rate("a", GOOD, 0, 10).waiting == ("b",)
