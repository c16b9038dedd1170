"""Scenarios of Firehose: buffering, transforming, loading a warehouse."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.stories import measures


@settings(max_examples=20)
@given(size=st.integers(1, 8), wait=st.integers(0, 900), rate=st.integers(1, 100))
def test_no_record_waits_longer_than_the_interval_and_no_object_is_much_larger_than_the_size(
    size: int, wait: int, rate: int
) -> None:
    found = measures("firehose-buffer", size_mib=size, seconds=wait, rate_kib=rate, minutes=10)
    assert found["max_delay"] <= wait
    assert found["mean_object_mib"] <= size + 5 * rate / 1024
    assert (found["delivered"] >= 120, found["lost"]) == (True, 0)


@pytest.mark.parametrize(("rate", "first"), [(1, "interval"), (200, "size")])
def test_a_slow_stream_is_flushed_by_interval_and_a_fast_one_by_size(rate: int, first: str) -> None:
    found = measures("firehose-buffer", rate_kib=rate, minutes=15)
    by_clock, by_size = ceil(15 / 5), 15 * 60 * rate / 1024 / 5
    expected = by_clock if first == "interval" else by_size
    assert found["flushes"] == pytest.approx(expected, rel=0.25)


def test_the_function_returns_records_and_firehose_writes_them() -> None:
    with_function, without = (measures("firehose-redshift", transform=on) for on in (True, False))
    assert (with_function["dropped"], with_function["loaded"]) == (10, 20)
    assert (without["dropped"], without["loaded"]) == (0, 30)


def test_records_that_the_warehouse_could_not_copy_stay_in_s3() -> None:
    found = measures("firehose-redshift", transform=False, warehouse_down=7200, retry=600)
    assert (found["delivered"], found["loaded"], found["skipped"]) == (30, 0, 1)
