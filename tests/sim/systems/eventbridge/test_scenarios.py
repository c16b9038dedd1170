"""Scenarios of EventBridge: patterns and targets, outages, dead-letter queues, replays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim.play import play
from tests.sim.stories import measures, scenario

LARGE = '{"detail-type": ["order placed"], "detail": {"country": ["DE", "FR"], "total": [{"numeric": [">=", 100]}]}}'
RULES: dict[str, dict[str, Any]] = {
    "wide": {"pattern": '{"detail": {"country": ["DE", "FR"]}}', "via_queue": True, "maximum": 5},
    "narrow": {"pattern": LARGE.replace(', "FR"', ""), "via_queue": True, "maximum": 5},
    "one-rule": {"pattern": LARGE, "audit_rule": "billing", "via_queue": True, "maximum": 5},
    "direct": {"pattern": LARGE},
    "slow": {"pattern": LARGE, "via_queue": True, "maximum": 2},
}
RETRY: dict[str, dict[str, Any]] = {
    "one-hour": {"max_age": 3_600, "dlq": True, "archive": True, "replay": "billing"},
    "no-dead-letters": {"archive": True, "replay": "billing"},
    "no-archive": {"dlq": True},
    "replay-to-all": {"dlq": True, "archive": True, "replay": "bus"},
}


@pytest.mark.parametrize(
    ("name", "options", "needs"),
    [
        (
            "eventbridge-rules",
            RULES,
            [
                ({}, lambda found: found["unwanted"] == 0),
                ({}, lambda found: found["missed"] == 0),
                ({}, lambda found: found["others_delivered"] == 6),
                ({"many": 200}, lambda found: found["peak_concurrency"] <= 10),
                ({"many": 200}, lambda found: found["last_done_at"] <= 120),
            ],
        ),
        (
            "eventbridge-retry",
            RETRY,
            [
                ({"partner_down_for": 7_200}, lambda found: found["others_delivered"] == 5),
                ({"partner_exists": False}, lambda found: found["set_aside"] >= 5),
                ({"billing_down_for": 10_800}, lambda found: found["processed"] == 5),
                ({"billing_down_for": 10_800}, lambda found: found["others_repeated"] == 0),
            ],
        ),
    ],
)
def test_each_of_several_configurations_fails_one_requirement(name: str, options: Any, needs: Any) -> None:
    for place, option in enumerate(options.values()):
        met = [holds(measures(name, **option, **given)) for given, holds in needs]
        assert met == [number != place for number in range(len(needs))], option


@settings(max_examples=15)
@given(down=st.integers(0, 80_000), seed=st.integers(0, 20))
def test_an_outage_of_less_than_a_day_loses_nothing(down: int, seed: int) -> None:
    found = play("eventbridge-retry", scenario("eventbridge-retry"), {"partner_down_for": down}, seed).measures
    assert (found["others_delivered"], found["lost"]) == (5, 0)
    latest = found["latest_delivery"]
    assert isinstance(latest, int | float)
    assert max(0, down - 1) <= latest <= down + 768


@settings(max_examples=15)
@given(retries=st.integers(0, 8), dlq=st.booleans())
def test_after_the_retries_an_event_is_kept_or_dropped(retries: int, dlq: bool) -> None:
    found = measures("eventbridge-retry", retries=retries, dlq=dlq, partner_down_for=80_000)
    assert found["failed_attempts"] == 5 * (retries + 1)
    assert (found["set_aside"], found["dropped"]) == ((5, 0) if dlq else (0, 5))


def test_the_dead_letter_queue_of_a_target_does_not_get_what_the_function_fails_on() -> None:
    at_target, at_function = (
        measures("eventbridge-retry", billing_down_for=3_600, **option)
        for option in ({"dlq": True}, {"on_failure": True})
    )
    assert (at_target["set_aside"], at_target["lost"]) == (0, 5)
    assert (at_function["kept"], at_function["lost"]) == (5, 0)
