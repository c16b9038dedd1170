"""Statistics, wired: figures from the journal as one value, which screen, JSON and page show alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from studykit.app.counts import counts
from studykit.app.course import settled
from studykit.app.environment import Desk, is_terminal
from studykit.app.history import History, history, weights_of
from studykit.app.item_bank import bank, examined
from studykit.app.pace import minutes_of, pace_of
from studykit.app.settings import Settings
from studykit.app.study import journal_if_any, library
from studykit.errors import file_error
from studykit.library.library import Library
from studykit.memory.calendar import longest_streak, streak
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.seconds import whole
from studykit.screen.stats.view import stats_lines
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
from studykit.store.journal import Journal
from studykit.store.queries import all_answers, ratings, study_days, topics_read

YEAR = 371
"""Days of the picture of a year: 53 weeks."""


def show(desk: Desk, detail: bool, html: Path | None, as_json: bool) -> int:
    """Shows the figures; `html`: also writes them as a page."""
    value = figures(desk)
    if html is not None:
        from studykit.screen.stats.page import page

        try:
            html.write_text(page(value), encoding="utf-8")
        except OSError as failed:
            raise file_error(str(html), "written", failed) from None
    if as_json:
        desk.json(value)
    else:
        rows = desk.size[1] - 1 if is_terminal(desk.stdout) else None
        desk.show(stats_lines(value, desk.measure, desk.ascii, detail, rows))
        if html is not None:
            desk.say(f"\nThe same figures are in {html}.")
    return 0


def figures(desk: Desk) -> dict[str, Any]:
    """All figures. Shares are fractions; days are dates; what is not known is null."""
    with desk.working("Adding up ..."):
        return _figures(desk)


def _figures(desk: Desk) -> dict[str, Any]:
    found, settings, day = library(desk), settled(desk), desk.day()
    log = journal_if_any(desk)
    past = history(log, desk, settings)
    today = counts(found.card_ids(), past, desk, settings)
    due, new, learning = (int(str(today[name])) for name in ("due", "new", "learning"))
    pace, w = pace_of(log, day), weights_of(log)
    rated = map(Rated._make, ratings(log)) if log else iter(())
    met = recall((review for review in rated if review.day <= day), day - WINDOW + 1, w)
    studied = {} if log is None else study_days(log)
    days = [when for when, counted in studied.items() if sum(counted.values())]
    return {
        "date": _date(day),
        "pace": round(pace, 2),
        "today": {
            **{name: today[name] for name in ("due", "new", "learning", "overdue")},
            "minutes": minutes_of(new, due + learning, pace),
        },
        "exam": {"date": today["exam_date"], "days_left": today["days_left"]},
        "study": {
            "days": len(days),
            "streak": streak(days, day),
            "longest_streak": longest_streak(days),
            "reviews": sum(counted.get("review", 0) for counted in studied.values()),
            "answers": sum(counted.get("answer", 0) for counted in studied.values()),
        },
        "recall": _recall(met, w != WEIGHTS),
        "forecast": _forecast(desk, found, past, settings, pace, w, (new, due + learning)),
        "year": {_date(when): sum(studied[when].values()) for when in sorted(days) if day - YEAR < when <= day},
        **_spreads(found, past),
        "weakest": _weakest(found, past, met),
        "readiness": _readiness(desk, found, log),
    }


def _date(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _recall(met: Recall, own: bool) -> dict[str, Any] | None:
    """The last 30 days: what was recalled beside what was expected."""
    if not met.reviews:
        return None
    return {
        "days": WINDOW,
        "reviews": met.reviews,
        "right": met.right,
        "measured": round(met.right / met.reviews, 6),
        "interval": [round(end, 6) for end in met.interval],
        "predicted": round(met.expected / met.reviews, 6),
        "own_weights": own,
    }


def _forecast(
    desk: Desk,
    found: Library,
    past: History,
    settings: Settings,
    pace: float,
    w: Sequence[float],
    today: tuple[int, int],
) -> list[dict[str, Any]]:
    """The next 14 days: the plan's until the exam, else what the memories and the limit of new cards bring. `today`:
    the new cards and reviews that are left of it."""
    day = desk.day()
    if settings.course:
        from studykit.app.plan import planned

        laid = planned(desk, settings)["days"][:AHEAD]
        loads = [(new, reviews, minutes + sum(part[2] for part in parts)) for new, reviews, minutes, parts in laid]
    else:
        known = [name for name in found.card_ids() if name not in past.aside]
        states = [past.states[name] for name in known if name in past.states]
        played = forecast(states, len(known) - len(states), day, settings.new_per_day, settings.retention, w)
        numbers = [today, *((load.new, load.reviews) for load in played[1:])]
        loads = [(new, reviews, minutes_of(new, reviews, pace)) for new, reviews in numbers]
    return [
        {"date": _date(day + place), "new": new, "reviews": reviews, "minutes": whole(minutes)}
        for place, (new, reviews, minutes) in enumerate(loads)
    ]


def _spreads(found: Library, past: History) -> dict[str, Any]:
    cards = found.card_ids()
    memories = [state.memory for name in cards if (state := past.states.get(name)) and state.memory]
    firm = spread((memory.stability for memory in memories), STABILITY)
    hard = spread((memory.difficulty for memory in memories), DIFFICULTY)
    return {
        "cards": {"seen": len(memories), "new": len(cards) - len(memories)},
        "stability": _groups(firm, (0.0, *STABILITY, None)),
        "difficulty": _groups(hard, (1.0, *DIFFICULTY, 10.0)),
    }


def _groups(counted: list[int], edges: tuple[float | None, ...]) -> list[dict[str, Any]]:
    return [
        {"from": low, "to": high, "cards": number} for low, high, number in zip(edges, edges[1:], counted, strict=False)
    ]


def _weakest(found: Library, past: History, met: Recall) -> list[dict[str, Any]]:
    """Topics by the last answer to each item and the first rating of each card's last day."""
    titles = {row.id: row.title for row in found.rows()}
    last = {**{name: scores[-1] for name, scores in past.answers.items()}, **met.last}
    known = {name: right for name, right in last.items() if name.partition("/")[0] in titles}
    return [
        {"topic": one.topic, "title": titles[one.topic], "asked": one.asked, "right": one.right}
        | {"interval": [round(end, 6) for end in one.interval]}
        for one in weakest(known)
    ]


def _readiness(desk: Desk, found: Library, log: Journal | None) -> dict[str, Any] | None:
    """Of the pack that an exam would be of; null while there is too little to go by."""
    if log is None or not found.packs:
        return None
    pack = examined(desk, found)
    points = {item.id: item.point for item in bank(found, pack.id)}
    first = first_exposures(_asked(found, points, log), topics_read(log))
    ready = readiness(first, pack.exam.items - pack.exam.unscored, pack.exam.cut)
    if ready is None:
        return None
    return {
        "pack": pack.id,
        "items": ready.items,
        "right": ready.right,
        "fresh": ready.fresh,
        "low": ready.low,
        "high": ready.high,
        "line": ready.line,
        "interval": [round(end, 6) for end in ready.interval],
        "chance": {f"{cut:g}": round(share, 6) for cut, share in ready.chances.items()},
    }


def _asked(found: Library, points: Mapping[str, str], log: Journal) -> Iterator[Exposure]:
    """Every item that was ever shown with its key; an answer that was taken back was seen, but does not count."""
    there = set(found.item_ids())
    for answer in all_answers(log):
        name = answer.item
        if name in there:
            point = points.get(name) or found.item(name).point
            counts = answer.counts and name in points
            yield Exposure(point, name.partition("/")[0], answer.order_ms, answer.right, counts)
