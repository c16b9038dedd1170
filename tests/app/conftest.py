"""Fixtures that the tests of the use cases share."""

from __future__ import annotations

from tests.quick_plans import build_plans_once, quick_search

__all__ = ["build_plans_once", "quick_search"]
