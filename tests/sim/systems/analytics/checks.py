"""Rules of standing queries at their boundaries: windows, thresholds, filters."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim.engine.service import ServiceError
from tests.sim.checks import Model
from tests.sim.systems.analytics.recorded import pass_time


def queried(model: Model, moments: list[float], **options: Any) -> Any:
    """Returns a query that got a record worth 1 at each of these seconds and then an hour of time, and what it emitted."""
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


def a_window_emits_its_row_exactly_when_it_ends(model: Model) -> None:
    now = [59.5]
    analytics = model(lambda: round(now[0] * 1000))
    analytics.provision("q")
    analytics.take(Query="q", Record={"price": 1})
    assert analytics.drain_changes() == []
    now[0] = 70
    analytics.take(Query="q", Record={"price": 1})
    assert analytics.next_change() == 60_000
    assert [change.subject for change in analytics.drain_changes()] == ["window 0-60 s"]


def a_window_without_records_emits_nothing(model: Model) -> None:
    query, _ = queried(model, [0, 130])
    assert (query.rows, query.windows) == ([(0, 1), (120, 1)], 2)


def a_sliding_window_includes_both_of_its_ends(model: Model) -> None:
    query, _ = queried(model, [0, 30, 60, 60.001], kind="sliding", window=30)
    assert query.rows == [(0, 1), (30, 2), (60, 2), (60.001, 2)]
    assert (query.windows, query.counted) == (4, 7)


def a_threshold_suppresses_rows(model: Model) -> None:
    query, _ = queried(model, [0, 1, 2, 60], above=2)
    assert query.rows == [(0, 3)]


def a_filter_passes_what_is_above(model: Model) -> None:
    query, _ = queried(model, [0, 1], kind="filter", above=0.5)
    assert (query.rows, query.windows, query.counted) == ([(0, 1), (1, 1)], 0, 0)
    query, _ = queried(model, [0, 1], kind="filter", above=1)
    assert query.rows == []


def an_invalid_window_is_rejected(model: Model) -> None:
    for options in ({"kind": "hopping"}, {"window": 0}):
        with pytest.raises(ServiceError):
            queried(model, [], **options)


def an_unknown_query_is_rejected(model: Model) -> None:
    with pytest.raises(ServiceError, match="ResourceNotFoundException"):
        model(lambda: 0).take(Query="q", Record={})


def a_row_is_told_with_its_value(model: Model) -> None:
    _, said = queried(model, [0, 1])
    told = said[-1]
    assert (told.subject, told.detail["carries"], told.detail["value"]) == ("window 0-60 s", "count 2", 2)
    _, said = queried(model, [0, 1], kind="sliding", window=30)
    assert [told.detail.get("carries") for told in said] == [None, "count 1", None, "count 2"]
