"""SNS: copies now, tries for a while, keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.systems.sns.model import SNS
from tests.sim.services.sns_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_sns_keeps_its_rules(check: Callable[[Any], None]) -> None:
    check(SNS)
