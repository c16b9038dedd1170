"""Laws of SWF for any order of calls and any pauses: one holder per task, one open decision, nothing after the end."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.sim.engine.service import Parked, ServiceError
from studykit.sim.systems.swf.model import SWF
from tests.sim.systems.swf.checks import D, Domain, complete, schedule, timer

ACTS = ("ask", "decide", "take", "report", "fail", "beat", "signal", "start", "pause")


class Wild(Domain):
    """A domain whose workers and deciders act at random. It remembers which tasks were assigned."""

    def __init__(self, seed: int) -> None:
        super().__init__(SWF, limit="900", defaultTaskStartToCloseTimeout=40, defaultTaskHeartbeatTimeout=25)
        self.random = random.Random(seed)
        self.tokens: dict[str, list[str]] = {"ask": [], "take": []}

    def play(self, acts: list[str]) -> Domain:
        for act in acts:
            self.now += self.random.choice((0, 1, 999, 10_000))
            try:
                getattr(self, act)()
            except ServiceError:
                continue
        self.model.drain_changes()
        return self

    def hand(self, kind: str, task: Any) -> None:
        if not isinstance(task, Parked):
            self.tokens[kind].append(task["taskToken"])

    def held(self, kind: str) -> str:
        return self.random.choice(self.tokens[kind] or ["run-1:9"])

    def ask(self) -> None:
        self.hand("ask", self.asks())

    def take(self) -> None:
        self.hand("take", self.takes())

    def decide(self, *decisions: dict[str, Any]) -> None:
        name = self.random.choice("abc")
        wanted = self.random.choice(([schedule(name)], [timer(15, name)], [schedule(name), timer(5)], [], [complete()]))
        self.swf.respond_decision_task_completed(taskToken=self.held("ask"), decisions=wanted)

    def report(self) -> None:
        self.swf.respond_activity_task_completed(taskToken=self.held("take"))

    def fail(self) -> None:
        self.swf.respond_activity_task_failed(taskToken=self.held("take"), reason="no")

    def beat(self) -> None:
        self.swf.record_activity_task_heartbeat(taskToken=self.held("take"))

    def signal(self) -> None:
        self.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="s")

    def pause(self) -> None:
        self.now += self.random.choice((5_000, 30_000, 300_000))


@pytest.mark.parametrize("law", ["once", "one-decision", "closed", "time", "tasks"])
@given(seed=st.integers(0, 10_000), acts=st.lists(st.sampled_from(ACTS), max_size=60))
def test_a_law_of_swf_holds_whatever_happens(law: str, seed: int, acts: list[str]) -> None:
    wild = Wild(seed)
    wild.play(acts)
    LAWS[law](wild)


def _once(wild: Wild) -> None:
    """Asserts that no task is assigned twice."""
    given_out = wild.tokens["ask"] + wild.tokens["take"]
    assert len(given_out) == len(set(given_out))


def _one_decision(wild: Wild) -> None:
    """Asserts that at most one decision task of an execution is open."""
    for execution in wild.model.executions:
        open_ = 0
        for event in execution.events:
            open_ += event.type == "DecisionTaskScheduled"
            open_ -= event.type in ("DecisionTaskCompleted", "DecisionTaskTimedOut")
            assert open_ <= 1


def _closed(wild: Wild) -> None:
    """Asserts that no event follows the one that closes an execution, and that a workflow id is open only once."""
    for execution in wild.model.executions:
        ends = [event.type in ENDS for event in execution.events]
        assert not any(ends[:-1])
    assert sum(execution.closed is None for execution in wild.model.executions) <= 1


def _time(wild: Wild) -> None:
    """Asserts that times in a history never decrease and that its events are numbered without gaps."""
    for execution in wild.model.executions:
        assert all(one.at <= next_.at and one.id + 1 == next_.id for one, next_ in pairwise(execution.events))


def _tasks(wild: Wild) -> None:
    """Asserts that every scheduled activity has ended once or is open."""
    for execution in wild.model.executions:
        kinds = [event.type for event in execution.events]
        over = sum(kinds.count(f"ActivityTask{end}") for end in ("Completed", "Failed", "TimedOut"))
        assert kinds.count("ActivityTaskScheduled") == over + len(execution.open_tasks("ActivityTask"))


ENDS = ("WorkflowExecutionCompleted", "WorkflowExecutionTimedOut")
LAWS = {"once": _once, "one-decision": _one_decision, "closed": _closed, "time": _time, "tasks": _tasks}
