"""The rules of the Fetch standard on headers, as pure functions: simple requests, and the permissions of a response.

Source: Fetch standard (fetch.spec.whatwg.org), the sections that each function names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Headers = Mapping[str, str]
SAFE_METHODS = ("GET", "HEAD", "POST")
UPPERED = ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")
"""Methods that a script can write in lower case ("normalize a method"); `patch` is sent as it is written."""
NO_METHODS = ("CONNECT", "TRACE", "TRACK")
"""Methods that a script cannot use ("forbidden method")."""
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
"""Request headers that only the browser sets; a script's are dropped ("forbidden request-header")."""
SAFE_RESPONSE = (
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
)
"""Headers that a script can read without Access-Control-Expose-Headers ("CORS-safelisted response-header name")."""
LONGEST_SAFE = 128
"""Most bytes of a safelisted header's value; a longer one needs a preflight ("CORS-safelisted request-header")."""
DEFAULT_MAX_AGE = 5
"""Seconds for which a preflight is cached without Access-Control-Max-Age ("CORS-preflight fetch")."""
UNSAFE_BYTES = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]')


@dataclass(slots=True, frozen=True)
class Grant:
    """The permission that a preflight gave to one origin for one URL: methods and headers, until a moment (ms)."""

    until: int
    methods: frozenset[str]
    headers: frozenset[str]


def normal_method(method: str) -> str:
    """Returns the method as it is sent."""
    return method.upper() if method.upper() in UPPERED else method


def own_headers(headers: Headers | None, mode: str) -> dict[str, str]:
    """Returns the script's headers that are sent, by lowercase name.

    Without CORS only safelisted ones are sent ("Headers guard").
    """
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    kept = {name: value for name, value in sent.items() if not forbidden(name)}
    return {n: v for n, v in kept.items() if _safe_header(n, v) and n != "range"} if mode == "no-cors" else kept


def forbidden(name: str) -> bool:
    """True if only the browser can set this request header."""
    return name in FORBIDDEN or name.startswith(("proxy-", "sec-"))


def unsafe_headers(headers: Headers) -> list[str]:
    """Returns the names, sorted, that need a preflight ("CORS-unsafe request-header names")."""
    return sorted(name for name, value in headers.items() if not _safe_header(name, value))


def cors_check(answer: Headers, page: str, include: bool) -> str:
    """Returns why a script of `page` cannot read this response, or an empty text ("CORS check")."""
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
    """Returns what a preflight response allows, and until when; `longest` is the browser's own cap (s)."""
    age = answer.get("access-control-max-age", "")
    kept = min(int(age), longest) if age.isdecimal() else DEFAULT_MAX_AGE
    methods = frozenset(listed(answer.get("access-control-allow-methods", "")))
    names = frozenset(name.lower() for name in listed(answer.get("access-control-allow-headers", "")))
    return Grant(now + kept * 1000, methods, names)


def refused(given: Grant, verb: str, asked: Iterable[str], include: bool, strict: bool = False) -> str:
    """Returns what a grant does not cover, or an empty text. With credentials a star is a literal name.

    `strict`: a star does not cover Authorization either, as the standard says; Chromium 156 still lets it. GET, HEAD
    and POST need no entry in Access-Control-Allow-Methods ("CORS-preflight fetch", step 7).
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
    """Returns the headers of a response that a script can read ("CORS filtered response")."""
    named = {name.lower() for name in listed(answer.get("access-control-expose-headers", ""))}
    star = "*" in named and not include
    return {name: value for name, value in answer.items() if star or name in named or name in SAFE_RESPONSE}


def listed(value: str) -> list[str]:
    """Returns the parts of a header that is a list."""
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
    """True for one range with a first byte, and no earlier last byte ("simple range header value")."""
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", value)
    return found is not None and (not found[2] or int(found[1]) <= int(found[2]))
