"""Days of study ahead, played with the real memories: what they take, and what will be known on the day of the exam.

Each card is met as a drill meets it: a rating is drawn, learning steps are taken on the day, FSRS says what is left.
Chance is a table of draws by card and meeting, so that two courses over the same cards meet the same luck, and the same
input has the same outcome. Ratings and seconds: means over Anki's users, the defaults of the simulators of
fsrs-optimizer and fsrs-rs (open-spaced-repetition); the seconds are those of a card on a whole day, its steps included.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple, Protocol

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, EASY, GOOD, HARD, WEIGHTS, Memory
from studykit.memory.seconds import A_NEW_CARD, A_REVIEW, NEW_SECONDS, REVIEW_SECONDS

FIRST = (0.24, 0.094, 0.495, 0.171)
"""How a new card is rated: again, hard, good, easy."""
RECALLED = (0.224, 0.631, 0.145)
"""How a card that is recalled is rated: hard, good, easy."""
LEARNING = ((0.3686, 0.0628, 0.5108, 0.0577), (0.0442, 0.4553, 0.4457, 0.0549), (0.0519, 0.0470, 0.8462, 0.0550))
RELEARNING = ((0.2157, 0.0643, 0.6595, 0.0604), (0.0500, 0.4638, 0.4475, 0.0387), (0.1057, 0.1434, 0.7266, 0.0244))
"""How a card is rated again on the same day, by its rating before."""
MOST_STEPS = 5
LATE_RETENTION = 0.85
"""The desired retention inside the final pass: what lapses there comes back before the exam."""
DRAWS = 64
"""Draws that a card has; a card that is met more often draws them again."""


class Seen(NamedTuple):
    """A card that was seen: its memory and the day of its last review; today is day 0."""

    memory: Memory
    last: int


class Course(NamedTuple):
    """How to study until the exam: the desired retention before the final pass, the length of the pass in days, whether
    new cards go before reviews, and new cards a day at most (None: as many as bring all of them in before the pass)."""

    retention: float
    final_pass: int = 0
    new_first: bool = True
    new_per_day: int | None = None


class Day(NamedTuple):
    """What a day holds: new cards, reviews, those of them expected to be recalled, seconds in all."""

    new: int
    reviews: int
    recalled: float
    seconds: float


class Outcome(NamedTuple):
    """What comes of a course: the days, the cards known on the day of the exam and 30 days later (as shares of all
    cards; what was never seen counts as unknown), and the share that was seen."""

    days: tuple[Day, ...]
    recall: float
    later: float
    seen: float
    seconds: float


class Mind(Protocol):
    """Somebody whose memory is not what the scheduler takes it for. Cards are numbers; days may be fractions."""

    def begin(self, card: int, rating: int, day: float) -> None: ...

    def review(self, card: int, rating: int, day: float) -> None: ...

    def recall(self, card: int, day: float) -> float: ...


def draws(cards: int, seed: int) -> list[list[float]]:
    """The luck of each card."""
    rng = Random(seed)
    return [[rng.random() for _ in range(DRAWS)] for _ in range(cards)]


def even_draws(cards: int, seed: int) -> list[list[float]]:
    """The luck of each card, such that at every meeting the draws of all cards are spread evenly (a Latin hypercube):
    half the noise of plain chance."""
    rng = Random(seed)
    places = list(range(cards))
    columns = []
    for _ in range(DRAWS):
        rng.shuffle(places)
        columns.append([(place + rng.random()) / cards for place in places])
    return [list(card) for card in zip(*columns, strict=True)]


def rated(chances: Sequence[float], draw: float) -> int:
    """The rating (1 to 4) that a draw falls on."""
    for rating, chance in enumerate(chances, 1):
        draw -= chance
        if draw < 0:
            return rating
    return len(chances)


class Study:
    """Cards being studied day by day. `mind`: who answers; None: somebody just as FSRS takes them for."""

    def __init__(
        self,
        seen: Sequence[Seen],
        fresh: int,
        luck: Sequence[Sequence[float]],
        w: Sequence[float] = WEIGHTS,
        mind: Mind | None = None,
    ) -> None:
        self.w = w
        self.mind = mind
        self.luck = luck
        self.cards = len(seen) + fresh
        self.memory: list[Memory | None] = [*(card.memory for card in seen), *[None] * fresh]
        self.last = [*(card.last for card in seen), *[0] * fresh]
        self.due = [0] * self.cards
        self.met = [0] * self.cards
        self.new = list(range(len(seen), self.cards))
        self.introduced = [*range(len(seen))]
        self.seconds = 0.0

    def take(self, course: Course) -> None:
        """Goes over to a course: what was seen is due by its retention."""
        for card in self.introduced:
            memory = self.memory[card]
            assert memory is not None
            self.due[card] = self.last[card] + fsrs.interval(memory.stability, course.retention, self.w)

    def day(self, day: int, days: int, course: Course, budget: float) -> Day:
        """Studies one day, at most `budget` seconds of it. The exam is on the morning of day `days`."""
        self.seconds = 0.0
        start = days - course.final_pass
        retention = course.retention if day < start else max(course.retention, LATE_RETENTION)
        known, recalled, seen = 0, 0.0, 0
        queue = self._reviews(day, days, start)
        fresh = self._fresh(day, days, start, course.new_per_day)
        for kind in ("new", "review") if course.new_first else ("review", "new"):
            if kind == "new":
                while seen < fresh and self.seconds + A_NEW_CARD <= budget:
                    self._introduce(self.new[seen], day, retention)
                    seen += 1
                self.introduced += self.new[:seen]
                del self.new[:seen]
            else:
                for card in queue:
                    if self.seconds + A_REVIEW > budget:
                        break
                    recalled += self._review(card, day, retention)
                    known += 1
        return Day(seen, known, recalled, self.seconds)

    def _fresh(self, day: int, days: int, start: int, most: int | None) -> int:
        """New cards of a day: an even share of what is left until the final pass begins."""
        if most is not None:
            return min(most, len(self.new))
        return -(-len(self.new) // ((start if day < start else days) - day))

    def _reviews(self, day: int, days: int, start: int) -> list[int]:
        """What is due, the oldest first; in the final pass also an even share of what it has not had yet."""
        due = sorted((self.due[card], card) for card in self.introduced if self.due[card] <= day)
        queue = [card for _, card in due]
        if day >= start:
            rest = [card for card in self.introduced if self.last[card] < start]
            share = -(-len(rest) // (days - day)) - sum(self.last[card] < start for card in queue)
            if share > 0:
                rest = [card for card in rest if self.due[card] > day]
                rest.sort(key=lambda card: -self.memory[card].stability)  # type: ignore[union-attr] # they were seen
                queue += rest[:share]
        return queue

    def _draw(self, card: int) -> float:
        self.met[card] += 1
        return self.luck[card][self.met[card] % DRAWS]

    def _introduce(self, card: int, day: int, retention: float) -> None:
        rating = rated(FIRST, self._draw(card))
        self.memory[card] = fsrs.begin(rating, self.w)
        if self.mind:
            self.mind.begin(card, rating, day)
        self.seconds += NEW_SECONDS[rating - 1]
        self._steps(card, rating, day, LEARNING, 1 if rating > HARD else 2)
        self._leave(card, day, retention)

    def _review(self, card: int, day: int, retention: float) -> float:
        memory = self.memory[card]
        assert memory is not None
        elapsed = max(0, day - self.last[card])
        expected = fsrs.retrievability(memory.stability, elapsed, self.w)
        recall = self.mind.recall(card, day) if self.mind else expected
        draw = self._draw(card)
        rating = AGAIN if draw >= recall else 1 + rated(RECALLED, draw / recall)
        self.memory[card] = fsrs.review(memory, rating, elapsed, self.w)
        if self.mind:
            self.mind.review(card, rating, day)
        self.seconds += REVIEW_SECONDS[rating - 1]
        if rating == AGAIN:
            self._steps(card, rating, day, RELEARNING, 1)
        self._leave(card, day, retention)
        return expected

    def _steps(self, card: int, rating: int, day: int, chances: Sequence[Sequence[float]], steps: int) -> None:
        """The steps of the same day, ten minutes apart: until `steps` times good, or easy."""
        done = 0
        for step in range(1, MOST_STEPS + 1):
            if done >= steps or rating == EASY:
                return
            rating = rated(chances[rating - 1], self._draw(card))
            memory = self.memory[card]
            assert memory is not None
            self.memory[card] = fsrs.review(memory, rating, 0, self.w)
            if self.mind:
                self.mind.review(card, rating, day + step / 144)
            done = done + 1 if rating >= GOOD else 0 if rating == AGAIN else done

    def _leave(self, card: int, day: int, retention: float) -> None:
        memory = self.memory[card]
        assert memory is not None
        self.last[card] = day
        self.due[card] = day + fsrs.interval(memory.stability, retention, self.w)

    def recall(self, day: int) -> float:
        """The share of all cards that is known on a morning."""
        if not self.cards:
            return 1.0
        if self.mind:
            return sum(self.mind.recall(card, day) for card in self.introduced) / self.cards
        total = 0.0
        for card in self.introduced:
            memory = self.memory[card]
            assert memory is not None
            total += fsrs.retrievability(memory.stability, max(0, day - self.last[card]), self.w)
        return total / self.cards


def study(
    seen: Sequence[Seen],
    fresh: int,
    budgets: Sequence[float],
    course: Course,
    luck: Sequence[Sequence[float]],
    w: Sequence[float] = WEIGHTS,
    mind: Mind | None = None,
) -> Outcome:
    """Plays a course to the exam: `budgets` are the seconds of each day from today, the exam is on the day after."""
    days = len(budgets)
    table = Study(seen, fresh, luck, w, mind)
    table.take(course)
    past = tuple(table.day(day, days, course, budget) for day, budget in enumerate(budgets))
    share = len(table.introduced) / table.cards if table.cards else 1.0
    seconds = sum(day.seconds for day in past)
    return Outcome(past, table.recall(days), table.recall(days + 30), share, seconds)
