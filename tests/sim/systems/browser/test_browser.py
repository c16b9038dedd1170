"""The browser beyond its recorded cases: more cases of Chromium, the REST API behind a page, errors."""

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
def test_the_model_behaves_as_chromium_did(case: dict[str, Any]) -> None:
    recorded.check(case)


@pytest.mark.parametrize("integration", ["proxy", "custom"])
def test_the_rest_api_behind_a_page_is_built_with_valid_aws_calls(integration: str) -> None:
    gateway = Validated("apigateway", ApiGateway(lambda: 0))
    handler = rest_api(gateway, "api", "function", integration=integration, credentials=True, max_age=600)
    assert handler("OPTIONS", API, {}).headers["Access-Control-Max-Age"] == "600"


def test_an_unknown_host_is_an_error_in_the_page() -> None:
    with pytest.raises(ServiceError, match=r"TypeError: no server answers at https://nowhere\.example"):
        world(Browser).fetch(url="https://nowhere.example/x", origin=PAGE)


def test_a_page_cannot_embed_an_unknown_element() -> None:
    with pytest.raises(ServiceError, match="a page cannot embed a 'song'"):
        world(Browser).embed(what="song", url=API, origin=PAGE)
