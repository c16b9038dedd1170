"""Statistics in words: the sentences and charts that the screen and the page share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from studykit.app.figures import Figures, Group, ReadinessFigures

STEADY = 0.1
"""How far from 1 a pace must be to be mentioned."""

Row = tuple[str, int, str]
"""A row of a chart: its label, its number, and a text."""


def percent(share: float) -> str:
    """Returns a share in percent."""
    return f"{100 * share:.0f} %"


def number_words(number: int, what: str) -> str:
    """Returns a number of things: `1 day`, `2 days`."""
    return f"{number:,} {what}{'s' if number != 1 else ''}"


def day_label(day: date) -> str:
    """Returns a date as a row is labelled: `Tue 24 Nov`."""
    return f"{day:%a} {day.day:>2} {day:%b}"


def today_words(figures: Figures) -> str:
    """Returns what is due, and the minutes that it takes."""
    today = figures.today
    reviews = today.due + today.learning
    if not reviews + today.new:
        return "nothing is due."
    overdue = f" ({today.overdue} overdue)" if today.overdue else ""
    parts = [f"{reviews} to review{overdue}"] if reviews else []
    parts += [f"{today.new} new"] if today.new else []
    pace = figures.pace
    yours = f" at your pace, {pace:.1f} times the usual" if abs(pace - 1) >= STEADY else ""
    return f"{', '.join(parts)}; about {today.minutes} min{yours}."


def exam_words(figures: Figures) -> str:
    """Returns how far the exam is; empty without a date."""
    left = figures.exam.days_left
    if left is None:
        return ""
    if left == 0:
        when = "today"
    else:
        when = f"{number_words(left, 'day')} to go" if left > 0 else f"{number_words(-left, 'day')} ago"
    return f"{when}, on {figures.exam.date}."


def studied_words(figures: Figures) -> str:
    """Returns the days, the streak, and what was done on them."""
    study = figures.study
    if not study.days:
        return "no day yet."
    row = f"{number_words(study.streak, 'day')} in a row" if study.streak else "no streak just now"
    done = f"{number_words(study.reviews, 'review')}, {number_words(study.answers, 'answer')}"
    return f"{number_words(study.days, 'day')}; {row}, the longest {study.longest_streak}. {done}."


def recall_words(figures: Figures) -> str:
    """Returns the measured recall with its interval, and the predicted one; empty without reviews."""
    recall = figures.recall
    if recall is None:
        return ""
    low, high = recall.interval
    counted = f"{recall.right} of {number_words(recall.reviews, 'review')} right in {recall.days} days"
    measured = f"{percent(recall.measured)} ({percent(low)} to {percent(high)})"
    by = " by your own weights" if recall.own_weights else " by the published weights"
    return f"{counted}, {measured}; predicted {percent(recall.predicted)}{by}."


def readiness_words(figures: Figures) -> str:
    """Returns the likely result of a fresh exam of this pack, and our threshold; empty while it is not known."""
    ready = figures.readiness
    if ready is None:
        return ""
    likely = f"{ready.low}-{ready.high}" if ready.low < ready.high else f"{ready.low}"
    return f"on a fresh form of this pack: {likely} of {ready.fresh} right; our line is {ready.line}."


def readiness_detail(ready: ReadinessFigures) -> tuple[str, str]:
    """Returns what readiness is computed from, and the chance to reach each threshold."""
    low, high = ready.interval
    asked = f"{ready.right} of {ready.items} items right when first asked"
    odds = ", ".join(f"{percent(chance)} at {percent(cut)}" for cut, chance in ready.chances.items())
    return (
        f"{asked}: {percent(low)} to {percent(high)} (Wilson, 95 %), on this pack's topics.",
        f"The chance to reach the line on a fresh form of this pack: {odds}.",
    )


def sentences(figures: Figures) -> Iterator[tuple[str, str]]:
    """Yields what is told in words, each with its label."""
    told = (
        ("Today", today_words(figures)),
        ("Exam", exam_words(figures)),
        ("Studied", studied_words(figures)),
        ("Recall", recall_words(figures)),
        ("Readiness", readiness_words(figures)),
    )
    return ((label, text) for label, text in told if text)


def coming_days(figures: Figures) -> tuple[str, list[Row]]:
    """Returns the chart of the coming days. The minutes of a plan are those of its questions too."""
    left = figures.exam.days_left
    what = " and minutes" if left is None or left < 0 else ", and minutes of the whole plan"
    rows = [(day_label(load.date), load.new + load.reviews, f"{load.minutes} min") for load in figures.forecast]
    return f"The coming days: cards{what}", rows


def spreads(figures: Figures) -> Iterator[tuple[str, list[Row]]]:
    """Yields the charts of stability and difficulty; nothing if no card was seen."""
    if figures.cards.seen:
        stability = [(_group_label(group, " d"), group.cards, "") for group in figures.stability]
        yield "Stability: cards by days until recall falls to 90 %", stability
        difficulty = [(_group_label(group, ""), group.cards, "") for group in figures.difficulty]
        yield "Difficulty: cards from 1 (easy) to 10", difficulty


def _group_label(group: Group, unit: str) -> str:
    if group.high is None:
        return f"{group.low:g}{unit} and more"
    return f"{group.low:g} to {group.high:g}{unit}"
