"""Exams at a real terminal: keys, resizing, suspension, a kill, resuming, handing in, and every interruption."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from studykit.store.exam_sittings import StoredExam, sittings
from studykit.store.journal import Journal
from tests.cli.exam_pack import exam_pack
from tests.cli.pty_world import Screen


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exam_pack(tmp_path_factory.mktemp("packs") / "generated")


@pytest.fixture
def words(pack: Path) -> tuple[str, ...]:
    return ("--pack", str(pack), "exam")


def kept(home: Path) -> StoredExam:
    """Returns the latest exam of the journal."""
    with Journal.open(home / "journal.db") as journal:
        return sittings(journal)[-1]


def when_still(screen: Screen, words: str) -> str:
    """Waits for some words, and until nothing more is written; returns the screen."""
    screen.until(words)
    written = -1
    while written < len(screen.raw):
        written = len(screen.raw)
        screen.read()
    return screen.text


def answer(screen: Screen, number: int) -> None:
    """Chooses the correct answer of the open question, as sure, and opens the next one."""
    shown = when_still(screen, f"Question {number} of 65")
    two = "[ ]" in shown
    for name in ("Alpha", "Beta")[: 1 + two]:
        mark = re.search(rf"(\w) (?:\( \)|\[ \]) {name}", shown)
        assert mark, shown
        screen.press(mark[1].upper())
        screen.until(f"{mark[1]} {'[x]' if two else '(*)'} {name}")
    screen.press("\r")


def test_a_whole_paper_survives_resizing_suspension_and_a_kill(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Screen(tmp_path, *words, shell="set -m; {}; echo stopped; read; fg") as screen:
        screen.child.delaybeforesend = None
        before = screen.modes()
        screen.until("X-2")
        screen.press("\r")
        for number in range(1, 21):
            answer(screen, number)
        screen.resize(60, 20)
        for number in range(21, 26):
            answer(screen, number)
        screen.resize(80, 24)
        screen.until("Question 26 of 65")
        screen.press("\x1a")
        screen.until("stopped")
        assert screen.modes() == before
        screen.press("\r")
        screen.until("Question 26 of 65")
        for number in range(26, 31):
            answer(screen, number)
        screen.until("Question 31 of 65")
        os.killpg(os.getpgid(screen.child.pid), signal.SIGKILL)
    assert len(kept(tmp_path).exam.open_items) == 35
    with Screen(tmp_path, *words, "resume") as screen:
        screen.child.delaybeforesend = None
        for number in range(31, 66):
            answer(screen, number)
        screen.until("that was the last question")
        screen.press("S")
        screen.until("None are open, none flagged")
        screen.press("submit\r")
        assert "65 of 65 right" in screen.until("of 50")
        assert screen.ended() == 0
    assert kept(tmp_path).exam.end_reason == "submitted"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
def test_a_signal_restores_the_terminal_and_keeps_the_exam_open(
    tmp_path: Path, words: tuple[str, ...], number: signal.Signals
) -> None:
    with Screen(tmp_path, *words) as screen:
        before = screen.modes()
        screen.until("X-2")
        screen.press("\r")
        screen.until("Question 1 of 65")
        screen.press("a")
        screen.until("A (*)" if "(Choose" not in screen.text else "A [x]")
        screen.child.kill(number)
        assert screen.ended() == 128 + number
        assert screen.modes() == before
        assert screen.raw.rstrip().rfind("\x1b[?1049l") > screen.raw.rfind("\x1b[?1049h")
        assert "Traceback" not in screen.raw
    assert len(kept(tmp_path).exam.sheet[0].response) == 1


def test_ctrl_c_exits_with_130_and_restores_the_terminal(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Screen(tmp_path, *words) as screen:
        before = screen.modes()
        screen.until("X-2")
        screen.press("\r")
        screen.until("Question 1 of 65")
        screen.press("\x03")
        assert screen.ended() == 130
        assert screen.modes() == before
        assert screen.raw.rfind("\x1b[?1049l") > screen.raw.rfind("\x1b[?1049h")
    assert kept(tmp_path).exam.ended is None


def test_closing_the_window_keeps_the_exam_open(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Screen(tmp_path, *words) as screen:
        screen.until("X-2")
        screen.press("\r")
        screen.until("Question 1 of 65")
        screen.press("m")
        screen.until("flagged")
        screen.child.close(force=False)
    assert kept(tmp_path).exam.sheet[0].flag


def test_a_terminal_below_sixty_columns_gets_the_line_form(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Screen(tmp_path, *words, columns=50) as screen:
        screen.until("Enter begins")
        screen.press("\r")
        screen.until("answer, or number")
        screen.press("0\r")
        screen.until("is open")
        assert screen.ended() == 0


def test_the_running_clock_writes_few_bytes(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Screen(tmp_path, *words) as screen:
        screen.until("X-2")
        screen.press("\r")
        when_still(screen, "Question 1 of 65")
        written, end = len(screen.raw), time.monotonic() + 3
        while time.monotonic() < end:
            screen.read()
        assert 0 < len(screen.raw) - written < 3 * 100
        screen.press("q\r")
        assert screen.ended() == 0


@pytest.mark.long
def test_the_exam_screen_uses_one_percent_of_a_core_at_rest_and_answers_keys_within_50_ms(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    with Screen(tmp_path, *words) as screen:
        screen.child.delaybeforesend = None
        screen.until("X-2")
        screen.press("\r")
        when_still(screen, "Question 1 of 65")
        before, end = used(screen), time.monotonic() + 10
        while time.monotonic() < end:
            screen.read()
        assert used(screen) - before < 0.1
        waits = sorted(wait(screen, key) for key in "namp" * 50)
        assert waits[190] < 0.05


def used(screen: Screen) -> float:
    """Returns the seconds of processor time that the child has used (Linux)."""
    return int(Path(f"/proc/{screen.child.pid}/schedstat").read_text().split()[0]) / 1e9


def wait(screen: Screen, key: str) -> float:
    """Returns the seconds from a key press to the first change on the screen."""
    written, start = len(screen.raw), time.monotonic()
    screen.press(key)
    while len(screen.raw) == written:
        screen.read()
    took = time.monotonic() - start
    screen.read()
    return took
