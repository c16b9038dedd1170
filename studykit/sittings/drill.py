"""A drill: cards one after another, learning cards again when their minutes are over. Without clock or terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studykit.memory.fsrs import AGAIN, WEIGHTS
from studykit.memory.schedule import Review, State, after


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One rating of this sitting and the state that it led to."""

    card: str
    review: Review
    state: State


@dataclass(frozen=True, slots=True)
class Drill:
    """The cards that wait, in order, their states, and what was rated. `limit`: reviews at most; 0: no limit.

    `practice`: cards whose ratings change nothing; `aside`: cards that were suspended or buried in this sitting.
    """

    waiting: tuple[str, ...]
    states: Mapping[str, State]
    done: tuple[Reviewed, ...] = ()
    limit: int = 0
    retention: float = 0.9
    practice: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    weights: Sequence[float] = WEIGHTS

    def current(self, now: int) -> str | None:
        """The card to ask at a moment (ms): a learning card whose time has come, else the next that waits, else the
        learning card that comes soonest, for nobody sits and waits for it."""
        if self.limit and len(self.done) >= self.limit:
            return None
        learning = sorted(self.learning(), key=lambda card: (self.states[card].due_at, card))
        if learning and self.states[learning[0]].due_at <= now:
            return learning[0]
        if self.waiting:
            return self.waiting[0]
        return learning[0] if learning else None

    def rate(self, card: str, rating: int, now: int, day: int) -> Drill:
        """The drill after a rating of this card."""
        review = Review(rating, now, day)
        waiting = tuple(name for name in self.waiting if name != card)
        if card in self.practice:
            again = (card,) if rating == AGAIN else ()
            done = (*self.done, Reviewed(card, review, self.states.get(card, State())))
            return replace(self, waiting=(*waiting, *again), done=done)
        state = after(self.states.get(card, State()), review, card, self.retention, self.weights)
        done = (*self.done, Reviewed(card, review, state))
        return replace(self, waiting=waiting, states={**self.states, card: state}, done=done)

    def put_aside(self, card: str) -> Drill:
        """The drill without this card (suspended or buried)."""
        waiting = tuple(name for name in self.waiting if name != card)
        return replace(self, waiting=waiting, aside=self.aside | {card})

    def learning(self) -> list[str]:
        """The cards of this sitting that come back today."""
        seen = {entry.card for entry in self.done} - self.practice - self.aside
        return [card for card in seen if self.states[card].phase in ("learning", "relearning")]
