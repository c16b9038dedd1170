"""Routes of an API, and the snapshot of them that a stage serves.

Sources: Developer Guide, "Set up REST API methods" (proxy resources), "Enabling API caching" (cache keys), API model,
`PutIntegrationRequest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Fit = tuple[tuple[int, ...], int]
"""How well a route matches: for each part of the path 3 for a literal, 2 for `{parameter}`, 1 for `{proxy+}`; then
whether the method matches exactly.
"""
DEFAULT_TIMEOUT = 29_000
"""ms that the gateway waits for an integration, unless the account's quota is higher (API model, `timeoutInMillis`)."""
SHORTEST_TIMEOUT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one resource with its integration."""

    path: str
    method: str
    type: str = "AWS_PROXY"
    uri: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Response headers that the gateway adds: for mock integrations (CORS), but not for proxy integrations."""
    api_key_required: bool = False
    parameters: tuple[str, ...] = ()
    """Parameters that the method declares, such as `method.request.querystring.page`."""
    cache_keys: tuple[str, ...] = ()
    """Parameters that are part of the cache key."""
    connection: str = "INTERNET"
    timeout: int = DEFAULT_TIMEOUT

    def fit(self, method: str, path: str) -> Fit | None:
        """Returns how well this route matches a request, greater is better; None: it does not match."""
        if self.method not in (method, "ANY"):
            return None
        mine, theirs = parts(self.path), parts(path)
        kinds: list[int] = []
        for place, part in enumerate(mine):
            if place >= len(theirs):
                return None
            if part.endswith("+}"):
                return (*kinds, 1), self.method == method
            if not part.startswith("{") and part != theirs[place]:
                return None
            kinds.append(2 if part.startswith("{") else 3)
        return (tuple(kinds), self.method == method) if len(mine) == len(theirs) else None

    def cache_key(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[str, ...]:
        """Returns the cache key of a request: the values of the declared parameters, and nothing else."""
        given = {f"path.{name}": value for name, value in self._captured(path).items()}
        given |= {f"querystring.{name}": value for name, value in query(path).items()}
        given |= {f"header.{name}".lower(): value for name, value in headers.items()}
        named = [name.removeprefix("method.request.") for name in self.cache_keys]
        values = (given.get(name, given.get(name.lower(), "")) for name in named)
        return (self.path, method, *values)

    def _captured(self, path: str) -> dict[str, str]:
        theirs = parts(path)
        found = {}
        for place, part in enumerate(parts(self.path)):
            if part.startswith("{"):
                rest = theirs[place:] if part.endswith("+}") else theirs[place : place + 1]
                found[part.strip("{}+")] = "/".join(rest)
        return found


@dataclass(slots=True, kw_only=True)
class Deployment:
    """A snapshot of an API's routes; later changes do not reach it."""

    id: str
    routes: tuple[Route, ...]

    def route(self, method: str, path: str) -> Route | None:
        """Returns the best match: a literal beats a `{parameter}`, which beats `{proxy+}`; a method beats ANY."""
        fits = [(fit, route) for route in self.routes if (fit := route.fit(method, path))]
        return max(fits, key=lambda pair: pair[0])[1] if fits else None


def parts(path: str) -> list[str]:
    """Returns the parts of a path between its slashes, without the query."""
    return [part for part in path.partition("?")[0].split("/") if part]


def query(path: str) -> dict[str, str]:
    """Returns the query's values by name."""
    pairs = (pair.partition("=") for pair in path.partition("?")[2].split("&") if pair)
    return {name: value for name, _, value in pairs}
