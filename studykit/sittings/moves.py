"""The moves of an exam sitting, and the JSON data that the journal stores for them.

`place` is the index of an item on the paper, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # the first screen reads moves, and asks no question
    from studykit.items import Response


class AnswerItem(NamedTuple):
    """Answers an item. The response replaces the one before; an empty response clears it."""

    place: int
    names: Response
    sure: bool = False


class Strike(NamedTuple):
    """Strikes out an option, or restores it."""

    place: int
    name: str
    on: bool


class Flag(NamedTuple):
    """Flags an item for review, or removes the flag."""

    place: int
    on: bool


class Note(NamedTuple):
    """Writes the candidate's note on an item. An empty text removes it."""

    place: int
    text: str


class Go(NamedTuple):
    """Opens an item."""

    place: int


class HideClock(NamedTuple):
    """Hides the clock, or shows it again."""

    hidden: bool


class Submit(NamedTuple):
    """Hands in the paper. `predicted` is how many items the candidate expects to be right, if they say so."""

    predicted: int | None = None


class Act(Enum):
    """A move without data. The values are the journal's words."""

    OPEN_REVIEW = "look"
    """Opens the review screen."""
    LEAVE = "leave"
    """Leaves the exam screen. The clock keeps running."""
    RESUME = "resume"
    """Returns to the exam screen. The time since the last move counts for no item."""
    EXPIRE = "expire"
    """Ends the sitting because its time is over."""
    ABANDON = "abandon"
    """Gives up: nothing is scored."""


Move = AnswerItem | Strike | Flag | Note | Go | HideClock | Submit | Act
MOVES: dict[str, type[Any]] = {
    "answer": AnswerItem,
    "strike": Strike,
    "flag": Flag,
    "note": Note,
    "go": Go,
    "clock": HideClock,
    "submit": Submit,
}
"""The journal's word for each move with data."""
WORDS = {move: word for word, move in MOVES.items()}
HAND_IN = "submit"
"""The word that hands in."""


def handed_in(typed: str, items: int) -> Submit | None:
    """Reads what was typed to hand in: `submit`, or `submit 48` with a prediction. None for anything else."""
    word, _, number = typed.strip().lower().partition(" ")
    if word != HAND_IN or (number and not (number.strip().isdecimal() and int(number) <= items)):
        return None
    return Submit(int(number) if number else None)


def as_data(move: Move) -> dict[str, Any]:
    """Returns a move as JSON data: `{"do": "answer", "place": 3, "names": ["raise"], "sure": false}`."""
    if isinstance(move, Act):
        return {"do": move.value}
    return {"do": WORDS[type(move)], **move._asdict()}


def from_data(data: Mapping[str, Any]) -> Move:
    """Returns the move that `as_data` stored."""
    word = str(data["do"])
    if word not in MOVES:
        return Act(word)
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name != "do"}
    move: Move = MOVES[word](**fields)
    return move
