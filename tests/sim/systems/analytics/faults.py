"""Faults of standing queries: windows, thresholds, filters."""

from __future__ import annotations

from studykit.sim.systems.analytics.model import Analytics
from tests.sim.checks import checks_of
from tests.sim.faults import Fault, always, argument, compare, item, never, result, returns, rewrite, skip, use
from tests.sim.systems.analytics import checks, recorded
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = Analytics
CHECKS = checks_of(checks)
SUSPECTS = (*played_by(recorded), *CHECKS)

FAULTS = (
    Fault("window-by-rounding", "Query.add", rewrite("A // self.window", "round(A / self.window)")),
    Fault("window-of-the-record", "Query.add", argument("setdefault", 0, Code("at"), "open")),
    Fault("window-ends-early", "Query.close", rewrite("S + self.window", "S + self.window - 1")),
    Fault("window-ends-late", "Query.close", compare("<=", "<")),
    Fault("window-emitted-twice", "Query.close", use("get", "pop")),
    Fault("slides-without-the-edge", "Query._slide", compare("<", "<=")),
    Fault("slides-keep-everything", "Query._slide", never("window")),
    Fault("slides-over-all", "Query._slide", argument("setdefault", 0, ())),
    Fault("groups-forgotten", "Query._group", returns(())),
    Fault("threshold-is-inclusive", "Query._emit", compare(">", ">=")),
    Fault("threshold-forgotten", "Query._emit", always("above")),
    Fault("filter-aggregates", "Query.add", never("filter")),
    Fault("filter-shows-no-price", "Query.add", rewrite("R[self.of]", "1")),
    Fault("sums-count", "COMPUTE", item("sum", Code("len"))),
    Fault("greatest-is-least", "COMPUTE", use("min", "max")),
    Fault("windows-not-counted", "Query.close", skip("windows")),
    Fault("records-not-counted", "Query.add", skip("records")),
    Fault("counted-once-while-sliding", "Query._slide", result("len", 1)),
    Fault("window-size-not-counted", "Query.close", skip("counted")),
    Fault("newest-window-first", "Query.next_close", use("max", "min")),
    Fault("never-closes", "Analytics.next_change", never("round")),
    Fault("any-window", "Analytics.provision", never("tumbling")),
    Fault("rows-not-kept", "Query._emit", rewrite("self.rows += K", "pass")),
    Fault("rows-not-reported", "Analytics.take", skip("_story")),
)
