"""Every scenario of the shipped packs: it shows what it expects, keeps its laws, and gives the same bytes twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim.engine import world
from studykit.sim.engine.scenario import Param
from studykit.sim.engine.trace import as_json
from studykit.sim.play import play
from tests.sim.floor import FLOOR
from tests.sim.stories import NAMES, default_run, scenario

HEAVY = 200
HOURS = 6
"""The largest count and the most hours that are drawn here. Laws do not depend on size, but the time of a run does."""
SHORT = {"cognito-expiry": {"works_for": 7_200}, "cognito-lost-phone": {"days": 5}}
"""Durations that are drawn no longer than this, for the same reason: each call signs and verifies tokens."""
ENOUGH = 300
"""The number of events after which a run with drawn parameters ends, for the same reason."""
MAY_LOSE: dict[str, dict[str, Any]] = {
    "sns-fanout": {"via_sqs": False, "admitted": False},
    "sns-retries": {"dlq": False},
    "lambda-async": {"on_failure": "none"},
    "lambda-concurrency": {"report_reserved": 0},
    "eventbridge-rules": {"via_queue": False},
    "eventbridge-retry": {"dlq": False, "on_failure": False},
    "eventbridge-schedule": {"dlq": False},
}
"""Parameters that may lose messages: without a dead-letter queue, services discard what they cannot deliver."""


def loses(name: str, drawn: dict[str, Any]) -> bool:
    return any(drawn[key] == value for key, value in MAY_LOSE.get(name, {}).items())


def values(param: Param, longest: float | None) -> st.SearchStrategy[Any]:
    """Draws a value that a parameter may have."""
    if param.type == "flag":
        return st.booleans()
    if param.type == "choice":
        return st.sampled_from(param.choices)
    if param.type != "number":
        return st.just(param.default)
    low, high = param.least or 0, param.most if param.most is not None else 100
    if param.unit == "h":
        high = min(high, HOURS)
    if not param.unit.startswith(("s", "h", "MiB", "bytes")):
        high = min(high, max(low, HEAVY))
    high = high if longest is None else min(high, longest)
    return st.integers(int(low), int(high)) if param.whole else st.floats(low, high)


@pytest.mark.parametrize("name", FLOOR)
def test_a_scenario_is_as_promised(name: str) -> None:
    params, measures, laws, last = FLOOR[name]
    found = scenario(name)
    assert set(params.split()) <= set(found.params)
    assert {*measures.split(), "lost"} <= set(found.measures)
    assert {*laws.split(), "T"} <= set(found.laws)
    assert found.last == last


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_with_a_queue_measure_deliveries_and_duplicates(name: str) -> None:
    found = scenario(name)
    if any(spec.get("service", key) == "sqs" for key, spec in found.services.items()):
        assert {"deliveries", "duplicates", "lost"} <= set(found.measures)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_a_description_and_limits(name: str) -> None:
    for param in scenario(name).params.values():
        assert param.says
        assert param.type != "number" or None not in (param.least, param.most)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_expects_what_happens_and_breaks_no_law(name: str) -> None:
    found = scenario(name)
    trace = default_run(name)
    assert {
        key: trace.measures[key] for key, wanted in found.expect.items() if not wanted.holds(trace.measures[key])
    } == {}
    assert trace.broken == ()
    assert set(found.laws) >= {"T"}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_run_gives_the_same_bytes(name: str) -> None:
    runs = [json.dumps(as_json(play(name, scenario(name), {}, 7))) for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(data=st.data())
def test_laws_hold_under_any_parameters_and_nothing_is_lost(name: str, data: st.DataObject) -> None:
    found = scenario(name)
    drawn = {
        key: data.draw(values(param, SHORT.get(name, {}).get(key)), label=key) for key, param in found.params.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "MOST_EVENTS", ENOUGH)
        trace = play(name, found, drawn, data.draw(st.integers(0, 99), label="seed"))
    assert trace.broken == ()
    assert trace.measures.get("lost", 0) == 0 or drawn.get("queue") is False or loses(name, drawn)


def test_a_deterministic_scenario_makes_no_random_pick() -> None:
    assert [play(name, scenario(name)).picks > 0 for name in ("sqs-visibility", "sqs-at-least-once")] == [False, True]
