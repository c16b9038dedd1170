"""The Kinesis model at the boundaries that the documentation names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studykit.sim.services.kinesis import Kinesis
from tests.sim.services.kinesis_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_what_must_hold_of_a_stream_holds(check: Callable[..., None]) -> None:
    check(Kinesis)
