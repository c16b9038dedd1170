"""Kinesis Data Streams: a log split into shards. The MD5 of a record's key chooses its shard; reading removes nothing.

Limits are in `stream.py`. A shard is a range of hash values. A split or merge closes the parent shards, and their
records stay there until retention ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from studykit.sim.engine.data import Data, size_of
from studykit.sim.engine.service import CallStory, ServiceChange, ServiceError
from studykit.sim.systems.kinesis.reading import Readers
from studykit.sim.systems.kinesis.responses import THROTTLED, described, parts_of, refused
from studykit.sim.systems.kinesis.stream import (
    BATCH,
    BATCH_BYTES,
    LARGEST_RECORD,
    LONGEST_KEY,
    ON_DEMAND_SHARDS,
    RETENTION_HOURS,
    TOP,
    Record,
    Shard,
    Stream,
    hash_key,
)

MANY = 40
"""Most records of one call that the trace shows one by one; beyond it shows the number for each shard."""


class Kinesis(Readers):
    """The streams of one account. Methods, keywords and results are those of boto3."""

    def provision(
        self, name: str, shards: int = 1, retention_hours: int = 24, mode: str = "provisioned", **options: Any
    ) -> None:
        """Creates a stream with a retention of `retention_hours`.

        It is `provisioned` with `shards` equal shards, `on-demand`, or `switched`: on-demand with the shards that it
        had as a provisioned stream.
        """
        if mode == "on-demand":
            self.create_stream(StreamName=name, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        else:
            self.create_stream(StreamName=name, ShardCount=int(shards))
            self.streams[name].on_demand = mode == "switched"
        if retention_hours != RETENTION_HOURS[0]:
            self.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=int(retention_hours))

    def link(self, source: str, target: str, **options: Any) -> None:
        """Makes a data stream the source of a Firehose stream, which then receives each of its records."""
        self.links.setdefault(self._open(source).name, []).append(target)

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        """Returns an entry for each record of the latest call, with its shard; for many records, one for each shard.

        A read without records has one entry without a subject.
        """
        story, self.story = self.story, []
        if len(story) > MANY:
            counts = Counter((told.detail["target"], told.detail.get("error")) for told in story)
            return [
                CallStory(f"{count} records", {"target": shard, **({"error": code} if code else {})})
                for (shard, code), count in sorted(counts.items(), key=lambda item: (item[0][0], item[0][1] or ""))
            ]
        place = parts_of(request["ShardIterator"])[1][-12:] if "ShardIterator" in request else ""
        where = f"shard-{int(place)}" if place else request.get("StreamName", "")
        return story or [CallStory(None, {"target": where, **({"empty": True} if place else {})})]

    def next_change(self) -> int | None:
        """Returns when the next record expires (ms)."""
        return min((at for stream in self.streams.values() if (at := stream.next_expiry()) is not None), default=None)

    def next_return(self) -> int | None:
        """Returns None, because expiry gives no actor work."""
        return None

    def drain_changes(self) -> list[ServiceChange]:
        for stream in self.streams.values():
            self._trim(stream)
        changes, self.changes = self.changes, []
        return changes

    def available(self, resource: str) -> int:
        return self._open(resource).kept()

    def gauges(self) -> Mapping[str, float]:
        return {"kept": sum(stream.kept() for stream in self.streams.values())}

    def totals(self, name: str) -> dict[str, int]:
        """Returns the lifetime totals of a stream: records sent, throttled, expired, and reads of records."""
        return dict(self._open(name).totals)

    # Streams and shards

    def create_stream(
        self, *, StreamName: str, ShardCount: int = 1, StreamModeDetails: Mapping[str, str] | None = None
    ) -> None:
        """Creates a stream of equal shards: shard i of n begins at i * 2**128 // n."""
        if StreamName in self.streams:
            raise ServiceError("ResourceInUseException", f"Stream {StreamName} already exists.")
        if ShardCount < 1:
            raise ServiceError("ValidationException", f"ShardCount is {ShardCount}; at least 1.")
        stream = Stream(StreamName, self.clock(), grown=self.clock())
        if StreamModeDetails == {"StreamMode": "ON_DEMAND"}:
            stream.on_demand, ShardCount = True, ON_DEMAND_SHARDS
        size = (TOP + 1) // ShardCount
        for index in range(ShardCount):
            stream.add(size * index, TOP if index == ShardCount - 1 else size * (index + 1) - 1)
        self.streams[StreamName] = stream

    def describe_stream(self, *, StreamName: str) -> dict[str, Any]:
        stream = self._open(StreamName)
        return {
            "StreamDescription": {
                "StreamName": stream.name,
                "StreamARN": f"arn:aws:kinesis:us-east-1:123456789012:stream/{stream.name}",
                "StreamStatus": "ACTIVE",
                "StreamModeDetails": {"StreamMode": "ON_DEMAND" if stream.on_demand else "PROVISIONED"},
                "Shards": [described(shard) for shard in stream.shards],
                "HasMoreShards": False,
                "RetentionPeriodHours": stream.hours,
                "StreamCreationTimestamp": stream.created / 1000,
                "EnhancedMonitoring": [],
            }
        }

    def split_shard(self, *, StreamName: str, ShardToSplit: str, NewStartingHashKey: str) -> None:
        """Closes a shard and opens two for its range; `NewStartingHashKey` begins the upper one."""
        stream = self._provisioned(StreamName)
        parent = self._open_shard(stream, ShardToSplit)
        at = int(NewStartingHashKey)
        if not parent.start < at <= parent.end:
            raise refused(f"NewStartingHashKey {at} is not inside shard {parent.id}.")
        stream.split(parent, at)

    def merge_shards(self, *, StreamName: str, ShardToMerge: str, AdjacentShardToMerge: str) -> None:
        """Closes two adjacent shards and opens one for both ranges."""
        stream = self._provisioned(StreamName)
        pair = (self._open_shard(stream, ShardToMerge), self._open_shard(stream, AdjacentShardToMerge))
        low, high = sorted(pair, key=lambda shard: shard.start)
        if low.end + 1 != high.start:
            raise refused(f"Shards {low.id} and {high.id} are not adjacent.")
        for parent in pair:
            parent.closed = stream.sequence
        stream.add(low.start, high.end, pair[0].id, pair[1].id)

    def increase_stream_retention_period(self, *, StreamName: str, RetentionPeriodHours: int) -> None:
        self._retain(StreamName, RetentionPeriodHours, longer=True)

    def decrease_stream_retention_period(self, *, StreamName: str, RetentionPeriodHours: int) -> None:
        self._retain(StreamName, RetentionPeriodHours, longer=False)

    # Writing

    def put_record(
        self, *, StreamName: str, Data: Data, PartitionKey: str, ExplicitHashKey: str | None = None
    ) -> dict[str, Any]:
        """Adds one record to the open shard of its hash, unless that shard has reached its limit of this second."""
        stream = self._fresh(StreamName)
        shard, record = self._put(stream, Data, PartitionKey, ExplicitHashKey)
        return {"ShardId": shard.id, "SequenceNumber": str(record.number)}

    def put_records(self, *, StreamName: str, Records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Adds up to 500 records. Each counts for its shard and fails by itself; this is not a transaction."""
        stream = self._fresh(StreamName)
        if not 1 <= len(Records) <= BATCH:
            raise refused(f"{len(Records)} records in one call; 1 to {BATCH}.")
        if sum(size_of(entry["Data"]) + size_of(entry["PartitionKey"]) for entry in Records) > BATCH_BYTES:
            raise refused(f"A call carries at most {BATCH_BYTES} bytes.")
        results: list[dict[str, Any]] = []
        for entry in Records:
            try:
                shard, record = self._put(stream, entry["Data"], entry["PartitionKey"], entry.get("ExplicitHashKey"))
                results.append({"ShardId": shard.id, "SequenceNumber": str(record.number)})
            except ServiceError as late:
                if late.code != THROTTLED:
                    raise
                shard = stream.route(self._place(entry["PartitionKey"], entry.get("ExplicitHashKey")))
                self._narrate(shard, entry["Data"], error=late.code, says=late.message)
                results.append({"ErrorCode": late.code, "ErrorMessage": late.message})
        failed = sum("ErrorCode" in result for result in results)
        return {"FailedRecordCount": failed, "Records": results}

    def offer(self, StreamName: str, traffic: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
        """Returns (taken, refused) by shard for single puts at this moment, given as (key, records, bytes of each).

        It does not store the records, so it serves loads of thousands a second. For records of one size the result is
        exactly that of PutRecord for each (a test checks this).
        """
        stream, now = self._open(StreamName), self.clock()
        stream.grow(now)
        result = dict.fromkeys((shard.label for shard in stream.open), (0, 0))
        for key, records, size in traffic:
            shard = stream.route(hash_key(key))
            taken = shard.takes(now, size + size_of(key), records)
            before = result[shard.label]
            result[shard.label] = (before[0] + taken, before[1] + records - taken)
        stream.note(now)
        return result

    def _put(self, stream: Stream, data: Data, key: str, explicit: str | None) -> tuple[Shard, Record]:
        size = size_of(data)
        if not 1 <= len(key) <= LONGEST_KEY:
            raise refused(f"A partition key has 1 to {LONGEST_KEY} characters; this one {len(key)}.")
        if size > min(stream.record_bytes, LARGEST_RECORD):
            raise refused(f"A record's data has at most {stream.record_bytes} bytes; this one {size}.")
        place, now = self._place(key, explicit), self.clock()
        stream.grow(now)
        shard = stream.route(place)
        if not shard.takes(now, size + size_of(key)):
            stream.totals["throttled"] += 1
            raise ServiceError(THROTTLED, f"Rate exceeded for shard {shard.id} in stream {stream.name}.")
        stream.note(now)
        stream.sequence += 1
        record = Record(stream.sequence, now, key, data, size)
        shard.records.append(record)
        stream.totals["sent"] += 1
        self._narrate(shard, data, state="visible", key=key, carries=f"key {key[:24]}, md5 {place >> 96:08x}...")
        for target in self.links.get(stream.name, ()):
            self.neighbors["firehose"].take(target, data)  # type: ignore[attr-defined] # a neighbor's own method
        return shard, record

    def _place(self, key: str, explicit: str | None) -> int:
        place = hash_key(key) if explicit is None else int(explicit)
        if not 0 <= place <= TOP:
            raise refused(f"ExplicitHashKey {place} is outside 0 .. 2**128-1.")
        return place

    # Inside

    def _retain(self, name: str, hours: int, *, longer: bool) -> None:
        stream = self._open(name)
        least, most = RETENTION_HOURS
        if not least <= hours <= most or (hours < stream.hours if longer else hours > stream.hours):
            raise refused(f"RetentionPeriodHours {hours}; now {stream.hours}, allowed {least} to {most}.")
        self._trim(stream)
        stream.hours = hours
        self.story = [CallStory(f"{hours} h", {"target": name, "says": "records are kept for so long from now on"})]

    def _provisioned(self, name: str) -> Stream:
        """Returns a provisioned stream; on-demand streams take no SplitShard and no MergeShards."""
        stream = self._open(name)
        if stream.on_demand:
            raise ServiceError("ValidationException", f"Stream {name} is in on-demand mode.")
        return stream

    def _open_shard(self, stream: Stream, shard_id: str) -> Shard:
        shard = self._find(stream, shard_id)
        if shard.closed is not None:
            raise ServiceError("ResourceInUseException", f"Shard {shard_id} is closed.")
        return shard
