"""Plays recorded Kinesis cases: one stream per case. Shards have numbers; iterators have the names of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.kinesis.model import Kinesis

FILE = "kinesis.json"
STREAM = "s"


def check(case: Mapping[str, Any], model: Callable[..., Any] = Kinesis) -> None:
    """Plays a case. Raises AssertionError at the first outcome that differs from the recorded one."""
    player = Player(model)
    for step in case["steps"]:
        player.now = round(step["t"] * 1000)
        try:
            outcome: dict[str, Any] = {
                "ok": getattr(player, step["op"], player.plain(step["op"]))(**named(step["params"]))
            }
        except ServiceError as error:
            outcome = {"err": error.code.removesuffix("Exception")}
        assert outcome == step["outcome"], f"{case['id']} at {step['t']} s: {step['op']}"


def named(params: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parameters with the case's own names (`$as`, `$it`, `$next`) as keywords."""
    return {key.lstrip("$") + ("_" if key == "$as" else ""): value for key, value in params.items()}


def shard_id(number: int) -> str:
    return f"shardId-{number:012d}"


def number(shard: str | None) -> int | None:
    return None if shard is None else int(shard[-12:])


class Player:
    """One case on one model."""

    def __init__(self, model: Callable[..., Any]) -> None:
        self.now = 0
        self.kinesis = model(lambda: self.now)
        self.iterators: dict[str, str] = {}
        self.sequence_of: dict[str, str] = {}

    def plain(self, operation: str) -> Callable[..., bool]:
        def call(**params: Any) -> bool:
            getattr(self.kinesis, operation)(StreamName=STREAM, **params)
            return True

        return call

    def describe(self) -> dict[str, Any]:
        shown = self.kinesis.describe_stream(StreamName=STREAM)["StreamDescription"]
        shards = [
            {
                "Shard": number(shard["ShardId"]),
                "Start": shard["HashKeyRange"]["StartingHashKey"],
                "End": shard["HashKeyRange"]["EndingHashKey"],
                "Parent": number(shard.get("ParentShardId")),
                "AdjacentParent": number(shard.get("AdjacentParentShardId")),
                "Closed": "EndingSequenceNumber" in shard["SequenceNumberRange"],
            }
            for shard in shown["Shards"]
        ]
        return {"RetentionPeriodHours": shown["RetentionPeriodHours"], "Shards": shards}

    def put_record(self, Data: str, **params: Any) -> dict[str, Any]:
        put = self.kinesis.put_record(StreamName=STREAM, Data=Data, **params)
        self.sequence_of[Data] = put["SequenceNumber"]
        return {"Shard": number(put["ShardId"])}

    def put_records(self, Records: list[tuple[str, str]]) -> dict[str, Any]:
        entries = [{"Data": data, "PartitionKey": key} for data, key in Records]
        put = self.kinesis.put_records(StreamName=STREAM, Records=entries)
        shards = [number(record["ShardId"]) for record in put["Records"]]
        return {"FailedRecordCount": put["FailedRecordCount"], "Shards": shards}

    def get_shard_iterator(self, as_: str, Shard: int, Type: str, SequenceOf: str = "") -> bool:
        start = {"StartingSequenceNumber": self.sequence_of[SequenceOf]} if SequenceOf else {}
        given = self.kinesis.get_shard_iterator(
            StreamName=STREAM, ShardId=shard_id(Shard), ShardIteratorType=Type, **start
        )
        self.iterators[as_] = given["ShardIterator"]
        return True

    def get_records(self, it: str, next: str = "", **params: Any) -> dict[str, Any]:
        got = self.kinesis.get_records(ShardIterator=self.iterators[it], **params)
        if "NextShardIterator" in got:
            self.iterators[next] = got["NextShardIterator"]
        return {"Data": [record["Data"] for record in got["Records"]], "ShardEnd": "NextShardIterator" not in got}

    def split_shard(self, Shard: int, At: int) -> bool:
        self.kinesis.split_shard(StreamName=STREAM, ShardToSplit=shard_id(Shard), NewStartingHashKey=str(At))
        return True

    def merge_shards(self, A: int, B: int) -> bool:
        self.kinesis.merge_shards(StreamName=STREAM, ShardToMerge=shard_id(A), AdjacentShardToMerge=shard_id(B))
        return True
