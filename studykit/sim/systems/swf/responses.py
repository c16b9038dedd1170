"""Responses of SWF: tasks with their token, histories, descriptions; and the story of a call.

Shapes: AWS's API model (swf 2012-01-25), `DecisionTask`, `ActivityTask`, `WorkflowExecutionDetail`, `HistoryEvent`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studykit.sim.engine.service import CallStory
from studykit.sim.systems.swf.history import HistoryEvent, Task, WorkflowExecution

LANE = "swf"
"""The target of every call in the trace: SWF itself."""
LABELS = {
    "start_workflow_execution": "starts",
    "poll_for_decision_task": "is asked",
    "respond_decision_task_completed": "decides",
    "poll_for_activity_task": "gets task",
    "respond_activity_task_completed": "reports",
    "respond_activity_task_failed": "fails",
    "record_activity_task_heartbeat": "lives",
}
"""Short names of calls, for arrows without room for the full name."""
NO_DECISION = {"taskToken": "", "startedEventId": 0, "previousStartedEventId": 0}
NO_ACTIVITY = {"taskToken": "", "activityId": "", "startedEventId": 0}
"""Responses to a poll that found nothing within its minute."""


def token(execution: WorkflowExecution, task: Task) -> str:
    """Returns the token of a task, with which its holder responds."""
    return f"{execution.run}:{task.scheduled.id}"


def decision_task(execution: WorkflowExecution, task: Task, started: HistoryEvent) -> dict[str, Any]:
    """Returns a decision task. It includes the whole history, so a decider does not have to remember anything."""
    earlier = [event.id for event in execution.events if event.type == "DecisionTaskStarted" and event.id < started.id]
    return {
        "taskToken": token(execution, task),
        "startedEventId": started.id,
        "workflowExecution": named(execution),
        "workflowType": execution.started.attributes["workflowType"],
        "events": history(execution),
        "previousStartedEventId": max(earlier, default=0),
    }


def activity_task(execution: WorkflowExecution, task: Task, started: HistoryEvent) -> dict[str, Any]:
    """Returns an activity task: its input, and the token for its result."""
    about = task.scheduled.attributes
    return {
        "taskToken": token(execution, task),
        "activityId": about["activityId"],
        "startedEventId": started.id,
        "workflowExecution": named(execution),
        "activityType": about["activityType"],
        **({"input": about["input"]} if about.get("input") is not None else {}),
    }


def description(execution: WorkflowExecution) -> dict[str, Any]:
    """Returns the response of DescribeWorkflowExecution."""
    about = execution.started.attributes
    info: dict[str, Any] = {
        "execution": named(execution),
        "workflowType": about["workflowType"],
        "startTimestamp": execution.started.at / 1000,
        "executionStatus": "CLOSED" if execution.closed else "OPEN",
    }
    if execution.closed:
        info |= {"closeTimestamp": execution.events[-1].at / 1000, "closeStatus": execution.closed}
    counts = {
        "openActivityTasks": len(execution.open_tasks("ActivityTask")),
        "openDecisionTasks": len(execution.open_tasks("DecisionTask")),
        "openTimers": len(execution.open_timers()),
        "openChildWorkflowExecutions": 0,
    }
    kept = ("executionStartToCloseTimeout", "taskStartToCloseTimeout", "taskList")
    limits = {name: about[name] for name in kept} | {"childPolicy": "TERMINATE"}
    return {"executionInfo": info, "executionConfiguration": limits, "openCounts": counts}


def named(execution: WorkflowExecution) -> dict[str, str]:
    return {"workflowId": execution.workflow, "runId": execution.run}


def history(execution: WorkflowExecution) -> list[dict[str, Any]]:
    """Returns every event so far as the API shows it."""
    return [_shown(event) for event in execution.events]


def _shown(event: HistoryEvent) -> dict[str, Any]:
    name = f"{event.type[0].lower()}{event.type[1:]}EventAttributes"
    return {
        "eventId": event.id,
        "eventTimestamp": event.at / 1000,
        "eventType": event.type,
        name: dict(event.attributes),
    }


def call_story(execution: WorkflowExecution, events: Sequence[HistoryEvent], label: str = "") -> CallStory:
    """Returns the story of a call or a deadline: the events that it added to a history, by number."""
    keys = [key for key in map(execution.activity_of, events) if key]
    detail: dict[str, Any] = {
        "target": LANE,
        "workflow": execution.workflow,
        "history": [event.type for event in events],
        "carries": ", ".join(_words(execution, event) for event in events),
        "last": events[-1].id,
        **({"label": label} if label else {}),
    }
    started = [event for event in events if event.type == "ActivityTaskStarted"]
    if started:
        detail["task"] = f"{execution.run}:{started[0].attributes['scheduledEventId']}"
    return CallStory(keys[-1] if keys else execution.workflow, detail)


def _words(execution: WorkflowExecution, event: HistoryEvent) -> str:
    more = [execution.activity_of(event), *(event.attributes.get(name) for name in ("timerId", "timeoutType", "cause"))]
    return " ".join([f"{event.id} {event.type}", *(str(word) for word in more if word)])
