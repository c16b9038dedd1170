"""The decisions of a decider, applied to a history. A decision that fails is an event, not an error.

Decision types, their attributes and the causes of failures: AWS's API model (swf 2012-01-25), `Decision`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.swf.history import NONE, WorkflowExecution

Add = Callable[..., Any]
"""Adds an event to the history: its type and attributes."""
Type = tuple[str, str]
TIMEOUTS = ("heartbeatTimeout", "scheduleToCloseTimeout", "scheduleToStartTimeout", "startToCloseTimeout")
CLOSE_DECISIONS = {
    "CompleteWorkflowExecution": "WorkflowExecutionCompleted",
    "FailWorkflowExecution": "WorkflowExecutionFailed",
    "CancelWorkflowExecution": "WorkflowExecutionCanceled",
}


def check(kinds: Sequence[str]) -> None:
    """Checks that a list of decisions closes the execution at most once, and only at its end."""
    closing = [place for place, kind in enumerate(kinds) if kind in CLOSE_DECISIONS]
    if len(closing) > 1 or (closing and closing[0] != len(kinds) - 1):
        raise ServiceError("ValidationException", "Close must be last decision in list, and only one.")


def attributes(decision: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the attributes of a decision."""
    kind = decision["decisionType"]
    found: Mapping[str, Any] = decision.get(f"{kind[0].lower()}{kind[1:]}DecisionAttributes", {})
    return found


def decide(
    execution: WorkflowExecution, activities: Mapping[Type, Mapping[str, Any]], decision: Mapping[str, Any], add: Add
) -> bool:
    """Applies one decision; returns False if it became a ...Failed event."""
    kind, wanted = decision["decisionType"], attributes(decision)
    if kind in CLOSE_DECISIONS:
        add(CLOSE_DECISIONS[kind], **wanted)
    elif kind == "ScheduleActivityTask":
        return _schedule(execution, activities, wanted, add)
    elif kind == "StartTimer":
        if wanted["timerId"] in execution.open_timers():
            return _failed(add, "StartTimerFailed", timerId=wanted["timerId"], cause="TIMER_ID_ALREADY_IN_USE")
        add("TimerStarted", **wanted)
    elif kind == "CancelTimer":
        started = execution.open_timers().get(wanted["timerId"])
        if started is None:
            return _failed(add, "CancelTimerFailed", timerId=wanted["timerId"], cause="TIMER_ID_UNKNOWN")
        add("TimerCanceled", timerId=wanted["timerId"], startedEventId=started.id)
    elif kind == "RequestCancelActivityTask":
        add("ActivityTaskCancelRequested", **wanted)
    elif kind == "RecordMarker":
        add("MarkerRecorded", **wanted)
    else:
        raise ServiceError("ValidationException", f"decisionType {kind!r} is not known here.")
    return True


def _schedule(
    execution: WorkflowExecution, activities: Mapping[Type, Mapping[str, Any]], wanted: Mapping[str, Any], add: Add
) -> bool:
    kind = (wanted["activityType"]["name"], wanted["activityType"]["version"])
    about = {"activityType": dict(wanted["activityType"]), "activityId": wanted["activityId"]}
    if kind not in activities:
        return _failed(add, "ScheduleActivityTaskFailed", cause="ACTIVITY_TYPE_DOES_NOT_EXIST", **about)
    if any(task.key == wanted["activityId"] for task in execution.open_tasks("ActivityTask").values()):
        return _failed(add, "ScheduleActivityTaskFailed", cause="ACTIVITY_ID_ALREADY_IN_USE", **about)
    defaults = activities[kind]
    limits = {
        name: wanted.get(name) or defaults.get(f"defaultTask{name[0].upper()}{name[1:]}", NONE) for name in TIMEOUTS
    }
    tasks = wanted.get("taskList") or defaults.get("defaultTaskList", {"name": "default"})
    given = {"input": wanted["input"]} if "input" in wanted else {}
    add("ActivityTaskScheduled", taskList=dict(tasks), **about, **limits, **given)
    return True


def _failed(add: Add, kind: str, **about: Any) -> bool:
    add(kind, **about)
    return False
