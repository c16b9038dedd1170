"""Which requests are simple and what an answer allows: the rules on headers of the Fetch standard, as pure functions.

Fetch standard (fetch.spec.whatwg.org), the sections that each function names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Headers = Mapping[str, str]
SAFE_METHODS = ("GET", "HEAD", "POST")
UPPERED = ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")
"""Methods that a script may write in lower case ("normalize a method"); `patch` is sent as it is written."""
NO_METHODS = ("CONNECT", "TRACE", "TRACK")
"""Methods that a script may not use at all ("forbidden method")."""
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
FORBIDDEN = (
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
)
"""Request headers that the browser alone sets; a script's are dropped ("forbidden request-header")."""
SAFE_RESPONSE = (
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
)
"""What a script may read without Access-Control-Expose-Headers ("CORS-safelisted response-header name")."""
LONGEST_SAFE = 128
"""Bytes of a safelisted header's value; a longer one is asked for first ("CORS-safelisted request-header")."""
DEFAULT_MAX_AGE = 5
"""Seconds that a preflight's answer is kept where Access-Control-Max-Age is absent ("CORS-preflight fetch")."""
UNSAFE_BYTES = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]')


@dataclass(slots=True, frozen=True)
class Grant:
    """What a preflight allowed one origin for one URL: until when (ms), which methods and headers."""

    until: int
    methods: frozenset[str]
    headers: frozenset[str]


def normal_method(method: str) -> str:
    """The method as it is sent."""
    return method.upper() if method.upper() in UPPERED else method


def own_headers(headers: Headers | None, mode: str) -> dict[str, str]:
    """The headers of a script that are sent, by lower-case name; without CORS the safelisted ones ("Headers guard")."""
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    kept = {name: value for name, value in sent.items() if not forbidden(name)}
    return {n: v for n, v in kept.items() if _safe_header(n, v) and n != "range"} if mode == "no-cors" else kept


def forbidden(name: str) -> bool:
    """Whether the browser sets this request header itself."""
    return name in FORBIDDEN or name.startswith(("proxy-", "sec-"))


def unsafe_headers(headers: Headers) -> list[str]:
    """The names, sorted, that need a preflight ("CORS-unsafe request-header names")."""
    return sorted(name for name, value in headers.items() if not _safe_header(name, value))


def cors_check(answer: Headers, page: str, include: bool) -> str:
    """Why a script of `page` may not read this answer, or nothing ("CORS check")."""
    allowed = answer.get("access-control-allow-origin")
    if allowed is None:
        return "Access-Control-Allow-Origin is missing"
    if allowed == "*" and not include:
        return ""
    if allowed == "*":
        return "Access-Control-Allow-Origin is '*', and credentials take the exact origin"
    if allowed != page:
        return f"Access-Control-Allow-Origin is {allowed!r} and not {page!r}"
    if include and answer.get("access-control-allow-credentials") != "true":
        return "Access-Control-Allow-Credentials is not 'true'"
    return ""


def grant(answer: Headers, now: int, longest: int) -> Grant:
    """What a preflight's answer allows, and until when; `longest` is the browser's own cap (s)."""
    age = answer.get("access-control-max-age", "")
    kept = min(int(age), longest) if age.isdecimal() else DEFAULT_MAX_AGE
    methods = frozenset(listed(answer.get("access-control-allow-methods", "")))
    names = frozenset(name.lower() for name in listed(answer.get("access-control-allow-headers", "")))
    return Grant(now + kept * 1000, methods, names)


def refused(given: Grant, verb: str, asked: Iterable[str], include: bool, strict: bool = False) -> str:
    """What a grant does not cover, or nothing. With credentials a star is a name like any other.

    `strict`: a star does not cover Authorization either, as the standard has it; Chromium 156 still lets it.
    GET, HEAD and POST need no word in Access-Control-Allow-Methods ("CORS-preflight fetch", step 7).
    """
    star_method = "*" in given.methods and not include
    if verb not in SAFE_METHODS and verb not in given.methods and not star_method:
        return f"Access-Control-Allow-Methods does not allow {verb}"
    star = "*" in given.headers and not include
    for name in asked:
        if name not in given.headers and not (star and not (strict and name == "authorization")):
            return f"Access-Control-Allow-Headers does not allow {name}"
    return ""


def exposed(answer: Headers, include: bool) -> dict[str, str]:
    """The headers of an answer that a script may read ("CORS filtered response")."""
    named = {name.lower() for name in listed(answer.get("access-control-expose-headers", ""))}
    star = "*" in named and not include
    return {name: value for name, value in answer.items() if star or name in named or name in SAFE_RESPONSE}


def listed(value: str) -> list[str]:
    """The parts of a header that is a list."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _safe_header(name: str, value: str) -> bool:
    if len(value.encode()) > LONGEST_SAFE:
        return False
    if name == "accept":
        return not UNSAFE_BYTES.search(value)
    if name in ("accept-language", "content-language"):
        return re.fullmatch(r"[0-9A-Za-z *,\-.;=]*", value) is not None
    if name == "content-type":
        return not UNSAFE_BYTES.search(value) and value.partition(";")[0].strip().lower() in FORM_TYPES
    return name == "range" and _simple_range(value)


def _simple_range(value: str) -> bool:
    """One range with a first byte, and a last one not before it ("simple range header value")."""
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", value)
    return found is not None and (not found[2] or int(found[1]) <= int(found[2]))
