"""SWF: workers do tasks, deciders decide, SWF keeps the history. Only a decider schedules a lost task again.

Sources: AWS's API model (swf 2012-01-25) and the SWF Developer Guide (task lists, timeout types, quotas). All state is
in the histories (`history.py`). An execution has at most one open decision task.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from studykit.sim.engine.service import (
    CallStory,
    Clock,
    Parked,
    Pick,
    Service,
    ServiceChange,
    ServiceError,
    first_option,
)
from studykit.sim.systems.swf import decisions as decisions_
from studykit.sim.systems.swf import responses
from studykit.sim.systems.swf.history import NONE, HistoryEvent, Task, WorkflowExecution, passed, waiting

LONGEST = 31_536_000
"""Most seconds of an execution: one year (Developer Guide, swf-dg-limits)."""
MOST_EVENTS = 25_000
"""Most events of a history (the same page); the last one terminates the execution."""
POLL = 60_000
"""ms for which a poll waits before it returns an empty token (API model, `PollForDecisionTask`)."""
DOMAIN = "demo"
Answer = dict[str, Any] | Parked
Types = dict[decisions_.Type, dict[str, Any]]


class SWF(Service):
    """One domain's types and executions. Methods, keywords and results are those of boto3."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.workflows: Types = {}
        self.activities: Types = {}
        self.executions: list[WorkflowExecution] = []
        self.changes: list[ServiceChange] = []
        self.story: list[tuple[WorkflowExecution, HistoryEvent]] = []

    # Calls of the engine

    def provision(self, name: str, activity: bool = False, **options: Any) -> None:
        """Registers a workflow type, or an `activity` type, `name` with a task list of the same name.

        `options` are its defaults by their API names; None means no limit.
        """
        given = {key: NONE if value is None else str(value) for key, value in options.items()}
        about: dict[str, Any] = {"domain": DOMAIN, "name": name, "version": "1", "defaultTaskList": {"name": name}}
        if activity:
            self.register_activity_type(**about, **given)
            return
        limits = {"defaultTaskStartToCloseTimeout": "30", "defaultExecutionStartToCloseTimeout": str(LONGEST)}
        self.register_workflow_type(**about, defaultChildPolicy="TERMINATE", **{**limits, **given})

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        """Returns the events that the latest call added to a history, as one entry."""
        story, self.story = self.story, []
        if story:
            label = responses.LABELS.get(operation, "")
            return [responses.call_story(story[0][0], [event for _, event in story], label)]
        empty = {"empty": True} if "poll" in operation else {}
        return [CallStory(None, {"target": responses.LANE, **empty})]

    def available(self, resource: str) -> int:
        """Counts the tasks of both kinds that wait in a task list."""
        return sum(len(waiting(self.executions, kind, resource)) for kind in ("DecisionTask", "ActivityTask"))

    def next_change(self) -> int | None:
        return min((at for e in self.executions for at, *_ in e.deadlines()), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        self._catch_up()
        changes, self.changes = self.changes, []
        return changes

    # Types

    def register_workflow_type(self, *, domain: str, name: str, version: str, **defaults: Any) -> None:
        self._register(self.workflows, name, version, defaults)

    def register_activity_type(self, *, domain: str, name: str, version: str, **defaults: Any) -> None:
        self._register(self.activities, name, version, defaults)

    # Starting and controlling executions

    def start_workflow_execution(
        self,
        *,
        domain: str,
        workflowId: str,
        workflowType: Mapping[str, str],
        input: str | None = None,
        taskList: Mapping[str, str] | None = None,
        executionStartToCloseTimeout: str | None = None,
        taskStartToCloseTimeout: str | None = None,
    ) -> dict[str, Any]:
        self._catch_up()
        kind = (workflowType["name"], workflowType["version"])
        if kind not in self.workflows:
            raise _unknown(f"type WorkflowType=[name={kind[0]}, version={kind[1]}]")
        if any(e.workflow == workflowId and not e.closed for e in self.executions):
            raise ServiceError("WorkflowExecutionAlreadyStartedFault", f"{workflowId} is open.")
        defaults = self.workflows[kind]
        limit = executionStartToCloseTimeout or defaults.get("defaultExecutionStartToCloseTimeout", "")
        if not limit.isdecimal() or not 0 < int(limit) <= LONGEST:
            raise ServiceError(
                "ValidationException", f"executionStartToCloseTimeout {limit!r}; 1 to {LONGEST} seconds."
            )
        execution = WorkflowExecution(workflowId, f"run-{len(self.executions) + 1}")
        self._add(
            execution,
            "WorkflowExecutionStarted",
            workflowType=dict(workflowType),
            taskList=dict(taskList or defaults["defaultTaskList"]),
            childPolicy="TERMINATE",
            executionStartToCloseTimeout=limit,
            taskStartToCloseTimeout=taskStartToCloseTimeout or defaults.get("defaultTaskStartToCloseTimeout", NONE),
            **({"input": input} if input is not None else {}),
        )
        self.executions.append(execution)
        self._ask_decider(execution)
        return {"runId": execution.run}

    def signal_workflow_execution(
        self, *, domain: str, workflowId: str, signalName: str, input: str | None = None, runId: str | None = None
    ) -> None:
        execution = self._running(workflowId)
        self._add(execution, "WorkflowExecutionSignaled", signalName=signalName, **({"input": input} if input else {}))
        self._ask_decider(execution)

    def request_cancel_workflow_execution(self, *, domain: str, workflowId: str, runId: str | None = None) -> None:
        execution = self._running(workflowId)
        self._add(execution, "WorkflowExecutionCancelRequested")
        self._ask_decider(execution)

    def terminate_workflow_execution(
        self, *, domain: str, workflowId: str, reason: str | None = None, runId: str | None = None
    ) -> None:
        why = {"reason": reason} if reason else {}
        about = {"childPolicy": "TERMINATE", "cause": "OPERATOR_INITIATED"}
        self._add(self._running(workflowId), "WorkflowExecutionTerminated", **about, **why)

    # Deciders

    def poll_for_decision_task(self, *, domain: str, taskList: Mapping[str, str], identity: str = "") -> Answer:
        """Returns the oldest waiting decision task with the whole history, or an empty token after a minute."""
        return self._poll("DecisionTask", taskList["name"], responses.decision_task, responses.NO_DECISION)

    def respond_decision_task_completed(self, *, taskToken: str, decisions: Sequence[Mapping[str, Any]] = ()) -> None:
        """Applies decisions. One that fails is an event for the next decision, not an error of this call."""
        execution, task = self._held("DecisionTask", taskToken)
        decisions_.check([decision["decisionType"] for decision in decisions])
        news = self._news(execution, task)
        completed = self._add(execution, "DecisionTaskCompleted", **task.ids)
        add = partial(self._add, execution, decisionTaskCompletedEventId=completed.id)
        done = [decisions_.decide(execution, self.activities, decision, add) for decision in decisions]
        if not all(done) or news:
            self._ask_decider(execution)

    # Activity workers

    def poll_for_activity_task(self, *, domain: str, taskList: Mapping[str, str], identity: str = "") -> Answer:
        """Returns the oldest waiting activity task of a list to only one worker, or an empty token after a minute."""
        return self._poll("ActivityTask", taskList["name"], responses.activity_task, responses.NO_ACTIVITY)

    def record_activity_task_heartbeat(self, *, taskToken: str, details: str = "") -> dict[str, Any]:
        """Records a heartbeat; the response says whether the decider wants the worker to stop."""
        execution, task = self._held("ActivityTask", taskToken)
        execution.beats[task.scheduled.id] = self.clock()
        asked = (e.attributes.get("activityId") for e in execution.events if e.type == "ActivityTaskCancelRequested")
        return {"cancelRequested": task.key in asked}

    def respond_activity_task_completed(self, *, taskToken: str, result: str | None = None) -> None:
        self._end_activity(taskToken, "ActivityTaskCompleted", {"result": result})

    def respond_activity_task_failed(
        self, *, taskToken: str, reason: str | None = None, details: str | None = None
    ) -> None:
        self._end_activity(taskToken, "ActivityTaskFailed", {"reason": reason, "details": details})

    def respond_activity_task_canceled(self, *, taskToken: str, details: str | None = None) -> None:
        self._end_activity(taskToken, "ActivityTaskCanceled", {"details": details})

    # Reading

    def get_workflow_execution_history(self, *, domain: str, execution: Mapping[str, str]) -> dict[str, Any]:
        return {"events": responses.history(self._find(execution["workflowId"]))}

    def describe_workflow_execution(self, *, domain: str, execution: Mapping[str, str]) -> dict[str, Any]:
        return responses.description(self._find(execution["workflowId"]))

    def count_pending_activity_tasks(self, *, domain: str, taskList: Mapping[str, str]) -> dict[str, Any]:
        self._catch_up()
        return {"count": len(waiting(self.executions, "ActivityTask", taskList["name"])), "truncated": False}

    def count_pending_decision_tasks(self, *, domain: str, taskList: Mapping[str, str]) -> dict[str, Any]:
        self._catch_up()
        return {"count": len(waiting(self.executions, "DecisionTask", taskList["name"])), "truncated": False}

    # Inside

    def _poll(self, kind: str, tasks: str, answer: Callable[..., dict[str, Any]], empty: dict[str, Any]) -> Answer:
        """Starts and returns the oldest waiting task of a list; Parked for up to a minute while there is none."""
        deadline = self.clock() + POLL

        def look() -> Answer:
            self._catch_up()
            for execution, task in waiting(self.executions, kind, tasks):
                started = self._add(execution, f"{kind}Started", scheduledEventId=task.scheduled.id)
                return answer(execution, task, started)
            return Parked(deadline, look) if self.clock() < deadline else dict(empty)

        return look()

    def _ask_decider(self, execution: WorkflowExecution, at: int | None = None) -> None:
        """Schedules a decision task unless one is open; an open one, or the next, will carry the news."""
        if execution.closed or execution.open_tasks("DecisionTask"):
            return
        about = execution.started.attributes
        limit = about["taskStartToCloseTimeout"]
        self._add(execution, "DecisionTaskScheduled", at, taskList=about["taskList"], startToCloseTimeout=limit)

    def _news(self, execution: WorkflowExecution, task: Task) -> bool:
        """True if something that a decider must see happened while this decision task was held."""
        since = task.started.id if task.started else task.scheduled.id
        quiet = ("ActivityTaskStarted",)
        return any(event.id > since and event.type not in quiet for event in execution.events)

    def _end_activity(self, token: str, kind: str, given: Mapping[str, Any]) -> None:
        execution, task = self._held("ActivityTask", token)
        attributes = {key: value for key, value in given.items() if value is not None}
        self._add(execution, kind, **task.ids, **attributes)
        self._ask_decider(execution)

    def _catch_up(self) -> None:
        """Makes every deadline pass that is due by now, in order of time."""
        while True:
            due = [(at, rank, what, about, e) for at, rank, what, about, e in self._deadlines() if at <= self.clock()]
            if not due:
                return
            at, _, what, about, execution = min(due, key=lambda entry: entry[:2])
            self._pass(execution, at, what, about)

    def _deadlines(self) -> Iterator[tuple[int, int, str, Any, WorkflowExecution]]:
        for execution in self.executions:
            for deadline in execution.deadlines():
                yield (*deadline, execution)

    def _pass(self, execution: WorkflowExecution, at: int, what: str, about: Any) -> None:
        """Adds the event of a deadline at its own moment, and records it as a change."""
        kind, attributes = passed(what, about)
        before = len(execution.events)
        self._add(execution, kind, at, **attributes)
        self._ask_decider(execution, at)
        story = responses.call_story(execution, execution.events[before:])
        action = "timed_out" if kind.endswith("TimedOut") else "fired"
        self.changes.append(ServiceChange(at, action, story.subject or "", story.detail, responses.LANE))
        self.story.clear()

    def _add(
        self, execution: WorkflowExecution, kind: str, at: int | None = None, /, **attributes: Any
    ) -> HistoryEvent:
        """Adds an event to the history and to the story of the call; one too many ends the execution."""
        event = execution.add(self.clock() if at is None else at, kind, **attributes)
        self.story.append((execution, event))
        if event.id == MOST_EVENTS - 1 and not execution.closed:
            self._add(execution, "WorkflowExecutionTerminated", childPolicy="TERMINATE", cause="EVENT_LIMIT_EXCEEDED")
        return event

    def _held(self, kind: str, token: str) -> tuple[WorkflowExecution, Task]:
        self._catch_up()
        run, _, number = token.partition(":")
        execution = next((e for e in self.executions if e.run == run), None)
        task = execution.open_tasks(kind).get(int(number or 0)) if execution and not execution.closed else None
        if execution is None or task is None or task.started is None:
            raise _unknown("task; it timed out, ended or was never given out")
        return execution, task

    def _register(self, types: Types, name: str, version: str, defaults: dict[str, Any]) -> None:
        if (name, version) in types:
            raise ServiceError("TypeAlreadyExistsFault", f"[name={name}, version={version}]")
        types[name, version] = defaults

    def _find(self, workflow: str) -> WorkflowExecution:
        self._catch_up()
        found = [e for e in self.executions if e.workflow == workflow]
        if not found:
            raise _unknown(f"execution {workflow}")
        return found[-1]

    def _running(self, workflow: str) -> WorkflowExecution:
        execution = self._find(workflow)
        if execution.closed:
            raise _unknown(f"execution {workflow}")
        return execution


def _unknown(what: str) -> ServiceError:
    return ServiceError("UnknownResourceFault", f"Unknown {what}")
