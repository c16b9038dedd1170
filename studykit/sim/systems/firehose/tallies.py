"""The contents and lifetime totals of the Firehose streams of a finished run, for laws and measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studykit.sim.engine.run import Run


def buffers(run: Run) -> Iterator[tuple[str, dict[str, int], int]]:
    """Yields every Firehose stream: its name, its lifetime totals, and the records that it still holds."""
    firehose: Any = run.services.get("firehose")
    for name, flow in firehose.streams.items() if firehose else ():
        yield name, firehose.totals(name), flow.held()
