"""Finds the plan of today: the cached one if nothing that it depends on has changed, else a new one.

A plan depends on the settings, the reviews before today, the weights and the excluded cards as they are now, and the
packs. The key of the cache changes with each of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

from studykit.app.history import read_marks, weights_of
from studykit.app.plan_data import ANSWERED, Prediction, TodaysPlan
from studykit.app.settings import Settings
from studykit.app.study import Study
from studykit.planning.tasks import DayPlan
from studykit.store.marks import marks_on

FORMAT = 5
"""Version of the cached plan. A plan of another version is built again."""
LOAD_DAYS = 7
"""Days of a plan whose number of cards is kept with its prediction."""
IDLE_DAYS = 63
"""Days ahead for which the prediction says whether they hold nothing."""


def find_plan(study: Study, settings: Settings | None = None, keep: bool = True) -> TodaysPlan:
    """Returns the plan of today, from the cache or built; an exam must lie ahead.

    `settings` replace the stored ones. With `keep`, a plan that was built is cached, followed by the settings and
    journalled as a prediction.
    """
    chosen = settings or study.stored_settings
    if chosen.exam_date is None:
        raise ValueError("a plan needs an exam date")
    journal = study.journal if keep else study.journal_if_any
    weights = weights_of(journal)
    excluded = marks_on(read_marks(journal), chosen.exam_date.toordinal() - 1).excluded
    cache, key = study.environment.index.with_name("plan.json"), _key(study, chosen, weights, excluded)
    is_followed = chosen.targets is not None and chosen.targets.day == study.day()
    if (cached := _cached(cache, key)) is not None and (is_followed or not keep):
        return cached
    plan = _build(study, chosen, chosen.exam_date, weights, excluded)
    if keep:
        with suppress(OSError):
            cache.write_text(json.dumps({"key": key, **plan.as_data()}), encoding="utf-8")
        study.settings_file.keep_targets(plan.targets)
        _record_prediction(study, plan)
    return plan


def _build(
    study: Study, settings: Settings, exam: date, weights: Sequence[float], excluded: Collection[str]
) -> TodaysPlan:
    from studykit.app.plan_build import build_plan
    from studykit.app.plan_inputs import read_inputs

    with study.notices.working("Finding the plan of the day ..."):
        return build_plan(read_inputs(study, settings, exam, weights, excluded))


def _key(study: Study, settings: Settings, weights: Sequence[float], excluded: Collection[str]) -> list[Any]:
    """Returns the JSON value that changes with everything a plan depends on."""
    library = study.library
    return [
        FORMAT,
        study.day(),
        str(settings.exam_date),
        settings.minutes,
        settings.target,
        crc32(repr((tuple(weights), sorted(excluded))).encode()),
        crc32(repr((library.card_ids(), library.item_ids())).encode()),
        library.packs and sorted(library.packs),
    ]


def _cached(cache: Path, key: Sequence[Any]) -> TodaysPlan | None:
    """Returns the cached plan if it has this key and can be read."""
    with suppress(OSError, ValueError):
        data = json.loads(cache.read_text(encoding="utf-8"))
        if isinstance(data, dict) and data.get("key") == key:
            return TodaysPlan.from_data(data)
    return None


def _record_prediction(study: Study, plan: TodaysPlan) -> None:
    """Journals what the plan predicts, and clears the cached due days, because they have moved."""
    study.append("prediction", "plan", prediction_of(plan, study.day()).as_data())
    study.journal.clear_due_cache()


def prediction_of(plan: TodaysPlan, day: int) -> Prediction:
    """Returns what a plan predicts on the learning day on which it was built."""
    summary, today = plan.summary, plan.today
    return Prediction(
        exam_date=summary.date.isoformat(),
        days_left=summary.days_left,
        expected_recall=summary.expected_recall,
        retention=summary.retention,
        cards=today.new + today.reviews,
        reviews=today.reviews,
        recalled=round(plan.recalled, 3),
        mocks=tuple(day + place for place, one in enumerate(plan.days) if _has_mock(one)),
        load=tuple(one.new + one.reviews for one in plan.days[:LOAD_DAYS]),
        idle=tuple(day + place for place, one in enumerate(plan.days[:IDLE_DAYS]) if _is_idle(one)),
    )


def _has_mock(day: DayPlan) -> bool:
    """True if a day holds a weekly mock exam."""
    return any(task.kind == "mock" for task in day.tasks)


def _is_idle(day: DayPlan) -> bool:
    """True if a day holds nothing that can be missed: no cards, and no questions."""
    return not day.new + day.reviews and not any(task.kind in ANSWERED for task in day.tasks)
