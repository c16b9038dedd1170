"""A data folder in which something is wrong: no command fails with a bug, and what can work works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studykit.app.fit import past_reviews
from studykit.app.history import weights_of
from studykit.memory.curve import with_curve
from studykit.memory.fit import held_out_from, verdict
from studykit.memory.fsrs import WEIGHTS
from studykit.store.journal import Journal
from tests.cli.person import Person
from tests.cli.test_fit import FAST, learn, write
from tests.cli.world import World

SCREENS = ((), ("drill",), ("due",), ("stats",), ("plan",), ("quiz", "-n", "1"))


@pytest.mark.parametrize("what", ["drill", "quiz"])
def test_without_a_lock_a_sitting_only_cannot_be_resumed(person: Person, what: str) -> None:
    (person.home / f"journal.db.{what}").mkdir(parents=True)
    for words in SCREENS:
        assert person.run(*words).code == 0
    person.run("drill", "--limit", "1", typed="\n3\n")
    assert len(person.events("review")) == 1


BROKEN_TARGETS = (
    ("start", None),
    ("new", "many"),
    ("reviews", "a"),
    ("apart", 3),
    ("growth", "x"),
    ("day", 1.5),
)
"""Values that a field of the targets in the settings cannot have."""


@pytest.fixture
def planned(world: World) -> World:
    """A learner with a plan for today."""
    world.run("plan", "--date", "2026-12-18")
    return world


@pytest.mark.parametrize(("key", "value"), BROKEN_TARGETS)
def test_targets_that_cannot_be_are_found_again(planned: World, key: str, value: Any) -> None:
    path = planned.home / "config.json"
    kept = json.loads(path.read_text())
    good = kept["course"]
    for words in SCREENS:
        path.write_text(json.dumps({**kept, "course": {**good, key: value}}))
        assert planned.run(*words).code == 0
    planned.run("drill")
    assert json.loads(path.read_text())["course"] == good


@pytest.mark.parametrize("text", ["[]", "null", '"x"', "{", '{"key": []}', "the plan without its days"])
def test_a_cache_that_is_no_plan_is_ignored(planned: World, text: str) -> None:
    wanted = planned.run("plan", "--json").out
    cache = planned.home / "plan.json"
    plan = json.loads(cache.read_text())
    cache.write_text(json.dumps({**plan, "days": None}) if text.startswith("the plan") else text)
    assert planned.run("plan", "--json").out == wanted
    assert json.loads(cache.read_text()) == plan


def test_marks_and_answers_of_items_that_are_gone_are_not_counted(person: Person) -> None:
    with Journal.open(person.home / "journal.db") as journal:
        journal.append("mark", "gone/card", {"what": "mark"}, person.clock(), person.study().day())
        journal.append("answer", "gone/item", {"chosen": ["a"], "right": False}, person.clock(), person.study().day())
    said = person.run().out
    assert "Marked" not in said
    assert "wrong" not in said


def test_an_exam_too_far_away_is_refused_with_the_allowed_range(person: Person) -> None:
    done = person.run("plan", "--date", "9999-12-31")
    assert done.code == 2
    assert "too far away; it takes a date from today, 2026-11-24, on, to 2031-11-28" in done.err


def test_without_a_plan_the_load_of_today_is_what_is_left_of_it(person: Person) -> None:
    person.run("drill", typed="\n4\n" * 20)
    value = json.loads(person.run("stats", "--json").out)
    assert (value["forecast"][0]["new"], value["forecast"][0]["reviews"]) == (0, 0)
    assert value["forecast"][1]["new"] == 10


def test_reviews_of_days_ahead_are_not_counted(person: Person) -> None:
    day = person.study().day()
    with Journal.open(person.home / "journal.db") as journal:
        for number, when in enumerate((day - 3, day - 1, day + 2)):
            journal.append("review", "sqs-basics/allowed", {"rating": 3}, person.clock() + number, when)
    assert json.loads(person.run("stats", "--json").out)["recall"]["reviews"] == 1


def test_answers_from_a_file_are_not_part_of_an_interrupted_quiz(person: Person) -> None:
    person.run("quiz", "sqs-dlq", "-n", "3", "--seed", "1", typed="AB\na\n-\n\n", cut=True)
    path = person.home / "answers.json"
    given = {entry.subject: list(entry.data["chosen"]) for entry in person.events("answer")}
    path.write_text(json.dumps(given))
    assert person.run("quiz", "sqs-dlq", "--answers", str(path)).code == 1
    ends = [entry.data["items"] for entry in person.events("sitting") if entry.subject == "quiz"]
    assert ends[0] == 1


@pytest.mark.parametrize("planned", [False, True])
def test_a_fit_is_compared_with_the_weights_in_use(tmp_path: Path, planned: bool) -> None:
    world = World(tmp_path)
    pasts = learn(150, FAST)
    write(world, pasts)
    if planned:
        world.run("plan", "--date", "2026-12-18")
    said = world.run("fit").out
    with Journal.open(tmp_path / "journal.db") as journal:
        found, kept = weights_of(journal), past_reviews(journal)
    since = held_out_from(kept)
    early = [[review for review in past if review[1] < since] for past in kept]
    sides = [with_curve(early, w) if planned else w for w in (WEIGHTS, found)]
    judged = verdict(kept, since, *sides)
    assert " ".join(said.split()).endswith(f"{judged.used:.4f} as it was, {judged.fitted:.4f} fitted.")
