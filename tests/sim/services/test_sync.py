"""Cognito Sync: one identity's records on several devices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.systems.cognito_sync.model import CognitoSync
from tests.sim.services.sync_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_dataset_keeps_its_rules(check: Callable[[Any], None]) -> None:
    check(CognitoSync)
