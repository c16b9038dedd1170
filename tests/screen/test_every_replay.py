"""Every scenario as a viewer sees it: exports open, replays end in time, the footer names the broken laws."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from studykit.replay.frame import frame, moments
from studykit.replay.timeline import footer, timeline
from studykit.screen.replay.export import render
from studykit.screen.replay.timing import schedule
from studykit.sim.engine.trace import Broken
from studykit.sim.engine.world import MOST_EVENTS
from studykit.text.lines import Canvas, text_of
from tests.sim.stories import NAMES, default_run, scenario

RUNS = {name: (scenario(name), default_run(name)) for name in NAMES}
SHORT = [name for name, (_, trace) in RUNS.items() if len(moments(trace)) <= 12]
"""Runs whose recording is drawn whole: most of them. A longer one only has more frames of the same view."""
LONGEST_REPLAY = 12.0
"""The longest time in seconds that a replay takes at normal speed."""
FEW = 1_500
"""The most events of a run on its defaults. Most have a few dozen; one has a thousand sends, all of which matter."""


@pytest.mark.parametrize("name", NAMES)
def test_a_replay_cuts_dead_time_and_ends_in_twelve_seconds(name: str) -> None:
    _, trace = RUNS[name]
    times = schedule(moments(trace))
    assert round(max(times), 6) <= LONGEST_REPLAY
    assert len(times) == len(moments(trace))


@pytest.mark.parametrize("name", NAMES)
def test_exported_pictures_open(name: str) -> None:
    scenario, trace = RUNS[name]
    assert ElementTree.fromstring(render("svg", scenario, trace, None)).tag.endswith("svg")
    page = HTMLParser()
    page.feed(render("html", scenario, trace, None))
    page.close()


@pytest.mark.parametrize("name", SHORT)
def test_a_recording_has_a_frame_for_each_moment(name: str) -> None:
    scenario, trace = RUNS[name]
    head, *frames = render("cast", scenario, trace, None).splitlines()
    assert json.loads(head)["version"] == 2
    assert [json.loads(line)[1] for line in frames] == ["o"] * len(moments(trace))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
def test_the_last_frame_fits_twenty_lines_at_sixty_columns(name: str, ascii_only: bool) -> None:
    scenario, trace = RUNS[name]
    lines = frame(scenario, trace, trace.end, Canvas(60, 20, ascii_only))
    assert len(lines) <= 20
    assert max(len(text_of(line)) for line in lines) <= 60


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_form_tells_every_measure(name: str) -> None:
    scenario, trace = RUNS[name]
    told = " ".join(text_of(line).strip() for line in timeline(scenario, trace, Canvas(200)))
    assert all(measure.replace("_", " ") in told for measure in scenario.measures)


@pytest.mark.parametrize("name", NAMES)
def test_a_law_turns_red_at_the_event_that_breaks_it_and_not_before(name: str) -> None:
    scenario, trace = RUNS[name]
    letter, event = scenario.laws[0], len(trace.events) - 1
    broken = type(trace)(
        **{**{f: getattr(trace, f) for f in trace.__slots__}, "broken": (Broken(letter, event, "so"),)}
    )
    after = footer(scenario, broken, trace.events[event].at, Canvas())
    assert [segment.style for segment in after[0] if segment.text.startswith(f"{letter} BROKEN")] == ["bad"]
    before = footer(scenario, broken, trace.events[event].at - 1, Canvas())
    assert "BROKEN" not in text_of(before[0])


@pytest.mark.parametrize("name", NAMES)
def test_a_run_on_its_defaults_leaves_few_events(name: str) -> None:
    _, trace = RUNS[name]
    assert 0 < len(trace.events) <= FEW < MOST_EVENTS
