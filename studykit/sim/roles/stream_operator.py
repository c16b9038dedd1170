"""Changes a data stream while it is in use: splits or merges its shards, keeps records for longer."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act


def stream_operator(me: Actor, stream: str, act: str = "none", at: float = 0, hours: float = 0, to: int = 0) -> Act:
    """At second `at` (or hour `hours`) it does `act`: `split` the first open shard in the middle, `merge` the first
    two, `retain` records for `to` hours from then on, or nothing."""
    yield from me.until(round((at + hours * 3600) * 1000))
    shown: dict[str, Any] = me.knows("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]
    shards = [shard for shard in shown["Shards"] if "EndingSequenceNumber" not in shard["SequenceNumberRange"]]
    shards.sort(key=lambda shard: int(shard["HashKeyRange"]["StartingHashKey"]))
    try:
        if act == "split":
            ends = shards[0]["HashKeyRange"]
            middle = (int(ends["StartingHashKey"]) + int(ends["EndingHashKey"]) + 1) // 2
            yield from me.call(
                "kinesis",
                "split_shard",
                StreamName=stream,
                ShardToSplit=shards[0]["ShardId"],
                NewStartingHashKey=str(middle),
            )
        elif act == "merge" and len(shards) > 1:
            first, second = (shard["ShardId"] for shard in shards[:2])
            yield from me.call(
                "kinesis", "merge_shards", StreamName=stream, ShardToMerge=first, AdjacentShardToMerge=second
            )
        elif act == "retain" and to > shown["RetentionPeriodHours"]:
            yield from me.call(
                "kinesis", "increase_stream_retention_period", StreamName=stream, RetentionPeriodHours=int(to)
            )
    except ServiceError:
        me.count("refused")
