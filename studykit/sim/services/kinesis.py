"""Kinesis Data Streams: a log cut into shards. The key's MD5 chooses the shard; reading moves a bookmark only.

Limits are those of the Developer Guide ("Quotas and limits") and of AWS's API model (kinesis 2013-12-02). A shard is a
range of hash values, not a subject: a split or merge closes parents, whose records stay where they are until retention
ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.service import Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services._kinesis_stream import (
    BATCH,
    BYTES_IN,
    BYTES_OUT,
    HOUR,
    ITERATOR_LIFE,
    LARGEST_RECORD,
    LONGEST_KEY,
    READS,
    RECORDS_IN,
    RETENTION_HOURS,
    THROTTLED,
    TOP,
    Data,
    Record,
    Shard,
    Stream,
    described,
    hash_key,
    hash_range,
    refused,
    size_of,
    start_of,
)


class Kinesis(Service):
    """The streams of one account. Methods, keywords and results are boto3's."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.streams: dict[str, Stream] = {}
        self.story: list[Told] = []

    def provision(self, name: str, shards: int = 1, retention_hours: int = 24, **options: Any) -> None:
        """Creates a stream of `shards` equal shards that keeps records `retention_hours`."""
        self.create_stream(StreamName=name, ShardCount=int(shards))
        if retention_hours != RETENTION_HOURS[0]:
            self.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=int(retention_hours))

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        """One entry a record of the latest call, with its shard; an empty read is one entry without a subject."""
        story, self.story = self.story, []
        return story or [Told(None, {"queue": request.get("StreamName", "")})]

    def totals(self, name: str) -> dict[str, int]:
        """A stream's life in numbers: records sent, throttled, expired, and reads of records (of one, maybe many)."""
        return dict(self._open(name).totals)

    # Streams and shards

    def create_stream(self, *, StreamName: str, ShardCount: int = 1) -> None:
        """Makes equal shards: shard i of n begins at i * 2**128 // n."""
        if StreamName in self.streams:
            raise ServiceError("ResourceInUseException", f"Stream {StreamName} already exists.")
        if ShardCount < 1:
            raise ServiceError("ValidationException", f"ShardCount is {ShardCount}; at least 1.")
        stream = Stream(StreamName, self.clock())
        size = (TOP + 1) // ShardCount
        for index in range(ShardCount):
            end = TOP if index == ShardCount - 1 else size * (index + 1) - 1
            self._shard(stream, size * index, end)
        self.streams[StreamName] = stream

    def describe_stream(self, *, StreamName: str) -> dict[str, Any]:
        stream = self._open(StreamName)
        return {
            "StreamDescription": {
                "StreamName": stream.name,
                "StreamARN": f"arn:aws:kinesis:us-east-1:123456789012:stream/{stream.name}",
                "StreamStatus": "ACTIVE",
                "Shards": [described(shard) for shard in stream.shards],
                "HasMoreShards": False,
                "RetentionPeriodHours": stream.hours,
                "StreamCreationTimestamp": stream.created / 1000,
                "EnhancedMonitoring": [],
            }
        }

    def split_shard(self, *, StreamName: str, ShardToSplit: str, NewStartingHashKey: str) -> None:
        """Closes a shard and opens two that tile its range; `NewStartingHashKey` begins the upper one."""
        stream = self._open(StreamName)
        parent = self._open_shard(stream, ShardToSplit)
        at = int(NewStartingHashKey)
        if not parent.start < at <= parent.end:
            raise refused(f"NewStartingHashKey {at} is not inside shard {parent.id}.")
        parent.closed = stream.sequence
        self._shard(stream, parent.start, at - 1, parent.id)
        self._shard(stream, at, parent.end, parent.id)

    def merge_shards(self, *, StreamName: str, ShardToMerge: str, AdjacentShardToMerge: str) -> None:
        """Closes two neighbours and opens one over both ranges."""
        stream = self._open(StreamName)
        pair = (self._open_shard(stream, ShardToMerge), self._open_shard(stream, AdjacentShardToMerge))
        low, high = sorted(pair, key=lambda shard: shard.start)
        if low.end + 1 != high.start:
            raise refused(f"Shards {low.id} and {high.id} are not adjacent.")
        for parent in pair:
            parent.closed = stream.sequence
        self._shard(stream, low.start, high.end, pair[0].id, pair[1].id)

    def increase_stream_retention_period(self, *, StreamName: str, RetentionPeriodHours: int) -> None:
        self._retain(StreamName, RetentionPeriodHours, longer=True)

    def decrease_stream_retention_period(self, *, StreamName: str, RetentionPeriodHours: int) -> None:
        self._retain(StreamName, RetentionPeriodHours, longer=False)

    # Writing

    def put_record(
        self, *, StreamName: str, Data: Data, PartitionKey: str, ExplicitHashKey: str | None = None
    ) -> dict[str, Any]:
        """Appends one record to the open shard of its hash; refused when that shard took its second's share."""
        stream = self._open(StreamName)
        shard, record = self._put(stream, Data, PartitionKey, ExplicitHashKey)
        return {"ShardId": shard.id, "SequenceNumber": str(record.number)}

    def put_records(self, *, StreamName: str, Records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Up to 500 records; each counts against its shard alone, and each fails alone. Not a transaction."""
        stream = self._open(StreamName)
        if not 1 <= len(Records) <= BATCH:
            raise refused(f"{len(Records)} records in one call; 1 to {BATCH}.")
        results: list[dict[str, Any]] = []
        for entry in Records:
            try:
                shard, record = self._put(stream, entry["Data"], entry["PartitionKey"], entry.get("ExplicitHashKey"))
                results.append({"ShardId": shard.id, "SequenceNumber": str(record.number)})
            except ServiceError as late:
                if late.code != THROTTLED:
                    raise
                results.append({"ErrorCode": late.code, "ErrorMessage": late.message})
        failed = sum("ErrorCode" in result for result in results)
        return {"FailedRecordCount": failed, "Records": results}

    def _put(self, stream: Stream, data: Data, key: str, explicit: str | None) -> tuple[Shard, Record]:
        size = size_of(data)
        if not 1 <= len(key) <= LONGEST_KEY:
            raise refused(f"A partition key has 1 to {LONGEST_KEY} characters; this one {len(key)}.")
        if size > min(stream.record_bytes, LARGEST_RECORD):
            raise refused(f"A record's data has at most {stream.record_bytes} bytes; this one {size}.")
        place = hash_key(key) if explicit is None else int(explicit)
        if not 0 <= place <= TOP:
            raise refused(f"ExplicitHashKey {place} is outside 0 .. 2**128-1.")
        shard = next(shard for shard in stream.shards if shard.closed is None and shard.start <= place <= shard.end)
        now = self.clock()
        whole = size + len(key.encode())
        if shard.records_in.level(now) + 1 > RECORDS_IN or shard.bytes_in.level(now) + whole > BYTES_IN:
            stream.totals["throttled"] += 1
            raise ServiceError(THROTTLED, f"Rate exceeded for shard {shard.id} in stream {stream.name}.")
        shard.records_in.add(now, 1)
        shard.bytes_in.add(now, whole)
        stream.sequence += 1
        record = Record(stream.sequence, now, key, data)
        shard.records.append(record)
        stream.totals["sent"] += 1
        self._say(stream, data, shard=shard.id, key=key)
        return shard, record

    # Reading

    def get_shard_iterator(
        self,
        *,
        StreamName: str,
        ShardId: str,
        ShardIteratorType: str,
        StartingSequenceNumber: str | None = None,
        Timestamp: float | None = None,
    ) -> dict[str, Any]:
        """A position in one shard, good for five minutes; it says where to read next and moves nothing."""
        stream = self._open(StreamName)
        shard = self._find(stream, ShardId)
        position = start_of(shard, stream.sequence, ShardIteratorType, StartingSequenceNumber, Timestamp)
        return {"ShardIterator": self._iterator(stream, shard, position)}

    def get_records(self, *, ShardIterator: str, Limit: int = 10_000) -> dict[str, Any]:
        """Reads on from an iterator. The answer names the next one; without it a closed shard is read to its end."""
        stream_name, shard_id, position, made = ShardIterator.rsplit("|", 3)
        stream = self._open(stream_name)
        shard = self._find(stream, shard_id)
        now = self.clock()
        if now >= int(made) + ITERATOR_LIFE:
            raise ServiceError("ExpiredIteratorException", "Iterator expired: it lives 5 minutes.")
        if shard.reads.level(now) + 1 > READS or shard.bytes_out.level(now) >= BYTES_OUT:
            raise ServiceError(THROTTLED, f"Rate exceeded for shard {shard.id} in stream {stream.name}.")
        shard.reads.add(now, 1)
        self._trim(stream)
        begin = bisect_left(shard.records, int(position), key=lambda record: record.number)
        found = shard.records[begin : begin + Limit]
        shard.bytes_out.add(now, sum(size_of(record.data) for record in found))
        stream.totals["read"] += len(found)
        for record in found:
            self._say(stream, record.data, shard=shard.id, sequence=record.number)
        after = found[-1].number + 1 if found else int(position)
        result: dict[str, Any] = {
            "Records": [
                {
                    "SequenceNumber": str(record.number),
                    "ApproximateArrivalTimestamp": record.at / 1000,
                    "Data": record.data,
                    "PartitionKey": record.key,
                }
                for record in found
            ],
            "MillisBehindLatest": now - shard.records[begin + len(found)].at
            if begin + len(found) < len(shard.records)
            else 0,
        }
        ended = shard.closed is not None and after > shard.closed
        if not ended or found:
            result["NextShardIterator"] = self._iterator(stream, shard, after)
        else:
            children = [child for child in stream.shards if shard.id in child.parents]
            result["ChildShards"] = [
                {"ShardId": child.id, "ParentShards": list(child.parents), "HashKeyRange": hash_range(child)}
                for child in children
            ]
        return result

    def register_stream_consumer(self, *, StreamARN: str, ConsumerName: str) -> dict[str, Any]:
        """Registers for enhanced fan-out: 2 MiB/s of each shard for this consumer alone, pushed."""
        stream = self._open(StreamARN.rpartition("/")[2])
        if ConsumerName in stream.consumers:
            raise ServiceError("ResourceInUseException", f"Consumer {ConsumerName} already exists.")
        arn = f"{StreamARN}/consumer/{ConsumerName}:{self.clock() // 1000}"
        stream.consumers[ConsumerName] = arn
        created = self.clock() / 1000
        return {
            "Consumer": {
                "ConsumerName": ConsumerName,
                "ConsumerARN": arn,
                "ConsumerStatus": "ACTIVE",
                "ConsumerCreationTimestamp": created,
            }
        }

    # Inside

    def _shard(self, stream: Stream, start: int, end: int, *parents: str) -> None:
        name = f"shardId-{len(stream.shards):012d}"
        stream.shards.append(Shard(name, start, end, stream.sequence + 1, parents))

    def _retain(self, name: str, hours: int, *, longer: bool) -> None:
        stream = self._open(name)
        least, most = RETENTION_HOURS
        if not least <= hours <= most or (hours < stream.hours if longer else hours > stream.hours):
            raise refused(f"RetentionPeriodHours {hours}; now {stream.hours}, allowed {least} to {most}.")
        self._trim(stream)
        stream.hours = hours

    def _trim(self, stream: Stream) -> None:
        """Forgets what is older than the retention; nothing else ever removes a record."""
        horizon = self.clock() - stream.hours * HOUR
        for shard in stream.shards:
            old = bisect_left(shard.records, horizon + 1, key=lambda record: record.at)
            stream.totals["expired"] += old
            del shard.records[:old]

    def _iterator(self, stream: Stream, shard: Shard, position: int) -> str:
        return f"{stream.name}|{shard.id}|{position}|{self.clock()}"

    def _open(self, name: str) -> Stream:
        if name not in self.streams:
            raise ServiceError("ResourceNotFoundException", f"Stream {name} not found.")
        return self.streams[name]

    def _find(self, stream: Stream, shard_id: str) -> Shard:
        for shard in stream.shards:
            if shard.id == shard_id:
                return shard
        raise ServiceError("ResourceNotFoundException", f"Shard {shard_id} in stream {stream.name} not found.")

    def _open_shard(self, stream: Stream, shard_id: str) -> Shard:
        shard = self._find(stream, shard_id)
        if shard.closed is not None:
            raise ServiceError("ResourceInUseException", f"Shard {shard_id} is closed.")
        return shard

    def _say(self, stream: Stream, data: Data, **detail: Any) -> None:
        subject = data if isinstance(data, str) else data.decode(errors="replace")
        self.story.append(Told(subject, {"queue": stream.name, **detail}))
