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


def test_workers_that_back_off_survive_an_outage_with_few_attempts() -> None:
    given = {"visibility_timeout": 30, "max_receives": 5, "outage": 900, "watch": 7200}
    runs = [play("sqs-dlq", scenario("sqs-dlq"), {**given, "backoff": backoff}) for backoff in (-1, 300)]
    assert [run.measures["healthy_done"] for run in runs] == [0, 5]
    assert runs[1].measures["poison_deliveries"] == 5


def test_a_worker_that_backs_off_hides_only_messages_that_fail() -> None:
    trace = play("sqs-dlq", scenario("sqs-dlq"), {"backoff": 300, "watch": 60})
    assert [trace.measures[name] for name in ("poison_deliveries", "healthy_done")] == [1, 5]


def test_a_crash_is_answered_by_a_redelivery_when_the_timeout_ends() -> None:
    given = {"visibility_timeout": 45, "processing": 20, "crash": True}
    trace = play("sqs-workers", scenario("sqs-workers"), given)
    assert trace.measures["redelivered_after"] == pytest.approx(35, abs=1.5)
    healthy = play("sqs-workers", scenario("sqs-workers"), {**given, "crash": False})
    assert healthy.measures["redelivered_after"] is None


def test_a_full_receive_counts_once_however_many_messages_it_returns() -> None:
    given = {"arrivals_per_hour": 0, "rush": 20, "visibility_timeout": 900}
    runs = [play("sqs-polling", scenario("sqs-polling"), {**given, "batch": batch}) for batch in (1, 10)]
    assert [run.measures["full_receives"] for run in runs] == [20, 2]
    assert [run.measures["deliveries"] for run in runs] == [20, 20]
