"""Reading a stream: iterators and polls that share a shard's throughput, and enhanced fan-out, which pushes.

Reading removes no record; only the reader's position moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studykit.sim.engine.service import CallStory, ServiceError
from studykit.sim.systems.kinesis.account import StreamStore
from studykit.sim.systems.kinesis.responses import (
    THROTTLED,
    children_of,
    consumer_shown,
    iterator,
    missing,
    parts_of,
    shown,
    start_of,
)
from studykit.sim.systems.kinesis.stream import (
    BYTES_OUT,
    CONSUMERS,
    ITERATOR_LIFE,
    READ_BYTES,
    READ_RECORDS,
    Consumer,
    Gauge,
    Record,
    Shard,
    Stream,
)


class Readers(StreamStore):
    """The part of the API for consumers."""

    def get_shard_iterator(
        self,
        *,
        StreamName: str,
        ShardId: str,
        ShardIteratorType: str,
        StartingSequenceNumber: str | None = None,
        Timestamp: float | None = None,
    ) -> dict[str, Any]:
        """Returns a position in one shard, valid for five minutes."""
        stream = self._open(StreamName)
        shard = self._find(stream, ShardId)
        self._trim(stream)
        position = start_of(shard, stream.sequence, ShardIteratorType, StartingSequenceNumber, Timestamp)
        self.story = [CallStory(ShardIteratorType, {"target": shard.label, "says": "a bookmark"})]
        return {"ShardIterator": iterator(stream, shard, position, self.clock())}

    def get_records(self, *, ShardIterator: str, Limit: int = READ_RECORDS) -> dict[str, Any]:
        """Reads on from an iterator. Without a next iterator in the response a closed shard is read to its end.

        A call that returns more than two seconds' share (10 MiB at most) holds up the next readers for that long.
        """
        name, shard_id, position, made = parts_of(ShardIterator)
        stream, now = self._fresh(name), self.clock()
        shard = self._find(stream, shard_id)
        if now >= made + ITERATOR_LIFE:
            raise ServiceError("ExpiredIteratorException", "Iterator expired: it lives 5 minutes.")
        if not shard.gives(now):
            raise ServiceError(THROTTLED, f"Rate exceeded for shard {shard.id} in stream {stream.name}.")
        self._trim(stream)
        found = shard.read(position, Limit, READ_BYTES)
        size = sum(record.size for record in found)
        shard.gave(now, size)
        self._read(stream, shard, found)
        after = found[-1].number + 1 if found else position
        result: dict[str, Any] = {"Records": shown(found), "MillisBehindLatest": shard.behind(after, now)}
        if shard.closed is None or after <= shard.closed or found:
            result["NextShardIterator"] = iterator(stream, shard, after, now)
        else:
            result["ChildShards"] = children_of(stream, shard)
        return result

    def register_stream_consumer(self, *, StreamARN: str, ConsumerName: str) -> dict[str, Any]:
        """Registers a consumer for enhanced fan-out: each shard pushes it another 2 MiB/s."""
        stream = self._open(StreamARN.rpartition("/")[2])
        if ConsumerName in stream.consumers:
            raise ServiceError("ResourceInUseException", f"Consumer {ConsumerName} already exists.")
        if len(stream.consumers) >= CONSUMERS:
            raise ServiceError("LimitExceededException", f"A stream has at most {CONSUMERS} registered consumers.")
        arn = f"{StreamARN}/consumer/{ConsumerName}:{self.clock() // 1000}"
        consumer = Consumer(ConsumerName, arn, self.clock())
        stream.consumers[ConsumerName] = consumer
        self.story = [CallStory(ConsumerName, {"target": stream.name, "says": "2 MiB/s of each shard for it alone"})]
        return {"Consumer": consumer_shown(consumer)}

    def subscribe_to_shard(
        self, *, ConsumerARN: str, ShardId: str, StartingPosition: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Starts the pushes of a shard to a registered consumer; the response is the subscription's first event."""
        stream, consumer = self._registered(ConsumerARN)
        shard = self._find(stream, ShardId)
        start = StartingPosition
        consumer.positions[shard.id] = start_of(
            shard, stream.sequence, start["Type"], start.get("SequenceNumber"), start.get("Timestamp")
        )
        self.story = [CallStory(None, {"target": shard.label})]
        event = self._push(stream, consumer, shard)
        return {"EventStream": {"SubscribeToShardEvent": event}}

    def pushed(self, ConsumerARN: str, ShardId: str) -> list[dict[str, Any]]:
        """Returns what an open subscription pushes now. This is no call: the service sends first."""
        stream, consumer = self._registered(ConsumerARN)
        records: list[dict[str, Any]] = self._push(stream, consumer, self._find(stream, ShardId))["Records"]
        return records

    def _push(self, stream: Stream, consumer: Consumer, shard: Shard) -> dict[str, Any]:
        """Returns the next records of a subscription, up to 2 MiB in this second."""
        now, gauge = self.clock(), consumer.pushed.setdefault(shard.id, Gauge())
        self._trim(stream)
        room, position = BYTES_OUT - gauge.level(now), consumer.positions[shard.id]
        found = shard.read(position, READ_RECORDS, room) if room > 0 else []
        gauge.add(now, sum(record.size for record in found))
        after = found[-1].number + 1 if found else position
        consumer.positions[shard.id] = after
        stream.totals["read"] += len(found)
        behind = shard.behind(after, now)
        return {"Records": shown(found), "ContinuationSequenceNumber": str(after), "MillisBehindLatest": behind}

    def _read(self, stream: Stream, shard: Shard, found: Iterable[Record]) -> None:
        for record in found:
            stream.totals["read"] += 1
            self._narrate(shard, record.data, sequence=record.number)

    def _registered(self, arn: str) -> tuple[Stream, Consumer]:
        for stream in self.streams.values():
            for consumer in stream.consumers.values():
                if consumer.arn == arn:
                    return stream, consumer
        raise missing(f"Consumer {arn} not found.")
