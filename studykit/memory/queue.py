"""The card queue of a day: due cards, oldest first, then new cards interleaved by topic up to the daily limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest
from typing import NamedTuple

from studykit.memory.schedule import LEECH, CardState, is_due

NEW_PER_DAY = 10
BACKLOG_PER_DAY = 100
"""Maximum reviews a day while some are overdue. The rest follow on the next days."""


class Today(NamedTuple):
    """The cards of a day: `learning` (steps due now), `due` (reviews) and `new`.

    `overdue` counts the reviews that were due before today. With `new_first`, new cards come before reviews.
    """

    learning: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    overdue: int = 0
    new_first: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """All cards in the order in which they are shown."""
        return (*self.learning, *self.new, *self.due) if self.new_first else (*self.learning, *self.due, *self.new)


def today(
    cards: Iterable[str],
    states: Mapping[str, CardState],
    at: int,
    day: int,
    new_limit: int = NEW_PER_DAY,
    new_today: int = 0,
    excluded: Collection[str] = (),
    siblings: Mapping[str, str] | None = None,
) -> Today:
    """Builds the queue of a day.

    `new_today` counts the new cards already seen today. `excluded` are suspended or buried cards. `siblings` maps a
    card to a group (the fact that it tests). Of several new or due cards of a group only the first is shown on a day.
    If a card of the group was already seen today or is in its steps, none of the others is shown.
    """
    groups = siblings or {}
    names = list(cards)
    met = (card for card in names if card in states and (states[card].last_day == day or states[card].in_steps))
    taken = {groups[card] for card in met if card in groups}
    learning: list[str] = []
    due: list[str] = []
    new: list[str] = []
    for card in names:
        state = states.get(card, CardState())
        if card in excluded:
            continue
        if state.phase == "new":
            new.append(card)
        elif is_due(state, at, day):
            (learning if state.in_steps else due).append(card)
    learning.sort(key=lambda card: states[card].due_at)
    due.sort(key=lambda card: (states[card].due_day, card))
    due = [card for card in due if _take_group(groups.get(card), taken)]
    room = max(0, new_limit - new_today)
    new = [card for card in interleaved(new) if _take_group(groups.get(card), taken)][:room]
    overdue = sum(states[card].due_day < day for card in due)
    return Today(tuple(learning), tuple(due), tuple(new), overdue)


def _take_group(group: str | None, taken: set[str]) -> bool:
    """True if a card is the first of its group, which is then marked as taken. A card without a group always is."""
    if group is None:
        return True
    if group in taken:
        return False
    taken.add(group)
    return True


def spread_backlog(
    due: Iterable[str], states: Mapping[str, CardState], day: int, per_day: int
) -> tuple[tuple[str, ...], ...]:
    """Distributes due cards over the days from this one, `per_day` on each, the most urgent first.

    Urgency is the number of days overdue divided by stability (days). Cards that are closest to being forgotten come
    first. Cards with the same urgency keep their order.
    """
    order = sorted(due, key=lambda card: -_urgency(states.get(card), day))
    return tuple(tuple(order[at : at + per_day]) for at in range(0, len(order), per_day))


def _urgency(state: CardState | None, day: int) -> float:
    """Returns days overdue in stabilities. A card without a memory was made due by a wrong answer and comes first."""
    return (day - state.due_day) / state.memory.stability if state and state.memory else float("inf")


def share(today: Today, states: Mapping[str, CardState], day: int, done: int, per_day: int = BACKLOG_PER_DAY) -> Today:
    """Limits the reviews of a day with a backlog to its share.

    `done` counts the reviews already made today. A day without overdue cards is not limited.
    """
    if not today.overdue or len(today.due) + done <= per_day:
        return today
    room = max(0, per_day - done)
    due = spread_backlog(today.due, states, day, room)[0] if room else ()
    overdue = sum(states[card].due_day < day for card in due if card in states)
    return today._replace(due=due, overdue=overdue)


def became_leech(before: CardState, after: CardState) -> bool:
    """True if a review made a card a leech: at the eighth lapse, and then at every fourth one."""
    return after.lapses > before.lapses and after.lapses >= LEECH and (after.lapses - LEECH) % (LEECH // 2) == 0


def new_cards_first(today: Today, reviews: int, left: Collection[str] = ()) -> Today:
    """Puts new cards before reviews, and keeps at most `reviews` of those, the oldest. Used on a day that is too full.

    Cards in today's steps are kept. Cards that were `left` in their steps on an earlier day count as reviews.
    """
    room = max(0, reviews)
    again = [card for card in today.learning if card in left][:room]
    learning = tuple(card for card in today.learning if card not in left or card in again)
    due = today.due[: room - len(again)]
    return Today(learning, due, today.new, min(today.overdue, len(due)), new_first=True)


def interleaved(cards: Iterable[str]) -> list[str]:
    """Takes cards from their topics in turn, so that neighbors are from different topics."""
    topics: dict[str, list[str]] = {}
    for card in cards:
        topics.setdefault(card.partition("/")[0], []).append(card)
    return [card for row in zip_longest(*topics.values()) for card in row if card is not None]
