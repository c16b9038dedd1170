"""When a card comes back: learning steps on the day, then intervals of whole days with seeded fuzz.

A card's state is a fold over its reviews. The preview of a button is this function itself, so it is what pressing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Literal, NamedTuple
from zlib import crc32

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, EASY, GOOD, HARD, WEIGHTS, Memory

Phase = Literal["new", "learning", "review", "relearning"]
MINUTE = 60_000
STEPS = (1 * MINUTE, 10 * MINUTE)
RELEARNING = (10 * MINUTE,)
"""Waits on the day (ms), as py-fsrs and Anki have them by default."""
FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
"""From day, to day, share: how far fuzz may move an interval (Anki and py-fsrs)."""
LEECH = 8
"""Lapses after which a card is a leech."""


class Review(NamedTuple):
    """One review: rating 1 to 4, the moment (ms since 1970), the learning day fixed then."""

    rating: int
    at: int
    day: int


class State(NamedTuple):
    """A card now. On the day it is due at a moment (`due_at`, ms), later on a learning day (`due_day`)."""

    phase: Phase = "new"
    memory: Memory | None = None
    step: int = 0
    due_at: int = 0
    due_day: int = 0
    last_day: int = 0
    reviews: int = 0
    lapses: int = 0


def after(state: State, review: Review, card: str, retention: float = 0.9, w: Sequence[float] = WEIGHTS) -> State:
    """The state of a card after one more review."""
    rating, at, day = review
    if state.memory is None:
        memory = fsrs.begin(rating, w)
    else:
        memory = fsrs.review(state.memory, rating, max(0, day - state.last_day), w)
    reviews = state.reviews + 1
    lapses = state.lapses + (rating == AGAIN and state.phase == "review")
    base = State(memory=memory, last_day=day, reviews=reviews, lapses=lapses)
    steps = STEPS if state.phase in ("new", "learning") else RELEARNING
    phase: Phase = "learning" if state.phase in ("new", "learning") else "relearning"
    wait = _wait(steps, state.step, rating, state.phase)
    if wait is not None:
        step, delay = wait
        return base._replace(phase=phase, step=step, due_at=at + delay, due_day=day)
    days = fuzzed(fsrs.interval(memory.stability, retention, w), card, reviews)
    return base._replace(phase="review", due_day=day + days)


def _wait(steps: tuple[int, ...], step: int, rating: int, phase: Phase) -> tuple[int, int] | None:
    """The next step and its wait on this day, or None when the card leaves for another day."""
    if phase == "review":
        return (0, steps[0]) if rating == AGAIN else None
    if rating == AGAIN:
        return 0, steps[0]
    if rating == HARD:
        first_of_two = step == 0 and len(steps) > 1
        return step, (steps[0] + steps[1]) // 2 if first_of_two else steps[0] * 3 // 2 if step == 0 else steps[step]
    if rating == GOOD and step + 1 < len(steps):
        return step + 1, steps[step + 1]
    return None


def fold(
    reviews: Iterable[tuple[int, int, int]], card: str, retention: float = 0.9, w: Sequence[float] = WEIGHTS
) -> State:
    """A card's state from all its reviews in order, each a Review or a plain tuple of its three parts.

    Only the last one decides when the card comes back, so that is worked out once.
    """
    phase: Phase = "new"
    memory, step, last_day, count, lapses = None, 0, 0, 0, 0
    last: tuple[int, int, int] | None = None
    for review in reviews:
        if last is not None:
            rating, _, day = last
            days = max(0, day - last_day)
            memory = fsrs.begin(rating, w) if memory is None else fsrs.review(memory, rating, days, w)
            last_day, count = day, count + 1
            if phase == "review":
                if rating == AGAIN:
                    phase, step, lapses = "relearning", 0, lapses + 1
            else:
                fresh = phase in ("new", "learning")
                wait = _wait(STEPS if fresh else RELEARNING, step, rating, phase)
                step = 0 if wait is None else wait[0]
                phase = "review" if wait is None else "learning" if fresh else "relearning"
        last = review
    if last is None:
        return State()
    before = State(phase, memory, step, 0, 0, last_day, count, lapses)
    return after(before, Review(*last), card, retention, w)


def preview(
    state: State, card: str, at: int, day: int, retention: float = 0.9, w: Sequence[float] = WEIGHTS
) -> tuple[State, State, State, State]:
    """What each button would do: again, hard, good, easy."""
    again, hard, good, easy = (after(state, Review(r, at, day), card, retention, w) for r in (AGAIN, HARD, GOOD, EASY))
    return again, hard, good, easy


def fuzz_bounds(days: int) -> tuple[int, int]:
    """The least and most days that an interval may become."""
    if days < 2.5:
        return days, days
    delta = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in FUZZ)
    return max(2, round(days - delta)), min(round(days + delta), fsrs.LONGEST_INTERVAL)


def fuzzed(days: int, card: str, reviews: int) -> int:
    """An interval moved inside its bounds, uniformly, by a seed of card and review count: the same on every machine."""
    low, high = fuzz_bounds(days)
    return Random(crc32(f"{card}/{reviews}".encode())).randint(low, high)


def is_due(state: State, at: int, day: int) -> bool:
    """Whether a card that was seen before should be asked now."""
    if state.phase in ("learning", "relearning"):
        return state.due_at <= at or state.due_day < day
    return state.phase == "review" and state.due_day <= day


def wait_words(state: State, at: int, day: int) -> str:
    """How long until a card comes back, as a button shows it: `10 min`, `3 d`, `4 mo`."""
    if state.phase in ("learning", "relearning"):
        return f"{max(1, round((state.due_at - at) / MINUTE))} min"
    days = state.due_day - day
    if days < 60:
        return f"{days} d"
    return f"{days / 30.4:.0f} mo" if days < 730 else f"{days / 365.25:.1f} y"
