"""Decides what comes next in a workflow: it reads the history that comes with each task, and remembers nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.services.swf import DOMAIN
from studykit.sim.turns import Act

WAIT = 60
"""Seconds that a poll stays open (API model, `PollForDecisionTask`)."""
Decision = dict[str, Any]


def decider(
    me: Actor,
    workflow: str,
    activity: str,
    steps: int | Sequence[str] = 1,
    from_: float = 0,
    takes: float = 0,
    tries: int = 3,
    parallel: bool = False,
    pause: float = 0,
    dies_at: int = 0,
    remembers: str = "history",
) -> Act:
    """Polls the task list of `workflow`, and has the `steps` done one after another, or all at once if `parallel`.

    A step that failed or timed out is scheduled again, up to `tries` times in all; then the workflow fails. Before the
    first step it sets a timer of `pause` seconds. It needs `takes` seconds for a decision. The first of several
    deciders dies while it holds its decision number `dies_at`. One that `remembers` in its `memory` counts its own
    decisions, and does not look at the history.
    """
    yield from me.until(round(from_ * 1000))
    names = [f"step-{number + 1}" for number in range(int(steps))] if isinstance(steps, (int, float)) else [*steps]
    held = 0
    while True:
        yield from me.idle("swf", workflow, 0, WAIT)
        task = yield from me.call("swf", "poll_for_decision_task", domain=DOMAIN, taskList={"name": workflow})
        if not task["taskToken"]:
            continue
        held += 1
        kept = me.knows("swf", "get_workflow_execution_history", domain=DOMAIN, execution=task["workflowExecution"])
        me.count("history_lost", len(kept["events"]) - len(task["events"]))
        yield from me.sleep(takes)
        if me.number == 1 and held == dies_at:
            me.say("crash", task["workflowExecution"]["workflowId"], says="it holds a decision task")
            return
        plan = Plan(activity, names, tries, parallel, pause)
        decisions = plan.by_memory(held) if remembers == "memory" else plan.by_history(task["events"])
        try:
            yield from me.call(
                "swf", "respond_decision_task_completed", taskToken=task["taskToken"], decisions=decisions
            )
        except ServiceError:
            me.count("late_decisions")


class Plan:
    """What should happen in a workflow, and what is next in it."""

    def __init__(self, activity: str, names: Sequence[str], tries: int, parallel: bool, pause: float) -> None:
        self.activity, self.names, self.tries, self.parallel, self.pause = activity, names, tries, parallel, pause

    def by_history(self, events: Sequence[Mapping[str, Any]]) -> list[Decision]:
        """The next decisions, from what has happened and nothing else."""
        kinds = [event["eventType"] for event in events]
        if "WorkflowExecutionCancelRequested" in kinds:
            return [_close("CancelWorkflowExecution")]
        if self.pause and "TimerStarted" not in kinds:
            return [_timer(self.pause)]
        if self.pause and "TimerFired" not in kinds:
            return []
        tried, done, over = _told(events)
        open_ = [name for name in self.names if tried[name] > over[name]]
        left = [name for name in self.names if name not in done and name not in open_]
        if any(tried[name] >= self.tries for name in left):
            return [_close("FailWorkflowExecution")]
        if not left and not open_:
            return [_close("CompleteWorkflowExecution")]
        return self._schedule(left if self.parallel else left[: 0 if open_ else 1])

    def by_memory(self, held: int) -> list[Decision]:
        """The step that comes after so many decisions of one's own."""
        return self._schedule(self.names[held - 1 : held]) or [_close("CompleteWorkflowExecution")]

    def _schedule(self, names: Iterable[str]) -> list[Decision]:
        kind = {"name": self.activity, "version": "1"}
        return [
            {
                "decisionType": "ScheduleActivityTask",
                "scheduleActivityTaskDecisionAttributes": {"activityType": kind, "activityId": name},
            }
            for name in names
        ]


def _told(events: Sequence[Mapping[str, Any]]) -> tuple[Counter[str], set[str], Counter[str]]:
    """How many times each activity was scheduled, which are completed, and how many times each came to an end."""
    names: dict[int, str] = {}
    tried, over, done = Counter[str](), Counter[str](), set[str]()
    for event in events:
        kind = event["eventType"]
        about = event[f"{kind[0].lower()}{kind[1:]}EventAttributes"]
        if kind == "ActivityTaskScheduled":
            names[event["eventId"]] = about["activityId"]
            tried[about["activityId"]] += 1
        elif kind.startswith("ActivityTask") and kind.endswith(("Completed", "Failed", "TimedOut", "Canceled")):
            over[names[about["scheduledEventId"]]] += 1
            if kind == "ActivityTaskCompleted":
                done.add(names[about["scheduledEventId"]])
    return tried, done, over


def _close(kind: str) -> Decision:
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": {}}


def _timer(seconds: float) -> Decision:
    about = {"timerId": "pause", "startToFireTimeout": str(int(seconds))}
    return {"decisionType": "StartTimer", "startTimerDecisionAttributes": about}
