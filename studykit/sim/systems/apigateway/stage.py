"""A stage: the deployment it serves, its settings for all methods or one, its cache and its canary.

Sources: Developer Guide, "Enabling API caching" (api-gateway-caching), "Set up a canary release" (canary-release); API
model, `MethodSetting` and the patch paths of UpdateStage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.apigateway.limits import ACCOUNT_BURST, ACCOUNT_RATE, Bucket
from studykit.sim.systems.apigateway.routes import Deployment, Route

LONGEST_TTL = 3_600
"""Most seconds for which a response is cached; 0 turns caching off (Developer Guide, api-gateway-caching)."""
DEFAULT_TTL = 300
LARGEST_CACHED = 1_048_576
"""Most bytes of a cached response."""
CACHED_METHOD = "GET"
"""The only method that is cached by default; others can be enabled one by one."""
EVERYWHERE = ("/*", "*")
UNAUTHORIZED = ("FAIL_WITH_403", "SUCCEED_WITH_RESPONSE_HEADER", "SUCCEED_WITHOUT_RESPONSE_HEADER")
SETTINGS = (
    "caching/enabled",
    "caching/ttlInSeconds",
    "caching/requireAuthorizationForCacheControl",
    "caching/unauthorizedCacheControlHeaderStrategy",
    "throttling/rateLimit",
    "throttling/burstLimit",
)
Place = tuple[str, str]


@dataclass(slots=True)
class CachedResponse:
    """A response in the cache: requested at `at`, available from `ready` on, expired at `until` (ms)."""

    at: int
    ready: int
    until: int
    response: Any


@dataclass(slots=True)
class Cache:
    """Responses by key. Their time to live counts from the request that fetched them; a hit does not renew it."""

    entries: dict[tuple[str, ...], list[CachedResponse]] = field(default_factory=dict)
    """By key, the latest available response and those that are still on their way."""

    def find(self, key: tuple[str, ...], now: int) -> CachedResponse | None:
        kept = self.entries.get(key, [])
        come = [entry for entry in kept if entry.ready <= now]
        if not come:
            return None
        latest = max(reversed(come), key=lambda entry: entry.ready)
        self.entries[key] = [latest, *(entry for entry in kept if entry.ready > now)]
        return latest if now < latest.until else None

    def keep(self, key: tuple[str, ...], now: int, ttl: int, response: Any) -> None:
        """Caches a response for `ttl` seconds, unless it is too large."""
        if ttl and len(response["body"].encode()) <= LARGEST_CACHED:
            made = CachedResponse(now, now + response.get("latency", 0), now + ttl * 1000, response)
            self.entries.setdefault(key, []).append(made)


@dataclass(slots=True, kw_only=True)
class Stage:
    """A named stage that serves a deployment."""

    name: str
    deployment: Deployment
    canary: Deployment | None = None
    canary_percent: float = 0.0
    canary_variables: dict[str, str] = field(default_factory=dict)
    canary_cached: bool = False
    cache_on: bool = False
    cache: Cache = field(default_factory=Cache)
    settings: dict[Place, dict[str, str]] = field(default_factory=dict)
    buckets: dict[Place, Bucket] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def setting(self, route: Route, name: str, default: str = "") -> str:
        """Returns a setting of the method, else that of all methods of the stage."""
        mine = self.settings.get((route.path, route.method), {})
        return mine.get(name, self.settings.get(EVERYWHERE, {}).get(name, default))

    def ttl(self, route: Route, method: str) -> int:
        """Returns the seconds for which a response of this method is cached; 0: it is not cached."""
        alone = self.settings.get((route.path, route.method), {}).get("caching/enabled")
        if not self.cache_on or (alone != "true" and (alone == "false" or method != CACHED_METHOD)):
            return 0
        return int(self.setting(route, "caching/ttlInSeconds", str(DEFAULT_TTL)))

    def throttles(self, route: Route) -> list[Bucket]:
        """Returns the bucket that a request takes from: the method's, else the stage's, if there is one."""
        found = self.buckets.get((route.path, route.method)) or self.buckets.get(EVERYWHERE)
        return [found] if found else []

    def change(self, path: str, value: str) -> None:
        """Changes one method setting: `/*/*/throttling/rateLimit`, or `/~1orders/GET/...` for one method."""
        resource, method, name = [*path.split("/", 3)[1:], "", ""][:3]
        if name not in SETTINGS:
            raise ServiceError("BadRequestException", f"Invalid patch path {path}")
        if name == "caching/ttlInSeconds" and not 0 <= int(value) <= LONGEST_TTL:
            raise ServiceError("BadRequestException", f"ttlInSeconds is {value}; 0 to {LONGEST_TTL}.")
        if name.endswith("HeaderStrategy") and value not in UNAUTHORIZED:
            raise ServiceError("BadRequestException", f"{value} is none of {', '.join(UNAUTHORIZED)}")
        place = (f"/{resource}" if resource == "*" else resource.replace("~1", "/").replace("~0", "~"), method)
        mine = self.settings.setdefault(place, {})
        mine[name] = value
        if name.startswith("throttling"):
            rate = float(mine.get("throttling/rateLimit", ACCOUNT_RATE))
            self.buckets[place] = Bucket(rate, int(mine.get("throttling/burstLimit", ACCOUNT_BURST)))
