"""Every scenario of the shipped packs: what it expects, its laws under any parameters, the same bytes twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.library.shelf import Shelf, load
from studykit.sim.scenario import Param, Scenario
from studykit.sim.stage import play
from studykit.sim.trace import as_json

CONTENT = Path(__file__).parents[2] / "content"
SHELF: Shelf = load([CONTENT])
NAMES = SHELF.scenario_ids()
HEAVY = 200
"""The most that a count is drawn to here: laws do not depend on size, and the run's time does."""


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
    if not param.unit.startswith(("s", "h", "MiB", "bytes")):
        high = min(high, max(low, HEAVY))
    return st.integers(int(low), int(high)) if param.whole else st.floats(low, high)


def test_the_fourteen_queue_scenarios_are_there() -> None:
    assert sum(name.startswith("sqs-") for name in NAMES) >= 14


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
    assert trace.measures.get("lost", 0) == 0 or drawn.get("queue") is False


def test_a_short_timeout_delivers_twice_and_a_long_one_once() -> None:
    found = scenario("sqs-visibility")
    runs = [play("sqs-visibility", found, {"visibility_timeout": timeout, "processing": 45}) for timeout in (30, 60)]
    assert [run.measures["deliveries"] for run in runs] == [2, 1]


def test_an_ignored_late_delete_brings_a_third_delivery() -> None:
    trace = play("sqs-visibility", scenario("sqs-visibility"), {"late_delete": "ignored"})
    assert trace.measures["deliveries"] >= 3  # type: ignore[operator]


def test_a_month_of_waiting_is_counted_and_not_played() -> None:
    trace = play("sqs-polling", scenario("sqs-polling"), {"hours": 744, "arrivals_per_hour": 0})
    assert trace.measures["receives"] == pytest.approx(744 * 3600, abs=2)
    assert len(trace.events) < 10
