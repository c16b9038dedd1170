"""Builds today's card queue. Used by `drill` and by everything that reports how much is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from studykit.app.settings import Settings
from studykit.app.study import Study
from studykit.memory.queue import Today, new_cards_first, share
from studykit.memory.queue import today as sort_into_day


class TodaysQueue(NamedTuple):
    """The cards of today, and how many due cards wait: because a sibling was asked, or as a backlog."""

    today: Today
    waiting_siblings: int = 0
    waiting_backlog: int = 0

    @property
    def reviews(self) -> int:
        """Reviews of today, cards in learning included."""
        return len(self.today.due) + len(self.today.learning)


def build_queue(study: Study, cards: Iterable[str], new: int | None = None, limit: int | None = None) -> TodaysQueue:
    """Returns what is asked now, of these cards.

    `new`: new cards instead of the day's share; `limit`: reviews of a sitting, which overrides the backlog's share of
    the day. With a plan, siblings wait as long as every card can still be asked before the final pass.
    """
    names = list(cards)
    settings, history = study.settings, study.history
    today = due_today(study, names, new, siblings_on(study, study.day()))
    due = due_today(study, names, 0).due if history.states else today.due
    whole = len(today.due)
    if settings.targets is None and limit is None:
        today = share(today, history.states, study.day(), history.reviews_today(), settings.reviews_per_day)
    return TodaysQueue(today, len(due) - whole, whole - len(today.due))


def due_today(
    study: Study,
    cards: Iterable[str],
    new: int | None = None,
    siblings: Mapping[str, str] | None = None,
    settings: Settings | None = None,
) -> Today:
    """Returns the cards that are due today or new, before any of them waits for a later day.

    `new` overrides the day's limit of new cards; `siblings` maps cards to the fact that they share; `settings` replaces
    those of today's plan. A card that a wrong answer made due is not overdue, because it came early.
    """
    settings = settings or study.settings
    history, day = study.history, study.day()
    limit = settings.new_limit if new is None else new
    seen_today = history.new_today if new is None else 0
    unseen = {card for card in history.forced_due if card not in history.states and card not in history.excluded}
    names = list(cards)
    first = tuple(card for card in names if card in unseen)
    rest = [card for card in names if card not in unseen]
    today = sort_into_day(rest, history.states, study.now(), day, limit, seen_today, history.excluded, siblings)
    late = [card for card in today.due if history.states[card].due_day < day]
    overdue = sum(history.forced_due.get(card) != history.states[card].due_day for card in late)
    today = today._replace(due=(*first, *today.due), overdue=overdue)
    if settings.targets is None or settings.targets.reviews is None:
        return today
    left = {card for card in today.learning if history.states[card].last_day < day}
    return new_cards_first(today, settings.targets.reviews - history.reviews_today(), left)


def siblings_on(study: Study, day: int) -> Mapping[str, str] | None:
    """Returns the fact that each card asks for, of which one card a day is asked; None on a day without that rule."""
    targets = study.settings.targets
    if targets is None or (targets.spread_siblings and day < targets.final_pass_start):
        return study.library.siblings()
    return None


def due_by_topic(study: Study, cards: Iterable[str]) -> Counter[str]:
    """Counts the cards of each topic that are due for review now; new ones are not counted.

    A list of topics does not wait for the plan: without today's plan it counts as if there were none.
    """
    today = due_today(study, cards, settings=study.settings_now)
    return Counter(card.partition("/")[0] for card in (*today.learning, *today.due))
