"""Chooses the cards of a drill, and says why there are none or not all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from studykit.app.end_of_day import next_hint
from studykit.app.options import DrillOptions
from studykit.app.queue import TodaysQueue, build_queue
from studykit.app.study import Study
from studykit.memory.schedule import wait_words

BACKLOG = "Enough of the backlog for today; {} cards wait for the days after it. --limit N asks them now."
SIBLINGS = "No card is left for today; due but waiting for tomorrow, as a sibling was asked: {}. --ahead practises now."


class CardChoice(NamedTuple):
    """The cards of a drill.

    `considered`: every card that the options name; `queue`: what today asks of them; `asked`: the drill's cards in
    order; `practice`: those whose ratings change nothing; `leeches`: how many leeches were brought back.
    """

    considered: tuple[str, ...]
    queue: TodaysQueue
    asked: tuple[str, ...]
    practice: frozenset[str]
    leeches: int = 0


def choose_cards(study: Study, options: DrillOptions) -> CardChoice:
    """Returns what a drill asks: what is due, then new cards, then cards that are not due yet if they are wanted.

    Leeches are brought back first, if they are wanted; the journal has that on return.
    """
    cards = study.library.card_ids(options.topics or None)
    if options.marked:
        cards = tuple(card for card in cards if card in study.history.marks.flagged)
    if options.leeches:
        cards = tuple(card for card in cards if card in study.history.marks.leeches)
        for card in cards:
            study.append("mark", card, {"what": "resume"})
    queue = build_queue(study, cards, options.new, options.limit)
    due = () if options.cram else queue.today.all
    more = _not_due(study, cards, due) if options.ahead or options.cram else ()
    practice = frozenset() if options.counts else frozenset(more)
    return CardChoice(cards, queue, (*due, *more), practice, len(cards) if options.leeches else 0)


def backlog_notice(choice: CardChoice) -> str:
    """Returns what to tell before the first card if a part of a backlog waits; empty if none does."""
    waiting, asked = choice.queue.waiting_backlog, len(choice.queue.today.due)
    if not waiting:
        return ""
    return f"Of {asked + waiting} due cards {asked} today, the most urgent; the others on the days after it."


def nothing_to_drill(study: Study, options: DrillOptions, choice: CardChoice) -> str:
    """Returns why there is nothing to drill, when the next card comes, and what to do meanwhile."""
    count = choice.leeches
    back = f"{count} leech{'es are' if count != 1 else ' is'} back. " if count else ""
    return back + _why_nothing(study, options, choice)


def _why_nothing(study: Study, options: DrillOptions, choice: CardChoice) -> str:
    cards, queue, history = choice.considered, choice.queue, study.history
    if queue.waiting_backlog:
        return BACKLOG.format(queue.waiting_backlog)
    if queue.waiting_siblings:
        return SIBLINGS.format(queue.waiting_siblings)
    if options.marked and not cards:
        return "No card is marked here; m marks one that is asked."
    wanted = [card for card in cards if card not in history.excluded]
    states = [history.states[card] for card in wanted if card in history.states]
    if study.settings.targets and len(states) < len(wanted):
        return "No card is left for today; the plan brings new ones on its later days. --new N asks them now."
    if not states:
        return "There is nothing to drill: no card here is new or due."
    if len(cards) == len(study.library.card_ids()) and (hint := next_hint(study, queue)):
        return f"{hint} --ahead practises now."
    soonest = min(states, key=lambda state: (state.due_day, state.due_at))
    wait = wait_words(soonest, study.now(), study.day())
    return f"Nothing is due. The next card comes in {wait}; --ahead practises now, studykit quiz asks questions."


def _not_due(study: Study, cards: Iterable[str], due: Iterable[str]) -> tuple[str, ...]:
    """Returns the seen cards that are not due, soonest due first."""
    states, others = study.history.states, {*due} | study.history.excluded
    later = [card for card in cards if card in states and card not in others]
    return tuple(sorted(later, key=lambda card: (states[card].due_day, states[card].due_at, card)))
