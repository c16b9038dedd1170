"""Reads a live data stream for as long as it lasts: asking GetRecords, or pushed to by enhanced fan-out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

PUSHED_AFTER = 0.07
"""Seconds from a put to its push with enhanced fan-out, about (Developer Guide, enhanced fan-out consumers)."""


def stream_subscriber(me: Actor, stream: str, enhanced: bool = False, poll: float = 1, seconds: float = 5) -> Act:
    """Follows each shard for `seconds`: `enhanced` it is pushed to, else it asks every `poll` seconds."""
    shown: dict[str, Any] = me.knows("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]
    shards = [shard["ShardId"] for shard in shown["Shards"]]
    follow = _pushed if enhanced else _polled
    yield from follow(me, stream, shown["StreamARN"], shards, poll, round(seconds * 1000))


def _pushed(me: Actor, stream: str, arn: str, shards: list[str], poll: float, end: int) -> Act:
    given = yield from me.call("kinesis", "register_stream_consumer", StreamARN=arn, ConsumerName=me.name)
    consumer = given["Consumer"]["ConsumerARN"]
    for shard in shards:
        yield from me.call(
            "kinesis",
            "subscribe_to_shard",
            ConsumerARN=consumer,
            ShardId=shard,
            StartingPosition={"Type": "TRIM_HORIZON"},
        )
    while me.now < end:
        yield from me.sleep(PUSHED_AFTER)
        for shard in shards:
            records = me.knows("kinesis", "pushed", ConsumerARN=consumer, ShardId=shard)
            _got(me, records)
            if records:
                me.say("subscribe_to_shard", f"{len(records)} records", queue=f"shard-{int(shard[-12:])}", back=True)


def _polled(me: Actor, stream: str, arn: str, shards: list[str], poll: float, end: int) -> Act:
    iterators: dict[str, str] = {}
    for shard in shards:
        given = yield from me.call(
            "kinesis", "get_shard_iterator", StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )
        iterators[shard] = given["ShardIterator"]
    while me.now < end:
        yield from me.sleep(poll)
        for shard, iterator in iterators.items():
            try:
                answer = yield from me.call("kinesis", "get_records", ShardIterator=iterator)
            except ServiceError:
                me.count("throttled_reads")
                continue
            _got(me, answer["Records"])
            iterators[shard] = answer["NextShardIterator"]


def _got(me: Actor, records: Iterable[Mapping[str, Any]]) -> None:
    """Notes how long each record was on its way (ms)."""
    for record in records:
        late = me.now - round(record["ApproximateArrivalTimestamp"] * 1000)
        me.count(f"read by {me.name}")
        me.stage.counts["max delay"] = max(me.stage.counts["max delay"], late)
