"""A plan that is found anew every day: what it promised of its dates is there when they come."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studykit.app.course import settled

from studykit.app.history import history
from studykit.app.plan_inputs import behind, past_of, sample_of
from studykit.app.queue import DAY_MS, dealt
from studykit.app.settings import read
from studykit.app.study import journal, library
from studykit.app.todays_plan import agenda
from studykit.memory.fsrs import WEIGHTS
from studykit.store.journal import Journal
from tests.cli.person import Person
from tests.cli.world import World

MOCKS = {"mock", "half", "part"}


@dataclass(frozen=True)
class Came:
    """A day: how many are left, what it holds, and what it promises of the next."""

    left: int
    today: list[str]
    tomorrow: list[str]


def laid(home: Path) -> list[list[str]]:
    """Kinds of the parts of each day of the plan that is kept."""
    return [[part[0] for part in load[3]] for load in json.loads((home / "plan.json").read_text())["days"]]


def lived(tmp_path: Path, days: int, minutes: int) -> list[Came]:
    """The days until an exam, each begun with its plan and drilled."""
    world, came = World(tmp_path), []
    exam = date.fromordinal(world.desk().day() + days).isoformat()
    world.run("plan", "--date", exam, "--minutes", str(minutes))
    for left in range(days, -1, -1):
        world.run("plan")
        today, *ahead = laid(world.home)
        came.append(Came(left, today, ahead[0] if ahead else []))
        world.run("drill", "--plain", typed="\n3\n" * 20)
        world.clock.wait(days=1)
    return came


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[Came]:
    return lived(tmp_path_factory.mktemp("days"), 24, 60)


def test_a_mock_that_is_promised_for_tomorrow_is_there_tomorrow(days: list[Came]) -> None:
    for before, now in pairwise(days):
        assert MOCKS.intersection(before.tomorrow) == MOCKS.intersection(now.today)


def test_mocks_come_a_week_apart_half_of_one_two_days_before_and_then_the_sheets_and_the_warm_up(
    days: list[Came],
) -> None:
    dated = {day.left: day.today for day in days if not {"items"}.issuperset(day.today)}
    assert dated == {23: ["mock"], 16: ["mock"], 9: ["mock"], 2: ["half"], 1: ["sheets"], 0: ["warm-up"]}


def test_no_mock_is_sprung_on_the_day_on_which_the_plan_is_made(tmp_path: Path) -> None:
    assert "mock" not in lived(tmp_path, 9, 60)[0].today


def sat(world: World, tmp_path: Path) -> str:
    """A paper of two questions, handed in empty; its sitting."""
    empty = tmp_path / "none.json"
    empty.write_text("{}")
    world.run("exam", "-n", "2", "--answers", str(empty))
    return world.run("exam", "list").out.split()[0]


def test_what_a_mock_missed_is_gone_through_from_the_day_after_until_it_is_done(world: World, tmp_path: Path) -> None:
    world.run("plan", "--date", "2026-12-18", "--minutes", "60")
    command = f"studykit exam review {sat(world, tmp_path)}"
    (world.home / "plan.json").unlink()
    held = []
    for _ in range(3):
        held.append(command in world.run("plan").out)
        world.clock.wait(days=1)
    held.append(command in world.run("plan").out)
    with Journal.open(world.home / "journal.db") as log:
        for missed in list(log.entries("answer")):
            data = {"what": "review", "sitting": command.split()[-1], "why": None}
            log.append("mark", missed.subject, data, world.clock(), world.desk().day())
    world.clock.wait(days=1)
    held.append(command in world.run("plan").out)
    assert held == [False, True, True, True, False]


def left(person: Person) -> int:
    """Cards that a drill would ask now."""
    desk = person.desk()
    settings, found = settled(desk), library(desk)
    return len(dealt(desk, found, history(journal(desk), desk, settings), settings, found.card_ids()).today.all)


def test_the_final_pass_is_of_the_cards_that_there_are_and_plan_and_drill_count_the_same(person: Person) -> None:
    exam = date.fromordinal(person.desk().day() + 7).isoformat()
    person.run("plan", "--date", exam, "--minutes", "120")
    with Journal.open(person.home / "journal.db") as log:
        for place in range(150):
            log.append("review", f"gone/{place}", {"rating": 4, "took": 0}, person.clock() - DAY_MS, 1)
    passing = 0
    for _ in range(7):
        planned = json.loads(person.run("plan", "--json").out)["today"]["cards"]
        assert planned == left(person)
        person.run("drill", "--limit", "5", typed="\n4\n" * 5)
        assert planned == left(person) + sum(person.asked_today().values())
        person.run("drill", "--limit", "3", typed="\ns\n" * 3 + "q\n")
        planned = json.loads(person.run("plan", "--json").out)["today"]["cards"]
        assert planned == left(person) + sum(person.asked_today().values())
        course = settled(person.desk()).course
        passing += course is not None and course.start <= course.day
        person.run("drill", typed="\n4\n" * 400)
        person.clock.wait(days=1)
    assert passing > 1


DAY = [0, 8, 7.0, [["mock", 30, 60.0, ""], ["items", 9, 13.5, "sns"]]]


@pytest.mark.parametrize(
    ("answered", "sat", "left"),
    [(0, 0, [30, 9]), (4, 0, [30, 5]), (12, 12, [18, 9]), (30, 30, [9]), (17, 16, [8]), (80, 0, [30])],
)
def test_a_quiz_answers_the_items_of_a_day_and_an_exam_its_mock(answered: int, sat: int, left: list[int]) -> None:
    plan = agenda({"days": [DAY], "form": 65, "json": {"today": {"minutes": 80}}}, answered, sat)
    assert [int(choice.name.rpartition(":")[2]) for choice in plan.choices] == left
    assert plan.left == sum(left)


def test_questions_of_a_paper_are_counted_as_those_of_an_exam(world: World, tmp_path: Path) -> None:
    sat(world, tmp_path)
    world.run("quiz", "-n", "1", "--plain", typed="AB\na\n-\n\n" * 2)
    desk = world.desk()
    with Journal.open(world.home / "journal.db") as log:
        past = history(log, desk, read(desk.settings))
    assert (past.answered, past.sat) == (3, 2)


def test_siblings_do_not_wait_where_that_would_leave_cards_out(person: Person) -> None:
    tomorrow, later = (date.fromordinal(person.desk().day() + days).isoformat() for days in (1, 30))
    waits = {}
    for exam in (tomorrow, later):
        person.run("plan", "--date", exam, "--minutes", "300")
        waits[exam] = json.loads((person.home / "config.json").read_text())["course"]["apart"]
    assert waits == {tomorrow: False, later: True}


def test_on_the_eve_everything_that_the_minutes_hold_is_new_and_drill_asks_it(person: Person) -> None:
    tomorrow = date.fromordinal(person.desk().day() + 1).isoformat()
    asked = json.loads(person.run("plan", "--date", tomorrow, "--minutes", "300", "--json").out)["today"]["cards"]
    every = sum(row["cards"] for row in json.loads(person.run("topics", "--json").out))
    assert asked == every == json.loads(person.run("due", "--json").out)["new"]
    assert f"Drill {asked} cards" in person.run().out


def test_whoever_makes_a_plan_and_never_begins_is_told_of_the_days(world: World) -> None:
    world.run("plan", "--date", "2026-12-18")
    world.clock.wait(days=5)
    assert "5 days behind: nothing is lost" in " ".join(world.run("plan").out.split())


@given(
    said=st.dictionaries(st.integers(1, 30), st.frozensets(st.integers(1, 40)), max_size=9),
    last=st.integers(0, 30),
    day=st.integers(30, 40),
)
def test_a_day_is_missed_when_the_latest_plan_had_something_for_it(
    said: dict[int, frozenset[int]], last: int, day: int
) -> None:
    found = behind({when: {"idle": idle} for when, idle in said.items()}, last, day)
    plans = {when: max([one for one in said if one <= when], default=None) for when in range(last + 1, day)}
    assert found == sum(plan is not None and when not in said[plan] for when, plan in plans.items())


def test_nobody_is_behind_for_days_on_which_the_plan_said_nothing(world: World) -> None:
    world.run("plan", "--date", "2026-12-24", "--minutes", "5")
    empty = 0
    for _ in library(world.desk()).card_ids():
        world.run("drill", "--plain", typed="\n4\n" * 9)
        world.run("quiz", "-n", "30", "--plain", typed="-\n\n" * 60)
        world.clock.wait(days=1)
    while "Today: nothing" in (said := world.run("plan").out):
        assert "behind" not in said
        empty += 1
        world.clock.wait(days=1)
    world.clock.wait(days=1)
    assert "1 day behind" in world.run("plan").out
    assert empty > 3


def test_an_answer_that_was_taken_back_was_not_given(world: World) -> None:
    day = world.desk().day()
    with Journal.open(world.home / "journal.db") as log:
        for item in ("t/1", "t/2"):
            log.append("answer", item, {"right": True}, 5, day)
        log.undo(6, day)
        past = past_of(log, day + 1, WEIGHTS)
        log.undo(7, day)
        none = past_of(log, day + 1, WEIGHTS)
    assert (past.answered, past.last_day) == ({"t/1"}, day)
    assert (none.answered, none.last_day) == (set(), 0)


def test_the_curve_is_learned_from_what_stands_and_lies_before_today(world: World) -> None:
    with Journal.open(world.home / "journal.db") as log:
        for place in range(6):
            log.append("review", f"t/{place % 3}", {"rating": 3}, place, place)
        for _ in range(2):
            log.append("review", "t/2", {"rating": 1}, 9, 3)
            log.undo(9, 9)
        assert sample_of(log, 5) == [[(3, 0, 0), (3, 3, 3)], [(3, 1, 1), (3, 4, 4)], [(3, 2, 2)]]
        assert sample_of(log, 2) == [[(3, 0, 0)], [(3, 1, 1)]]


def test_the_first_evenings_prediction_is_kept(world: World) -> None:
    expected = json.loads(world.run("plan", "--date", "2026-12-18", "--json").out)["expected_recall"]
    with Journal.open(world.home / "journal.db") as log:
        assert [entry.data["expected_recall"] for entry in log.entries("prediction", "plan")] == [expected]


def test_a_dry_run_leaves_no_journal(world: World) -> None:
    world.run("plan", "--date", "2026-12-18", "--dry-run")
    assert not (world.home / "journal.db").exists()


def test_nobody_is_behind_with_a_plan_for_another_exam(world: World) -> None:
    world.run("plan", "--date", "2026-12-01")
    world.clock.wait(days=90)
    assert "behind" not in world.run("plan", "--date", "2027-06-01").out
