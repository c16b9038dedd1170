"""A study opens each thing once: one command reads the settings once and folds the history at most once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from studykit.store.journal import Journal
from tests.app.work import drill, plan_exam
from tests.cli.world import World

OPENED = {
    "settings": "studykit.app.settings_file.settings_of",
    "library": "studykit.library.library.load",
    "history": "studykit.app.history.read_history",
}
"""The lowest functions that read the settings file, open the library, and fold the journal."""
STATES = ("no exam", "no plan of today", "a plan of today")
COMMANDS = {
    (): "",
    ("due",): "",
    ("due", "--json"): "",
    ("drill",): "\n3\n\n4\nu\n\n1\n" * 9,
    ("drill", "--limit", "2"): "\n3\n\n4\n",
    ("drill", "--ahead"): "\n4\n" * 9,
    ("quiz", "-n", "3"): "AB\na\n-\n\n" * 6,
    ("quiz", "--placement"): "AB\na\n-\n\n" * 20,
    ("stats",): "",
    ("plan",): "",
    ("plan", "--json"): "",
    ("plan", "--minutes", "30"): "",
    ("plan", "--dry-run", "--minutes", "30"): "",
    ("topics",): "",
    ("undo",): "",
}
"""Commands, and what is typed at them."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts how often each thing is opened."""
    counts: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            counts[name] += 1
            return function(*given, **named)

        return call

    for name, place in OPENED.items():
        module, _, function = place.rpartition(".")
        monkeypatch.setattr(place, counted(name, getattr(__import__(module, fromlist=[function]), function)))
    monkeypatch.setattr(Journal, "open", staticmethod(counted("journal", Journal.open)))
    return counts


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory, quick_search: None) -> dict[str, World]:
    """Learners on the second day of study: without an exam, without a plan of today yet, and with one."""
    found = {}
    for state in STATES:
        found[state] = world = World(tmp_path_factory.mktemp("learner"))
        with closing(world.study()) as study:
            if state != "no exam":
                plan_exam(study, 24, 20)
            drill(study)
            world.clock.wait(days=1)
            if state == "a plan of today":
                study.forget()
                assert study.plan() is not None
    return found


@pytest.fixture
def learner(homes: dict[str, World], state: str, tmp_path: Path) -> World:
    """A learner whose home the test may change."""
    world = World(shutil.copytree(homes[state].home, tmp_path / "home"))
    world.clock.ms = homes[state].clock.ms
    return world


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "studykit")
def test_a_command_opens_each_thing_once(
    learner: World, opened: Counter[str], state: str, words: tuple[str, ...]
) -> None:
    done = learner.run(*words, typed=COMMANDS[words])
    assert (done.code, done.err) == (0, "")
    assert opened["settings"] == 1
    assert opened["library"] <= 1
    assert opened["journal"] <= 1
    assert opened["history"] <= folds(words, state)


def folds(words: tuple[str, ...], state: str) -> int:
    """Returns how often a command may fold the history.

    An undo folds it again. A quiz finds the plan of a day only at its end, for the hint, and then the states of cards
    are those of another retention.
    """
    return 1 + ("u" in COMMANDS[words].split()) + (words[:1] == ("quiz",) and state == "no plan of today")


def test_the_first_command_of_all_opens_each_thing_once(tmp_path: Path, opened: Counter[str]) -> None:
    assert World(tmp_path).run().code == 0
    assert opened == {"settings": 1, "library": 1, "history": 1}


@pytest.mark.parametrize("state", ["a plan of today"])
def test_a_study_that_was_closed_opens_everything_again(learner: World, opened: Counter[str], state: str) -> None:
    with closing(learner.study()) as study:
        before = study.history
        study.close()
        opened.clear()
        assert study.history == before
        assert study.settings.targets is not None
    assert opened == {"settings": 1, "journal": 1, "library": 1, "history": 1}


def test_settings_that_another_program_wrote_are_read_before_a_change(tmp_path: Path) -> None:
    world = World(tmp_path)
    with closing(world.study()) as one, closing(world.study()) as other:
        assert one.settings.minutes == 20
        other.set_value("minutes", "45")
        one.set_value("new_per_day", "3")
    with closing(world.study()) as study:
        assert (study.settings.minutes, study.settings.new_per_day) == (45, 3)
