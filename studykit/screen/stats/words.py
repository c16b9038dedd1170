"""Statistics in words: the sentences that the screen and the page share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

STEADY = 0.1
"""How far from 1 a pace is worth a word."""

Row = tuple[str, int, str]
"""A row of a chart: its label, its number, what else is said."""


def coming_words(value: Mapping[str, Any]) -> str:
    """The title of the load to come: a plan's minutes are those of its questions too."""
    left = value["exam"]["days_left"]
    return "The coming days: cards" + (
        " and minutes" if left is None or left < 0 else ", and minutes of the whole plan"
    )


def percent(share: float) -> str:
    """A share as it is read."""
    return f"{100 * share:.0f} %"


def number_words(number: int, what: str) -> str:
    """A number of things: `1 day`, `2 days`."""
    return f"{number:,} {what}{'s' if number != 1 else ''}"


def day_words(day: str) -> str:
    """A date as a row is called by."""
    when = date.fromisoformat(day)
    return f"{when:%a} {when.day:>2} {when:%b}"


def today_words(value: Mapping[str, Any]) -> str:
    """What is due, and what it will take."""
    today = value["today"]
    waits = today["due"] + today["learning"]
    if not waits + today["new"]:
        return "nothing is due."
    overdue = f" ({today['overdue']} overdue)" if today["overdue"] else ""
    parts = [f"{waits} to review{overdue}"] if waits else []
    parts += [f"{today['new']} new"] if today["new"] else []
    pace = value["pace"]
    yours = f" at your pace, {pace:.1f} times the usual" if abs(pace - 1) >= STEADY else ""
    return f"{', '.join(parts)}; about {today['minutes']} min{yours}."


def countdown_words(value: Mapping[str, Any]) -> str:
    """How far the exam is; nothing when it has no date."""
    exam = value["exam"]
    left = exam["days_left"]
    if left is None:
        return ""
    when = (
        "today"
        if left == 0
        else f"{number_words(left, 'day')} to go"
        if left > 0
        else f"{number_words(-left, 'day')} ago"
    )
    return f"{when}, on {exam['date']}."


def studied_words(value: Mapping[str, Any]) -> str:
    """The days, the streak, and what was done on them."""
    study = value["study"]
    if not study["days"]:
        return "no day yet."
    row = f"{number_words(study['streak'], 'day')} in a row" if study["streak"] else "no streak just now"
    done = f"{number_words(study['reviews'], 'review')}, {number_words(study['answers'], 'answer')}"
    return f"{number_words(study['days'], 'day')}; {row}, the longest {study['longest_streak']}. {done}."


def recall_words(value: Mapping[str, Any]) -> str:
    """Measured with its interval, beside predicted."""
    recall = value["recall"]
    if recall is None:
        return ""
    low, high = recall["interval"]
    counted = f"{recall['right']} of {number_words(recall['reviews'], 'review')} right in {recall['days']} days"
    measured = f"{percent(recall['measured'])} ({percent(low)} to {percent(high)})"
    by = " by your own weights" if recall["own_weights"] else " by the published weights"
    return f"{counted}, {measured}; predicted {percent(recall['predicted'])}{by}."


def readiness_words(value: Mapping[str, Any]) -> str:
    """The range on a fresh form of this pack, and our line."""
    ready = value["readiness"]
    if ready is None:
        return ""
    likely = f"{ready['low']}-{ready['high']}" if ready["low"] < ready["high"] else f"{ready['low']}"
    return f"on a fresh form of this pack: {likely} of {ready['fresh']} right; our line is {ready['line']}."


def answered_words(value: Mapping[str, Any]) -> str:
    """What readiness rests on."""
    ready = value["readiness"]
    low, high = ready["interval"]
    asked = f"{ready['right']} of {ready['items']} items right when first asked"
    return f"{asked}: {percent(low)} to {percent(high)} (Wilson, 95 %), on this pack's topics."


def chance_words(value: Mapping[str, Any]) -> str:
    """The chance of each cut."""
    ready = value["readiness"]
    odds = ", ".join(f"{percent(share)} at {percent(float(cut))}" for cut, share in ready["chance"].items())
    return f"The chance to reach the line on a fresh form of this pack: {odds}."


def group_words(part: Mapping[str, Any], unit: str) -> str:
    """A group of a spread by its ends."""
    if part["to"] is None:
        return f"{part['from']:g}{unit} and more"
    return f"{part['from']:g} to {part['to']:g}{unit}"


def sentences(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is said in words, each with its label."""
    said = (
        ("Today", today_words(value)),
        ("Exam", countdown_words(value)),
        ("Studied", studied_words(value)),
        ("Recall", recall_words(value)),
        ("Readiness", readiness_words(value)),
    )
    return ((label, text) for label, text in said if text)


def coming(value: Mapping[str, Any]) -> tuple[str, list[Row]]:
    """The chart of the coming days: its title, and a row for each."""
    loads = value["forecast"]
    rows = [(day_words(load["date"]), load["new"] + load["reviews"], f"{load['minutes']} min") for load in loads]
    return coming_words(value), rows


def spreads(value: Mapping[str, Any]) -> Iterator[tuple[str, list[Row]]]:
    """The charts of what the seen cards' memories are like; none without such cards."""
    if value["cards"]["seen"]:
        firm = [(group_words(part, " d"), part["cards"], "") for part in value["stability"]]
        yield "Stability: cards by days until recall falls to 90 %", firm
        hard = [(group_words(part, ""), part["cards"], "") for part in value["difficulty"]]
        yield "Difficulty: cards from 1 (easy) to 10", hard
