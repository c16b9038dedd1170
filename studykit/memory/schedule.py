"""When a card comes back: learning steps on the day, then intervals of whole days with seeded fuzz.

A card's state is a fold over its reviews. `preview` shares with `after` all but what the four buttons have in common,
which it works out once; that each is what pressing does is a law of the tests, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple
from zlib import crc32

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, EASY, GOOD, HARD, WEIGHTS, Memory

Phase = Literal["new", "learning", "review", "relearning"]
MINUTE = 60_000
STEPS = (1 * MINUTE, 10 * MINUTE)
RELEARNING = (10 * MINUTE,)
"""Waits on the day (ms), as py-fsrs and Anki have them by default."""
ON_THE_DAY: dict[Phase, tuple[Phase, tuple[int, ...]]] = {
    **dict.fromkeys(("new", "learning"), ("learning", STEPS)),
    **dict.fromkeys(("review", "relearning"), ("relearning", RELEARNING)),
}
"""Where a card is while it stays on the day, and the waits that it has there."""
FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
"""From day, to day, share: how far fuzz may move an interval (Anki and py-fsrs)."""
SPREAD = 0x9E37_79B1
"""An odd factor near 2**32 divided by the golden ratio (Knuth, multiplicative hashing): neighbours are drawn apart."""
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
        memory = fsrs.review(state.memory, rating, day - state.last_day, w)
    return _placed(state, rating, at, day, memory, _draw(card, state.reviews), fsrs.reach(retention, w[20]))


def preview(
    state: State, card: str, at: int, day: int, retention: float = 0.9, w: Sequence[float] = WEIGHTS
) -> list[State]:
    """What each button would do: again, hard, good, easy."""
    if state.memory is None:
        memories = [fsrs.begin(rating, w) for rating in (AGAIN, HARD, GOOD, EASY)]
    else:
        memories = fsrs.outcomes(state.memory, day - state.last_day, w)
    draw, reach = _draw(card, state.reviews), fsrs.reach(retention, w[20])
    return [_placed(state, rating, at, day, memory, draw, reach) for rating, memory in enumerate(memories, 1)]


def _placed(state: State, rating: int, at: int, day: int, memory: Memory, draw: int, reach: float) -> State:
    """The state with the memory that a review left: on the day again, or on a later one, fuzz included."""
    phase, _, step, _, _, _, reviews, lapses = state
    wait = _wait(step, rating, phase) if rating == AGAIN or phase != "review" else None
    if wait is None:
        low, high = fuzz_bounds(round(memory.stability * reach))
        days = low + (draw * (high - low + 1) >> 32)
        return State("review", memory, 0, 0, day + days, day, reviews + 1, lapses)
    lapses += phase == "review"
    return State(ON_THE_DAY[phase][0], memory, wait[0], at + wait[1], day, day, reviews + 1, lapses)


def _wait(step: int, rating: int, phase: Phase) -> tuple[int, int] | None:
    """The next step and its wait (ms) on this day, or None when the card leaves for another day."""
    steps = ON_THE_DAY[phase][1]
    if rating == AGAIN:
        return 0, steps[0]
    if phase == "review":
        return None
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
    past = list(reviews)
    if not past:
        return State()
    phase: Phase = "new"
    memory: Memory | None = None
    step = last_day = lapses = 0
    review = fsrs.review
    for rating, _, day in past[:-1]:
        memory = fsrs.begin(rating, w) if memory is None else review(memory, rating, day - last_day, w)
        last_day = day
        if rating == AGAIN or phase != "review":
            lapses += phase == "review"
            wait = _wait(step, rating, phase)
            phase, step = ("review", 0) if wait is None else (ON_THE_DAY[phase][0], wait[0])
    before = State(phase, memory, step, 0, 0, last_day, len(past) - 1, lapses)
    return after(before, Review(*past[-1]), card, retention, w)


@lru_cache(maxsize=4096)
def fuzz_bounds(days: int) -> tuple[int, int]:
    """The least and most days that an interval may become, uniformly; what is less than a day is one."""
    days = min(max(days, 1), fsrs.LONGEST_INTERVAL)
    if days < 2.5:
        return days, days
    delta = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in FUZZ)
    return max(2, round(days - delta)), min(round(days + delta), fsrs.LONGEST_INTERVAL)


def _draw(card: str, reviews: int) -> int:
    """A number below 2**32 that fuzz is drawn by: of the card and its reviews so far, the same on every machine."""
    return crc32(f"{card}/{reviews}".encode()) * SPREAD & 0xFFFF_FFFF


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
