"""When SNS tries a delivery again (SNS Developer Guide, "Message delivery retries")."""

from __future__ import annotations

from collections.abc import Iterator

AWS_MANAGED = ("firehose", "lambda", "sqs")
WEB = ("http", "https")


def delays(protocol: str, tries: int) -> Iterator[int]:
    """The wait (ms) before each further try, after `tries` failed ones; it ends when SNS gives up.

    AWS's own endpoints: 3 at once, 2 after 1 s, 10 growing from 1 s to 20 s, 100,000 after 20 s (23 days). HTTP(S), by
    the default policy: 3 after 20 s. All others: 2 after 10 s, 10 growing to 600 s, 38 after 600 s (6 hours).
    """
    if protocol in AWS_MANAGED:
        phases = [(3, 0, 0), (2, 1_000, 1_000), (10, 1_000, 20_000), (100_000, 20_000, 20_000)]
    elif protocol in WEB:
        phases = [(3, 20_000, 20_000)]
    else:
        phases = [(2, 10_000, 10_000), (10, 10_000, 600_000), (38, 600_000, 600_000)]
    done = tries - 1
    for number, shortest, longest in phases:
        for step in range(done, number):
            grown = shortest * (longest / shortest) ** (step / (number - 1)) if longest > shortest else shortest
            yield round(grown)
        done = max(0, done - number)
