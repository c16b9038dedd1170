"""Cases beyond the recorded ones, in the same format: what the model was built to do, seen in Chromium 156."""

from __future__ import annotations

from typing import Any

STAR = {"access-control-allow-origin": "*"}
NAMED = {"access-control-allow-origin": "$ORIGIN", "access-control-allow-credentials": "true"}
READ = {"type": "cors", "status": 200, "body": "DATA"}
CLOSED = {"error": "TypeError"}


def sent(method: str, asks: str | None = None, names: str | None = None) -> dict[str, Any]:
    return {"method": method, "origin": "PAGE", "acrm": asks, "acrh": names}


def fetched(
    name: str, request: dict[str, Any], sees: dict[str, Any], saw: list[dict[str, Any]], **api: Any
) -> dict[str, Any]:
    return {"id": name, "kind": "fetch", "request": request, "api": api, "page_sees": sees, "server_saw": saw}


def asked(name: str, max_age: str | None, *steps: dict[str, Any], echo: bool = False) -> dict[str, Any]:
    return {"id": name, "kind": "preflight-cache", "max_age": max_age, "steps": list(steps), "echo": echo}


def step(method: str, first: bool, **init: Any) -> dict[str, Any]:
    wire = ["OPTIONS", method] if first else [method]
    return {"init": {"method": method, **init}, "path": "/c", "result": 200, "wire": wire}


JSON = {"content-type": "application/json"}
MORE: list[dict[str, Any]] = [
    fetched("forbidden-header-is-dropped", {"headers": {"origin": "http://x.example"}}, READ, [sent("GET")], res=STAR),
    fetched("no-cors-put-is-not-sent", {"method": "PUT", "mode": "no-cors"}, CLOSED, []),
    fetched("same-origin-mode-is-not-sent", {"mode": "same-origin"}, CLOSED, [], res=STAR),
    fetched("trace-is-not-sent", {"method": "TRACE"}, CLOSED, [], res=STAR),
    fetched("get-with-a-body-is-not-sent", {"body": "x"}, CLOSED, [], res=STAR),
    fetched(
        "no-cors-json-becomes-simple",
        {"method": "POST", "mode": "no-cors", "body": "{}", "headers": JSON},
        {"type": "opaque", "status": 0, "body": ""},
        [sent("POST")],
    ),
    fetched(
        "patch-in-lower-case-is-another-method",
        {"method": "patch"},
        CLOSED,
        [sent("OPTIONS", "patch")],
        res=STAR,
        pre={**STAR, "access-control-allow-methods": "PATCH"},
    ),
    fetched(
        "range-backwards-is-asked-for",
        {"headers": {"range": "bytes=10-5"}},
        CLOSED,
        [sent("OPTIONS", "GET", "range")],
        res=STAR,
        pre=STAR,
    ),
    fetched(
        "content-type-with-charset-is-simple",
        {"method": "POST", "body": "x", "headers": {"content-type": "text/plain; charset=utf-8"}},
        READ,
        [sent("POST")],
        res=STAR,
    ),
    fetched("credentials-refuse-the-star", {"credentials": "include"}, CLOSED, [sent("GET")], res={**NAMED, **STAR}),
    fetched(
        "star-still-covers-authorization",
        {"headers": {"authorization": "Bearer x"}},
        READ,
        [sent("OPTIONS", "GET", "authorization"), sent("GET")],
        res=STAR,
        pre={**STAR, "access-control-allow-headers": "*"},
    ),
    fetched(
        "methods-star-covers-delete",
        {"method": "DELETE"},
        READ,
        [sent("OPTIONS", "DELETE"), sent("DELETE")],
        res=STAR,
        pre={**STAR, "access-control-allow-methods": "*"},
    ),
    fetched(
        "credentials-read-methods-star-as-a-name",
        {"method": "DELETE", "credentials": "include"},
        CLOSED,
        [sent("OPTIONS", "DELETE")],
        res=NAMED,
        pre={**NAMED, "access-control-allow-methods": "*"},
    ),
    fetched(
        "the-preflight-may-pass-and-the-answer-be-closed",
        {"method": "POST", "body": "{}", "headers": JSON},
        CLOSED,
        [sent("OPTIONS", "POST", "content-type"), sent("POST")],
        pre={**STAR, "access-control-allow-headers": "content-type"},
    ),
    fetched(
        "credentials-and-star-expose-nothing",
        {"credentials": "include"},
        {**READ, "header": None},
        [sent("GET")],
        res={**NAMED, "access-control-expose-headers": "*"},
    )
    | {"read_header": "x-secret"},
    asked("max-age-0-keeps-nothing", "0", step("PUT", True), step("PUT", True)),
    asked(
        "another-answer-replaces-the-kept-one",
        "60",
        step("PUT", True),
        step("DELETE", True),
        step("PUT", True),
        echo=True,
    ),
]
