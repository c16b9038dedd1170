"""What the journal says of a learner: card states, past answers, what is excluded. A fold over its events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import inf
from operator import itemgetter

from studykit.app.settings import DailyTargets, Settings
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import CardState, Review, after, fold
from studykit.planning.final_pass import apply_final_pass
from studykit.store.journal import Entry, Journal

OF_A_REVIEW = itemgetter(1, 2, 3)
"""Rating, moment and day of a row."""


@dataclass(frozen=True)
class Marks:
    """What the marks alone say of a learning day.

    `excluded`: cards and items that are not asked on it; of these, `leeches` were forgotten too often, and `known` wait
    because a placement quiz showed that they are known. `marked`: what the learner marked.
    """

    excluded: frozenset[str] = frozenset()
    leeches: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()

    def after(self, entry: Entry, day: int) -> Marks:
        """Returns the marks with one more, as they are on a learning day."""
        what, one = entry.data.get("what"), frozenset({entry.subject})
        if what == "suspend" or (what == "bury" and entry.day == day):
            is_leech = entry.data.get("why") == "leech"
            leeches = self.leeches | one if is_leech else self.leeches
            return replace(self, excluded=self.excluded | one, leeches=leeches)
        if what == "known" and day < int(entry.data.get("until", 0)):
            return replace(self, excluded=self.excluded | one, known=self.known | one)
        if what == "resume":
            return replace(self, excluded=self.excluded - one, leeches=self.leeches - one)
        if what == "mark":
            return replace(self, marked=self.marked ^ one)
        if what == "due" and entry.subject in self.known:
            return replace(self, excluded=self.excluded - one)
        return self


@dataclass(frozen=True)
class LearningHistory:
    """Everything that a day of study needs of the past.

    `states`: cards that were reviewed; `forced_due`: cards that a wrong answer made due, with the day of the first such
    mark since their last review; `answers`: whether each item was answered correctly, oldest first; `days`: learning
    days with a review or an answer. Of today: `new_today` cards seen for the first time, `answers_today`, and
    `exam_answers_today` of these.

    `reviewed` and `morning` are what the due days of the final pass are found from: states as reviews alone make them,
    and those of the cards reviewed today as they were before.
    """

    day: int = 0
    settings: Settings = field(default_factory=Settings)
    weights: tuple[float, ...] = WEIGHTS
    states: Mapping[str, CardState] = field(default_factory=dict)
    answers: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    marks: Marks = Marks()
    forced_due: Mapping[str, int] = field(default_factory=dict)
    days: frozenset[int] = frozenset()
    new_today: int = 0
    answers_today: int = 0
    exam_answers_today: int = 0
    reviewed: Mapping[str, CardState] = field(default_factory=dict)
    morning: Mapping[str, CardState] = field(default_factory=dict)

    @property
    def excluded(self) -> frozenset[str]:
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
            return replace(self, marks=self.marks.after(entry, self.day), forced_due=forced)
        return self

    def _after_review(self, entry: Entry) -> LearningHistory:
        card, before = entry.subject, self.reviewed.get(entry.subject, CardState())
        review = Review(int(entry.data["rating"]), entry.at, entry.day)
        morning = self.morning
        if before.reviews and before.last_day < self.day:
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
    marks = list(journal.entries("mark"))
    return LearningHistory(
        day,
        settings,
        w,
        answers={item: tuple(given) for item, given in answers.items()},
        marks=marks_on(marks, day),
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
    from studykit.store.exam_sittings import EXAM_PREFIX  # the classes of an exam are a tenth of a short command

    if not journal.exists("sitting", EXAM_PREFIX):
        return 0
    return sum(entry.day == day and "sitting" in entry.data for entry in journal.entries("answer", since_day=day))


def marks_on(marks: Iterable[Entry], day: int) -> Marks:
    """Returns what marks say of a learning day."""
    found = Marks()
    for entry in marks:
        found = found.after(entry, day)
    return found


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


def forced_due_since(journal: Journal, marks: Iterable[Entry], before: float = inf) -> dict[str, int]:
    """Returns the cards that a wrong answer made due, with the day of the first such mark since their last review.

    Only of these marks, and as it was before a learning day.
    """
    calls: dict[str, list[Entry]] = {}
    for mark in marks:
        if mark.data.get("what") == "due" and mark.day < before:
            calls.setdefault(mark.subject, []).append(mark)
    last = {card: journal.latest_order("review", card, before) for card in calls}
    since = {card: [call.day for call in of if call.sort_key > last[card]] for card, of in calls.items()}
    return {card: days[0] for card, days in since.items() if days}


def state_of(journal: Journal, card: str, settings: Settings) -> CardState:
    """Returns the state of one card, outside a final pass."""
    reviews = [Review(int(entry.data["rating"]), entry.at, entry.day) for entry in journal.entries("review", card)]
    state = fold(reviews, card, settings.desired_retention, settings.adjust_weights(weights_of(journal)))
    forced = forced_due_since(journal, journal.entries("mark", card))
    return cap_due_day(state, forced[card]) if card in forced else state
