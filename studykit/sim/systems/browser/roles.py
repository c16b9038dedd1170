"""Roles around a web browser and its same-origin policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.browser.origins import parts_of, path_of, same_origin

VALUES = {
    "authorization": "Bearer token",
    "accept-language": "en",
    "content-language": "en",
    "access-control-allow-origin": "*",
    "origin": "https://api.example.com",
}
"""The values of headers that the script sets; any other header is 1."""


@role
def web_page(
    me: Actor,
    url: str,
    origin: str,
    client: str = "browser",
    method: str = "GET",
    content_type: str = "none",
    header: str = "none",
    mode: str = "cors",
    credentials: bool = False,
    requests: int = 1,
    gap: float = 1,
    paths: int = 1,
    path: str = "/orders",
    reads: str = "",
    loads: str = "",
) -> Process:
    """Calls `path` of `url` `requests` times, every `gap` seconds, at `paths` addresses in turn; counts what it reads.

    `client`: browser or curl. `content_type` and `header` are what the script sends (none: neither). `reads` is the
    response header that it looks for. `loads` is the address of the page itself.
    """
    if loads and client == "browser":
        yield from me.call("browser", "load", url=loads, by=me.name)
    start = me.now
    for number in range(int(requests)):
        yield from me.sleep_until(start + round(number * gap * 1000))
        address = f"{url}{path}" + (f"/{number % int(paths) + 1}" if paths > 1 else "")
        asked: dict[str, Any] = {"url": address, "method": method, "headers": headers(content_type, header)}
        asked["body"] = "" if method in ("GET", "HEAD") else "{}"
        if client == "browser":
            asked |= {"origin": origin, "mode": mode, "credentials": "include" if credentials else "same-origin"}
        try:
            seen = yield from me.call("browser", "fetch" if client == "browser" else "curl", by=me.name, **asked)
        except ServiceError:
            return
        judge(me, seen, reads)


def headers(content_type: str, header: str) -> Mapping[str, str]:
    """Returns the request headers that the script sets."""
    typed = {} if content_type == "none" else {"content-type": content_type}
    return typed if header == "none" else {**typed, header: VALUES.get(header.lower(), "1")}


def judge(me: Actor, seen: Mapping[str, Any], reads: str = "") -> None:
    """Counts a response that the client can read, and the header that it looks for."""
    readable = "error" not in seen and seen["type"] != "opaque"
    me.count("readable", int(readable))
    me.count("header read", int(readable and reads in seen["headers"]))


@role
def embedder(me: Actor, url: str, origin: str, kind: str = "fetch") -> Process:
    """Uses `url` as `kind` says; counts whether that works, and whether the script can look inside."""
    if kind == "fetch":
        seen = yield from me.call("browser", "fetch", url=url, origin=origin, by=me.name)
        judge(me, seen)
        me.count("used", int("error" not in seen))
        return
    seen = yield from me.call("browser", "embed", what=kind, url=url, origin=origin, by=me.name)
    inside = me.inspect("browser", "embed", what="frame-read", url=url, origin=origin)
    me.count("used", int("error" not in seen))
    me.count("readable", int("error" not in seen and "error" not in inside))


@role
def origin_pair(me: Actor, a: str, b: str) -> Process:
    """Compares the origins of the pages at `a` and `b`, a second for each part, and fetches `b` from `a`."""
    mine, theirs = parts_of(a), parts_of(b)
    for part, value in mine.items():
        alike = value == theirs[part]
        me.count(f"same {part}", int(alike))
        me.narrate("compare", part, carries=f"{value} and {theirs[part]}", says="the same" if alike else "different")
        yield from me.sleep(1)
    if path_of(a) != path_of(b):
        me.narrate("compare", "path", carries=f"{path_of(a)} and {path_of(b)}", says="does not count")
        yield from me.sleep(1)
    me.count("same origin", int(same_origin(a, b)))
    seen = yield from me.call("browser", "fetch", url=b, origin=a, by=me.name)
    judge(me, seen)
