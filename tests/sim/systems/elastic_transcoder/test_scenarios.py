"""Scenarios of Elastic Transcoder: uploads, jobs, their price, and the loop."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.stories import measures, run


@settings(max_examples=40)
@given(st.integers(0, 6), st.integers(1, 30))
def test_each_upload_is_one_job_and_each_preset_one_file(uploads: int, presets: int) -> None:
    found = measures("transcoder-pipeline", uploads=uploads, presets=presets, minutes=1)
    assert (found["jobs"], found["outputs"], found["errors"]) == (uploads, uploads * presets, 0)


def test_more_than_thirty_outputs_are_rejected() -> None:
    trace = run("transcoder-pipeline", presets=31, uploads=1)
    assert [event.detail.get("error") for event in trace.events if event.action == "create_job"] == [
        "ValidationException"
    ]
    assert trace.measures["jobs"] == 0


def test_the_event_comes_after_the_object_and_the_job_after_the_event() -> None:
    actions = [event.action for event in run("transcoder-pipeline", uploads=1).events]
    assert actions[:4] == ["put_object", "notify", "create_job", "progressing"]


@settings(max_examples=40)
@given(st.sampled_from(["event", "sweep", "none"]), st.integers(5, 86400))
def test_without_an_event_a_job_waits_for_the_next_sweep_of_the_bucket(trigger: str, every: int) -> None:
    found = measures("transcoder-pipeline", trigger=trigger, sweep_every=every, uploads=1)
    begun = {"event": (0, 0, 1), "sweep": (every - 1, 1, 1), "none": (None, 0, 0)}
    assert (found["begun_after"], found["listings"], found["jobs"]) == begun[trigger]


def test_caption_files_start_failing_jobs_until_a_suffix_filter_is_set() -> None:
    assert [measures("transcoder-pipeline", captions=True, suffix=s)["errors"] for s in ("", ".mp4", ".srt")] == [
        2,
        0,
        2,
    ]


def test_an_event_that_comes_twice_starts_two_jobs_and_nothing_is_overwritten() -> None:
    twice = measures("transcoder-pipeline", uploads=1, event_again=1)
    assert (twice["jobs"], twice["errors"], twice["outputs"], twice["cost_usd"]) == (2, 1, 2, 0.45)


def test_a_function_that_records_its_objects_submits_each_once() -> None:
    once = measures("transcoder-pipeline", event_again=1, records=True)
    assert (once["jobs"], once["errors"]) == (2, 0)


def test_a_paused_pipeline_accepts_jobs_and_starts_none() -> None:
    found = measures("transcoder-pipeline", paused=True)
    assert (found["jobs"], found["waiting"], found["outputs"]) == (2, 2, 0)


@settings(max_examples=40)
@given(st.integers(1, 6), st.integers(1, 6))
def test_jobs_wait_while_the_pipeline_is_full(uploads: int, at_once: int) -> None:
    found = measures("transcoder-pipeline", uploads=uploads, at_once=at_once, minutes=120, presets=1)
    rounds = -(-uploads // at_once)
    assert 3600 * rounds <= found["ready_at"] <= 3600 * rounds + 60 * uploads


def test_a_topic_notifies_at_once_and_polling_takes_many_calls() -> None:
    told, asks = (measures("transcoder-pipeline", knows_by=by) for by in ("topic", "poll"))
    assert (told["reads"], told["known"], told["known_after"]) == (2, 2, 0)
    assert asks["known"] == 2
    assert asks["reads"] > 10
    assert 0 <= asks["known_after"] <= 60


@settings(max_examples=40)
@given(st.integers(1, 600), st.lists(st.sampled_from(["sd", "360p", "hd", "1080p"]), min_size=1, max_size=8))
def test_the_price_is_minutes_times_the_rate_of_each_resolution(minutes: int, presets: list[str]) -> None:
    rate = {"sd": 0.015, "360p": 0.015, "hd": 0.03, "1080p": 0.03}
    found = measures("transcoder-cost", minutes=minutes, presets=presets)
    assert found["cost_usd"] == pytest.approx(minutes * sum(rate[preset] for preset in presets))


@settings(max_examples=40)
@given(st.integers(1, 20), st.floats(0.5, 100), st.floats(0.1, 20))
def test_the_price_depends_on_neither_files_nor_bytes_nor_speed(files: int, rate: float, speed: float) -> None:
    assert measures("transcoder-cost", files=files, rate=rate, speed=speed)["cost_usd"] == pytest.approx(0.45)


@pytest.mark.parametrize("most", [1, 6, 40])
def test_each_output_starts_the_next_job_until_the_run_is_cut(most: int) -> None:
    trace = run("transcoder-loop", cut_after=most)
    assert trace.measures["jobs"] == most
    assert trace.events[-1].action == "cut"


@pytest.mark.parametrize(
    "given",
    [{"prefix_filter": True}, {"output": "results"}, {"suffix": ".mov"}],
)
def test_a_filter_or_a_separate_bucket_ends_the_loop(given: dict[str, Any]) -> None:
    trace = run("transcoder-loop", **given)
    assert trace.measures["jobs"] == (0 if "suffix" in given else 1)
    assert "cut" not in {event.action for event in trace.events}


@pytest.mark.parametrize(
    "given",
    [{"suffix": ".mp4"}, {"records": True}, {"at_once": 1}, {"prefix_filter": True, "output_prefix": "in/"}],
)
def test_changes_that_do_not_separate_output_from_input_keep_the_loop(given: dict[str, Any]) -> None:
    assert measures("transcoder-loop", **given)["jobs"] == 6
