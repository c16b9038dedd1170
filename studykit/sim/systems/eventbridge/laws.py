"""Laws of event buses: conservation of deliveries (L)."""

from __future__ import annotations

from studykit.sim.engine.laws import Law
from studykit.sim.engine.run import Run


class DeliveryConservation(Law):
    """L: every delivery that a rule starts is made, kept in a dead-letter queue, dropped, or still to be retried."""

    letter = "L"

    def end(self, run: Run) -> str | None:
        bridge = run.services.get("eventbridge")
        missing = bridge.unaccounted() if bridge else 0
        return f"{missing} deliveries are neither made nor kept nor dropped nor waiting" if missing else None
