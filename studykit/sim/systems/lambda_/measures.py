"""Measures of runs with functions. "The function" is the first that the scenario lists; the others are its neighbors.

Prices: us-east-1, x86, first tier (aws.amazon.com/lambda/pricing, November 2026).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event, Value, seconds

PER_REQUEST = 0.20 / 1_000_000
PER_GB_SECOND = 0.0000166667
"""USD for an on-demand GB-second. Since August 2025 the initialization of a cold start is billed too."""
PROVISIONED_PER_GB_SECOND = 0.0000041667
PER_PROVISIONED_GB_SECOND = 0.0000097222
"""USD for a GB-second of provisioned concurrency: while it is configured, and while it runs an invocation."""


def _functions(run: Run) -> list[Any]:
    functions: Any = run.services["lambda"]
    return list(functions.functions.values())


def _total(run: Run, name: str) -> int:
    return int(_functions(run)[0].totals[name])


def _of(run: Run, *actions: str) -> list[Event]:
    """Returns what the function did."""
    name = _functions(run)[0].name
    return [event for event in run.of(*actions) if event.target == name and event.system in ("", "lambda")]


def _offered(run: Run) -> dict[str, int]:
    """Returns the first moment (ms) at which each event or message was sent, by its name."""
    found: dict[str, int] = {}
    for event in run.of("invoke", "send_message", "send_message_batch", "put_events"):
        found.setdefault(str(event.subject), event.at)
    return found


def _first_done(run: Run) -> dict[str, int]:
    """Returns when each event or message was first processed (ms), by its name."""
    found: dict[str, int] = {}
    for event in _of(run, "done"):
        found.setdefault(str(event.subject), event.at)
    return found


def processed(run: Run) -> Value:
    """Counts different events or messages that the function processed."""
    return len(_first_done(run))


def repeated(run: Run) -> Value:
    """Counts how often the function processed something that it had processed before."""
    return len(_of(run, "done")) - len(_first_done(run))


def unfinished(run: Run) -> Value:
    """Counts events or messages for the function that it has not processed by the end."""
    return len(set(_offered(run)) - set(_first_done(run)))


def latest(run: Run) -> Value:
    """Returns the longest time from sending an event or a message to its being processed (s), or null."""
    sent = _offered(run)
    waits = [at - sent[name] for name, at in _first_done(run).items() if name in sent]
    return seconds(max(waits)) if waits else None


def last_done_at(run: Run) -> Value:
    """Returns when the function last processed something (s), or null."""
    return seconds(max(event.at for event in _of(run, "done"))) if _of(run, "done") else None


def invocations(run: Run) -> Value:
    """Counts invocations of the function that ran, failed ones included. These are billed."""
    return _total(run, "invocations")


def function_errors(run: Run) -> Value:
    """Counts invocations of the function that ended with an error."""
    return _total(run, "errors")


def timeouts(run: Run) -> Value:
    """Counts invocations of the function that timed out."""
    return _total(run, "timeouts")


def throttled(run: Run) -> Value:
    """Counts rejected attempts to invoke the function because no concurrency was available."""
    return _total(run, "throttles")


def cold_starts(run: Run) -> Value:
    """Counts invocations of the function that had to wait for a new execution environment."""
    return _total(run, "cold_starts")


def peak_concurrency(run: Run) -> Value:
    """Returns the most invocations of the function that ran at the same time."""
    return int(_functions(run)[0].peak)


def lost(run: Run) -> Value:
    """Counts asynchronous events that Lambda gave up and kept nowhere, over all functions."""
    functions: Any = run.services["lambda"]
    others = sum(service.unaccounted() for service in run.services.values())
    return sum(int(function.totals["lost"]) for function in functions.functions.values()) + others + run.counts["lost"]


def kept(run: Run) -> Value:
    """Counts asynchronous events that Lambda gave up and sent to a destination or a dead-letter queue."""
    return _total(run, "kept")


def explained(run: Run) -> Value:
    """Counts asynchronous events given up with a record of the invocation: its condition, attempts and request."""
    return _total(run, "explained")


def filtered(run: Run) -> Value:
    """Counts messages that the filter of a mapping deleted without an invocation."""
    functions: Any = run.services["lambda"]
    return sum(int(source.filtered) for source in functions.sources.values())


def dropped(run: Run) -> Value:
    """Counts messages that returned to the queue because the function was throttled for too long."""
    return sum(int(event.detail["messages"]) for event in _of(run, "drop"))


def mapped(run: Run) -> Value:
    """True if Lambda accepted the event source mapping."""
    functions: Any = run.services["lambda"]
    return bool(functions.sources)


def refused_settings(run: Run) -> Value:
    """Counts settings that Lambda rejected."""
    return run.counts["refused settings"]


def duplicates(run: Run) -> Value:
    """Counts deliveries from a queue beyond the first of each message; without a queue, repeated work."""
    got = [event.detail["message_id"] for event in run.of("receive_message")]
    return len(got) - len(set(got)) if "sqs" in run.services and got else repeated(run)


def mean_batch(run: Run) -> Value:
    """Returns the mean number of messages in an invocation, or null without one."""
    ran = _total(run, "invocations")
    return round(sum(_attempts(run).values()) / ran, 3) if ran else None


def _attempts(run: Run) -> Counter[str]:
    return Counter(str(event.subject) for event in _of(run, "work"))


# Callers that wait


def answered(run: Run) -> Value:
    """Counts calls that got a response without an error, over all functions."""
    return run.counts["answered"]


def refused(run: Run) -> Value:
    """Counts calls of the function that were given up after a 429."""
    return run.counts[f"{_functions(run)[0].name} refused"]


def slowest(run: Run) -> Value:
    """Returns the longest time for a response (s), or null without one. Calls that failed are left out."""
    return seconds(run.counts["slowest"]) if run.counts["answered"] else None


def mean_latency(run: Run) -> Value:
    """Returns the mean time for a response (s), or null without one."""
    calls = run.counts["answered"]
    return round(run.counts["latency"] / calls / 1000, 6) if calls else None


# Neighbors


def neighbor_throttled(run: Run) -> Value:
    """Counts rejected attempts to invoke the other functions."""
    return sum(int(function.totals["throttles"]) for function in _functions(run)[1:])


def neighbor_done_at(run: Run) -> Value:
    """Returns when the other functions last processed something (s), or null."""
    names = {function.name for function in _functions(run)[1:]}
    ends = [event.at for event in run.of("done") if event.target in names]
    return seconds(max(ends)) if ends else None


def neighbor_peak(run: Run) -> Value:
    """Returns the most invocations of another function that ran at the same time."""
    return max((int(function.peak) for function in _functions(run)[1:]), default=0)


# Bills


def billed_seconds(run: Run) -> Value:
    """Returns the seconds that the function ran, cold starts included."""
    return seconds(_total(run, "billed"))


def function_cost_usd(run: Run) -> Value:
    """Returns the cost of the function in the run in USD: requests, duration, and provisioned concurrency."""
    return round(_cost(run), 6)


def monthly_provisioned_usd(run: Run) -> Value:
    """Returns the cost of the function's idle provisioned concurrency in 30 days in USD."""
    function = _functions(run)[0]
    held = int(function.environments.provisioned) * int(function.memory_mb) / 1024
    return round(held * 30 * 86_400 * PROVISIONED_PER_GB_SECOND, 2)


def _cost(run: Run) -> float:
    function = _functions(run)[0]
    memory = int(function.memory_mb) / 1024
    provisioned = int(function.totals["billed provisioned"]) / 1000
    on_demand = int(function.totals["billed"]) / 1000 - provisioned
    held = int(function.environments.provisioned) * (run.end - int(function.provisioned_since)) / 1000
    duration = on_demand * PER_GB_SECOND + provisioned * PER_PROVISIONED_GB_SECOND + held * PROVISIONED_PER_GB_SECOND
    return int(function.totals["invocations"]) * PER_REQUEST + memory * duration
