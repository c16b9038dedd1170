"""A browser's cross-origin rules: what is sent, what is asked first, and what a script may read of the answer.

Follows the Fetch standard (fetch.spec.whatwg.org: CORS-safelisted methods and headers, CORS-preflight fetch and cache,
CORS check, filtered responses) and the URL standard for origins. Not a method of boto3: a page calls `fetch`. The
server opens, the browser checks: most refused requests did reach the server, and `curl` checks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.service import Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services._browser_origin import origin_of

SAFE_METHODS = ("GET", "HEAD", "POST")
UPPERED = ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
SAFE_RESPONSE = (
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
)
LONGEST_SAFE = 128
"""Bytes of a safelisted header's value; a longer one is asked for first (Fetch, "CORS-safelisted request-header")."""
DEFAULT_MAX_AGE = 5
"""Seconds that a preflight's answer is kept where Access-Control-Max-Age is absent (Fetch, "CORS-preflight fetch")."""
LONGEST_MAX_AGE = 7200
"""Seconds at most, whatever the header says: Chromium's cap (services/network/public/cpp/cors/preflight_result.cc)."""
UNSAFE_BYTES = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]')

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server as the stories need it: one answer to every request, `pre` and `pre_status` to an OPTIONS.

    In header values `$ORIGIN` stands for the origin that asks.
    """

    origin: str
    body: str = "DATA"
    status: int = 200
    res: Headers = field(default_factory=dict)
    pre: Headers = field(default_factory=dict)
    pre_status: int = 204


@dataclass(slots=True)
class Grant:
    """What a preflight allowed one origin for one URL: until when (ms), which methods and headers."""

    until: int
    methods: frozenset[str]
    headers: frozenset[str]


class Browser(Service):
    """One browser with its preflight cache, and the servers that it can reach."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.sites: dict[str, Site] = {}
        self.names: dict[str, str] = {}
        self.cache: dict[tuple[str, str, bool], list[Grant]] = {}
        self.wire: list[dict[str, Any]] = []
        """What servers saw, in order: method, url, origin (None: no such header), acrm, acrh."""
        self.story: list[Told] = []

    def provision(self, name: str, url: str = "", **options: Any) -> None:
        """Puts a server on the net at the origin of `url`; `options` are the fields of Site."""
        origin = origin_of(url)
        self.sites[origin] = Site(origin=origin, **options)
        self.names[origin] = name

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        """One entry an exchange on the wire, and the browser's verdict last."""
        story, self.story = self.story, []
        return story

    def curl(self, *, url: str, method: str = "GET", headers: Headers | None = None, body: str = "") -> dict[str, Any]:
        """The client that does not care: no origin, no preflight, every answer readable."""
        site = self._send(method, url, None)
        self._say("readable", url, status=site.status)
        return _seen("basic", site.status, "" if method == "HEAD" else site.body, site.res)

    def fetch(
        self,
        *,
        url: str,
        origin: str,
        method: str = "GET",
        headers: Headers | None = None,
        body: str = "",
        mode: str = "cors",
        credentials: str = "same-origin",
    ) -> dict[str, Any]:
        """A script's fetch: what the page sees, `{type, status, body, headers}` or `{error: "TypeError", reason}`."""
        verb = method.upper() if method.upper() in UPPERED else method
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        page = origin_of(origin)
        if origin_of(url) == page:
            site = self._send(verb, url, page if verb not in ("GET", "HEAD") else None)
            self._say("readable", url, status=site.status)
            return _seen("basic", site.status, "" if verb == "HEAD" else site.body, site.res)
        if mode == "no-cors":
            self._send(verb, url, page if verb not in ("GET", "HEAD") else None)
            self._say("opaque", url)
            return _seen("opaque", 0, "", {})
        include = credentials == "include"
        asked = unsafe_headers(sent)
        if verb not in SAFE_METHODS or asked:
            refusal = self._preflight(url, page, verb, asked, include)
            if refusal:
                return self._refuse(url, refusal)
        site = self._send(verb, url, page)
        answer = _for(site.res, page)
        refusal = cors_check(answer, page, include)
        if refusal:
            return self._refuse(url, refusal)
        self._say("readable", url, status=site.status)
        return _seen("cors", site.status, "" if verb == "HEAD" else site.body, _exposed(answer, include))

    def embed(self, *, kind: str, url: str, origin: str) -> dict[str, Any]:
        """What a page may do across origins without CORS: embed and send, but never look inside."""
        same = origin_of(url) == origin_of(origin)
        if kind in ("frame-read", "storage"):
            return {"result": "read"} if same else {"error": "SecurityError"}
        self._send(
            "POST" if kind in ("beacon", "form") else "GET", url, origin_of(origin) if kind == "beacon" else None
        )
        readable = same or kind == "script"
        self._say("readable" if readable else "opaque", url, kind=kind)
        results = {"img": "loaded", "script": "ran", "post-message": "sent", "beacon": "true", "form": "sent"}
        if kind not in results:
            raise ServiceError("TypeError", f"a page cannot embed a {kind!r}; it can: {', '.join(results)}")
        return {"result": results[kind]}

    def _preflight(self, url: str, page: str, verb: str, asked: list[str], include: bool) -> str:
        """Asks the server with OPTIONS unless the cache knows the answer; returns why it was refused, or nothing."""
        key = (page, url, include)
        now = self.clock()
        grants = [grant for grant in self.cache.get(key, []) if now < grant.until]
        methods = frozenset[str]().union(*(grant.methods for grant in grants))
        names = frozenset[str]().union(*(grant.headers for grant in grants))
        if _method_allowed(verb, methods, include) and not _uncovered(asked, names, include):
            return ""
        site = self._send("OPTIONS", url, page, acrm=verb, acrh=",".join(asked) or None)
        answer = _for(site.pre, page)
        refusal = cors_check(answer, page, include)
        if refusal:
            return f"preflight: {refusal}"
        if not 200 <= site.pre_status <= 299:
            return f"preflight: status {site.pre_status} is not a success"
        methods = frozenset(_list(answer.get("access-control-allow-methods", "")))
        names = frozenset(name.lower() for name in _list(answer.get("access-control-allow-headers", "")))
        if not _method_allowed(verb, methods, include):
            return f"preflight: Access-Control-Allow-Methods does not allow {verb}"
        denied = _uncovered(asked, names, include)
        if denied:
            return f"preflight: Access-Control-Allow-Headers does not allow {denied[0]}"
        age = answer.get("access-control-max-age", "")
        kept = min(int(age), LONGEST_MAX_AGE) if age.isdecimal() else DEFAULT_MAX_AGE
        self.cache[key] = [*grants, Grant(now + kept * 1000, methods, names)]
        return ""

    def _send(
        self, method: str, url: str, origin: str | None, acrm: str | None = None, acrh: str | None = None
    ) -> Site:
        target = origin_of(url)
        if target not in self.sites:
            raise ServiceError("TypeError", f"no server answers at {target}")
        self.wire.append({"method": method, "url": url, "origin": origin, "acrm": acrm, "acrh": acrh})
        self._say(method, url, origin=origin, **({"asks": acrm, "headers": acrh} if acrm else {}))
        return self.sites[target]

    def _refuse(self, url: str, reason: str) -> dict[str, Any]:
        self._say("refused", url, error="TypeError", reason=reason)
        return {"error": "TypeError", "reason": reason}

    def _say(self, what: str, url: str, **detail: Any) -> None:
        self.story.append(Told(what, {"queue": self.names[origin_of(url)], "url": url, **detail}))


def unsafe_headers(headers: Headers) -> list[str]:
    """The names, sorted, that need a preflight (Fetch, "CORS-unsafe request-header names")."""
    return sorted(name for name, value in headers.items() if not _safe_header(name, value))


def cors_check(answer: Headers, page: str, include: bool) -> str:
    """Why a script of `page` may not read this answer, or nothing (Fetch, "CORS check")."""
    allowed = answer.get("access-control-allow-origin")
    if allowed is None:
        return "Access-Control-Allow-Origin is missing"
    if allowed == "*" and not include:
        return ""
    if allowed != page:
        return f"Access-Control-Allow-Origin is {allowed!r} and not {page!r}"
    if include and answer.get("access-control-allow-credentials") != "true":
        return "Access-Control-Allow-Credentials is not 'true'"
    return ""


def _safe_header(name: str, value: str) -> bool:
    if len(value.encode()) > LONGEST_SAFE:
        return False
    if name == "accept":
        return not UNSAFE_BYTES.search(value)
    if name in ("accept-language", "content-language"):
        return re.fullmatch(r"[0-9A-Za-z *,\-.;=]*", value) is not None
    if name == "content-type":
        return not UNSAFE_BYTES.search(value) and value.partition(";")[0].strip().lower() in FORM_TYPES
    return name == "range" and re.fullmatch(r"bytes=\d+-\d*", value) is not None


def _method_allowed(verb: str, methods: frozenset[str], include: bool) -> bool:
    return verb in SAFE_METHODS or verb in methods or ("*" in methods and not include)


def _uncovered(asked: list[str], names: frozenset[str], include: bool) -> list[str]:
    """The asked-for headers that are not allowed; a star never covers Authorization, and nothing with credentials."""
    star = "*" in names and not include
    return [name for name in asked if name not in names and not (star and name != "authorization")]


def _exposed(answer: Headers, include: bool) -> dict[str, str]:
    named = {name.lower() for name in _list(answer.get("access-control-expose-headers", ""))}
    star = "*" in named and not include
    return {name: value for name, value in answer.items() if star or name in named or name in SAFE_RESPONSE}


def _for(headers: Headers, page: str) -> dict[str, str]:
    return {name.lower(): value.replace("$ORIGIN", page) for name, value in headers.items()}


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _seen(kind: str, status: int, body: str, headers: Headers) -> dict[str, Any]:
    return {"type": kind, "status": status, "body": body, "headers": dict(headers)}
