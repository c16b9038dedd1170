"""Rules of Firehose at their boundaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.s3.model import S3
from tests.sim.checks import Model

KIB, MIB, MINUTE = 1_024, 1_048_576, 60_000


class World:
    """One stream `s` of a Firehose model, its bucket, and a clock that a test sets (ms)."""

    def __init__(self, model: Model, **options: Any) -> None:
        self.now = 0
        self.changes: list[Any] = []
        self.firehose = model(lambda: self.now)
        s3 = S3(lambda: self.now)
        for bucket in ("b", "originals"):
            s3.provision(bucket)
        self.firehose.neighbors["s3"] = s3
        self.s3 = s3
        self.firehose.provision("s", **options)
        self.firehose.link("s", "b")

    def put(self, name: str = "r", size: int = KIB) -> None:
        self.firehose.put_record(DeliveryStreamName="s", Record={"Data": f"{name}|".ljust(size, ".")})
        self.changes += self.firehose.drain_changes()

    def to(self, at: int) -> None:
        """Lets time pass until a moment (ms). Every change happens on time."""
        for _ in range(1_000):
            due = self.firehose.next_change()
            if due is None or due > at:
                self.now = at
                return
            self.now = max(self.now, due)
            self.changes += self.firehose.drain_changes()
        raise AssertionError("something stays due for ever")

    def said(self, action: str) -> list[tuple[int, int]]:
        """Returns when (ms) an action happened and how many records it affected."""
        return [(change.at, change.detail["records"]) for change in self.changes if change.action == action]

    def total(self, name: str) -> int:
        return int(self.firehose.totals("s")[name])


def a_buffer_is_flushed_when_it_is_old(model: Model) -> None:
    world = World(model, seconds=60)
    world.put()
    world.to(59_999)
    assert world.said("put_object") == []
    world.to(MINUTE)
    assert world.said("put_object") == [(MINUTE, 1)]


def a_buffer_is_flushed_when_it_is_full(model: Model) -> None:
    world = World(model, size_mib=1, seconds=900)
    world.put(size=512 * KIB)
    world.put(size=512 * KIB - 2)
    assert world.said("put_object") == []
    world.put(size=2)
    assert world.said("put_object") == [(0, 3)]
    world.put(size=512 * KIB)
    assert world.said("put_object") == [(0, 3)]


def the_oldest_record_sets_the_age_of_a_buffer(model: Model) -> None:
    world = World(model, seconds=60)
    world.put()
    world.to(50_000)
    world.put()
    world.to(MINUTE)
    assert world.said("put_object") == [(MINUTE, 2)]
    world.put()
    world.to(2 * MINUTE)
    assert world.said("put_object")[1:] == [(2 * MINUTE, 1)]


def the_defaults_are_those_of_s3(model: Model) -> None:
    world = World(model)
    world.put()
    world.to(10 * MINUTE)
    assert world.said("put_object") == [(5 * MINUTE, 1)]
    for _ in range(6):
        world.put(size=1_000 * KIB)
    assert world.said("put_object")[1:] == [(10 * MINUTE, 6)]


def a_function_decides_which_records_are_delivered(model: Model) -> None:
    world = World(model, seconds=60, transform=True, drops="test", fails="broken", keeps="originals")
    for name in ("good-1", "test-1", "broken-1", "good-2"):
        world.put(name)
    world.to(10 * MINUTE)
    totals = [world.total(name) for name in ("put", "delivered", "dropped", "failed", "expired")]
    assert totals == [4, 2, 1, 1, 0]
    assert [len(bucket) for bucket in world.s3.buckets.values()] == [2, 1]
    assert sum(key.startswith("processing-failed/") for key in world.s3.buckets["b"]) == 1
    assert world.s3.buckets["originals"]["s-0001"] == 4 * KIB


def source_records_are_backed_up_only_if_configured(model: Model) -> None:
    world = World(model, seconds=60, transform=True, keeps="originals", kept=False)
    world.put()
    world.to(10 * MINUTE)
    assert world.s3.buckets["originals"] == {}


def a_warehouse_copies_what_is_stored_in_s3(model: Model) -> None:
    world = World(model, seconds=60, warehouse="dw")
    world.put()
    world.to(10 * MINUTE)
    assert (world.said("put_object"), world.said("copy")) == ([(MINUTE, 1)], [(MINUTE, 1)])


def a_copy_is_tried_every_five_minutes(model: Model) -> None:
    world = World(model, seconds=60, warehouse="dw", warehouse_down=400, retry=3600)
    world.put()
    world.to(60 * MINUTE)
    assert (world.said("copy"), world.said("skipped")) == ([(11 * MINUTE, 1)], [])


def a_copy_is_skipped_when_the_retry_time_ends(model: Model) -> None:
    world = World(model, seconds=60, warehouse="dw", warehouse_down=4_000, retry=600)
    world.put()
    world.to(120 * MINUTE)
    assert (world.said("copy"), world.said("skipped")) == ([], [(11 * MINUTE, 1)])


def undelivered_records_are_kept_for_a_day(model: Model) -> None:
    world = World(model, seconds=60, outage=86_399)
    world.put()
    world.to(86_400_000)
    assert (world.total("delivered"), world.total("expired")) == (1, 0)
    world = World(model, seconds=60, outage=90_000)
    world.put()
    world.to(86_399_999)
    assert world.total("expired") == 0
    world.to(86_400_000)
    assert (world.total("delivered"), world.total("expired")) == (0, 1)


def delays_count_from_the_put(model: Model) -> None:
    world = World(model, seconds=60)
    world.put()
    world.to(20_000)
    world.put()
    world.to(MINUTE)
    flow = world.firehose.streams["s"]
    assert (flow.delay, flow.longest) == (100_000, MINUTE)


def objects_are_as_large_as_their_records(model: Model) -> None:
    world = World(model, seconds=60, shrink=4)
    world.put(size=4 * KIB)
    world.put(size=4 * KIB)
    world.to(MINUTE)
    assert list(world.s3.buckets["b"].values()) == [2 * KIB]


def refused(model: Model, code: str, act: Callable[[Any], Any], **options: Any) -> None:
    with pytest.raises(ServiceError) as error:
        act(World(model, **options).firehose)
    assert error.value.code == code


def records(number: int, size: int = 8) -> list[dict[str, str]]:
    return [{"Data": "r|".ljust(size, ".")} for _ in range(number)]


def sizes_and_hints_have_bounds(model: Model) -> None:
    for options in ({"size_mib": 129}, {"seconds": 901}, {"retry": 7_201}, {"size_mib": 0}):
        refused(model, "InvalidArgumentException", lambda firehose: None, **options)
    for options in ({"size_mib": 128}, {"seconds": 900}, {"retry": 7_200}, {"size_mib": 1}, {"seconds": 0}):
        World(model, **options)


def a_record_and_a_batch_have_bounds(model: Model) -> None:
    put = lambda size: lambda f: f.put_record(DeliveryStreamName="s", Record=records(1, size)[0])  # noqa: E731 -- a table of calls
    batch = lambda some: lambda f: f.put_record_batch(DeliveryStreamName="s", Records=some)  # noqa: E731 -- a call by name, made below
    for act in (put(1_024_001), batch(records(501)), batch([]), batch(records(5, 1_000_000))):
        refused(model, "InvalidArgumentException", act)
    for act in (put(1_024_000), batch(records(500)), batch(records(4, 1_000_000))):
        act(World(model).firehose)


def an_unknown_stream_is_rejected(model: Model) -> None:
    refused(model, "ResourceNotFoundException", lambda f: f.put_record(DeliveryStreamName="t", Record=records(1)[0]))


def a_batch_accepts_every_record(model: Model) -> None:
    world = World(model, seconds=60)
    answer = world.firehose.put_record_batch(DeliveryStreamName="s", Records=records(3))
    assert (answer["FailedPutCount"], len({r["RecordId"] for r in answer["RequestResponses"]})) == (0, 3)
    assert world.total("put") == 3
