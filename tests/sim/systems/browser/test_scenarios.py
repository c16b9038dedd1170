"""Scenarios of CORS: origins, preflights and responses that a script can read."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim.play import play
from tests.sim.floor import FLOOR
from tests.sim.stories import measures, scenario

NAMES = [name for name in FLOOR if name.startswith(("sop-", "cors-"))]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://a.example/x", "https://a.example/y?z=1", True),
        ("https://a.example", "https://a.example:443/", True),
        ("https://a.example", "http://a.example", False),
        ("https://a.example", "https://www.a.example", False),
        ("https://a.example", "https://a.example:8443", False),
        ("https://bucket.s3.amazonaws.com/i.html", "https://abc.execute-api.us-east-1.amazonaws.com/prod", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(a: str, b: str, same: bool) -> None:
    found = measures("sop-origin", a=a, b=b)
    assert (found["same_origin"], found["readable"]) == (same, same)
    assert all(found[f"same_{part}"] for part in ("scheme", "host", "port")) is same


@pytest.mark.parametrize("kind", ["img", "script", "form", "fetch", "font", "beacon"])
def test_embedded_content_is_requested_but_not_readable(kind: str) -> None:
    found = measures("sop-read", kind=kind)
    assert (found["reached_server"], found["readable"], found["preflights"]) == (True, False, 0)


@pytest.mark.parametrize(
    ("kind", "used"), [("img", True), ("script", True), ("form", True), ("fetch", False), ("font", False)]
)
def test_embedding_works_without_cors_and_reading_does_not(kind: str, used: bool) -> None:
    assert measures("sop-read", kind=kind)["used"] is used
    assert measures("sop-read", kind=kind, allow_origin="star")["used"]


@pytest.mark.parametrize(
    ("given", "preflight"),
    [
        ({}, True),
        ({"content_type": "text/plain"}, False),
        ({"content_type": "application/x-www-form-urlencoded"}, False),
        ({"content_type": "multipart/form-data"}, False),
        ({"method": "GET", "content_type": "none"}, False),
        ({"method": "GET", "content_type": "none", "header": "Authorization"}, True),
        ({"method": "GET", "content_type": "none", "header": "X-Api-Key"}, True),
        ({"method": "GET", "content_type": "none", "header": "Accept-Language"}, False),
        ({"method": "PUT", "content_type": "none"}, True),
        ({"client": "curl"}, False),
        ({"page": "https://api.example.com"}, False),
    ],
)
def test_json_and_custom_headers_need_a_preflight_and_forms_do_not(given: dict[str, Any], preflight: bool) -> None:
    assert measures("cors-preflight", **given)["preflight"] is preflight


@pytest.mark.parametrize(
    "given",
    [
        {"answers_options": False},
        {"allow_origin": "none"},
        {"allow_headers": []},
        {"method": "DELETE"},
        {"header": "X-Api-Key"},
        {"credentials": True},
        {"credentials": True, "allow_credentials": True, "allow_origin": "star"},
    ],
)
def test_after_a_failed_preflight_the_request_is_not_sent(given: dict[str, Any]) -> None:
    found = measures("cors-preflight", **given)
    assert (found["preflight"], found["reached_server"], found["error"]) == (True, False, "TypeError")
    assert found["reason"].startswith("preflight: ")


def test_a_simple_request_arrives_even_if_no_origin_is_allowed() -> None:
    found = measures("cors-preflight", content_type="text/plain", allow_origin="none")
    assert (found["reached_server"], found["readable"]) == (True, False)


def test_cookies_need_the_exact_origin_and_allow_credentials() -> None:
    found = measures("cors-preflight", credentials=True, allow_credentials=True)
    assert (found["readable"], found["with_cookie"]) == (True, True)


def test_a_response_header_is_readable_if_exposed() -> None:
    assert [measures("cors-preflight", expose=names)["header_read"] for names in ([], ["x-total"], ["*"])] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("given", "readable"),
    [
        ({}, False),
        ({"enabled": True}, True),
        ({"client": "curl"}, True),
        ({"enabled": True, "redeployed": False}, False),
        ({"enabled": True, "allow_origin": "other"}, False),
        ({"bucket_cors": "star"}, False),
        ({"mode": "no-cors"}, False),
        ({"sends": "Access-Control-Allow-Origin"}, False),
        ({"api_url": "https://app.example.com/orders"}, True),
    ],
)
def test_only_the_headers_of_the_api_response_make_it_readable(given: dict[str, Any], readable: bool) -> None:
    assert measures("cors-error", **given)["readable"] is readable


def test_the_four_options_of_the_sample_question_end_as_explained() -> None:
    ends = [
        measures("cors-proxy", **change)
        for change in (
            {"function_header": True},
            {"gateway_cors": True},
            {"sends": "Access-Control-Allow-Origin"},
            {"content_type": "text/plain"},
        )
    ]
    assert [(end["preflights"], end["reached_server"], end["readable"]) for end in ends] == [
        (1, True, True),
        (1, True, False),
        (1, False, False),
        (0, True, False),
    ]


@pytest.mark.parametrize(
    ("given", "preflights"),
    [
        ({}, 3),
        ({"max_age": 0}, 5),
        ({"max_age": 600}, 1),
        ({"max_age": 600, "paths": 5}, 5),
        ({"gap": 6}, 5),
        ({"method": "GET", "content_type": "none"}, 0),
        ({"max_age": 86_400, "gap": 7_200}, 5),
        ({"max_age": 86_400, "gap": 7_200, "browser": "firefox"}, 1),
    ],
)
def test_a_preflight_is_sent_once_per_url_and_max_age(given: dict[str, Any], preflights: int) -> None:
    found = measures("cors-cache", **given)
    assert (found["preflights"], found["server_requests"]) == (preflights, preflights + 5)


@pytest.mark.parametrize("name", NAMES)
def test_every_request_on_the_wire_has_a_response(name: str) -> None:
    events = play(name, scenario(name)).events
    asked = [event for event in events if event.action in ("load", "fetch", "preflight", "curl", "embed")]
    assert len(asked) == sum(event.action == "answer" for event in events) > 0
