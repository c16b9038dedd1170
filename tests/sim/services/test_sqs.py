"""The laws of SQS, on random calls with a pick that heeds no weights."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim.engine.service import first_option
from tests.sim.services.sqs_world import ACTS, Laws, World, wild

SEEDS = st.integers(0, 999)
PLAY = st.lists(
    st.one_of([st.tuples(st.just(name), *map(st.sampled_from, choices)) for name, choices in ACTS.items()]), max_size=60
)


@given(PLAY, SEEDS)
@settings(max_examples=150)
def test_on_a_standard_queue_nobody_shares_a_message_and_nothing_is_lost(acts: Any, seed: int) -> None:
    Laws(World(pick=wild(seed)), fifo=False, servers=3, sampled=2, swap=0.5).play(acts)


@given(PLAY, SEEDS)
@settings(max_examples=75)
def test_with_duplicates_still_nothing_is_lost(acts: Any, seed: int) -> None:
    Laws(World(pick=wild(seed)), fifo=False, duplicate=0.5).play(acts)


@given(PLAY, SEEDS)
@settings(max_examples=150)
def test_on_a_fifo_queue_nobody_overtakes_and_no_id_is_enqueued_twice(acts: Any, seed: int) -> None:
    Laws(World(pick=wild(seed)), fifo=True).play(acts)


@given(PLAY, SEEDS)
@settings(max_examples=75)
def test_with_the_scope_of_groups_an_id_is_enqueued_once_a_group(acts: Any, seed: int) -> None:
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
def test_time_in_one_step_or_in_many_ends_alike(acts: Any) -> None:
    def ending(step: int) -> tuple[int, int, int]:
        laws = Laws(World(pick=first_option), fifo=False)
        laws.play(acts)
        for _ in range(60_000 // step):
            laws.play([("pass", step)])
        return laws.world.counts()

    assert ending(60_000) == ending(2_500)
