"""Faults of EventBridge Scheduler."""

from __future__ import annotations

from studykit.sim.systems.scheduler.model import Scheduler
from tests.sim.checks import checks_of
from tests.sim.faults import Fault, always, becomes, compare, drop, literal, never, result, rewrite, skip
from tests.sim.systems.scheduler import checks

MODEL = Scheduler
CHECKS = checks_of(checks)
SUSPECTS = CHECKS

FAULTS = (
    Fault("no-windows", "Scheduler._catch_up", never("window", "flexible_window")),
    Fault("always-at-the-start", "Scheduler._catch_up", result("pick", 0)),
    Fault("few-places", "PLACES", becomes(2)),
    Fault(
        "once-again-and-again",
        "Scheduler._catch_up",
        rewrite("S.due + S.period if S.period else None", "S.due + 3600000"),
    ),
    Fault("again-and-again-once", "Scheduler._catch_up", rewrite("S.due + S.period if S.period else None", "None")),
    Fault("early", "Scheduler._catch_up", always("_invoke")),
    Fault("invoked-twice", "Scheduler._catch_up", skip("remove")),
    Fault("waits-are-not-counted", "Scheduler._invoke", skip("waits")),
    Fault("window-of-a-week", "WINDOW", becomes((1, 10_080))),
    Fault("window-of-five-minutes", "WINDOW", becomes((5, 1_440))),
    Fault("window-without-mode", "Scheduler.create_schedule", never("FLEXIBLE")),
    Fault("same-name", "Scheduler.create_schedule", never("Name", "ConflictException")),
    Fault("past-moments", "Scheduler.create_schedule", rewrite("max(D, N)", "D")),
    Fault("window-in-ms", "Scheduler.create_schedule", rewrite("W * UNITS['minute']", "W")),
    Fault("leap-year", "MONTHS", literal(28, 29)),
    Fault("first-day-is-the-second", "once", rewrite("sum(A) + D - 1", "sum(A) + D")),
    Fault("months-of-one-day", "once", result("sum", 0)),
    Fault("eleven-months", "once", compare("<=", "<", 12)),
    Fault("hour-24", "once", literal(23, 24)),
    Fault("minute-60", "once", literal(59, 60, nth=0)),
    Fault("second-60", "once", literal(59, 60, nth=1)),
    Fault("seconds-are-lost", "once", rewrite("S * 1000", "0")),
    Fault("retries-are-not-checked", "target", skip("MaximumRetryAttempts", "within")),
    Fault("ages-are-not-checked", "target", skip("MaximumEventAgeInSeconds", "within")),
    Fault("age-in-ms", "target", rewrite("A * 1000", "A")),
    Fault("dead-letters-always", "Scheduler.link", drop("dlq")),
    Fault("repeated-keeps-a-run-going", "Scheduler.next_return", drop("period")),
    Fault("windows-do-not-keep-a-run-going", "Scheduler.next_return", drop("invocations")),
    Fault("due-is-not-a-change", "Scheduler.next_change", rewrite("(self.next_return(), *D)", "(self.next_return(),)")),
)
