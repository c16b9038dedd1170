"""Measures that any scenario can have, one function each."""

from __future__ import annotations

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def lost(run: Run) -> Value:
    """Counts messages that vanished without being deleted, expired or dead-lettered."""
    return sum(service.unaccounted() for service in run.services.values()) + run.counts["lost"]


def side_effects(run: Run) -> Value:
    """Counts how often the effect of the work took place, over all messages."""
    return run.counts["side_effects"]


def error(run: Run) -> Value:
    """Returns the first error code that a caller got, or null."""
    return next((str(event.detail["error"]) for event in run.events if "error" in event.detail), None)
