"""The plan of a day as values, and the JSON in which it is printed, cached and journalled.

This module alone knows these three forms: `PlanSummary.as_json` is what `plan --json` prints, `TodaysPlan.as_data` is
what the cache keeps, and `Prediction.as_data` is what the journal keeps of a plan. Earlier versions wrote the same
forms, so the keys must stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from studykit.app.daily_targets import DailyTargets
from studykit.planning.tasks import MOCKS, DayPlan, TaskKind

ANSWERED: tuple[str, ...] = (TaskKind.ITEMS, *MOCKS)
"""Kinds of tasks that ask questions, whose answers are in the journal."""


class TodaysWork(NamedTuple):
    """The plan's work for today: cards, questions of quizzes and mocks, and minutes of everything."""

    cards: int
    items: int
    minutes: int


class PlanSummary(NamedTuple):
    """The plan in figures. The fields are the keys of `plan --json`, in their order.

    `date`: the exam date; `minutes_per_day`: the minutes that the learner has, `minutes_needed`: those of the fullest
    day, or, if the plan is not feasible, those that would reach the target (None: no number does). `retention`: the
    desired retention before the final pass. `expected_recall` and `recall_30_days_later`: shares of all cards.
    """

    date: date
    days_left: int
    minutes_per_day: int
    minutes_needed: int | None
    retention: float
    final_pass_days: int
    expected_recall: float
    recall_30_days_later: float
    feasible: bool
    today: TodaysWork

    def as_json(self) -> dict[str, Any]:
        """Returns the value that `plan --json` prints."""
        return {**self._asdict(), "date": self.date.isoformat(), "today": self.today._asdict()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PlanSummary:
        """Reads back what `as_json` returned."""
        return cls(**{**data, "date": date.fromisoformat(data["date"]), "today": TodaysWork(**data["today"])})


NO_PLAN: dict[str, None] = dict.fromkeys(PlanSummary._fields)
"""What `plan --json` prints without an exam ahead."""


class LastWeek(NamedTuple):
    """The predictions of the last week's plans against what happened.

    Cards `planned` and `done`. Of the `reviews` that were compared (0: none), the shares that were `expected` to be
    right and that were `right`.
    """

    planned: int
    done: int
    expected: float
    right: float
    reviews: int


class TodaysPlan(NamedTuple):
    """The plan as it is on one day.

    `cards` are planned, `excluded_cards` are not. `mock_items`: the items of a whole mock exam; 0 without questions.
    `pace`: the learner's seconds over those of the mean. `target`: the share of cards to know on the exam day. `days`:
    today first, the exam day last. `recalled`: how many of today's reviews are expected to be right. `targets`: what
    the drill follows today. `days_missed`: days since the last study day on which an earlier plan held something.
    """

    summary: PlanSummary
    cards: int
    excluded_cards: int
    mock_items: int
    pace: float
    target: float
    days: tuple[DayPlan, ...]
    recalled: float
    targets: DailyTargets
    days_missed: int
    last_week: LastWeek | None

    @property
    def today(self) -> DayPlan:
        """Today's part of the plan."""
        return self.days[0]

    def as_data(self) -> dict[str, Any]:
        """Returns the plan as the cache keeps it."""
        return {
            "json": self.summary.as_json(),
            "cards": self.cards,
            "aside": self.excluded_cards,
            "form": self.mock_items,
            "pace": self.pace,
            "target": self.target,
            "days": [day.as_data() for day in self.days],
            "recalled": self.recalled,
            "course": self.targets.as_data(),
            "behind": self.days_missed,
            "so_far": None if self.last_week is None else self.last_week._asdict(),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> TodaysPlan | None:
        """Reads a plan back from the cache; None for anything that `as_data` does not return."""
        try:
            targets, last_week = DailyTargets.from_data(data["course"]), data["so_far"]
            return targets and cls(
                PlanSummary.from_json(data["json"]),
                data["cards"],
                data["aside"],
                data["form"],
                data["pace"],
                data["target"],
                tuple(map(DayPlan.from_data, data["days"])),
                data["recalled"],
                targets,
                data["behind"],
                None if last_week is None else LastWeek(**last_week),
            )
        except (KeyError, TypeError, ValueError):
            return None


class Prediction(NamedTuple):
    """The part of a plan that the journal keeps, to compare it later with what happened.

    `exam_date` is an ISO date. Of the day: its `cards`, the `reviews` among them, and how many of these were expected
    to be `recalled`. `mocks` and `idle`: learning days with a mock exam, and learning days on which nothing can be
    missed. `load`: cards of each of the next days.
    """

    exam_date: str
    days_left: int
    expected_recall: float
    retention: float
    cards: int
    reviews: int
    recalled: float
    mocks: tuple[int, ...] = ()
    load: tuple[int, ...] = ()
    idle: tuple[int, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Returns the prediction as the journal keeps it."""
        data = self._asdict()
        return {"date": data.pop("exam_date"), **data}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Prediction:
        """Reads back a prediction of this version, or of an earlier one, which kept less."""
        known = {name: data[name] for name in cls._fields if name in data}
        lists = {name: tuple(data.get(name, ())) for name in ("mocks", "load", "idle")}
        return cls(**{**known, **lists, "exam_date": data["date"]})
