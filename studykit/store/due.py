"""The counts of `studykit due`, the quick way: from the tables of the journal, without folding it.

This is the light path. It may cost at most 2.5 times a Python that does nothing (scripts/bench), so it imports only
parts of the standard library and other light modules (tests/test_light.py lists them). It returns None when the counts
need the whole program: a pack has changed, the plan of today is not made yet, or the journal's cache of due days is not
complete. tests/cli/test_due.py compares its counts with those of the whole program.
"""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import date

from studykit.store.event_sql import LATEST_ORDER, NOT_UNDONE_BULK, ORDER_MS
from studykit.store.marks import Mark, SortKey, forced_due, marks_on

NEW_PER_DAY = 10
"""New cards a day where no other number was set."""
SECONDS_A_DAY = 86_400
EVER = float("inf")
"""A learning day after all others."""

REVIEWED_CARDS = f"select count(distinct subject) from event where kind = 'review' and {NOT_UNDONE_BULK}"  # noqa: S608 -- constants
NEW_TODAY = (
    "select count(*) from (select distinct subject from event where +kind = 'review' and day = ? "  # noqa: S608 -- constants; values are bound
    f"and {NOT_UNDONE_BULK}) as met where not exists (select 1 from event where kind = 'review' "
    f"and event.subject = met.subject and event.day < ? and {NOT_UNDONE_BULK})"
)
"""`+kind` makes SQLite read the whole table once; its index of kinds would look up each of a million reviews."""
MARKS = (
    f"select subject, day, {ORDER_MS} as order_ms, id, data from event where kind = 'mark' and {NOT_UNDONE_BULK} "  # noqa: S608 -- constants
    "order by order_ms, id"
)
EXCLUSIONS_CHANGED = (
    "select 1 from event where kind = 'mark' and day = ? and data ->> '$.what' in ('suspend', 'resume') limit 1"
)


class DueCounts:
    """The counts of a day, as `due --json` prints them.

    `due` counts reviews, `overdue` those of them from earlier days, `new` the new cards left for today, `learning` the
    cards to repeat now. `next_due`: seconds until the next other card; None if there is none. `days_left`: days until
    the exam, negative after it. A plain class, because importing `typing` or `dataclasses` takes too long here.
    """

    def __init__(
        self,
        due: int = 0,
        new: int = 0,
        learning: int = 0,
        overdue: int = 0,
        next_due: int | None = None,
        exam_date: str | None = None,
        days_left: int | None = None,
    ) -> None:
        self.due = due
        self.new = new
        self.learning = learning
        self.overdue = overdue
        self.next_due = next_due
        self.exam_date = exam_date
        self.days_left = days_left

    def as_json(self) -> dict[str, int | str | None]:
        """Returns the value that `due --json` prints, its keys in the order above."""
        return dict(vars(self))


class _Progress:
    """The progress of a learner, as far as the counts of a day need it.

    `cached`: phase, due time (ms) and due day of every reviewed card. `new_today`: how many cards were new today.
    """

    def __init__(self) -> None:
        self.cached: dict[str, tuple[str, int, int]] = {}
        self.excluded: set[str] = set()
        self.forced_due: dict[str, int] = {}
        self.new_today = 0


def due(journal: str, settings: str, cards: set[str], former_ids: set[str], now: int, day: int) -> DueCounts | None:
    """Counts what is due, or returns None when only the whole program can.

    `journal` and `settings` are the paths of these files. `cards`: the ids of all cards; `former_ids`: those that cards
    and items had before they were renamed. `now`: ms since 1970. `day`: the learning day.
    """
    progress = _read_progress(journal, day)
    if progress is None or former_ids & progress.cached.keys():
        return None
    chosen = settings_of(settings)
    exam_date = chosen.get("exam_date")
    exam = date.fromisoformat(exam_date) if isinstance(exam_date, str) else None
    new_limit = _new_limit(chosen, exam, journal, day)
    if new_limit is None:
        return None
    counts = _counted(cards, progress, new_limit, now, day)
    if exam is not None:
        counts.exam_date = exam.isoformat()
        counts.days_left = exam.toordinal() - day
    return counts


def _new_limit(chosen: dict[str, object], exam: date | None, journal: str, day: int) -> int | None:
    """Returns how many new cards a day may have; None when only the whole program knows what is due.

    With an exam ahead the plan of today sets the number. The whole program is needed to make that plan, on a day for
    which it limits the reviews, on the day of the exam, and when an exclusion has moved other cards in the final pass.
    """
    limit, plan = chosen.get("new_per_day"), chosen.get("course")
    if plan is not None or (exam is not None and exam.toordinal() >= day):
        if not isinstance(plan, dict) or plan.get("exam_date") != chosen.get("exam_date") or plan.get("day") != day:
            return None
        if plan.get("reviews") is not None or plan.get("exam") == day:
            return None
        final_pass = plan.get("start")
        if not isinstance(final_pass, int) or (final_pass <= day and _exclusions_changed(journal, day)):
            return None
        limit = plan.get("new")
    return limit if isinstance(limit, int) else NEW_PER_DAY


def _counted(cards: set[str], progress: _Progress, new_limit: int, now: int, day: int) -> DueCounts:
    unseen = cards - progress.cached.keys() - progress.excluded
    forced = unseen & progress.forced_due.keys()
    counts = DueCounts(due=len(forced), new=max(0, min(len(unseen - forced), new_limit - progress.new_today)))
    waits = []
    for card in cards & progress.cached.keys() - progress.excluded:
        phase, due_at, due_day = progress.cached[card]
        if phase == "review":
            if due_day <= day:
                counts.due += 1
                counts.overdue += due_day < day and progress.forced_due.get(card) != due_day
            else:
                waits.append((due_day - day) * SECONDS_A_DAY)
        elif due_at <= now or due_day < day:
            counts.learning += 1
        else:
            waits.append((due_at - now) // 1000)
    counts.next_due = min(waits, default=None)
    return counts


def in_words(counts: DueCounts) -> str:
    """Returns the counts as one line for people."""
    parts = [f"{counts.due} due" + (f" ({counts.overdue} overdue)" if counts.overdue else "")]
    parts += [f"{counts.learning} learning"] if counts.learning else []
    parts += [f"{counts.new} new"]
    line = ", ".join(parts)
    wait = counts.next_due
    if wait is not None and not counts.due and not counts.learning:
        days, minutes = wait // SECONDS_A_DAY, wait // 60
        line += f"; next in {days} d" if days else f"; next in {max(1, minutes)} min"
    if counts.days_left is not None:
        line += f"; exam {_in_days(counts.days_left)}"
    return line


def _in_days(days: int) -> str:
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} ago"
    return ("today", "tomorrow")[days] if days < 2 else f"in {days} days"


def settings_of(path: str) -> dict[str, object]:
    """Returns the settings in a file; none if it cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _read_progress(path: str, day: int) -> _Progress | None:
    """Reads what the counts of a day need; None if the cache of due days lacks a reviewed card."""
    found = _Progress()
    if not os.path.exists(path):
        return found
    db = _opened(path)
    try:
        found.cached = {card: (phase, at, due) for card, phase, at, due in db.execute("select * from due")}
        if db.execute(REVIEWED_CARDS).fetchone() != (len(found.cached),):
            return None
        (found.new_today,) = db.execute(NEW_TODAY, (day, day)).fetchone()
        marks = [Mark(subject, on, (at, name), json.loads(data)) for subject, on, at, name, data in db.execute(MARKS)]
        found.excluded = marks_on(marks, day).excluded

        def last_review(card: str) -> SortKey:
            return db.execute(LATEST_ORDER, ("review", card, EVER)).fetchone() or (-1, "")

        found.forced_due = forced_due(marks, last_review)
        return found
    finally:
        db.close()


def _exclusions_changed(path: str, day: int) -> bool:
    """True if a card was suspended or resumed on a day, even if that was undone."""
    if not os.path.exists(path):
        return False
    db = _opened(path)
    try:
        return db.execute(EXCLUSIONS_CHANGED, (day,)).fetchone() is not None
    finally:
        db.close()


def _opened(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)
