"""Roles around Amazon SWF, and two that do the same case with SWF, SQS or Step Functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.sqs.consumer_roles import consumer
from studykit.sim.systems.sqs.producer_roles import producer
from studykit.sim.systems.step_functions.roles import approver, execution_starter
from studykit.sim.systems.swf.model import DOMAIN

WAIT = 60
"""Seconds that a poll stays open (API model, `PollForDecisionTask`)."""
Decision = dict[str, Any]
DAY = 86_400
"""Seconds of a day."""


@role
def starter(
    me: Actor,
    workflow: str,
    name: str = "order-1",
    at: float = 0,
    limit: int | None = None,
    cancels: float | None = None,
) -> Process:
    """Starts execution `name` of `workflow` at second `at`, for at most `limit` seconds; can cancel it at `cancels`."""
    yield from me.sleep_until(round(at * 1000))
    given: dict[str, Any] = {} if limit is None else {"executionStartToCloseTimeout": str(int(limit))}
    try:
        yield from me.call(
            "swf",
            "start_workflow_execution",
            domain=DOMAIN,
            workflowId=name,
            workflowType={"name": workflow, "version": "1"},
            **given,
        )
        if cancels is not None:
            yield from me.sleep_until(round(cancels * 1000))
            yield from me.call("swf", "request_cancel_workflow_execution", domain=DOMAIN, workflowId=name)
    except ServiceError:
        me.count("refused")


@role
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
) -> Process:
    """Polls the task list of `workflow` and schedules the `steps` one after another, or all at once if `parallel`.

    A step that failed or timed out is scheduled again, up to `tries` times; then the workflow fails. Before the first
    step it sets a timer of `pause` seconds. A decision takes `takes` seconds. The first of several deciders crashes
    with its decision number `dies_at`. With `remembers` set to `memory` it counts its own decisions instead of reading
    the `history`.
    """
    yield from me.sleep_until(round(from_ * 1000))
    names = [f"step-{number + 1}" for number in range(int(steps))] if isinstance(steps, (int, float)) else [*steps]
    held = 0
    while True:
        yield from me.wait_for_work("swf", workflow, 0, WAIT)
        task = yield from me.call("swf", "poll_for_decision_task", domain=DOMAIN, taskList={"name": workflow})
        if not task["taskToken"]:
            continue
        held += 1
        kept = me.inspect("swf", "get_workflow_execution_history", domain=DOMAIN, execution=task["workflowExecution"])
        me.count("history_lost", len(kept["events"]) - len(task["events"]))
        yield from me.sleep(takes)
        if me.number == 1 and held == dies_at:
            me.narrate("crash", task["workflowExecution"]["workflowId"], says="it holds a decision task")
            return
        plan = WorkflowPlan(activity, names, tries, parallel, pause)
        decisions = plan.by_memory(held) if remembers == "memory" else plan.by_history(task["events"])
        try:
            yield from me.call(
                "swf", "respond_decision_task_completed", taskToken=task["taskToken"], decisions=decisions
            )
        except ServiceError:
            me.count("late_decisions")


class WorkflowPlan:
    """The steps of a workflow, and the next decisions."""

    def __init__(self, activity: str, names: Sequence[str], tries: int, parallel: bool, pause: float) -> None:
        self.activity, self.names, self.tries, self.parallel, self.pause = activity, names, tries, parallel, pause

    def by_history(self, events: Sequence[Mapping[str, Any]]) -> list[Decision]:
        """Returns the next decisions from the history alone."""
        kinds = [event["eventType"] for event in events]
        if "WorkflowExecutionCancelRequested" in kinds:
            return [_close("CancelWorkflowExecution")]
        if self.pause and "TimerStarted" not in kinds:
            return [_timer(self.pause)]
        if self.pause and "TimerFired" not in kinds:
            return []
        tried, done, over = _tally(events)
        open_ = [name for name in self.names if tried[name] > over[name]]
        left = [name for name in self.names if name not in done and name not in open_]
        if any(tried[name] >= self.tries for name in left):
            return [_close("FailWorkflowExecution")]
        if not left and not open_:
            return [_close("CompleteWorkflowExecution")]
        return self._schedule(left if self.parallel else left[: 0 if open_ else 1])

    def by_memory(self, held: int) -> list[Decision]:
        """Returns the next step after a number of the decider's own decisions."""
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


def _tally(events: Sequence[Mapping[str, Any]]) -> tuple[Counter[str], set[str], Counter[str]]:
    """Returns how often each activity was scheduled, which are completed, and how often each ended."""
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


@role
def activity_worker(
    me: Actor,
    tasks: str,
    processing: float = 1,
    from_: float = 0,
    heartbeat: float = 0,
    first_crashes: bool = False,
    crash_after: float = 0.5,
    fails: int = 0,
) -> Process:
    """Polls the task list `tasks` from second `from_` on, works `processing` seconds on each task, and reports it.

    Every `heartbeat` seconds it sends a heartbeat. The first of several workers can crash after a share of its work,
    without a report. Its first `fails` tasks fail, which it reports.
    """
    yield from me.sleep_until(round(from_ * 1000))
    left = int(fails)
    while True:
        yield from me.wait_for_work("swf", tasks, 0, WAIT)
        task = yield from me.call("swf", "poll_for_activity_task", domain=DOMAIN, taskList={"name": tasks})
        if not task["taskToken"]:
            continue
        name, token = task["activityId"], task["taskToken"]
        dies = first_crashes and me.number == 1
        me.narrate("work", name, until=(me.now + processing * 1000) / 1000)
        try:
            yield from _work(me, token, processing * (crash_after if dies else 1), heartbeat)
            if dies:
                me.narrate("crash", name, says="it says nothing to anybody")
                return
            if left:
                left -= 1
                yield from me.call("swf", "respond_activity_task_failed", taskToken=token, reason="it did not work")
                continue
            me.count(f"effect of {name}")
            me.count("side_effects")
            yield from me.call("swf", "respond_activity_task_completed", taskToken=token, result="done")
        except ServiceError:
            me.count("late_reports")


def _work(me: Actor, token: str, seconds: float, heartbeat: float) -> Process:
    """Works and sends heartbeats meanwhile; raises ServiceError when the worker has lost the task."""
    end = me.now + round(seconds * 1000)
    while heartbeat and me.now + round(heartbeat * 1000) < end:
        yield from me.sleep(heartbeat)
        yield from me.call("swf", "record_activity_task_heartbeat", taskToken=token)
    yield from me.sleep_until(end)


@role
def person(me: Actor, tasks: str, think: float, from_: float = 0, away: bool = False) -> Process:
    """Takes a task of the list `tasks` and responds `think` seconds later; the first of several can be `away`."""
    yield from activity_worker(me, tasks, processing=think, from_=from_, first_crashes=away)


@role
def case_opener(
    me: Actor,
    service: str,
    queue: str = "",
    workflow: str = "",
    machine: str = "",
    name: str = "case-1",
    at: float = 0,
    fifo: bool = False,
) -> Process:
    """Sends a message (`sqs`), or starts a workflow (`swf`) or an execution of a machine (`step-functions`)."""
    if service == "sqs":
        yield from producer(me, queue, sends=[name], at=at, fifo=fifo)
    elif service == "swf":
        yield from starter(me, workflow, name, at)
    else:
        yield from execution_starter(me, machine, name, at)


@role
def case_worker(
    me: Actor,
    service: str,
    days: float,
    queue: str = "",
    tasks: str = "",
    mail: str = "",
    processing: float = 0,
    wait: float = 0,
) -> Process:
    """Receives messages (`sqs`), takes activities (`swf`) or answers task tokens, from day `days` on."""
    if service == "sqs":
        yield from consumer(me, queue, from_=days * DAY, processing=processing, wait=wait)
    elif service == "swf":
        yield from activity_worker(me, tasks, processing, from_=days * DAY)
    else:
        yield from approver(me, mail, processing, from_=days * DAY)
