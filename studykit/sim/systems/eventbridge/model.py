"""EventBridge as boto3 shows it: events on a bus are compared with rules, and what matches is delivered to targets.

Sources: AWS's API model (events 2015-10-07) and the EventBridge User Guide; docs/decisions/0028 says what is documented
and what is left open. Targets are functions and queues of the run's models, and HTTP endpoints (API destinations).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option
from studykit.sim.systems.eventbridge import limits
from studykit.sim.systems.eventbridge.delivery import Deliveries
from studykit.sim.systems.eventbridge.rules import UNITS, BusEvent, Rule, Target, matches, read_pattern, read_schedule

ARN = "arn:aws:events:us-east-1:123456789012:"
KINDS = {"lambda": "arn:aws:lambda:us-east-1:123456789012:function:", "sqs": "arn:aws:sqs:us-east-1:123456789012:"}
KINDS |= {"http": f"{ARN}api-destination/"}


@dataclass(slots=True, eq=False)
class Archive:
    """Events of a bus that match a pattern (all, if None), kept for `retention` ms (0: without end)."""

    name: str
    bus: str
    pattern: Mapping[str, Any] | None = None
    retention: int = 0
    events: list[BusEvent] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class ReplayedEvent:
    """An event that a replay sends to a bus at `at` (ms); `only` these rules can match it, or all if it is empty."""

    at: int
    event: BusEvent
    bus: str
    only: Sequence[str]


class EventBridge(Service):
    """The event buses of one account in one Region."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.buses: list[str] = []
        self.rules: dict[str, Rule] = {}
        self.archives: dict[str, Archive] = {}
        self.replays: dict[str, list[ReplayedEvent]] = {}
        """The events that each replay has still to send, in order."""
        self.deliveries = Deliveries(clock, pick, self.neighbors)
        self.ids = count(1)
        self.unmatched = 0
        self.story: list[CallStory] = []

    # Calls of the engine

    def provision(self, name: str, archive: bool = False, archive_days: int = 0, **unknown: Any) -> None:
        """Creates an event bus, and with `archive` an archive of all its events for `archive_days` (0: without end)."""
        if unknown:
            raise ValueError(f"a bus has no option {min(unknown)!r}")
        self.buses.append(name)
        if archive:
            self.create_archive(
                ArchiveName=f"{name}-archive", EventSourceArn=f"{ARN}event-bus/{name}", RetentionDays=int(archive_days)
            )

    def link(
        self,
        source: str,
        target: str,
        rule: str = "",
        pattern: Any = None,
        schedule: str = "",
        retries: int = limits.RETRIES[1],
        max_age: int = limits.MAX_AGE[1],
        dead: str = "",
        dlq: bool = True,
        template: str = "",
        paths: Mapping[str, str] | None = None,
        down_at: float = 0,
        down_for: float = 0,
        exists: bool = True,
        **unknown: Any,
    ) -> None:
        """Makes `target` a target of a rule of the bus `source`; the rule is created if it does not exist.

        The rule has a `pattern` (JSON or a mapping; by default it matches everything) or a `schedule`. `target` is the
        name of a function, a queue, or an HTTP endpoint. `retries` and `max_age` (s) are its retry policy, `dead` its
        dead-letter queue if `dlq` is set, `template` and `paths` its input transformer. It does not respond from second
        `down_at` for `down_for` seconds. If it does not `exist`, every delivery fails for good.
        """
        if unknown:
            raise ValueError(f"a target has no option {min(unknown)!r}")
        name = rule or f"to-{target}"
        if f"{source}/{name}" not in self.rules:
            text = pattern if isinstance(pattern, str) and pattern else json.dumps(pattern or EVERYTHING)
            self.put_rule(
                Name=name,
                EventBusName=source,
                **({"ScheduleExpression": schedule} if schedule else {"EventPattern": text}),
            )
        transformer = {"InputPathsMap": dict(paths or {}), "InputTemplate": template}
        entry: dict[str, Any] = {
            "Id": target,
            "Arn": KINDS[kind_of(self.neighbors, target)] + target,
            "RetryPolicy": {"MaximumRetryAttempts": int(retries), "MaximumEventAgeInSeconds": int(max_age)},
            **({"DeadLetterConfig": {"Arn": KINDS["sqs"] + dead}} if dead and dlq else {}),
            **({"InputTransformer": transformer} if template else {}),
        }
        self.put_targets(Rule=name, EventBusName=source, Targets=[entry])
        made = self.rules[f"{source}/{name}"].targets[target]
        made.down_at, made.down_for, made.exists = round(down_at * 1000), round(down_for * 1000), exists
        self.story.clear()

    def next_change(self) -> int | None:
        schedules = [rule.first for rule in self.rules.values() if rule.period and rule.enabled]
        moments = [at for at in (self.next_return(), *schedules) if at is not None]
        return min(moments, default=None)

    def next_return(self) -> int | None:
        """Returns the next delivery or replayed event. A schedule alone does not keep a run going."""
        replays = [each.at for waiting in self.replays.values() for each in waiting]
        return min((at for at in (self.deliveries.next_change(), *replays) if at is not None), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        self._catch_up()
        changes, self.deliveries.changes = self.deliveries.changes, []
        return changes

    def gauges(self) -> dict[str, float]:
        """Returns the deliveries that wait for a retry, and those made so far."""
        return {"waiting": len(self.deliveries.pending), "delivered": self.deliveries.totals["delivered"]}

    def unaccounted(self) -> int:
        return self.deliveries.unaccounted()

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        story, self.story = self.story, []
        return story or [CallStory(None)]

    # Events

    def put_events(self, *, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Puts events on buses. Each entry is accepted or refused by itself."""
        limits.within("Entries", len(Entries), limits.ENTRIES)
        if sum(len(json.dumps(dict(entry))) for entry in Entries) >= limits.ENTRY_BYTES:
            raise limits.invalid("Total size of the entries in the request is over the limit.")
        results = []
        for entry in Entries:
            try:
                results.append({"EventId": self._put(entry)})
            except ServiceError as refused:
                results.append({"ErrorCode": refused.code, "ErrorMessage": refused.message})
        return {"FailedEntryCount": sum("ErrorCode" in each for each in results), "Entries": results}

    def _put(self, entry: Mapping[str, Any]) -> str:
        bus = self._bus(str(entry.get("EventBusName", "default")))
        try:
            detail = json.loads(entry["Detail"])
        except (KeyError, ValueError):
            raise ServiceError("MalformedDetail", "Detail is malformed.") from None
        if not isinstance(detail, dict) or not entry.get("Source") or not entry.get("DetailType"):
            raise ServiceError("InvalidArgument", "Parameter Source, DetailType or Detail is not valid.")
        event_id = f"00000000-0000-4000-a000-{next(self.ids):012d}"
        event = BusEvent(event_id, entry["Source"], entry["DetailType"], detail, self.clock())
        self.story.append(CallStory(event.name, {"target": bus, "state": "visible"}))
        for archive in self.archives.values():
            if archive.bus == bus and (archive.pattern is None or matches(archive.pattern, event)):
                archive.events.append(event)
        self._route(bus, event)
        return event.id

    def _route(self, bus: str, event: BusEvent, only: Sequence[str] = ()) -> None:
        """Delivers an event to every target of every rule that matches it, or of the rules in `only`."""
        found = [rule for rule in self.rules.values() if rule.bus == bus and rule.enabled and rule.matches(event)]
        chosen = [rule for rule in found if not only or rule.arn in only]
        self.unmatched += not chosen
        for rule in chosen:
            for target in rule.targets.values():
                self.deliveries.start(event, rule, target)

    # Rules

    def put_rule(
        self,
        *,
        Name: str,
        EventBusName: str = "default",
        EventPattern: str | None = None,
        ScheduleExpression: str | None = None,
        State: str = "ENABLED",
    ) -> dict[str, Any]:
        """Creates or replaces a rule. It keeps its targets."""
        bus = self._bus(EventBusName)
        if not EventPattern and not ScheduleExpression:
            raise limits.invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
        if ScheduleExpression and bus != "default":
            raise limits.invalid("ScheduleExpression is supported only on the default event bus.")
        pattern = read_pattern(EventPattern) if EventPattern else None
        period, first = read_schedule(ScheduleExpression, self.clock()) if ScheduleExpression else (0, 0)
        key = f"{bus}/{Name}"
        made = Rule(Name, bus, f"{ARN}rule/{key}", pattern, period, first, State != "DISABLED")
        if key in self.rules:
            made.targets = self.rules[key].targets
        self.rules[key] = made
        return {"RuleArn": made.arn}

    def put_targets(
        self, *, Rule: str, Targets: Sequence[Mapping[str, Any]], EventBusName: str = "default"
    ) -> dict[str, Any]:
        """Adds targets to a rule, or replaces those with the same ID. A rule has five at most."""
        rule = self._rule(EventBusName, Rule)
        made = dict(rule.targets)
        for given in Targets:
            policy = given.get("RetryPolicy", {})
            retries = policy.get("MaximumRetryAttempts", limits.RETRIES[1])
            age = policy.get("MaximumEventAgeInSeconds", limits.MAX_AGE[1])
            limits.within("MaximumRetryAttempts", retries, limits.RETRIES)
            limits.within("MaximumEventAgeInSeconds", age, limits.MAX_AGE)
            kind = next((kind for kind, start in KINDS.items() if given["Arn"].startswith(start)), "http")
            queue = given.get("DeadLetterConfig", {}).get("Arn", "").rpartition(":")[2]
            if queue.endswith(".fifo"):
                raise limits.invalid("The dead-letter queue must be a standard queue.")
            transformer = given.get("InputTransformer", {})
            name = given["Arn"].removeprefix(KINDS[kind])
            made[given["Id"]] = Target(
                given["Id"],
                given["Arn"],
                kind,
                name,
                retries,
                age * 1000,
                queue,
                transformer.get("InputPathsMap", {}),
                transformer.get("InputTemplate", ""),
            )
        if len(made) > limits.TARGETS:
            raise ServiceError("LimitExceededException", f"A rule has at most {limits.TARGETS} targets.")
        rule.targets = made
        return {"FailedEntryCount": 0, "FailedEntries": []}

    def disable_rule(self, *, Name: str, EventBusName: str = "default") -> None:
        """Stops a rule from matching events."""
        self._rule(EventBusName, Name).enabled = False

    def enable_rule(self, *, Name: str, EventBusName: str = "default") -> None:
        """Lets a rule match events again."""
        self._rule(EventBusName, Name).enabled = True

    # Archives

    def create_archive(
        self, *, ArchiveName: str, EventSourceArn: str, EventPattern: str | None = None, RetentionDays: int = 0
    ) -> dict[str, Any]:
        """Keeps the events of a bus from now on. Replayed events are not archived."""
        bus = self._bus(EventSourceArn.rpartition("/")[2])
        if ArchiveName in self.archives:
            raise ServiceError("ResourceAlreadyExistsException", f"Archive {ArchiveName} already exists.")
        pattern = read_pattern(EventPattern) if EventPattern else None
        self.archives[ArchiveName] = Archive(ArchiveName, bus, pattern, RetentionDays * UNITS["day"])
        return {"ArchiveArn": f"{ARN}archive/{ArchiveName}", "State": "ENABLED", "CreationTime": self.clock() / 1000}

    def start_replay(
        self,
        *,
        ReplayName: str,
        EventSourceArn: str,
        EventStartTime: float,
        EventEndTime: float,
        Destination: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Sends archived events to their bus again, minute by minute; only the rules in `FilterArns` can match them."""
        archive = self.archives.get(EventSourceArn.rpartition("/")[2])
        if archive is None:
            raise limits.not_found(f"Archive {EventSourceArn.rpartition('/')[2]}")
        if ReplayName in self.replays:
            raise ServiceError("ResourceAlreadyExistsException", f"Replay {ReplayName} already exists.")
        if Destination["Arn"] != f"{ARN}event-bus/{archive.bus}":
            raise limits.invalid("A replay goes to the event bus of the archive.")
        if EventEndTime <= EventStartTime:
            raise limits.invalid("EventEndTime must be after EventStartTime.")
        now, begin = self.clock(), EventStartTime * 1000
        oldest = now - archive.retention if archive.retention else 0
        chosen = [e for e in archive.events if max(begin, oldest) <= e.time < EventEndTime * 1000]
        only = tuple(Destination.get("FilterArns", ()))
        self.replays[ReplayName] = [
            ReplayedEvent(
                now + round((event.time - begin) // UNITS["minute"]) * limits.REPLAY_STEP,
                replace(event, replay=ReplayName),
                archive.bus,
                only,
            )
            for event in chosen
        ]
        self.story.append(CallStory(ReplayName, {"target": archive.bus, "carries": f"{len(chosen)} events"}))
        return {"ReplayArn": f"{ARN}replay/{ReplayName}", "State": "STARTING", "ReplayStartTime": now / 1000}

    # Inside

    def _catch_up(self) -> None:
        """Runs schedules, sends what replays have to send, and retries deliveries that are due."""
        now = self.clock()
        for rule in self.rules.values():
            while rule.period and rule.enabled and rule.first <= now:
                rule.first += rule.period
                event = BusEvent(
                    f"00000000-0000-4000-a000-{next(self.ids):012d}", "aws.events", "Scheduled Event", {}, now
                )
                for target in rule.targets.values():
                    self.deliveries.start(event, rule, target)
        for waiting in self.replays.values():
            while waiting and waiting[0].at <= now:
                sent = waiting.pop(0)
                self._route(sent.bus, sent.event, sent.only)
        self.deliveries.catch_up()

    def _bus(self, given: str) -> str:
        """Returns the name of a bus that is given by name or ARN; the default bus always exists."""
        name = given.rpartition("/")[2]
        if name not in (*self.buses, "default"):
            raise limits.not_found(f"Event bus {name}")
        return name

    def _rule(self, bus: str, name: str) -> Rule:
        found = self.rules.get(f"{self._bus(bus)}/{name}")
        if found is None:
            raise limits.not_found(f"Rule {name}")
        return found


EVERYTHING = {"source": [{"exists": True}]}
"""A pattern that matches every event."""


def kind_of(neighbors: Mapping[str, Service], target: str) -> str:
    """Returns the kind of a target that a scenario names: a function, a queue, or else an HTTP endpoint."""
    functions: Any = neighbors.get("lambda")
    queues: Any = neighbors.get("sqs")
    if functions and target in functions.functions:
        return "lambda"
    return "sqs" if queues and target in queues.queues else "http"
