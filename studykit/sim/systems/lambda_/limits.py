"""Limits and defaults of AWS Lambda, each with its source, and the checks that the API makes.

"Model" is AWS's API model (lambda 2015-03-31, as botocore ships it); "Guide" is the Lambda Developer Guide
(docs.aws.amazon.com/lambda/latest/dg).
"""

from __future__ import annotations

from studykit.sim.engine.service import ServiceError

TIMEOUT = (1, 1_800)
"""Seconds. The exam expects 900 (Guide, configuration-timeout). The AWS SDK for Java announced 30 minutes for functions
(release notes of 2.59); the model's 5,400 holds for Managed Instances only."""
DEFAULT_TIMEOUT = 3
"""Seconds (Model, `CreateFunctionRequest.Timeout`)."""
RETRIES = (0, 2)
MAX_AGE = (60, 21_600)
"""Seconds (Model, `MaximumRetryAttempts` and `MaximumEventAgeInSeconds`). The maximum of each is its default."""
RETRY_WAITS = (60_000, 120_000)
"""ms before the first and the second retry after a function error (Guide, invocation-async-error-handling)."""
SHORTEST_BACKOFF, LONGEST_BACKOFF = 1_000, 300_000
"""ms before an event that was throttled is tried again; the wait doubles (Guide, invocation-async-error-handling)."""
ACCOUNT_CONCURRENCY = 1_000
"""Concurrent executions of all functions of an account in a Region, by default (Guide, lambda-concurrency)."""
UNRESERVED = 100
"""Concurrent executions that must stay unreserved (Model, `PutFunctionConcurrency`)."""
SCALING = 1_000
SCALING_PERIOD = 10_000
"""New execution environments of one function in a period (ms), refilled continuously (Guide, scaling-behavior)."""
ASYNCHRONOUS_BYTES, SYNCHRONOUS_BYTES = 1_048_576, 6_291_456
"""Bytes of a payload (Model, `InvocationRequest.Payload`)."""
BATCH = (1, 10_000)
DEFAULT_BATCH = 10
"""Messages of a batch; above 10 a standard queue needs a window of at least a second, and a FIFO queue takes no more
(Model, `CreateEventSourceMappingRequest.BatchSize`; Guide, services-sqs-configure)."""
WINDOW = (0, 300)
"""Seconds in which a batch is gathered (Model, `MaximumBatchingWindowInSeconds`)."""
MAXIMUM_CONCURRENCY = (2, 1_000)
"""(Model, `MaximumConcurrency`)."""
FIRST_BATCHES, MORE_BATCHES, MOST_BATCHES = 5, 5, 1_000
"""Batches that a mapping processes at once: at first, more each second (300 a minute), and at most (Guide,
services-sqs-scaling)."""


def within(name: str, value: float, bounds: tuple[int, int]) -> None:
    """Raises InvalidParameterValueException if a value is outside its bounds."""
    least, most = bounds
    if not least <= value <= most:
        raise invalid(f"{name} is {value}; it must be between {least} and {most}.")


def invalid(why: str) -> ServiceError:
    """Returns the error for a parameter that the API does not accept."""
    return ServiceError("InvalidParameterValueException", why)


def throttled(reason: str) -> ServiceError:
    """Returns the error 429 with one of the API's reasons (Model, `ThrottleReason`)."""
    return ServiceError("TooManyRequestsException", f"Rate Exceeded ({reason}).")
