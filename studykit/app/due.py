"""Counts what is due, as `due` reports it; the counts agree with those of the light path (`studykit.store.due`)."""

from __future__ import annotations

from collections.abc import Iterable

from studykit.app.queue import due_today
from studykit.app.study import Study
from studykit.memory.queue import Today
from studykit.store.due import DueCounts

SECONDS_A_DAY = 86_400


def due_counts(study: Study, cards: Iterable[str], today: Today | None = None) -> DueCounts:
    """Counts the cards that are due and new today.

    `today`: the cards that count; by default all that are due, before any of them waits for another day.
    """
    known = sorted(set(cards))
    today = today or due_today(study, known)
    settings, day = study.settings, study.day()
    return DueCounts(
        due=len(today.due),
        new=len(today.new),
        learning=len(today.learning),
        overdue=today.overdue,
        next_due=_next_due(study, known),
        exam_date=settings.exam_date.isoformat() if settings.exam_date else None,
        days_left=settings.days_left(day),
    )


def _next_due(study: Study, cards: Iterable[str]) -> int | None:
    """Returns the seconds until the next of these cards comes, whole days for reviews; None if none waits."""
    history, now, day = study.history, study.now(), study.day()
    waits = []
    for card in cards:
        state = history.states.get(card)
        if state is None or card in history.excluded:
            continue
        if state.phase == "review" and state.due_day > day:
            waits.append((state.due_day - day) * SECONDS_A_DAY)
        elif state.phase in ("learning", "relearning") and state.due_at > now and state.due_day >= day:
            waits.append((state.due_at - now) // 1000)
    return min(waits, default=None)


def refresh_due_cache(study: Study) -> None:
    """Refreshes the cached due days if they are stale. Errors are ignored, because it is only a cache."""
    if (journal := study.journal_if_any) is not None:
        states = study.history.states
        journal.refresh_due({card: (state.phase, state.due_at, state.due_day) for card, state in states.items()})


def count_for_command(study: Study) -> DueCounts:
    """Counts what `due` reports, and renews what the light path needs to report it the next time."""
    counts = due_counts(study, study.library.card_ids())
    refresh_due_cache(study)
    if study.settings.targets is None:
        study.settings_file.forget_targets()
    return counts
