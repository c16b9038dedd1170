"""The player: its clock, its keys, and the ways to leave it; and the exports."""

from __future__ import annotations

import json
import os
import signal
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from studykit.replay.frame import frame, moments
from studykit.replay.side_by_side import first_difference, versus
from studykit.screen.console.paint import plain
from studykit.screen.console.terminal import Ended, guarded
from studykit.screen.replay import export
from studykit.screen.replay.player import Player, play
from studykit.screen.replay.timing import LONGEST, schedule
from studykit.sim import play as stage
from studykit.text.lines import Canvas, Line, Segment, text_of
from tests.shipped import shipped

LIBRARY = shipped()
_, SCENARIO = LIBRARY.scenario("sqs-visibility")
TRACE = stage.play("sqs-visibility", SCENARIO)
OTHER = stage.play("sqs-visibility", SCENARIO, {"visibility_timeout": 60})


def player() -> Player:
    def draw(at: int, canvas: Canvas) -> tuple[Line, ...]:
        return ((Segment(str(at)),),)

    return Player(draw, (0, 1000, 5000, 900_000), color=False)


@given(stops=st.lists(st.integers(0, 10**10), min_size=1, max_size=400, unique=True))
def test_a_replay_lasts_at_most_twelve_seconds_and_keeps_the_order(stops: list[int]) -> None:
    times = schedule(sorted(stops))
    assert times[-1] <= LONGEST + 1e-6
    assert list(times) == sorted(times)


def test_steps_stop_where_something_happens() -> None:
    shown = player()
    seen = []
    for _ in range(4):
        shown.step(1)
        seen.append(shown.at)
    shown.step(-1)
    assert [*seen, shown.at] == [1000, 5000, 900_000, 900_000, 5000]


def test_scrubbing_reaches_both_ends() -> None:
    shown = player()
    shown.scrub(9)
    assert shown.at == 900_000
    shown.scrub(0)
    assert shown.at == 0


def test_playing_stops_at_the_end_and_space_starts_over() -> None:
    shown = player()
    shown.toggle()
    shown.advance(60)
    assert (shown.playing, shown.at) == (False, 900_000)
    shown.toggle()
    assert (shown.playing, shown.at) == (True, 0)


@pytest.mark.parametrize(
    ("keys", "ended"),
    [("q", "quit"), ("\r", "next"), ("w", "what-if"), (" \x1b[C+m", "rationales"), ("\x03", "interrupted")],
)
def test_each_key_leaves_the_player_with_its_ending(keys: str, ended: str) -> None:
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        assert play(player(), input=pipe, output=DummyOutput()) == ended


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
def test_a_signal_ends_the_player_even_while_its_clock_ticks(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """Otherwise the exception would count as a bug of the clock: a traceback, and a wait for Enter."""
    monkeypatch.setattr(Player, "advance", lambda self, seconds: os.kill(os.getpid(), number))
    with create_pipe_input() as pipe, guarded(), pytest.raises(Ended) as ended:
        play(player(), input=pipe, output=DummyOutput(), autoplay=True)
    assert ended.value.code == 128 + number


def test_two_runs_first_differ_where_the_timeout_ends() -> None:
    assert first_difference(TRACE, OTHER) <= 34_000
    assert first_difference(TRACE, TRACE) == TRACE.end


def test_versus_fits_a_terminal_and_names_both() -> None:
    lines = versus(SCENARIO, TRACE, OTHER, 40_000, Canvas())
    assert len(lines) <= 23
    assert [line[0].text.strip() for line in lines if line and line[0].style == "title"] == ["yours", "key"]


def test_two_runs_differ_in_words_that_a_learner_sets() -> None:
    crashed = stage.play("sqs-visibility", SCENARIO, {"crash": True})
    lines = versus(SCENARIO, crashed, TRACE, 0, Canvas())
    assert any("crash yes" in text_of(line) for line in lines)
    assert any("crash no" in text_of(line) for line in lines)


def test_exports_can_be_opened_and_refer_to_nothing_outside() -> None:
    lines = frame(SCENARIO, TRACE, TRACE.end, Canvas())
    picture = export.svg(lines, SCENARIO.caption)
    assert ET.fromstring(picture).tag.endswith("svg")
    assert SCENARIO.last in export.page(lines, SCENARIO.caption)
    assert picture.count("http") == 1
    frames = [(0.5, plain(lines).splitlines())]
    head, event = (json.loads(line) for line in export.cast(frames, "t").splitlines())
    assert (head["version"], event[1]) == (2, "o")


def test_every_moment_of_a_run_can_be_shown() -> None:
    assert all(frame(SCENARIO, TRACE, at, Canvas()) for at in moments(TRACE))
