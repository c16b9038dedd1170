"""The parts of a stream: records, shards as hash ranges, gauges of the last second.

Every limit is the API model's (kinesis 2013-12-02, CreateStream, GetRecords, PutRecords) or the Developer Guide's
("Quotas and limits").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import md5

from studykit.sim.engine.data import Data

TOP = 2**128 - 1
HOUR = 3_600_000
MIB = 1_048_576
RECORDS_IN = 1_000
BYTES_IN = MIB
"""Most records and bytes that a shard accepts in a second: 1,000 records, or 1 MiB with their keys."""
READS = 5
BYTES_OUT = 2 * MIB
"""Most that a shard returns in a second to all polling readers together: 5 GetRecords calls, 2 MiB."""
LONGEST_KEY = 256
LARGEST_RECORD = 10 * MIB
"""Most bytes of a record's data: 10 MiB; the default of a stream is 1 MiB (API model, `MaxRecordSizeInKiB`)."""
BATCH = 500
BATCH_BYTES = 10 * MIB
"""Most records and bytes of a PutRecords call: 500 records, 10 MiB with their keys."""
READ_RECORDS = 10_000
READ_BYTES = 10 * MIB
"""Most records and bytes of a GetRecords response: 10,000 records, 10 MiB."""
ITERATOR_LIFE = 300_000
"""ms for which a shard iterator is valid (API model, `GetShardIterator`)."""
RETENTION_HOURS = (24, 8_760)
CONSUMERS = 20
"""Consumers registered for enhanced fan-out, per stream (50 with On-demand Advantage, which is not modeled)."""

ON_DEMAND_SHARDS = 4
GROWS_AFTER = 900_000
"""ms between two growths. A new on-demand stream accepts 4 MB/s; more than double its highest load within 15 minutes
can be throttled (Developer Guide, "Choose the right mode").
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its sequence number, its arrival (ms), its key, its data, and the bytes of the data."""

    number: int
    at: int
    key: str
    data: Data
    size: int


@dataclass(slots=True)
class Gauge:
    """A sum over the recent past: entries of (ms at which it stops counting, amount), oldest first."""

    entries: deque[tuple[int, int]] = field(default_factory=deque)
    total: int = 0

    def level(self, now: int) -> int:
        while self.entries and self.entries[0][0] <= now:
            self.total -= self.entries.popleft()[1]
        return self.total

    def add(self, now: int, amount: int, life: int = 1000) -> None:
        self.entries.append((now + life, amount))
        self.total += amount


@dataclass(slots=True, eq=False)
class Shard:
    """One range of hash values, both ends included. A closed shard can be read but not written."""

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
    given: tuple[int, int] = (0, 0)
    """Bytes returned beyond the throughput, and the moment (ms) of that number."""

    @property
    def label(self) -> str:
        """Returns its name in a trace: `shard-0` for shardId-000000000000."""
        return f"shard-{int(self.id[-12:])}"

    def takes(self, now: int, size: int, wanted: int = 1) -> int:
        """Accepts up to `wanted` records of `size` bytes with their key; returns how many. They count for a second."""
        room = min(RECORDS_IN - self.records_in.level(now), (BYTES_IN - self.bytes_in.level(now)) // size)
        taken = max(0, min(wanted, room))
        if taken:
            self.records_in.add(now, taken)
            self.bytes_in.add(now, taken * size)
        return taken

    def gives(self, now: int) -> bool:
        """True if a polling reader can read now; the call counts for a second."""
        if self.reads.level(now) + 1 > READS or max(self.bytes_out.level(now), self._owed(now)) >= BYTES_OUT:
            return False
        self.reads.add(now, 1)
        return True

    def gave(self, now: int, size: int) -> None:
        """Counts bytes returned to a polling reader. A call of 10 MiB uses up five seconds.

        So readers together get 2 MiB/s on average, however large their calls are.
        """
        self.bytes_out.add(now, size, max(1000, size * 1000 // BYTES_OUT))
        self.given = (self._owed(now) + size, now)

    def _owed(self, now: int) -> int:
        return max(0, self.given[0] - (now - self.given[1]) * BYTES_OUT // 1000)

    def read(self, position: int, limit: int, most: int) -> list[Record]:
        """Returns the records from a sequence number on: up to `limit` of them and `most` bytes, but at least one."""
        begin = bisect_left(self.records, position, key=lambda record: record.number)
        found: list[Record] = []
        for record in self.records[begin : begin + limit]:
            most -= record.size
            if most < 0 and found:
                break
            found.append(record)
        return found

    def behind(self, position: int, now: int) -> int:
        """Returns the age of the first record from a position on (ms); 0 if there is none."""
        rest = bisect_left(self.records, position, key=lambda record: record.number)
        return now - self.records[rest].at if rest < len(self.records) else 0


@dataclass(slots=True, eq=False)
class Consumer:
    """A consumer registered for enhanced fan-out, with 2 MiB/s of every shard and its positions."""

    name: str
    arn: str
    created: int
    positions: dict[str, int] = field(default_factory=dict)
    pushed: dict[str, Gauge] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Stream:
    """A stream's shards, open and closed, in order of creation, and its totals for measures and laws."""

    name: str
    created: int
    hours: int = RETENTION_HOURS[0]
    record_bytes: int = BYTES_IN
    shards: list[Shard] = field(default_factory=list)
    consumers: dict[str, Consumer] = field(default_factory=dict)
    sequence: int = 0
    totals: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("sent", "throttled", "expired", "read"), 0))
    starts: list[int] = field(default_factory=list)
    open: list[Shard] = field(default_factory=list)
    on_demand: bool = False
    peak: tuple[int, int] = (0, 0)
    """The highest second so far: records and bytes."""
    grown: int = 0
    """When the shards of an on-demand stream were last counted (ms)."""

    def add(self, start: int, end: int, *parents: str) -> None:
        """Opens a shard. Shards closed by then get no more records."""
        name = f"shardId-{len(self.shards):012d}"
        self.shards.append(Shard(name, start, end, self.sequence + 1, parents))
        self.open = sorted((shard for shard in self.shards if shard.closed is None), key=lambda shard: shard.start)
        self.starts = [shard.start for shard in self.open]

    def grow(self, now: int) -> None:
        """Grows an on-demand stream, every 15 minutes, to shards for double its highest second so far."""
        if not self.on_demand or now < self.grown + GROWS_AFTER:
            return
        self.grown = now
        wanted = max(-(-2 * self.peak[0] // RECORDS_IN), -(-2 * self.peak[1] // BYTES_IN))
        while len(self.open) < wanted:
            for shard in tuple(self.open):
                self.split(shard, (shard.start + shard.end + 1) // 2)

    def split(self, parent: Shard, at: int) -> None:
        """Closes a shard and opens two for its range; the upper one begins at `at`."""
        parent.closed = self.sequence
        self.add(parent.start, at - 1, parent.id)
        self.add(at, parent.end, parent.id)

    def note(self, now: int) -> None:
        """Remembers the highest second of an on-demand stream."""
        if self.on_demand:
            records = sum(shard.records_in.level(now) for shard in self.open)
            volume = sum(shard.bytes_in.level(now) for shard in self.open)
            self.peak = (max(self.peak[0], records), max(self.peak[1], volume))

    def route(self, place: int) -> Shard:
        """Returns the open shard whose range holds a hash value."""
        return self.open[bisect_right(self.starts, place) - 1]

    def kept(self) -> int:
        """Counts the records that the stream holds."""
        return sum(len(shard.records) for shard in self.shards)

    def trim(self, now: int) -> list[tuple[Shard, Record]]:
        """Removes expired records and returns them. Nothing else ever removes a record."""
        horizon = now - self.hours * HOUR
        gone: list[tuple[Shard, Record]] = []
        for shard in self.shards:
            if shard.records and shard.records[0].at <= horizon:
                old = bisect_right(shard.records, horizon, key=lambda record: record.at)
                gone += [(shard, record) for record in shard.records[:old]]
                del shard.records[:old]
        self.totals["expired"] += len(gone)
        return gone

    def next_expiry(self) -> int | None:
        """Returns when the oldest record expires (ms)."""
        oldest = min((shard.records[0].at for shard in self.shards if shard.records), default=None)
        return None if oldest is None else oldest + self.hours * HOUR


@lru_cache(maxsize=4096)
def hash_key(key: str) -> int:
    """Returns the hash of a partition key in 0 .. 2**128-1: the MD5 of its UTF-8 bytes (API model, `PutRecord`)."""
    return int.from_bytes(md5(key.encode(), usedforsecurity=False).digest(), "big")
