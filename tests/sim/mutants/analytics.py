"""Faults of standing queries: recorded cases of DuckDB and rules at their boundaries have to catch each of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.sim.adapters import analytics as adapter
from tests.sim.services.stream_checks import ANALYTICS

CLASS = "Analytics"
MODULES = ("systems.analytics.model",)
TRACES = Path(__file__).parents[2] / "traces" / "analytics.json"

MUTANTS = (
    ("window-by-rounding", "at // self.window * self.window", "round(at / self.window) * self.window"),
    ("window-of-the-record", "at // self.window * self.window", "at"),
    ("window-ends-early", "if start + self.window <= now)", "if start + self.window - 1 <= now)"),
    ("window-ends-late", "if start + self.window <= now)", "if start + self.window < now)"),
    ("window-speaks-twice", "self.open.pop(start).items()", "self.open.get(start).items()"),
    ("slides-without-the-edge", "while line[0][0] < at - self.window:", "while line[0][0] <= at - self.window:"),
    ("slides-for-ever", "while line[0][0] < at - self.window:", "while False:"),
    ("slides-over-all", "line = self.recent.setdefault(group, deque())", "line = self.recent.setdefault((), deque())"),
    ("groups-forgotten", "return tuple(record[name] for name in self.by)", "return ()"),
    ("not-above-but-from", "row[-1] > self.above]", "row[-1] >= self.above]"),
    ("threshold-forgotten", "if self.above is None or row[-1] > self.above]", "]"),
    ("filter-counts", 'if self.kind == "filter":', "if False:"),
    ("filter-shows-no-price", "*self._group(record), record[self.of])", "*self._group(record), 1)"),
    ("sums-count", '"sum": sum,', '"sum": len,'),
    ("greatest-is-least", '"max": max,', '"max": min,'),
    ("windows-not-counted", "            self.windows += 1\n", ""),
    ("records-not-counted", "self.records += 1", "pass"),
    ("counted-once-while-sliding", "self.counted += len(line)", "self.counted += 1"),
    ("counted-not", "self.counted += len(values)", "pass"),
    ("newest-window-first", "return min(self.open) + self.window if self.open else None", "return max(self.open) + self.window if self.open else None"),
    ("closes-never", "return round(min(ends) * 1000) if ends else None", "return None"),
    ("any-window", 'if kind not in ("tumbling", "sliding", "filter") or window <= 0:', "if False:"),
    ("rows-not-kept", "self.rows += kept", "pass"),
    ("rows-not-told", "self.story += [self._story(Query, query, row) for row in rows]", "pass"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries."""
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        yield partial(adapter.check, case, model)
    for check in ANALYTICS:
        yield partial(check, model)
