"""A learner's history, folded from the events of the journal: card states, past answers, exclusions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from math import inf
from operator import itemgetter

from studykit.app.daily_targets import DailyTargets
from studykit.app.settings import Settings
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import CardState, Review, after, fold
from studykit.planning.final_pass import apply_final_pass
from studykit.store.journal import EXAM_PREFIX, Entry, Journal
from studykit.store.marks import Mark, MarksOfDay, forced_due, marks_on

OF_A_REVIEW = itemgetter(1, 2, 3)
"""Rating, moment and day of a row."""


@dataclass(frozen=True)
class LearningHistory:
    """Everything that a day of study needs of the past.

    `states`: cards that were reviewed; `answers`: whether each item was answered correctly, oldest first; `all_marks`:
    every mark, in the order of events; `forced_due`: cards that a wrong answer made due, with the day of the first such
    mark since their last review; `days`: learning days with a review or an answer. Of today: `new_today` cards seen for
    the first time, `answers_today`, and `exam_answers_today` of these.

    `reviewed` and `morning` are what the due days of the final pass are found from: states as reviews alone make them,
    and those of the cards reviewed today as they were before.
    """

    day: int = 0
    settings: Settings = field(default_factory=Settings)
    weights: tuple[float, ...] = WEIGHTS
    states: Mapping[str, CardState] = field(default_factory=dict)
    answers: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    all_marks: tuple[Mark, ...] = ()
    forced_due: Mapping[str, int] = field(default_factory=dict)
    days: frozenset[int] = frozenset()
    new_today: int = 0
    answers_today: int = 0
    exam_answers_today: int = 0
    reviewed: Mapping[str, CardState] = field(default_factory=dict)
    morning: Mapping[str, CardState] = field(default_factory=dict)

    @cached_property
    def marks(self) -> MarksOfDay:
        """The effect of the marks on today."""
        return marks_on(self.all_marks, self.day)

    @property
    def excluded(self) -> set[str]:
        """Cards and items that are not asked today: suspended, buried, or known."""
        return self.marks.excluded

    def reviews_today(self) -> int:
        """Counts the cards reviewed today that were not new."""
        return sum(state.last_day == self.day for state in self.states.values()) - self.new_today

    def after(self, entry: Entry) -> LearningHistory:
        """Returns the history with one more event of today; only reviews, answers and marks change it."""
        if entry.kind == "review":
            return self._after_review(entry)
        if entry.kind == "answer":
            given = (*self.answers.get(entry.subject, ()), bool(entry.data["right"]))
            return replace(
                self,
                answers={**self.answers, entry.subject: given},
                answers_today=self.answers_today + 1,
                exam_answers_today=self.exam_answers_today + ("sitting" in entry.data),
                days=self.days | {entry.day},
            )
        if entry.kind == "mark":
            forced = self.forced_due
            if entry.data.get("what") == "due":
                forced = {entry.subject: entry.day, **forced}
            return replace(self, all_marks=(*self.all_marks, mark_of(entry)), forced_due=forced)
        return self

    def _after_review(self, entry: Entry) -> LearningHistory:
        card, before = entry.subject, self.reviewed.get(entry.subject, CardState())
        review = Review(int(entry.data["rating"]), entry.at, entry.day)
        morning = self.morning
        if before.reviews and before.last_day < self.day and active_final_pass(self.settings, self.day):
            morning = {**morning, card: before}
        return replace(
            self,
            reviewed={
                **self.reviewed,
                card: after(before, review, card, self.settings.desired_retention, self.weights),
            },
            morning=morning,
            forced_due={name: day for name, day in self.forced_due.items() if name != card},
            new_today=self.new_today + (not before.reviews),
            days=self.days | {entry.day},
        )

    def with_due_days(self, asked: Collection[str] | None = None) -> LearningHistory:
        """Returns the history with the states as they are due today.

        `asked`: the cards that are asked before the exam; only they have a place in a final pass. None outside one.
        """
        states = dict(self.reviewed)
        targets = active_final_pass(self.settings, self.day)
        if targets and asked is not None:
            of_pass, begun = ({card: of[card] for card in of if card in asked} for of in (self.reviewed, self.morning))
            first, exam = targets.final_pass_start, targets.exam_day
            states |= apply_final_pass(of_pass, first, exam, self.day, targets.early_retention, self.weights, begun)
        for card in self.forced_due.keys() & states.keys():
            states[card] = cap_due_day(states[card], self.forced_due[card])
        return replace(self, states=states)


def read_history(journal: Journal | None, day: int, settings: Settings) -> LearningHistory:
    """Folds the whole journal, in one pass over its events; call `with_due_days` for the states as they are due."""
    if journal is None:
        return LearningHistory(day, settings)
    w = settings.adjust_weights(weights_of(journal))
    in_pass = active_final_pass(settings, day) is not None
    reviewed: dict[str, CardState] = {}
    morning: dict[str, CardState] = {}
    days: set[int] = set()
    new_today = 0
    for card, rows in groupby(journal.stream("review", "rating"), itemgetter(0)):
        past = list(map(OF_A_REVIEW, rows))
        reviewed[card] = fold(past, card, settings.desired_retention, w)
        new_today += past[0][2] == day
        if in_pass and past[-1][2] == day and past[0][2] < day:
            morning[card] = fold([one for one in past if one[2] < day], card, settings.desired_retention, w)
        days.update([when for _, _, when in past])
    answers: dict[str, list[bool]] = {}
    answers_today = exam_answers_today = 0
    for item, right, _, when in journal.stream("answer", "right"):
        answers.setdefault(item, []).append(bool(right))
        answers_today += when == day
        days.add(when)
    if answers_today:
        exam_answers_today = _exam_answers_on(journal, day)
    marks = read_marks(journal)
    return LearningHistory(
        day,
        settings,
        w,
        answers={item: tuple(given) for item, given in answers.items()},
        all_marks=tuple(marks),
        forced_due=forced_due_since(journal, marks),
        days=frozenset(days),
        new_today=new_today,
        answers_today=answers_today,
        exam_answers_today=exam_answers_today,
        reviewed=reviewed,
        morning=morning,
    )


def _exam_answers_on(journal: Journal, day: int) -> int:
    """Counts the answers of a learning day that were given in an exam."""
    if not journal.exists("sitting", EXAM_PREFIX):
        return 0
    return sum(entry.day == day and "sitting" in entry.data for entry in journal.entries("answer", since_day=day))


def read_marks(journal: Journal | None) -> list[Mark]:
    """Returns every mark, in the order of events."""
    return [mark_of(entry) for entry in journal.entries("mark")] if journal else []


def mark_of(entry: Entry) -> Mark:
    """Returns the mark that an event holds."""
    return Mark(entry.subject, entry.day, entry.sort_key, entry.data)


def active_final_pass(settings: Settings, day: int) -> DailyTargets | None:
    """Returns what the plan chose, if its final pass has begun and is not over."""
    targets = settings.targets
    return targets if targets and targets.in_final_pass(day) else None


def weights_of(journal: Journal | None) -> tuple[float, ...]:
    """Returns the weights that `studykit fit` adopted last, else those published when the journal began."""
    kept = list(journal.entries("weights")) if journal else []
    fitted = [entry for entry in kept if entry.subject != "published"]
    last = fitted[-1:] or kept[:1]
    return tuple(map(float, last[0].data["weights"])) if last else WEIGHTS


def cap_due_day(state: CardState, day: int) -> CardState:
    """Pulls a review card's due day forward to `day` (a wrong answer made it due). Cards in learning are unchanged."""
    return state._replace(due_day=min(state.due_day, day)) if state.phase == "review" else state


def forced_due_since(journal: Journal, marks: Iterable[Mark], before: float = inf) -> dict[str, int]:
    """Returns the cards that a wrong answer made due, with the day of the first such mark since their last review.

    Only of these marks, and as it was before a learning day.
    """
    earlier = (mark for mark in marks if mark.day < before)
    return forced_due(earlier, lambda card: journal.latest_order("review", card, before))


def state_of(journal: Journal, card: str, settings: Settings) -> CardState:
    """Returns the state of one card, outside a final pass."""
    reviews = [Review(int(entry.data["rating"]), entry.at, entry.day) for entry in journal.entries("review", card)]
    state = fold(reviews, card, settings.desired_retention, settings.adjust_weights(weights_of(journal)))
    forced = forced_due_since(journal, map(mark_of, journal.entries("mark", card)))
    return cap_due_day(state, forced[card]) if card in forced else state
