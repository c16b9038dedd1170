"""The plan against Anki's default, with learners whom the scheduler does not know (scripts/bench_plan)."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from studykit.memory.fsrs import WEIGHTS
from studykit.memory.learners import Fsrs6, Fsrs7, strangers_weights
from studykit.planning.projection import Course, Study, draws, study

SCRIPT = Path(__file__).parents[2] / "scripts" / "bench_plan"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    loader = SourceFileLoader("bench_plan", str(SCRIPT))
    spec = spec_from_loader("bench_plan", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_three_weeks_take_a_fifth_less_than_ankis_default_for_the_same_recall(bench: ModuleType) -> None:
    found = bench.claims(bench.measure((21, 300, 25), 10))
    assert [name for name, _, _, holds in found if not holds] == []


def test_five_minutes_a_day_still_bring_two_thirds_of_the_cards(bench: ModuleType) -> None:
    found = bench.claims(bench.measure((45, 500, 5), 2))
    assert [name for name, _, _, holds in found if not holds] == []


def test_a_plan_found_anew_every_day_costs_little_more_than_one_that_is_followed(bench: ModuleType) -> None:
    setting, luck = (21, 200, 20), draws(200, 9)
    followed, anew = (bench.ours(setting, 0.94, Fsrs6(200, WEIGHTS), luck, daily) for daily in (False, True))
    assert anew[0] <= 1.05 * followed[0]
    assert anew[1] >= followed[1] - 0.01


def test_what_the_scheduler_believes_of_a_learner_is_folded_from_the_diary(bench: ModuleType) -> None:
    diary = bench.Diary(Fsrs6(60, WEIGHTS))
    table = Study((), 60, draws(60, 2), mind=diary)
    for day in range(12):
        table.day(day, 12, Course(0.9), 600)
    before = list(table.memory)
    table.memory = [None] * 60
    bench.believe(table, list(diary.pasts.values()), WEIGHTS)
    assert table.memory == before


@pytest.mark.long
def test_every_claim_holds_with_all_learners(bench: ModuleType) -> None:
    assert bench.main(["--long"]) == 0


def test_a_learner_with_the_default_weights_is_whom_the_scheduler_expects() -> None:
    luck, budgets = draws(80, 5), [600.0] * 15
    alone = study((), 80, budgets, Course(0.8, 4), luck)
    other = study((), 80, budgets, Course(0.8, 4), luck, mind=Fsrs6(80, WEIGHTS))
    assert other.recall == pytest.approx(alone.recall)
    assert other.days == alone.days


def test_strangers_differ_from_the_defaults_and_from_each_other() -> None:
    drawn = [strangers_weights(Random(seed)) for seed in range(20)]
    assert len({*drawn, WEIGHTS}) == 21
    assert all(weight > 0 for weights in drawn for weight in weights)
    assert all(weights[0] < weights[1] < weights[3] for weights in drawn)


def test_an_fsrs_7_learner_forgets_on_the_day_and_more_on_later_days() -> None:
    mind = Fsrs7(1)
    mind.begin(0, 3, 0.0)
    assert 1 >= mind.recall(0, 0.01) > mind.recall(0, 1) > mind.recall(0, 30) > 0.3


def test_an_fsrs_7_learner_remembers_longer_after_a_success_than_after_a_lapse() -> None:
    known, lapsed = Fsrs7(1), Fsrs7(1)
    for mind, rating in ((known, 3), (lapsed, 1)):
        mind.begin(0, 3, 0.0)
        mind.review(0, rating, 4.0)
    assert known.recall(0, 10) > lapsed.recall(0, 10)
