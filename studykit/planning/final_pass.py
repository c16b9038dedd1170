"""The final pass over real cards: the day on which each is reviewed once more, and until when siblings can wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from studykit.memory import fsrs
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import CardState


def can_spread_siblings(new: Iterable[str], siblings: Mapping[str, str], days: int, filled: bool) -> bool:
    """True if siblings can be kept on different days and every new card is still seen before the final pass.

    `siblings` maps a card to its group. `days` are the days before the final pass, today included (0: none is left, or
    there is no final pass). `filled`: today has its share of new cards without showing two siblings.

    One card of each group is shown a day. A group therefore needs as many days as it has cards, and an even share of
    all groups then fits too.
    """
    groups = Counter(siblings[card] for card in new if card in siblings)
    return filled and 0 < days >= max(groups.values(), default=0)


def apply_final_pass(
    states: Mapping[str, CardState],
    start: int,
    exam: int,
    day: int,
    early: float,
    w: Sequence[float] = WEIGHTS,
    morning: Mapping[str, CardState] | None = None,
) -> dict[str, CardState]:
    """Returns the states with the due days of the final pass, which starts on day `start` and ends before day `exam`.

    Each remaining day has an even share of the cards that have not had their final review. Cards due by the `early`
    retention come first, then the most stable ones. `states` must hold only cards that are shown before the exam.
    `morning` holds the cards reviewed today, as they were before; they keep their places in the order, so that the
    other cards do not move.
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


def _stability(state: CardState) -> float:
    return state.memory.stability if state.memory else 0.0


def _due(state: CardState, early: float, w: Sequence[float]) -> int:
    return state.last_day + fsrs.interval(_stability(state), early, w) if state.memory else 0
