"""A home in which something is not as it should be: nothing is a bug, and what can go on goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studykit.app.fit import pasts_of
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
def test_a_lock_that_cannot_be_opened_costs_only_going_on(person: Person, what: str) -> None:
    (person.home / f"journal.db.{what}").mkdir(parents=True)
    for words in SCREENS:
        assert person.run(*words).code == 0
    person.run("drill", "--limit", "1", typed="\n3\n")
    assert len(person.events("review")) == 1


@pytest.mark.parametrize(
    ("key", "value"), [("start", None), ("new", "many"), ("reviews", "a"), ("apart", 3), ("growth", "x"), ("day", 1.5)]
)
def test_a_course_that_is_none_is_found_anew(person: Person, key: str, value: Any) -> None:
    person.run("plan", "--date", "2026-12-18")
    path = person.home / "config.json"
    kept = json.loads(path.read_text())
    good = kept["course"]
    for words in SCREENS:
        path.write_text(json.dumps({**kept, "course": {**good, key: value}}))
        assert person.run(*words).code == 0
    person.run("drill")
    assert json.loads(path.read_text())["course"] == good


@pytest.mark.parametrize("text", ["[]", "null", '"x"', "{", '{"key": []}'])
def test_a_plan_in_the_cache_that_is_none_is_made_anew(person: Person, text: str) -> None:
    person.run("plan", "--date", "2026-12-18")
    wanted = person.run("plan", "--json").out
    person.index.with_name("plan.json").write_text(text)
    assert person.run("plan", "--json").out == wanted


def test_what_is_marked_or_missed_and_gone_is_not_counted(person: Person) -> None:
    with Journal.open(person.home / "journal.db") as log:
        log.append("mark", "gone/card", {"what": "mark"}, person.clock(), person.desk().day())
        log.append("answer", "gone/item", {"chosen": ["a"], "right": False}, person.clock(), person.desk().day())
    said = person.run().out
    assert "Marked" not in said
    assert "wrong" not in said


def test_an_exam_that_nobody_plans_for_is_refused_with_the_range(person: Person) -> None:
    done = person.run("plan", "--date", "9999-12-31")
    assert done.code == 2
    assert "too far away; it takes a date from today, 2026-11-24, on, to 2031-11-28" in done.err


def test_without_a_plan_todays_load_is_what_is_left_of_today(person: Person) -> None:
    person.run("drill", typed="\n4\n" * 20)
    value = json.loads(person.run("stats", "--json").out)
    assert (value["forecast"][0]["new"], value["forecast"][0]["reviews"]) == (0, 0)
    assert value["forecast"][1]["new"] == 10


def test_reviews_of_days_that_are_still_to_come_are_not_counted(person: Person) -> None:
    day = person.desk().day()
    with Journal.open(person.home / "journal.db") as log:
        for number, when in enumerate((day - 3, day - 1, day + 2)):
            log.append("review", "sqs-basics/allowed", {"rating": 3}, person.clock() + number, when)
    assert json.loads(person.run("stats", "--json").out)["recall"]["reviews"] == 1


def test_answers_from_a_file_are_no_part_of_a_quiz_that_was_cut(person: Person) -> None:
    person.run("quiz", "sqs-dlq", "-n", "3", "--seed", "1", typed="AB\na\n-\n\n", cut=True)
    path = person.home / "answers.json"
    given = {entry.subject: list(entry.data["chosen"]) for entry in person.events("answer")}
    path.write_text(json.dumps(given))
    assert person.run("quiz", "sqs-dlq", "--answers", str(path)).code == 1
    ends = [entry.data["items"] for entry in person.events("sitting") if entry.subject == "quiz"]
    assert ends[0] == 1


@pytest.mark.parametrize("planned", [False, True])
def test_a_fit_is_judged_against_what_is_in_use(tmp_path: Path, planned: bool) -> None:
    world = World(tmp_path)
    pasts = learn(150, FAST)
    write(world, pasts)
    if planned:
        world.run("plan", "--date", "2026-12-18")
    said = world.run("fit").out
    with Journal.open(tmp_path / "journal.db") as log:
        found, kept = weights_of(log), pasts_of(log)
    since = held_out_from(kept)
    early = [[review for review in past if review[1] < since] for past in kept]
    sides = [with_curve(early, w) if planned else w for w in (WEIGHTS, found)]
    judged = verdict(kept, since, *sides)
    assert " ".join(said.split()).endswith(f"{judged.used:.4f} as it was, {judged.fitted:.4f} fitted.")
