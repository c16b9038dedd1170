"""What can happen in a sitting of an exam: moves, and the plain data that a journal keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from studykit.items import Response


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole response to an item, which takes the place of the one before; empty takes it back."""

    place: int
    names: Response
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Strike:
    """An option struck out, or no longer."""

    place: int
    name: str
    on: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """An item flagged for the review, or no longer."""

    place: int
    on: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What the candidate wrote beside an item; empty removes it."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Go:
    """To an item; places count from 0."""

    place: int


@dataclass(frozen=True, slots=True)
class Look:
    """To the review screen."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock hidden, or shown again."""

    hidden: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """Out of the room. The clock goes on."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Back in the room: the time since the last move was spent on no item."""


@dataclass(frozen=True, slots=True)
class Submit:
    """Handed in. `predicted`: how many items the candidate thinks are right, who may say nothing."""

    predicted: int | None = None


@dataclass(frozen=True, slots=True)
class Expire:
    """The time is over."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Gives up: nothing is scored."""


Move = Answer | Strike | Flag | Note | Go | Look | Clock | Leave | Resume | Submit | Expire | Abandon
MOVES: dict[str, type[Any]] = {
    made.__name__.lower(): made
    for made in (Answer, Strike, Flag, Note, Go, Look, Clock, Leave, Resume, Submit, Expire, Abandon)
}


HAND_IN = "submit"
"""The word that hands in."""


def handed_in(typed: str, items: int) -> Submit | None:
    """What was typed to hand in: `submit`, or `submit 48` with a prediction; None for anything else."""
    word, _, number = typed.strip().lower().partition(" ")
    if word != HAND_IN or (number and not (number.strip().isdecimal() and int(number) <= items)):
        return None
    return Submit(int(number) if number else None)


def as_data(move: Move) -> dict[str, Any]:
    """A move as JSON can hold it: `{"do": "answer", "place": 3, "names": ["raise"], "sure": false}`."""
    return {"do": type(move).__name__.lower(), **asdict(move)}


def from_data(data: Mapping[str, Any]) -> Move:
    """The move that `as_data` was given."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name != "do"}
    made: Move = MOVES[str(data["do"])](**values)
    return made
