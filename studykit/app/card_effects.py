"""The effects of quiz answers on cards: marks in the journal, which undo reverts together with their answers."""

from __future__ import annotations

from collections.abc import Iterable

from studykit.app.learning_targets import cards_of_topics, target_of
from studykit.app.study import Study
from studykit.sittings.card_effects import KNOWN_DAYS, cards_to_make_due, cards_to_postpone
from studykit.sittings.quiz import QuizAnswer
from studykit.store.journal import Journal


def apply_quiz_results(study: Study, answers: Iterable[QuizAnswer], placement: bool) -> int:
    """Makes cards due that wrong answers call for; after a placement, postpones cards that right answers show as known.

    Questions without an answer change nothing. Returns how many cards were postponed.
    """
    library = study.library
    given = [answer for answer in answers if answer.chosen]
    wrong = [target_of(answer.id, library.item(answer.id)) for answer in given if not answer.right]
    right = [target_of(answer.id, library.item(answer.id)) for answer in given if answer.right and placement]
    if not wrong and not right:
        return 0
    states, day = study.history.states, study.day()
    cards = cards_of_topics(library, [*wrong, *right])
    for item, card in cards_to_make_due(wrong, cards, states.keys()).items():
        state = states[card]
        due = (state.phase, state.due_at, min(state.due_day, day))
        study.append("mark", card, {"what": "due", "item": item, **causing_answers(study.journal, [item])}, due)
    postponed = cards_to_postpone(right, cards, states.keys())
    for card, items in postponed.items():
        until = {"what": "known", "until": day + KNOWN_DAYS}
        study.append("mark", card, {**until, **causing_answers(study.journal, items)})
    return len(postponed)


def causing_answers(journal: Journal, items: Iterable[str]) -> dict[str, list[str]]:
    """Returns the ids of the last answer to each of these items, as the data of a mark that they cause."""
    last = (journal.last_undoable(("answer",), item) for item in items)
    found = [answer.id for answer in last if answer is not None]
    return {"because": found} if found else {}
