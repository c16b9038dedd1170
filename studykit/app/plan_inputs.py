"""Reads what a plan is built from: the journal before today, the library, and the settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from studykit.app.exam_review import reviewed
from studykit.app.history import cap_due_day, forced_due_since, read_marks
from studykit.app.item_bank import exam_pack, reserved_items
from studykit.app.pace import review_pace
from studykit.app.plan_data import LastWeek, Prediction
from studykit.app.settings import Settings
from studykit.app.study import Study
from studykit.library.library import Library
from studykit.memory.curve import MAX_REVIEWS, with_curve
from studykit.memory.fsrs import AGAIN
from studykit.memory.schedule import CardState, Review, after, fold
from studykit.planning.days import MissBacklog, MockLength, minutes_for_cards
from studykit.sittings.misses import REVIEWS_PER_DAY, review_status
from studykit.store.exam_sittings import sittings
from studykit.store.journal import EXAM_PREFIX, Journal
from studykit.store.queries import last_answer_days, review_counts, reviews_of_card

WEEK = 7
"""Days over which plans are compared with what happened."""


class FirstReview(NamedTuple):
    """A card's first review on a day of the last week, and whether the card was new then."""

    day: int
    rating: int
    new: bool


@dataclass(frozen=True, slots=True)
class ReviewLog:
    """The journal before today.

    `cards`: each card's state before its last review, and that review. `answered`: items that were answered.
    `last_day`: the last day of study; 0 if there is none. `last_week`: the first reviews of the last week's days.
    """

    cards: Mapping[str, tuple[CardState, Review]] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    last_day: int = 0
    last_week: tuple[FirstReview, ...] = ()

    def states(self, cards: Iterable[str], retention: float, w: Sequence[float]) -> dict[str, CardState]:
        """Returns the states of those of these cards that were seen, as they are with a desired retention."""
        seen = ((card, *self.cards[card]) for card in cards if card in self.cards)
        return {card: after(before, last, card, retention, w) for card, before, last in seen}


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """Everything that the plan of a day depends on.

    `settings` are the stored ones; their targets may be those of an earlier day. `exam` is not over on `day`.
    `cards`: those that can be asked before the exam; `excluded_cards`: how many others there are; `siblings`: the fact
    that each card shares. `w`: the weights with the learner's forgetting curve. `pace`: the learner's seconds over
    those of the mean. `mock`: a whole mock exam. `unanswered`: by service, the items that a quiz can still ask for the
    first time. `forced_due`: the cards that a wrong answer made due, with the day. `misses`: those of a mock exam that
    are to be reviewed. `predictions`: by day, those of all plans before today.
    """

    settings: Settings
    exam: date
    day: int
    cards: Sequence[str]
    excluded_cards: int
    siblings: Mapping[str, str]
    has_items: bool
    unanswered: Mapping[str, int]
    log: ReviewLog
    forced_due: Mapping[str, int]
    misses: MissBacklog | None
    predictions: Mapping[int, Prediction]
    w: Sequence[float]
    pace: float
    mock: MockLength

    @property
    def days_left(self) -> int:
        """Days until the exam."""
        return self.exam.toordinal() - self.day

    @property
    def predictions_for_exam(self) -> dict[int, Prediction]:
        """The predictions of the plans for this exam."""
        exam = self.exam.isoformat()
        return {day: prediction for day, prediction in self.predictions.items() if prediction.exam_date == exam}

    @property
    def mock_was_promised(self) -> bool:
        """True if the last plan for this exam had a mock exam today."""
        made = self.predictions_for_exam
        return bool(made) and self.day in made[max(made)].mocks

    def minutes_for_cards(self, minutes: int) -> list[float]:
        """Returns the minutes that a daily budget leaves for the cards of each day, in minutes of the mean learner."""
        free = minutes_for_cards(self.days_left, minutes, self.mock, self.mock_was_promised)
        return [one / self.pace for one in free]

    @property
    def card_minutes_today(self) -> float:
        """The learner's own minutes that are free for cards today."""
        return self.pace * self.minutes_for_cards(self.settings.minutes)[0]

    def with_forced_due(self, states: Mapping[str, CardState]) -> dict[str, CardState]:
        """Returns the states with the cards due that a wrong answer made due."""
        return {card: cap_due_day(state, self.forced_due.get(card, state.due_day)) for card, state in states.items()}


def read_inputs(
    study: Study, settings: Settings, exam: date, weights: Sequence[float], excluded: Collection[str]
) -> PlanInputs:
    """Reads the inputs of today's plan. `excluded`: cards and items that are not asked before the exam."""
    library, journal, day = study.library, study.journal_if_any, study.day()
    w = with_curve(sample_cards(journal, day), weights)
    log = read_reviews(journal, day, w)
    cards, items = library.card_ids(), library.item_ids()
    asked = [card for card in cards if card not in excluded]
    return PlanInputs(
        settings=settings,
        exam=exam,
        day=day,
        cards=asked,
        excluded_cards=len(cards) - len(asked),
        siblings=library.siblings(),
        has_items=bool(items),
        unanswered=_unanswered(library, {*log.answered, *excluded, *reserved_items(study)}),
        log=log,
        forced_due={} if journal is None else forced_due_since(journal, read_marks(journal), day),
        misses=misses_to_review(journal, items, day),
        predictions=read_predictions(journal, day),
        w=w,
        pace=review_pace(study),
        mock=_mock(study),
    )


def _mock(study: Study) -> MockLength:
    """Returns the length of a mock exam of the pack that an exam is of."""
    if not study.library.packs:
        return MockLength()
    exam = exam_pack(study).exam
    return MockLength(exam.items, exam.minutes)


def _unanswered(library: Library, done: Collection[str]) -> dict[str, int]:
    """Counts by service the items that a quiz can still ask for the first time and that the exam may still ask."""
    services = {row.id: row.service for row in library.rows() if row.scope == "exam"}
    names = (name for name in library.item_ids() if name not in done)
    return Counter(services[topic] for name in names if (topic := name.partition("/")[0]) in services)


def read_reviews(journal: Journal | None, day: int, w: Sequence[float]) -> ReviewLog:
    """Reads the journal before a learning day. One pass over the reviews, because there may be a million of them."""
    if journal is None:
        return ReviewLog()
    cards: dict[str, tuple[CardState, Review]] = {}
    last_week: list[FirstReview] = []
    for card, rows in groupby(journal.stream("review", "rating", day), itemgetter(0)):
        *reviews, last = (row[1:] for row in rows)
        cards[card] = fold(reviews, card, w=w), Review(*last)
        if last[2] >= day - WEEK:
            last_week += _first_reviews([*reviews, last], day - WEEK)
    answered = last_answer_days(journal, day)
    last_day = max((*answered.values(), *(last.day for _, last in cards.values())), default=0)
    return ReviewLog(cards, frozenset(answered), last_day, tuple(last_week))


def _first_reviews(reviews: Sequence[tuple[int, int, int]], since: int) -> Iterator[FirstReview]:
    """Yields a card's first review of each day, from a learning day on. `reviews`: (rating, moment, day)."""
    first: dict[int, int] = {}
    for rating, _, day in reviews:
        first.setdefault(day, rating)
    introduced = reviews[0][2]
    return (FirstReview(day, rating, day == introduced) for day, rating in first.items() if day >= since)


def sample_cards(journal: Journal | None, day: int) -> list[list[tuple[int, int, int]]]:
    """Returns the reviews before a day (rating, moment, day) of evenly chosen cards.

    There are as many cards as the forgetting curve needs to be learned from them.
    """
    if journal is None:
        return []
    counts = review_counts(journal, day)
    cards = [*counts][:: max(1, round(sum(counts.values()) / MAX_REVIEWS))]
    return [reviews_of_card(journal, card, day) for card in cards]


def misses_to_review(journal: Journal | None, items: Collection[str], day: int) -> MissBacklog | None:
    """Returns what was left to review, before a day, of the latest exam that left any misses.

    `items`: the items that the packs still have.
    """
    if journal is None or not journal.exists("sitting", EXAM_PREFIX):
        return None
    ended = {entry.subject for entry in journal.entries("sitting") if "ends" in entry.data and entry.day < day}
    marks = [entry for entry in journal.entries("mark") if entry.day < day]
    for exam in reversed(sittings(journal)):
        if EXAM_PREFIX + exam.id in ended and exam.finished is not None:
            missed = [item.id for item in exam.finished.missed if item.id in items]
            left = review_status(missed, reviewed(marks, exam.id), day).ids
            if left:
                return MissBacklog(exam.id, len(left), REVIEWS_PER_DAY)
    return None


def read_predictions(journal: Journal | None, day: int) -> dict[int, Prediction]:
    """Returns what the last plan of each learning day before this one predicted."""
    made = [] if journal is None else [entry for entry in journal.entries("prediction", "plan") if entry.day < day]
    return {entry.day: Prediction.from_data(entry.data) for entry in made}


def days_missed(predictions: Mapping[int, Prediction], last_day: int, day: int) -> int:
    """Counts the days between the last study day and today for which the latest plan before them held something.

    `predictions`: of the plans for the exam, by their day.
    """
    if not predictions:
        return 0
    since = max(min(predictions), last_day + 1)
    latest = {when: predictions[max(made for made in predictions if made <= when)] for when in range(since, day)}
    return sum(when not in prediction.idle for when, prediction in latest.items())


def week_vs_plan(predictions: Mapping[int, Prediction], log: ReviewLog) -> LastWeek | None:
    """Compares the predictions of the last week with what happened; None if there are none."""
    if not predictions:
        return None
    done = [review for review in log.last_week if review.day >= min(predictions)]
    right = [review.rating > AGAIN for review in done if not review.new]
    expected = sum(prediction.reviews for prediction in predictions.values())
    return LastWeek(
        planned=sum(prediction.cards for prediction in predictions.values()),
        done=len(done),
        expected=sum(prediction.recalled for prediction in predictions.values()) / expected if expected else 0.0,
        right=sum(right) / len(right) if right else 0.0,
        reviews=len(right) if expected else 0,
    )
