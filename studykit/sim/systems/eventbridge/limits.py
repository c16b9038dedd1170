"""Limits and defaults of Amazon EventBridge, each with its source, and the checks that the API makes.

"Model" is AWS's API model (events 2015-10-07, as botocore ships it); "Guide" is the EventBridge User Guide
(docs.aws.amazon.com/eventbridge/latest/userguide).
"""

from __future__ import annotations

from studykit.sim.engine.service import ServiceError

ENTRIES = (1, 10)
"""Events of a PutEvents call (Model, `PutEventsRequestEntryList`)."""
ENTRY_BYTES = 1_048_576
"""Bytes of all entries of a call (Model, `PutEvents`: less than 1 MB)."""
TARGETS = 5
"""Targets of a rule (Model, `PutTargets`)."""
RETRIES = (0, 185)
MAX_AGE = (60, 86_400)
"""Retries, and seconds for which they continue (Model, `RetryPolicy`). The maximum of each is its default (Guide,
eb-rule-retry-policy)."""
SHORTEST_WAIT, LONGEST_WAIT = 1_000, 512_000
JITTER = (1.0, 0.5, 0.75, 1.25, 1.5)
"""Waits (ms) before retries double from the shortest to the longest, times a random factor. AWS documents exponential
backoff with jitter, but no numbers."""
REPLAY_STEP = 1_000
"""ms for which a replay sends the events of one minute. AWS documents that it goes minute by minute, but not how fast.
"""
PATTERN_CHARACTERS = 2_048
"""Characters of an event pattern (Guide, eb-quota)."""


def within(name: str, value: float, bounds: tuple[int, int]) -> None:
    """Raises ValidationException if a value is outside its bounds."""
    least, most = bounds
    if not least <= value <= most:
        raise invalid(f"{name} is {value}; it must be between {least} and {most}.")


def invalid(why: str) -> ServiceError:
    """Returns the error for a parameter that the API does not accept."""
    return ServiceError("ValidationException", why)


def not_found(what: str) -> ServiceError:
    """Returns the error for a resource that does not exist."""
    return ServiceError("ResourceNotFoundException", f"{what} does not exist.")
