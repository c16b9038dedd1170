"""Measures of runs with a Firehose stream."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value
from studykit.sim.systems.firehose.tallies import buffers


def flushes(run: Run) -> Value:
    """Counts objects written to the destination bucket."""
    return sum(1 for event in run.of("put_object") if event.target != "originals")


def s3_puts(run: Run) -> Value:
    """Counts objects written to S3, including those with originals or failed records."""
    return sum(1 for _ in run.of("put_object"))


def copies(run: Run) -> Value:
    """Counts COPY commands that the warehouse ran."""
    return sum(1 for _ in run.of("copy"))


def loaded(run: Run) -> Value:
    """Counts records that a COPY loaded into the warehouse."""
    return sum(int(event.detail["records"]) for event in run.of("copy"))


def skipped(run: Run) -> Value:
    """Counts objects in S3 that no COPY loaded before the retries ended."""
    return sum(1 for _ in run.of("skipped"))


def delivered(run: Run) -> Value:
    """Counts records that reached the destination bucket."""
    return _total(run, "delivered")


def dropped(run: Run) -> Value:
    """Counts records that the function dropped on purpose."""
    return _total(run, "dropped")


def failed(run: Run) -> Value:
    """Counts records that the function could not process; they are stored under `processing-failed/`."""
    return _total(run, "failed")


def originals(run: Run) -> Value:
    """Counts records that are kept as they came, before the function."""
    return sum(int(e.detail["records"]) for e in run.of("put_object") if e.target == "originals")


def mean_delay(run: Run) -> Value:
    """Returns the mean time from a record's put to its delivery (s), or null."""
    delivered = _total(run, "delivered")
    return round(sum(flow.delay for flow in _streams(run)) / delivered / 1000, 3) if delivered else None


def max_delay(run: Run) -> Value:
    """Returns the longest time from a record's put to its delivery (s), or null."""
    return max((flow.longest for flow in _streams(run)), default=0) / 1000 if _total(run, "delivered") else None


def mean_object_mib(run: Run) -> Value:
    """Returns the mean size of the objects in the destination bucket (MiB), or null."""
    sizes = [int(e.detail["bytes"]) for e in run.of("put_object") if e.target != "originals"]
    return round(sum(sizes) / len(sizes) / 1_048_576, 3) if sizes else None


def _total(run: Run, name: str) -> int:
    return sum(totals[name] for _, totals, _ in buffers(run))


def _streams(run: Run) -> list[Any]:
    firehose: Any = run.services["firehose"]
    return list(firehose.streams.values())
