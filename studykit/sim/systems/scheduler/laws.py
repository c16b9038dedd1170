"""Laws of schedules: conservation of invocations (L)."""

from __future__ import annotations

from studykit.sim.engine.laws import Law
from studykit.sim.engine.run import Run


class InvocationConservation(Law):
    """L: every invocation that a schedule starts is made, kept in a dead-letter queue, dropped, or to be retried."""

    letter = "L"

    def end(self, run: Run) -> str | None:
        scheduler = run.services.get("scheduler")
        missing = scheduler.unaccounted() if scheduler else 0
        return f"{missing} invocations are neither made nor kept nor dropped nor waiting" if missing else None
