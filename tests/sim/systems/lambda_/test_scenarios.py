"""Scenarios of Lambda: events that fail, neighbors that use up the concurrency, queues with one bad message."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.stories import measures, run

ASYNC: dict[str, dict[str, Any]] = {
    "no-retries": {"retries": 0, "max_age": 3_600, "on_failure": "destination"},
    "ten-minutes": {"retries": 2, "max_age": 600, "on_failure": "destination"},
    "events-only": {"retries": 2, "max_age": 3_600, "on_failure": "dead-letter-queue"},
    "six-hours": {"retries": 2, "max_age": 21_600, "on_failure": "destination"},
}
FULL = {"account": 1_000, "reports": 1_200, "shoppers": 100}
CONCURRENCY: dict[str, dict[str, Any]] = {
    "unprotected": {"provisioned": 100},
    "cold": {"reserved": 300},
    "slow-reports": {"provisioned": 100, "report_reserved": 100},
    "expensive": {"provisioned": 300, "reserved": 300},
}
QUEUE: dict[str, dict[str, Any]] = {
    "whole-batch": {"maximum": 10},
    "no-maximum": {"partial": True},
    "short-timeout": {"partial": True, "maximum": 10, "visibility_timeout": 30},
    "single": {"partial": True, "maximum": 10, "batch": 1},
    "long-timeout": {"partial": True, "maximum": 10, "visibility_timeout": 3_600},
}


@pytest.mark.parametrize(
    ("scenario", "options", "needs"),
    [
        (
            "lambda-async",
            ASYNC,
            [
                ({"fails_first": 0, "down_for": 50}, lambda found: found["processed"] == 3),
                ({"fails_first": 0, "unavailable_for": 1_200}, lambda found: found["processed"] == 3),
                ({"fails_first": 9}, lambda found: found["explained"] == 3),
                ({"fails_first": 0, "unavailable_for": 10_800}, lambda found: found["processed"] == 0),
            ],
        ),
        (
            "lambda-concurrency",
            CONCURRENCY,
            [
                ({**FULL, "shoppers": 250, "gap": 1}, lambda found: found["refused"] == 0),
                ({**FULL, "reports": 0, "shoppers": 80}, lambda found: found["slowest"] <= 1),
                ({**FULL, "reports": 600}, lambda found: found["neighbor_done_at"] <= 400),
                (FULL, lambda found: found["monthly_provisioned_usd"] <= 1_500),
            ],
        ),
        (
            "lambda-sqs",
            QUEUE,
            [
                ({}, lambda found: found["processed"] == 9),
                (
                    {"poison": False, "messages": 1_000, "every": 0.01, "takes": 3},
                    lambda found: found["peak_concurrency"] <= 20,
                ),
                ({"poison": False, "reserved": 2, "messages": 100, "takes": 2}, lambda found: found["repeated"] == 0),
                ({"poison": False, "messages": 500, "takes": 0.1}, lambda found: found["invocations"] <= 100),
                ({"poison": False, "fails_first": 1}, lambda found: (found["latest"] or 9_999) <= 400),
            ],
        ),
    ],
)
def test_each_of_several_configurations_fails_one_requirement(scenario: str, options: Any, needs: Any) -> None:
    for place, option in enumerate(options.values()):
        met = [holds(measures(scenario, **option, **given)) for given, holds in needs]
        assert met == [number != place for number in range(len(needs))], option


@settings(max_examples=20)
@given(retries=st.integers(0, 2), fails=st.integers(0, 4), events=st.integers(1, 5))
def test_a_function_error_costs_one_retry(retries: int, fails: int, events: int) -> None:
    found = measures("lambda-async", retries=retries, fails_first=fails, events=events)
    assert found["invocations"] == events * min(retries + 1, fails + 1)
    assert (found["processed"], found["lost"]) == ((events, 0) if fails <= retries else (0, events))


@settings(max_examples=20)
@given(shoppers=st.integers(1, 60), provisioned=st.integers(0, 80))
def test_a_cold_start_happens_only_beyond_the_provisioned_concurrency(shoppers: int, provisioned: int) -> None:
    found = measures("lambda-concurrency", reports=0, shoppers=shoppers, provisioned=provisioned, calls=1)
    assert found["cold_starts"] == max(0, shoppers - provisioned)
    assert found["slowest"] == (3.5 if shoppers > provisioned else 0.5)


@settings(max_examples=20)
@given(maximum=st.integers(2, 20), batch=st.integers(1, 10), messages=st.integers(0, 100))
def test_the_maximum_concurrency_of_a_mapping_holds_and_nothing_is_left(
    maximum: int, batch: int, messages: int
) -> None:
    found = measures("lambda-sqs", poison=False, maximum=maximum, batch=batch, messages=messages)
    assert found["peak_concurrency"] <= maximum
    assert (found["processed"], found["left"], found["repeated"]) == (messages, 0, 0)


def test_a_reserved_concurrency_of_zero_stops_a_function_without_retries() -> None:
    found = measures("lambda-async", reserved=0, fails_first=0, on_failure="destination")
    assert (found["invocations"], found["throttled"], found["kept"]) == (0, 0, 3)


def test_a_mapping_is_refused_if_the_queue_hides_messages_too_briefly() -> None:
    found = measures("lambda-sqs", visibility_timeout=20, timeout=30)
    assert (found["mapped"], found["processed"], found["left"]) == (False, 0, 10)


def test_retries_after_a_429_are_the_work_of_the_caller() -> None:
    found = measures(
        "lambda-concurrency", account=300, reports=300, report_takes=3, shop_at=31, sdk_retries=5, provisioned=0
    )
    assert (found["refused"], found["throttled"] > 0) == (0, True)


def test_a_law_is_broken_where_a_function_exceeds_its_reserved_concurrency() -> None:
    trace = run("lambda-async", reserved=1, takes=5, fails_first=0, events=2)
    assert (trace.broken, trace.measures["peak_concurrency"]) == ((), 1)
