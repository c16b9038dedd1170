"""`due` answers from what is kept; whenever it does, the whole journal says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.cli.opening import journal
from studykit.store.due import due, in_words
from tests.cli.person import CONTENT, Person
from tests.cli.world import Clock

TOPIC = "sqs-basics"
DEEDS = (
    *(("drill", TOPIC, "--limit", "4"), ("drill", "--limit", "3"), ("drill", "--cram", "--counts", "--limit", "2")),
    *(("undo",), ("undo",), ("config", "retention", "0.8"), ("config", "minutes", "5"), ("config", "new_per_day", "3")),
    *(("quiz", TOPIC, "-n", "2"), ("quiz", TOPIC, "-n", "6"), ("quiz", TOPIC, "--missed"), ("due",), ("due",)),
    *(("plan", "--date", "2026-11-27"), ("plan", "--date", "2026-12-01"), ("plan", "--date", "2026-12-20")),
    *(("drill", "aside"), ("drill", "aside"), ("config", "exam_date", "none"), ("wait",), ("wait",), ("wait",)),
)
IN_A_PASS = (
    ("drill", TOPIC, "--limit", "4"),
    *(("plan", "--date", "2026-11-27"), ("wait",), ("due",)),
)
"""What leads into the final pass of a few days, with reviews in it."""


def typed(words: tuple[str, ...], rating: int) -> str:
    """What is typed at a deed: ratings, cards put aside, answers of which some are wrong and some unknown."""
    if words == ("drill", "aside"):
        return "\ns\n\nb\nq\n"
    return f"\n{rating}\n" * 4 if words[0] == "drill" else "AB\na\n-\n\n" * 2 + "ABCD"[rating - 1] * 2 + "\n\n"


def light(person: Person) -> dict[str, object] | None:
    """What the light path says; None when it takes the slow way."""
    home = person.home
    return due(
        *(str(home / "journal.db"), str(person.index), str(home / "config.json"), [str(CONTENT)]),
        *(person.clock(), person.desk().day(), lambda text: date.fromisoformat(text).toordinal()),
    )


def slow(person: Person) -> dict[str, object]:
    return dict(json.loads(person.run("due", "--json").out))


@settings(max_examples=25, deadline=None)
@given(st.booleans(), st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 4)), max_size=12))
def test_the_light_way_and_the_slow_one_agree(
    index: Path, tmp_path_factory: pytest.TempPathFactory, passing: bool, deeds: list[tuple[tuple[str, ...], int]]
) -> None:
    person = Person(tmp_path_factory.mktemp("due"), index, Clock())
    person.run("topics")
    for words, rating in [*((one, 1) for one in IN_A_PASS if passing), *deeds]:
        if words == ("wait",):
            person.clock.wait(days=rating)
        else:
            person.clock.wait(seconds=1)
            person.run(*(word for word in words if word != "aside"), typed=typed(words, rating))
        assert light(person) in (None, slow(person))
        assert light(person) in (None, slow(person))


def test_the_light_way_is_taken_again_once_the_slow_one_was(person: Person) -> None:
    person.run("drill", "--limit", "4", typed="\n4\n" * 4)
    person.run("config", "retention", "0.8")
    assert light(person) is None
    assert slow(person) == light(person)
    person.run("plan", "--date", "2026-12-20")
    assert slow(person) == light(person)
    person.clock.wait(days=30)
    assert light(person) is None
    assert slow(person) == light(person)


def test_what_was_kept_wrongly_is_found_by_the_slow_way(person: Person) -> None:
    person.run("drill", "--limit", "4", typed="\n4\n" * 4)
    desk = person.desk()
    journal(desk).base.execute("update due set day = day + 5")
    wanted = slow(person)
    assert light(person) == wanted


@pytest.mark.parametrize(
    ("days", "says"), [(12, "in 12 days"), (1, "tomorrow"), (0, "today"), (-1, "1 day ago"), (-3, "3 days ago")]
)
def test_the_exam_is_told_as_people_tell_it(days: int, says: str) -> None:
    answer = {"due": 0, "overdue": 0, "learning": 0, "new": 0, "next_due": None, "days_left": days}
    assert in_words(answer) == f"0 due, 0 new; exam {says}"  # type: ignore[arg-type] # values of any type


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("words", [("due",), ("topics",), ("plan", "--json")], ids=str)
def test_a_disk_that_is_full_is_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        env = {**os.environ, "STUDYKIT_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "studykit", *words]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=env, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "error: the output cannot be written: No space left on device\n")
