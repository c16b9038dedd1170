"""The model of the browser against Chromium itself; opt-in (`pytest tests/chromium --chromium`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.chromium.more import MORE
from tests.chromium.witness import observed
from tests.sim.systems.browser import recorded

RECORDED = json.loads((Path(__file__).parents[1] / "traces" / "cors.json").read_text(encoding="utf-8"))["cases"]
CASES = [*RECORDED, *MORE]
pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def today() -> list[dict[str, Any]]:
    """Returns the behavior of the installed Chromium, case by case."""
    return observed(CASES)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["id"] for case in CASES])
def test_chromium_does_what_was_recorded(today: list[dict[str, Any]], number: int) -> None:
    assert today[number] == CASES[number]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["id"] for case in CASES])
def test_the_model_does_what_chromium_does(today: list[dict[str, Any]], number: int) -> None:
    recorded.check(today[number])
