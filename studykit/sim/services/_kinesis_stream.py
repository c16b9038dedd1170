"""A stream's parts: records, shards as hash ranges, gauges of the last second. The API is `kinesis.py`."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any

from studykit.sim.service import ServiceError

TOP = 2**128 - 1
HOUR = 3_600_000
RECORDS_IN = 1_000
BYTES_IN = 1_048_576
"""What one shard takes a second: 1,000 records, 1 MiB, whichever is reached first."""
READS = 5
BYTES_OUT = 2 * 1_048_576
"""What one shard gives a second to all its polling readers together: 5 GetRecords calls, 2 MiB."""
LONGEST_KEY = 256
LARGEST_RECORD = 10 * 1_048_576
"""Bytes of one record's data: 10 MiB, with a stream's own default of 1 MiB (API model, `MaxRecordSizeInKiB`)."""
BATCH = 500
ITERATOR_LIFE = 300_000
"""ms that a shard iterator lives (API model, `GetShardIterator`)."""
RETENTION_HOURS = (24, 8_760)

THROTTLED = "ProvisionedThroughputExceededException"
Data = str | bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its sequence number in the stream, its arrival (ms), its key and data."""

    number: int
    at: int
    key: str
    data: Data


@dataclass(slots=True)
class Gauge:
    """What passed in the last second: (ms, amount) entries, oldest first."""

    entries: deque[tuple[int, int]] = field(default_factory=deque)
    total: int = 0

    def level(self, now: int) -> int:
        while self.entries and self.entries[0][0] <= now - 1000:
            self.total -= self.entries.popleft()[1]
        return self.total

    def add(self, now: int, amount: int) -> None:
        self.entries.append((now, amount))
        self.total += amount


@dataclass(slots=True, eq=False)
class Shard:
    """One range of hash values, both ends included; closed shards are read and never written."""

    id: str
    start: int
    end: int
    opened: int
    parents: tuple[str, ...] = ()
    closed: int | None = None
    records: list[Record] = field(default_factory=list)
    records_in: Gauge = field(default_factory=Gauge)
    bytes_in: Gauge = field(default_factory=Gauge)
    reads: Gauge = field(default_factory=Gauge)
    bytes_out: Gauge = field(default_factory=Gauge)


@dataclass(slots=True, eq=False)
class Stream:
    """A stream's shards, open and closed, in the order of their making, and its totals for measures and laws."""

    name: str
    created: int
    hours: int = RETENTION_HOURS[0]
    record_bytes: int = BYTES_IN
    shards: list[Shard] = field(default_factory=list)
    consumers: dict[str, str] = field(default_factory=dict)
    sequence: int = 0
    totals: dict[str, int] = field(default_factory=lambda: {"sent": 0, "throttled": 0, "expired": 0, "read": 0})


def hash_key(key: str) -> int:
    """The place of a partition key in 0 .. 2**128-1: the MD5 of its UTF-8 bytes (API model, `PutRecord`)."""
    return int.from_bytes(md5(key.encode(), usedforsecurity=False).digest(), "big")


def size_of(data: Data) -> int:
    """Bytes of a record's data; text counts in UTF-8."""
    return len(data.encode() if isinstance(data, str) else data)


def start_of(shard: Shard, last: int, kind: str, number: str | None, timestamp: float | None) -> int:
    """The sequence number at which an iterator of a kind begins; `last` is the newest of the stream."""
    if kind == "TRIM_HORIZON":
        return 0
    if kind == "LATEST":
        return last + 1
    if kind in ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER") and number is not None:
        return int(number) + (kind == "AFTER_SEQUENCE_NUMBER")
    if kind == "AT_TIMESTAMP" and timestamp is not None:
        return next((record.number for record in shard.records if record.at >= timestamp * 1000), last + 1)
    raise refused(f"ShardIteratorType {kind!r} does not exist or lacks its starting point.")


def hash_range(shard: Shard) -> dict[str, str]:
    """A shard's range as the API shows it: decimal texts."""
    return {"StartingHashKey": str(shard.start), "EndingHashKey": str(shard.end)}


def described(shard: Shard) -> dict[str, Any]:
    """A shard as DescribeStream shows it; the last sequence number is known once it is closed."""
    numbers = {"StartingSequenceNumber": str(shard.opened)}
    if shard.closed is not None:
        numbers["EndingSequenceNumber"] = str(shard.closed)
    parents = dict(zip(("ParentShardId", "AdjacentParentShardId"), shard.parents, strict=False))
    return {"ShardId": shard.id, **parents, "HashKeyRange": hash_range(shard), "SequenceNumberRange": numbers}


def refused(message: str) -> ServiceError:
    """The refusal of an argument."""
    return ServiceError("InvalidArgumentException", message)
