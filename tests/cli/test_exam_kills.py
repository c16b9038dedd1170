"""SIGKILL at random moments of random key sequences: what the screen has shown is in the journal, and is resumed.

25 kills in every run; 1,000 with --long. The child is a fork, so that the moments fall into the work and not into the
start of Python.
"""

from __future__ import annotations

import json
import os
import select
import signal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from studykit.app.exam import Sitting, _paper
from studykit.app.item_bank import bank, blueprint
from studykit.library.library import Library, load
from studykit.screen.exam.draw import draw
from studykit.screen.exam.state import Room
from studykit.sittings.exam import Exam, begin
from studykit.sittings.exam_form import build_form
from studykit.store.exam_sittings import sittings
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from studykit.text.lines import Canvas
from tests.cli.exam_pack import exam_pack
from tests.cli.world import World

KEYS = [*"abcdABCD", *"abcd", "m", "n", "n", "p", "r", "escape", "h", "x", "backspace", "enter", "down", "space"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load([exam_pack(tmp_path_factory.mktemp("packs") / "generated", items=20, topics=12, each=6)])


def state(exam: Exam) -> list[Any]:
    """What may not be lost: answers, how sure, flags, strike-outs, the place."""
    sheet = [[list(one.response), one.sure, one.flag, list(one.struck)] for one in exam.sheet]
    return [sheet, exam.index, exam.on_review_screen]


def child(home: Path, library: Library, seed: int, told: int) -> None:
    """Sits the paper with random keys, and tells after each what the screen shows."""
    pack = library.packs["generated"]
    pool = bank(library, pack.id)
    drawn = _paper(library, pack, pool, build_form(pool, blueprint(pack), seed), None, True)
    desk = World(home).desk()
    rng = Random(seed)
    with Journal.open(home / "journal.db") as journal, Lock(home / "journal.db"):
        sitting = Sitting(desk, library, journal, begin(drawn, desk.now()), "")
        sitting.begin(drawn)
        room = Room(sitting.seat)
        while True:
            draw(room, Canvas())
            os.write(told, json.dumps(state(sitting.seat.exam)).encode() + b"\n")
            room.press(rng.choice(KEYS))


def killed(home: Path, library: Library, seed: int) -> list[Any]:
    """The last state that the child told before it was killed."""
    source, told = os.pipe()
    process = os.fork()
    if not process:
        try:
            child(home, library, seed, told)
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


def survives(home: Path, library: Library, seed: int) -> None:
    """Whatever was told is there; at most the one key that was in flight came on top; the sitting goes on."""
    last = killed(home, library, seed)
    with Journal.open(home / "journal.db") as journal, Lock(home / "journal.db"):
        assert journal.db.execute("pragma integrity_check").fetchone() == ("ok",)
        (one,) = sittings(journal)
        rows = list(journal.entries("sitting"))
        assert one.exam.ended is None
        before = one.exam
        if state(one.exam) != last:
            journal.append("undo", rows[-1].id, {}, rows[-1].at, 0)
            (before,) = (kept.exam for kept in sittings(journal))
        assert state(before) == last


@pytest.mark.parametrize("seed", range(25))
def test_a_kill_loses_nothing_that_was_shown(tmp_path: Path, library: Library, seed: int) -> None:
    survives(tmp_path, library, seed)


@pytest.mark.long
@pytest.mark.parametrize("block", range(39))
def test_a_thousand_kills_lose_nothing_that_was_shown(tmp_path: Path, library: Library, block: int) -> None:
    for seed in range(25 + 25 * block, 50 + 25 * block):
        (tmp_path / str(seed)).mkdir()
        survives(tmp_path / str(seed), library, seed)
