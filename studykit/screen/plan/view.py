"""The plan as lines: its figures, what missed days leave to choose, today with its commands, and the days ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from studykit.app.plan_data import LastWeek, TodaysPlan
from studykit.app.todays_plan import commands_of
from studykit.memory.seconds import whole_minutes
from studykit.planning.tasks import MOCKS, DayPlan, StudyTask
from studykit.text.lines import Line, Segment
from studykit.text.wrap import joined, wrapped

DAYS_SHOWN = 63
"""Days that are listed: of an exam that is further away, the first nine weeks."""
STEADY = 0.1
"""How far from 1 a pace must be to be mentioned."""
ROUNDING = 1e-6
"""Absorbs the floating-point error of a percentage."""
UNEVEN = 1.3
"""How many times the median the longest day must be for both to be mentioned."""
SHORTENED = ("mock", "part")
"""Mock exams that may have fewer items than they should."""
DAYS_FOR_MOCK = 2
"""Days before the exam from which on a plan has a day for a mock exam."""


def plan_lines(plan: TodaysPlan, today: date, width: int, rows: int | None = None) -> Iterator[Line]:
    """Returns the whole plan; no line is wider than `width`.

    On a terminal with fewer `rows` the days come first, so that the figures stay in view.
    """
    head = [*_head(plan, today, width)]
    days = [*_days(plan, today, width)]
    first, then = (days, head) if rows is not None and len(head) + 1 + len(days) > rows else (head, days)
    yield from (*first, (), *then)


def _head(plan: TodaysPlan, today: date, width: int) -> Iterator[Line]:
    summary = plan.summary
    yield from _figures(plan, today, width)
    if summary.days_left:
        yield from wrapped(f"30 days after the exam: {_percent(summary.recall_30_days_later)}.", width, "dim")
    if plan.days_missed:
        yield from wrapped(_missed(plan), width, "" if summary.feasible else "title")
    elif not summary.feasible and summary.days_left:
        yield from wrapped(_infeasible(plan), width, "bad")
    for line in _notes(plan):
        yield from wrapped(line, width, "dim")
    yield ()
    yield from wrapped([Segment("Today: ", "title"), Segment(today_words(plan))], width)
    yield from joined(commands_of(plan.today), "; ", width, "dim")


def _figures(plan: TodaysPlan, today: date, width: int) -> list[Line]:
    """Returns the plan in one line; the month is shortened if that keeps it one line."""
    summary = plan.summary
    known = f"expected recall {_expected(plan)}"
    if not summary.days_left:
        return wrapped([Segment(f"{plan.cards} cards; the exam is today; {known}", "title")], width)
    line = f"{plan.cards} cards, {_number(summary.days_left, 'day')}, {_minutes(plan)}; {known}"
    if summary.final_pass_days:
        start = summary.date - timedelta(summary.final_pass_days)
        since = "since" if start < today else "from"
        is_far = (start - today).days > DAYS_SHOWN and start.year > today.year
        long, short = (f"; final pass {since} {start.day} {start:{month}}" for month in _month_formats(is_far))
        line += long if len(line + long) <= width else short
    return wrapped([Segment(line, "title")], width)


def _month_formats(with_year: bool) -> tuple[str, str]:
    return ("%B %Y", "%b %Y") if with_year else ("%B", "%b")


def _minutes(plan: TodaysPlan) -> str:
    """Returns the minutes of the fullest listed day, and those of a usual day if a mock makes others much longer."""
    summary = plan.summary
    if not summary.feasible:
        return f"{summary.minutes_per_day} min a day"
    took = sorted(day.minutes for day in plan.days[: min(summary.days_left, DAYS_SHOWN)])
    usual = max(1, whole_minutes(took[len(took) // 2]))
    all_shown = len(plan.days) <= DAYS_SHOWN
    full = summary.minutes_needed if all_shown else max(1, whole_minutes(took[-1]))
    return f"{usual} min a day (at most {full})" if full and full > UNEVEN * usual else f"{full} min a day"


def _infeasible(plan: TodaysPlan) -> str:
    summary, enough = plan.summary, plan.summary.minutes_needed
    aim = f"Infeasible: {_target(plan)} is out of reach at {summary.minutes_per_day} min a day"
    if enough is None:
        return f"{aim}; no number of minutes would do in the days that are left."
    return f"{aim}; {enough} min a day would do (studykit plan --minutes {enough})."


def _missed(plan: TodaysPlan) -> str:
    """Returns what missed days leave to choose."""
    summary, days = plan.summary, f"{_number(plan.days_missed, 'day')} behind"
    if summary.feasible or not summary.days_left:
        return f"{days}: nothing is lost, {summary.minutes_per_day} min a day still do."
    stay = f"{summary.minutes_per_day} min a day and {_expected(plan)}"
    enough = summary.minutes_needed
    if enough is None:
        return f"{days}: {stay} are still in reach."
    return f"{days}: {enough} min a day for {_target(plan)} (studykit plan --minutes {enough}), or {stay}."


def _notes(plan: TodaysPlan) -> Iterator[str]:
    """Returns what explains the figures."""
    if plan.last_week:
        yield _last_week(plan.last_week)
    if abs(plan.pace - 1) >= STEADY:
        yield f"Minutes are yours: a card takes you {plan.pace:.1f} times as long as it takes most people."
    if plan.excluded_cards:
        verb = "is" if plan.excluded_cards == 1 else "are"
        yield f"{_number(plan.excluded_cards, 'card')} put aside {verb} not counted."
    mocks = [task for day in plan.days for task in day.tasks if task.kind in MOCKS]
    if plan.mock_items and not mocks and plan.summary.days_left >= DAYS_FOR_MOCK:
        yield f"No mock fits into the minutes of a day; studykit exam sits all {plan.mock_items} items."
    elif any(task.kind in SHORTENED and task.number < plan.mock_items for task in mocks):
        yield f"Mocks are cut to the minutes of their day; studykit exam sits all {plan.mock_items} items."


def _last_week(week: LastWeek) -> str:
    line = f"Last week: {_number(week.planned, 'card')} planned, {week.done} done"
    if week.reviews:
        line += f"; reviews right {_percent(week.right)}, expected {_percent(week.expected)}"
    return f"{line}."


def today_words(plan: TodaysPlan) -> str:
    """Returns today's part of the plan with its minutes."""
    return f"{day_words(plan.today, plan.mock_items)}, {plan.summary.today.minutes} min"


def day_words(day: DayPlan, mock_items: int) -> str:
    """Returns a day in words: its cards and its tasks. `mock_items`: the items of a whole mock exam."""
    new, reviews = day.new, day.reviews
    cards = _number(new + reviews, "card") + (f" ({new} new)" if new else "") if reviews else _number(new, "new card")
    tasks = [_task_words(task, mock_items) for task in day.tasks]
    return ", ".join([cards, *tasks] if new + reviews else tasks) or "nothing"


def _task_words(task: StudyTask, mock_items: int) -> str:
    match task.kind:
        case "items":
            return f"{_number(task.number, 'item')} on {task.service}"
        case "review":
            return "review of the mock"
        case "sheets":
            return "sheets of numbers and traps"
        case "warm-up":
            return f"{task.number} warm-up cards, then the exam"
    name, full = ("mock", mock_items) if task.kind == "mock" else ("half a mock", mock_items // 2)
    return f"{name}, {task.number}{f' of {full}' if task.number < full else ''} items"


def _days(plan: TodaysPlan, today: date, width: int) -> Iterator[Line]:
    shown = plan.days[:DAYS_SHOWN]
    for place, one in enumerate(shown):
        day, minutes = today + timedelta(place), whole_minutes(one.minutes)
        head = f"{day:%a} {day.day:>2} {day:%b}{minutes:>4} min  "
        yield from wrapped([Segment(day_words(one, plan.mock_items))], width, first=head, rest=" " * len(head))
    if len(shown) < len(plan.days):
        yield from wrapped(f"and {_number(len(plan.days) - len(shown), 'more day')}", width, "dim")


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _expected(plan: TodaysPlan) -> str:
    """Returns the expected recall; below the target it is rounded down, so that the target does not look reached."""
    recall = plan.summary.expected_recall
    return _percent(recall) if recall >= plan.target else f"{int(100 * recall + ROUNDING)} %"


def _target(plan: TodaysPlan) -> str:
    return f"{round(100 * plan.target, 1):g} %"
