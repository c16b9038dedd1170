"""A workflow execution is its history: what is open, and until when, is read from the events and from nothing else.

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
    """An open task: the event that scheduled it and, once somebody holds it, the event that started it."""

    scheduled: HistoryEvent
    started: HistoryEvent | None = None

    @property
    def key(self) -> str:
        """An activity's id, or `decision`."""
        return str(self.scheduled.attributes.get("activityId", "decision"))

    @property
    def ids(self) -> dict[str, int]:
        """What every event that ends the task says: the numbers of the two that began it (0: it was never started)."""
        return {"scheduledEventId": self.scheduled.id, "startedEventId": self.started.id if self.started else 0}


@dataclass(slots=True, eq=False)
class WorkflowExecution:
    """One run of a workflow. `beats`, the last heartbeat (ms) of an activity, is the one thing not in the history."""

    workflow: str
    run: str
    events: list[HistoryEvent] = field(default_factory=list)
    beats: dict[int, int] = field(default_factory=dict)
    known: dict[str, tuple[int, dict[int, Task]]] = field(default_factory=dict)
    """The open tasks of each kind as of so many events, so that a history is read once."""

    def add(self, at: int, kind: str, **attributes: Any) -> HistoryEvent:
        """Appends an event."""
        event = HistoryEvent(len(self.events) + 1, at, kind, attributes)
        self.events.append(event)
        return event

    @property
    def started(self) -> HistoryEvent:
        return self.events[0]

    @property
    def closed(self) -> str | None:
        """How the execution ended, or None while it is open. Nothing follows the closing event."""
        return CLOSING.get(self.events[-1].type)

    def open_tasks(self, kind: str) -> dict[int, Task]:
        """The tasks of a kind (`DecisionTask`, `ActivityTask`) that have not ended, by their scheduling event."""
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
        """The id of the activity that an event is about."""
        number = event.attributes.get("scheduledEventId")
        about = self.events[number - 1] if number else event
        named = about.attributes.get("activityId")
        return None if named is None else str(named)

    def open_timers(self) -> dict[str, HistoryEvent]:
        """The timers that neither fired nor were canceled, by their id."""
        found: dict[str, HistoryEvent] = {}
        for event in self.events:
            if event.type == "TimerStarted":
                found[event.attributes["timerId"]] = event
            elif event.type in ("TimerFired", "TimerCanceled"):
                found.pop(event.attributes["timerId"], None)
        return found

    def deadlines(self) -> Iterator[tuple[int, int, str, Any]]:
        """What will happen by itself: (ms, order at one moment, what, about what). A closed execution has none."""
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
    """The tasks of a list that nobody holds, oldest first."""
    found = [
        (execution, task)
        for execution in executions
        if not execution.closed
        for task in execution.open_tasks(kind).values()
        if task.started is None and task.scheduled.attributes["taskList"]["name"] == task_list
    ]
    return sorted(found, key=lambda entry: entry[1].scheduled.at)


def passed(what: str, about: Any) -> tuple[str, dict[str, Any]]:
    """The event of a deadline that has come: its type and attributes."""
    if what == "execution":
        return "WorkflowExecutionTimedOut", {"timeoutType": "START_TO_CLOSE", "childPolicy": "TERMINATE"}
    if what == "timer":
        return "TimerFired", {"timerId": about.attributes["timerId"], "startedEventId": about.id}
    kind = "DecisionTaskTimedOut" if about.key == "decision" else "ActivityTaskTimedOut"
    return kind, {**about.ids, "timeoutType": what}


def _ms(timeout: str) -> int | None:
    """A timeout in seconds, as the API writes it, in ms; NONE is no limit."""
    return None if timeout == NONE else int(timeout) * 1000
