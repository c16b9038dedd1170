"""EventBridge Scheduler as boto3 shows it: each schedule invokes its target, perhaps within a flexible time window.

Sources: AWS's API model (scheduler 2021-06-30) and the EventBridge Scheduler User Guide
(docs.aws.amazon.com/scheduler/latest/UserGuide), schedule-types and managing-schedule-flexible-time-windows. Retries
and dead-letter queues are those of EventBridge. A run starts on 2026-01-01 at 00:00 UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option
from studykit.sim.systems.eventbridge import limits
from studykit.sim.systems.eventbridge.delivery import Deliveries
from studykit.sim.systems.eventbridge.model import KINDS, kind_of
from studykit.sim.systems.eventbridge.rules import UNITS, BusEvent, Rule, Target, read_schedule

ARN = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/"
ROLE = "arn:aws:iam::123456789012:role/scheduler"
ONCE = re.compile(r"at\(2026-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\)")
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WINDOW = (1, 1_440)
"""Minutes of a flexible time window (API model, `MaximumWindowInMinutes`)."""
PLACES = 60
"""Moments of a window among which the pick chooses. AWS does not say when in the window it invokes the target."""


@dataclass(slots=True, eq=False)
class Schedule:
    """A schedule: it is due at `due` (ms) and every `period` ms after that (0: once), within a `window` (ms)."""

    name: str
    rule: Rule
    due: int | None
    period: int
    window: int
    runs: int = 0


class Scheduler(Service):
    """The schedules of one account in one Region."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.schedules: dict[str, Schedule] = {}
        self.invocations: list[tuple[int, int, Schedule]] = []
        """Invocations that are due at a moment (ms) in a flexible time window, with the moment of their schedule."""
        self.waits: list[int] = []
        """How long (ms) after the moment of its schedule each invocation was made."""
        self.deliveries = Deliveries(clock, pick, self.neighbors)
        self.ids = count(1)
        self.options: dict[str, dict[str, Any]] = {}

    # Calls of the engine

    def provision(
        self,
        name: str,
        expression: str = "rate(1 hour)",
        window_minutes: int = 0,
        schedules: int | None = None,
        **unknown: Any,
    ) -> None:
        """Describes a schedule, or with `schedules` as many alike; a link gives them their target."""
        if unknown:
            raise ValueError(f"a schedule has no option {min(unknown)!r}")
        names = [name] if schedules is None else [f"{name}-{number}" for number in range(1, int(schedules) + 1)]
        self.options[name] = {"expression": expression, "window": int(window_minutes), "names": names}

    def link(
        self,
        source: str,
        target: str,
        retries: int = limits.RETRIES[1],
        max_age: int = limits.MAX_AGE[1],
        dead: str = "",
        dlq: bool = True,
        down_at: float = 0,
        down_for: float = 0,
        exists: bool = True,
        **unknown: Any,
    ) -> None:
        """Creates the schedules `source`, which invoke `target`: a function, a queue, or an HTTP endpoint.

        The options are those of a target of EventBridge.
        """
        if unknown:
            raise ValueError(f"a target has no option {min(unknown)!r}")
        given = self.options[source]
        window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": given["window"]} if given["window"] else {"Mode": "OFF"}
        wanted: dict[str, Any] = {
            "Arn": KINDS[kind_of(self.neighbors, target)] + target,
            "RoleArn": ROLE,
            "RetryPolicy": {"MaximumRetryAttempts": int(retries), "MaximumEventAgeInSeconds": int(max_age)},
            **({"DeadLetterConfig": {"Arn": KINDS["sqs"] + dead}} if dead and dlq else {}),
        }
        for name in given["names"]:
            self.create_schedule(
                Name=name, ScheduleExpression=given["expression"], FlexibleTimeWindow=window, Target=wanted
            )
            (made,) = self.schedules[name].rule.targets.values()
            made.down_at, made.down_for, made.exists = round(down_at * 1000), round(down_for * 1000), exists

    def next_change(self) -> int | None:
        due = [schedule.due for schedule in self.schedules.values()]
        return min((at for at in (self.next_return(), *due) if at is not None), default=None)

    def next_return(self) -> int | None:
        """Returns the next invocation or retry. A repeated schedule alone keeps no run going."""
        once = [schedule.due for schedule in self.schedules.values() if not schedule.period]
        moments = (self.deliveries.next_change(), *once, *(at for at, _, _ in self.invocations))
        return min((at for at in moments if at is not None), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        self._catch_up()
        changes, self.deliveries.changes = self.deliveries.changes, []
        return changes

    def unaccounted(self) -> int:
        return self.deliveries.unaccounted()

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        return [CallStory(request["Name"], {"target": request["Name"], "carries": request["ScheduleExpression"]})]

    # Schedules

    def create_schedule(
        self,
        *,
        Name: str,
        ScheduleExpression: str,
        FlexibleTimeWindow: Mapping[str, Any],
        Target: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Creates a schedule: `at(...)` once, `rate(...)` or `cron(...)` again and again."""
        if Name in self.schedules:
            raise ServiceError("ConflictException", f"Schedule {Name} already exists.")
        window = FlexibleTimeWindow.get("MaximumWindowInMinutes", 0)
        if (FlexibleTimeWindow["Mode"] == "FLEXIBLE") != bool(window):
            raise limits.invalid("MaximumWindowInMinutes is set if and only if the mode is FLEXIBLE.")
        if window:
            limits.within("MaximumWindowInMinutes", window, WINDOW)
        now = self.clock()
        period, due = (
            (0, once(ScheduleExpression)) if ONCE.fullmatch(ScheduleExpression) else _again(ScheduleExpression, now)
        )
        rule = Rule(Name, Name, ARN + Name, targets={Name: target(Name, Target)})
        self.schedules[Name] = Schedule(Name, rule, max(due, now), period, window * UNITS["minute"])
        return {"ScheduleArn": ARN + Name}

    # Inside

    def _catch_up(self) -> None:
        """Plans an invocation for every schedule that is due, makes the invocations, and retries deliveries."""
        now = self.clock()
        for schedule in self.schedules.values():
            while schedule.due is not None and schedule.due <= now:
                step = schedule.window // PLACES
                later = self.pick("flexible_window", range(PLACES)) * step if schedule.window else 0
                self.invocations.append((schedule.due + later, schedule.due, schedule))
                schedule.due = schedule.due + schedule.period if schedule.period else None
        for at, due, schedule in sorted(self.invocations, key=lambda each: each[0]):
            if at <= now:
                self.invocations.remove((at, due, schedule))
                self._invoke(schedule, now - due)
        self.deliveries.catch_up()

    def _invoke(self, schedule: Schedule, wait: int) -> None:
        schedule.runs += 1
        self.waits.append(wait)
        event_id = f"00000000-0000-4000-8500-{next(self.ids):012d}"
        detail = {"id": f"{schedule.name}.{schedule.runs}"}
        event = BusEvent(event_id, "aws.scheduler", "Scheduled Event", detail, self.clock())
        for each in schedule.rule.targets.values():
            self.deliveries.start(event, schedule.rule, each)


def once(expression: str) -> int:
    """Returns the moment (ms) of an expression such as `at(2026-01-22T09:00:00)`."""
    found = ONCE.fullmatch(expression)
    month, day, hour, minute, second = (int(part) for part in found.groups()) if found else (0, 0, 0, 0, 0)
    if not 1 <= month <= 12 or not 1 <= day <= MONTHS[month - 1] or hour > 23 or minute > 59 or second > 59:
        raise limits.invalid("Invalid Schedule Expression.")
    days = sum(MONTHS[: month - 1]) + day - 1
    return days * UNITS["day"] + hour * UNITS["hour"] + minute * UNITS["minute"] + second * 1000


def target(name: str, given: Mapping[str, Any]) -> Target:
    """Returns the target of a schedule; raises ValidationException if its retry policy is out of bounds."""
    policy = given.get("RetryPolicy", {})
    retries = policy.get("MaximumRetryAttempts", limits.RETRIES[1])
    age = policy.get("MaximumEventAgeInSeconds", limits.MAX_AGE[1])
    limits.within("MaximumRetryAttempts", retries, limits.RETRIES)
    limits.within("MaximumEventAgeInSeconds", age, limits.MAX_AGE)
    kind = next((kind for kind, start in KINDS.items() if given["Arn"].startswith(start)), "http")
    queue = given.get("DeadLetterConfig", {}).get("Arn", "").rpartition(":")[2]
    return Target(name, given["Arn"], kind, given["Arn"].removeprefix(KINDS[kind]), retries, age * 1000, queue)


def _again(expression: str, now: int) -> tuple[int, int]:
    try:
        return read_schedule(expression, now)
    except ServiceError:
        raise limits.invalid("Invalid Schedule Expression.") from None
