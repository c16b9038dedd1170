"""The final pass over real cards."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.fsrs import WEIGHTS, Memory
from studykit.memory.schedule import CardState
from studykit.planning.final_pass import apply_final_pass, can_spread_siblings

FACTS = st.dictionaries(st.integers(0, 60).map("t/{}".format), st.sampled_from("abcdef"), max_size=40)
STATES = {f"t/{place}": CardState("review", Memory(5.0 + place, 5.0), last_day=80, due_day=300) for place in range(40)}


@given(facts=FACTS, before=st.integers(0, 12))
def test_siblings_are_spread_only_if_the_days_before_the_pass_can_take_all_new_cards(
    facts: dict[str, str], before: int
) -> None:
    shares = [sorted(facts.values())[place::before] for place in range(before)]
    fits = before > 0 and all(len(set(one)) == len(one) for one in shares)
    assert can_spread_siblings(facts, facts, before, filled=True) == fits
    assert not can_spread_siblings(facts, facts, before, filled=False)


def test_in_the_final_pass_an_even_share_is_due_each_day() -> None:
    due = Counter(state.due_day for state in apply_final_pass(STATES, 90, 100, 90, 0.7).values())
    assert due == dict.fromkeys(range(90, 100), 4)


def test_the_rest_of_todays_share_stays_when_a_card_is_reviewed() -> None:
    before = apply_final_pass(STATES, 90, 100, 90, 0.7)
    today = [card for card, state in before.items() if state.due_day == 90]
    reviewed = STATES | {today[0]: STATES[today[0]]._replace(last_day=90, due_day=120)}
    after = apply_final_pass(reviewed, 90, 100, 90, 0.7, morning={today[0]: STATES[today[0]]})
    assert [card for card, state in after.items() if state.due_day == 90] == today[1:]
    assert after[today[0]].due_day == 120


def test_outside_the_final_pass_states_do_not_change() -> None:
    assert apply_final_pass(STATES, 90, 100, 89, 0.7) == STATES


def test_cards_due_early_are_found_by_the_weights_in_use() -> None:
    weak = STATES | {"t/0": STATES["t/0"]._replace(memory=Memory(2.0, 5.0))}
    steep = (*WEIGHTS[:20], 0.8)
    assert [apply_final_pass(weak, 90, 100, 90, 0.7, w)["t/0"].due_day for w in (WEIGHTS, steep)] == [99, 90]
