"""The plan against Anki's defaults, with learners that the scheduler does not know (scripts/bench_plan)."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from studykit.memory.fsrs import WEIGHTS
from studykit.planning.draws import random_draws
from studykit.planning.projection import Simulation, StudyPolicy, project
from tests.planning.simulated_learners import Fsrs6, Fsrs7, random_weights

SCRIPT = Path(__file__).parents[2] / "scripts" / "bench_plan"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    loader = SourceFileLoader("bench_plan", str(SCRIPT))
    spec = spec_from_loader("bench_plan", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(("learners", "saves"), [(3, 0.17), pytest.param(10, 0.2, marks=pytest.mark.long)])
def test_three_weeks_take_a_fifth_less_than_ankis_defaults_for_the_same_recall(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch, learners: int, saves: float
) -> None:
    """The claim is a mean: three learners are allowed three points less, ten are not."""
    monkeypatch.setattr(bench, "SAVES", saves)
    found = bench.claims(bench.measure((21, 300, 25), learners))
    assert [name for name, _, _, holds in found if not holds] == []


def test_five_minutes_a_day_still_bring_two_thirds_of_the_cards(bench: ModuleType) -> None:
    found = bench.claims(bench.measure((45, 500, 5), 2))
    assert [name for name, _, _, holds in found if not holds] == []


def test_a_plan_made_again_every_day_costs_little_more_than_one_that_is_followed(bench: ModuleType) -> None:
    setting, draws = (21, 200, 20), random_draws(200, 9)
    followed, again = (bench.ours(setting, 0.94, Fsrs6(200, WEIGHTS), draws, daily) for daily in (False, True))
    assert again[0] <= 1.05 * followed[0]
    assert again[1] >= followed[1] - 0.01


def test_the_schedulers_memories_are_folded_from_the_recorded_reviews(bench: ModuleType) -> None:
    recorded = bench.RecordedLearner(Fsrs6(60, WEIGHTS))
    simulation = Simulation((), 60, random_draws(60, 2), learner=recorded)
    for day in range(12):
        simulation.study_day(day, 12, StudyPolicy(0.9), 600)
    before = list(simulation.memory)
    simulation.memory = [None] * 60
    bench.believe(simulation, list(recorded.histories.values()), WEIGHTS)
    assert simulation.memory == before


@pytest.mark.long
def test_every_claim_holds_with_all_learners(bench: ModuleType) -> None:
    assert bench.main(["--long"]) == 0


def test_a_learner_with_the_default_weights_is_the_one_that_the_scheduler_expects() -> None:
    draws, budgets = random_draws(80, 5), [600.0] * 15
    alone = project((), 80, budgets, StudyPolicy(0.8, 4), draws)
    other = project((), 80, budgets, StudyPolicy(0.8, 4), draws, learner=Fsrs6(80, WEIGHTS))
    assert other.recall == pytest.approx(alone.recall)
    assert other.days == alone.days


def test_random_weights_differ_from_the_defaults_and_from_each_other() -> None:
    drawn = [random_weights(Random(seed)) for seed in range(20)]
    assert len({*drawn, WEIGHTS}) == 21
    assert all(weight > 0 for weights in drawn for weight in weights)
    assert all(weights[0] < weights[1] < weights[3] for weights in drawn)


def test_an_fsrs_7_learner_forgets_on_the_same_day_and_more_on_later_days() -> None:
    learner = Fsrs7(1)
    learner.begin(0, 3, 0.0)
    assert 1 >= learner.recall(0, 0.01) > learner.recall(0, 1) > learner.recall(0, 30) > 0.3


def test_an_fsrs_7_learner_remembers_longer_after_a_success_than_after_a_lapse() -> None:
    known, lapsed = Fsrs7(1), Fsrs7(1)
    for learner, rating in ((known, 3), (lapsed, 1)):
        learner.begin(0, 3, 0.0)
        learner.review(0, rating, 4.0)
    assert known.recall(0, 10) > lapsed.recall(0, 10)
