"""Checks of facts hold against the installed API models, and each fails with a false expectation."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from studykit.library.api_model_checks import check_model, folded, spoiled
from studykit.library.model import ModelCheck

ROOT = Path(__file__).parents[2]
MODEL = {
    "documentation": "<p>A queue keeps <b>messages</b> , up to 14&nbsp;days.</p>",
    "operations": {"SendMessage": {"documentation": "Delivers a message."}},
    "shapes": {"Count": {"max": 10, "min": 1}, "Colour": {"enum": ["red", "green"]}},
}
CHECKS = [
    ModelCheck(service="sqs", path="", kind="doc-contains", expect="keeps messages, up to 14 days"),
    ModelCheck(service="sqs", path="operations.SendMessage", kind="doc-contains", expect="a message"),
    ModelCheck(service="sqs", path="operations", kind="operation-exists", expect="SendMessage"),
    ModelCheck(service="sqs", path="shapes.Count", kind="shape-max", expect="10"),
    ModelCheck(service="sqs", path="shapes.Count", kind="shape-min", expect=1),
    ModelCheck(service="sqs", path="shapes.Colour", kind="enum-has", expect="red"),
    ModelCheck(service="sqs", path="", kind="service-absent", expect="elastictranscoder"),
]


def models(service: str) -> Mapping[str, Any] | None:
    return MODEL if service == "sqs" else None


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.kind)
def test_a_check_holds_if_the_model_agrees_and_fails_with_a_false_expectation(check: ModelCheck) -> None:
    assert check_model(check, models).holds
    assert not check_model(spoiled(check), models).holds


@pytest.mark.parametrize("path", ["operations.Gone", "shapes.Gone", "shapes.Count.max.deeper"])
def test_a_missing_path_is_reported(path: str) -> None:
    outcome = check_model(ModelCheck(service="sqs", path=path, kind="doc-contains", expect="x"), models)
    assert (outcome.holds, outcome.found) == (False, f"there is no {path}")


def test_a_missing_service_is_reported() -> None:
    outcome = check_model(ModelCheck(service="swf", path="", kind="doc-contains", expect="x"), models)
    assert (outcome.holds, outcome.found) == (False, "there is no service swf")


def test_markup_and_space_make_no_difference() -> None:
    assert folded("<p>One <code>two</code>\n  three </p>.") == "One two three."


@pytest.mark.parametrize("arguments", [[], ["--self-test"]], ids=["as they are", "spoiled"])
def test_every_check_of_the_shipped_facts_holds(arguments: list[str]) -> None:
    script = [sys.executable, str(ROOT / "scripts" / "check_facts"), *arguments]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
