"""Measures of runs with schedules."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value, seconds


def _scheduler(run: Run) -> Any:
    return run.services["scheduler"]


def scheduled(run: Run) -> Value:
    """Counts how often a schedule started an invocation."""
    return sum(int(schedule.runs) for schedule in _scheduler(run).schedules.values())


def invoked(run: Run) -> Value:
    """Counts invocations that the targets accepted."""
    return int(_scheduler(run).deliveries.totals["delivered"])


def failed_attempts(run: Run) -> Value:
    """Counts attempts to invoke a target that failed."""
    return int(_scheduler(run).deliveries.totals["attempts"])


def set_aside(run: Run) -> Value:
    """Counts invocations that went to a dead-letter queue."""
    return int(_scheduler(run).deliveries.totals["kept"])


def longest_wait(run: Run) -> Value:
    """Returns the longest time from the moment of a schedule to its invocation (s), retries left out, or null."""
    waits = _scheduler(run).waits
    return seconds(max(waits)) if waits else None


def lost(run: Run) -> Value:
    """Counts invocations that Scheduler or Lambda gave up and kept nowhere."""
    functions: Any = run.services.get("lambda")
    given_up = sum(int(f.totals["lost"]) for f in functions.functions.values()) if functions else 0
    others = sum(service.unaccounted() for service in run.services.values())
    return int(_scheduler(run).deliveries.totals["dropped"]) + given_up + others
