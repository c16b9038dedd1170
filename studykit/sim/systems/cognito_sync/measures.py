"""Measures of runs with a synchronized dataset."""

from __future__ import annotations

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def pushes(run: Run) -> Value:
    """Counts silent pushes."""
    return sum(1 for _ in run.of("push"))


def converged(run: Run) -> Value:
    """True if every device knows the latest value at the end."""
    return run.counts["in step"] == int(run.params["devices"])


def fetches(run: Run) -> Value:
    """Counts how often a device fetched records."""
    return sum(1 for _ in run.of("list_records"))
