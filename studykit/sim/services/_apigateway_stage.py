"""What a request meets on its way: token buckets, a cache that forgets, and the snapshot that was deployed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_TTL = 3_600
"""Seconds at most that a response is cached; 0 switches the cache off (Developer Guide, api-gateway-caching)."""
DEFAULT_TTL = 300
ACCOUNT_RATE = 10_000
ACCOUNT_BURST = 5_000
"""Requests a second, and at once, of one account in one Region (Developer Guide, api-gateway-request-throttling)."""
CACHED_METHOD = "GET"


@dataclass(slots=True)
class Bucket:
    """A token bucket: `burst` tokens at most, `rate` new ones a second, one a request. Counted in micro-tokens."""

    rate: float
    burst: int
    tokens: int = -1
    at: int = 0

    def level(self, now: int) -> int:
        """Micro-tokens at a moment (ms): `rate` a second is 1,000 * `rate` micro-tokens a ms."""
        full = self.burst * 1_000_000
        if self.tokens < 0:
            return full
        return min(full, self.tokens + round((now - self.at) * self.rate * 1_000))

    def take(self, now: int) -> None:
        self.tokens, self.at = self.level(now) - 1_000_000, now


def admit(buckets: list[Bucket], now: int) -> bool:
    """Lets one request through when every bucket holds a token, and only then takes from any."""
    if any(bucket.level(now) < 1_000_000 for bucket in buckets):
        return False
    for bucket in buckets:
        bucket.take(now)
    return True


@dataclass(slots=True)
class Cache:
    """Responses by key until `ttl` seconds after they were fetched; a hit renews nothing."""

    ttl: int
    entries: dict[tuple[str, ...], tuple[int, Any]] = field(default_factory=dict)

    def find(self, key: tuple[str, ...], now: int) -> tuple[int, Any] | None:
        """The kept response with the moment (ms) of its fetching, or None when there is none or its time is over."""
        kept = self.entries.get(key)
        return kept if kept and now < kept[0] + self.ttl * 1000 else None

    def keep(self, key: tuple[str, ...], now: int, response: Any) -> None:
        if self.ttl:
            self.entries[key] = (now, response)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one resource and the integration behind it."""

    path: str
    method: str
    type: str = "AWS_PROXY"
    uri: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Response headers that the gateway itself adds (not for proxy integrations, but for mock ones: CORS)."""
    api_key_required: bool = False

    def matches(self, method: str, path: str) -> int:
        """How well this route fits a request; 0: not at all. A literal beats a `{parameter}`, that beats `{proxy+}`."""
        if self.method not in (method, "ANY"):
            return 0
        mine, theirs = self.path.strip("/").split("/"), path.partition("?")[0].strip("/").split("/")
        score = 2 if self.method == method else 1
        for place, part in enumerate(mine):
            if part.endswith("+}"):
                return score if len(theirs) > place else 0
            if place >= len(theirs) or not (part.startswith("{") or part == theirs[place]):
                return 0
            score += 4 if part == theirs[place] else 2
        return score if len(mine) == len(theirs) else 0


@dataclass(slots=True, kw_only=True)
class Deployment:
    """A frozen snapshot of an API's routes; what is saved later does not reach it."""

    id: str
    routes: tuple[Route, ...]


@dataclass(slots=True, kw_only=True)
class Stage:
    """A named place where a deployment is served, with its own cache, throttle and canary."""

    name: str
    deployment: Deployment
    canary: Deployment | None = None
    canary_percent: float = 0.0
    cache: Cache = field(default_factory=lambda: Cache(0))
    bucket: Bucket | None = None
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Plan:
    """A usage plan: rate and burst for each of its keys alone, and a quota over all its stages."""

    id: str
    name: str
    rate: float | None = None
    burst: int | None = None
    quota: int | None = None
    period: str = "MONTH"
    stages: set[tuple[str, str]] = field(default_factory=set)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    used: dict[tuple[str, int], int] = field(default_factory=dict)
