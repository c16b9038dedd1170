"""Reads the figures of `stats` from the journal, the library and the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from studykit.app.due import due_counts
from studykit.app.figures import (
    CardCounts,
    DayLoad,
    DueToday,
    ExamDay,
    Figures,
    Group,
    ReadinessFigures,
    RecallFigures,
    StudyCounts,
    WeakTopic,
)
from studykit.app.history import weights_of
from studykit.app.item_bank import exam_items, exam_pack
from studykit.app.pace import minutes_of, review_pace
from studykit.app.study import Study
from studykit.library.library import Library
from studykit.memory.calendar import longest_streak, streak
from studykit.memory.fsrs import WEIGHTS, Memory
from studykit.memory.seconds import whole_minutes
from studykit.sittings.readiness import Exposure, first_exposures, readiness
from studykit.sittings.stats import (
    AHEAD,
    DIFFICULTY,
    STABILITY,
    WINDOW,
    Rated,
    Recall,
    forecast,
    recall,
    spread,
    weakest,
)
from studykit.store.due import DueCounts
from studykit.store.journal import Journal
from studykit.store.queries import all_answers, ratings, study_days, topics_read

YEAR = 371
"""Days of the chart of the year: 53 weeks."""


def read_figures(study: Study) -> Figures:
    """Returns all figures of today."""
    with study.notices.working("Adding up ..."):
        return _read_figures(study)


def _read_figures(study: Study) -> Figures:
    day, journal = study.day(), study.journal_if_any
    counts = due_counts(study, study.library.card_ids())
    pace, w = review_pace(study), weights_of(journal)
    measured = _measured_recall(journal, day, w)
    studied = {} if journal is None else study_days(journal)
    memories = _memories(study)
    return Figures(
        day=study.today(),
        pace=round(pace, 2),
        today=_today(counts, pace),
        exam=ExamDay(counts.exam_date, counts.days_left),
        study=_study_counts(studied, day),
        recall=_recall(measured, w != WEIGHTS),
        forecast=_forecast(study, counts, pace, w),
        year=_year(studied, day),
        cards=CardCounts(len(memories), len(study.library.card_ids()) - len(memories)),
        stability=_groups([memory.stability for memory in memories], STABILITY, (0.0, None)),
        difficulty=_groups([memory.difficulty for memory in memories], DIFFICULTY, (1.0, 10.0)),
        weakest=_weakest(study, measured),
        readiness=_readiness(study),
    )


def _today(counts: DueCounts, pace: float) -> DueToday:
    minutes = minutes_of(counts.new, counts.due + counts.learning, pace)
    return DueToday(counts.due, counts.new, counts.learning, counts.overdue, minutes)


def _study_counts(studied: Mapping[int, Mapping[str, int]], day: int) -> StudyCounts:
    return StudyCounts(
        days=len(studied),
        streak=streak(studied, day),
        longest_streak=longest_streak(studied),
        reviews=sum(counted.get("review", 0) for counted in studied.values()),
        answers=sum(counted.get("answer", 0) for counted in studied.values()),
    )


def _year(studied: Mapping[int, Mapping[str, int]], day: int) -> dict[date, int]:
    """Counts reviews and answers by day, for the days of the last year."""
    shown = (when for when in sorted(studied) if day - YEAR < when <= day)
    return {date.fromordinal(when): sum(studied[when].values()) for when in shown}


def _measured_recall(journal: Journal | None, day: int, w: Sequence[float]) -> Recall:
    """Compares the reviews of the last 30 days with what the memory model predicted."""
    rated = map(Rated._make, () if journal is None else ratings(journal))
    return recall((review for review in rated if review.day <= day), day - WINDOW + 1, w)


def _recall(measured: Recall, own_weights: bool) -> RecallFigures | None:
    if not measured.reviews:
        return None
    low, high = measured.interval
    return RecallFigures(
        days=WINDOW,
        reviews=measured.reviews,
        right=measured.right,
        measured=round(measured.right / measured.reviews, 6),
        interval=(round(low, 6), round(high, 6)),
        predicted=round(measured.expected / measured.reviews, 6),
        own_weights=own_weights,
    )


def _forecast(study: Study, counts: DueCounts, pace: float, w: Sequence[float]) -> tuple[DayLoad, ...]:
    """Returns the next 14 days: the plan's until the exam, else a projection with the learner's memories."""
    if study.settings.targets is not None and (plan := study.plan()) is not None:
        loads = [(day.new, day.reviews, day.minutes) for day in plan.days[:AHEAD]]
    else:
        numbers = [(counts.new, counts.due + counts.learning), *_projected(study, w)[1:]]
        loads = [(new, reviews, minutes_of(new, reviews, pace)) for new, reviews in numbers]
    return tuple(
        DayLoad(date.fromordinal(study.day() + place), new, reviews, whole_minutes(minutes))
        for place, (new, reviews, minutes) in enumerate(loads)
    )


def _projected(study: Study, w: Sequence[float]) -> list[tuple[int, int]]:
    """Returns new cards and reviews of the next 14 days, as the memories and the limit of new cards bring them."""
    history, settings = study.history, study.settings
    cards = [card for card in study.library.card_ids() if card not in history.excluded]
    states = [history.states[card] for card in cards if card in history.states]
    fresh = len(cards) - len(states)
    days = forecast(states, fresh, study.day(), settings.new_per_day, settings.retention, w)
    return [(day.new, day.reviews) for day in days]


def _memories(study: Study) -> list[Memory]:
    """Returns the memories of the cards that were seen."""
    states = study.history.states
    found = (states.get(card) for card in study.library.card_ids())
    return [state.memory for state in found if state and state.memory]


def _groups(values: Sequence[float], edges: Sequence[float], ends: tuple[float, float | None]) -> tuple[Group, ...]:
    """Counts values between the edges; `ends` are where the first group begins and the last one ends."""
    lows, highs = (ends[0], *edges), (*edges, ends[1])
    return tuple(map(Group, lows, highs, spread(values, edges)))


def _weakest(study: Study, measured: Recall) -> tuple[WeakTopic, ...]:
    """Returns the weakest topics, by the last answer to each item and the first rating of each card's last day."""
    titles = {row.id: row.title for row in study.library.rows()}
    last = {**{item: given[-1] for item, given in study.history.answers.items()}, **measured.last}
    known = {name: right for name, right in last.items() if name.partition("/")[0] in titles}
    return tuple(
        WeakTopic(one.topic, titles[one.topic], one.asked, one.right, (round(low, 6), round(high, 6)))
        for one in weakest(known)
        for low, high in [one.interval]
    )


def _readiness(study: Study) -> ReadinessFigures | None:
    """Returns how ready the learner is for the exam of a pack; None while too few items were asked."""
    journal, library = study.journal_if_any, study.library
    if journal is None or not library.packs:
        return None
    pack = exam_pack(study)
    points = {item.id: item.point for item in exam_items(library, pack.id)}
    first = first_exposures(_exposures(library, points, journal), topics_read(journal))
    ready = readiness(first, pack.exam.items - pack.exam.unscored, pack.exam.cut)
    if ready is None:
        return None
    low, high = ready.interval
    return ReadinessFigures(
        pack=pack.id,
        items=ready.items,
        right=ready.right,
        fresh=ready.fresh,
        low=ready.low,
        high=ready.high,
        line=ready.line,
        interval=(round(low, 6), round(high, 6)),
        chances={cut: round(chance, 6) for cut, chance in ready.chances.items()},
    )


def _exposures(library: Library, points: Mapping[str, str], journal: Journal) -> Iterator[Exposure]:
    """Yields each time that an item was shown with its key. An undone answer was seen, but does not count.

    `points`: the learning point of each item that an exam may ask.
    """
    there = set(library.item_ids())
    for answer in all_answers(journal):
        item = answer.item
        if item in there:
            point, counts = points.get(item) or library.item(item).point, answer.counts and item in points
            yield Exposure(point, item.partition("/")[0], answer.order_ms, answer.right, counts)
