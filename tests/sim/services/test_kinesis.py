"""The Kinesis model at the boundaries that the documentation names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studykit.sim.systems.kinesis.model import Kinesis
from tests.sim.services.kinesis_checks import CHECKS
from tests.sim.services.kinesis_reading_checks import READING_CHECKS


@pytest.mark.parametrize("check", [*CHECKS, *READING_CHECKS], ids=lambda check: check.__name__)
def test_what_must_hold_of_a_stream_holds(check: Callable[..., None]) -> None:
    check(Kinesis)
