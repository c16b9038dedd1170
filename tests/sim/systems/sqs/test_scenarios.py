"""Scenarios of SQS: timeouts, dead letters, polling."""

from __future__ import annotations

import pytest

from studykit.sim.play import play
from tests.sim.stories import scenario


def test_a_short_timeout_delivers_twice_and_a_long_one_once() -> None:
    found = scenario("sqs-visibility")
    runs = [play("sqs-visibility", found, {"visibility_timeout": timeout, "processing": 45}) for timeout in (30, 60)]
    assert [run.measures["deliveries"] for run in runs] == [2, 1]


def test_an_ignored_late_delete_brings_a_third_delivery() -> None:
    trace = play("sqs-visibility", scenario("sqs-visibility"), {"late_delete": "ignored"})
    assert trace.measures["deliveries"] >= 3  # type: ignore[operator]


def test_a_poison_message_is_received_as_often_as_the_policy_says() -> None:
    trace = play("sqs-dlq", scenario("sqs-dlq"), {"max_receives": 20, "watch": 400})
    assert [trace.measures[name] for name in ("poison_deliveries", "dead_lettered")] == [20, 1]


def test_a_month_of_empty_polls_is_counted_without_being_played() -> None:
    trace = play("sqs-polling", scenario("sqs-polling"), {"hours": 744, "arrivals_per_hour": 0})
    assert trace.measures["receives"] == pytest.approx(744 * 3600, abs=2)
    assert len(trace.events) < 10
