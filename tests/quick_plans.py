"""Fixtures that make plans cheap, for tests that any plan serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from studykit.app import plan_build
from studykit.app.plan_data import TodaysPlan
from studykit.app.plan_inputs import PlanInputs
from studykit.planning import planner
from studykit.planning.projection import StudyPolicy

EVERY = planner.candidates


@pytest.fixture(scope="session", autouse=True)
def build_plans_once() -> Iterator[None]:
    """Builds the plan of the same inputs once a session: it depends on nothing else (tests/app/test_plan_build.py)."""
    build, built = plan_build.build_plan, dict[str, TodaysPlan]()

    def build_once(inputs: PlanInputs) -> TodaysPlan:
        key = f"{planner.candidates.__qualname__} {inputs!r}"
        if key not in built:
            built[key] = build(inputs)
        return built[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_build, "build_plan", build_once)
        yield


def two_candidates(
    days: int, active_pass: int | None = None, retentions: Sequence[float] = planner.RETENTIONS
) -> list[StudyPolicy]:
    """Returns two of the policies that the planner tries: a middle and a high retention, with one final pass."""
    found = EVERY(days, active_pass, retentions)
    lengths = {policy.final_pass for policy in found}
    length = max((one for one in lengths if one <= 4), default=min(lengths))
    alike = [policy for policy in found if policy.final_pass == length]
    return [alike[(len(alike) - 1) // 2], alike[-1]]


@pytest.fixture(scope="module")
def quick_search() -> Iterator[None]:
    """Lets the planner try two policies instead of dozens, for files of tests that any plan serves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planner, "candidates", two_candidates)
        yield


@pytest.fixture
def two_policies(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the planner try two policies instead of dozens, for a law of every plan; with `--long` it tries all."""
    if not request.config.getoption("--long"):
        monkeypatch.setattr(planner, "candidates", two_candidates)
