"""Today's part of the plan on the first screen: what it holds, and which of its questions are still to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from studykit.memory.plan_days import MOCKS
from studykit.screen.home_screen import Choice

ASKED = ("items", *MOCKS)
"""Parts of a day that are answered."""


class Agenda(NamedTuple):
    """The day in words, the parts that can be chosen, and how many questions of it are still to be answered."""

    says: str
    choices: tuple[Choice, ...]
    left: int

    @property
    def commands(self) -> str:
        """How the questions that are left are asked."""
        asked = [choice.command for choice in self.choices if choice.name.startswith(("items", "mock"))]
        return "; ".join(asked)


def agenda(made: Mapping[str, Any], answered: int) -> Agenda:
    """Today's agenda of a plan. `answered`: questions that were answered today."""
    from studykit.screen.plan_screen import words

    day = made["days"][0]
    parts = [(kind, number, service) for kind, number, _, service in day[3]]
    left = max(0, sum(number for kind, number, _ in parts if kind in ASKED) - answered)
    choices = [_choice(kind, left if kind in ASKED else number, service) for kind, number, service in parts]
    says = f"{words(day, made['form'])}, {made['json']['today']['minutes']} min"
    return Agenda(says, tuple(choice for choice in choices if choice), left)


def _choice(kind: str, number: int, service: str) -> Choice | None:
    """A part of the day as something to do; the review of a mock is offered as long as it is open, by itself."""
    if kind == "sheets":
        return Choice("sheet", "Read the numbers and the traps", "studykit sheet")
    if kind == "warm-up":
        return Choice(
            "warm-up", f"Warm up: {number} cards, whatever you press", f"studykit drill --cram --limit {number}"
        )
    if kind == "items" and number:
        says = f"Answer {number} question{'s' if number != 1 else ''} on {service}"
        return Choice(f"items:{service}:{number}", says, f"studykit quiz {service} -n {number}")
    if kind in MOCKS and number:
        return Choice(f"mock:{number}", f"Sit a mock of {number} questions", f"studykit exam -n {number}")
    return None
