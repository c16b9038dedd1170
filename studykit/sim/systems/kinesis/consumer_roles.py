"""Roles that read a data stream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process

AGAIN = 0.25
"""Seconds before a throttled read is tried again."""
PUSHED_AFTER = 0.07
"""Seconds from a put to its push with enhanced fan-out, about (Developer Guide, enhanced fan-out consumers)."""
POSITIONS = {"horizon": "TRIM_HORIZON", "latest": "LATEST"}


@role
def stream_reader(
    me: Actor,
    stream: str,
    from_: float = 0,
    from_hours: float = 0,
    start: str = "TRIM_HORIZON",
    rounds: int = 1,
    gap: float = 1,
    passes: int = 1,
    pause: float = 10,
    children_first: bool = False,
) -> Process:
    """Gets an iterator of each shard at second `from_` (or hour `from_hours`) and reads each to the newest record.

    `start` is the type of the iterators. It reads on in `rounds` rounds, `gap` seconds apart. It starts over until it
    has made `passes` passes, `pause` seconds apart. Parent shards come before their children, unless `children_first`.
    """
    yield from me.sleep_until(round((from_ + from_hours * 3600) * 1000))
    for number in range(int(passes)):
        if number:
            yield from me.sleep(pause)
        iterators: dict[str, str | None] = {}
        for shard in _shards(me, stream, children_first):
            given = yield from me.call(
                "kinesis", "get_shard_iterator", StreamName=stream, ShardId=shard, ShardIteratorType=start
            )
            iterators[shard] = given["ShardIterator"]
        for round_ in range(int(rounds)):
            if round_:
                yield from me.sleep(gap)
            for shard, iterator in iterators.items():
                iterators[shard] = yield from _drain(me, iterator)


def _shards(me: Actor, stream: str, children_first: bool) -> list[str]:
    shown: dict[str, Any] = me.inspect("kinesis", "describe_stream", StreamName=stream)
    ids = [shard["ShardId"] for shard in shown["StreamDescription"]["Shards"]]
    return ids[::-1] if children_first else ids


def _drain(me: Actor, iterator: str | None) -> Process:
    """Reads up to the newest record; returns the next iterator, or None at the end of a closed shard."""
    while iterator is not None:
        try:
            answer = yield from me.call("kinesis", "get_records", ShardIterator=iterator)
        except ServiceError as refused:
            me.count("throttled_reads")
            if refused.code == "ExpiredIteratorException":
                return None
            yield from me.sleep(AGAIN)
            continue
        iterator = answer.get("NextShardIterator")
        if not answer["MillisBehindLatest"]:
            break
    return iterator


@role
def stream_subscriber(me: Actor, stream: str, enhanced: bool = False, poll: float = 1, seconds: float = 5) -> Process:
    """Follows each shard for `seconds`. If `enhanced`, records are pushed to it; else it polls every `poll` seconds."""
    shown: dict[str, Any] = me.inspect("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]
    shards = [shard["ShardId"] for shard in shown["Shards"]]
    follow = _pushed if enhanced else _polled
    yield from follow(me, stream, shown["StreamARN"], shards, poll, round(seconds * 1000))


def _pushed(me: Actor, stream: str, arn: str, shards: list[str], poll: float, end: int) -> Process:
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
            records = me.inspect("kinesis", "pushed", ConsumerARN=consumer, ShardId=shard)
            _got(me, records)
            if records:
                me.narrate(
                    "subscribe_to_shard", f"{len(records)} records", target=f"shard-{int(shard[-12:])}", back=True
                )


def _polled(me: Actor, stream: str, arn: str, shards: list[str], poll: float, end: int) -> Process:
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
    """Records the delay of each record (ms)."""
    for record in records:
        late = me.now - round(record["ApproximateArrivalTimestamp"] * 1000)
        me.count(f"read by {me.name}")
        me.world.counts["max delay"] = max(me.world.counts["max delay"], late)


@role
def stream_worker(
    me: Actor, stream: str, from_: float = 0, batch: int = 10, work: float = 60, resume: str = "none", rounds: int = 8
) -> Process:
    """Reads up to `batch` records of the first shard and works on them for `work` seconds, at most `rounds` times.

    It starts at second `from_`. After its iterator has expired it resumes `after` the last record that it read, at the
    `horizon`, at the `latest` record, or not at all (`none`).
    """
    yield from me.sleep_until(round(from_ * 1000))
    shown: dict[str, Any] = me.inspect("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]
    where = {"StreamName": stream, "ShardId": shown["Shards"][0]["ShardId"]}
    iterator = yield from _iterator(me, where, {"ShardIteratorType": "TRIM_HORIZON"})
    last = ""
    for _ in range(int(rounds)):
        try:
            answer = yield from me.call("kinesis", "get_records", ShardIterator=iterator, Limit=int(batch))
        except ServiceError:
            if resume == "none":
                me.narrate("stopped", None, says="it has no iterator any more")
                return
            iterator = yield from _iterator(me, where, _position(resume, last))
            continue
        if answer["Records"]:
            last = answer["Records"][-1]["SequenceNumber"]
            me.narrate("work", f"{len(answer['Records'])} records", until=me.now / 1000 + work)
        iterator = answer["NextShardIterator"]
        yield from me.sleep(work)


def _position(resume: str, last: str) -> dict[str, str]:
    if resume == "after":
        return {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": last}
    return {"ShardIteratorType": POSITIONS[resume]}


def _iterator(me: Actor, where: Mapping[str, str], position: Mapping[str, str]) -> Process:
    given = yield from me.call("kinesis", "get_shard_iterator", **where, **position)
    return given["ShardIterator"]
