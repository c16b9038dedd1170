"""Rules of Firehose and of standing queries at their boundaries, each a check of a model class; also the suspects' judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.s3.model import S3
from tests.sim.adapters.analytics import pass_time

Model = Callable[..., Any]
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
        """Lets time pass, with every change at its moment."""
        for _ in range(1_000):
            due = self.firehose.next_change()
            if due is None or due > at:
                self.now = at
                return
            self.now = max(self.now, due)
            self.changes += self.firehose.drain_changes()
        raise AssertionError("something stays due for ever")

    def said(self, action: str) -> list[tuple[int, int]]:
        """When (ms) an action happened, and to how many records."""
        return [(change.at, change.detail["records"]) for change in self.changes if change.action == action]

    def total(self, name: str) -> int:
        return int(self.firehose.totals("s")[name])


def a_buffer_goes_on_when_it_is_old(model: Model) -> None:
    world = World(model, seconds=60)
    world.put()
    world.to(59_999)
    assert world.said("put_object") == []
    world.to(MINUTE)
    assert world.said("put_object") == [(MINUTE, 1)]


def a_buffer_goes_on_when_it_is_full(model: Model) -> None:
    world = World(model, size_mib=1, seconds=900)
    world.put(size=512 * KIB)
    world.put(size=512 * KIB - 2)
    assert world.said("put_object") == []
    world.put(size=2)
    assert world.said("put_object") == [(0, 3)]
    world.put(size=512 * KIB)
    assert world.said("put_object") == [(0, 3)]


def the_oldest_record_decides_the_age(model: Model) -> None:
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


def a_function_decides_what_goes_on(model: Model) -> None:
    world = World(model, seconds=60, transform=True, drops="test", fails="broken", keeps="originals")
    for name in ("good-1", "test-1", "broken-1", "good-2"):
        world.put(name)
    world.to(10 * MINUTE)
    totals = [world.total(name) for name in ("put", "delivered", "dropped", "failed", "expired")]
    assert totals == [4, 2, 1, 1, 0]
    assert [len(bucket) for bucket in world.s3.buckets.values()] == [2, 1]
    assert sum(key.startswith("processing-failed/") for key in world.s3.buckets["b"]) == 1
    assert world.s3.buckets["originals"]["s-0001"] == 4 * KIB


def records_are_kept_as_they_came_only_where_it_is_wished(model: Model) -> None:
    world = World(model, seconds=60, transform=True, keeps="originals", kept=False)
    world.put()
    world.to(10 * MINUTE)
    assert world.s3.buckets["originals"] == {}


def a_warehouse_copies_what_lies_in_s3(model: Model) -> None:
    world = World(model, seconds=60, warehouse="dw")
    world.put()
    world.to(10 * MINUTE)
    assert (world.said("put_object"), world.said("copy")) == ([(MINUTE, 1)], [(MINUTE, 1)])


def a_copy_is_tried_every_five_minutes(model: Model) -> None:
    world = World(model, seconds=60, warehouse="dw", warehouse_down=400, retry=3600)
    world.put()
    world.to(60 * MINUTE)
    assert (world.said("copy"), world.said("skipped")) == ([(11 * MINUTE, 1)], [])


def a_copy_is_given_up_when_the_retries_end(model: Model) -> None:
    world = World(model, seconds=60, warehouse="dw", warehouse_down=4_000, retry=600)
    world.put()
    world.to(120 * MINUTE)
    assert (world.said("copy"), world.said("skipped")) == ([], [(11 * MINUTE, 1)])


def what_cannot_be_delivered_is_kept_for_a_day(model: Model) -> None:
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


def an_unknown_stream_is_refused(model: Model) -> None:
    refused(model, "ResourceNotFoundException", lambda f: f.put_record(DeliveryStreamName="t", Record=records(1)[0]))


def a_batch_takes_every_record(model: Model) -> None:
    world = World(model, seconds=60)
    answer = world.firehose.put_record_batch(DeliveryStreamName="s", Records=records(3))
    assert (answer["FailedPutCount"], len({r["RecordId"] for r in answer["RequestResponses"]})) == (0, 3)
    assert world.total("put") == 3


FIREHOSE = (
    a_buffer_goes_on_when_it_is_old,
    a_buffer_goes_on_when_it_is_full,
    the_oldest_record_decides_the_age,
    the_defaults_are_those_of_s3,
    a_function_decides_what_goes_on,
    records_are_kept_as_they_came_only_where_it_is_wished,
    a_warehouse_copies_what_lies_in_s3,
    a_copy_is_tried_every_five_minutes,
    a_copy_is_given_up_when_the_retries_end,
    what_cannot_be_delivered_is_kept_for_a_day,
    delays_count_from_the_put,
    objects_are_as_large_as_their_records,
    sizes_and_hints_have_bounds,
    a_record_and_a_batch_have_bounds,
    an_unknown_stream_is_refused,
    a_batch_takes_every_record,
)


def queried(model: Model, moments: list[float], **options: Any) -> Any:
    """A query that was fed a record worth 1 at each second, and then an hour of time."""
    now = [0.0]
    analytics = model(lambda: round(now[0] * 1000))
    analytics.provision("q", **options)
    said: list[Any] = []
    for at in [*moments, 3_600.0]:
        said += pass_time(analytics, now, at)
        if at < 3_600:
            analytics.take(Query="q", Record={"name": "r", "price": 1})
            said += analytics.describe_call("take", {}, None)
    query = analytics.queries["q"]
    return query, said


def windows_end_where_the_next_begins(model: Model) -> None:
    query, said = queried(model, [0, 59.999, 60, 119.999])
    assert query.rows == [(0, 2), (60, 2)]
    assert [change.at for change in said if hasattr(change, "at")] == [60_000, 120_000]
    assert (query.records, query.counted, query.windows) == (4, 4, 2)


def a_window_speaks_when_it_is_over_and_no_sooner(model: Model) -> None:
    now = [59.5]
    analytics = model(lambda: round(now[0] * 1000))
    analytics.provision("q")
    analytics.take(Query="q", Record={"price": 1})
    assert analytics.drain_changes() == []
    now[0] = 70
    analytics.take(Query="q", Record={"price": 1})
    assert analytics.next_change() == 60_000
    assert [change.subject for change in analytics.drain_changes()] == ["window 0-60 s"]


def a_window_without_records_says_nothing(model: Model) -> None:
    query, _ = queried(model, [0, 130])
    assert (query.rows, query.windows) == ([(0, 1), (120, 1)], 2)


def a_sliding_window_looks_back_both_ends_included(model: Model) -> None:
    query, _ = queried(model, [0, 30, 60, 60.001], kind="sliding", window=30)
    assert query.rows == [(0, 1), (30, 2), (60, 2), (60.001, 2)]
    assert (query.windows, query.counted) == (4, 7)


def a_threshold_keeps_rows_back(model: Model) -> None:
    query, _ = queried(model, [0, 1, 2, 60], above=2)
    assert query.rows == [(0, 3)]


def a_filter_passes_what_is_above(model: Model) -> None:
    query, _ = queried(model, [0, 1], kind="filter", above=0.5)
    assert (query.rows, query.windows, query.counted) == ([(0, 1), (1, 1)], 0, 0)
    query, _ = queried(model, [0, 1], kind="filter", above=1)
    assert query.rows == []


def a_window_that_cannot_be_is_refused(model: Model) -> None:
    for options in ({"kind": "hopping"}, {"window": 0}):
        with pytest.raises(ServiceError):
            queried(model, [], **options)


def an_unknown_query_is_refused(model: Model) -> None:
    with pytest.raises(ServiceError, match="ResourceNotFoundException"):
        model(lambda: 0).take(Query="q", Record={})


def a_row_is_told_with_its_value(model: Model) -> None:
    _, said = queried(model, [0, 1])
    told = said[-1]
    assert (told.subject, told.detail["carries"], told.detail["value"]) == ("window 0-60 s", "count 2", 2)
    _, said = queried(model, [0, 1], kind="sliding", window=30)
    assert [told.detail.get("carries") for told in said] == [None, "count 1", None, "count 2"]


ANALYTICS = (
    a_window_speaks_when_it_is_over_and_no_sooner,
    windows_end_where_the_next_begins,
    a_window_without_records_says_nothing,
    a_sliding_window_looks_back_both_ends_included,
    a_threshold_keeps_rows_back,
    a_filter_passes_what_is_above,
    a_window_that_cannot_be_is_refused,
    an_unknown_query_is_refused,
    a_row_is_told_with_its_value,
)
