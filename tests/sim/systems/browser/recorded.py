"""Plays recordings of Chromium: fetches, preflight caches, origins, embedded content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.systems.browser.model import Browser
from studykit.sim.systems.browser.origins import origin_of
from studykit.sim.systems.browser.sites import Reply

FILE = "cors.json"
PAGE = "http://page.example"
API = "http://api.example"
OPEN = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "PUT, DELETE",
    "access-control-allow-headers": "x-a, x-b",
}
EMBEDDING: Mapping[str, tuple[str, str]] = {
    "img-no-cors": ("img", "loaded"),
    "script-no-cors": ("script", "ran"),
    "iframe-localhost-vs-127": ("frame-read", "SecurityError"),
    "postmessage": ("post-message", "sent"),
    "fetch-cross-read": ("fetch", "TypeError"),
    "sendbeacon": ("beacon", "true"),
    "localstorage-isolated": ("storage", "SecurityError"),
}
"""Maps each recorded case to its kind and the first word of its result."""


def check(case: Mapping[str, Any], model: Callable[..., Any] = Browser) -> None:
    """Plays a case. Raises AssertionError at the first difference."""
    kinds = {"fetch": fetch, "preflight-cache": preflight_cache, "same-origin": same_origin, "embedding": embedding}
    kinds[case["kind"]](case, model)


def fetch(case: Mapping[str, Any], model: Callable[..., Any]) -> None:
    """Checks one fetch of a page: the result for the page and the requests at the servers."""
    browser, api = model(lambda: 0), case["api"]
    browser.provision(
        "api",
        url=API,
        status=api.get("status", 200),
        res={**api.get("res", {}), "x-secret": "42"},
        pre=api.get("pre", {}),
        pre_status=api.get("preStatus", 204),
    )
    browser.provision("own", url=PAGE, body='{"ok":1}', res={"x-secret": "1"})
    request = dict(case["request"])
    target = PAGE if request.pop("same", False) else API
    seen = browser.fetch(url=f"{target}/x", origin=PAGE, **request)
    if "error" in seen:
        shown: dict[str, Any] = {"error": seen["error"]}
    else:
        shown = {key: seen[key] for key in ("type", "status", "body")}
        if "read_header" in case:
            shown["header"] = seen["headers"].get(case["read_header"])
    assert shown == case["page_sees"], seen
    wire = [
        {key: "PAGE" if sent[key] == PAGE else sent[key] for key in wanted}
        for sent, wanted in zip(browser.wire, case["server_saw"], strict=True)
    ]
    assert wire == case["server_saw"]


def preflight_cache(case: Mapping[str, Any], model: Callable[..., Any]) -> None:
    """Checks which of several fetches with pauses were preceded by an OPTIONS request."""
    now = 0
    browser = model(lambda: now)
    browser.provision("api", url=API, handler=lambda method, url, sent: _answered(case, method, sent))
    for step in case["steps"]:
        if "wait" in step:
            now += step["wait"] * 1000
            continue
        before = len(browser.wire)
        seen = browser.fetch(url=API + step["path"], origin=PAGE, **step["init"])
        assert [sent["method"] for sent in browser.wire[before:]] == step["wire"]
        assert seen["status"] == step["result"]


def allows(case: Mapping[str, Any], asks: str | None) -> dict[str, str]:
    """Returns the preflight response of a cache case. One that echoes allows only the requested method."""
    age = {"access-control-max-age": case["max_age"]} if case["max_age"] else {}
    return {**OPEN, **age, **({"access-control-allow-methods": asks or ""} if case.get("echo") else {})}


def _answered(case: Mapping[str, Any], method: str, sent: Mapping[str, str]) -> Reply:
    if method == "OPTIONS":
        return Reply(204, allows(case, sent.get("access-control-request-method")))
    return Reply(200, OPEN, "DATA")


def same_origin(case: Mapping[str, Any], model: Callable[..., Any]) -> None:
    """Checks the origins of two URLs and whether they are the same."""
    origins = [origin_of(case["a"]), origin_of(case["b"])]
    assert origins == case["origins"]
    assert (origins[0] == origins[1]) is case["same_origin"]


def embedding(case: Mapping[str, Any], model: Callable[..., Any]) -> None:
    """Checks what a page can do across origins without CORS: its result, and whether the server got a request."""
    browser = model(lambda: 0)
    browser.provision("api", url=API)
    kind, wanted = EMBEDDING[case["id"]]
    assert case["result"].startswith(wanted)
    seen = browser.fetch(url=API, origin=PAGE) if kind == "fetch" else browser.embed(what=kind, url=API, origin=PAGE)
    assert seen.get("error", seen.get("result")) == wanted
    assert [sent["method"] for sent in browser.wire] == [line.split()[0] for line in case["server_saw"]]
