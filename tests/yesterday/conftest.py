"""Fixtures of the tests of an old journal: a plan is built once for the same inputs."""

from __future__ import annotations

from tests.quick_plans import build_plans_once

__all__ = ["build_plans_once"]
