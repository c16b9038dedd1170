"""Rules of schedules: expressions, flexible time windows, retries, dead-letter queues."""

from __future__ import annotations

from typing import Any

from studykit.sim.systems.lambda_.model import Lambda
from studykit.sim.systems.sqs.model import SQS
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

HOUR, DAY = 3_600, 86_400
INVALID = "ValidationException"
OFF = {"Mode": "OFF"}
ROLE = "arn:aws:iam::123456789012:role/scheduler"


class Region:
    """A scheduler with a function `f` and queues `q` and `dead`, and a clock (ms)."""

    def __init__(self, model: Model, pick: Any = None) -> None:
        self.now = 0
        self.changes: list[Any] = []
        self.scheduler = model(lambda: self.now, pick) if pick else model(lambda: self.now)
        self.functions, self.sqs = Lambda(lambda: self.now), SQS(lambda: self.now)
        self.services = [self.scheduler, self.functions, self.sqs]
        self.scheduler.neighbors.update({"lambda": self.functions, "sqs": self.sqs})
        for queue in ("q", "dead"):
            self.sqs.provision(queue, MessageRetentionPeriod=1_209_600)
        self.functions.provision("f")
        self.api = Validated("scheduler", self.scheduler)

    def schedule(
        self, expression: str, target: str = "web", window: int = 0, number: int | None = None, **options: Any
    ) -> None:
        self.scheduler.provision("s", expression=expression, window_minutes=window, schedules=number)
        self.scheduler.link("s", target, **options)

    def create(self, expression: str = "rate(1 hour)", window: Any = None, name: str = "s", **target: Any) -> str:
        given = {"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": ROLE, **target}
        request = {"Name": name, "ScheduleExpression": expression, "FlexibleTimeWindow": window or OFF, "Target": given}
        return code(self.scheduler.create_schedule, **request)

    def to(self, at: float) -> None:
        """Lets time pass until a second. Every change happens on time."""
        for _ in range(5_000):
            moments = [service.next_change() for service in self.services]
            due = min((moment for moment in moments if moment is not None), default=None)
            if due is None or due > at * 1_000:
                self.now = round(at * 1_000)
                return
            self.now = max(self.now, due)
            for service in self.services:
                self.changes += service.drain_changes()
        raise AssertionError("something stays due for ever")

    def at(self, action: str) -> list[float]:
        return [change.at / 1_000 for change in self.changes if change.action == action]


def a_schedule_runs_once_or_again_and_again(model: Model) -> None:
    for expression, runs in (
        ("at(2026-01-02T01:30:05)", [DAY + 5_405]),
        ("at(2026-02-01T00:00:00)", []),
        ("rate(12 hours)", [12 * HOUR, DAY, 36 * HOUR, 2 * DAY]),
        ("cron(15 6 * * ? *)", [6.25 * HOUR, 30.25 * HOUR]),
    ):
        region = Region(model)
        region.schedule(expression)
        region.to(2 * DAY)
        assert region.at("deliver") == runs


def a_single_schedule_keeps_a_run_going_and_a_repeated_one_does_not(model: Model) -> None:
    for expression, due in (("at(2026-01-02T00:00:00)", DAY * 1_000), ("rate(1 day)", None)):
        region = Region(model)
        region.schedule(expression)
        assert (region.scheduler.next_return(), region.scheduler.next_change()) == (due, DAY * 1_000)


def a_moment_that_has_passed_is_due_at_once(model: Model) -> None:
    region = Region(model)
    region.to(HOUR)
    region.schedule("at(2026-01-01T00:30:00)")
    region.to(2 * HOUR)
    assert (region.at("deliver"), region.scheduler.waits) == ([HOUR], [0])


def a_flexible_window_moves_the_invocation(model: Model) -> None:
    last = lambda what, options, weights=None: options[-1] if what == "flexible_window" else options[0]  # noqa: E731 -- a pick
    region = Region(model, last)
    region.schedule("rate(1 hour)", window=60)
    region.to(HOUR + 3_539)
    assert region.at("deliver") == []
    region.to(2 * HOUR + 3_540)
    assert region.at("deliver") == [HOUR + 3_540, 2 * HOUR + 3_540]
    assert region.scheduler.waits == [3_540_000] * 2
    punctual = Region(model, last)
    punctual.schedule("rate(1 hour)")
    punctual.to(HOUR)
    assert punctual.at("deliver") == [HOUR]


def each_schedule_has_its_own_place_in_the_window(model: Model) -> None:
    places = iter(range(3))
    region = Region(model, lambda what, options, weights=None: options[next(places) * 10])
    region.schedule("at(2026-01-01T01:00:00)", window=60, number=3)
    region.to(DAY)
    assert region.at("deliver") == [3_600, 4_200, 4_800]


def a_schedule_invokes_functions_and_sends_to_queues(model: Model) -> None:
    region = Region(model)
    region.schedule("rate(1 hour)", "f")
    region.to(HOUR + 5)
    assert region.at("done") == [HOUR + 1]
    other = Region(model)
    other.schedule("rate(1 hour)", "q")
    other.to(HOUR)
    assert other.sqs.counts("q") == (1, 0, 0)


def failed_invocations_are_retried_and_then_given_up(model: Model) -> None:
    region = Region(model)
    region.schedule("at(2026-01-01T00:00:00)", down_for=5)
    region.to(HOUR)
    assert (region.at("retry"), region.at("deliver")) == ([0, 1, 3], [7])
    for options, kept in (({"dead": "dead"}, 1), ({"dead": "dead", "dlq": False}, 0), ({}, 0)):
        failing = Region(model)
        failing.schedule("at(2026-01-01T00:00:00)", down_for=DAY, retries=1, max_age=60, **options)
        failing.to(HOUR)
        assert (failing.at("set_aside"), failing.at("drop")) == (([1], []) if kept else ([], [1]))
        assert (failing.sqs.counts("dead")[0], failing.scheduler.unaccounted()) == (kept, 0)


def the_maximum_age_ends_retries(model: Model) -> None:
    region = Region(model)
    region.schedule("at(2026-01-01T00:00:00)", down_for=DAY, max_age=60)
    region.to(HOUR)
    assert region.at("drop") == [60]


def a_target_without_permission_is_not_retried(model: Model) -> None:
    region = Region(model)
    region.schedule("at(2026-01-01T00:00:00)", exists=False, dead="dead")
    region.to(HOUR)
    assert (region.at("set_aside"), region.at("retry")) == ([0], [])


def a_schedule_is_checked(model: Model) -> None:
    for expression, answer in (
        ("at(2026-12-31T23:59:59)", "ok"),
        ("at(2026-13-01T00:00:00)", INVALID),
        ("at(2026-00-01T00:00:00)", INVALID),
        ("at(2026-02-29T00:00:00)", INVALID),
        ("at(2026-01-00T00:00:00)", INVALID),
        ("at(2026-01-01T24:00:00)", INVALID),
        ("at(2026-01-01T00:60:00)", INVALID),
        ("at(2026-01-01T00:00:60)", INVALID),
        ("rate(2 hours)", "ok"),
        ("sometimes", INVALID),
    ):
        assert Region(model).create(expression) == answer, expression
    for window, answer in (
        ({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1}, "ok"),
        ({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1_440}, "ok"),
        ({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1_441}, INVALID),
        ({"Mode": "FLEXIBLE"}, INVALID),
        ({"Mode": "OFF", "MaximumWindowInMinutes": 5}, INVALID),
    ):
        assert Region(model).create(window=window) == answer
    for policy, answer in (
        ({"MaximumRetryAttempts": 185}, "ok"),
        ({"MaximumRetryAttempts": 186}, INVALID),
        ({"MaximumEventAgeInSeconds": 59}, INVALID),
    ):
        assert Region(model).create(RetryPolicy=policy) == answer
    region = Region(model)
    assert [region.create(name=name) for name in ("a", "a", "b")] == ["ok", "ConflictException", "ok"]
    target = {"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": ROLE}
    made = region.api.create_schedule(
        Name="c", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow=OFF, Target=target
    )
    assert made["ScheduleArn"].endswith("/c")
