"""Measures of runs with data streams."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value, seconds
from studykit.sim.systems.kinesis.tallies import streams

SHARD_HOUR, PAYLOAD_UNITS = 0.015, 0.014e-6
STREAM_HOUR, GIB_IN = 0.04, 0.08
"""Dollars in us-east-1 for a provisioned shard's hour and one PUT payload unit (25 KiB), for an on-demand stream's hour
and one GiB written, each record rounded up to a KiB (aws.amazon.com/kinesis/data-streams/pricing, November 2026)."""
READS = ("get_records", "receive_message")
PUTS = ("put_record", "put_records")


def per_shard(run: Run) -> Value:
    """Lists the number of records in each shard, closed shards included."""
    return [len(shard.records) for stream in _streams(run) for shard in stream.shards]


def in_parents(run: Run) -> Value:
    """Counts records in closed shards."""
    return sum(len(shard.records) for stream in _streams(run) for shard in stream.shards if shard.closed is not None)


def kept(run: Run) -> Value:
    """Counts records that the streams hold at the end."""
    return sum(kept for _, _, _, kept in streams(run))


def used_shards(run: Run) -> Value:
    """Counts shards that have records."""
    return sum(bool(shard.records) for stream in _streams(run) for shard in stream.shards)


def accepted(run: Run) -> Value:
    """Counts accepted records."""
    return run.counts["accepted"]


def throttled(run: Run) -> Value:
    """Counts records that were throttled."""
    return run.counts["throttled"]


def busiest(run: Run) -> Value:
    """Returns the records a second that were offered to the busiest shard."""
    offered = [count for name, count in run.counts.items() if name.startswith("offered to ")]
    return round(max(offered, default=0) / max(1, int(run.params.get("seconds", 1))))


def unread_kib(run: Run) -> Value:
    """Returns the KiB a second that consumers of a machine fleet's stream want beyond what the shards return."""
    return round(run.counts["unread bytes"] / 1024 / max(1, int(run.params.get("seconds", 1))))


def scattered(run: Run) -> Value:
    """Counts machines whose records are in more than one shard, so that nothing keeps their order."""
    return run.counts["scattered"]


def calls(run: Run) -> Value:
    """Counts requests that the producers send."""
    return run.counts["calls"]


def missing(run: Run) -> Value:
    """Counts records that a producer wanted to send and that no shard holds."""
    return run.counts["meant"] - len(_held(run))


def copies(run: Run) -> Value:
    """Counts records that a stream holds beyond the first of each."""
    return sum(len(shard.records) for stream in _streams(run) for shard in stream.shards) - len(_held(run))


def open_shards(run: Run) -> Value:
    """Counts open shards at the end, which is what an hour of a provisioned stream is billed for."""
    return sum(len(ranges) for _, _, ranges, _ in streams(run))


def read_by_each(run: Run) -> Value:
    """Lists the number of different records that each consumer has read, in the order of the actors."""
    return [len(records) for records in _read(run).values()]


def read_by_all(run: Run) -> Value:
    """Counts records that every consumer of the run has read."""
    read = _read(run)
    return len(set.intersection(*read.values())) if read else 0


def read(run: Run) -> Value:
    """Counts different records that were read."""
    return len({event.subject for event in run.of(*READS)})


def reads(run: Run) -> Value:
    """Counts reads of a record, repetitions included."""
    return sum(1 for _ in run.of(*READS))


def skipped(run: Run) -> Value:
    """Counts records that no consumer has read."""
    sent = {event.subject for event in run.of(*PUTS)}
    return len(sent - {event.subject for event in run.of(*READS)})


def repeated(run: Run) -> Value:
    """Counts reads of a record beyond its first."""
    events = list(run.of(*READS))
    return len(events) - len({event.subject for event in events})


def removed(run: Run) -> Value:
    """Counts records that are gone before their retention ended."""
    return sum(totals["sent"] - totals["expired"] - kept for _, totals, _, kept in streams(run))


def expired(run: Run) -> Value:
    """Counts expired records, and expired messages of queues."""
    sqs: Any = run.services.get("sqs")
    messages = sum(int(sqs.totals(name)["expired"]) for name in sqs.queues) if sqs else 0
    return sum(totals["expired"] for _, totals, _, _ in streams(run)) + messages


def reordered(run: Run) -> Value:
    """Counts records that were first read after a later record of the same partition key."""
    key = {str(event.subject): event.detail.get("key") for event in run.of(*PUTS)}
    place = {name: number for number, name in enumerate(key)}
    newest: dict[Any, int] = {}
    seen: set[str] = set()
    late = 0
    for event in run.of("get_records"):
        name = str(event.subject)
        if name in seen or name not in key:
            continue
        seen.add(name)
        late += place[name] < newest.get(key[name], -1)
        newest[key[name]] = max(place[name], newest.get(key[name], -1))
    return late


def max_delay(run: Run) -> Value:
    """Returns the longest time from a put to its read by a consumer that follows the stream (s)."""
    return seconds(run.counts["max delay"])


def unread(run: Run) -> Value:
    """Counts records that the consumers have not read at the end, over all consumers."""
    sent = sum(totals["sent"] for _, totals, _, _ in streams(run))
    return sum(sent - count for name, count in run.counts.items() if name.startswith("read by "))


def throttled_reads(run: Run) -> Value:
    """Counts refused GetRecords calls."""
    return run.counts["throttled_reads"]


def throttled_hours(run: Run) -> Value:
    """Counts hours in which records were refused."""
    return run.counts["throttled hours"]


def cost_usd(run: Run) -> Value:
    """Returns the dollars for the stream and for what was written, without reading and retention."""
    if any(stream.on_demand for stream in _streams(run)):
        return round(run.counts["stream hours"] * STREAM_HOUR + run.counts["kib in"] / 1_048_576 * GIB_IN, 2)
    return round(run.counts["shard hours"] * SHARD_HOUR + run.counts["payload units"] * PAYLOAD_UNITS, 2)


def kept_hours(run: Run) -> Value:
    """Returns the hours for which the streams keep a record at the end; those beyond 24 are billed."""
    return max((stream.hours for stream in _streams(run)), default=0)


def registered(run: Run) -> Value:
    """Counts consumers registered for enhanced fan-out, which are billed by shard-hour and by data."""
    return sum(len(stream.consumers) for stream in _streams(run))


def _read(run: Run) -> dict[str, set[str]]:
    read: dict[str, set[str]] = {}
    for event in run.events:
        if event.action in (*READS, "get_shard_iterator"):
            read.setdefault(event.actor, set())
        if event.action in READS and event.subject is not None and "error" not in event.detail:
            read[event.actor].add(event.subject)
    return read


def _streams(run: Run) -> list[Any]:
    kinesis: Any = run.services.get("kinesis")
    return list(kinesis.streams.values()) if kinesis else []


def _held(run: Run) -> set[Any]:
    return {record.data for stream in _streams(run) for shard in stream.shards for record in shard.records}
