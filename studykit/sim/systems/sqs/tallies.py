"""The contents and lifetime totals of the queues of a finished run, for laws and measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studykit.sim.engine.run import Run


def queues(run: Run) -> Iterator[tuple[str, dict[str, int], tuple[int, int, int]]]:
    """Yields every queue: its name, its lifetime totals, and what it holds (visible, in flight, delayed)."""
    sqs: Any = run.services.get("sqs")
    for name, queue in sqs.queues.items() if sqs else ():
        yield queue.title, sqs.totals(name), sqs.counts(name)
