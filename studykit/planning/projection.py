"""Simulates the days of study ahead from the real memories: what they take, and how much is known on the exam day.

Each card is reviewed as in a drill: a rating is drawn (draws.py), learning steps are taken on the same day, and FSRS
updates the memory. The seconds are means over Anki users (memory/seconds.py), those of a card on a whole day, its steps
included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, WEIGHTS, Memory
from studykit.memory.seconds import MEAN_NEW_SECONDS, MEAN_REVIEW_SECONDS, NEW_SECONDS, REVIEW_SECONDS
from studykit.planning.draws import (
    DRAWS,
    MAX_STEPS,
    RECALLED_RATINGS,
    RELEARNING,
    Draws,
    learn_new,
    pick_rating,
    take_steps,
)

LATE_RETENTION = 0.85
"""Desired retention during the final pass, so that a card that lapses there is shown again before the exam."""


class SeenCard(NamedTuple):
    """A card that was seen: its memory and the day of its last review, relative to today (day 0)."""

    memory: Memory
    last: int


class StudyPolicy(NamedTuple):
    """How to study until the exam.

    `retention` is the desired retention before the final pass, `final_pass` its length in days, and `new_first` whether
    new cards come before reviews. `new_per_day` limits new cards; None introduces all of them before the final pass.
    """

    retention: float
    final_pass: int = 0
    new_first: bool = True
    new_per_day: int | None = None


class ProjectedDay(NamedTuple):
    """One simulated day: new cards, reviews, how many of those are expected to be recalled, and seconds in total."""

    new: int
    reviews: int
    recalled: float
    seconds: float


class Projection(NamedTuple):
    """The result of a policy.

    `recall` and `later` are the shares of all cards known on the exam day and 30 days later; cards never seen count as
    unknown. `seen` is the share of cards that was seen, `seconds` the total.
    """

    days: tuple[ProjectedDay, ...]
    recall: float
    later: float
    seen: float
    seconds: float


class Learner(Protocol):
    """A learner whose true memory differs from the scheduler's estimate. Cards are numbers; days can be fractions."""

    def begin(self, card: int, rating: int, day: float) -> None: ...

    def review(self, card: int, rating: int, day: float) -> None: ...

    def recall(self, card: int, day: float) -> float: ...


class Simulation:
    """Cards studied day by day. `learner` answers; None stands for a learner exactly as FSRS estimates them."""

    def __init__(
        self,
        seen: Sequence[SeenCard],
        new: int,
        draws: Draws,
        w: Sequence[float] = WEIGHTS,
        learner: Learner | None = None,
    ) -> None:
        self.w = tuple(w)
        self.learner = learner
        self.draws = draws
        self.cards = len(seen) + new
        self.memory: list[Memory | None] = [*(card.memory for card in seen), *[None] * new]
        self.last = [*(card.last for card in seen), *[0] * new]
        self.due = [0] * self.cards
        self.drawn = [0] * self.cards
        self.new = list(range(len(seen), self.cards))
        self.introduced = [*range(len(seen))]
        self.seconds = 0.0

    def apply(self, policy: StudyPolicy) -> None:
        """Switches to a policy: reschedules the cards seen so far by its retention."""
        for card in self.introduced:
            memory = self.memory[card]
            assert memory is not None
            self.due[card] = self.last[card] + fsrs.interval(memory.stability, policy.retention, self.w)

    def study_day(self, day: int, days: int, policy: StudyPolicy, budget: float) -> ProjectedDay:
        """Studies one day for at most `budget` seconds. The exam is on the morning of day `days`."""
        self.seconds = 0.0
        start = days - policy.final_pass
        retention = policy.retention if day < start else max(policy.retention, LATE_RETENTION)
        reviews, recalled, introduced = 0, 0.0, 0
        queue = self._due_cards(day, days, start)
        share = self._new_share(day, days, start, policy.new_per_day)
        for kind in ("new", "review") if policy.new_first else ("review", "new"):
            if kind == "new":
                while introduced < share and self.seconds + MEAN_NEW_SECONDS <= budget:
                    self._introduce(self.new[introduced], day, retention)
                    introduced += 1
                self.introduced += self.new[:introduced]
                del self.new[:introduced]
            else:
                for card in queue:
                    if self.seconds + MEAN_REVIEW_SECONDS > budget:
                        break
                    recalled += self._review(card, day, retention)
                    reviews += 1
        return ProjectedDay(introduced, reviews, recalled, self.seconds)

    def _new_share(self, day: int, days: int, start: int, most: int | None) -> int:
        """Returns the new cards of a day: an even share of those left until the final pass starts."""
        if most is not None:
            return min(most, len(self.new))
        return -(-len(self.new) // ((start if day < start else days) - day))

    def _due_cards(self, day: int, days: int, start: int) -> list[int]:
        """Returns the due cards, oldest first. In the final pass, adds an even share of the cards not yet passed."""
        due = sorted((self.due[card], card) for card in self.introduced if self.due[card] <= day)
        queue = [card for _, card in due]
        if day >= start:
            not_passed = [card for card in self.introduced if self.last[card] < start]
            not_due = [card for card in not_passed if self.due[card] > day]
            share = -(-len(not_passed) // (days - day)) - (len(not_passed) - len(not_due))
            if share > 0:
                not_due.sort(key=lambda card: -self.memory[card].stability)  # type: ignore[union-attr] # they were seen
                queue += not_due[:share]
        return queue

    def _next_draws(self, card: int, number: int) -> list[float]:
        """Returns the next draws of a card without using them up."""
        draws, start = self.draws[card], (self.drawn[card] + 1) % DRAWS
        return [*draws[start : start + number], *draws[: max(0, start + number - DRAWS)]]

    def _introduce(self, card: int, day: int, retention: float) -> None:
        ratings, self.memory[card] = learn_new(tuple(self._next_draws(card, 1 + MAX_STEPS)), self.w)
        self.drawn[card] += len(ratings)
        self.seconds += NEW_SECONDS[ratings[0] - 1]
        if self.learner:
            self.learner.begin(card, ratings[0], day)
            self._tell_steps(card, day, ratings[1:])
        self._schedule(card, day, retention)

    def _review(self, card: int, day: int, retention: float) -> float:
        """Reviews a card and returns the recall that the scheduler expected."""
        memory = self.memory[card]
        assert memory is not None
        elapsed = max(0, day - self.last[card])
        expected = fsrs.retrievability(memory.stability, elapsed, self.w)
        recall = self.learner.recall(card, day) if self.learner else expected
        self.drawn[card] += 1
        draw = self.draws[card][self.drawn[card] % DRAWS]
        rating = AGAIN if draw >= recall else 1 + pick_rating(RECALLED_RATINGS, draw / recall)
        memory = fsrs.review(memory, rating, elapsed, self.w)
        self.seconds += REVIEW_SECONDS[rating - 1]
        ratings: list[int] = []
        if rating == AGAIN:
            draws = self._next_draws(card, MAX_STEPS)
            ratings, memory = take_steps(memory, rating, draws, RELEARNING, 1, self.w)
            self.drawn[card] += len(ratings)
        self.memory[card] = memory
        if self.learner:
            self.learner.review(card, rating, day)
            self._tell_steps(card, day, ratings)
        self._schedule(card, day, retention)
        return expected

    def _tell_steps(self, card: int, day: int, ratings: Iterable[int]) -> None:
        """Reviews a card's same-day steps with the learner, ten minutes apart."""
        assert self.learner
        for step, rating in enumerate(ratings, 1):
            self.learner.review(card, rating, day + step / 144)

    def _schedule(self, card: int, day: int, retention: float) -> None:
        memory = self.memory[card]
        assert memory is not None
        self.last[card] = day
        self.due[card] = day + fsrs.interval(memory.stability, retention, self.w)

    def recall(self, day: int) -> float:
        """Returns the share of all cards known on the morning of a day."""
        if not self.cards:
            return 1.0
        if self.learner:
            return sum(self.learner.recall(card, day) for card in self.introduced) / self.cards
        total = 0.0
        for card in self.introduced:
            memory = self.memory[card]
            assert memory is not None
            total += fsrs.retrievability(memory.stability, max(0, day - self.last[card]), self.w)
        return total / self.cards


def project(
    seen: Sequence[SeenCard],
    new: int,
    budgets: Sequence[float],
    policy: StudyPolicy,
    draws: Draws,
    w: Sequence[float] = WEIGHTS,
    learner: Learner | None = None,
) -> Projection:
    """Simulates a policy up to the exam.

    `budgets` are the seconds of each day, today first. The exam is on the day after the last one.
    """
    days = len(budgets)
    simulation = Simulation(seen, new, draws, w, learner)
    simulation.apply(policy)
    past = tuple(simulation.study_day(day, days, policy, budget) for day, budget in enumerate(budgets))
    share = len(simulation.introduced) / simulation.cards if simulation.cards else 1.0
    seconds = sum(day.seconds for day in past)
    return Projection(past, simulation.recall(days), simulation.recall(days + 30), share, seconds)
