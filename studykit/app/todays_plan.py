"""Today's part of the plan on the first screen: what it holds, and which of its questions are still to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from studykit.planning.days import MOCKS
from studykit.screen.home.view import Choice

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


def agenda(made: Mapping[str, Any], answered: int, sat: int = 0) -> Agenda:
    """Today's agenda of a plan. `answered`: questions that were answered today, `sat` of them in an exam."""
    from studykit.screen.plan.view import words

    day = made["days"][0]
    done = {"items": answered - sat, **dict.fromkeys(MOCKS, sat)}
    parts = [(kind, _left(kind, number, done), service) for kind, number, _, service in day[3]]
    choices = [choice for part in parts if (choice := _choice(*part))]
    left = sum(number for kind, number, _ in parts if kind in ASKED)
    says = f"{words(day, made['form'])}, {made['json']['today']['minutes']} min"
    return Agenda(says, tuple(choices), left)


def _left(kind: str, number: int, done: Mapping[str, int]) -> int:
    """What is left of a part of the day. A mock of which more than half was answered is over: it was cut short."""
    answered = done.get(kind, 0)
    return 0 if kind in MOCKS and 2 * answered > number else max(0, number - answered)


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
