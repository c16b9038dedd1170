"""The sequence view: arrows, their labels, what is below them, and the names above the lifelines."""

from __future__ import annotations

import pytest

from studykit.replay.sequence import sequence
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Event, Trace
from studykit.text.lines import Canvas, text_of

STORY = Scenario(caption="a story", last="the end", view="sequence")


def drawn(events: list[Event], actors: tuple[str, ...] = ("page", "api"), width: int = 60, rows: int = 24) -> list[str]:
    trace = Trace("story", 0, {}, tuple(events), {}, events[-1].at, actors)
    return [text_of(line) for line in sequence(STORY, trace, trace.end, Canvas(width, rows, ascii=True))]


def call(at: int = 0, action: str = "fetch", subject: str = "GET /a", **detail: object) -> Event:
    return Event(at, "page", action, subject, {"target": "api", **detail})


def test_the_arrow_of_a_response_points_back_to_the_caller() -> None:
    lines = drawn([call(), call(action="answer", subject="200", back=True)])
    assert "fetch GET /a" in lines[1]
    assert lines[1].count(">") == 1
    assert "<" in lines[3]


def test_the_content_of_a_call_is_shown_below_its_arrow() -> None:
    assert drawn([call(carries="Origin: https://a.example")])[2].strip("| ") == "Origin: https://a.example"


def test_a_header_is_not_broken_at_its_hyphens() -> None:
    lines = drawn([call(carries="Origin: https://app.example.com, Access-Control-Request-Method: PUT")])
    assert "Access-Control-Request-Method:" in lines[3]


def test_truncated_text_is_marked() -> None:
    assert drawn([call(carries="word " * 60)])[3].rstrip("| ").endswith("...")


def test_a_moment_is_written_once() -> None:
    stamps = [line[:6].strip() for line in drawn([call(), call(), call(2000)])[1:6:2]]
    assert stamps == ["0", "", "2"]


def test_a_long_story_is_drawn_closer_before_it_scrolls() -> None:
    lines = "\n".join(drawn([call(second * 1000, subject=f"GET /{second}") for second in range(14)]))
    assert all(f"GET /{second} " in lines for second in range(14))


def test_a_story_that_is_longer_still_ends_with_its_latest_events() -> None:
    lines = "\n".join(drawn([call(second * 1000, subject=f"GET /{second}") for second in range(40)]))
    assert "GET /39 " in lines
    assert "GET /1 " not in lines


@pytest.mark.parametrize("width", [40, 46, 60, 80])
def test_six_names_never_touch(width: int) -> None:
    names = tuple(f"identity-pool-{number}" for number in range(1, 7))
    heads = drawn([Event(0, name, "work", "a") for name in names], names, width)[0]
    assert len(heads[6:].split()) == 6
    assert heads.endswith("6")


def test_a_label_is_cut_between_words() -> None:
    names = ("page", "api", "c", "d", "e")
    events = [call(action="get_credentials_for_identity"), *(Event(1, name, "work", "a") for name in names[2:])]
    assert drawn(events, names)[1].strip("|->0 ") == "get"


def test_an_error_is_marked_as_refused_if_its_code_does_not_fit() -> None:
    names = ("page", "api", "c", "d", "e")
    events = [
        call(error="ProvisionedThroughputExceededException"),
        *(Event(1, name, "work", "a") for name in names[2:]),
    ]
    assert "refused" in drawn(events, names)[1]


def test_long_times_are_shown_in_days() -> None:
    assert drawn([call(14 * 86_400_000)])[1].startswith("14 d")
