"""What is due, as `due` reports it; the counts agree with those of the light path (`studykit.store.due`)."""

from __future__ import annotations

from collections.abc import Iterable

from studykit.app.queue import due_today
from studykit.app.study import Study
from studykit.memory.queue import Today

SECONDS_A_DAY = 86_400


def due_counts(study: Study, cards: Iterable[str], today: Today | None = None) -> dict[str, object]:
    """Counts `due`, `new`, `learning`, `overdue`, `next_due` (s, None when nothing waits), `exam_date`, `days_left`.

    `today`: the cards that count, else all that are due.
    """
    known = set(cards)
    history, settings = study.history, study.settings
    today = today or due_today(study, sorted(known))
    now, day = study.now(), study.day()
    waits = []
    for card in known & history.states.keys() - history.excluded:
        state = history.states[card]
        if state.phase == "review" and state.due_day > day:
            waits.append((state.due_day - day) * SECONDS_A_DAY)
        elif state.phase in ("learning", "relearning") and state.due_at > now and state.due_day >= day:
            waits.append((state.due_at - now) // 1000)
    return {
        "due": len(today.due),
        "new": len(today.new),
        "learning": len(today.learning),
        "overdue": today.overdue,
        "next_due": min(waits, default=None),
        "exam_date": settings.exam_date.isoformat() if settings.exam_date else None,
        "days_left": settings.days_left(day),
    }


def refresh_due_cache(study: Study) -> None:
    """Refreshes the cached due days if they are stale. Errors are ignored, because it is only a cache."""
    if (journal := study.journal_if_any) is not None:
        states = study.history.states
        journal.refresh_due({card: (state.phase, state.due_at, state.due_day) for card, state in states.items()})
