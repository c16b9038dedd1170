"""One Firehose stream: records wait in buffers and are delivered when a buffer is full or old.

Everything is computed lazily: `next_change` says when the next buffer is due, `advance` does what is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from studykit.sim.engine.service import ServiceChange

DAY = 86_400_000
"""ms for which Direct PUT keeps undeliverable records (API model, `PutRecord`)."""
FUNCTION_BYTES, FUNCTION_WAIT = 1_048_576, 60_000
"""Default buffer before a transforming function: 1 MB, 60 s (Developer Guide, data-transformation)."""
COPY_EVERY = 300_000
"""ms between two tries of a COPY (Developer Guide, "Redshift: data delivery failure handling")."""


@dataclass(frozen=True, slots=True)
class BufferedRecord:
    """One record: its arrival (ms), its name in the trace, its bytes."""

    at: int
    name: str
    size: int


@dataclass(slots=True)
class Buffer:
    """Records that wait until they have `size` bytes or the oldest has waited `wait` ms."""

    size: int
    wait: int
    entries: list[BufferedRecord] = field(default_factory=list)
    bytes: int = 0
    since: int = 0

    def add(self, entry: BufferedRecord, now: int) -> None:
        if not self.entries:
            self.since = now
        self.entries.append(entry)
        self.bytes += entry.size

    def due(self) -> int | None:
        """Returns when its oldest record has waited long enough (ms); None while it is empty."""
        return self.since + self.wait if self.entries else None

    def full(self) -> bool:
        return self.bytes >= self.size

    def emptied(self) -> list[BufferedRecord]:
        entries, self.entries, self.bytes = self.entries, [], 0
        return entries


@dataclass(slots=True, eq=False)
class DeliveryStream:
    """A Firehose stream. Times are in ms and sizes in bytes, but durations that a scenario gives are in seconds."""

    name: str
    size: int
    wait: int
    transform: bool = False
    function: str = "function"
    drops: str = ""
    fails: str = ""
    """Records whose names begin so are dropped by the function (`drops`), or cannot be processed by it."""
    bucket: str = "bucket"
    warehouse: str = ""
    backup: str = ""
    """A bucket for the records as they came, before the function."""
    shrink: float = 1
    """By how much compression or a columnar format makes an object smaller."""
    outage: float = 0
    """The destination is unreachable until this second."""
    warehouse_down: float = 0
    retry: float = 3600
    objects: int = 0
    totals: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("put", "delivered", "failed", "dropped", "expired"), 0)
    )
    delay: int = 0
    """ms that all delivered records together waited."""
    longest: int = 0
    raw: Buffer = field(init=False)
    ready: Buffer = field(init=False)
    stuck: list[BufferedRecord] = field(default_factory=list)
    copies: list[tuple[int, str, int]] = field(default_factory=list)
    """Planned COPY commands: (ms, `copy` or `skipped`, records)."""

    def __post_init__(self) -> None:
        self.raw = Buffer(FUNCTION_BYTES, min(FUNCTION_WAIT, self.wait))
        self.ready = Buffer(self.size, self.wait)

    def take(self, entry: BufferedRecord) -> bool:
        """Adds a record; returns whether it is the first of a buffer."""
        self.totals["put"] += 1
        buffer = self.raw if self.transform else self.ready
        buffer.add(entry, entry.at)
        return len(buffer.entries) == 1

    def held(self) -> int:
        """Counts records that are neither delivered nor given up."""
        return len(self.raw.entries) + len(self.ready.entries) + len(self.stuck)

    def held_bytes(self) -> int:
        return self.raw.bytes + self.ready.bytes + sum(entry.size for entry in self.stuck)

    def next_change(self) -> int | None:
        """Returns when something is due next (ms)."""
        moments = [at for at in (self.raw.due(), self.ready.due()) if at is not None]
        if self.stuck:
            moments += [round(self.outage * 1000), min(entry.at for entry in self.stuck) + DAY]
        moments += [at for at, _, _ in self.copies]
        return min(moments, default=None)

    def advance(self, now: int) -> Iterator[ServiceChange]:
        """Does what is due at this moment, and yields what was done."""
        if self.raw.entries and (self.raw.full() or now >= self.raw.since + self.raw.wait):
            yield from self._transformed(self.raw.emptied(), now)
        yield from self._given_up(now)
        if self.stuck and now >= round(self.outage * 1000):
            late, self.stuck = self.stuck, []
            yield from self._delivered(late, now)
        if self.ready.entries and (self.ready.full() or now >= self.ready.since + self.ready.wait):
            entries = self.ready.emptied()
            if now < round(self.outage * 1000):
                self.stuck += entries
                yield self._change(now, "retry", len(entries), self.bucket, says="the destination is out of reach")
            else:
                yield from self._delivered(entries, now)
        planned, self.copies = self.copies, [copy for copy in self.copies if copy[0] > now]
        for at, action, records in planned:
            if at <= now:
                yield self._copied(now, action, records)

    def _transformed(self, entries: list[BufferedRecord], now: int) -> Iterator[ServiceChange]:
        """Applies the function's verdict on each record: Ok, Dropped or ProcessingFailed."""
        if self.backup:
            yield self._change(now, "put_object", len(entries), self.backup, bytes=sum(e.size for e in entries))
        failed = [e for e in entries if self.fails and e.name.startswith(self.fails)]
        dropped = [e for e in entries if e not in failed and self.drops and e.name.startswith(self.drops)]
        good = [entry for entry in entries if entry not in failed and entry not in dropped]
        says = f"{len(good)} Ok, {len(dropped)} Dropped, {len(failed)} ProcessingFailed"
        yield self._change(now, "invoke", len(entries), self.function, says=says)
        self.totals["dropped"] += len(dropped)
        self.totals["failed"] += len(failed)
        if failed:
            size = sum(entry.size for entry in failed)
            prefix = "processing-failed/"
            yield self._change(now, "put_object", len(failed), self.bucket, bytes=size, prefix=prefix, carries=prefix)
        for entry in good:
            self.ready.add(entry, now)

    def _delivered(self, entries: list[BufferedRecord], now: int) -> Iterator[ServiceChange]:
        waits = [now - entry.at for entry in entries]
        self.totals["delivered"] += len(entries)
        self.delay += sum(waits)
        self.longest = max(self.longest, *waits)
        size = round(sum(entry.size for entry in entries) / self.shrink)
        yield self._change(now, "put_object", len(entries), self.bucket, bytes=size)
        if self.warehouse:
            self.copies.append(self._planned(now, len(entries)))

    def _planned(self, now: int, records: int) -> tuple[int, str, int]:
        """Plans the COPY of an object: at once, at a later try, or `skipped` when the retries end."""
        end, at = now + round(self.retry * 1000), now
        while at < round(self.warehouse_down * 1000):
            at += COPY_EVERY
            if at > end:
                return end, "skipped", records
        return at, "copy", records

    def _copied(self, now: int, action: str, records: int) -> ServiceChange:
        carries = "COPY from S3" if action == "copy" else "S3: errors/manifests"
        return self._change(now, action, records, self.warehouse, carries=carries)

    def _given_up(self, now: int) -> Iterator[ServiceChange]:
        """Gives up records that could not be delivered for a day."""
        old = [entry for entry in self.stuck if now >= entry.at + DAY]
        if old:
            self.stuck = [entry for entry in self.stuck if now < entry.at + DAY]
            self.totals["expired"] += len(old)
            yield self._change(now, "expired", len(old), self.name)

    def _change(self, now: int, action: str, records: int, where: str, **detail: object) -> ServiceChange:
        subject = f"{records} record{'s' if records != 1 else ''}"
        system = "s3" if action == "put_object" else ""
        about = {"target": where, "records": records, **detail}
        return ServiceChange(now, action, subject, about, self.name, system)
