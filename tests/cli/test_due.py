"""The light path of `due` answers from cached values; whenever it answers, the whole journal says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.due import due_counts
from studykit.app.history import active_final_pass, forced_due_since, read_marks
from studykit.store.due import DueCounts, in_words
from studykit.store.journal import Journal
from tests.cli.person import Person
from tests.cli.world import Clock, World, light_due

pytestmark = pytest.mark.usefixtures("quick_search")

TOPIC = "sqs-basics"
DEEDS = (
    *(("drill", TOPIC, "--limit", "4"), ("drill", "--limit", "3"), ("drill", "--cram", "--counts", "--limit", "2")),
    *(("undo",), ("undo",), ("config", "retention", "0.8"), ("config", "minutes", "5"), ("config", "new_per_day", "3")),
    *(("quiz", TOPIC, "-n", "2"), ("quiz", TOPIC, "-n", "6"), ("quiz", TOPIC, "--missed"), ("due",), ("due",)),
    *(("plan", "--date", "2026-11-27"), ("plan", "--date", "2026-12-01"), ("plan", "--date", "2026-12-20")),
    *(("drill", "aside"), ("drill", "aside"), ("config", "exam_date", "none"), ("wait",), ("wait",), ("wait",)),
)
IN_A_PASS = (
    *((("drill", "aside"),), (("drill", "--limit", "1"), ("undo",)), (("undo",),), (("drill", "aside"), ("undo",))),
    *((("drill", "aside"), ("due",), ("undo",)), (("quiz", "hiding", "-n", "6"), ("undo",))),
)
"""What a learner with a small pack does, all of whose cards were seen, a few days before the exam."""


def typed(words: tuple[str, ...], rating: int) -> str:
    """Returns what is typed: ratings, cards to suspend and bury, and answers, some wrong and some unsure."""
    if words == ("drill", "aside"):
        return "\ns\n\nb\nq\n"
    return f"\n{rating}\n" * 4 if words[0] == "drill" else "AB\na\n-\n\n" * 2 + "ABCD"[rating - 1] * 2 + "\n\n"


def light(one: Person | World) -> dict[str, object] | None:
    """Returns what the light path answers; None if it leaves it to the slow path."""
    return light_due(one.environment(), one.study().day())


def slow(one: Person | World) -> dict[str, object]:
    return dict(json.loads(one.run("due", "--json").out))


def agree(one: Person | World, deeds: Iterable[tuple[tuple[str, ...], int]]) -> bool:
    """True if both answer the same after each of these deeds, whenever the light path answers."""
    for words, rating in deeds:
        if words == ("wait",):
            one.clock.wait(days=rating)
        else:
            one.clock.wait(seconds=1)
            one.run(*(word for word in words if word != "aside"), typed=typed(words, rating))
        if light(one) not in (None, slow(one)) or light(one) not in (None, slow(one)):
            return False
    return True


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 4)), max_size=12))
def test_the_light_path_and_the_slow_path_agree(
    index: Path, tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[tuple[str, ...], int]]
) -> None:
    person = Person(tmp_path_factory.mktemp("due"), index, Clock())
    person.run("topics")
    assert agree(person, deeds)


@pytest.mark.parametrize("deeds", IN_A_PASS, ids=str)
def test_they_agree_on_every_day_of_a_final_pass(tmp_path: Path, deeds: tuple[tuple[str, ...], ...]) -> None:
    passes = 0
    for days, after in [(left, gone) for left in (4, 5) for gone in range(1, left)]:
        home = tmp_path / f"{days}-{after}"
        home.mkdir()
        world = World(home)
        world.run("drill", typed="\n4\n" * 9)
        world.clock.wait(days=1)
        world.run("plan", "--date", date.fromordinal(world.study().day() + days).isoformat())
        world.clock.wait(days=after)
        world.run("due")
        study = world.study()
        passes += active_final_pass(study.settings, study.day()) is not None
        assert agree(world, [(words, 3) for words in deeds])
    assert passes > 2


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


def test_due_counts_are_the_json_of_due(person: Person) -> None:
    person.run("drill", "--limit", "4", typed="\n3\n\n4\n" * 2)
    study = person.study()
    assert due_counts(study, study.library.card_ids()).as_json() == slow(person)


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
    with Path("/dev/full").open("w") as full:
        env = {**os.environ, "STUDYKIT_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "studykit", *words]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: the output cannot be written: No space left on device\n")
