"""Measures of runs with state machines. Prices: us-east-1, aws.amazon.com/step-functions/pricing."""

from __future__ import annotations

from math import ceil
from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value, seconds
from studykit.sim.systems.step_functions.execution import LONGEST_CALL

PER_TRANSITION = 0.025 / 1000
"""USD for a state transition of a Standard execution."""
PER_REQUEST = 1.0 / 1_000_000
"""USD for an Express execution, besides its duration."""
PER_GB_SECOND = 0.00001667
CHUNK = 64 / 1024
"""GB by which the memory of an Express execution is billed (64 MB); its duration is billed by 100 ms."""


def _executions(run: Run) -> list[Any]:
    machines: Any = run.services.get("step-functions")
    return [*machines.executions.values()] if machines else []


def _calls(run: Run, name: str) -> int:
    machines: Any = run.services.get("step-functions")
    function = machines.functions.get(name) if machines else None
    return int(function.calls) if function else 0


def completed(run: Run) -> Value:
    """Counts executions that succeeded."""
    return sum(bool(execution.status == "SUCCEEDED") for execution in _executions(run))


def completed_at(run: Run) -> Value:
    """Returns when the last execution succeeded (s), or null if none did."""
    ends = [execution.ended for execution in _executions(run) if execution.status == "SUCCEEDED"]
    return seconds(max(ends)) if ends else None


def status(run: Run) -> Value:
    """Returns the status of the first execution (RUNNING, SUCCEEDED, FAILED, TIMED_OUT), or null without one."""
    return next((str(execution.status) for execution in _executions(run)), None)


def executions(run: Run) -> Value:
    """Counts started executions."""
    return len(_executions(run))


def transitions(run: Run) -> Value:
    """Counts state transitions, retries included."""
    return sum(int(execution.transitions) for execution in _executions(run))


def history_events(run: Run) -> Value:
    """Counts the events in the histories."""
    return sum(int(execution.events) for execution in _executions(run))


def reserved(run: Run) -> Value:
    """Counts how often the goods were reserved."""
    return _calls(run, "reserve")


def pay_calls(run: Run) -> Value:
    """Counts how often the payment was tried."""
    return _calls(run, "pay")


def apologies(run: Run) -> Value:
    """Counts how often the customer got an apology."""
    return _calls(run, "apologize")


def billed_seconds(run: Run) -> Value:
    """Returns the seconds that functions ran, over all their calls."""
    machines: Any = run.services.get("step-functions")
    functions = machines.functions.values() if machines else ()
    return round(sum(float(each.calls * min(each.takes, LONGEST_CALL)) for each in functions), 3)


def makespan(run: Run) -> Value:
    """Returns the seconds from the first start to the last end, or null while an execution runs."""
    found = _executions(run)
    if not found or any(execution.ended is None for execution in found):
        return None
    return seconds(max(e.ended for e in found) - min(e.started for e in found))


def cost_usd(run: Run) -> Value:
    """Returns the cost of the executions in USD; an Express execution has the smallest memory."""
    return round(sum(_cost(run, execution) for execution in _executions(run)), 6)


def monthly_usd(run: Run) -> Value:
    """Returns the cost of `per_month` runs like this one in USD; null if nothing was started."""
    found = _executions(run)
    if not found:
        return None
    return round(sum(_cost(run, execution) for execution in found) * int(run.params.get("per_month", 1)), 2)


def _cost(run: Run, execution: Any) -> float:
    if not execution.express:
        return float(execution.transitions * PER_TRANSITION)
    lasted = (run.end if execution.ended is None else execution.ended) - execution.started
    duration: float = ceil(lasted / 100) / 10
    return PER_REQUEST + duration * CHUNK * PER_GB_SECOND
