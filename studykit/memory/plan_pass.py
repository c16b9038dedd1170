"""The final pass over real cards: on which of its days each card is reviewed once more."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from studykit.memory import fsrs
from studykit.memory.schedule import State


def passed(states: Mapping[str, State], start: int, exam: int, day: int, early: float) -> dict[str, State]:
    """States as they are due inside the final pass, which begins on day `start` and ends before day `exam`.

    A card that has not had its pass is due on its day of it: an even share each day, first what is due by the early
    retention, then the firmest. As a card is passed the share of today shrinks by it, so that the others stay.
    """
    if not start <= day < exam:
        return dict(states)
    rest = [card for card, state in states.items() if state.phase == "review" and state.last_day < start]
    done = sum(state.last_day == day for state in states.values())
    share = max(1, ceil((len(rest) + done) / (exam - day)))
    rest.sort(key=lambda card: (_due(states[card], early) > day, -_stability(states[card]), card))
    slots = {card: min(day + (place + done) // share, exam - 1) for place, card in enumerate(rest)}
    return {card: state._replace(due_day=slots.get(card, state.due_day)) for card, state in states.items()}


def _stability(state: State) -> float:
    return state.memory.stability if state.memory else 0.0


def _due(state: State, early: float) -> int:
    return state.last_day + fsrs.interval(_stability(state), early) if state.memory else 0
