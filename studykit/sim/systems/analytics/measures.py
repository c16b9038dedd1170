"""Measures of runs with a standing query."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value


def windows(run: Run) -> Value:
    """Counts computed windows: one for each that ended, or one for each record of a sliding query."""
    return sum(int(query.windows) for query in _queries(run))


def emitted(run: Run) -> Value:
    """Counts rows that the query emitted."""
    return sum(len(query.rows) for query in _queries(run))


def counted(run: Run) -> Value:
    """Counts records over all windows; a sliding query counts a record more than once."""
    return sum(int(query.counted) for query in _queries(run))


def records(run: Run) -> Value:
    """Counts records that arrived."""
    return sum(int(query.records) for query in _queries(run))


def highest(run: Run) -> Value:
    """Returns the largest value of a window, or null."""
    return max((float(row[-1]) for query in _queries(run) for row in query.rows), default=None)


def first_alarm_at(run: Run) -> Value:
    """Returns when the first row was emitted (s), or null."""
    return next(
        (event.at / 1000 for event in run.events if event.action in ("emit", "take") and "row" in event.detail), None
    )


def _queries(run: Run) -> list[Any]:
    analytics: Any = run.services["analytics"]
    return list(analytics.queries.values())
