"""Every scenario of the shipped packs: what it expects, its laws under any parameters, the same bytes twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.library.library import Shelf, load
from studykit.sim.engine.scenario import Param, Scenario
from studykit.sim.engine.trace import as_json
from studykit.sim.play import play
from tests.sim.floor import FLOOR

CONTENT = Path(__file__).parents[2] / "content"
SHELF: Shelf = load([CONTENT])
NAMES = SHELF.scenario_ids()
HEAVY = 200
HOURS = 6
"""The most that a count and a number of hours are drawn to here: laws do not depend on size, and the run's time does."""


MAY_LOSE = {"sns-fanout": {"via_sqs": False, "admitted": False}, "sns-retries": {"dlq": False}}
"""Stories of loss: a topic that finds nobody who takes its message, and no dead-letter queue, discards it."""


def loses(name: str, drawn: dict[str, Any]) -> bool:
    return any(drawn[key] is value for key, value in MAY_LOSE.get(name, {}).items())


def scenario(name: str) -> Scenario:
    return SHELF.scenario(name)[1]


def values(param: Param) -> st.SearchStrategy[Any]:
    """Any value that a parameter may have."""
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
def test_where_a_queue_delivers_deliveries_and_duplicates_are_measured(name: str) -> None:
    found = scenario(name)
    if any(spec.get("service", key) == "sqs" for key, spec in found.services.items()):
        assert {"deliveries", "duplicates", "lost"} <= set(found.measures)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_says_what_it_is_and_what_it_may_be(name: str) -> None:
    for param in scenario(name).params.values():
        assert param.says
        assert param.type != "number" or None not in (param.least, param.most)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_expects_what_happens_and_breaks_no_law(name: str) -> None:
    found = scenario(name)
    trace = play(name, found)
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
    drawn = {key: data.draw(values(param), label=key) for key, param in found.params.items()}
    trace = play(name, found, drawn, data.draw(st.integers(0, 99), label="seed"))
    assert trace.broken == ()
    assert trace.measures.get("lost", 0) == 0 or drawn.get("queue") is False or loses(name, drawn)


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


def test_what_only_one_course_can_take_is_not_left_to_the_seed() -> None:
    assert [play(name, scenario(name)).picks > 0 for name in ("sqs-visibility", "sqs-at-least-once")] == [False, True]


def test_a_month_of_waiting_is_counted_and_not_played() -> None:
    trace = play("sqs-polling", scenario("sqs-polling"), {"hours": 744, "arrivals_per_hour": 0})
    assert trace.measures["receives"] == pytest.approx(744 * 3600, abs=2)
    assert len(trace.events) < 10
