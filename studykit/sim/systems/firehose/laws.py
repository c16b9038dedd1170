"""The law of delivery streams: conservation (L)."""

from __future__ import annotations

from studykit.sim.engine.laws import Law
from studykit.sim.engine.run import Run
from studykit.sim.systems.firehose.tallies import buffers


class RecordConservation(Law):
    """L: every record put is delivered, failed, dropped, expired or still buffered."""

    letter = "L"

    def end(self, run: Run) -> str | None:
        for stream, totals, held in buffers(run):
            left = totals["put"] - sum(totals[name] for name in ("delivered", "failed", "dropped", "expired"))
            if left != held:
                return f"{stream} should hold {left} records and holds {held}"
        return None
