"""Rules of reading a stream: iterators, read limits, retention, enhanced fan-out."""

from __future__ import annotations

from studykit.sim.engine.service import ServiceError
from tests.sim.checks import Model, code
from tests.sim.systems.kinesis.checks import HOUR, MIB, REFUSED, THROTTLED, World


def reading_moves_an_iterator_and_removes_no_record(model: Model) -> None:
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


def a_shard_allows_five_reads_a_second(model: Model) -> None:
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
    assert [change.action for change in world.bare.drain_changes()] == ["expired"]
    assert world.bare.drain_changes() == []


def a_longer_retention_keeps_existing_records_and_restores_none(model: Model) -> None:
    world = World(model)
    world.put("old")
    world.now = 23 * HOUR
    world.put("new")
    world.now = 25 * HOUR
    world.api.increase_stream_retention_period(StreamName="s", RetentionPeriodHours=48)
    assert world.seen() == ["new"]
    world.now = 60 * HOUR
    assert world.seen() == ["new"]


def retention_is_one_day_to_one_year(model: Model) -> None:
    world = World(model)
    up, down = world.bare.increase_stream_retention_period, world.bare.decrease_stream_retention_period
    assert code(up, StreamName="s", RetentionPeriodHours=8761) == REFUSED
    assert code(up, StreamName="s", RetentionPeriodHours=8760) == "ok"
    assert code(up, StreamName="s", RetentionPeriodHours=48) == REFUSED
    assert code(down, StreamName="s", RetentionPeriodHours=23) == REFUSED
    assert code(down, StreamName="s", RetentionPeriodHours=24) == "ok"


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


def a_stream_registers_at_most_twenty_consumers_with_unique_names(model: Model) -> None:
    world = World(model)
    for number in range(20):
        world.consumer(f"app-{number}")
    assert code(world.consumer, "one-more") == "LimitExceededException"
    assert code(World(model).consumer) == "ok"
    assert code(world.consumer, "app-0") == "ResourceInUseException"
