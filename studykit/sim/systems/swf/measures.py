"""Measures of runs with workflows, of SWF and of those that it is compared with."""

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
    """How many events of these types the histories hold."""
    return sum(1 for execution in _executions(run) for event in execution.events if event.type in kinds)


def _handed(run: Run) -> Iterator[Event]:
    return run.of("poll_for_activity_task")


def decisions(run: Run) -> Value:
    """Decision tasks that a decider completed."""
    return _history(run, "DecisionTaskCompleted")


def activities(run: Run) -> Value:
    """Activity tasks that a worker completed."""
    return _history(run, "ActivityTaskCompleted")


def scheduled(run: Run) -> Value:
    """Activity tasks that deciders scheduled."""
    return _history(run, "ActivityTaskScheduled")


def timed_out(run: Run) -> Value:
    """Tasks of either kind that timed out."""
    return _history(run, "ActivityTaskTimedOut", "DecisionTaskTimedOut")


def history_events(run: Run) -> Value:
    """Events in the histories."""
    return sum(len(execution.events) for execution in _executions(run))


def holders(run: Run) -> Value:
    """How many workers or people were handed a task."""
    return len({event.actor for event in _handed(run)})


def max_holders(run: Run) -> Value:
    """The most workers that one scheduled task was ever handed to."""
    found: defaultdict[str, int] = defaultdict(int)
    for event in _handed(run):
        found[event.detail["task"]] += 1
    return max(found.values(), default=0)


def history_lost(run: Run) -> Value:
    """Events that were in a history and that a decider did not get with its decision task."""
    return run.counts["history_lost"]


def repeated(run: Run) -> Value:
    """Steps whose effect took place more than once."""
    return sum(1 for name, times in run.counts.items() if name.startswith("effect of ") and times > 1)


def status(run: Run) -> Value:
    """How the first execution ended (COMPLETED, FAILED, TIMED_OUT ...), or null while it is open in SWF."""
    ends: list[Value] = [execution.closed for execution in _executions(run)]
    return next(iter([*ends, *(str(execution.status) for execution in _machines(run))]), None)


def still_open(run: Run) -> Value:
    """Executions that are open at the end."""
    return sum(execution.closed is None for execution in _executions(run))


def completed(run: Run) -> Value:
    """Cases that were brought to their end: executions completed, messages worked on and deleted."""
    done: int = sum(execution.closed == "COMPLETED" for execution in _executions(run))
    done += sum(execution.status == "SUCCEEDED" for execution in _machines(run))
    sqs: Any = run.services.get("sqs")
    return done + (sum(int(sqs.totals(name)["deleted"]) for name in sqs.queues) if sqs else 0)


def completed_at(run: Run) -> Value:
    """When the last execution was completed (s), or null when one was not."""
    ends = [execution.events[-1].at if execution.closed == "COMPLETED" else None for execution in _executions(run)]
    return None if None in ends or not ends else seconds(max(end for end in ends if end is not None))
