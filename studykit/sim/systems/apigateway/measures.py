"""Measures of runs with API Gateway: where requests ended, what was refused, what came from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event, Value, seconds

FAILED = 400
FORBIDDEN = 403
THROTTLED = 429
SERVER = 500
CACHE = "cache"


def ec2(run: Run) -> Value:
    """Counts calls that reached servers on EC2."""
    return _reached(run, "ec2")


def dynamodb(run: Run) -> Value:
    """Counts calls that reached a table."""
    return _reached(run, "dynamodb")


def sqs(run: Run) -> Value:
    """Counts requests that were put into a queue."""
    return _reached(run, "sqs")


def kinesis(run: Run) -> Value:
    """Counts records that were put into a stream."""
    return _reached(run, "kinesis")


def stepfunctions(run: Run) -> Value:
    """Counts started executions of a state machine."""
    return _reached(run, "stepfunctions")


def _functions(run: Run) -> Value:
    """Counts calls that reached functions."""
    return _reached(run, "lambda")


_functions.__name__ = "functions"
globals()["lambda"] = _functions


def not_found(run: Run) -> Value:
    """Counts requests without a matching method in the deployed API (403 Missing Authentication Token)."""
    return sum(1 for event in _asked(run) if "Missing" in str(event.detail.get("error")))


def failed(run: Run) -> Value:
    """Counts requests that ended with a 5xx."""
    return sum(1 for event in _asked(run) if event.detail["status"] >= SERVER)


def answered(run: Run) -> Value:
    """Counts requests that succeeded."""
    return sum(1 for event in _asked(run) if event.detail["status"] < FAILED)


def hits(run: Run) -> Value:
    """Counts responses from the cache."""
    return sum(1 for event in _asked(run) if event.detail["from"] == CACHE)


def misses(run: Run) -> Value:
    """Counts requests that were accepted and not served from the cache."""
    return sum(1 for event in _asked(run) if event.detail["from"] not in (CACHE, "gateway"))


def backend_calls(run: Run) -> Value:
    """Counts calls that reached a target."""
    return sum(len(target.asked) for target in _targets(run))


def p50_latency(run: Run) -> Value:
    """Returns the median time from request to response (s), or null."""
    times = [event.detail["latency"] for event in _asked(run)]
    return round(median(times), 3) if times else None


def wrong(run: Run) -> Value:
    """Counts responses that were made for a request with another query or path."""
    return sum(1 for event in _asked(run) if _foreign(event))


def max_staleness(run: Run) -> Value:
    """Returns how long the most outdated response had been out of date (s); 0 if none was."""
    written = next((event for event in run.events if event.action == "write"), None)
    if written is None:
        return 0
    old = [e.at for e in _good(run) if e.at > written.at and not str(e.detail["body"]).startswith(str(written.subject))]
    return seconds(max(old) - written.at) if old else 0


def accepted(run: Run) -> Value:
    """Counts requests that the gateway did not refuse."""
    return sum(1 for event in _asked(run) if event.detail["from"] != "gateway")


def throttled(run: Run) -> Value:
    """Counts requests that got 429."""
    return sum(1 for event in _asked(run) if event.detail["status"] == THROTTLED)


def over_quota(run: Run) -> Value:
    """Counts requests that got 429 because a quota was used up."""
    return sum(1 for event in _asked(run) if "Limit" in str(event.detail.get("error")))


def forbidden(run: Run) -> Value:
    """Counts requests that got 403 because they had no key."""
    return sum(1 for event in _asked(run) if str(event.detail.get("error")).startswith("Forbidden"))


def given_up(run: Run) -> Value:
    """Counts requests whose last try was throttled."""
    return run.counts["given up"]


def peak(run: Run) -> Value:
    """Returns the most calls that reached targets within a second."""
    times = sorted(at for target in _targets(run) for at in target.asked)
    first, most = 0, 0
    for place, at in enumerate(times):
        while times[first] <= at - 1000:
            first += 1
        most = max(most, place - first + 1)
    return most


def throttled_by_client(run: Run) -> Value:
    """Lists how many requests of each client got 429, in the order of the clients."""
    return _by_client(run, THROTTLED)


def calm_throttled(run: Run) -> Value:
    """Counts requests of the clients that are not noisy that got 429."""
    each = _by_client(run, THROTTLED)
    return sum(each[int(run.params.get("noisy", 0)) :])


def v1(run: Run) -> Value:
    """Counts calls of the first version, which is a target named `v1`."""
    return _named(run, "v1")


def v2(run: Run) -> Value:
    """Counts calls of the second version."""
    return _named(run, "v2")


def first_v2(run: Run) -> Value:
    """Returns when the second version was first called (s), or null."""
    times = [at for target in _targets(run) if target.name == "v2" for at in target.asked]
    return seconds(min(times)) if times else None


def early(run: Run) -> Value:
    """Counts calls of the second version before it was deployed."""
    deployed = next((event.at for event in run.events if event.action == "create_deployment"), run.end + 1)
    return sum(1 for target in _targets(run) if target.name == "v2" for at in target.asked if at < deployed)


def _asked(run: Run) -> Iterator[Event]:
    return (event for event in run.events if event.action == "request" and "status" in event.detail)


def _good(run: Run) -> Iterator[Event]:
    return (event for event in _asked(run) if event.detail["status"] < FAILED and "body" in event.detail)


def _targets(run: Run) -> list[Any]:
    gateway: Any = run.services["apigateway"]
    return list(gateway.targets.values())


def _reached(run: Run, kind: str) -> int:
    return sum(len(target.asked) for target in _targets(run) if target.kind == kind)


def _named(run: Run, name: str) -> int:
    return sum(len(target.asked) for target in _targets(run) if target.name == name)


def _foreign(event: Event) -> bool:
    """True if a response was made for another path than the requested one."""
    body = str(event.detail.get("body", ""))
    return event.detail["status"] < FAILED and body.strip().rpartition(" ")[2] not in ("", event.subject)


def _by_client(run: Run, status: int) -> list[int]:
    found: dict[str, int] = {}
    for event in _asked(run):
        found[event.actor] = found.get(event.actor, 0) + (event.detail["status"] == status)
    order = sorted(found, key=lambda name: (len(name), name))
    return [found[name] for name in order]
