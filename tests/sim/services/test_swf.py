"""SWF at its boundaries: deadlines, limits, who may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.systems.swf.model import SWF
from tests.sim.services.swf_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_swf_keeps_its_rules(check: Callable[[Any], None]) -> None:
    check(SWF)
