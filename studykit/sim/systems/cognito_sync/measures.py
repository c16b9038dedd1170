"""Measures of runs with a synchronised dataset."""

from __future__ import annotations

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def pushes(run: Run) -> Value:
    """Silent pushes that were sent."""
    return sum(1 for _ in run.of("push"))


def converged(run: Run) -> Value:
    """Whether every device knows the latest value at the end."""
    return run.counts["in step"] == int(run.params["devices"])


def fetches(run: Run) -> Value:
    """How many times a device asked for records."""
    return sum(1 for _ in run.of("list_records"))
