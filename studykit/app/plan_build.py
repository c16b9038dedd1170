"""One day's plan as the plain value that is kept, shown and printed: memories in, days laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from studykit.app.history import History
from studykit.app.item_bank import aside as kept_from_quizzes
from studykit.app.pace import pace_of
from studykit.app.plan_inputs import WEEK, behind, called, misses_of, past_of, sample_of, so_far
from studykit.app.queue import facts
from studykit.app.settings import Course, Settings
from studykit.library.library import Library
from studykit.library.model import Pack
from studykit.memory.curve import with_curve
from studykit.memory.queue import Today, today
from studykit.memory.schedule import CardState
from studykit.memory.seconds import whole_minutes
from studykit.planning.days import MOCKS, DayPlan, MockLength, lay_out, minutes_for_cards, with_due_today
from studykit.planning.final_pass import apply_final_pass, can_spread_siblings
from studykit.planning.pace import at_pace
from studykit.planning.planner import Deck, StudyPlan, find_plan
from studykit.planning.projection import LATE_RETENTION, SeenCard
from studykit.store.journal import Journal

FULL = 0.9
"""The share of a day's minutes from which on its reviews are counted out, so that new cards get theirs."""


def made(
    found: Library,
    log: Journal | None,
    settings: Settings,
    day: int,
    w: Sequence[float],
    marks: History,
    pack: Pack | None = None,
) -> dict[str, Any]:
    """The plan of a day for an exam that is not over, with the curve that the reviews before it speak for. `marks`:
    what is put aside until then; `pack`: whose mocks are sat."""
    exam = settings.exam_date
    assert exam is not None
    left, pace, w = exam.toordinal() - day, pace_of(log, day), with_curve(sample_of(log, day), w)
    past = past_of(log, day, w)
    every = found.card_ids()
    cards = [card for card in every if card not in marks.aside]
    mock = MockLength(pack.exam.items, pack.exam.minutes) if pack else MockLength()
    said = {} if log is None else {one.day: one.data for one in log.entries("prediction", "plan") if one.day < day}
    ours = {when: data for when, data in said.items() if data["date"] == exam.isoformat()}
    promised = bool(ours) and day in ours[max(ours)].get("mocks", ())

    def free(minutes: int) -> list[float]:
        return [one / pace for one in minutes_for_cards(left, minutes, mock, promised)]

    deck = _deck(past.states(cards, settings.retention, w).values(), len(cards), day)
    passing, room = _passing(settings.course, day), free(settings.minutes)
    best = at_pace(find_plan(deck, room, settings.target, w, active_pass=passing, minutes_for_cards=free), pace)
    course = _course(best, exam, day)._replace(growth=w[8], decay=w[20])
    states = apply_final_pass(past.states(cards, course.retention, w), course.start, course.exam, day, course.early, w)
    new = best.projection.days[0].new if left else 0
    states = called(log, states, day)
    asked, wait = _asked(cards, states, day, new, facts(found), course)
    waits = len(asked.learning) + len(asked.due)
    played = with_due_today(best.projection.days, len(asked.new), waits, pace * room[0], pace) if left else ()
    items = _unanswered(found, {*past.answered, *marks.aside, *kept_from_quizzes(found, log)})
    misses = misses_of(log, found.item_ids(), day)
    days = lay_out(played, settings.minutes, items, mock, bool(found.item_ids()), promised, misses)
    tight = left > 0 and days[0].card_minutes >= FULL * pace * room[0]
    most = days[0].reviews if tight else None
    return {
        "json": _json(best, days, settings, exam, left),
        "cards": len(cards),
        "aside": len(every) - len(cards),
        "form": mock.items if found.item_ids() else 0,
        "pace": round(pace, 2),
        "target": settings.target,
        "days": [one.as_data() for one in days],
        "recalled": played[0].recalled if played else 0.0,
        "course": course._replace(new=new, reviews=most, apart=wait)._asdict(),
        "behind": behind(ours, past.last_day, day),
        "so_far": so_far({when: data for when, data in said.items() if when >= day - WEEK}, past),
    }


def _json(best: StudyPlan, days: Sequence[DayPlan], settings: Settings, exam: date, left: int) -> dict[str, Any]:
    """What `plan --json` prints."""
    first = days[0]
    needed = max(1, round(max(one.minutes for one in days))) if best.feasible else best.minutes_needed
    return {
        "date": exam.isoformat(),
        "days_left": left,
        "minutes_per_day": settings.minutes,
        "minutes_needed": needed,
        "retention": best.policy.retention,
        "final_pass_days": best.policy.final_pass,
        "expected_recall": round(best.projection.recall, 6),
        "recall_30_days_later": round(best.projection.later, 6),
        "feasible": best.feasible,
        "today": {
            "cards": first.new + first.reviews,
            "items": sum(task.number for task in first.tasks if task.kind in ("items", *MOCKS)),
            "minutes": whole_minutes(first.minutes),
        },
    }


def _asked(
    cards: Sequence[str],
    states: Mapping[str, CardState],
    day: int,
    new: int,
    siblings: Mapping[str, str],
    course: Course,
) -> tuple[Today, bool]:
    """What a drill asks today, and whether siblings wait for another day."""
    alone = today(cards, states, 0, day, new, siblings=siblings)
    fresh = [card for card in cards if card not in states]
    before = course.start - day if course.start < course.exam else 0
    if can_spread_siblings(fresh, siblings, before, len(alone.new) >= min(new, len(fresh))):
        return alone, True
    return today(cards, states, 0, day, new), False


def _deck(seen: Iterable[CardState], cards: int, day: int) -> Deck:
    """So many cards, of which these were seen."""
    known = tuple(SeenCard(state.memory, state.last_day - day) for state in seen if state.memory)
    return Deck(known, cards - len(known))


def _passing(before: Course | None, day: int) -> int | None:
    """The length of a final pass that has begun."""
    return before.exam - before.start if before and before.start <= day else None


def _course(best: StudyPlan, exam: date, day: int) -> Course:
    """What drill and due follow today, but for the number of cards."""
    start, early = exam.toordinal() - best.policy.final_pass, best.policy.retention
    retention = max(early, LATE_RETENTION) if day >= start else early
    return Course(exam.isoformat(), day, retention, early, start, exam.toordinal(), 0, None)


def _unanswered(found: Library, done: Collection[str]) -> dict[str, int]:
    """Items that a quiz can still ask anew, by service, what the exam no longer asks left out."""
    services = {row.id: row.service for row in found.rows() if row.scope == "exam"}
    names = (name for name in found.item_ids() if name not in done)
    return Counter(services[topic] for name in names if (topic := name.partition("/")[0]) in services)
