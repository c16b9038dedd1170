"""Frames of every scenario: they fit the canvas, say the same without colour, and cost little."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.library.library import load
from studykit.replay.axis import Axis
from studykit.replay.frame import frame, moments
from studykit.replay.timeline import timeline
from studykit.sim.engine.trace import Trace
from studykit.sim.play import play
from studykit.text.lines import Canvas, text_of

LIBRARY = load([Path(__file__).parents[2] / "content"])
NAMES = LIBRARY.scenario_ids()
TRACES: dict[str, Trace] = {name: play(name, LIBRARY.scenario(name)[1]) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [40, 46, 60, 80, 120])
@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
def test_no_line_is_wider_than_the_terminal(name: str, width: int, ascii_only: bool) -> None:
    scenario, trace, canvas = LIBRARY.scenario(name)[1], TRACES[name], Canvas(width, 24, ascii_only)
    stops = moments(trace)
    for at in (0, stops[len(stops) // 2], trace.end):
        lines = [text_of(line) for line in frame(scenario, trace, at, canvas)]
        assert max(map(len, lines)) <= width
        assert not ascii_only or all(line.isascii() for line in lines)
    told = [text_of(line) for line in timeline(scenario, trace, canvas)]
    assert max(map(len, told)) <= width


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_fits_a_terminal_of_24_lines(name: str) -> None:
    lines = frame(LIBRARY.scenario(name)[1], TRACES[name], TRACES[name].end, Canvas())
    assert len(lines) <= 23


@pytest.mark.parametrize("name", NAMES)
def test_the_last_frame_and_the_timeline_end_with_what_to_remember(name: str) -> None:
    scenario, trace = LIBRARY.scenario(name)[1], TRACES[name]
    assert text_of(frame(scenario, trace, trace.end, Canvas())[-1]) == scenario.last
    assert text_of(timeline(scenario, trace, Canvas())[-1]) == scenario.last


@pytest.mark.parametrize("name", NAMES)
def test_a_timeline_reads_as_it_was_read_in_review(name: str, golden: Callable[[str, str], None]) -> None:
    lines = timeline(LIBRARY.scenario(name)[1], TRACES[name], Canvas())
    golden(f"timeline/{name}.txt", "\n".join(text_of(line) for line in lines) + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_last_frame_looks_as_it_was_seen_in_review(name: str, golden: Callable[[str, str], None]) -> None:
    lines = frame(LIBRARY.scenario(name)[1], TRACES[name], TRACES[name].end, Canvas())
    golden(f"frame/{name}.txt", "\n".join(text_of(line) for line in lines) + "\n")


@given(stops=st.lists(st.integers(0, 10**9), min_size=1, max_size=30), width=st.integers(20, 120))
def test_time_never_runs_backwards_on_an_axis_and_stays_on_it(stops: list[int], width: int) -> None:
    axis = Axis(stops, max(stops) + 1, width)
    columns = [axis.column(at) for at in sorted(stops)]
    assert columns == sorted(columns)
    assert 0 <= columns[0] <= columns[-1] <= width - 1


def test_beside_another_run_a_timeline_marks_what_happens_in_it_alone() -> None:
    scenario = LIBRARY.scenario("sqs-visibility")[1]
    here, there = (play("sqs-visibility", scenario, {"processing": work}) for work in (45, 20))
    marked = [text_of(line) for line in timeline(scenario, here, Canvas(200), there) if text_of(line).startswith("*")]
    assert [line.split()[1] for line in marked] == ["34", "34", "34", "49", "49", "79", "79"]
    assert not any(text_of(line).startswith("*") for line in timeline(scenario, here, Canvas(200), here))
