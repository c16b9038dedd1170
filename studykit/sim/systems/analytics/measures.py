"""Measures of runs with a standing query."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def windows(run: Run) -> Value:
    """Windows that were computed: one for each that ended, or one for each record of a sliding query."""
    return sum(int(query.windows) for query in _queries(run))


def emitted(run: Run) -> Value:
    """Rows that the query sent on."""
    return sum(len(query.rows) for query in _queries(run))


def counted(run: Run) -> Value:
    """How many times records were counted, over all windows: as many as there are records, or more."""
    return sum(int(query.counted) for query in _queries(run))


def records(run: Run) -> Value:
    """Records that came in."""
    return sum(int(query.records) for query in _queries(run))


def highest(run: Run) -> Value:
    """The largest value that a window came to, or null."""
    return max((float(row[-1]) for query in _queries(run) for row in query.rows), default=None)


def first_alarm_at(run: Run) -> Value:
    """When the first row was sent on (s), or null."""
    return next(
        (event.at / 1000 for event in run.events if event.action in ("emit", "take") and "row" in event.detail), None
    )


def _queries(run: Run) -> list[Any]:
    analytics: Any = run.services["analytics"]
    return list(analytics.queries.values())
