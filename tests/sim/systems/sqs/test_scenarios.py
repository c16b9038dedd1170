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


@pytest.mark.parametrize(
    ("group_by", "out_of_turn"),
    [
        ("together", [False, False, False]),
        ("customer", [True, False, False]),
        ("order", [True, True, False]),
        ("event", [True, True, True]),
    ],
)
def test_work_is_out_of_turn_beyond_the_message_group_only(group_by: str, out_of_turn: list[bool]) -> None:
    trace = play("sqs-group-choice", scenario("sqs-group-choice"), {"group_by": group_by, "workers": 8})
    names = ("out_of_turn", "out_of_turn_in_customer", "out_of_turn_in_order")
    assert [trace.measures[name] != 0 for name in names] == out_of_turn


@pytest.mark.parametrize(
    ("second", "params", "processed"),
    [
        ("retry", {"id_from": "content"}, 1),
        ("stamped", {"id_from": "content"}, 2),
        ("stamped", {"id_from": "number"}, 1),
        ("namesake", {"id_from": "number"}, 1),
        ("namesake", {"id_from": "number", "scope": "messageGroup"}, 2),
        ("moved", {"id_from": "number", "scope": "messageGroup"}, 2),
        ("moved", {"fifo": False, "table": True, "after": 1200}, 1),
        ("namesake", {"fifo": False, "table": True}, 2),
    ],
)
def test_what_makes_the_deduplication_id_decides_what_is_a_repeat(
    second: str, params: dict[str, object], processed: int
) -> None:
    trace = play("sqs-send-again", scenario("sqs-send-again"), {"second": second, **params})
    assert trace.measures["side_effects"] == processed


def test_without_a_queue_accepted_work_starts_at_once_and_is_done_in_time() -> None:
    trace = play("sqs-buffer", scenario("sqs-buffer"), {"queue": False, "burst": 10, "in_rate": 1, "out_rate": 2})
    assert [trace.measures[name] for name in ("max_delay", "drained_at", "lost")] == [0, 9.5, 0]


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
