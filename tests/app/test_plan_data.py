"""The plan as data: what the cache keeps can be read back, and nothing else is taken for a plan."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studykit.app.plan_data import LastWeek, PlanSummary, Prediction, TodaysPlan
from tests.app.plans import SUMMARY, a_plan, day

KEYS = ["json", "cards", "aside", "form", "pace", "target", "days", "recalled", "course", "behind", "so_far"]
FROM_OLD_CACHE = """{"key": [5, 739945, "2026-12-18", 25, 0.95, 1, 2, ["p"]],
"json": {"date": "2026-12-18", "days_left": 23, "minutes_per_day": 25, "minutes_needed": 18, "retention": 0.8,
"final_pass_days": 10, "expected_recall": 0.94, "recall_30_days_later": 0.8, "feasible": true,
"today": {"cards": 14, "items": 10, "minutes": 22}}, "cards": 500, "aside": 3, "form": 65, "pace": 1.0, "target": 0.95,
"days": [[6, 8, 7.0, [["items", 10, 15.0, "sns"]]], [0, 0, 0.0, [["warm-up", 10, 2.0, ""]]]], "recalled": 7.2,
"course": {"exam_date": "2026-12-18", "day": 739945, "retention": 0.8, "early": 0.8, "start": 739958, "exam": 739968,
"new": 6, "reviews": null, "growth": null, "decay": null, "apart": true}, "behind": 0,
"so_far": {"planned": 9, "done": 7, "expected": 0.86, "right": 0.75, "reviews": 4}}"""
"""A plan as version 5 of the cache has kept it from the first; its keys must stay."""


def test_a_cached_plan_can_be_read_back() -> None:
    plan = a_plan(last_week=LastWeek(9, 7, 0.86, 0.75, 4))
    data = json.loads(json.dumps(plan.as_data()))
    assert list(data) == KEYS
    assert TodaysPlan.from_data(data) == plan


def test_a_plan_that_an_earlier_program_cached_is_read_and_written_as_it_was() -> None:
    data = json.loads(FROM_OLD_CACHE)
    plan = TodaysPlan.from_data(data)
    assert plan is not None
    assert plan.today == day(6, 8, 7.0, ("items", 10, 15.0, "sns"))
    assert plan.last_week == LastWeek(9, 7, 0.86, 0.75, 4)
    assert json.dumps({"key": data["key"], **plan.as_data()}) == json.dumps(data)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", [None, "x", 3, {}], ids=str)
def test_what_is_no_plan_is_not_read(key: str, value: Any) -> None:
    data = a_plan(last_week=LastWeek(9, 7, 0.86, 0.75, 4)).as_data()
    assert TodaysPlan.from_data({name: data[name] for name in KEYS if name != key}) is None
    if key in ("json", "course") or (key == "days" and value != {}):
        assert TodaysPlan.from_data({**data, key: value}) is None


def test_a_summary_prints_what_it_reads() -> None:
    assert PlanSummary.from_json(json.loads(json.dumps(SUMMARY.as_json()))) == SUMMARY


def test_a_prediction_can_be_read_back_from_the_journal() -> None:
    made = Prediction("2026-12-18", 23, 0.94, 0.8, 14, 8, 7.2, mocks=(739_952,), load=(14, 12), idle=())
    assert Prediction.from_data(json.loads(json.dumps(made.as_data()))) == made
