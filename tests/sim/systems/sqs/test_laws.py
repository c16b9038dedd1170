"""The laws of SQS on random calls. Open choices are made without regard to their weights."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim.engine.service import first_option
from tests.sim.systems.sqs.world import ACTS, Laws, World, wild

SEEDS = st.integers(0, 999)
PLAY = st.lists(
    st.one_of([st.tuples(st.just(name), *map(st.sampled_from, choices)) for name, choices in ACTS.items()]), max_size=60
)


@given(PLAY, SEEDS)
@settings(max_examples=150)
def test_a_standard_queue_hides_received_messages_and_loses_none(acts: Any, seed: int) -> None:
    Laws(World(pick=wild(seed)), fifo=False, servers=3, sampled=2, swap=0.5).play(acts)


@given(PLAY, SEEDS)
@settings(max_examples=75)
def test_no_message_is_lost_even_with_duplicates(acts: Any, seed: int) -> None:
    Laws(World(pick=wild(seed)), fifo=False, duplicate=0.5).play(acts)


@given(PLAY, SEEDS)
@settings(max_examples=150)
def test_a_fifo_queue_keeps_order_and_enqueues_no_id_twice(acts: Any, seed: int) -> None:
    Laws(World(pick=wild(seed)), fifo=True).play(acts)


@given(PLAY, SEEDS)
@settings(max_examples=75)
def test_with_group_scope_an_id_is_enqueued_once_per_group(acts: Any, seed: int) -> None:
    Laws(World(pick=wild(seed)), fifo=True, DeduplicationScope="messageGroup", DelaySeconds=5).play(acts)


@given(PLAY, SEEDS)
@settings(max_examples=50)
def test_the_same_calls_and_picks_tell_the_same_story(acts: Any, seed: int) -> None:
    def story() -> list[Any]:
        laws = Laws(World(pick=wild(seed)), fifo=False, servers=3, sampled=2, swap=0.5)
        laws.play(acts)
        return [*laws.handles, laws.world.counts()]

    assert story() == story()


@given(PLAY)
@settings(max_examples=75)
def test_one_long_step_of_time_equals_many_short_ones(acts: Any) -> None:
    def ending(step: int) -> tuple[int, int, int]:
        laws = Laws(World(pick=first_option), fifo=False)
        laws.play(acts)
        for _ in range(60_000 // step):
            laws.play([("pass", step)])
        return laws.world.counts()

    assert ending(60_000) == ending(2_500)
