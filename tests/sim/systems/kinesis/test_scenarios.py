"""Scenarios of Kinesis Data Streams: keys, shards, iterators and retention."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.stories import measures


@given(st.integers(1, 10), st.integers(1, 100), st.integers(1, 5))
@settings(max_examples=20)
def test_every_record_and_every_key_is_in_one_shard(shards: int, keys: int, per_key: int) -> None:
    found = measures("kinesis-shards", shards=shards, keys=keys, per_key=per_key)
    assert sum(found["per_shard"]) == keys * per_key
    assert all(count % per_key == 0 for count in found["per_shard"])


@pytest.mark.parametrize("shards", [1, 2, 4, 8, 10])
def test_more_shards_do_not_help_one_key(shards: int) -> None:
    found = measures("kinesis-hot-shard", shards=shards, skew=1, offered=3000)
    assert (found["accepted"], found["throttled"], found["busiest"]) == (1000, 2000, 3000)


def test_neither_a_new_key_nor_more_shards_suffice_but_both_do() -> None:
    load_ = {"shards": 2, "offered": 3000}
    assert measures("kinesis-hot-shard", **load_, key="machine")["throttled"] == 1000
    assert measures("kinesis-hot-shard", **{**load_, "shards": 4})["throttled"] > 1500
    assert measures("kinesis-hot-shard", offered=3000, shards=4, key="machine")["throttled"] == 0


def test_a_suffix_spreads_the_load_and_scatters_the_machines() -> None:
    plain, salted = (measures("kinesis-hot-shard", salt=salt) for salt in (False, True))
    assert salted["busiest"] < plain["busiest"] / 2
    assert (plain["scattered"], salted["scattered"] > 400) == (0, True)


@given(st.integers(1, 10_000), st.integers(1, 500), st.booleans())
@settings(max_examples=15)
def test_batches_and_fan_out_change_no_shard_s_share(offered: int, batch: int, enhanced: bool) -> None:
    one = measures("kinesis-hot-shard", offered=offered)
    other = measures("kinesis-hot-shard", offered=offered, batch=batch, enhanced=enhanced)
    assert (one["accepted"], one["throttled"]) == (other["accepted"], other["throttled"])
    assert other["calls"] == -(-offered // batch)


def test_small_records_are_limited_by_number_and_large_ones_by_volume() -> None:
    small, large = (measures("kinesis-hot-shard", skew=1, offered=1500, size=size) for size in (10, 2000))
    assert small["accepted"] == 1000
    assert large["accepted"] == 1_048_576 // (2000 + len("type-1"))


@pytest.mark.parametrize("consumers", [1, 2, 5])
def test_every_consumer_reads_every_record_as_often_as_it_likes(consumers: int) -> None:
    found = measures("kinesis-replay", consumers=consumers, passes=3)
    assert found["read_by_each"] == [10] * consumers
    assert (found["reads"], found["removed"], found["kept"]) == (30 * consumers, 0, 10)


def test_a_consumer_that_starts_at_latest_misses_earlier_records() -> None:
    assert measures("kinesis-replay", start="LATEST")["read_by_each"] == [0, 0]


@given(st.integers(24, 200), st.integers(1, 300))
@settings(max_examples=20)
def test_only_records_older_than_the_retention_are_gone(retention: int, down: int) -> None:
    found = measures("kinesis-retention", retention_hours=retention, down_hours=down)
    old = sum((number + 0.5) * down / 10 + retention <= down for number in range(10))
    assert (found["expired"], found["read"]) == (old, 10 - old)


def test_a_timely_increase_keeps_all_records_and_a_late_one_restores_none() -> None:
    expired = [measures("kinesis-retention", raise_at=at, raise_to=168)["expired"] for at in (1, 26, 29)]
    assert expired == [0, 1, 2]


@pytest.mark.parametrize(("children_first", "late"), [(False, 0), (True, 10)])
def test_reading_parents_before_children_keeps_the_order(children_first: bool, late: int) -> None:
    found = measures("kinesis-reshard", children_first=children_first)
    assert (found["reordered"], found["read"], found["removed"]) == (late, 20, 0)


@pytest.mark.parametrize("reshard", ["split", "merge"])
def test_old_records_stay_in_the_parents(reshard: str) -> None:
    assert measures("kinesis-reshard", reshard=reshard, shards=2, keys=20)["in_parents"] > 0
    assert measures("kinesis-reshard", reshard="none", shards=2, keys=20)["in_parents"] == 0


def test_polling_applications_share_a_shard_and_registered_ones_do_not() -> None:
    polled, pushed = (measures("kinesis-fan-out", consumers=6, enhanced=enhanced) for enhanced in (False, True))
    assert (polled["throttled_reads"] > 0, polled["max_delay"] > 1) == (True, True)
    assert (pushed["throttled_reads"], pushed["max_delay"] <= 0.1) == (0, True)


def test_two_applications_each_read_a_whole_stream_but_share_a_queue() -> None:
    stream, queue = (measures("kinesis-vs-sqs", service=service) for service in ("kinesis", "sqs"))
    assert (stream["read_by_each"], stream["read_by_all"]) == ([10, 10], 10)
    assert (sum(queue["read_by_each"]), queue["read_by_all"], queue["duplicates"]) == (10, 0, 0)


@pytest.mark.parametrize(("resend", "missing", "copies"), [("none", 200, 0), ("failed", 0, 0), ("all", 0, 200)])
def test_a_batch_can_fail_in_part_and_the_producer_resends_the_rest(resend: str, missing: int, copies: int) -> None:
    found = measures("kinesis-putrecords", resend=resend)
    assert (found["missing"], found["copies"], found["kept"]) == (missing, copies, 1200 - missing + copies)


def test_on_demand_costs_less_for_rare_peaks_and_more_for_a_steady_load() -> None:
    peak = [measures("kinesis-capacity", mode=mode, shards=10)["cost_usd"] for mode in ("on-demand", "provisioned")]
    load_ = {"quiet": 2400, "peak": 2400, "size": 1000, "shards": 3}
    steady = [measures("kinesis-capacity", mode=mode, **load_) for mode in ("on-demand", "provisioned")]
    assert peak[0] < peak[1]
    assert steady[0]["cost_usd"] > 2 * steady[1]["cost_usd"]
    assert [run["throttled_hours"] for run in steady] == [0, 0]


@pytest.mark.parametrize("mode", ["on-demand", "provisioned"])
def test_a_hot_key_of_one_tenant_is_throttled_in_either_mode(mode: str) -> None:
    found = measures("kinesis-capacity", mode=mode, shards=20, key="tenant", peak=2000, peak_hours=3)
    assert (found["throttled_hours"], found["throttled"]) == (3, 3000)


def test_an_on_demand_stream_is_throttled_by_a_sudden_peak_and_then_grows() -> None:
    found = measures("kinesis-capacity", mode="on-demand", peak=7000, peak_hours=6)
    assert (found["throttled_hours"], found["open_shards"]) == (2, 16)


@pytest.mark.parametrize(
    ("resume", "skipped", "repeats"),
    [("none", 10, False), ("after", 0, False), ("horizon", 10, True), ("latest", 10, False)],
)
def test_after_an_expired_iterator_only_the_sequence_number_tells_where_to_resume(
    resume: str, skipped: int, repeats: bool
) -> None:
    found = measures("kinesis-iterator", resume=resume)
    assert (found["skipped"], found["repeated"] > 0, found["error"]) == (skipped, repeats, "ExpiredIteratorException")


def test_a_consumer_back_within_five_minutes_needs_no_new_iterator() -> None:
    assert measures("kinesis-iterator", work=299)["error"] is None
    assert measures("kinesis-iterator", work=300)["error"] == "ExpiredIteratorException"


def test_a_switched_stream_keeps_its_shards_on_the_first_day_and_has_grown_by_the_second() -> None:
    first, second = (measures("kinesis-capacity", mode="switched", days=days) for days in (1, 2))
    assert (first["throttled_hours"], second["throttled_hours"], second["throttled"]) == (1, 0, 0)
    assert measures("kinesis-capacity", days=2)["throttled_hours"] == 1


@pytest.mark.parametrize(("enhanced", "behind"), [(False, True), (True, False)])
def test_seven_polling_applications_want_more_than_eight_shards_return(enhanced: bool, behind: bool) -> None:
    load_ = {"shards": 8, "key": "machine", "offered": 3000, "size": 1067}
    found = measures("kinesis-design", **load_, consumers=7, enhanced=enhanced)
    assert (found["unread_kib"] > 0, found["registered"], found["throttled"]) == (behind, 7 * enhanced, 0)
    assert measures("kinesis-design", **load_, consumers=1, enhanced=enhanced)["unread_kib"] == 0


def test_four_hundred_types_spread_as_well_as_machines() -> None:
    found = measures("kinesis-design", shards=8, offered=5000)
    assert (found["throttled"], found["busiest"] < 800) == (0, True)
    assert measures("kinesis-design", shards=8, offered=5000, types=5)["throttled"] > 0


def test_a_job_that_pauses_longer_than_the_retention_period_loses_records() -> None:
    lost = [measures("kinesis-design", pause_hours=62, retention_hours=hours)["expired"] for hours in (24, 72)]
    assert lost == [6, 0]
