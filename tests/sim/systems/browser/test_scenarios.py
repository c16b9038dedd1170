"""Origins, preflights and answers that a script may read: what each story of CORS shows."""

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
def test_whatever_a_page_uses_is_sent_and_stays_closed(kind: str) -> None:
    found = measures("sop-read", kind=kind)
    assert (found["reached_server"], found["readable"], found["preflights"]) == (True, False, 0)


@pytest.mark.parametrize(
    ("kind", "used"), [("img", True), ("script", True), ("form", True), ("fetch", False), ("font", False)]
)
def test_what_is_embedded_works_without_cors_and_what_is_read_does_not(kind: str, used: bool) -> None:
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
def test_json_and_further_headers_are_asked_for_and_forms_are_not(given: dict[str, Any], preflight: bool) -> None:
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
def test_after_a_preflight_that_fails_the_call_is_never_sent(given: dict[str, Any]) -> None:
    found = measures("cors-preflight", **given)
    assert (found["preflight"], found["reached_server"], found["error"]) == (True, False, "TypeError")
    assert found["reason"].startswith("preflight: ")


def test_a_simple_call_arrives_even_where_nothing_is_allowed() -> None:
    found = measures("cors-preflight", content_type="text/plain", allow_origin="none")
    assert (found["reached_server"], found["readable"]) == (True, False)


def test_cookies_take_the_exact_origin_and_a_word_of_their_own() -> None:
    found = measures("cors-preflight", credentials=True, allow_credentials=True)
    assert (found["readable"], found["with_cookie"]) == (True, True)


def test_a_header_of_the_answer_is_read_where_it_is_exposed() -> None:
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
def test_the_api_s_own_answer_opens_it_and_nothing_else(given: dict[str, Any], readable: bool) -> None:
    assert measures("cors-error", **given)["readable"] is readable


def test_the_specimen_s_four_options_end_as_its_rationales_say() -> None:
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
def test_a_preflight_is_asked_once_for_each_address_and_max_age(given: dict[str, Any], preflights: int) -> None:
    found = measures("cors-cache", **given)
    assert (found["preflights"], found["server_requests"]) == (preflights, preflights + 5)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_on_the_wire_has_its_answer(name: str) -> None:
    events = play(name, scenario(name)).events
    asked = [event for event in events if event.action in ("load", "fetch", "preflight", "curl", "embed")]
    assert len(asked) == sum(event.action == "answer" for event in events) > 0
