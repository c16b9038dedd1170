"""Schedules cards: learning steps on the same day, then intervals of whole days with deterministic fuzz.

A card's state is a fold over its reviews. `preview` shows the result of each of the four buttons. It computes the terms
they share once, and equals `after` to the last bit (a test checks this).
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
"""Milliseconds."""
STEPS = (1 * MINUTE, 10 * MINUTE)
RELEARNING = (10 * MINUTE,)
"""Delays of the learning and relearning steps (ms): the defaults of py-fsrs and Anki."""
STEPS_BY_PHASE: dict[Phase, tuple[Phase, tuple[int, ...]]] = {
    **dict.fromkeys(("new", "learning"), ("learning", STEPS)),
    **dict.fromkeys(("review", "relearning"), ("relearning", RELEARNING)),
}
"""For each phase, the phase in which a card takes its steps, and the delays of those steps (ms)."""
FUZZ = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
"""From day, to day, share: how far fuzz can move an interval (Anki and py-fsrs)."""
HASH_FACTOR = 0x9E37_79B1
"""An odd factor near 2**32 divided by the golden ratio (Knuth, multiplicative hashing). It spreads similar inputs."""
LEECH = 8
"""Lapses after which a card is a leech."""


class Review(NamedTuple):
    """One review: the rating (1 to 4), the moment (ms since 1970), and the learning day fixed at that moment."""

    rating: int
    at: int
    day: int


class CardState(NamedTuple):
    """The current state of a card.

    In its steps a card is due at a moment (`due_at`, ms), otherwise on a learning day (`due_day`).
    """

    phase: Phase = "new"
    memory: Memory | None = None
    step: int = 0
    due_at: int = 0
    due_day: int = 0
    last_day: int = 0
    reviews: int = 0
    lapses: int = 0

    @property
    def in_steps(self) -> bool:
        """True if the card is in its learning or relearning steps."""
        return self.phase in ("learning", "relearning")


def after(
    state: CardState, review: Review, card: str, retention: float = 0.9, w: Sequence[float] = WEIGHTS
) -> CardState:
    """Returns the state of a card after one more review. `retention` is the desired retention."""
    rating, at, day = review
    if state.memory is None:
        memory = fsrs.begin(rating, w)
    else:
        memory = fsrs.review(state.memory, rating, day - state.last_day, w)
    return _scheduled(state, rating, at, day, memory, _random_bits(card, state.reviews), fsrs.reach(retention, w[20]))


def preview(
    state: CardState, card: str, at: int, day: int, retention: float = 0.9, w: Sequence[float] = WEIGHTS
) -> list[CardState]:
    """Returns the states after each of the four buttons: again, hard, good, easy."""
    if state.memory is None:
        memories = [fsrs.begin(rating, w) for rating in (AGAIN, HARD, GOOD, EASY)]
    else:
        memories = fsrs.outcomes(state.memory, day - state.last_day, w)
    bits, reach = _random_bits(card, state.reviews), fsrs.reach(retention, w[20])
    return [_scheduled(state, rating, at, day, memory, bits, reach) for rating, memory in enumerate(memories, 1)]


def _scheduled(state: CardState, rating: int, at: int, day: int, memory: Memory, bits: int, reach: float) -> CardState:
    """Returns the state with its new memory and due time: a step on the same day, or an interval with fuzz."""
    phase, _, step, _, _, _, reviews, lapses = state
    wait = _next_step(step, rating, phase) if rating == AGAIN or phase != "review" else None
    if wait is None:
        low, high = fuzz_bounds(round(memory.stability * reach))
        days = low + (bits * (high - low + 1) >> 32)
        return CardState("review", memory, 0, 0, day + days, day, reviews + 1, lapses)
    lapses += phase == "review"
    return CardState(STEPS_BY_PHASE[phase][0], memory, wait[0], at + wait[1], day, day, reviews + 1, lapses)


def _next_step(step: int, rating: int, phase: Phase) -> tuple[int, int] | None:
    """Returns the next step and its delay (ms), or None if the card leaves its steps."""
    steps = STEPS_BY_PHASE[phase][1]
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
) -> CardState:
    """Returns a card's state from all its reviews in order. A plain tuple of rating, moment and day is accepted.

    Only the last review decides when the card is due, so the interval is computed once.
    """
    past = list(reviews)
    if not past:
        return CardState()
    phase: Phase = "new"
    memory: Memory | None = None
    step = last_day = lapses = 0
    review = fsrs.review
    for rating, _, day in past[:-1]:
        memory = fsrs.begin(rating, w) if memory is None else review(memory, rating, day - last_day, w)
        last_day = day
        if rating == AGAIN or phase != "review":
            lapses += phase == "review"
            wait = _next_step(step, rating, phase)
            phase, step = ("review", 0) if wait is None else (STEPS_BY_PHASE[phase][0], wait[0])
    before = CardState(phase, memory, step, 0, 0, last_day, len(past) - 1, lapses)
    return after(before, Review(*past[-1]), card, retention, w)


@lru_cache(maxsize=4096)
def fuzz_bounds(days: int) -> tuple[int, int]:
    """Returns the shortest and longest interval that fuzz can make of this one, all equally likely; at least a day."""
    days = min(max(days, 1), fsrs.LONGEST_INTERVAL)
    if days < 2.5:
        return days, days
    delta = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in FUZZ)
    return max(2, round(days - delta)), min(round(days + delta), fsrs.LONGEST_INTERVAL)


def _random_bits(card: str, reviews: int) -> int:
    """Returns 32 pseudorandom bits for the fuzz. They depend only on the card and its number of reviews."""
    return crc32(f"{card}/{reviews}".encode()) * HASH_FACTOR & 0xFFFF_FFFF


def is_due(state: CardState, at: int, day: int) -> bool:
    """True if a card that was seen before is due now."""
    if state.in_steps:
        return state.due_at <= at or state.due_day < day
    return state.phase == "review" and state.due_day <= day


def wait_words(state: CardState, at: int, day: int) -> str:
    """Returns the time until a card is due, as a button shows it: `10 min`, `3 d`, `4 mo`."""
    if state.in_steps:
        return f"{max(1, round((state.due_at - at) / MINUTE))} min"
    days = state.due_day - day
    if days < 60:
        return f"{days} d"
    return f"{days / 30.4:.0f} mo" if days < 730 else f"{days / 365.25:.1f} y"
