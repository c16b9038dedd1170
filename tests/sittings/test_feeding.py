"""What answers do to cards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studykit.sittings.card_effects import called, known, placed
from studykit.sittings.misses import Target

ITEM = Target("t/item", "lock", ("t/fact",))
CARDS = [Target("t/other", "else"), Target("t/by-fact", "", ("t/fact",)), Target("t/by-point", "lock")]


def test_a_miss_calls_the_seen_card_of_its_point_before_that_of_its_fact() -> None:
    assert called([ITEM], CARDS, {"t/by-point", "t/by-fact"}) == {"t/item": "t/by-point"}
    assert called([ITEM], CARDS, {"t/other", "t/by-fact"}) == {"t/item": "t/by-fact"}


def test_a_miss_leaves_cards_alone_that_were_not_seen_or_ask_something_else() -> None:
    assert called([ITEM], CARDS, {"t/other"}) == {}


def test_two_misses_of_one_point_call_two_cards() -> None:
    again = Target("t/again", "lock", ("t/fact",))
    found = called([ITEM, again], CARDS, {card.id for card in CARDS})
    assert found == {"t/item": "t/by-point", "t/again": "t/by-fact"}


def test_a_placement_puts_off_what_tests_the_same_and_was_not_seen() -> None:
    assert known([ITEM], CARDS, ()) == {"t/by-fact": [ITEM.id], "t/by-point": [ITEM.id]}
    assert known([ITEM], CARDS, {"t/by-fact"}) == {"t/by-point": [ITEM.id]}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=80, unique=True), st.integers(1, 20))
def test_a_placement_asks_of_every_service_before_it_asks_twice_of_one(numbers: list[int], size: int) -> None:
    group = {f"t{number}": f"s{number % 5}" for number in numbers}
    asked = placed([f"t{number}/item" for number in numbers], group, size)
    counts = [sum(group[name.partition("/")[0]] == one for name in asked) for one in set(group.values())]
    assert len(asked) == min(size, len(numbers))
    assert min(counts) >= 1 or max(counts) <= 1
