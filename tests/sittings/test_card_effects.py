"""The effects of answers on cards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studykit.sittings.card_effects import cards_to_make_due, cards_to_postpone, interleave_by_service
from studykit.sittings.misses import LearningTarget

ITEM = LearningTarget("t/item", "lock", ("t/fact",))
CARDS = [
    LearningTarget("t/other", "else"),
    LearningTarget("t/by-fact", "", ("t/fact",)),
    LearningTarget("t/by-point", "lock"),
]


def test_a_miss_makes_the_seen_card_of_its_point_due_before_that_of_its_fact() -> None:
    assert cards_to_make_due([ITEM], CARDS, {"t/by-point", "t/by-fact"}) == {"t/item": "t/by-point"}
    assert cards_to_make_due([ITEM], CARDS, {"t/other", "t/by-fact"}) == {"t/item": "t/by-fact"}


def test_a_miss_does_not_affect_unseen_cards_or_cards_that_test_something_else() -> None:
    assert cards_to_make_due([ITEM], CARDS, {"t/other"}) == {}


def test_two_misses_of_one_point_make_two_cards_due() -> None:
    again = LearningTarget("t/again", "lock", ("t/fact",))
    found = cards_to_make_due([ITEM, again], CARDS, {card.id for card in CARDS})
    assert found == {"t/item": "t/by-point", "t/again": "t/by-fact"}


def test_a_placement_postpones_unseen_cards_that_test_the_same() -> None:
    assert cards_to_postpone([ITEM], CARDS, ()) == {"t/by-fact": [ITEM.id], "t/by-point": [ITEM.id]}
    assert cards_to_postpone([ITEM], CARDS, {"t/by-fact"}) == {"t/by-point": [ITEM.id]}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=80, unique=True), st.integers(1, 20))
def test_a_placement_has_an_item_of_every_service_before_a_second_of_any(numbers: list[int], size: int) -> None:
    group = {f"t{number}": f"s{number % 5}" for number in numbers}
    asked = interleave_by_service([f"t{number}/item" for number in numbers], group, size)
    counts = [sum(group[name.partition("/")[0]] == one for name in asked) for one in set(group.values())]
    assert len(asked) == min(size, len(numbers))
    assert min(counts) >= 1 or max(counts) <= 1
