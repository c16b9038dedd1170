"""Reads a data stream with GetRecords, shard by shard: a bookmark moves on, the records stay."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

AGAIN = 0.25
"""Seconds after which a throttled read is tried again."""


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
) -> Act:
    """From second `from_` (or hour `from_hours`) on it takes an iterator of each shard and reads it as far as it goes.

    `start` is the type of the iterators. It reads on in `rounds` rounds, `gap` seconds apart. `passes` counts how
    many times it begins anew, `pause` seconds after the pass before. Parent shards come before their children, unless
    `children_first`.
    """
    yield from me.until(round((from_ + from_hours * 3600) * 1000))
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
    shown: dict[str, Any] = me.knows("kinesis", "describe_stream", StreamName=stream)
    ids = [shard["ShardId"] for shard in shown["StreamDescription"]["Shards"]]
    return ids[::-1] if children_first else ids


def _drain(me: Actor, iterator: str | None) -> Act:
    """Reads until it has caught up with the newest record; the next iterator, or None behind a closed shard."""
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
