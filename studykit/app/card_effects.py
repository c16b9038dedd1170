"""After a quiz: its answers reach the cards, as marks in the journal that undo takes back with their answers."""

from __future__ import annotations

from collections.abc import Iterable

from studykit.app.course import current
from studykit.app.environment import Desk
from studykit.app.exam_results import aim
from studykit.app.history import history
from studykit.library.library import Library
from studykit.sittings.card_effects import KNOWN_DAYS, cards_to_make_due, cards_to_postpone
from studykit.sittings.misses import LearningTarget
from studykit.sittings.quiz import QuizAnswer
from studykit.store.journal import Journal


def feed(desk: Desk, library: Library, log: Journal, answers: Iterable[QuizAnswer], placement: bool) -> int:
    """Makes the cards of wrong answers due, and puts those off that a placement showed to be known; how many."""
    given = [answer for answer in answers if answer.chosen]
    wrong = [aim(answer.id, library.item(answer.id)) for answer in given if not answer.right]
    right = [aim(answer.id, library.item(answer.id)) for answer in given if answer.right and placement]
    if not wrong and not right:
        return 0
    past = history(log, desk, current(desk))
    cards, day = aimed(library, (*wrong, *right)), desk.day()
    for item, card in cards_to_make_due(wrong, cards, past.states.keys()).items():
        state = past.states[card]
        due = (state.phase, state.due_at, min(state.due_day, day))
        log.append("mark", card, {"what": "due", "item": item, **because(log, [item])}, desk.now(), day, due)
    off = cards_to_postpone(right, cards, past.states.keys())
    for card, items in off.items():
        data = {"what": "known", "until": day + KNOWN_DAYS, **because(log, items)}
        log.append("mark", card, data, desk.now(), day)
    return len(off)


def because(log: Journal, items: Iterable[str]) -> dict[str, list[str]]:
    """The answers that cause a mark: the last one to each of these items."""
    last = (log.last_undoable(("answer",), item) for item in items)
    found = [answer.id for answer in last if answer is not None]
    return {"because": found} if found else {}


def aimed(library: Library, items: Iterable[LearningTarget]) -> list[LearningTarget]:
    """The cards of the topics of these items, by what they ask for."""
    topics = {name.partition("/")[0] for item in items for name in (item.id, *item.facts)} & set(library.topic_ids())
    names = library.card_ids(sorted(topics)) if topics else ()
    cards = [(name, library.card(name)) for name in names]
    return [
        LearningTarget(name, card.point, (f"{name.partition('/')[0]}/{card.fact}",) if card.fact else ())
        for name, card in cards
    ]
