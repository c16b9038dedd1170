"""Rules between a page, a browser and a server."""

from __future__ import annotations

import sys
from typing import Any

from studykit.sim.engine.service import Parked
from tests.sim.checks import Model

PAGE = "https://app.example.com"
API = "https://api.example.com/orders"
CORS = {"allow_origin": "page", "methods": ["PUT"], "headers": ["Content-Type"]}
JSON = {"Content-Type": "application/json"}


def world(model: Model, **options: Any) -> Any:
    """Returns a browser and an API that allows the page. `now` holds the one number of its clock."""
    now = [0]
    browser = model(lambda: now[0])
    browser.provision("api", url=API, **({"cors": CORS} | options))
    browser.now = now
    return browser


def fetch(browser: Any, **request: Any) -> Any:
    return browser.fetch(url=API, origin=PAGE, **request)


def methods(browser: Any) -> list[str]:
    return [sent["method"] for sent in browser.wire]


def a_cap_ends_a_longer_max_age(model: Model) -> None:
    for kept_by, cap in (("chromium", 7_200), ("firefox", 86_400)):
        browser = world(model, cors={**CORS, "max_age": 100_000}, kept_by=kept_by)
        for browser.now[0] in (0, cap * 1000 - 1, cap * 1000):
            fetch(browser, method="PUT")
        assert methods(browser) == ["OPTIONS", "PUT", "PUT", "OPTIONS", "PUT"]


def another_url_needs_its_own_preflight(model: Model) -> None:
    browser = world(model, cors={**CORS, "max_age": 60})
    for path in ("", "/1", "/1"):
        browser.fetch(url=API + path, origin=PAGE, method="PUT")
    assert methods(browser) == ["OPTIONS", "PUT", "OPTIONS", "PUT", "PUT"]


def a_permission_for_one_origin_does_not_apply_to_another(model: Model) -> None:
    browser = world(model, cors={**CORS, "max_age": 60})
    for origin in (PAGE, "https://www.example.com"):
        browser.fetch(url=API, origin=origin, method="PUT")
    assert methods(browser) == ["OPTIONS", "PUT"] * 2


def a_permission_without_credentials_does_not_cover_them(model: Model) -> None:
    browser = world(model, cors={**CORS, "credentials": True, "max_age": 60})
    for credentials in ("omit", "include", "omit"):
        fetch(browser, method="PUT", credentials=credentials)
    assert methods(browser) == ["OPTIONS", "PUT", "OPTIONS", "PUT", "PUT"]


def a_failed_preflight_is_not_cached(model: Model) -> None:
    browser = world(model, cors={**CORS, "max_age": 60})
    for method in ("DELETE", "DELETE", "PUT"):
        fetch(browser, method=method)
    assert methods(browser) == ["OPTIONS", "OPTIONS", "OPTIONS", "PUT"]


def cookies_are_sent_only_if_included_and_never_with_a_preflight(model: Model) -> None:
    browser = world(model, cors={**CORS, "credentials": True})
    fetch(browser, method="PUT", credentials="include")
    fetch(browser)
    browser.fetch(url=API, origin=API)
    browser.fetch(url=API, origin=API, credentials="omit")
    assert [sent["cookie"] for sent in browser.wire] == [False, True, False, True, False]


def a_script_cannot_write_its_own_origin(model: Model) -> None:
    browser = world(model)
    assert "error" not in fetch(
        browser, headers={"Origin": "https://x.example", "Cookie": "a=1", "Sec-Fetch-Mode": "x"}
    )
    assert browser.wire[0]["origin"] == PAGE
    assert methods(browser) == ["GET"]


def a_no_cors_request_sends_only_what_a_form_could(model: Model) -> None:
    browser = world(model, cors={})
    fetch(browser, method="POST", mode="no-cors", headers={**JSON, "Accept-Language": "en", "X-A": "1"}, body="{}")
    assert browser.describe_call("fetch", {}, {})[0].detail["carries"] == f"Origin: {PAGE}, Accept-Language: en"


def curl_reads_what_the_browser_hides(model: Model) -> None:
    browser = world(model, cors={})
    assert fetch(browser)["reason"] == "Access-Control-Allow-Origin is missing"
    assert browser.curl(url=API, method="PUT", headers=JSON)["body"] == "DATA"
    assert [(sent["method"], sent["origin"]) for sent in browser.wire] == [("GET", PAGE), ("PUT", None)]


def embedded_content_is_loaded_but_not_readable(model: Model) -> None:
    browser = world(model, cors={})
    for what in ("img", "script", "form", "beacon"):
        assert "error" not in browser.embed(what=what, url=API, origin=PAGE)
    assert methods(browser) == ["GET", "GET", "POST", "POST"]
    assert [sent["origin"] for sent in browser.wire] == [None, None, PAGE, PAGE]
    assert [told.action for told in browser.describe_call("embed", {}, {})].count("opaque") == 4


def a_font_needs_cors_and_an_image_does_not(model: Model) -> None:
    for cors, error in (({}, "NetworkError"), (CORS, None)):
        browser = world(model, cors=cors)
        assert browser.embed(what="font", url=API, origin=PAGE).get("error") == error
        assert browser.embed(what="img", url=API, origin=PAGE) == {"result": "loaded"}


def only_the_same_origin_can_read_a_frame(model: Model) -> None:
    browser = world(model)
    found = [browser.embed(what="frame-read", url=API, origin=origin) for origin in (PAGE, API)]
    assert found == [{"error": "SecurityError"}, {"result": "read"}]


def a_message_takes_time_each_way(model: Model) -> None:
    browser = world(model, latency=0.1)
    answer, waits = fetch(browser, method="PUT"), []
    while isinstance(answer, Parked):
        assert isinstance(answer.again(), Parked)
        waits.append(answer.until)
        browser.now[0] = answer.until
        answer = answer.again()
    assert (waits, answer["status"]) == ([100, 200, 300, 400], 200)


def a_strict_browser_requires_authorization_to_be_listed(model: Model) -> None:
    star = {"allow_origin": "page", "headers": ["*"]}
    found = [
        "error" in fetch(world(model, cors=star, strict=strict), headers={"Authorization": "x"})
        for strict in (False, True)
    ]
    assert found == [False, True]


def documents_without_a_server_have_an_opaque_origin(model: Model) -> None:
    origin = sys.modules["studykit.sim.systems.browser.origins"]
    assert origin.origin_of("data:text/html,x") == "null"
    assert origin.origin_of("https://a.example:8443/x") == "https://a.example:8443"
    assert origin.origin_of("https://a.example:443/x") == "https://a.example"
    assert not origin.same_origin("file:///a.html", "file:///a.html")
    assert origin.parts_of("https://A.example/x") == {"scheme": "https", "host": "a.example", "port": "443"}


def a_rest_api_answers_options_only_where_cors_is_enabled_and_deployed(model: Model) -> None:
    for options, readable in (
        ({"cors": True, "integration": "custom"}, True),
        ({"cors": True, "integration": "custom", "redeployed": False}, False),
        ({"cors": False, "integration": "custom"}, False),
        ({"cors": True, "integration": "proxy"}, False),
        ({"cors": True, "integration": "proxy", "function_header": True}, True),
        ({"cors": False, "integration": "proxy", "function_header": True}, False),
    ):
        browser = world(model)
        browser.link("api", "function", **options)
        seen = fetch(browser, method="POST", headers=JSON, body="{}")
        assert ("error" not in seen) is readable, options


def a_rest_api_with_cors_lets_requests_reach_a_proxy_function(model: Model) -> None:
    browser = world(model)
    browser.link("api", "function", cors=True, max_age=60)
    for _ in range(2):
        assert "missing" in fetch(browser, method="POST", headers=JSON, body="{}")["reason"]
    assert [(sent["method"], sent["function"]) for sent in browser.wire] == [
        ("OPTIONS", ""),
        ("POST", "function"),
        ("POST", "function"),
    ]
