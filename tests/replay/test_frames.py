"""Frames and timelines of every scenario: they fit the canvas, tell every event, and say the same without color.

Golden texts show one frame for each view, one timeline for each system, one sentence for each kind of event, and what
happened in each run. Read their differences like prose (`scripts/test --update` writes them).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.replay.axis import Axis
from studykit.replay.captions import sentence, stamp
from studykit.replay.frame import VIEWS, frame, moments
from studykit.replay.timeline import MOST, QUIET, STAMP, timeline
from studykit.sim import registry
from studykit.sim.engine.trace import Trace
from studykit.text.lines import Canvas, Line, text_of
from tests.sim.stories import NAMES, default_run, run, scenario

GOLDEN = Path(__file__).parents[1] / "golden"
FRAMES, TIMELINES = (sorted(path.stem for path in (GOLDEN / kind).glob("*.txt")) for kind in ("frame", "timeline"))
WIDE = Canvas(500)
"""A canvas on which no sentence is wrapped."""


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    for width in (40, 46, 60, 80, 120):
        assert max(map(len, drawn(name, Canvas(width)))) <= width


@pytest.mark.parametrize("name", NAMES)
def test_ascii_pictures_are_ascii_and_fit_too(name: str) -> None:
    for width in (40, 80):
        lines = drawn(name, Canvas(width, 24, ascii=True))
        assert all(line.isascii() for line in lines)
        assert max(map(len, lines)) <= width


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_fits_a_terminal_of_24_lines(name: str) -> None:
    assert len(frame(scenario(name), default_run(name), default_run(name).end, Canvas())) <= 23


@pytest.mark.parametrize("name", NAMES)
def test_the_last_frame_and_the_timeline_end_with_what_to_remember(name: str) -> None:
    trace, last = default_run(name), scenario(name).last
    assert text(frame(scenario(name), trace, trace.end, Canvas()))[-1] == last
    assert text(timeline(scenario(name), trace, Canvas()))[-1] == last


@pytest.mark.parametrize("name", NAMES)
def test_a_timeline_tells_each_event_once_in_order_or_counts_it(name: str) -> None:
    told = sentences(default_run(name))
    lines = text(timeline(scenario(name), default_run(name), WIDE))
    shown = [line for line in lines if line in set(told)]
    left_out = [int(line.split()[1]) for line in lines if line.endswith("more events of the same kinds")]
    assert len(shown) + sum(left_out) == len(told)
    assert shown == (told if len(told) <= MOST else [*told[: MOST // 2], *told[-MOST // 2 :]])


@pytest.mark.parametrize("name", NAMES)
def test_a_timeline_begins_with_the_caption_and_names_every_parameter(name: str) -> None:
    found = scenario(name)
    lines = text(timeline(found, default_run(name), WIDE))
    assert lines[0] == found.caption
    assert [part.split()[0] for line in lines[1 : lines.index("")] for part in line.split(" | ")] == [*found.params]


@pytest.mark.parametrize("name", NAMES)
def test_the_caption_of_the_last_frame_tells_what_happened_last(name: str) -> None:
    trace = default_run(name)
    last = [event for event in trace.events if event.at == trace.events[-1].at and not event.detail.get("empty")]
    caption = f" t = {stamp(trace.end)}  {' '.join(map(sentence, last[-2:])) or 'Nothing has happened yet.'}"
    assert caption in text(frame(scenario(name), trace, trace.end, WIDE))


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_names_its_actors_or_the_level_that_it_draws(name: str) -> None:
    trace, found = default_run(name), scenario(name)
    picture = "\n".join(text(VIEWS[found.view](found, trace, trace.end, Canvas()))).lower()
    shown = {"lanes": trace.actors, "sequence": trace.actors[:1], "chart": (found.chart,)}[found.view]
    assert [each for each in shown if each.replace("-", " ")[:5] not in picture] == []


@pytest.mark.parametrize("name", TIMELINES)
def test_a_timeline_reads_as_in_review(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"timeline/{name}.txt", joined(text(timeline(scenario(name), default_run(name), Canvas()))))


@pytest.mark.parametrize("name", FRAMES)
def test_a_last_frame_looks_as_in_review(name: str, golden: Callable[[str, str], None]) -> None:
    trace = default_run(name)
    golden(f"frame/{name}.txt", joined(text(frame(scenario(name), trace, trace.end, Canvas()))))


def test_each_view_has_a_golden_frame_and_each_system_a_golden_timeline() -> None:
    assert {scenario(name).view for name in FRAMES} == set(VIEWS)
    told = {spec.get("service", key) for name in TIMELINES for key, spec in scenario(name).services.items()}
    assert told == set(registry.names())


def test_each_kind_of_event_is_told_as_in_review(golden: Callable[[str, str], None]) -> None:
    said: dict[object, str] = {}
    for name in NAMES:
        for event in default_run(name).events:
            kind = (event.action, frozenset(event.detail), event.detail.get("error"))
            said.setdefault(kind, sentence(event))
    golden("sentences.txt", joined(list(dict.fromkeys(said.values()))))


def test_the_same_happens_in_each_run_as_in_review(golden: Callable[[str, str], None]) -> None:
    golden("runs.txt", joined([facts(name, default_run(name)) for name in NAMES]))


@given(stops=st.lists(st.integers(0, 10**9), min_size=1, max_size=30), width=st.integers(20, 120))
def test_time_never_runs_backwards_on_an_axis_and_stays_on_it(stops: list[int], width: int) -> None:
    axis = Axis(stops, max(stops) + 1, width)
    columns = [axis.column(at) for at in sorted(stops)]
    assert columns == sorted(columns)
    assert 0 <= columns[0] <= columns[-1] <= width - 1


def test_next_to_another_run_a_timeline_marks_what_happens_only_in_its_own() -> None:
    story = scenario("sqs-visibility")
    here, there = (run("sqs-visibility", processing=work) for work in (45, 20))
    marked = [line for line in text(timeline(story, here, Canvas(200), there)) if line.startswith("*")]
    assert [line.split()[1] for line in marked] == ["34", "34", "34", "49", "49", "79", "79"]
    assert not any(line.startswith("*") for line in text(timeline(story, here, Canvas(200), here)))


def drawn(name: str, canvas: Canvas) -> list[str]:
    """Returns the lines of the first, a middle and the last frame of a run, and of its timeline."""
    found, trace = scenario(name), default_run(name)
    stops = moments(trace)
    frames = [frame(found, trace, at, canvas) for at in (0, stops[len(stops) // 2], trace.end)]
    return [line for lines in (*frames, timeline(found, trace, canvas)) for line in text(lines)]


def text(lines: tuple[Line, ...]) -> list[str]:
    return [text_of(line) for line in lines]


def joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def sentences(trace: Trace) -> list[str]:
    """Returns the lines that tell a run: a time and a sentence for each event that is not quiet."""
    events = [event for event in trace.events if event.action not in QUIET]
    return [f"{stamp(event.at):>{STAMP}}  {sentence(event)}" for event in events]


def facts(name: str, trace: Trace) -> str:
    """Returns a run in a few lines: its end (ms), how often and when (from-to) each action happened, its measures."""
    times: dict[str, list[int]] = {}
    for event in trace.events:
        times.setdefault(event.action, []).append(event.at)
    acted = ", ".join(f"{action} {len(at)} ({min(at)}-{max(at)})" for action, at in sorted(times.items()))
    measured = ", ".join(f"{measure} {value}" for measure, value in trace.measures.items())
    return f"{name}\n  ends at {trace.end}: {acted}\n  {measured}"
