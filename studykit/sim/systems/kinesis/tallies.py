"""The contents and lifetime totals of the streams of a finished run, for laws and measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studykit.sim.engine.run import Run


def streams(run: Run) -> Iterator[tuple[str, dict[str, int], list[tuple[int, int]], int]]:
    """Yields every stream: its name, its lifetime totals, the hash ranges of its open shards, its records."""
    kinesis: Any = run.services.get("kinesis")
    for name, stream in kinesis.streams.items() if kinesis else ():
        ranges = [(shard.start, shard.end) for shard in stream.shards if shard.closed is None]
        yield name, kinesis.totals(name), ranges, sum(len(shard.records) for shard in stream.shards)
