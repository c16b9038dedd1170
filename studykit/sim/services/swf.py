"""SWF: the worker works, the decider decides, SWF remembers. A lost task times out; only a decider schedules a new one.

Sources: AWS's API model (swf 2012-01-25) and the SWF Developer Guide (task lists, timeout types, quotas). All state is
in the histories (`_swf_history`); at most one decision task of an execution is open at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.service import Change, Clock, Parked, Pick, Service, ServiceError, Told, first
from studykit.sim.services._swf_history import NONE, Execution, Happened, Task

LONGEST = 31_536_000
"""Seconds that an execution may last: one year (Developer Guide, swf-dg-limits)."""
POLL = 60_000
"""ms that a poll waits for a task before it answers with an empty token (API model, `PollForDecisionTask`)."""
DOMAIN = "demo"
TIMEOUTS = ("heartbeatTimeout", "scheduleToCloseTimeout", "scheduleToStartTimeout", "startToCloseTimeout")
CLOSE_DECISIONS = {
    "CompleteWorkflowExecution": "WorkflowExecutionCompleted",
    "FailWorkflowExecution": "WorkflowExecutionFailed",
    "CancelWorkflowExecution": "WorkflowExecutionCanceled",
}

Type = tuple[str, str]


class SWF(Service):
    """One domain's types and executions. Methods, keywords and results are boto3's."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.workflows: dict[Type, dict[str, Any]] = {}
        self.activities: dict[Type, dict[str, Any]] = {}
        self.executions: list[Execution] = []
        self.changes: list[Change] = []
        self.story: list[Told] = []

    # What the stage asks for

    def provision(self, name: str, **options: Any) -> None:
        """Registers a workflow type `name` with a task list of the same name; `options` are its defaults."""
        defaults = {"defaultTaskStartToCloseTimeout": "30", "defaultExecutionStartToCloseTimeout": str(LONGEST)}
        defaults |= {key: str(value) for key, value in options.items()}
        self.register_workflow_type(
            domain=DOMAIN,
            name=name,
            version="1",
            defaultTaskList={"name": name},
            defaultChildPolicy="TERMINATE",
            **defaults,
        )

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        """The events that the latest call added to a history."""
        story, self.story = self.story, []
        return [] if isinstance(response, Parked) else story

    def next_change(self) -> int | None:
        return min((at for e in self.executions for at, *_ in e.deadlines()), default=None)

    def settle(self) -> list[Change]:
        self._catch_up()
        changes, self.changes = self.changes, []
        return changes

    # Types

    def register_workflow_type(self, *, domain: str, name: str, version: str, **defaults: Any) -> None:
        self._register(self.workflows, name, version, defaults)

    def register_activity_type(self, *, domain: str, name: str, version: str, **defaults: Any) -> None:
        self._register(self.activities, name, version, defaults)

    # The starter, and whoever has a word with a running execution

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
        execution = Execution(workflowId, f"run-{len(self.executions) + 1}")
        self._add(
            execution,
            "WorkflowExecutionStarted",
            workflowType=dict(workflowType),
            taskList=dict(taskList or defaults["defaultTaskList"]),
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
        self._add(self._running(workflowId), "WorkflowExecutionTerminated", **({"reason": reason} if reason else {}))

    # Deciders

    def poll_for_decision_task(
        self, *, domain: str, taskList: Mapping[str, str], identity: str = ""
    ) -> dict[str, Any] | Parked:
        """The oldest waiting decision task with the whole history; waits up to a minute, then an empty token."""
        deadline = self.clock() + POLL

        def look() -> dict[str, Any] | Parked:
            self._catch_up()
            for execution, task in self._waiting("DecisionTask", taskList["name"]):
                started = self._add(execution, "DecisionTaskStarted", scheduledEventId=task.scheduled.id)
                return {
                    "taskToken": _token(execution, task),
                    "startedEventId": started.id,
                    "workflowExecution": {"workflowId": execution.workflow, "runId": execution.run},
                    "workflowType": execution.started.attributes["workflowType"],
                    "events": [_shown(event) for event in execution.events],
                    "previousStartedEventId": 0,
                }
            return self._later(deadline, look, {"taskToken": "", "startedEventId": 0, "previousStartedEventId": 0})

        return look()

    def respond_decision_task_completed(self, *, taskToken: str, decisions: Sequence[Mapping[str, Any]] = ()) -> None:
        """Carries out decisions. One that cannot be is an event for the next decision, not an error of this call."""
        execution, task = self._held("DecisionTask", taskToken)
        kinds = [decision["decisionType"] for decision in decisions]
        closing = [place for place, kind in enumerate(kinds) if kind in CLOSE_DECISIONS]
        if len(closing) > 1 or (closing and closing[0] != len(kinds) - 1):
            raise ServiceError("ValidationException", "Close must be last decision in list, and only one.")
        news = self._news(execution, task)
        self._add(execution, "DecisionTaskCompleted", scheduledEventId=task.scheduled.id)
        failed = False
        for decision, kind in zip(decisions, kinds, strict=True):
            attributes = decision.get(f"{kind[0].lower()}{kind[1:]}DecisionAttributes", {})
            failed |= not self._decide(execution, kind, attributes)
        if not execution.closed and (failed or news):
            self._ask_decider(execution)

    # Activity workers

    def poll_for_activity_task(
        self, *, domain: str, taskList: Mapping[str, str], identity: str = ""
    ) -> dict[str, Any] | Parked:
        """The oldest waiting activity task of a list, to one worker alone; waits like a decider's poll."""
        deadline = self.clock() + POLL

        def look() -> dict[str, Any] | Parked:
            self._catch_up()
            for execution, task in self._waiting("ActivityTask", taskList["name"]):
                about = task.scheduled.attributes
                started = self._add(execution, "ActivityTaskStarted", scheduledEventId=task.scheduled.id)
                return {
                    "taskToken": _token(execution, task),
                    "activityId": about["activityId"],
                    "startedEventId": started.id,
                    "workflowExecution": {"workflowId": execution.workflow, "runId": execution.run},
                    "activityType": about["activityType"],
                    **({"input": about["input"]} if about.get("input") is not None else {}),
                }
            empty = {"taskToken": "", "activityId": "", "startedEventId": 0}
            return self._later(deadline, look, empty)

        return look()

    def record_activity_task_heartbeat(self, *, taskToken: str, details: str = "") -> dict[str, Any]:
        """Says that the worker lives; the answer says whether the decider wants it to stop."""
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

    # What anybody may look at

    def get_workflow_execution_history(self, *, domain: str, execution: Mapping[str, str]) -> dict[str, Any]:
        return {"events": [_shown(event) for event in self._find(execution["workflowId"]).events]}

    def describe_workflow_execution(self, *, domain: str, execution: Mapping[str, str]) -> dict[str, Any]:
        found = self._find(execution["workflowId"])
        info: dict[str, Any] = {
            "execution": {"workflowId": found.workflow, "runId": found.run},
            "workflowType": found.started.attributes["workflowType"],
            "startTimestamp": found.started.at / 1000,
            "executionStatus": "CLOSED" if found.closed else "OPEN",
        }
        if found.closed:
            info |= {"closeTimestamp": found.events[-1].at / 1000, "closeStatus": found.closed}
        counts = {
            "openActivityTasks": len(found.open_tasks("ActivityTask")),
            "openDecisionTasks": len(found.open_tasks("DecisionTask")),
            "openTimers": len(found.open_timers()),
            "openChildWorkflowExecutions": 0,
        }
        limits = {
            "executionStartToCloseTimeout": found.started.attributes["executionStartToCloseTimeout"],
            "taskStartToCloseTimeout": found.started.attributes["taskStartToCloseTimeout"],
            "taskList": found.started.attributes["taskList"],
            "childPolicy": "TERMINATE",
        }
        return {"executionInfo": info, "executionConfiguration": limits, "openCounts": counts}

    def count_pending_activity_tasks(self, *, domain: str, taskList: Mapping[str, str]) -> dict[str, Any]:
        self._catch_up()
        return {"count": sum(1 for _ in self._waiting("ActivityTask", taskList["name"])), "truncated": False}

    def count_pending_decision_tasks(self, *, domain: str, taskList: Mapping[str, str]) -> dict[str, Any]:
        self._catch_up()
        return {"count": sum(1 for _ in self._waiting("DecisionTask", taskList["name"])), "truncated": False}

    # Inside

    def _decide(self, execution: Execution, kind: str, wanted: Mapping[str, Any]) -> bool:
        """Carries out one decision; False when it became a ...Failed event."""
        if kind in CLOSE_DECISIONS:
            self._add(execution, CLOSE_DECISIONS[kind], **wanted)
        elif kind == "ScheduleActivityTask":
            return self._schedule(execution, wanted)
        elif kind == "StartTimer":
            if wanted["timerId"] in execution.open_timers():
                return self._failed(
                    execution, "StartTimerFailed", timerId=wanted["timerId"], cause="TIMER_ID_ALREADY_IN_USE"
                )
            self._add(execution, "TimerStarted", **wanted)
        elif kind == "CancelTimer":
            if wanted["timerId"] not in execution.open_timers():
                return self._failed(execution, "CancelTimerFailed", timerId=wanted["timerId"], cause="TIMER_ID_UNKNOWN")
            self._add(execution, "TimerCanceled", timerId=wanted["timerId"])
        elif kind == "RequestCancelActivityTask":
            self._add(execution, "ActivityTaskCancelRequested", **wanted)
        elif kind == "RecordMarker":
            self._add(execution, "MarkerRecorded", **wanted)
        else:
            raise ServiceError("ValidationException", f"decisionType {kind!r} is not known here.")
        return True

    def _schedule(self, execution: Execution, wanted: Mapping[str, Any]) -> bool:
        kind = (wanted["activityType"]["name"], wanted["activityType"]["version"])
        about = {"activityType": dict(wanted["activityType"]), "activityId": wanted["activityId"]}
        if kind not in self.activities:
            return self._failed(execution, "ScheduleActivityTaskFailed", cause="ACTIVITY_TYPE_DOES_NOT_EXIST", **about)
        if any(task.key == wanted["activityId"] for task in execution.open_tasks("ActivityTask").values()):
            return self._failed(execution, "ScheduleActivityTaskFailed", cause="ACTIVITY_ID_ALREADY_IN_USE", **about)
        defaults = self.activities[kind]
        limits = {
            name: wanted.get(name) or defaults.get(f"defaultTask{name[0].upper()}{name[1:]}", NONE) for name in TIMEOUTS
        }
        tasks = wanted.get("taskList") or defaults.get("defaultTaskList", {"name": "default"})
        given = {"input": wanted["input"]} if "input" in wanted else {}
        self._add(execution, "ActivityTaskScheduled", taskList=dict(tasks), **about, **limits, **given)
        return True

    def _failed(self, execution: Execution, kind: str, **attributes: Any) -> bool:
        self._add(execution, kind, **attributes)
        return False

    def _ask_decider(self, execution: Execution) -> None:
        """Schedules a decision task, unless one is open already: that one, or its successor, will carry the news."""
        if execution.closed or execution.open_tasks("DecisionTask"):
            return
        about = execution.started.attributes
        limit = about["taskStartToCloseTimeout"]
        self._add(execution, "DecisionTaskScheduled", taskList=about["taskList"], startToCloseTimeout=limit)

    def _news(self, execution: Execution, task: Task) -> bool:
        """Whether something that a decider must see happened while this decision task was held."""
        since = task.started.id if task.started else task.scheduled.id
        quiet = ("ActivityTaskStarted",)
        return any(event.id > since and event.type not in quiet for event in execution.events)

    def _end_activity(self, token: str, kind: str, given: Mapping[str, Any]) -> None:
        execution, task = self._held("ActivityTask", token)
        attributes = {key: value for key, value in given.items() if value is not None}
        about = {"scheduledEventId": task.scheduled.id, "activityId": task.key}
        self._add(execution, kind, **about, **attributes)
        self._ask_decider(execution)

    def _catch_up(self) -> None:
        """Lets every deadline up to now pass, the earliest first."""
        now = self.clock()
        while True:
            due = [
                (*deadline[:3], deadline[3], e)
                for e in self.executions
                for deadline in e.deadlines()
                if deadline[0] <= now
            ]
            if not due:
                return
            at, _, what, about, execution = min(due, key=lambda entry: entry[:2])
            self._pass(execution, at, what, about)

    def _pass(self, execution: Execution, at: int, what: str, about: Any) -> None:
        if what == "execution":
            self._by_itself(execution, at, "WorkflowExecutionTimedOut", timeoutType="START_TO_CLOSE")
            return
        if what == "timer":
            self._by_itself(execution, at, "TimerFired", timerId=about.attributes["timerId"])
        else:
            kind = "DecisionTask" if about.key == "decision" else "ActivityTask"
            named = {} if kind == "DecisionTask" else {"activityId": about.key}
            self._by_itself(
                execution, at, f"{kind}TimedOut", scheduledEventId=about.scheduled.id, timeoutType=what, **named
            )
        self._ask_decider(execution)

    def _add(self, execution: Execution, kind: str, /, **attributes: Any) -> Happened:
        """Appends an event that a call made, and tells it with that call."""
        event = execution.add(self.clock(), kind, **attributes)
        self.story.append(Told(execution.workflow, _told(execution, event)))
        return event

    def _by_itself(self, execution: Execution, at: int, kind: str, **attributes: Any) -> None:
        """Appends an event that time made at `at`, and tells it as a change."""
        event = execution.add(at, kind, **attributes)
        action = "timed_out" if kind.endswith("TimedOut") else "fired"
        self.changes.append(Change(at, action, execution.workflow, _told(execution, event), "swf"))

    def _waiting(self, kind: str, task_list: str) -> list[tuple[Execution, Task]]:
        """The tasks of a list that nobody holds, oldest first."""
        found = [
            (task.scheduled.at, place, execution, task)
            for place, execution in enumerate(self.executions)
            if not execution.closed
            for task in execution.open_tasks(kind).values()
            if task.started is None and task.scheduled.attributes["taskList"]["name"] == task_list
        ]
        return [
            (execution, task)
            for _, _, execution, task in sorted(found, key=lambda entry: (entry[0], entry[1], entry[3].scheduled.id))
        ]

    def _held(self, kind: str, token: str) -> tuple[Execution, Task]:
        self._catch_up()
        run, _, number = token.partition(":")
        execution = next((e for e in self.executions if e.run == run), None)
        task = execution.open_tasks(kind).get(int(number or 0)) if execution and not execution.closed else None
        if execution is None or task is None or task.started is None:
            raise _unknown("task; it timed out, ended or was never given out")
        return execution, task

    def _later(self, deadline: int, look: Any, empty: dict[str, Any]) -> dict[str, Any] | Parked:
        return Parked(deadline, look) if self.clock() < deadline else empty

    def _register(self, types: dict[Type, dict[str, Any]], name: str, version: str, defaults: dict[str, Any]) -> None:
        if (name, version) in types:
            raise ServiceError("TypeAlreadyExistsFault", f"[name={name}, version={version}]")
        types[name, version] = defaults

    def _find(self, workflow: str) -> Execution:
        self._catch_up()
        found = [e for e in self.executions if e.workflow == workflow]
        if not found:
            raise _unknown(f"execution {workflow}")
        return found[-1]

    def _running(self, workflow: str) -> Execution:
        execution = self._find(workflow)
        if execution.closed:
            raise _unknown(f"execution {workflow}")
        return execution


def _told(execution: Execution, event: Happened) -> dict[str, Any]:
    detail = {"queue": execution.workflow, "event": event.type}
    return {**detail, "activity": event.attributes["activityId"]} if "activityId" in event.attributes else detail


def _token(execution: Execution, task: Task) -> str:
    return f"{execution.run}:{task.scheduled.id}"


def _shown(event: Happened) -> dict[str, Any]:
    name = f"{event.type[0].lower()}{event.type[1:]}EventAttributes"
    return {
        "eventId": event.id,
        "eventTimestamp": event.at / 1000,
        "eventType": event.type,
        name: dict(event.attributes),
    }


def _unknown(what: str) -> ServiceError:
    return ServiceError("UnknownResourceFault", f"Unknown {what}")
