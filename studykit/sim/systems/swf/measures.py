"""Measures of runs with workflows, of SWF and of the services that it is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event, Value, seconds


def _executions(run: Run) -> list[Any]:
    swf: Any = run.services.get("swf")
    return swf.executions if swf else []


def _machines(run: Run) -> list[Any]:
    machines: Any = run.services.get("step-functions")
    return [*machines.executions.values()] if machines else []


def _history(run: Run, *kinds: str) -> int:
    """Counts the events of these types in the histories."""
    return sum(1 for execution in _executions(run) for event in execution.events if event.type in kinds)


def _handed(run: Run) -> Iterator[Event]:
    return run.of("poll_for_activity_task")


def decisions(run: Run) -> Value:
    """Counts decision tasks that a decider completed."""
    return _history(run, "DecisionTaskCompleted")


def activities(run: Run) -> Value:
    """Counts activity tasks that a worker completed."""
    return _history(run, "ActivityTaskCompleted")


def scheduled(run: Run) -> Value:
    """Counts activity tasks that deciders scheduled."""
    return _history(run, "ActivityTaskScheduled")


def timed_out(run: Run) -> Value:
    """Counts decision and activity tasks that timed out."""
    return _history(run, "ActivityTaskTimedOut", "DecisionTaskTimedOut")


def history_events(run: Run) -> Value:
    """Counts the events in the histories."""
    return sum(len(execution.events) for execution in _executions(run))


def holders(run: Run) -> Value:
    """Counts the workers and people that got a task."""
    return len({event.actor for event in _handed(run)})


def max_holders(run: Run) -> Value:
    """Returns the most workers that got the same scheduled task."""
    found: defaultdict[str, int] = defaultdict(int)
    for event in _handed(run):
        found[event.detail["task"]] += 1
    return max(found.values(), default=0)


def history_lost(run: Run) -> Value:
    """Counts events of a history that a decider did not get with its decision task."""
    return run.counts["history_lost"]


def repeated(run: Run) -> Value:
    """Counts steps whose effect took place more than once."""
    return sum(1 for name, times in run.counts.items() if name.startswith("effect of ") and times > 1)


def status(run: Run) -> Value:
    """Returns how the first execution ended (COMPLETED, FAILED, TIMED_OUT ...), or null while it is open in SWF."""
    ends: list[Value] = [execution.closed for execution in _executions(run)]
    return next(iter([*ends, *(str(execution.status) for execution in _machines(run))]), None)


def still_open(run: Run) -> Value:
    """Counts executions that are open at the end."""
    return sum(execution.closed is None for execution in _executions(run))


def completed(run: Run) -> Value:
    """Counts finished cases: completed executions, and messages that were worked on and deleted."""
    done: int = sum(execution.closed == "COMPLETED" for execution in _executions(run))
    done += sum(execution.status == "SUCCEEDED" for execution in _machines(run))
    sqs: Any = run.services.get("sqs")
    return done + (sum(int(sqs.totals(name)["deleted"]) for name in sqs.queues) if sqs else 0)


def completed_at(run: Run) -> Value:
    """Returns when the last execution was completed (s), or null if one was not."""
    ends = [execution.events[-1].at if execution.closed == "COMPLETED" else None for execution in _executions(run)]
    return None if None in ends or not ends else seconds(max(end for end in ends if end is not None))
