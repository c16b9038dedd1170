"""Measures that any scenario may have."""

from __future__ import annotations

from studykit.sim.measures import Run
from studykit.sim.trace import Value


def lost(run: Run) -> Value:
    """Messages that vanished without being deleted, expired or dead-lettered."""
    missing = 0
    for _, totals, counts in run.queues():
        known = totals["deleted"] + totals["expired"] + totals["dead_lettered"] + sum(counts)
        missing += totals["sent"] + totals["moved_in"] - known
    for _, totals, held in run.buffers():
        missing += totals["put"] - held - sum(totals[name] for name in ("delivered", "failed", "dropped", "expired"))
    return missing + run.counts["lost"]


def side_effects(run: Run) -> Value:
    """How often the work's effect took place, over all messages."""
    return run.counts["side_effects"]


def error(run: Run) -> Value:
    """The first error code that a caller got, or null."""
    return next((str(event.detail["error"]) for event in run.events if "error" in event.detail), None)
