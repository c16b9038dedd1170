"""Laws of data streams: hash ranges (H) and reading (R)."""

from __future__ import annotations

from studykit.sim.engine.laws import Law
from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event
from studykit.sim.systems.kinesis.tallies import streams

TOP = 2**128 - 1
"""The highest hash of a partition key: MD5 has 128 bits (Kinesis API model, `HashKeyRange`)."""


class HashRanges(Law):
    """H: the hash ranges of open shards tile 0 to 2**128-1.

    A key's hash is one number, so every key belongs to exactly one open shard.
    """

    letter = "H"

    def end(self, run: Run) -> str | None:
        for stream, _, ranges, _ in streams(run):
            free = 0
            for start, end in sorted(ranges):
                if start != free:
                    return f"the open shards of {stream} {'overlap' if start < free else 'leave a gap'} at {start}"
                free = end + 1
            if free != TOP + 1:
                return f"the open shards of {stream} end at {free - 1}"
        return None


class Reading(Law):
    """R: reading a stream removes nothing."""

    letter = "R"

    def __init__(self) -> None:
        self.put: set[tuple[str, str]] = set()

    def see(self, event: Event) -> str | None:
        key = (event.target, str(event.subject))
        if event.detail.get("error") or event.subject is None:
            return None
        if event.action in ("put_record", "put_records"):
            self.put.add(key)
        elif event.action == "get_records" and key not in self.put:
            return f"{event.subject} was read from {key[0]} and nobody had put it there"
        return None

    def end(self, run: Run) -> str | None:
        for stream, totals, _, kept in streams(run):
            left = totals["sent"] - totals["expired"]
            if left != kept:
                return f"{stream} should keep {left} records and keeps {kept}"
        return None
