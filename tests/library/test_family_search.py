"""The search for families: what it proposes holds, is written as a topic file reads it, and is the same every time."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.families import SearchOptions, find_families
from studykit.errors import UsageError
from studykit.library import family_search
from studykit.library.check import check
from studykit.library.family_search import (
    CONFIGURATIONS,
    SITUATIONS,
    FamilySearch,
    natural_values,
    round_number,
    thresholds,
)
from studykit.library.library import load
from studykit.sim.engine.params import checked
from studykit.sim.engine.scenario import Param
from tests.cli.world import World

PACK = Path(__file__).with_name("family")
VARIED = SearchOptions("jobs", ["visibility_timeout=45,300", "heartbeat=0,30"], size=3)
NUMBERS = st.floats(0, 1e6).map(lambda value: round(value, 3)) | st.integers(0, 400)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, PACK)


def checked_with(text: str, scenario: str, folder: Path) -> list[str]:
    """Returns the codes of all errors of a pack whose topic has these families."""
    shutil.copytree(PACK, folder)
    path = folder / "workers.yaml"
    whole = path.read_text(encoding="utf-8")
    head, _, rest = whole.partition("families:\n")
    path.write_text(head + text + "scenarios:\n" + rest.partition("scenarios:\n")[2], encoding="utf-8")
    report = check(load([folder]), date(2026, 12, 1))
    assert report.counts["families"] == text.count(f"    scenario: {scenario}\n")
    return [problem.code for problem in report.problems if problem.level == "error"]


def test_what_is_proposed_passes_the_check(world: World, tmp_path: Path) -> None:
    found = find_families(world.study(), VARIED)
    assert len(found.proposals) == 1
    assert {tuple(option.values()) for option in found.proposals[0].options} == {(45, 0), (45, 30), (300, 0)}
    assert checked_with(found.as_yaml(), "jobs", tmp_path / "pack") == []


@pytest.mark.parametrize("size", [3, 4])
def test_a_search_without_hints_passes_the_check_too(world: World, tmp_path: Path, size: int) -> None:
    found = find_families(world.study(), SearchOptions("jobs", size=size))
    assert len(found.proposals) > 0
    assert all(len(proposal.options) == size for proposal in found.proposals)
    assert checked_with(found.as_yaml(), "jobs", tmp_path / "pack") == []


def test_the_same_search_gives_the_same_bytes(world: World) -> None:
    assert find_families(world.study(), VARIED).as_yaml() == find_families(world.study(), VARIED).as_yaml()


def test_requirements_are_on_different_measures_if_there_are_any(world: World) -> None:
    (proposal,) = find_families(world.study(), VARIED).proposals
    assert len({need.measure for need in proposal.requirements}) == 3


def test_a_search_ends_within_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family_search, "RUNS", 300)
    library = load([PACK])
    search = FamilySearch("jobs", library.scenario("jobs")[1])
    search.best(1)
    group = CONFIGURATIONS * (SITUATIONS + 1)
    assert 300 < search.runs.played <= 300 + group + 20 * len(search.scenario.params)
    library.close()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (SearchOptions("job"), "no scenario named 'job'"),
        (SearchOptions("jobs", ["visibility=1,2"]), "no parameter named 'visibility'"),
        (SearchOptions("jobs", ["heartbeat"]), "is not name=value"),
        (SearchOptions("jobs", ["heartbeat=1"]), "has one value"),
        (SearchOptions("jobs", ["heartbeat=0,-1"]), "from 0 to 3600"),
        (SearchOptions("jobs", ["heartbeat=0,30"], ["heartbeat=5"]), "either the option's or the situation's"),
    ],
)
def test_a_wrong_name_or_value_is_refused(world: World, options: SearchOptions, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        find_families(world.study(), options)


def test_no_family_is_one_line_and_exit_1(world: World) -> None:
    done = world.run("families", "jobs", "--vary", "workers=2,3")
    assert done.code == 1
    assert done.out == ""
    assert "show no family of this size" in done.err


def test_the_command_prints_yaml(world: World) -> None:
    done = world.run(
        "families", "jobs", "--vary", "visibility_timeout=45,300", "--vary", "heartbeat=0,30", "--size", "3"
    )
    assert done.code == 0
    assert done.out.startswith("# 1 family from")
    assert "visibility_timeout: 300" in done.out


@given(st.lists(NUMBERS, min_size=2, max_size=6), st.sampled_from(["number", "time"]))
def test_a_threshold_parts_the_values_with_a_fifth_of_margin(values: list[float], kind: str) -> None:
    for condition in thresholds(values, kind):
        met = [value for value in values if condition.holds(value)]
        missed = [value for value in values if not condition.holds(value)]
        assert met
        assert missed
        bound = condition.most if condition.most is not None else condition.least
        assert bound is not None
        if max(values) > 20:
            near = min(abs(value - bound) / max(value, bound) for value in values if value != bound)
            assert near > 0.16 or bound == int(bound) <= 20


@given(st.floats(0.001, 1e6), st.floats(1.01, 10))
def test_a_round_number_is_in_its_range(low: float, ratio: float) -> None:
    number = round_number(low, low * ratio)
    assert low * (1 - 1e-6) - 1e-6 <= number <= low * ratio * (1 + 1e-6) + 1e-6


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.integers(0, 100), st.booleans())
def test_natural_values_are_allowed_and_include_the_default(default: int, least: int, whole: bool) -> None:
    param = Param(default=max(default, least), least=least, most=20_000, whole=whole)
    values = natural_values("x", param)
    assert param.default in values
    assert [checked("x", param, value) for value in values] == values
