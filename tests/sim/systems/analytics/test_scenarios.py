"""Scenarios of standing queries."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.stories import measures


@settings(max_examples=20)
@given(window=st.integers(1, 120), burst=st.integers(0, 20))
def test_tumbling_counts_each_record_once_and_sliding_at_least_once(window: int, burst: int) -> None:
    tumbling, sliding = (
        measures("analytics-window", kind=kind, window=window, burst=burst) for kind in ("tumbling", "sliding")
    )
    assert tumbling["counted"] == tumbling["records"] == sliding["records"] == sliding["windows"]
    assert sliding["counted"] >= sliding["records"]
    assert sliding["highest"] >= tumbling["highest"]
