"""Responses of the Kinesis API: descriptions of shards, iterators as text, errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.kinesis.stream import Consumer, Record, Shard, Stream

THROTTLED = "ProvisionedThroughputExceededException"


def start_of(shard: Shard, last: int, kind: str, number: str | None, timestamp: float | None) -> int:
    """Returns the sequence number at which an iterator of a type begins; `last` is the newest of the stream."""
    if kind == "TRIM_HORIZON":
        return 0
    if kind == "LATEST":
        return last + 1
    if kind in ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER") and number is not None:
        return int(number) + (kind == "AFTER_SEQUENCE_NUMBER")
    if kind == "AT_TIMESTAMP" and timestamp is not None:
        return next((record.number for record in shard.records if record.at >= timestamp * 1000), last + 1)
    raise refused(f"ShardIteratorType {kind!r} does not exist or lacks its starting point.")


def iterator(stream: Stream, shard: Shard, position: int, now: int) -> str:
    """Returns a position in a shard as the text that a reader gets; it includes the moment of its creation."""
    return f"{stream.name}|{shard.id}|{position}|{now}"


def parts_of(iterator: str) -> tuple[str, str, int, int]:
    """Returns stream, shard, position and moment of an iterator; raises InvalidArgumentException for any other text."""
    parts = str(iterator).rsplit("|", 3)
    if len(parts) != 4 or not (parts[2].isdecimal() and parts[3].isdecimal()):
        raise refused(f"{iterator!r} is no shard iterator.")
    return parts[0], parts[1], int(parts[2]), int(parts[3])


def hash_range(shard: Shard) -> dict[str, str]:
    """Returns a shard's range as the API shows it, in decimal."""
    return {"StartingHashKey": str(shard.start), "EndingHashKey": str(shard.end)}


def described(shard: Shard) -> dict[str, Any]:
    """Returns a shard as DescribeStream shows it. A closed shard has a last sequence number."""
    numbers = {"StartingSequenceNumber": str(shard.opened)}
    if shard.closed is not None:
        numbers["EndingSequenceNumber"] = str(shard.closed)
    parents = dict(zip(("ParentShardId", "AdjacentParentShardId"), shard.parents, strict=False))
    return {"ShardId": shard.id, **parents, "HashKeyRange": hash_range(shard), "SequenceNumberRange": numbers}


def children_of(stream: Stream, shard: Shard) -> list[dict[str, Any]]:
    """Lists the shards that a closed one was split or merged into."""
    return [
        {"ShardId": child.id, "ParentShards": list(child.parents), "HashKeyRange": hash_range(child)}
        for child in stream.shards
        if shard.id in child.parents
    ]


def shown(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Returns records as a reader gets them."""
    return [
        {
            "SequenceNumber": str(record.number),
            "ApproximateArrivalTimestamp": record.at / 1000,
            "Data": record.data,
            "PartitionKey": record.key,
        }
        for record in records
    ]


def consumer_shown(consumer: Consumer) -> Mapping[str, Any]:
    """Returns a registered consumer as the API shows it."""
    return {
        "ConsumerName": consumer.name,
        "ConsumerARN": consumer.arn,
        "ConsumerStatus": "ACTIVE",
        "ConsumerCreationTimestamp": consumer.created / 1000,
    }


def refused(message: str) -> ServiceError:
    """Returns the error for a wrong argument."""
    return ServiceError("InvalidArgumentException", message)


def missing(message: str) -> ServiceError:
    """Returns the error for something that does not exist."""
    return ServiceError("ResourceNotFoundException", message)
