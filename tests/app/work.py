"""The acts of a learner without a terminal: drills, quizzes, plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import cycle, repeat
from typing import Any

from studykit.app.drill import DrillSession
from studykit.app.options import DrillOptions, QuizOptions
from studykit.app.plan import find_plan
from studykit.app.plan_data import TodaysPlan
from studykit.app.queue import build_queue
from studykit.app.quiz import QuizSession
from studykit.app.study import Study
from studykit.items import Numeric
from studykit.memory.fsrs import EASY


def response(question: Any, kind: str) -> tuple[str, ...]:
    """Returns a response of a kind to any question."""
    if kind == "unknown":
        return ()
    if isinstance(question, Numeric):
        return (f"{question.answer:g}",) if kind == "right" else ("7654",)
    right = tuple(question.right)
    others = tuple(name for name in getattr(question, "options", ()) if name not in right)[: len(right)]
    return next(one for one in (right, right[::-1], others) if question.score(one) == (kind == "right"))


def drill(study: Study, options: DrillOptions | None = None, ratings: Iterable[int] = repeat(EASY)) -> int:
    """Drills until no card is left or the ratings end; returns how many reviews that were."""
    with DrillSession.open(study, options or DrillOptions()) as session:
        for rating in ratings:
            card = session.next_card()
            if card is None:
                break
            session.rate(card, rating, 0)
        return len(session.finish().reviews)


def mark_cards(study: Study, *marks: str) -> None:
    """Marks the cards of a drill, one with each of these marks, and leaves."""
    with DrillSession.open(study, DrillOptions()) as session:
        for what in marks:
            if (card := session.next_card()) is not None:
                session.mark(card, what)
        session.finish()


def quiz(study: Study, options: QuizOptions | None = None, kinds: Iterable[str] = ("wrong", "right")) -> int:
    """Answers a quiz with these kinds of responses in turn; returns how many answers that were."""
    with QuizSession.open(study, options or QuizOptions()) as session:
        for kind in cycle(kinds):
            if (asked := session.machine.current) is None:
                break
            session.answer(response(asked.question, kind))
        return len(session.finish().answers)


def plan_exam(study: Study, days: int, minutes: int | None = None) -> TodaysPlan:
    """Sets an exam some days ahead, and finds its plan."""
    if minutes is not None:
        study.set_value("minutes", str(minutes))
    study.set_value("exam_date", date.fromordinal(study.day() + days).isoformat())
    return find_plan(study)


def cards_left(study: Study) -> int:
    """Returns how many cards a drill would ask now."""
    return len(build_queue(study, study.library.card_ids()).today.all)
