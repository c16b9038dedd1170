"""The scenario of EventBridge Scheduler: many schedules are due at the same minute."""

from __future__ import annotations

from typing import Any

from studykit.sim.play import play
from tests.sim.stories import measures, scenario

OPTIONS: dict[str, dict[str, Any]] = {
    "no-window": {"dlq": True},
    "long-window": {"window_minutes": 240, "dlq": True},
    "no-retries": {"window_minutes": 30, "retries": 0, "dlq": True},
    "no-dead-letters": {"window_minutes": 30},
}


def test_each_of_four_configurations_fails_one_requirement() -> None:
    for place, option in enumerate(OPTIONS.values()):
        met = [
            measures("eventbridge-schedule", **option)["peak_concurrency"] <= 20,
            measures("eventbridge-schedule", **option)["longest_wait"] <= 3_600,
            measures("eventbridge-schedule", down_for=1_800, **option)["processed"] == 100,
            measures("eventbridge-schedule", permitted=False, **option)["set_aside"] == 100,
        ]
        assert met == [number != place for number in range(4)], option


def test_a_window_spreads_the_invocations_whatever_the_seed() -> None:
    for seed in range(10):
        found = play("eventbridge-schedule", scenario("eventbridge-schedule"), {"window_minutes": 30}, seed).measures
        peak, wait = found["peak_concurrency"], found["longest_wait"]
        assert isinstance(peak, int)
        assert isinstance(wait, int | float)
        assert (peak <= 12, wait < 1_800, found["processed"]) == (True, True, 100)
