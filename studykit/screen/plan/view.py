"""The plan as lines: its sum, what it answers to missed days, today and how to begin it, and the days ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from studykit.memory.seconds import whole_minutes
from studykit.text.lines import Line, Segment
from studykit.text.wrap import joined, wrapped

MOST_DAYS = 63
"""Days that are laid out; of an exam that is further away the first nine weeks."""
STEADY = 0.1
"""How far from 1 a pace is worth a word."""
SLIVER = 1e-6
"""Of a per cent, whatever floating point says."""
UNEVEN = 1.3
"""How much longer than the median the longest day is, before both are said."""
MOCKS, CUT = ("mock", "half", "part"), ("mock", "part")
LEAST_DAYS = 2
"""Days before an exam with which there is one for a mock."""
COMMANDS = {
    "items": "studykit quiz {service} -n {number}",
    **dict.fromkeys(MOCKS, "studykit exam -n {number}"),
    "review": "studykit exam review {service}",
    "sheets": "studykit sheet",
    "warm-up": "studykit drill --cram --limit {number}",
}


def plan_lines(made: Mapping[str, Any], today: date, width: int, rows: int | None = None) -> Iterator[Line]:
    """All of it; no line is wider than `width`. On a terminal of fewer `rows` the days come first, for what matters
    most should stand where the eye is."""
    head = [*_head(made, today, width)]
    days = [*_days(made, today, width)]
    first, then = (days, head) if rows is not None and len(head) + 1 + len(days) > rows else (head, days)
    yield from (*first, (), *then)


def _head(made: Mapping[str, Any], today: date, width: int) -> Iterator[Line]:
    plan = made["json"]
    yield from _sum(made, today, width)
    if plan["days_left"]:
        yield from wrapped(f"30 days after the exam: {_percent(plan['recall_30_days_later'])}.", width, "dim")
    if made["behind"]:
        yield from wrapped(_missed(made), width, "" if plan["feasible"] else "title")
    elif not plan["feasible"] and plan["days_left"]:
        yield from wrapped(_infeasible(made), width, "bad")
    for line in _notes(made):
        yield from wrapped(line, width, "dim")
    yield ()
    yield from wrapped([Segment("Today: ", "title"), Segment(_today(made))], width)
    yield from joined(commands(made["days"][0]), "; ", width, "dim")


def _sum(made: Mapping[str, Any], today: date, width: int) -> list[Line]:
    """The plan in a line; a month is cut short where that keeps it one."""
    plan = made["json"]
    known = f"expected recall {_expected(made)}"
    if not plan["days_left"]:
        return wrapped([Segment(f"{made['cards']} cards; the exam is today; {known}", "title")], width)
    line = f"{made['cards']} cards, {_number(plan['days_left'], 'day')}, {_minutes(made)}; {known}"
    if plan["final_pass_days"]:
        start = date.fromisoformat(plan["date"]) - timedelta(plan["final_pass_days"])
        since = "since" if start < today else "from"
        months = ("%B %Y", "%b %Y") if (start - today).days > MOST_DAYS and start.year > today.year else ("%B", "%b")
        long, short = (f"; final pass {since} {start.day} {start:{month}}" for month in months)
        line += long if len(line + long) <= width else short
    return wrapped([Segment(line, "title")], width)


def _minutes(made: Mapping[str, Any]) -> str:
    """The minutes of a day, of those that are laid out; those of most days, where a mock makes others much longer."""
    plan = made["json"]
    if not plan["feasible"]:
        return f"{plan['minutes_per_day']} min a day"
    all_shown = len(made["days"]) <= MOST_DAYS
    took = sorted(_took(load) for load in made["days"][: min(plan["days_left"], MOST_DAYS)])
    usual = max(1, whole_minutes(took[len(took) // 2]))
    full = plan["minutes_needed"] if all_shown else max(1, whole_minutes(took[-1]))
    return f"{usual} min a day (at most {full})" if full > UNEVEN * usual else f"{full} min a day"


def _took(load: Sequence[Any]) -> float:
    return float(load[2] + sum(part[2] for part in load[3]))


def _infeasible(made: Mapping[str, Any]) -> str:
    plan, enough = made["json"], made["json"]["minutes_needed"]
    aim = f"Infeasible: {_target(made)} is out of reach at {plan['minutes_per_day']} min a day"
    if enough is None:
        return f"{aim}; no number of minutes would do in the days that are left."
    return f"{aim}; {enough} min a day would do (studykit plan --minutes {enough})."


def _missed(made: Mapping[str, Any]) -> str:
    """What missed days leave to choose."""
    plan, days = made["json"], f"{_number(made['behind'], 'day')} behind"
    if plan["feasible"] or not plan["days_left"]:
        return f"{days}: nothing is lost, {plan['minutes_per_day']} min a day still do."
    stay = f"{plan['minutes_per_day']} min a day and {_expected(made)}"
    enough = plan["minutes_needed"]
    if enough is None:
        return f"{days}: {stay} are still in reach."
    return f"{days}: {enough} min a day for {_target(made)} (studykit plan --minutes {enough}), or {stay}."


def _notes(made: Mapping[str, Any]) -> Iterator[str]:
    """What lies behind the figures."""
    past = made["so_far"]
    if past:
        line = f"Last week: {_number(past['planned'], 'card')} planned, {past['done']} done"
        if past["reviews"]:
            line += f"; reviews right {_percent(past['right'])}, expected {_percent(past['expected'])}"
        yield f"{line}."
    if abs(made["pace"] - 1) >= STEADY:
        yield f"Minutes are yours: a card takes you {made['pace']:.1f} times as long as it takes most people."
    if made["aside"]:
        yield f"{_number(made['aside'], 'card')} put aside {'is' if made['aside'] == 1 else 'are'} not counted."
    mocks = [(kind, number) for load in made["days"] for kind, number, *_ in load[3] if kind in MOCKS]
    if made["form"] and not mocks and made["json"]["days_left"] >= LEAST_DAYS:
        yield f"No mock fits into the minutes of a day; studykit exam sits all {made['form']} items."
    elif any(kind in CUT and number < made["form"] for kind, number in mocks):
        yield f"Mocks are cut to the minutes of their day; studykit exam sits all {made['form']} items."


def _today(made: Mapping[str, Any]) -> str:
    return f"{words(made['days'][0], made['form'])}, {made['json']['today']['minutes']} min"


def words(load: Sequence[Any], form: int) -> str:
    """A day in words: its cards and its parts; `form`: items of a whole mock."""
    new, reviews, _, parts = load
    cards = _number(new + reviews, "card") + (f" ({new} new)" if new else "") if reviews else _number(new, "new card")
    others = [_part(kind, number, service, form) for kind, number, _, service in parts]
    return ", ".join([cards, *others] if new + reviews else others) or "nothing"


def _part(kind: str, number: int, service: str, form: int) -> str:
    if kind == "items":
        return f"{_number(number, 'item')} on {service}"
    if kind == "review":
        return "review of the mock"
    if kind == "sheets":
        return "sheets of numbers and traps"
    if kind == "warm-up":
        return f"{number} warm-up cards, then the exam"
    full = form if kind == "mock" else form // 2
    return f"{'mock' if kind == 'mock' else 'half a mock'}, {number}{f' of {full}' if number < full else ''} items"


def commands(load: Sequence[Any]) -> list[str]:
    """How a day is done."""
    new, reviews, _, parts = load
    drill = ["studykit drill"] if new + reviews else []
    return drill + [COMMANDS[kind].format(number=number, service=service) for kind, number, _, service in parts]


def _days(made: Mapping[str, Any], today: date, width: int) -> Iterator[Line]:
    shown = made["days"][:MOST_DAYS]
    for place, load in enumerate(shown):
        day, minutes = today + timedelta(place), whole_minutes(_took(load))
        head = f"{day:%a} {day.day:>2} {day:%b}{minutes:>4} min  "
        yield from wrapped([Segment(words(load, made["form"]))], width, first=head, rest=" " * len(head))
    if len(shown) < len(made["days"]):
        yield from wrapped(f"and {_number(len(made['days']) - len(shown), 'more day')}", width, "dim")


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _expected(made: Mapping[str, Any]) -> str:
    """What will be known; below the target rounded down, so that it does not look reached."""
    recall = made["json"]["expected_recall"]
    return _percent(recall) if recall >= made["target"] else f"{int(100 * recall + SLIVER)} %"


def _target(made: Mapping[str, Any]) -> str:
    return f"{round(100 * made['target'], 1):g} %"
