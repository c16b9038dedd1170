"""The final pass over real cards: on which of its days each is reviewed once more, and until when siblings wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from studykit.memory import fsrs
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import State


def apart(fresh: Iterable[str], siblings: Mapping[str, str], days: int, filled: bool) -> bool:
    """Whether siblings wait for another day: only while the days before the final pass take all new cards all the same.

    `fresh`: the new cards, `siblings`: what each shares with others; `days` before the pass, today included (0: none is
    left, or there is no pass); `filled`: whether today has its share of new cards without siblings. One of each kind a
    day is taken, so that so many days take as many of it, and an even share of all of them fits.
    """
    kinds = Counter(siblings[card] for card in fresh if card in siblings)
    return filled and 0 < days >= max(kinds.values(), default=0)


def passed(
    states: Mapping[str, State],
    start: int,
    exam: int,
    day: int,
    early: float,
    w: Sequence[float] = WEIGHTS,
    morning: Mapping[str, State] | None = None,
) -> dict[str, State]:
    """States as they are due inside the final pass, which begins on day `start` and ends before day `exam`.

    A card that has not had its pass is due on its day of it: an even share each day, first what is due by the early
    retention, then the firmest. `states` are of the cards that are asked before the exam, and of no others. `morning`:
    those that were reviewed today, as they were before; they had their places too, so that the others stay.
    """
    if not start <= day < exam:
        return dict(states)
    done = morning or {}
    begun = {**states, **done}
    rest = [card for card, state in begun.items() if state.phase == "review" and state.last_day < start]
    share = max(1, ceil(len(rest) / (exam - day)))
    rest.sort(key=lambda card: (_due(begun[card], early, w) > day, -_stability(begun[card]), card))
    slots = {card: min(day + place // share, exam - 1) for place, card in enumerate(rest) if card not in done}
    return {card: state._replace(due_day=slots.get(card, state.due_day)) for card, state in states.items()}


def _stability(state: State) -> float:
    return state.memory.stability if state.memory else 0.0


def _due(state: State, early: float, w: Sequence[float]) -> int:
    return state.last_day + fsrs.interval(_stability(state), early, w) if state.memory else 0
