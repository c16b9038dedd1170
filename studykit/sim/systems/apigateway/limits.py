"""The limits of API Gateway: token buckets, and usage plans with a rate, a burst and a quota for each key.

Source: Developer Guide, "Throttle requests to your REST APIs" (api-gateway-request-throttling) and "Usage plans and API
keys" (api-gateway-api-usage-plans). AWS applies all of them on a best-effort basis.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ACCOUNT_RATE = 10_000
ACCOUNT_BURST = 5_000
"""Requests a second, and at once, of an account in a Region (Developer Guide, limits); some Regions have less."""
PERIODS = {"DAY": 86_400_000, "WEEK": 7 * 86_400_000, "MONTH": 30 * 86_400_000}
"""ms of a quota's period. A month has 30 days here, because a run has no calendar."""
TOKEN = 1_000_000
"""Micro-tokens of one request, so that a bucket fills in whole numbers."""


@dataclass(slots=True)
class Bucket:
    """A token bucket of `burst` tokens; `rate` tokens are added each second and a request takes one.

    It counts in micro-tokens.
    """

    rate: float
    burst: int
    tokens: int = -1
    at: int = 0

    def level(self, now: int) -> int:
        """Returns the micro-tokens at a moment (ms): `rate` a second is 1,000 * `rate` micro-tokens a ms."""
        full = self.burst * TOKEN
        if self.tokens < 0:
            return full
        return min(full, self.tokens + round((now - self.at) * self.rate * 1_000))

    def take(self, now: int) -> None:
        self.tokens, self.at = max(0, self.level(now) - TOKEN), now


def admit(buckets: list[Bucket], now: int) -> bool:
    """Lets a request through if every bucket has a token, and only then takes one from each."""
    if any(bucket.level(now) < TOKEN for bucket in buckets):
        return False
    for bucket in buckets:
        bucket.take(now)
    return True


@dataclass(slots=True)
class ApiKey:
    """An API key. It identifies a client but does not authenticate it."""

    id: str
    value: str
    enabled: bool = True


@dataclass(slots=True, kw_only=True)
class UsagePlan:
    """A usage plan: rate and burst for each of its keys, and a quota over all its stages together."""

    id: str
    name: str
    rate: float | None = None
    burst: int | None = None
    quota: int | None = None
    period: str = "MONTH"
    stages: set[tuple[str, str]] = field(default_factory=set)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    used: dict[tuple[str, int], int] = field(default_factory=dict)

    def join(self, key: str) -> None:
        """Gives a key its own bucket."""
        self.buckets[key] = Bucket(self.rate or ACCOUNT_RATE, self.burst or ACCOUNT_BURST)

    def spend(self, key: str, now: int) -> bool:
        """Counts one request of a key against its quota of the period; returns False if the quota is used up."""
        if self.quota is None:
            return True
        slot = (key, now // PERIODS[self.period])
        if self.used.get(slot, 0) >= self.quota:
            return False
        self.used[slot] = self.used.get(slot, 0) + 1
        return True
