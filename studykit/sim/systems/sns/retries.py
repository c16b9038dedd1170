"""When SNS retries a delivery (SNS Developer Guide, "Message delivery retries").

A policy has four phases: immediate retries, then some after the shortest wait, some with growing waits, some after the
longest wait. For AWS's own endpoints: 3, 2 (1 s), 10 (1 to 20 s), 100,000 (20 s), 23 days in all. For email, SMS and
mobile push: 0, 2 (10 s), 10 (10 to 600 s), 38 (600 s), 6 hours in all. For HTTP(S), unless a policy says otherwise: 3
after 20 s. AWS adds jitter.
"""

from __future__ import annotations

import json
from typing import Any

from studykit.sim.engine.service import ServiceError

Phases = tuple[tuple[int, int, int, bool], ...]
"""For each phase: retries, shortest and longest wait (ms), and whether waits grow by a factor instead of a sum."""
AWS_MANAGED: Phases = (
    (3, 0, 0, False),
    (2, 1_000, 1_000, False),
    (10, 1_000, 20_000, True),
    (100_000, 20_000, 20_000, False),
)
CUSTOMER_MANAGED: Phases = ((2, 10_000, 10_000, False), (10, 10_000, 600_000, True), (38, 600_000, 600_000, False))
WEB: Phases = ((3, 20_000, 20_000, False),)
POLICIES = {"firehose": AWS_MANAGED, "lambda": AWS_MANAGED, "sqs": AWS_MANAGED, "http": WEB, "https": WEB}
MOST_RETRIES = 100
LONGEST = 3_600_000
"""Most ms of all waits of an HTTP policy together: one hour."""
USUAL: dict[str, Any] = {
    "minDelayTarget": 20,
    "maxDelayTarget": 20,
    "numRetries": 3,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "numMaxDelayRetries": 0,
    "backoffFunction": "linear",
}
FUNCTIONS = ("arithmetic", "exponential", "geometric", "linear")


def policy_of(protocol: str) -> Phases:
    """Returns the default delivery policy of a protocol."""
    return POLICIES.get(protocol, CUSTOMER_MANAGED)


def wait(phases: Phases, failed: int) -> int | None:
    """Returns the wait (ms) before the next try, after `failed` tries; None: SNS gives up."""
    step = failed - 1
    for number, shortest, longest, factor in phases:
        if step < number:
            return _grown(shortest, longest, step / max(1, number - 1), factor)
        step -= number
    return None


def read(text: str) -> Phases:
    """Reads the phases of an HTTP subscription's DeliveryPolicy; raises InvalidParameter if SNS would refuse it."""
    try:
        given = json.loads(text)["healthyRetryPolicy"]
    except (ValueError, KeyError, TypeError):
        raise _refused("healthyRetryPolicy is missing") from None
    wanted = USUAL | given
    shortest, longest = (round(wanted[name] * 1000) for name in ("minDelayTarget", "maxDelayTarget"))
    counts = [wanted[f"num{kind}DelayRetries"] for kind in ("No", "Min", "Max")]
    growing = wanted["numRetries"] - sum(counts)
    if not 0 <= wanted["numRetries"] <= MOST_RETRIES or min(counts) < 0 or growing < 0:
        raise _refused(f"numRetries is between 0 and {MOST_RETRIES}, the phases included")
    if not 1_000 <= shortest <= longest or wanted["backoffFunction"] not in FUNCTIONS:
        raise _refused("minDelayTarget is at least 1 s and at most maxDelayTarget")
    phases = (
        (counts[0], 0, 0, False),
        (counts[1], shortest, shortest, False),
        (growing, shortest, longest, wanted["backoffFunction"] != "linear"),
        (counts[2], longest, longest, False),
    )
    if sum(wait(phases, failed) or 0 for failed in range(1, wanted["numRetries"] + 1)) > LONGEST:
        raise _refused("Total policy retry time cannot be greater than 3600 seconds")
    return phases


def _grown(shortest: int, longest: int, share: float, factor: bool) -> int:
    """Returns a wait between the shortest and the longest, at a share of the phase."""
    if factor and shortest:
        growth: float = (longest / shortest) ** share
        return round(shortest * growth)
    return round(shortest + (longest - shortest) * share)


def _refused(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: DeliveryPolicy: {reason}")
