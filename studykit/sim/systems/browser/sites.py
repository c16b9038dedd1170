"""Servers as a browser sees them: their responses to a request, and to the OPTIONS before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from studykit.sim.systems.browser.headers import Headers

OTHER = "https://other.example.com"
"""The origin that a server allows if it allows another site's."""
ORIGINS = {"star": "*", "page": "$ORIGIN", "list": f"$ORIGIN, {OTHER}", "other": OTHER}


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's response; `by` is the function that made it, if there is one."""

    status: int
    headers: Headers
    body: str = ""
    by: str = ""

    def seen(self, kind: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """Returns what a script gets of it: its type, and the headers that it can read."""
        return {"type": kind, "status": self.status, "body": self.body, "headers": dict(headers)}


Handler = Callable[[str, str, Headers], Reply]
"""Takes a method, a URL and request headers, and returns the response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A simple server: one response to every request, `pre` and `pre_status` to an OPTIONS.

    In header values `$ORIGIN` is replaced by the origin of the request. A `handler` responds in its place.
    """

    origin: str
    body: str = "DATA"
    status: int = 200
    res: Headers = field(default_factory=dict)
    pre: Headers = field(default_factory=dict)
    pre_status: int = 204
    handler: Handler | None = None

    def answer(self, method: str, url: str, headers: Headers) -> Reply:
        """Returns the response, with header names in lowercase."""
        if self.handler:
            given = self.handler(method, url, headers)
        elif method == "OPTIONS":
            given = Reply(self.pre_status, self.pre)
        else:
            given = Reply(self.status, self.res, self.body)
        page = headers.get("origin", "")
        shown = {name.lower(): value.replace("$ORIGIN", page) for name, value in given.headers.items()}
        return replace(given, headers=shown, body="" if method == "HEAD" else given.body)


def policy(
    allow_origin: str = "none",
    methods: Sequence[str] = (),
    headers: Sequence[str] = (),
    credentials: bool = False,
    expose: Sequence[str] = (),
    max_age: float | None = None,
    answers_options: bool = True,
    extra: Headers | None = None,
) -> dict[str, Any]:
    """Returns a CORS policy as the headers of responses (`res`) and of preflight responses (`pre`).

    `allow_origin`: none, star, page (the requesting origin), other, or a list of both. Lists can be empty. `max_age` is
    in seconds; None: absent. `extra`: other headers of its responses.
    """
    more = dict(extra or {})
    if allow_origin == "none":
        return {"res": more, "pre": {}}
    both = {"access-control-allow-origin": ORIGINS[allow_origin]}
    if credentials:
        both["access-control-allow-credentials"] = "true"
    pre = {
        "access-control-allow-methods": ", ".join(map(str, methods)),
        "access-control-allow-headers": ", ".join(map(str, headers)),
        "access-control-max-age": "" if max_age is None else str(int(max_age)),
    }
    res = {"access-control-expose-headers": ", ".join(map(str, expose))}
    asked = {**both, **{name: value for name, value in pre.items() if value}}
    return {"res": {**both, **{n: v for n, v in res.items() if v}, **more}, "pre": asked if answers_options else {}}


def carried(headers: Mapping[str, Any]) -> str:
    """Returns headers as an arrow shows them: `Origin: https://app.example.com, Content-Type: text/plain`."""
    return ", ".join(f"{name.title()}: {value}" for name, value in headers.items())
