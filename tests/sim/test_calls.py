"""Checks every request and response of every scenario against AWS's own API models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.service import ServiceError
from studykit.sim.play import play
from tests.sim.shapes import check_input, check_output, operations
from tests.sim.stories import NAMES, scenario

EXEMPT = {
    "elastic-transcoder": "withdrawn on 13 November 2025; botocore no longer ships its model",
    "browser": "a page calls fetch, not an AWS API",
    "analytics": "windows are queries, not calls",
    "social": "a provider outside AWS",
}
"""Services that botocore has no model for, and why."""
DATA_PLANE = {("apigateway", "request"): "the data plane is plain HTTPS, which boto3 does not speak"}
BOTOCORE = {"eventbridge": "events", "step-functions": "stepfunctions"}
"""Services that have another name in botocore."""


def variants(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Yields the defaults, and then every flag and choice changed once."""
    yield {}
    for name, param in scenario.params.items():
        if param.type == "flag":
            yield {name: not param.default}
        elif param.type == "choice":
            yield from ({name: choice} for choice in param.choices if choice != param.default)


@pytest.mark.parametrize("name", NAMES)
def test_every_request_and_response_matches_the_aws_api_model(name: str) -> None:
    def observe(service: str, operation: str, request: Mapping[str, Any], answer: Any) -> None:
        if service in EXEMPT or (service, operation) in DATA_PLANE:
            return
        known = BOTOCORE.get(service, service)
        assert operation in operations(known), f"{service} has no operation {operation}"
        if not isinstance(answer, ServiceError):
            check_input(known, operation, dict(request))
            check_output(known, operation, answer)

    found = scenario(name)
    for given in variants(found):
        play(name, found, given, observe=observe)
