"""The plan as lines: its sum, today, what it answers to missed days, and the days ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from studykit.screen.text import wrapped
from studykit.sim.frames.canvas import Line, Segment

KINDS = {
    "mock": "mock, {} items",
    "half": "half a mock, {} items",
    "part": "part of a mock, {} items",
    "review": "review of the mock",
}
MOST_DAYS = 63
"""Days that are laid out; of an exam that is further away the first nine weeks."""
SHEETS = "numbers and traps (studykit sheet)"


def plan_lines(made: Mapping[str, Any], today: date, width: int) -> Iterator[Line]:
    """All of it; no line is wider than `width`."""
    plan = made["json"]
    yield from wrapped([Segment(_sum(made, today), "title")], width)
    later = f"30 days after the exam: {_percent(plan['recall_30_days_later'])}."
    yield from wrapped(later, width, "dim")
    if not plan["feasible"]:
        yield from wrapped(_infeasible(made), width, "bad")
    if made["behind"]:
        yield from wrapped(_missed(made), width)
    if made["so_far"]:
        yield from wrapped(_so_far(made["so_far"]), width, "dim")
    yield ()
    yield from wrapped([Segment("Today: ", "title"), Segment(_today(made))], width)
    yield ()
    shown = len(made["days"]) if len(made["days"]) <= MOST_DAYS else MOST_DAYS
    for place, load in enumerate(made["days"][:shown]):
        yield from _day(today + timedelta(place), load, width)

    if shown < len(made["days"]):
        yield from wrapped(f"and {len(made['days']) - shown} more days", width, "dim")


def _sum(made: Mapping[str, Any], today: date) -> str:
    plan = made["json"]
    minutes = plan["minutes_needed"] if plan["feasible"] else plan["minutes_per_day"]
    exam = date.fromisoformat(plan["date"])
    start = exam - timedelta(plan["final_pass_days"])
    final = f"; final pass from {start.day} {start:%B}" if plan["final_pass_days"] and start > today else ""
    days = f"{plan['days_left']} day{'s' if plan['days_left'] != 1 else ''}"
    known = f"expected recall {_percent(plan['expected_recall'])}"
    return f"{made['cards']} cards, {days}, {minutes} min a day; {known}{final}"


def _infeasible(made: Mapping[str, Any]) -> str:
    plan = made["json"]
    aim = f"{_percent(made['target'])} is out of reach at {plan['minutes_per_day']} min a day"
    enough = plan["minutes_needed"]
    return f"Infeasible: {aim}; " + (f"{enough} min a day would do." if enough else "no number of minutes would do.")


def _missed(made: Mapping[str, Any]) -> str:
    plan, behind = made["json"], made["behind"]
    days = f"{behind} day{'s' if behind != 1 else ''} behind"
    known = _percent(plan["expected_recall"])
    if plan["feasible"]:
        return f"{days.capitalize()}: nothing is lost, {plan['minutes_per_day']} min a day still do."
    more = f"{plan['minutes_needed']} min a day, or " if plan["minutes_needed"] else ""
    return f"{days.capitalize()}: {more}{plan['minutes_per_day']} and {known}."


def _so_far(past: Mapping[str, Any]) -> str:
    line = f"Last week: {past['planned']} cards planned, {past['done']} done"
    if past["reviews"]:
        line += f"; {_percent(past['expected'])} of reviews expected right, {_percent(past['right'])} were"
    return f"{line}."


def _today(made: Mapping[str, Any]) -> str:
    return f"{words(made['days'][0])}, {round(made['json']['today']['minutes'])} min"


def words(load: Sequence[Any]) -> str:
    """A day in words: its cards and its parts."""
    new, reviews, _, parts = load
    cards = new + reviews
    said = [f"{cards} card{'s' if cards != 1 else ''}" + (f" ({new} new)" if new else "")] if cards else []
    return ", ".join([*said, *(_part(*part) for part in parts)]) or "nothing"


def _part(kind: str, number: int, minutes: float, service: str) -> str:
    if kind == "items":
        return f"{number} item{'s' if number != 1 else ''} on {service}"
    if kind == "warm-up":
        return f"{number} warm-up cards, then the exam"
    return SHEETS if kind == "sheets" else KINDS[kind].format(number)


def _day(day: date, load: Sequence[Any], width: int) -> Iterator[Line]:
    minutes = round(load[2] + sum(part[2] for part in load[3]))
    head = f"{day:%a} {day.day:>2} {day:%b}"
    took = f"{minutes:>4} min  "
    said = words(load)
    yield from wrapped([Segment(said)], width, first=f"{head}{took}", rest=" " * (len(head) + len(took)))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
