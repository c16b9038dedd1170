"""A workflow execution is its history: everything that is open, and its timeouts, is read from the events.

Event types and attributes: AWS's API model (swf 2012-01-25), `HistoryEvent`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NONE = "NONE"
CLOSING = {
    "WorkflowExecutionCompleted": "COMPLETED",
    "WorkflowExecutionFailed": "FAILED",
    "WorkflowExecutionCanceled": "CANCELED",
    "WorkflowExecutionTerminated": "TERMINATED",
    "WorkflowExecutionTimedOut": "TIMED_OUT",
}
TASK_ENDS = ("Completed", "Failed", "TimedOut", "Canceled")


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event of a history: its number from 1, its moment (ms), its type and attributes."""

    id: int
    at: int
    type: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """An open task: the event that scheduled it, and the event that started it if a worker has it."""

    scheduled: HistoryEvent
    started: HistoryEvent | None = None

    @property
    def key(self) -> str:
        """Returns an activity's ID, or `decision`."""
        return str(self.scheduled.attributes.get("activityId", "decision"))

    @property
    def ids(self) -> dict[str, int]:
        """Returns the numbers of the events that scheduled and started it (0: not started), for its closing event."""
        return {"scheduledEventId": self.scheduled.id, "startedEventId": self.started.id if self.started else 0}


@dataclass(slots=True, eq=False)
class WorkflowExecution:
    """One run of a workflow. Only `beats`, the last heartbeat (ms) of an activity, is not in the history."""

    workflow: str
    run: str
    events: list[HistoryEvent] = field(default_factory=list)
    beats: dict[int, int] = field(default_factory=dict)
    known: dict[str, tuple[int, dict[int, Task]]] = field(default_factory=dict)
    """The open tasks of each kind after a number of events, so that the history is read only once."""

    def add(self, at: int, kind: str, **attributes: Any) -> HistoryEvent:
        """Adds an event."""
        event = HistoryEvent(len(self.events) + 1, at, kind, attributes)
        self.events.append(event)
        return event

    @property
    def started(self) -> HistoryEvent:
        return self.events[0]

    @property
    def closed(self) -> str | None:
        """Returns how the execution ended, or None while it is open. The closing event is the last."""
        return CLOSING.get(self.events[-1].type)

    def open_tasks(self, kind: str) -> dict[int, Task]:
        """Returns the open tasks of a kind (`DecisionTask`, `ActivityTask`), by their scheduling event."""
        read, found = self.known.get(kind, (0, {}))
        if read == len(self.events):
            return found
        found = dict(found)
        for event in self.events[read:]:
            if event.type == f"{kind}Scheduled":
                found[event.id] = Task(event)
            elif event.type == f"{kind}Started":
                number = event.attributes["scheduledEventId"]
                found[number] = Task(found[number].scheduled, event)
            elif event.type in (f"{kind}{end}" for end in TASK_ENDS):
                found.pop(event.attributes["scheduledEventId"], None)
        self.known[kind] = (len(self.events), found)
        return found

    def activity_of(self, event: HistoryEvent) -> str | None:
        """Returns the ID of the activity of an event, or None."""
        number = event.attributes.get("scheduledEventId")
        about = self.events[number - 1] if number else event
        named = about.attributes.get("activityId")
        return None if named is None else str(named)

    def open_timers(self) -> dict[str, HistoryEvent]:
        """Returns the timers that neither fired nor were canceled, by ID."""
        found: dict[str, HistoryEvent] = {}
        for event in self.events:
            if event.type == "TimerStarted":
                found[event.attributes["timerId"]] = event
            elif event.type in ("TimerFired", "TimerCanceled"):
                found.pop(event.attributes["timerId"], None)
        return found

    def deadlines(self) -> Iterator[tuple[int, int, str, Any]]:
        """Yields what will happen by itself: (ms, order at one moment, what, subject); nothing once it is closed."""
        if self.closed:
            return
        limit = _ms(self.started.attributes["executionStartToCloseTimeout"])
        if limit is not None:
            yield self.started.at + limit, 0, "execution", None
        for timer in self.open_timers().values():
            yield timer.at + int(timer.attributes["startToFireTimeout"]) * 1000, 1, "timer", timer
        for task in self.open_tasks("DecisionTask").values():
            limit = _ms(task.scheduled.attributes["startToCloseTimeout"])
            if task.started and limit is not None:
                yield task.started.at + limit, 2, "START_TO_CLOSE", task
        for task in self.open_tasks("ActivityTask").values():
            yield from self._activity_deadlines(task)

    def _activity_deadlines(self, task: Task) -> Iterator[tuple[int, int, str, Any]]:
        limits, since = task.scheduled.attributes, task.scheduled.at
        whole = _ms(limits["scheduleToCloseTimeout"])
        if whole is not None:
            yield since + whole, 3, "SCHEDULE_TO_CLOSE", task
        if task.started is None:
            waiting = _ms(limits["scheduleToStartTimeout"])
            if waiting is not None:
                yield since + waiting, 3, "SCHEDULE_TO_START", task
            return
        working, silent = _ms(limits["startToCloseTimeout"]), _ms(limits["heartbeatTimeout"])
        if working is not None:
            yield task.started.at + working, 3, "START_TO_CLOSE", task
        if silent is not None:
            yield self.beats.get(task.scheduled.id, task.started.at) + silent, 3, "HEARTBEAT", task


def waiting(executions: Iterable[WorkflowExecution], kind: str, task_list: str) -> list[tuple[WorkflowExecution, Task]]:
    """Returns the tasks of a list that no worker has, oldest first."""
    found = [
        (execution, task)
        for execution in executions
        if not execution.closed
        for task in execution.open_tasks(kind).values()
        if task.started is None and task.scheduled.attributes["taskList"]["name"] == task_list
    ]
    return sorted(found, key=lambda entry: entry[1].scheduled.at)


def passed(what: str, about: Any) -> tuple[str, dict[str, Any]]:
    """Returns the event of a deadline that has passed: its type and attributes."""
    if what == "execution":
        return "WorkflowExecutionTimedOut", {"timeoutType": "START_TO_CLOSE", "childPolicy": "TERMINATE"}
    if what == "timer":
        return "TimerFired", {"timerId": about.attributes["timerId"], "startedEventId": about.id}
    kind = "DecisionTaskTimedOut" if about.key == "decision" else "ActivityTaskTimedOut"
    return kind, {**about.ids, "timeoutType": what}


def _ms(timeout: str) -> int | None:
    """Converts a timeout in seconds, as the API writes it, to ms; None for NONE."""
    return None if timeout == NONE else int(timeout) * 1000
