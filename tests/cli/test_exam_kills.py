"""SIGKILL at random moments of random key sequences: what the screen has shown is in the journal and is resumed.

25 kills in every run; 1,000 with --long. The child is a fork, so that the kill hits its work and not the start of
Python.
"""

from __future__ import annotations

import json
import os
import select
import signal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from studykit.app import exam as exams
from studykit.app.opening import open_study
from studykit.app.options import ExamOptions
from studykit.library.library import load
from studykit.screen.exam.draw import draw
from studykit.screen.exam.state import ExamScreen
from studykit.sittings.exam import Exam
from studykit.store.exam_sittings import sittings
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from studykit.text.lines import Canvas
from tests.cli.exam_pack import exam_pack
from tests.cli.world import Silent, World

KEYS = [*"abcdABCD", *"abcd", "m", "n", "n", "p", "r", "escape", "h", "x", "backspace", "enter", "down", "space"]


class Content(NamedTuple):
    """A pack and its index, which is built once so that a child starts quickly."""

    pack: Path
    index: Path


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder = tmp_path_factory.mktemp("packs")
    made = Content(exam_pack(folder / "generated", items=20, topics=12, each=6), folder / "index.db")
    load([made.pack], made.index).db.close()
    return made


def state(exam: Exam) -> list[Any]:
    """Returns what must not be lost: answers, whether sure, flags, struck-out options, the place."""
    sheet = [[list(one.response), one.sure, one.flag, list(one.struck)] for one in exam.sheet]
    return [sheet, exam.index, exam.on_review_screen]


def child(home: Path, content: Content, seed: int, told: int) -> None:
    """Runs an exam with random keys, and writes after each what the screen shows."""
    environment = World(home).environment()
    environment.roots, environment.index = (content.pack,), content.index
    study = open_study(environment, Silent())
    rng = Random(seed)
    with exams.lock(study):
        session = exams.start(study, ExamOptions(seed=str(seed)))
        session.start()
        screen = ExamScreen(session)
        while True:
            draw(screen, Canvas())
            os.write(told, json.dumps(state(session.exam)).encode() + b"\n")
            screen.press(rng.choice(KEYS))


def killed(home: Path, content: Content, seed: int) -> list[Any]:
    """Starts a child and kills it; returns the last state that it wrote."""
    source, told = os.pipe()
    process = os.fork()
    if not process:
        try:
            child(home, content, seed, told)
        finally:
            os._exit(1)
    os.close(told)
    written = os.read(source, 65536)
    select.select([], [], [], Random(f"moment/{seed}").uniform(0, 0.08))
    os.kill(process, signal.SIGKILL)
    while more := os.read(source, 65536):
        written += more
    os.close(source)
    os.waitpid(process, 0)
    last: list[Any] = json.loads(written.rpartition(b"\n")[0].splitlines()[-1])
    return last


def check_kill(home: Path, content: Content, seed: int) -> None:
    """Checks that the journal has every state that was shown and at most one more move, and the exam is still open."""
    last = killed(home, content, seed)
    with Journal.open(home / "journal.db") as journal, Lock(home / "journal.db"):
        assert journal.db.execute("pragma integrity_check").fetchone() == ("ok",)
        (one,) = sittings(journal)
        rows = list(journal.entries("sitting"))
        assert one.exam.ended is None
        before = one.exam
        if state(one.exam) != last:
            journal.append("undo", rows[-1].id, {}, rows[-1].at, 0)
            (before,) = (stored.exam for stored in sittings(journal))
        assert state(before) == last


@pytest.mark.parametrize("seed", range(25))
def test_a_kill_loses_nothing_that_was_shown(tmp_path: Path, content: Content, seed: int) -> None:
    check_kill(tmp_path, content, seed)


@pytest.mark.long
@pytest.mark.parametrize("block", range(39))
def test_a_thousand_kills_lose_nothing_that_was_shown(tmp_path: Path, content: Content, block: int) -> None:
    for seed in range(25 + 25 * block, 50 + 25 * block):
        (tmp_path / str(seed)).mkdir()
        check_kill(tmp_path / str(seed), content, seed)
