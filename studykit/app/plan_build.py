"""Builds the plan of a day from its inputs. Nothing is read or written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studykit.app.daily_targets import DailyTargets
from studykit.app.plan_data import ANSWERED, PlanSummary, TodaysPlan, TodaysWork
from studykit.app.plan_inputs import WEEK, PlanInputs, days_missed, week_vs_plan
from studykit.memory.queue import Today
from studykit.memory.queue import today as sort_into_day
from studykit.memory.schedule import CardState
from studykit.memory.seconds import whole_minutes
from studykit.planning.days import lay_out, with_due_today
from studykit.planning.final_pass import apply_final_pass, can_spread_siblings
from studykit.planning.pace import at_pace
from studykit.planning.planner import Deck, StudyPlan, find_plan
from studykit.planning.projection import LATE_RETENTION, ProjectedDay, SeenCard
from studykit.planning.tasks import DayPlan

FULL_DAY = 0.9
"""Share of the day's minutes from which on its reviews are limited, so that new cards get their share."""


def build_plan(inputs: PlanInputs) -> TodaysPlan:
    """Builds the plan of today for an exam that is not over."""
    found = _search(inputs)
    targets = _targets(found, inputs)
    queue, spread_siblings = _queue(inputs, targets)
    projected = _projected(found, queue, inputs)
    days = _lay_out(projected, inputs)
    is_full = inputs.days_left > 0 and days[0].card_minutes >= FULL_DAY * inputs.card_minutes_today
    week = {day: prediction for day, prediction in inputs.predictions.items() if day >= inputs.day - WEEK}
    return TodaysPlan(
        summary=_summary(found, days, inputs),
        cards=len(inputs.cards),
        excluded_cards=inputs.excluded_cards,
        mock_items=inputs.mock.items if inputs.has_items else 0,
        pace=round(inputs.pace, 2),
        target=inputs.settings.target,
        days=tuple(days),
        recalled=projected[0].recalled if projected else 0.0,
        targets=targets._replace(reviews=days[0].reviews if is_full else None, spread_siblings=spread_siblings),
        days_missed=days_missed(inputs.predictions_for_exam, inputs.log.last_day, inputs.day),
        last_week=week_vs_plan(week, inputs.log),
    )


def _search(inputs: PlanInputs) -> StudyPlan:
    """Returns the cheapest plan that reaches the target, in the learner's own minutes."""
    settings, w = inputs.settings, inputs.w
    seen = inputs.log.states(inputs.cards, settings.retention, w).values()
    room = inputs.minutes_for_cards(settings.minutes)
    begun = _length_of_begun_pass(settings.targets, inputs.day)
    deck = _deck(seen, len(inputs.cards), inputs.day)
    found = find_plan(deck, room, settings.target, w, active_pass=begun, minutes_for_cards=inputs.minutes_for_cards)
    return at_pace(found, inputs.pace)


def _deck(seen: Iterable[CardState], cards: int, day: int) -> Deck:
    """Returns a deck of `cards` cards, of which those in `seen` have a memory."""
    known = tuple(SeenCard(state.memory, state.last_day - day) for state in seen if state.memory)
    return Deck(known, cards - len(known))


def _length_of_begun_pass(targets: DailyTargets | None, day: int) -> int | None:
    """Returns the days of a final pass that has begun, which are kept; None if none has."""
    return targets.exam_day - targets.final_pass_start if targets and targets.final_pass_start <= day else None


def _targets(found: StudyPlan, inputs: PlanInputs) -> DailyTargets:
    """Returns what the drill follows today, before its reviews are limited and its siblings are looked at."""
    start, early = inputs.exam.toordinal() - found.policy.final_pass, found.policy.retention
    return DailyTargets(
        exam_date=inputs.exam.isoformat(),
        day=inputs.day,
        retention=max(early, LATE_RETENTION) if inputs.day >= start else early,
        early_retention=early,
        final_pass_start=start,
        exam_day=inputs.exam.toordinal(),
        new=found.projection.days[0].new if inputs.days_left else 0,
        reviews=None,
        w8=inputs.w[8],
        w20=inputs.w[20],
    )


def _queue(inputs: PlanInputs, targets: DailyTargets) -> tuple[Today, bool]:
    """Returns the cards that a drill asks today, and whether siblings wait for another day."""
    cards, siblings, day, new = inputs.cards, inputs.siblings, inputs.day, targets.new
    states = _states(inputs, targets)
    spread = sort_into_day(cards, states, 0, day, new, siblings=siblings)
    fresh = [card for card in cards if card not in states]
    before_pass = targets.final_pass_start - day if targets.final_pass_start < targets.exam_day else 0
    if can_spread_siblings(fresh, siblings, before_pass, len(spread.new) >= min(new, len(fresh))):
        return spread, True
    return sort_into_day(cards, states, 0, day, new), False


def _states(inputs: PlanInputs, targets: DailyTargets) -> dict[str, CardState]:
    """Returns the states of the cards as they are due today, in the final pass and after wrong answers too."""
    states = apply_final_pass(
        inputs.log.states(inputs.cards, targets.retention, inputs.w),
        targets.final_pass_start,
        targets.exam_day,
        inputs.day,
        targets.early_retention,
        inputs.w,
    )
    return inputs.with_forced_due(states)


def _projected(found: StudyPlan, queue: Today, inputs: PlanInputs) -> Sequence[ProjectedDay]:
    """Returns the projected days until the exam, today with the cards that a drill asks."""
    if not inputs.days_left:
        return ()
    reviews = len(queue.learning) + len(queue.due)
    return with_due_today(found.projection.days, len(queue.new), reviews, inputs.card_minutes_today, inputs.pace)


def _lay_out(projected: Sequence[ProjectedDay], inputs: PlanInputs) -> list[DayPlan]:
    return lay_out(
        projected,
        inputs.settings.minutes,
        inputs.unanswered,
        inputs.mock,
        inputs.has_items,
        inputs.mock_was_promised,
        inputs.misses,
    )


def _summary(found: StudyPlan, days: Sequence[DayPlan], inputs: PlanInputs) -> PlanSummary:
    """Returns the plan in figures."""
    today = days[0]
    needed = max(1, round(max(day.minutes for day in days))) if found.feasible else found.minutes_needed
    return PlanSummary(
        date=inputs.exam,
        days_left=inputs.days_left,
        minutes_per_day=inputs.settings.minutes,
        minutes_needed=needed,
        retention=found.policy.retention,
        final_pass_days=found.policy.final_pass,
        expected_recall=round(found.projection.recall, 6),
        recall_30_days_later=round(found.projection.later, 6),
        feasible=found.feasible,
        today=TodaysWork(
            cards=today.new + today.reviews,
            items=sum(task.number for task in today.tasks if task.kind in ANSWERED),
            minutes=whole_minutes(today.minutes),
        ),
    )
