"""The moves of an exam sitting, and the JSON data that the journal stores for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from studykit.items import Response


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """Answers an item. The response replaces the one before; an empty response clears it."""

    index: int
    names: Response
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Strike:
    """Strikes out an option, or restores it."""

    index: int
    name: str
    on: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """Flags an item for review, or removes the flag."""

    index: int
    on: bool


@dataclass(frozen=True, slots=True)
class Note:
    """Writes the candidate's note on an item. An empty text removes it."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Go:
    """Opens an item. Indexes start at 0."""

    index: int


@dataclass(frozen=True, slots=True)
class OpenReview:
    """Opens the review screen."""


@dataclass(frozen=True, slots=True)
class HideClock:
    """Hides the clock, or shows it again."""

    hidden: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """Leaves the exam screen. The clock keeps running."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Returns to the exam screen. The time since the last move counts for no item."""


@dataclass(frozen=True, slots=True)
class Submit:
    """Hands in the paper. `predicted` is how many items the candidate expects to be right, if they say so."""

    predicted: int | None = None


@dataclass(frozen=True, slots=True)
class Expire:
    """Ends the sitting because its time is over."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Gives up: nothing is scored."""


Move = AnswerItem | Strike | Flag | Note | Go | OpenReview | HideClock | Leave | Resume | Submit | Expire | Abandon
MOVES: dict[str, type[Any]] = {
    "answer": AnswerItem,
    "strike": Strike,
    "flag": Flag,
    "note": Note,
    "go": Go,
    "look": OpenReview,
    "clock": HideClock,
    "leave": Leave,
    "resume": Resume,
    "submit": Submit,
    "expire": Expire,
    "abandon": Abandon,
}
"""The journal's word for each move."""
WORDS = {move: word for word, move in MOVES.items()}
INDEX_KEY = "place"
"""The journal's key for the index of an item."""

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
    fields = {INDEX_KEY if name == "index" else name: value for name, value in asdict(move).items()}
    return {"do": WORDS[type(move)], **fields}


def from_data(data: Mapping[str, Any]) -> Move:
    """Returns the move that `as_data` stored."""
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name != "do"}
    move: Move = MOVES[str(data["do"])](**{"index" if name == INDEX_KEY else name: fields[name] for name in fields})
    return move
