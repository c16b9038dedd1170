"""Real terminals: keys, resizing, and every way to be interrupted. The terminal is restored, the journal intact."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from studykit.store.journal import Journal
from tests.cli.pty_world import Screen


def reviews(home: Path) -> list[str]:
    with Journal.open(home / "journal.db") as journal:
        return [entry.subject for entry in journal.entries("review")]


def test_a_card_flips_with_space_and_is_rated_with_a_digit(tmp_path: Path) -> None:
    with Screen(tmp_path, "drill", "hiding") as screen:
        screen.until("space shows the answer")
        screen.press(" ")
        screen.until("3 good 10 min")
        screen.press("3")
        screen.until("good → 10 min")
        screen.press("q")
        assert screen.ended() == 0
    assert reviews(tmp_path) == ["hiding/default"]


def test_a_wrong_answer_is_two_keys_from_its_replay(tmp_path: Path) -> None:
    with Screen(tmp_path, "quiz", "hiding", "--seed", "0") as screen:
        shown = screen.until("more keys")
        wrong = next(line for line in shown.splitlines() if "delivery delay" in line).split()[0].lower()
        screen.press(wrong)
        assert "deliveries · goal: 1 · yours: 2 · key: 1" in screen.until("Wrong")
        screen.press("r")
        assert "yours" in screen.until("time (s)")
        screen.press(" ")
        screen.until("space play/pause")
        screen.press("\r")
        screen.until("Question 2 of 2")
        screen.press("q")
        assert screen.ended() == 0


def test_a_replay_plays_steps_and_leaves_its_last_frame(tmp_path: Path) -> None:
    with Screen(tmp_path, "simulate", "hidden") as screen:
        screen.until("playing")
        screen.press(" 9")
        screen.until("Hidden, not gone")
        screen.press("q")
        assert screen.ended() == 0
        assert "Hidden, not gone" in screen.text


def test_options_stay_in_view_when_the_stem_scrolls(tmp_path: Path) -> None:
    with Screen(tmp_path, "quiz", "hiding", "--seed", "0", columns=46, rows=12) as screen:
        first = screen.until("more below")
        assert all(f" {letter}  " in first for letter in "ABC")
        assert max(len(line) for line in first.splitlines()) <= 46
        screen.press("\x1b[B\x1b[B\x1b[B")
        screen.until("Which change prevents it?")
        screen.press("q")
        assert screen.ended() == 0


def test_a_resize_redraws_the_card(tmp_path: Path) -> None:
    with Screen(tmp_path, "drill", "hiding") as screen:
        screen.until("hide a received message by default?")
        screen.resize(40, 20)
        screen.until("q end")
        screen.press(" ")
        assert "30 seconds" in screen.until("4 easy")
        screen.press("q")
        assert screen.ended() == 0


@pytest.mark.parametrize("words", [("drill",), ("quiz",), ("simulate", "hidden"), ("explain", "hiding"), ()], ids=str)
def test_ctrl_c_ends_with_130_and_restores_the_terminal(tmp_path: Path, words: tuple[str, ...]) -> None:
    with Screen(tmp_path, *words) as screen:
        before = screen.modes()
        screen.until("studykit" if not words else "playing" if words[0] == "simulate" else "q ")
        screen.until("Enough for today") if not words else None
        screen.press("\x03")
        assert screen.ended() == 130
        assert screen.modes() == before
        assert "Traceback" not in screen.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
@pytest.mark.parametrize("words", [("drill",), ("quiz",), ("simulate", "hidden")], ids=str)
def test_a_signal_restores_the_terminal(tmp_path: Path, words: tuple[str, ...], number: signal.Signals) -> None:
    with Screen(tmp_path, *words) as screen:
        before = screen.modes()
        screen.until("playing" if words[0] == "simulate" else "more keys")
        screen.child.kill(number)
        assert screen.ended() == 128 + number
        assert screen.modes() == before
        assert "Traceback" not in screen.raw


def test_closing_the_window_leaves_the_journal_intact(tmp_path: Path) -> None:
    with Screen(tmp_path, "drill", "hiding") as screen:
        screen.until("space shows")
        screen.press(" ")
        screen.until("3 good")
        screen.press("3")
        screen.until("→ 10 min")
        screen.child.close(force=False)
    assert reviews(tmp_path) == ["hiding/default"]


def test_ctrl_z_restores_the_terminal_until_the_shell_continues(tmp_path: Path) -> None:
    with Screen(tmp_path, "drill", "hiding", shell="set -m; {}; echo stopped; read; fg") as screen:
        before = screen.modes()
        screen.until("space shows")
        screen.press("\x1a")
        screen.until("\nstopped")
        assert screen.modes() == before
        screen.press("\r")
        screen.until("drill hiding")  # what fg brings back
        screen.until("space shows")
        screen.press(" ")
        screen.until("3 good")
        screen.press("q")
        assert screen.ended() == 0


def test_ctrl_z_while_a_line_is_typed_leaves_its_echo_and_the_screen_in_order(tmp_path: Path) -> None:
    with Screen(tmp_path, "drill", "hiding", shell="set -m; {}; echo stopped; read; fg") as screen:
        screen.until("space shows the answer")
        screen.press("!")
        screen.until("What is wrong")
        screen.press("\x1a")
        screen.until("stopped")
        screen.press("\r")
        screen.until("drill hiding")  # what fg brings back
        screen.press("a wrong limit")
        screen.until("a wrong limit")
        screen.press("\r")
        shown = screen.until("reported")
        assert not any("keys" in line and "hiding" in line for line in shown.splitlines()[1:])
        screen.press("q")
        assert screen.ended() == 0
