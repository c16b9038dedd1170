"""The cross-origin rules of a browser: what it sends, when it sends a preflight, and what a script can read.

Follows the Fetch standard (fetch.spec.whatwg.org: main fetch, CORS-preflight fetch and cache, CORS check, filtered
responses) and the URL standard for origins. Its methods are not boto3's: a page calls `fetch`. The server allows, the
browser checks: most blocked requests did reach the server, and `curl` checks nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import partial
from typing import Any

from studykit.sim.engine.service import (
    CallStory,
    Clock,
    Parked,
    Pick,
    Service,
    ServiceChange,
    ServiceError,
    first_option,
)
from studykit.sim.systems.apigateway.model import ApiGateway
from studykit.sim.systems.browser.gateway import rest_api
from studykit.sim.systems.browser.headers import (
    NO_METHODS,
    SAFE_METHODS,
    Grant,
    Headers,
    cors_check,
    exposed,
    grant,
    normal_method,
    own_headers,
    refused,
    unsafe_headers,
)
from studykit.sim.systems.browser.origins import origin_of, path_of, same_origin
from studykit.sim.systems.browser.sites import Reply, Site, carried, policy

CAPS = {"chromium": 7_200, "firefox": 86_400}
"""Most seconds for which a browser caches a preflight, whatever Access-Control-Max-Age says (MDN)."""
EMBEDS = {"img": "loaded", "script": "ran", "post-message": "sent", "beacon": "true", "form": "sent"}
"""Ways to embed or send across origins without CORS, with their results."""
INSIDE = ("frame-read", "storage")
"""Ways to look into another document or its storage. They need the same origin and send nothing."""
COOKIE = "session=1"

Legs = Generator[int, None, Any]
"""A request on its way: it yields the moments (ms) at which its messages arrive, and returns the client's result."""


class Browser(Service):
    """One browser with its preflight cache, and the servers that it can reach."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.sites: dict[tuple[str, str], Site] = {}
        """Servers by origin and first path."""
        self.names: dict[tuple[str, str], str] = {}
        self.cache: dict[tuple[str, str], tuple[bool, Grant]] = {}
        self.longest = CAPS["chromium"]
        self.latency = 0
        self.strict = False
        self.gateway = ApiGateway(clock, pick)
        self.wire: list[dict[str, Any]] = []
        """The requests that servers got, in order: method, url, origin (None: no such header), acrm and acrh (the
        headers Access-Control-Request-Method and -Headers), cookie, the function that responded, and whether it loads a
        page.
        """
        self.story: list[tuple[int, CallStory]] = []

    # Calls of the engine

    def provision(
        self,
        name: str,
        url: str = "",
        cors: Mapping[str, Any] | None = None,
        latency: float = 0,
        kept_by: str = "chromium",
        strict: bool = False,
        **options: Any,
    ) -> None:
        """Adds a server at `url` and below; `options` are the fields of Site, `cors` those of `policy`.

        `latency`: seconds that a message takes, each way. `kept_by`: the browser whose cap on Access-Control-Max-Age
        counts. `strict`: a star in Access-Control-Allow-Headers does not cover Authorization, as the standard says.
        """
        place = origin_of(url), path_of(url)
        self.sites[place] = Site(origin=place[0], **(policy(**cors) if cors else {}), **options)
        self.names[place] = name
        self.latency, self.longest, self.strict = round(latency * 1000), CAPS[kept_by], strict

    def link(self, source: str, target: str, **options: Any) -> None:
        """Makes the server `source` a REST API of API Gateway with the function `target` (see rest_api)."""
        place = next(place for place, name in self.names.items() if name == source)
        handler = rest_api(self.gateway, source, target, **options)
        self.sites[place] = Site(origin=place[0], handler=handler)

    def drain_changes(self) -> list[ServiceChange]:
        """Returns the messages that were sent since, while the client waits."""
        story, self.story = self.story, []
        return [ServiceChange(at, told.action, told.subject or "", told.detail, told.actor) for at, told in story]

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        """Returns an entry for each message on the wire, and last the browser's verdict."""
        return [
            CallStory(change.subject, change.detail, change.actor, change.action) for change in self.drain_changes()
        ]

    # Calls of a client

    def curl(
        self, *, url: str, method: str = "GET", headers: Headers | None = None, body: str = "", by: str = ""
    ) -> Any:
        """Sends a request as curl does: no origin, no preflight, every response readable."""
        return self._go(self._curl(by, url, method, dict(headers or {})))

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
        by: str = "",
    ) -> Any:
        """Fetches as a script does; returns `{type, status, body, headers}` or `{error: "TypeError", reason}`.

        `by` names the script in the trace. If messages take time, the response is Parked.
        """
        verb = normal_method(method)
        wrong = self._unusable(verb, url, origin, mode, body)
        if wrong:
            return self._blocked(by, url, wrong)
        return self._go(self._fetch(by, verb, url, origin_of(origin), own_headers(headers, mode), mode, credentials))

    def load(self, *, url: str, by: str = "") -> Any:
        """Opens a page from the address bar; CORS does not apply."""
        return self._go(self._load(by, url))

    def embed(self, *, what: str, url: str, origin: str, by: str = "") -> Any:
        """Embeds or sends across origins without CORS, which never lets a script look inside. A font needs CORS."""
        if what in INSIDE:
            return {"result": "read"} if same_origin(url, origin) else {"error": "SecurityError"}
        if what != "font" and what not in EMBEDS:
            raise ServiceError("TypeError", f"a page cannot embed a {what!r}; it can: font, {', '.join(EMBEDS)}")
        return self._go(self._embed(by, what, url, origin_of(origin)))

    # Inside

    def _unusable(self, verb: str, url: str, origin: str, mode: str, body: str) -> str:
        """Returns why nothing is sent at all, or an empty text (Fetch, "Request constructor" and "main fetch")."""
        if verb.upper() in NO_METHODS:
            return f"a script may not use the method {verb}"
        if body and verb in ("GET", "HEAD"):
            return f"{verb} cannot have a body"
        if mode == "no-cors" and verb not in SAFE_METHODS:
            return f"{verb} cannot be sent without CORS"
        if mode == "same-origin" and not same_origin(url, origin):
            return "the mode same-origin allows no other origin"
        return ""

    def _curl(self, by: str, url: str, method: str, headers: dict[str, str]) -> Legs:
        sent = {name.lower(): value for name, value in headers.items()}
        reply = yield from self._send(by, "curl", method, url, None, sent)
        self._narrate(by, "readable", str(reply.status), url, says="curl checks nothing")
        return reply.seen("basic", reply.headers)

    def _load(self, by: str, url: str) -> Legs:
        reply = yield from self._send(by, "load", "GET", url, None, {})
        return reply.seen("basic", reply.headers)

    def _fetch(
        self, by: str, verb: str, url: str, page: str, sent: dict[str, str], mode: str, credentials: str
    ) -> Legs:
        same, include = same_origin(url, page), credentials == "include"
        cookie = {"cookie": COOKIE} if include or (same and credentials != "omit") else {}
        if same or mode == "no-cors":
            origin = page if verb not in ("GET", "HEAD") else None
            reply = yield from self._send(by, "fetch", verb, url, origin, {**sent, **cookie})
            if not same:
                self._narrate(by, "opaque", str(reply.status), url, says="without CORS the answer stays closed")
                return Reply(0, {}).seen("opaque", {})
            self._narrate(by, "readable", str(reply.status), url, says="the same origin")
            return reply.seen("basic", reply.headers)
        asked = unsafe_headers(sent)
        if verb not in SAFE_METHODS or asked:
            reason = yield from self._preflight(by, url, page, verb, asked, include)
            if reason:
                return self._blocked(by, url, f"preflight: {reason}")
        reply = yield from self._send(by, "fetch", verb, url, page, {**sent, **cookie})
        reason = cors_check(reply.headers, page, include)
        if reason:
            return self._blocked(by, url, reason)
        self._narrate(by, "readable", str(reply.status), url, says="the server allows it")
        return reply.seen("cors", exposed(reply.headers, include))

    def _embed(self, by: str, kind: str, url: str, page: str) -> Legs:
        posts, same = kind in ("beacon", "form"), same_origin(url, page)
        if kind == "post-message":
            yield from self._send(by, "embed", "GET", url, None, {})
            return {"result": EMBEDS[kind]}
        origin = page if posts or (kind == "font" and not same) else None
        reply = yield from self._send(by, "embed", "POST" if posts else "GET", url, origin, {}, kind)
        if kind == "font":
            reason = "" if same else cors_check(reply.headers, page, False)
            if reason:
                self._blocked(by, url, reason, "NetworkError")
                return {"error": "NetworkError", "reason": reason}
            self._narrate(by, "readable" if same else "opaque", "font", url, says="the font is used")
            return {"result": "loaded"}
        says = "the same origin" if same else f"the {kind} {EMBEDS[kind].replace('true', 'was sent')}, and stays closed"
        self._narrate(by, "readable" if same else "opaque", kind, url, says=says)
        return {"result": EMBEDS[kind]}

    def _preflight(self, by: str, url: str, page: str, verb: str, asked: list[str], include: bool) -> Legs:
        """Sends OPTIONS unless the cache has the answer; returns why the request is not allowed, or an empty text."""
        with_credentials, known = self.cache.get((page, url), (False, None))
        fresh = known is not None and self.clock() < known.until
        if (
            known
            and fresh
            and (with_credentials or not include)
            and not refused(known, verb, asked, include, self.strict)
        ):
            return ""
        asks = {"access-control-request-method": verb}
        asks.update({"access-control-request-headers": ",".join(asked)} if asked else {})
        reply = yield from self._send(by, "preflight", "OPTIONS", url, page, asks)
        reason = cors_check(reply.headers, page, include)
        if reason:
            return reason
        if not 200 <= reply.status <= 299:
            return f"status {reply.status} is not a success"
        given = grant(reply.headers, self.clock(), self.longest)
        reason = refused(given, verb, asked, include, self.strict)
        if not reason:
            self.cache[page, url] = (include, given)
        return reason

    def _send(
        self, by: str, action: str, method: str, url: str, origin: str | None, headers: dict[str, str], kind: str = ""
    ) -> Legs:
        """Sends one request and returns the response."""
        place = self._place(url)
        if place is None:
            raise ServiceError("TypeError", f"no server answers at {origin_of(url)}")
        site, name = self.sites[place], self.names[place]
        sent = {**({"origin": origin} if origin else {}), **headers}
        self._narrate(
            by, action, f"{method} {path_of(url)}", url, carries=carried(sent), **({"kind": kind} if kind else {})
        )
        if self.latency:
            yield self.clock() + self.latency
        reply = site.answer(method, url, sent)
        self.wire.append(
            {
                "method": method,
                "url": url,
                "origin": origin,
                "acrm": sent.get("access-control-request-method"),
                "acrh": sent.get("access-control-request-headers"),
                "cookie": "cookie" in sent,
                "function": reply.by,
                "loads": action == "load",
            }
        )
        if reply.by:
            self._narrate(name, "invoke", f"{method} {path_of(url)}", url, target=reply.by)
        if self.latency:
            yield self.clock() + self.latency
        allows = {n: v for n, v in reply.headers.items() if n.startswith("access-control-")}
        crosses = origin is not None and origin != site.origin
        closed = "no Access-Control-Allow-Origin" if crosses else ""
        self._narrate(by, "answer", str(reply.status), url, carries=carried(allows) or closed, back=True)
        return reply

    def _go(self, legs: Legs) -> Any:
        """Continues until a message is on its way, and then parks the client."""
        try:
            arrives = next(legs)
        except StopIteration as over:
            return over.value
        return self._later(legs, arrives)

    def _later(self, legs: Legs, arrives: int) -> Any:
        if self.clock() < arrives:
            return Parked(arrives, partial(self._later, legs, arrives))
        return self._go(legs)

    def _blocked(self, by: str, url: str, reason: str, error: str = "TypeError") -> dict[str, Any]:
        self._narrate(by, "blocked", path_of(url), url, error=error, says=reason, carries=reason, target="")
        return {"error": error, "reason": reason}

    def _place(self, url: str) -> tuple[str, str] | None:
        """Returns the server of a URL: of those at its origin, the one with the longest matching path, or None."""
        origin, path = origin_of(url), path_of(url)
        there = (place for place in self.sites if place[0] == origin and path.startswith(place[1]))
        return max(there, key=lambda place: len(place[1]), default=None)

    def _narrate(self, actor: str, action: str, subject: str, url: str, **detail: Any) -> None:
        place = self._place(url)
        at = {} if place is None or action in ("readable", "opaque") else {"target": self.names[place]}
        shown = {key: value for key, value in {**at, **detail}.items() if value != ""}
        self.story.append((self.clock(), CallStory(subject, {**shown, "url": url}, actor, action)))
