"""Rules of an event bus: which events they match, and the targets that get them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.eventbridge.limits import MAX_AGE, PATTERN_CHARACTERS, RETRIES, invalid
from studykit.sim.systems.sns import filters

RATE = re.compile(r"rate\((\d+) (minute|minutes|hour|hours|day|days)\)")
DAILY = re.compile(r"cron\((\d+) (\d+) \* \* \? \*\)")
UNITS = {"minute": 60_000, "hour": 3_600_000, "day": 86_400_000}
DAY = UNITS["day"]
PLACEHOLDER = re.compile(r"<([\w.$-]+)>")


@dataclass(frozen=True, slots=True, eq=False)
class BusEvent:
    """An event on a bus since `time` (ms). A replayed event has the name of its `replay`."""

    id: str
    source: str
    detail_type: str
    detail: Mapping[str, Any]
    time: int
    replay: str = ""

    @property
    def name(self) -> str:
        """Returns its name in a trace: the `id` of its detail, or its type."""
        return str(self.detail.get("id", self.detail_type))

    def envelope(self) -> dict[str, Any]:
        """Returns the event as rules and targets see it (Guide, eb-events-structure)."""
        replay = {"replay-name": self.replay} if self.replay else {}
        return {
            "version": "0",
            "id": self.id,
            "detail-type": self.detail_type,
            "source": self.source,
            "account": "123456789012",
            "time": str(self.time // 1000),
            "region": "us-east-1",
            "resources": [],
            "detail": dict(self.detail),
            **replay,
        }


@dataclass(slots=True, eq=False)
class Target:
    """A target of a rule: `kind` is `lambda`, `sqs` or `http`. Times are in ms.

    The target does not respond from `down_at` for `down_for`. If it does not `exist`, or does not let EventBridge in,
    deliveries fail for good.
    """

    id: str
    arn: str
    kind: str
    name: str
    retries: int = RETRIES[1]
    max_age: int = MAX_AGE[1] * 1000
    dead_letters: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
    down_at: int = 0
    down_for: int = 0
    exists: bool = True

    def body(self, event: BusEvent) -> str:
        """Returns what the target gets: the event, or what the input transformer makes of it."""
        if not self.template:
            return json.dumps(event.envelope())
        values = {name: _at_path(event.envelope(), path) for name, path in self.paths.items()}
        return PLACEHOLDER.sub(lambda found: str(values.get(found[1], "")), self.template)

    def is_down(self, now: int) -> bool:
        """True while the target does not respond."""
        return self.down_at <= now < self.down_at + self.down_for


@dataclass(slots=True, eq=False)
class Rule:
    """A rule of a bus: it matches events by its `pattern`, or runs every `period` ms."""

    name: str
    bus: str
    arn: str
    pattern: Mapping[str, Any] | None = None
    period: int = 0
    first: int = 0
    enabled: bool = True
    targets: dict[str, Target] = field(default_factory=dict)

    def matches(self, event: BusEvent) -> bool:
        """True if an event has everything that the pattern asks for."""
        return matches(self.pattern, event)


def matches(pattern: Mapping[str, Any] | None, event: BusEvent) -> bool:
    """True if a pattern accepts an event. Keys are joined by AND, the values of one key by OR."""
    return pattern is not None and filters.accepts_body(pattern, json.dumps(event.envelope()))


def read_pattern(text: str) -> dict[str, Any]:
    """Reads an event pattern; raises InvalidEventPatternException if EventBridge would refuse it."""
    try:
        pattern = json.loads(text)
    except ValueError:
        raise refused("Event pattern is not valid JSON.") from None
    if not isinstance(pattern, dict) or not pattern:
        raise refused("Event pattern is not an object.")
    if len(text) > PATTERN_CHARACTERS:
        raise refused(f"Event pattern has more than {PATTERN_CHARACTERS} characters.")
    _check(pattern)
    return pattern


def read_schedule(text: str, now: int) -> tuple[int, int]:
    """Returns the period and the first run (ms) of `rate(5 minutes)` or of a daily `cron(0 8 * * ? *)`."""
    if found := RATE.fullmatch(text):
        period = int(found[1]) * UNITS[found[2].removesuffix("s")]
        if not period or (int(found[1]) == 1) == found[2].endswith("s"):
            raise invalid("Parameter ScheduleExpression is not valid.")
        return period, now + period
    found = DAILY.fullmatch(text)
    if not found or int(found[1]) > 59 or int(found[2]) > 23:
        raise invalid("Parameter ScheduleExpression is not valid.")
    at = int(found[2]) * UNITS["hour"] + int(found[1]) * UNITS["minute"]
    return DAY, now + (at - now - 1) % DAY + 1


def refused(why: str) -> ServiceError:
    """Returns the error for an event pattern that EventBridge does not accept."""
    return ServiceError("InvalidEventPatternException", why)


def _check(pattern: Mapping[str, Any]) -> None:
    for key, rule in pattern.items():
        if isinstance(rule, dict):
            _check(rule)
        elif not isinstance(rule, list) or not rule:
            raise refused(f"Event pattern: {key!r} must be an object or an array.")
        else:
            for entry in rule:
                if key == "$or":
                    _check(entry)
                elif isinstance(entry, dict) and next(iter(entry), "") not in filters.OPERATORS:
                    raise refused(f"Event pattern: unrecognized match type {next(iter(entry), '')}.")


def _at_path(event: Any, path: str) -> Any:
    """Returns the value at a path such as `$.detail.id`, or an empty text."""
    for part in path.removeprefix("$").strip(".").split("."):
        event = event.get(part, "") if isinstance(event, dict) else ""
    return event
