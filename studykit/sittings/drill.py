"""A drill: cards one after another; learning cards are shown again when due. Knows no clock and no terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from studykit.memory.fsrs import AGAIN, WEIGHTS
from studykit.memory.schedule import CardState, Review, after


class Reviewed(NamedTuple):
    """A rating in this drill and the card state after it."""

    card: str
    review: Review
    state: CardState


@dataclass(frozen=True, slots=True)
class Drill:
    """The cards still to show, in order, the card states, and the ratings so far.

    `limit` is the maximum number of reviews (0: no limit). Ratings of `practice` cards change no state. `excluded` are
    the cards that were suspended or buried in this drill.
    """

    waiting: tuple[str, ...]
    states: Mapping[str, CardState]
    done: tuple[Reviewed, ...] = ()
    limit: int = 0
    retention: float = 0.9
    practice: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    weights: Sequence[float] = WEIGHTS

    def current(self, now: int) -> str | None:
        """Returns the card to show at a moment (ms): a learning card that is due, else the next waiting card.

        If only learning cards are left, it is the one due soonest: the learner does not have to wait for it.
        """
        if self.limit and len(self.done) >= self.limit:
            return None
        learning = sorted(self.learning(), key=lambda card: (self.states[card].due_at, card))
        if learning and self.states[learning[0]].due_at <= now:
            return learning[0]
        if self.waiting:
            return self.waiting[0]
        return learning[0] if learning else None

    def rate(self, card: str, rating: int, now: int, day: int) -> Drill:
        """Returns the drill after a rating of this card."""
        review = Review(rating, now, day)
        waiting = tuple(name for name in self.waiting if name != card)
        if card in self.practice:
            again = (card,) if rating == AGAIN else ()
            done = (*self.done, Reviewed(card, review, self.states.get(card, CardState())))
            return replace(self, waiting=(*waiting, *again), done=done)
        state = after(self.states.get(card, CardState()), review, card, self.retention, self.weights)
        done = (*self.done, Reviewed(card, review, state))
        return replace(self, waiting=waiting, states={**self.states, card: state}, done=done)

    def exclude(self, card: str) -> Drill:
        """Returns the drill without this card (suspended or buried)."""
        waiting = tuple(name for name in self.waiting if name != card)
        return replace(self, waiting=waiting, excluded=self.excluded | {card})

    def learning(self) -> list[str]:
        """Returns the cards of this drill that are due again today."""
        seen = {entry.card for entry in self.done} - self.practice - self.excluded
        return [card for card in seen if self.states[card].in_steps]
