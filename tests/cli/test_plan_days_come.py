"""A plan is built again every day: what it promised for a date is there when the date comes."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, repeat
from pathlib import Path

import pytest

from studykit.app.options import DrillOptions, QuizOptions
from studykit.app.plan import find_plan
from studykit.app.study import Study
from studykit.memory.fsrs import GOOD
from studykit.planning.tasks import MOCKS, DayPlan, TaskKind
from studykit.store.journal import Journal, NewEvent
from tests.app.work import cards_left, drill, mark_cards, plan_exam, quiz
from tests.cli.person import Person
from tests.cli.world import World

DAY_MS = 86_400_000

pytestmark = pytest.mark.usefixtures("quick_search")


@dataclass(frozen=True)
class PlannedDay:
    """A day as its plan has it: the days left, its kinds of tasks, and those that it has for tomorrow."""

    left: int
    today: list[TaskKind]
    tomorrow: list[TaskKind]


def kinds(day: DayPlan) -> list[TaskKind]:
    return [task.kind for task in day.tasks]


def follow(home: Path, days: int, minutes: int) -> list[PlannedDay]:
    """Plans and drills every day until an exam."""
    world, planned = World(home), []
    with closing(world.study()) as study:
        plan_exam(study, days, minutes)
        for left in range(days, -1, -1):
            plan = find_plan(study)
            planned.append(PlannedDay(left, kinds(plan.today), kinds(plan.days[1]) if left else []))
            drill(study, ratings=repeat(GOOD))
            world.clock.wait(days=1)
    return planned


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory, quick_search: None) -> list[PlannedDay]:
    return follow(tmp_path_factory.mktemp("days"), 24, 60)


def test_a_mock_that_is_promised_for_tomorrow_is_there_tomorrow(days: list[PlannedDay]) -> None:
    for before, now in pairwise(days):
        assert set(MOCKS).intersection(before.tomorrow) == set(MOCKS).intersection(now.today)


def test_mocks_come_weekly_then_half_of_one_the_sheets_and_the_warm_up(days: list[PlannedDay]) -> None:
    dated = {day.left: day.today for day in days if not {"items"}.issuperset(day.today)}
    assert dated == {23: ["mock"], 16: ["mock"], 9: ["mock"], 2: ["half"], 1: ["sheets"], 0: ["warm-up"]}


def test_there_is_no_mock_on_the_day_on_which_the_plan_is_made(world: World) -> None:
    with closing(world.study()) as study:
        assert "mock" not in kinds(plan_exam(study, 9, 60).today)


def take_exam(world: World, tmp_path: Path) -> str:
    """Hands in an exam of two questions without an answer; returns its sitting."""
    empty = tmp_path / "none.json"
    empty.write_text("{}")
    world.run("exam", "-n", "2", "--answers", str(empty))
    return world.run("exam", "list").out.split()[0]


def test_misses_are_reviewed_from_the_day_after_a_mock_until_none_is_left(world: World, tmp_path: Path) -> None:
    world.run("plan", "--date", "2026-12-18", "--minutes", "60")
    command = f"studykit exam review {take_exam(world, tmp_path)}"
    (world.home / "plan.json").unlink()
    held = []
    for _ in range(3):
        held.append(command in world.run("plan").out)
        world.clock.wait(days=1)
    held.append(command in world.run("plan").out)
    with Journal.open(world.home / "journal.db") as journal:
        for missed in list(journal.entries("answer")):
            data = {"what": "review", "sitting": command.split()[-1], "why": None}
            journal.append("mark", missed.subject, data, world.clock(), world.study().day())
    world.clock.wait(days=1)
    held.append(command in world.run("plan").out)
    assert held == [False, True, True, True, False]


def planned_cards(study: Study) -> int:
    """Returns how many cards the plan has today."""
    return find_plan(study).summary.today.cards


def test_plan_and_drill_count_the_same_cards_in_a_final_pass_over_the_cards_of_the_packs(person: Person) -> None:
    in_pass = 0
    with closing(person.study()) as study:
        plan_exam(study, 7, 120)
        for place in range(150):
            review = NewEvent("review", f"gone/{place}", {"rating": 4, "took": 0})
            study.journal.append_all([review], person.clock() - DAY_MS, 1)
        study.forget()
        for _ in range(7):
            planned = planned_cards(study)
            assert planned == cards_left(study)
            drill(study, DrillOptions(limit=5))
            assert planned == cards_left(study) + person.asked_today().total()
            mark_cards(study, "suspend", "suspend", "suspend")
            study.forget()
            planned = planned_cards(study)
            assert planned == cards_left(study) + person.asked_today().total()
            targets = study.settings.targets
            in_pass += targets is not None and targets.in_final_pass(targets.day)
            drill(study)
            person.clock.wait(days=1)
    assert in_pass > 1


def test_answers_in_an_exam_are_counted_apart(world: World, tmp_path: Path) -> None:
    take_exam(world, tmp_path)
    world.run("quiz", "-n", "1", "--plain", typed="AB\na\n-\n\n" * 2)
    history = world.study().history
    assert (history.answers_today, history.exam_answers_today) == (3, 2)


def test_siblings_do_not_wait_if_that_would_leave_cards_out(person: Person) -> None:
    tomorrow, later = (date.fromordinal(person.study().day() + days).isoformat() for days in (1, 30))
    waits = {}
    for exam in (tomorrow, later):
        person.run("plan", "--date", exam, "--minutes", "300")
        waits[exam] = json.loads((person.home / "config.json").read_text())["course"]["apart"]
    assert waits == {tomorrow: False, later: True}


def test_on_the_eve_the_plan_and_the_drill_have_every_card_that_fits(person: Person) -> None:
    tomorrow = date.fromordinal(person.study().day() + 1).isoformat()
    asked = json.loads(person.run("plan", "--date", tomorrow, "--minutes", "300", "--json").out)["today"]["cards"]
    every = sum(row["cards"] for row in json.loads(person.run("topics", "--json").out))
    assert asked == every == json.loads(person.run("due", "--json").out)["new"]
    assert f"Drill {asked} cards" in person.run().out


def test_days_after_a_plan_without_any_study_count_as_missed(world: World) -> None:
    world.run("plan", "--date", "2026-12-18")
    world.clock.wait(days=5)
    assert "5 days behind: nothing is lost" in " ".join(world.run("plan").out.split())


def test_days_without_planned_work_do_not_count_as_missed(world: World) -> None:
    empty = 0
    with closing(world.study()) as study:
        plan_exam(study, 30, 5)
        for _ in study.library.card_ids():
            find_plan(study)
            drill(study)
            quiz(study, QuizOptions(number=30), ["right"])
            world.clock.wait(days=1)
    while "Today: nothing" in (said := world.run("plan").out):
        assert "behind" not in said
        empty += 1
        world.clock.wait(days=1)
    world.clock.wait(days=1)
    assert "1 day behind" in world.run("plan").out
    assert empty > 3


def test_the_prediction_of_the_first_day_is_kept(world: World) -> None:
    expected = json.loads(world.run("plan", "--date", "2026-12-18", "--json").out)["expected_recall"]
    with Journal.open(world.home / "journal.db") as journal:
        assert [entry.data["expected_recall"] for entry in journal.entries("prediction", "plan")] == [expected]


def test_a_dry_run_leaves_no_journal(world: World) -> None:
    world.run("plan", "--date", "2026-12-18", "--dry-run")
    assert not (world.home / "journal.db").exists()


def test_plans_for_another_exam_do_not_count_as_missed(world: World) -> None:
    world.run("plan", "--date", "2026-12-01")
    world.clock.wait(days=90)
    assert "behind" not in world.run("plan", "--date", "2027-06-01").out
