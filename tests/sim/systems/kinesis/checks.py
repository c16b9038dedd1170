"""Rules of a data stream: limits of a shard, keys, resharding, on-demand mode."""

from __future__ import annotations

from typing import Any

from studykit.sim.systems.kinesis.stream import hash_key
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

THROTTLED = "ProvisionedThroughputExceededException"
REFUSED = "InvalidArgumentException"
MIB = 1_048_576
HOUR = 3_600_000


class World:
    """One stream, called through botocore's shapes. A test sets its clock."""

    def __init__(self, model: Model, shards: int = 1, **options: Any) -> None:
        self.now = 0
        self.bare: Any = model(lambda: self.now)
        self.bare.provision("s", shards, **options)
        self.api: Any = Validated("kinesis", self.bare)

    def put(self, data: str = "d", key: str = "k", **more: Any) -> Any:
        return self.api.put_record(StreamName="s", Data=data, PartitionKey=key, **more)

    def start(self, kind: str = "TRIM_HORIZON", shard: int = 0, **more: Any) -> str:
        shown = self.api.get_shard_iterator(
            StreamName="s", ShardId=f"shardId-{shard:012d}", ShardIteratorType=kind, **more
        )
        return str(shown["ShardIterator"])

    def read(self, iterator: str, **more: Any) -> Any:
        return self.api.get_records(ShardIterator=iterator, **more)

    def seen(self, kind: str = "TRIM_HORIZON", shard: int = 0, **more: Any) -> list[str]:
        return [record["Data"] for record in self.read(self.start(kind, shard, **more))["Records"]]

    def shards(self) -> list[dict[str, Any]]:
        return list(self.api.describe_stream(StreamName="s")["StreamDescription"]["Shards"])

    def consumer(self, name: str = "app") -> str:
        arn = self.api.describe_stream(StreamName="s")["StreamDescription"]["StreamARN"]
        made = self.api.register_stream_consumer(StreamARN=arn, ConsumerName=name)
        return str(made["Consumer"]["ConsumerARN"])


def a_shard_accepts_a_thousand_records_in_any_second(model: Model) -> None:
    world = World(model)
    assert [code(world.put) for _ in range(1001)] == ["ok"] * 1000 + [THROTTLED]
    world.now = 999
    assert code(world.put) == THROTTLED
    world.now = 1000
    assert code(world.put) == "ok"


def a_shard_accepts_one_mebibyte_a_second_including_keys(model: Model) -> None:
    half = "x" * (MIB // 2 - 1)
    world = World(model)
    assert [code(world.put, half), code(world.put, half), code(world.put, "")] == ["ok", "ok", THROTTLED]
    assert World(model).put(half + half)["ShardId"].endswith("0")


def each_shard_has_its_own_limit_per_second(model: Model) -> None:
    world = World(model, 2)
    keys = [f"k{number}" for number in range(40)]
    low = next(key for key in keys if world.put("d", key)["ShardId"].endswith("0"))
    high = next(key for key in keys if world.put("d", key)["ShardId"].endswith("1"))
    while code(world.put, "d", low) == "ok":
        pass
    assert code(world.put, "d", high) == "ok"


def a_batch_counts_each_record_and_fails_record_by_record(model: Model) -> None:
    world = World(model)
    entries = [{"Data": "d", "PartitionKey": "k"}] * 500
    failed = [world.api.put_records(StreamName="s", Records=entries)["FailedRecordCount"] for _ in range(3)]
    assert failed == [0, 0, 500]
    assert code(world.bare.put_records, StreamName="s", Records=entries + entries[:1]) == REFUSED


def a_batch_carries_ten_mebibytes(model: Model) -> None:
    entry = {"Data": "x" * (MIB - 1), "PartitionKey": "k"}
    assert code(World(model).bare.put_records, StreamName="s", Records=[entry] * 11) == REFUSED
    assert code(World(model).bare.put_records, StreamName="s", Records=[entry] * 10) == "ok"


def a_record_holds_at_most_one_mebibyte_of_data(model: Model) -> None:
    assert code(World(model).put, "x" * (MIB + 1)) == REFUSED


def a_key_has_one_to_256_characters(model: Model) -> None:
    world = World(model)
    assert [code(world.bare.put_record, StreamName="s", Data="d", PartitionKey=key) for key in ("", "k" * 257)] == [
        REFUSED,
        REFUSED,
    ]
    assert code(world.put, "d", "k" * 256) == "ok"


def an_explicit_hash_key_overrides_the_partition_key(model: Model) -> None:
    world = World(model, 2)
    at = [world.put("d", "k", ExplicitHashKey=place)["ShardId"][-1] for place in ("0", str(2**128 - 1))]
    assert at == ["0", "1"]
    assert code(world.put, "d", "k", ExplicitHashKey=str(2**128)) == REFUSED


def an_offer_is_accepted_as_far_as_single_puts_would_be(model: Model) -> None:
    for size, count in ((10, 1200), (2000, 700), (1_000, 1000)):
        traffic = [(f"k{number}", count, size) for number in range(3)]
        one, other = World(model, 2), World(model, 2)
        offered = one.bare.offer("s", traffic)
        taken: dict[str, int] = dict.fromkeys(offered, 0)
        for key, records, length in traffic:
            for _ in range(records):
                if code(other.bare.put_record, StreamName="s", Data="x" * length, PartitionKey=key) == "ok":
                    taken[f"shard-{int(other.bare.streams['s'].route(hash_key(key)).id[-12:])}"] += 1
        assert {shard: yes for shard, (yes, _) in offered.items()} == taken
        assert sum(yes + no for yes, no in offered.values()) == 3 * count


def a_split_leaves_old_records_in_the_parent(model: Model) -> None:
    world = World(model)
    world.put("old")
    world.api.split_shard(StreamName="s", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127))
    world.put("low", ExplicitHashKey=str(2**127 - 1))
    world.put("high", ExplicitHashKey=str(2**127))
    assert [world.seen(shard=number) for number in range(3)] == [["old"], ["low"], ["high"]]


def a_closed_shard_ends_and_names_its_children(model: Model) -> None:
    world = World(model)
    world.put("old")
    iterator = world.read(world.start())["NextShardIterator"]
    world.api.split_shard(StreamName="s", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127))
    answer = world.read(iterator)
    assert "NextShardIterator" not in answer
    assert [child["ShardId"][-1] for child in answer["ChildShards"]] == ["1", "2"]


def only_adjacent_open_shards_can_be_merged(model: Model) -> None:
    world = World(model, 3)
    name = "shardId-{:012d}".format

    def merge(low: int, high: int) -> str:
        return code(world.api.merge_shards, StreamName="s", ShardToMerge=name(low), AdjacentShardToMerge=name(high))

    assert [merge(0, 2), merge(1, 0), merge(0, 1)] == [REFUSED, "ok", "ResourceInUseException"]
    assert [shard["ShardId"] for shard in world.shards() if "ParentShardId" in shard] == [name(3)]
    assert world.shards()[3]["HashKeyRange"]["StartingHashKey"] == "0"
    assert world.put(ExplicitHashKey=str(2**127))["ShardId"] == name(3)


def a_split_point_is_inside_the_shard(model: Model) -> None:
    world = World(model)
    split = world.api.split_shard
    assert code(split, StreamName="s", ShardToSplit="shardId-000000000000", NewStartingHashKey="0") == REFUSED


def an_on_demand_stream_grows_to_double_its_load_after_fifteen_minutes(model: Model) -> None:
    world = World(model, mode="on-demand")
    traffic = [(f"k{number}", 8, 10) for number in range(500)]

    def taken() -> int:
        return sum(yes for yes, _ in world.bare.offer("s", traffic).values())

    first = taken()
    world.now = 899_999
    assert (taken(), len(world.bare.streams["s"].open)) == (first, 4)
    world.now += 1
    assert len(world.shards()) == 4
    world.now += 1000
    assert (taken(), len(world.bare.streams["s"].open)) == (4000, -(-2 * first // 1000))
    split = world.api.split_shard
    first_shard = world.shards()[-1]["ShardId"]
    assert code(split, StreamName="s", ShardToSplit=first_shard, NewStartingHashKey="5") == "ValidationException"


def an_on_demand_stream_does_not_help_a_single_hot_key(model: Model) -> None:
    world = World(model, mode="on-demand")
    for quarter in range(4):
        world.now = quarter * 900_000
        assert sum(yes for yes, _ in world.bare.offer("s", [("k", 3000, 10)]).values()) == 1000


def what_does_not_exist_is_not_found(model: Model) -> None:
    world = World(model)
    assert code(world.bare.put_record, StreamName="t", Data="d", PartitionKey="k") == "ResourceNotFoundException"
    assert code(world.start, shard=7) == "ResourceNotFoundException"
    assert code(world.bare.create_stream, StreamName="s") == "ResourceInUseException"


def a_rejected_put_is_counted_and_not_stored(model: Model) -> None:
    world = World(model)
    for _ in range(1002):
        code(world.put)
    world.now = 24 * HOUR
    world.seen()
    totals = world.bare.totals("s")
    assert (totals["sent"], totals["throttled"], totals["expired"]) == (1000, 2, 1000)


def a_call_story_covers_the_latest_call_and_names_the_shard(model: Model) -> None:
    world = World(model)
    request = {"StreamName": "s", "Data": "a", "PartitionKey": "k"}
    told = world.bare.describe_call("put_record", request, world.bare.put_record(**request))
    assert [(entry.subject, entry.detail["target"], entry.detail["state"]) for entry in told] == [
        ("a", "shard-0", "visible")
    ]
    iterator = world.start()
    world.bare.describe_call("get_shard_iterator", {}, {})
    told = world.bare.describe_call(
        "get_records", {"ShardIterator": iterator}, world.bare.get_records(ShardIterator=iterator)
    )
    assert [entry.subject for entry in told] == ["a"]
    assert [entry.subject for entry in world.bare.describe_call("describe_stream", {"StreamName": "s"}, {})] == [None]
