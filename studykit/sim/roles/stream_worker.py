"""Reads a shard batch by batch and works on each batch, with iterators that do not live for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

POSITIONS = {"horizon": "TRIM_HORIZON", "latest": "LATEST"}


def stream_worker(
    me: Actor, stream: str, from_: float = 0, batch: int = 10, work: float = 60, resume: str = "none", rounds: int = 8
) -> Act:
    """From second `from_` on it reads up to `batch` records of the first shard and works on them for `work` seconds,
    `rounds` times at most. When its iterator has expired it goes on `after` the last record that it read, from the
    `horizon`, from the `latest` record, or not at all."""
    yield from me.until(round(from_ * 1000))
    shown: dict[str, Any] = me.knows("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]
    where = {"StreamName": stream, "ShardId": shown["Shards"][0]["ShardId"]}
    iterator = yield from _iterator(me, where, {"ShardIteratorType": "TRIM_HORIZON"})
    last = ""
    for _ in range(int(rounds)):
        try:
            answer = yield from me.call("kinesis", "get_records", ShardIterator=iterator, Limit=int(batch))
        except ServiceError:
            if resume == "none":
                me.say("stopped", None, says="it has no iterator any more")
                return
            iterator = yield from _iterator(me, where, _position(resume, last))
            continue
        if answer["Records"]:
            last = answer["Records"][-1]["SequenceNumber"]
            me.say("work", f"{len(answer['Records'])} records", until=me.now / 1000 + work)
        iterator = answer["NextShardIterator"]
        yield from me.sleep(work)


def _position(resume: str, last: str) -> dict[str, str]:
    if resume == "after":
        return {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": last}
    return {"ShardIteratorType": POSITIONS[resume]}


def _iterator(me: Actor, where: Mapping[str, str], position: Mapping[str, str]) -> Act:
    given = yield from me.call("kinesis", "get_shard_iterator", **where, **position)
    return given["ShardIterator"]
