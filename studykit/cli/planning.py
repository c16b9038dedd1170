"""The plan, wired: memories from the journal, the plan of the day kept in the cache, its predictions journalled."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any
from zlib import crc32

from studykit.cli.banking import aside as kept_from_quizzes
from studykit.cli.course import settled
from studykit.cli.desk import Desk, is_terminal
from studykit.cli.history import put_aside, weights_of
from studykit.cli.opening import journal_if_any, shelf
from studykit.cli.pacing import pace_of
from studykit.cli.past import WEEK, past_of, so_far
from studykit.cli.settings import KEYS, Course, Settings, change, keep_course, read
from studykit.errors import UsageError
from studykit.library.shelf import Shelf
from studykit.memory.pace import paced
from studykit.memory.plan import Deck, Plan, plan
from studykit.memory.plan_days import MOCKS, Form, Load, as_due, card_minutes, lay_out
from studykit.memory.plan_pass import passed
from studykit.memory.schedule import State, is_due
from studykit.memory.simulate import A_REVIEW, LATE_RETENTION, Seen
from studykit.screen.plan_screen import plan_lines
from studykit.screen.text import wrapped
from studykit.store.journal import Journal

KEYS_OF_JSON = (
    *("date", "days_left", "minutes_per_day", "minutes_needed", "retention", "final_pass_days"),
    *("expected_recall", "recall_30_days_later", "feasible", "today"),
)
NOTHING: dict[str, Any] = dict.fromkeys(KEYS_OF_JSON)
"""The plan of somebody without an exam ahead."""
FULL = 0.9
"""The share of a day's minutes from which on its reviews are counted out, so that new cards get theirs."""
FORMAT = 2
"""Of what is kept of a plan; a plan of another one is made anew."""


def show(desk: Desk, given: dict[str, str], dry_run: bool, as_json: bool) -> int:
    """Shows the plan; what was given is kept, unless it is a dry run."""
    settings = _with(read(desk.settings), given, desk.day())
    if not dry_run:
        for name, text in given.items():
            change(desk.settings, name, text)
    if settings.exam_date is None:
        if as_json:
            desk.json(NOTHING)
        else:
            said = "There is no exam date yet; give it one, such as studykit plan --date 2027-01-15 --minutes 25"
            desk.show(wrapped(said, desk.measure))
        return 0
    if settings.exam_date.toordinal() < desk.day():
        if as_json:
            desk.json(NOTHING)
        else:
            said = f"The exam of {settings.exam_date} is over; studykit plan --date sets another."
            desk.show(wrapped(said, desk.measure))
        return 0
    made = planned(desk, settings, keep=not dry_run)
    if as_json:
        desk.json(made["json"])
    else:
        rows = desk.size[1] - 1 if is_terminal(desk.stdout) else None
        desk.show(plan_lines(made, desk.today(), desk.measure, rows))
    return 0


def _with(settings: Settings, given: dict[str, str], day: int) -> Settings:
    """The settings with what was given. UsageError, with the range, for what cannot be."""
    for name, text in given.items():
        try:
            value = KEYS[name].read(text)
        except ValueError:
            raise UsageError(f"--{_option(name)} is {text!r}; it takes {KEYS[name].takes}") from None
        if name == "exam_date":
            value = date.fromisoformat(value)
            if value.toordinal() < day:
                raise UsageError(
                    f"--date is {text!r}, which is over; it takes a date from today, {date.fromordinal(day)}, on"
                )
        settings = settings._replace(**{name: value})
    return settings


def _option(name: str) -> str:
    return "date" if name == "exam_date" else name


def planned(desk: Desk, settings: Settings, keep: bool = True) -> dict[str, Any]:
    """The plan of the day: the one that was kept, or a new one.

    It is a function of the reviews before today, and of the weights and the cards put aside as they are now.
    """
    found = shelf(desk)
    log = journal_if_any(desk)
    w, aside = weights_of(log), put_aside(log, settings.exam_date.toordinal() - 1 if settings.exam_date else 0)
    cache = desk.index.with_name("plan.json")
    key: list[Any] = [FORMAT, desk.day(), str(settings.exam_date), settings.minutes, settings.target]
    key += [crc32(repr((w, sorted(aside))).encode())]
    key += [len(found.card_ids()), len(found.item_ids()), found.packs and sorted(found.packs)]
    with suppress(OSError, ValueError):
        kept: dict[str, Any] = json.loads(cache.read_text(encoding="utf-8"))
        if kept.get("key") == key and (settings.course is not None or not keep):
            return kept
    with _said_to_be_working(desk):
        made = {"key": key, **_made(found, log, settings, desk.day(), w, aside)}
    if keep:
        with suppress(OSError):
            cache.write_text(json.dumps(made), encoding="utf-8")
        keep_course(desk.settings, Course(**made["course"]))
        if log is not None:
            _journalled(log, desk, made)
    return made


@contextmanager
def _said_to_be_working(desk: Desk) -> Iterator[None]:
    """A word on a terminal while the plan is found, which takes a second or more with a long journal; then it goes."""
    watched = is_terminal(desk.stderr) and not desk.dumb
    if watched:
        desk.stderr.write("Finding the plan of the day ...")
        desk.stderr.flush()
    yield
    if watched:
        desk.stderr.write("\r\x1b[K")
        desk.stderr.flush()


def share_of_today(desk: Desk) -> dict[str, Any] | None:
    """Today's share of the plan, when there is one."""
    settings = settled(desk)
    return planned(desk, settings)["json"]["today"] if settings.course else None


def _made(
    found: Shelf, log: Journal | None, settings: Settings, day: int, w: Sequence[float], aside: Collection[str]
) -> dict[str, Any]:
    exam = settings.exam_date
    assert exam is not None
    left = exam.toordinal() - day
    past, pace = past_of(log, day, w), pace_of(log, day)
    every = found.card_ids()
    cards = [card for card in every if card not in aside]
    known = past.states(cards, settings.retention, w).values()
    seen = tuple(Seen(state.memory, state.last_day - day) for state in known if state.memory)
    deck = Deck(seen, len(cards) - len(seen))
    pack = next(iter(found.packs.values()), None)
    form = Form(pack.exam.items, pack.exam.minutes) if pack else Form()
    free = card_minutes(left, settings.minutes, form)
    before = settings.course
    passing = before.exam - before.start if before and before.start <= day else None
    best = paced(plan(deck, [one / pace for one in free], settings.target, w, passing=passing), pace)
    course = _course(best, exam, day)
    waits = _wait(past.states(cards, course.retention, w), course)
    played = as_due(best.outcome.days, waits.total(), free[0], pace * A_REVIEW) if left else ()
    items = _unanswered(found, {*past.answered, *aside, *kept_from_quizzes(found, log)})
    days = lay_out(played, settings.minutes, items, form, bool(found.item_ids()))
    first = days[0]
    tight = left > 0 and first.card_minutes > FULL * free[0]
    most = max(0, first.reviews - waits.total() + waits["review"]) if tight else None
    course = course._replace(new=first.new, reviews=most)
    said = {} if log is None else {one.day: one.data for one in log.entries("prediction", "plan") if one.day < day}
    return {
        "json": {
            "date": exam.isoformat(),
            "days_left": left,
            "minutes_per_day": settings.minutes,
            "minutes_needed": _needed(best, days),
            "retention": best.course.retention,
            "final_pass_days": best.course.final_pass,
            "expected_recall": round(best.outcome.recall, 6),
            "recall_30_days_later": round(best.outcome.later, 6),
            "feasible": best.feasible,
            "today": {
                "cards": first.new + first.reviews,
                "items": sum(part.number for part in first.parts if part.kind in ("items", *MOCKS)),
                "minutes": round(first.minutes),
            },
        },
        "cards": len(cards),
        "aside": len(every) - len(cards),
        "form": form.items if found.item_ids() else 0,
        "pace": round(pace, 2),
        "target": settings.target,
        "seen": best.outcome.seen,
        "days": [[load.new, load.reviews, load.card_minutes, [list(part) for part in load.parts]] for load in days],
        "recalled": played[0].recalled if played else 0.0,
        "course": course._asdict(),
        "behind": max(0, day - 1 - max(min(said) - 1, past.last_day)) if said else 0,
        "so_far": so_far({when: data for when, data in said.items() if when >= day - WEEK}, past),
    }


def _needed(best: Plan, days: list[Load]) -> int | None:
    return max(1, round(max(load.minutes for load in days))) if best.feasible else best.minutes_needed


def _course(best: Plan, exam: date, day: int) -> Course:
    """What drill and due follow today, but for the number of cards."""
    start, early = exam.toordinal() - best.course.final_pass, best.course.retention
    retention = max(early, LATE_RETENTION) if day >= start else early
    return Course(exam.isoformat(), day, retention, early, start, exam.toordinal(), 0, None)


def _wait(states: Mapping[str, State], course: Course) -> Counter[str]:
    """How many of these cards wait to be reviewed on the day of a course, by phase: some were left in their steps."""
    due = passed(states, course.start, course.exam, course.day, course.early)
    return Counter(state.phase for state in due.values() if is_due(state, 0, course.day))


def _unanswered(found: Shelf, done: Collection[str]) -> dict[str, int]:
    """Items that a quiz can still ask anew, by service, what the exam no longer asks left out."""
    services = {row.id: row.service for row in found.rows() if row.scope == "exam"}
    names = (name for name in found.item_ids() if name not in done)
    return Counter(services[topic] for name in names if (topic := name.partition("/")[0]) in services)


def _journalled(log: Journal, desk: Desk, made: dict[str, Any]) -> None:
    """What the plan predicts is stored, and what the light path keeps of due days is forgotten: they have moved."""
    today = made["days"][0]
    data = {
        **{name: made["json"][name] for name in ("date", "days_left", "expected_recall", "retention")},
        "cards": today[0] + today[1],
        "reviews": today[1],
        "recalled": round(made["recalled"], 3),
        "load": [load[0] + load[1] for load in made["days"][:WEEK]],
    }
    log.append("prediction", "plan", data, desk.now(), desk.day())
    with suppress(sqlite3.Error):
        log.base.execute("delete from due")
