"""What must hold of a data stream: checks that take a model class, so that faulty ones can be tried as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studykit.sim.service import ServiceError
from studykit.sim.services._kinesis_stream import hash_key
from tests.sim.shapes import Validated

Model = Callable[..., Any]
THROTTLED = "ProvisionedThroughputExceededException"
REFUSED = "InvalidArgumentException"
MIB = 1_048_576
HOUR = 3_600_000


class World:
    """One stream, spoken to through botocore's shapes; time is set by the test."""

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


def code(call: Callable[..., Any], *args: Any, **request: Any) -> str:
    """The error code of a call, `ok` where it is answered."""
    try:
        call(*args, **request)
    except ServiceError as refused:
        return refused.code
    return "ok"


def a_shard_takes_a_thousand_records_in_any_second(model: Model) -> None:
    world = World(model)
    assert [code(world.put) for _ in range(1001)] == ["ok"] * 1000 + [THROTTLED]
    world.now = 999
    assert code(world.put) == THROTTLED
    world.now = 1000
    assert code(world.put) == "ok"


def a_shard_takes_a_mebibyte_a_second_keys_included(model: Model) -> None:
    half = "x" * (MIB // 2 - 1)
    world = World(model)
    assert [code(world.put, half), code(world.put, half), code(world.put, "")] == ["ok", "ok", THROTTLED]
    assert World(model).put(half + half)["ShardId"].endswith("0")


def each_shard_has_a_second_of_its_own(model: Model) -> None:
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


def a_record_holds_a_mebibyte_of_data(model: Model) -> None:
    assert code(World(model).put, "x" * (MIB + 1)) == REFUSED


def a_key_has_one_to_256_characters(model: Model) -> None:
    world = World(model)
    assert [code(world.bare.put_record, StreamName="s", Data="d", PartitionKey=key) for key in ("", "k" * 257)] == [
        REFUSED,
        REFUSED,
    ]
    assert code(world.put, "d", "k" * 256) == "ok"


def an_explicit_hash_key_beats_the_partition_key(model: Model) -> None:
    world = World(model, 2)
    at = [world.put("d", "k", ExplicitHashKey=place)["ShardId"][-1] for place in ("0", str(2**128 - 1))]
    assert at == ["0", "1"]
    assert code(world.put, "d", "k", ExplicitHashKey=str(2**128)) == REFUSED


def an_offer_takes_what_so_many_puts_would(model: Model) -> None:
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


def reading_moves_a_bookmark_and_no_record(model: Model) -> None:
    world = World(model)
    for name in "abc":
        world.put(name)
    assert [world.seen(), world.seen()] == [["a", "b", "c"]] * 2
    first = world.read(world.start(), Limit=2)
    assert [record["Data"] for record in first["Records"]] == ["a", "b"]
    assert [record["Data"] for record in world.read(first["NextShardIterator"])["Records"]] == ["c"]


def an_iterator_starts_where_it_is_told(model: Model) -> None:
    world = World(model)
    world.put("a")
    world.now = 5000
    middle = world.put("b")["SequenceNumber"]
    latest = world.start("LATEST")
    world.put("c")
    assert [record["Data"] for record in world.read(latest)["Records"]] == ["c"]
    assert world.seen("AT_SEQUENCE_NUMBER", StartingSequenceNumber=middle) == ["b", "c"]
    assert world.seen("AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=middle) == ["c"]
    assert world.seen("AT_TIMESTAMP", Timestamp=5.0) == ["b", "c"]
    assert code(world.bare.get_records, ShardIterator="nothing") == REFUSED


def an_iterator_lives_five_minutes(model: Model) -> None:
    world = World(model)
    iterator = world.start()
    world.now = 299_999
    assert code(world.read, iterator) == "ok"
    world.now = 300_000
    assert code(world.read, iterator) == "ExpiredIteratorException"


def a_shard_answers_five_reads_a_second(model: Model) -> None:
    world = World(model)
    iterator = world.start()
    assert [code(world.read, iterator) for _ in range(6)] == ["ok"] * 5 + [THROTTLED]
    world.now = 1000
    assert code(world.read, iterator) == "ok"


def ten_mebibytes_read_at_once_use_up_five_seconds(model: Model) -> None:
    world = World(model)
    for second in range(12):
        world.now = second * 1000
        world.put("x" * (MIB - 1))
    iterator = world.start()
    assert len(world.read(iterator)["Records"]) == 10
    world.now += 4_990
    assert code(world.read, iterator) == THROTTLED
    world.now += 10
    assert code(world.read, iterator) == "ok"


def polling_readers_share_two_mebibytes_a_second(model: Model) -> None:
    world, given = World(model), 0
    iterators = [world.start() for _ in range(4)]
    for second in range(20):
        world.now = second * 1000
        world.put("x" * (MIB * 4 // 5))
        for number, iterator in enumerate(iterators):
            try:
                answer = world.read(iterator)
            except ServiceError:
                continue
            given += sum(len(record["Data"]) for record in answer["Records"])
            iterators[number] = answer["NextShardIterator"]
    assert given <= 2 * MIB * 20 + 2 * MIB


def a_record_lasts_until_its_retention_ends(model: Model) -> None:
    world = World(model)
    world.put("a")
    world.now = 24 * HOUR - 1
    assert world.seen() == ["a"]
    world.now = 24 * HOUR
    assert world.seen() == []
    assert [change.action for change in world.bare.settle()] == ["expired"]
    assert world.bare.settle() == []


def a_longer_retention_keeps_what_is_there_and_brings_nothing_back(model: Model) -> None:
    world = World(model)
    world.put("old")
    world.now = 23 * HOUR
    world.put("new")
    world.now = 25 * HOUR
    world.api.increase_stream_retention_period(StreamName="s", RetentionPeriodHours=48)
    assert world.seen() == ["new"]
    world.now = 60 * HOUR
    assert world.seen() == ["new"]


def retention_is_a_day_to_a_year(model: Model) -> None:
    world = World(model)
    up, down = world.bare.increase_stream_retention_period, world.bare.decrease_stream_retention_period
    assert code(up, StreamName="s", RetentionPeriodHours=8761) == REFUSED
    assert code(up, StreamName="s", RetentionPeriodHours=8760) == "ok"
    assert code(up, StreamName="s", RetentionPeriodHours=48) == REFUSED
    assert code(down, StreamName="s", RetentionPeriodHours=23) == REFUSED
    assert code(down, StreamName="s", RetentionPeriodHours=24) == "ok"


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


def neighbours_alone_are_merged_and_closed_shards_never(model: Model) -> None:
    world = World(model, 3)
    name = "shardId-{:012d}".format

    def merge(low: int, high: int) -> str:
        return code(world.api.merge_shards, StreamName="s", ShardToMerge=name(low), AdjacentShardToMerge=name(high))

    assert [merge(0, 2), merge(1, 0), merge(0, 1)] == [REFUSED, "ok", "ResourceInUseException"]
    assert [shard["ShardId"] for shard in world.shards() if "ParentShardId" in shard] == [name(3)]
    assert world.shards()[3]["HashKeyRange"]["StartingHashKey"] == "0"
    assert world.put(ExplicitHashKey=str(2**127))["ShardId"] == name(3)


def a_split_point_lies_inside_the_shard(model: Model) -> None:
    world = World(model)
    split = world.api.split_shard
    assert code(split, StreamName="s", ShardToSplit="shardId-000000000000", NewStartingHashKey="0") == REFUSED


def enhanced_consumers_have_two_mebibytes_each(model: Model) -> None:
    world = World(model)
    arns = [world.consumer("one"), world.consumer("two")]
    start = {"Type": "TRIM_HORIZON"}
    for second in range(4):
        world.now = second * 1000
        world.put("x" * (MIB - 1))
    got = [
        world.bare.subscribe_to_shard(ConsumerARN=arn, ShardId="shardId-000000000000", StartingPosition=start)
        for arn in arns
    ]
    pushed = [len(answer["EventStream"]["SubscribeToShardEvent"]["Records"]) for answer in got]
    assert pushed == [2, 2]
    world.now += 1000
    assert [len(world.bare.pushed(arn, "shardId-000000000000")) for arn in arns] == [2, 2]
    assert code(world.read, world.start()) == "ok"


def a_stream_registers_twenty_consumers_each_name_once(model: Model) -> None:
    world = World(model)
    for number in range(20):
        world.consumer(f"app-{number}")
    assert code(world.consumer, "one-more") == "LimitExceededException"
    assert code(World(model).consumer) == "ok"
    assert code(world.consumer, "app-0") == "ResourceInUseException"


def what_does_not_exist_is_not_found(model: Model) -> None:
    world = World(model)
    assert code(world.bare.put_record, StreamName="t", Data="d", PartitionKey="k") == "ResourceNotFoundException"
    assert code(world.start, shard=7) == "ResourceNotFoundException"
    assert code(world.bare.create_stream, StreamName="s") == "ResourceInUseException"


def a_refused_put_is_counted_and_not_kept(model: Model) -> None:
    world = World(model)
    for _ in range(1002):
        code(world.put)
    world.now = 24 * HOUR
    world.seen()
    totals = world.bare.totals("s")
    assert (totals["sent"], totals["throttled"], totals["expired"]) == (1000, 2, 1000)


def a_story_is_of_the_latest_call_and_names_the_shard(model: Model) -> None:
    world = World(model)
    request = {"StreamName": "s", "Data": "a", "PartitionKey": "k"}
    told = world.bare.tell("put_record", request, world.bare.put_record(**request))
    assert [(entry.subject, entry.detail["queue"], entry.detail["state"]) for entry in told] == [
        ("a", "shard-0", "visible")
    ]
    iterator = world.start()
    world.bare.tell("get_shard_iterator", {}, {})
    told = world.bare.tell("get_records", {"ShardIterator": iterator}, world.bare.get_records(ShardIterator=iterator))
    assert [entry.subject for entry in told] == ["a"]
    assert [entry.subject for entry in world.bare.tell("describe_stream", {"StreamName": "s"}, {})] == [None]


CHECKS = (
    a_shard_takes_a_thousand_records_in_any_second,
    a_shard_takes_a_mebibyte_a_second_keys_included,
    each_shard_has_a_second_of_its_own,
    a_batch_counts_each_record_and_fails_record_by_record,
    a_batch_carries_ten_mebibytes,
    a_record_holds_a_mebibyte_of_data,
    a_key_has_one_to_256_characters,
    an_explicit_hash_key_beats_the_partition_key,
    an_offer_takes_what_so_many_puts_would,
    reading_moves_a_bookmark_and_no_record,
    an_iterator_starts_where_it_is_told,
    an_iterator_lives_five_minutes,
    a_shard_answers_five_reads_a_second,
    ten_mebibytes_read_at_once_use_up_five_seconds,
    polling_readers_share_two_mebibytes_a_second,
    a_record_lasts_until_its_retention_ends,
    a_longer_retention_keeps_what_is_there_and_brings_nothing_back,
    retention_is_a_day_to_a_year,
    a_split_leaves_old_records_in_the_parent,
    a_closed_shard_ends_and_names_its_children,
    neighbours_alone_are_merged_and_closed_shards_never,
    a_split_point_lies_inside_the_shard,
    enhanced_consumers_have_two_mebibytes_each,
    a_stream_registers_twenty_consumers_each_name_once,
    what_does_not_exist_is_not_found,
    a_refused_put_is_counted_and_not_kept,
    a_story_is_of_the_latest_call_and_names_the_shard,
)
