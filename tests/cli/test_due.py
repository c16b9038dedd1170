"""The light path of `due` answers from cached values; whenever it answers, the whole journal says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.due import count_for_command
from studykit.app.history import active_final_pass, forced_due_since, read_marks
from studykit.app.options import DrillOptions, QuizOptions
from studykit.app.study import Study
from studykit.app.undo import undo
from studykit.library.index_reader import cards_if_current
from studykit.store.due import DueCounts, due, in_words
from studykit.store.journal import Journal
from tests.app.work import drill, mark_cards, plan_exam, quiz
from tests.cli.person import Person
from tests.cli.world import Clock, World
from tests.shipped import copy_index

pytestmark = pytest.mark.usefixtures("quick_search")

TOPIC = ("sqs-basics",)
"""A topic of the whole pack."""
KINDS = (("wrong",), ("wrong", "right"), ("right", "unknown", "wrong"), ("right",))
"""Kinds of answers of a quiz, by the number of a deed."""
Deed = Callable[[Study, int], object]
DEEDS: dict[str, Deed] = {
    "drill a topic": lambda study, rating: drill(study, DrillOptions(TOPIC, limit=4), [rating] * 4),
    "drill": lambda study, rating: drill(study, DrillOptions(limit=3), [rating] * 4),
    "cram": lambda study, rating: drill(study, DrillOptions(cram=True, counts=True, limit=2), [rating] * 4),
    "drill one card": lambda study, rating: drill(study, DrillOptions(limit=1), [rating]),
    "suspend and bury": lambda study, _: mark_cards(study, "suspend", "bury"),
    "undo": lambda study, _: undo(study),
    "quiz of 2": lambda study, rating: quiz(study, QuizOptions(TOPIC, 2), KINDS[rating - 1]),
    "quiz of 6": lambda study, rating: quiz(study, QuizOptions(TOPIC, 6), KINDS[rating - 1]),
    "quiz of missed ones": lambda study, rating: quiz(study, QuizOptions(TOPIC, missed=True), KINDS[rating - 1]),
    "quiz of the little pack": lambda study, _: quiz(study, QuizOptions(("hiding",), 6), KINDS[2]),
    "due": lambda study, _: count_for_command(study),
    "retention": lambda study, _: study.set_value("retention", "0.8"),
    "minutes": lambda study, _: study.set_value("minutes", "5"),
    "new cards": lambda study, _: study.set_value("new_per_day", "3"),
    "no exam": lambda study, _: study.set_value("exam_date", "none"),
    "plan of 3 days": lambda study, _: plan_exam(study, 3),
    "plan of 7 days": lambda study, _: plan_exam(study, 7),
    "plan of 26 days": lambda study, _: plan_exam(study, 26),
}
"""What a learner does; the number is a rating, or chooses the answers."""
OFTEN = (*sorted(DEEDS.keys() - {"drill one card", "quiz of the little pack"}), "undo", "due", "suspend and bury")
IN_A_PASS = (
    ("suspend and bury",),
    ("drill one card", "undo"),
    ("undo",),
    ("suspend and bury", "undo"),
    ("suspend and bury", "due", "undo"),
    ("quiz of the little pack", "undo"),
)
"""What a learner with a small pack does, all of whose cards were seen, a few days before the exam."""


def light(one: Person | World) -> dict[str, object] | None:
    """Returns what the light path answers; None if it leaves it to the slow path."""
    study, at = one.study(), one.environment()
    known = cards_if_current(str(at.index), list(map(str, at.roots)))
    counts = due(str(at.journal), str(at.settings), *known, study.now(), study.day()) if known else None
    return None if counts is None else dict(counts.as_json())


def slow(one: Person | World) -> dict[str, object]:
    """Returns what the slow path answers."""
    with closing(one.study()) as study:
        return dict(count_for_command(study).as_json())


def agree(one: Person | World, deeds: Iterable[tuple[str, int]]) -> bool:
    """True if both answer the same after each of these deeds, whenever the light path answers."""
    for name, number in deeds:
        if name == "wait":
            one.clock.wait(days=number)
        else:
            one.clock.wait(seconds=1)
            with closing(one.study()) as study:
                DEEDS[name](study, number)
        if light(one) not in (None, slow(one)) or light(one) not in (None, slow(one)):
            return False
    return True


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((*OFTEN, "wait", "wait", "wait")), st.integers(1, 4)), max_size=12))
def test_the_light_path_and_the_slow_path_agree(
    index: Path, tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, int]]
) -> None:
    assert agree(Person(tmp_path_factory.mktemp("due"), index, Clock()), deeds)


@pytest.mark.parametrize("deeds", IN_A_PASS, ids=str)
def test_they_agree_on_every_day_of_a_final_pass(tmp_path: Path, deeds: tuple[str, ...]) -> None:
    passes = 0
    for days, after in [(left, gone) for left in (4, 5) for gone in range(1, left)]:
        home = tmp_path / f"{days}-{after}"
        home.mkdir()
        world = World(home)
        with closing(world.study()) as study:
            drill(study)
            world.clock.wait(days=1)
            plan_exam(study, days)
        world.clock.wait(days=after)
        with closing(world.study()) as study:
            count_for_command(study)
            passes += active_final_pass(study.settings, study.day()) is not None
        assert agree(world, [(name, 3) for name in deeds])
    assert passes > 2


def test_the_command_prints_what_the_slow_path_answers(person: Person) -> None:
    person.run("drill", "--limit", "4", typed="\n3\n\n4\n" * 2)
    assert json.loads(person.run("due", "--json").out) == slow(person)


@pytest.mark.parametrize(("reviewed", "first"), [(False, 1), (True, 2)])
def test_of_several_wrong_answers_the_first_since_the_last_review_counts(
    world: World, reviewed: bool, first: int
) -> None:
    world.run("drill", typed="\n4\n" * 9)
    day = world.study().day()
    with Journal.open(world.home / "journal.db") as journal:
        card, *_ = [entry.subject for entry in journal.entries("review")]
        for after in (1, 2, 3):
            world.clock.wait(days=1)
            if reviewed and after == 2:
                journal.append("review", card, {"rating": 4}, world.clock(), day + 2, ("review", 0, day + 20))
            due = ("review", 0, day + (first if after > 1 else 1))
            journal.append("mark", card, {"what": "due"}, world.clock(), day + after, due)
            assert forced_due_since(journal, read_marks(journal)) == {card: due[2]}
            assert light(world) == slow(world)
        assert forced_due_since(journal, read_marks(journal), day + 2) == {card: day + 1}
    assert slow(world)["overdue"] == 0


def test_after_the_slow_path_the_light_path_answers_again(person: Person) -> None:
    person.run("drill", "--limit", "4", typed="\n4\n" * 4)
    person.run("config", "retention", "0.8")
    assert light(person) is None
    assert slow(person) == light(person)
    person.run("plan", "--date", "2026-12-20")
    assert slow(person) == light(person)
    person.clock.wait(days=30)
    assert light(person) is None
    assert slow(person) == light(person)


def test_the_slow_path_corrects_a_wrong_cache(person: Person) -> None:
    person.run("drill", "--limit", "4", typed="\n4\n" * 4)
    person.study().journal.db.execute("update due set day = day + 5")
    wanted = slow(person)
    assert light(person) == wanted


@pytest.mark.parametrize(
    ("days", "says"), [(12, "in 12 days"), (1, "tomorrow"), (0, "today"), (-1, "1 day ago"), (-3, "3 days ago")]
)
def test_the_exam_day_is_in_words(days: int, says: str) -> None:
    assert in_words(DueCounts(days_left=days)) == f"0 due, 0 new; exam {says}"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("words", [("due",), ("topics",), ("plan", "--json")], ids=str)
def test_a_full_disk_is_a_one_line_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    copy_index(tmp_path)
    with Path("/dev/full").open("w") as full:
        env = {**os.environ, "STUDYKIT_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "studykit", *words]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: the output cannot be written: No space left on device\n")
