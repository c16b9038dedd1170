"""Firehose and standing queries keep their rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.systems.analytics.model import Analytics
from studykit.sim.systems.firehose.model import Firehose
from tests.sim.services.stream_checks import ANALYTICS, FIREHOSE


@pytest.mark.parametrize("check", FIREHOSE, ids=lambda check: check.__name__)
def test_firehose(check: Callable[[Any], None]) -> None:
    check(Firehose)


@pytest.mark.parametrize("check", ANALYTICS, ids=lambda check: check.__name__)
def test_standing_queries(check: Callable[[Any], None]) -> None:
    check(Analytics)
