"""Plays recorded window queries. The SQL of a case has one of the three forms in FORMAT.md and becomes a standing query."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.systems.analytics.model import Analytics

FILE = "analytics.json"
QUERY = "q"
MOST = 1_000
"""The most windows of a case. A model that never ends one is wrong."""
AGGREGATE = re.compile(r"\b(count|sum|max|min|avg)\((?:\*|price)\)(?! >)")
TUMBLING = re.compile(r"ts//(\d+)\*\1")
SLIDING = re.compile(r"range between (\d+) preceding and current row")
ABOVE = re.compile(r"(?:having \w+\(price\)|where price) > (\d+)")


def check(case: Mapping[str, Any], model: Callable[..., Any] = Analytics) -> None:
    """Feeds a case's records at their times. Raises AssertionError if the rows differ from the recorded ones."""
    now = [0.0]
    analytics = model(lambda: round(now[0] * 1000))
    options = options_of(case["sql"])
    analytics.provision(QUERY, **options)
    for record in case["records"]:
        pass_time(analytics, now, record["ts"])
        analytics.take(Query=QUERY, Record=record)
    pass_time(analytics, now, 1e6)
    rows = [list(row) for row in analytics.queries[QUERY].rows]
    assert sorted(rows, key=repr) == sorted(case["result"], key=repr), case["id"]


def pass_time(analytics: Any, now: list[float], until: float) -> list[Any]:
    """Lets time pass until a moment (seconds) and ends every window on time. Returns what the windows emitted."""
    said: list[Any] = []
    for _ in range(MOST):
        due = analytics.next_change()
        if due is None or due > until * 1000:
            now[0] = until
            return said
        now[0] = max(now[0], due / 1000)
        said += analytics.drain_changes()
    raise AssertionError("a window does not end")


def options_of(sql: str) -> dict[str, Any]:
    """Returns a standing query's options for a case's SQL."""
    above, slides, tumbles = ABOVE.search(sql), SLIDING.search(sql), TUMBLING.search(sql)
    options: dict[str, Any] = {"compute": tuple(AGGREGATE.findall(sql)), "by": ("ticker",) if "ticker" in sql else ()}
    if above:
        options["above"] = float(above[1])
    if slides:
        return {**options, "kind": "sliding", "window": int(slides[1]), "by": ("ticker",), "shows": ("price",)}
    if tumbles:
        return {**options, "kind": "tumbling", "window": int(tumbles[1])}
    return {**options, "kind": "filter"}
