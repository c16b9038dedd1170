"""Between a page, a browser and a server: rules that the recorded cases do not show."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.apigateway.model import ApiGateway
from studykit.sim.systems.browser.gateway import rest_api
from studykit.sim.systems.browser.model import Browser
from tests.chromium.more import MORE
from tests.sim.shapes import Validated
from tests.sim.systems.browser import recorded
from tests.sim.systems.browser.checks import API, PAGE, world


@pytest.mark.parametrize("case", MORE, ids=[case["id"] for case in MORE])
def test_the_model_does_what_chromium_was_seen_to_do(case: dict[str, Any]) -> None:
    recorded.check(case)


@pytest.mark.parametrize("integration", ["proxy", "custom"])
def test_the_rest_api_behind_a_page_is_built_by_calls_that_aws_takes(integration: str) -> None:
    gateway = Validated("apigateway", ApiGateway(lambda: 0))
    handler = rest_api(gateway, "api", "function", integration=integration, credentials=True, max_age=600)
    assert handler("OPTIONS", API, {}).headers["Access-Control-Max-Age"] == "600"


def test_an_address_that_nobody_serves_is_an_error_of_the_page() -> None:
    with pytest.raises(ServiceError, match=r"TypeError: no server answers at https://nowhere\.example"):
        world(Browser).fetch(url="https://nowhere.example/x", origin=PAGE)


def test_a_page_cannot_embed_what_is_no_element() -> None:
    with pytest.raises(ServiceError, match="a page cannot embed a 'song'"):
        world(Browser).embed(what="song", url=API, origin=PAGE)
