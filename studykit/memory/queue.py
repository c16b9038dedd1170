"""Which cards today: what is due, oldest first, then new ones interleaved by topic up to the day's limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest
from typing import NamedTuple

from studykit.memory.schedule import LEECH, State, is_due

NEW_PER_DAY = 10
BACKLOG_PER_DAY = 100
"""Reviews of a day at most while some are overdue; what remains comes on the days after it."""


class Today(NamedTuple):
    """The cards of a day by kind: `learning` (due now), `due` (reviews), `new`, and `overdue` of the reviews."""

    learning: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    overdue: int = 0
    new_first: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """In the order in which they are asked."""
        return (*self.learning, *self.new, *self.due) if self.new_first else (*self.learning, *self.due, *self.new)


def today(
    cards: Iterable[str],
    states: Mapping[str, State],
    at: int,
    day: int,
    new_limit: int = NEW_PER_DAY,
    introduced: int = 0,
    aside: Collection[str] = (),
    siblings: Mapping[str, str] | None = None,
) -> Today:
    """Sorts cards into a day. `introduced` new ones were seen today already; `aside` are suspended or buried ones.

    Of several new or due cards with the same sibling mark (the fact they test) only the first is asked on a day;
    one that was seen today, or is learnt now, was the first.
    """
    marks = siblings or {}
    names = list(cards)
    met = (card for card in names if card in states and (states[card].last_day == day or _learnt(states[card])))
    taken = {marks[card] for card in met if card in marks}
    learning: list[str] = []
    due: list[str] = []
    fresh: list[str] = []
    for card in names:
        state = states.get(card, State())
        if card in aside:
            continue
        if state.phase == "new":
            fresh.append(card)
        elif is_due(state, at, day):
            (learning if _learnt(state) else due).append(card)
    learning.sort(key=lambda card: states[card].due_at)
    due.sort(key=lambda card: (states[card].due_day, card))
    due = [card for card in due if _first(marks.get(card), taken)]
    room = max(0, new_limit - introduced)
    new = [card for card in interleaved(fresh) if _first(marks.get(card), taken)][:room]
    overdue = sum(states[card].due_day < day for card in due)
    return Today(tuple(learning), tuple(due), tuple(new), overdue)


def spread(due: Iterable[str], states: Mapping[str, State], day: int, per_day: int) -> tuple[tuple[str, ...], ...]:
    """Due cards dealt over the days from this one, `per_day` to each, the most urgent first.

    Urgency is the days that a card is overdue over its stability (days): what was nearly lost waits least. Cards of
    the same urgency keep their order.
    """
    order = sorted(due, key=lambda card: -_urgency(states.get(card), day))
    return tuple(tuple(order[at : at + per_day]) for at in range(0, len(order), per_day))


def _urgency(state: State | None, day: int) -> float:
    """Days overdue in stabilities; a card without a memory was called and does not wait."""
    return (day - state.due_day) / state.memory.stability if state and state.memory else float("inf")


def share(today: Today, states: Mapping[str, State], day: int, done: int, per_day: int = BACKLOG_PER_DAY) -> Today:
    """This day's share of a backlog; `done` reviews of it were made already. Without overdue cards the day is whole."""
    if not today.overdue or len(today.due) + done <= per_day:
        return today
    room = max(0, per_day - done)
    due = spread(today.due, states, day, room)[0] if room else ()
    overdue = sum(states[card].due_day < day for card in due if card in states)
    return today._replace(due=due, overdue=overdue)


def became_leech(before: State, after: State) -> bool:
    """Whether a review made a card a leech: at the eighth lapse, and once brought back, at every fourth after it."""
    return after.lapses > before.lapses and after.lapses >= LEECH and (after.lapses - LEECH) % (LEECH // 2) == 0


def first_the_new(today: Today, reviews: int, left: Collection[str] = ()) -> Today:
    """A day that cannot hold all: new cards before reviews, and only so many of those, the oldest. Cards that are
    learnt today come back all the same; those that were `left` in their steps on an earlier day are reviews."""
    room = max(0, reviews)
    again = [card for card in today.learning if card in left][:room]
    learning = tuple(card for card in today.learning if card not in left or card in again)
    due = today.due[: room - len(again)]
    return Today(learning, due, today.new, min(today.overdue, len(due)), new_first=True)


def interleaved(cards: Iterable[str]) -> list[str]:
    """Cards dealt from their topics in turn, so that neighbours are from different topics."""
    topics: dict[str, list[str]] = {}
    for card in cards:
        topics.setdefault(card.partition("/")[0], []).append(card)
    return [card for row in zip_longest(*topics.values()) for card in row if card is not None]


def _learnt(state: State) -> bool:
    """Whether a card is in its steps of a day."""
    return state.phase in ("learning", "relearning")


def _first(mark: str | None, taken: set[str]) -> bool:
    """Whether a card is the first of its siblings; a card without a mark has none."""
    if mark is None:
        return True
    if mark in taken:
        return False
    taken.add(mark)
    return True
