"""What a plan needs of the journal before today: cards as they stand, items answered, and the week just gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from studykit.app.history import due_by, waiting
from studykit.memory.curve import MOST
from studykit.memory.fsrs import AGAIN
from studykit.memory.schedule import Review, State, after, fold
from studykit.planning.days import Misses
from studykit.store.journal import Journal
from studykit.store.queries import last_answer_days, review_counts, reviews_of_card

WEEK = 7


class Met(NamedTuple):
    """A card's first review on a day of the last week, and whether the card was new then."""

    day: int
    rating: int
    new: bool


class Past(NamedTuple):
    """The journal before today: each card's state before its last review, and that review; items that were answered,
    the last day of study, and the last week."""

    cards: dict[str, tuple[State, Review]]
    answered: set[str]
    last_day: int
    recent: list[Met]

    def states(self, cards: Iterable[str], retention: float, w: Sequence[float]) -> dict[str, State]:
        """Those of these cards that were seen, as they stand with a desired retention."""
        seen = ((card, *self.cards[card]) for card in cards if card in self.cards)
        return {card: after(before, last, card, retention, w) for card, before, last in seen}


def called(log: Journal | None, states: Mapping[str, State], day: int) -> dict[str, State]:
    """These states; a card that a miss called before today, and that was not reviewed between them, is due."""
    calls = {} if log is None else waiting(log, log.entries("mark"), day)
    return {card: due_by(state, calls.get(card, state.due_day)) for card, state in states.items()}


def sample_of(log: Journal | None, day: int) -> list[list[tuple[int, int, int]]]:
    """Reviews before a day of every n-th card, so many that the curve can be learned from them."""
    if log is None:
        return []
    numbers = review_counts(log, day)
    cards = [*numbers][:: max(1, round(sum(numbers.values()) / MOST))]
    return [reviews_of_card(log, card, day) for card in cards]


def past_of(log: Journal | None, day: int, w: Sequence[float]) -> Past:
    """One pass over the reviews, for there may be a million of them."""
    if log is None:
        return Past({}, set(), 0, [])
    cards: dict[str, tuple[State, Review]] = {}
    recent: list[Met] = []
    for card, rows in groupby(log.stream("review", "rating", day), itemgetter(0)):
        *reviews, last = (row[1:] for row in rows)
        cards[card] = fold(reviews, card, w=w), Review(*last)
        if last[2] >= day - WEEK:
            recent += _met([*reviews, last], day - WEEK)
    answered = last_answer_days(log, day)
    studied = max((*answered.values(), *(last.day for _, last in cards.values())), default=0)
    return Past(cards, set(answered), studied, recent)


def misses_of(log: Journal | None, items: Collection[str], day: int) -> Misses | None:
    """What was left to go through, before today, of the latest mock that left something. `items`: those that there
    are."""
    if log is None or not log.exists("sitting", "exam/"):
        return None
    from studykit.screen.exam.review import reviewed
    from studykit.sittings.misses import REVIEWS_PER_DAY, waiting
    from studykit.store.exam_sittings import EXAM_PREFIX, sittings

    ended = {entry.subject for entry in log.entries("sitting") if "ends" in entry.data and entry.day < day}
    marks = [entry for entry in log.entries("mark") if entry.day < day]
    for one in reversed(sittings(log)):
        if EXAM_PREFIX + one.id in ended and (done := one.finished) is not None:
            missed = [sat.id for sat in done.missed if sat.id in items]
            left = waiting(missed, reviewed(marks, one.id), day).ids
            if left:
                return Misses(one.id, len(left), REVIEWS_PER_DAY)
    return None


def _met(reviews: Sequence[tuple[int, int, int]], since: int) -> Iterator[Met]:
    """The days on which a card was met, from one on."""
    first: dict[int, int] = {}
    for rating, _, day in reviews:
        first.setdefault(day, rating)
    begun = reviews[0][2]
    return (Met(day, rating, day == begun) for day, rating in first.items() if day >= since)


def behind(said: Mapping[int, Mapping[str, Any]], last_day: int, day: int) -> int:
    """Days since the last one of study, today not counted, for which the plan of then had something to do. `said`: what
    each plan for the exam has predicted, by its day."""
    if not said:
        return 0
    missed = range(max(min(said), last_day + 1), day)
    then = {when: said[max(one for one in said if one <= when)] for when in missed}
    return sum(when not in data.get("idle", ()) for when, data in then.items())


def so_far(said: Mapping[int, Mapping[str, Any]], past: Past) -> dict[str, float] | None:
    """The last week's predictions against what happened: cards, and reviews expected right against right."""
    if not said:
        return None
    met = [one for one in past.recent if one.day >= min(said)]
    right = [one.rating > AGAIN for one in met if not one.new]
    expected = sum(data["reviews"] for data in said.values())
    return {
        "planned": sum(data["cards"] for data in said.values()),
        "done": len(met),
        "expected": sum(data["recalled"] for data in said.values()) / expected if expected else 0.0,
        "right": sum(right) / len(right) if right else 0.0,
        "reviews": len(right) if expected else 0,
    }
