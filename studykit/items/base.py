"""The base of every kind of question: a stem, named options, a rationale for each, and a score for a response."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

Response = tuple[str, ...]
"""A learner's response as the journal records it: names of options (never letters), or one typed number.

A `match` response is a tuple of `left=right` pairs. The empty response means unanswered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question of an item. Options have names; the screen assigns letters after shuffling."""

    stem: str
    rationale: Mapping[str, str] = field(default_factory=dict)

    def deal(self, rng: Random) -> tuple[str, ...]:
        """Returns the names of the options in the order in which they are shown, shuffled where the kind allows it."""
        return ()

    def parse(self, text: str, dealt: tuple[str, ...]) -> Response:
        """Reads a typed answer: letters of the options in the order `dealt`, or whatever else the kind accepts.

        Raises ValueError, with a message that says what is allowed.
        """
        raise NotImplementedError

    def check(self, response: Response) -> str | None:
        """Returns why a response from a file is invalid (for example an unknown option name), or None."""
        raise NotImplementedError

    def score(self, response: Response) -> bool:
        """True if the response is right. The empty response never is."""
        raise NotImplementedError

    @property
    def right(self) -> Response:
        """The right response."""
        raise NotImplementedError


def letter(index: int) -> str:
    """Returns the letter that the screen shows for the option at an index (0 is A)."""
    return string.ascii_uppercase[index]


def letters(text: str, dealt: tuple[str, ...]) -> Response:
    """Returns the option names for typed letters (`bd`, `B, D`), in the order typed.

    Raises ValueError for the first letter that is not an option.
    """
    names = []
    for mark in text.upper():
        if mark in " ,;":
            continue
        place = string.ascii_uppercase.find(mark)
        if not 0 <= place < len(dealt):
            raise ValueError(f"{mark!r} is no option; answer {letter(0)} to {letter(len(dealt) - 1)}")
        names.append(dealt[place])
    return tuple(names)


def distinct(names: Response) -> Response:
    """Returns the names without duplicates, in the order of their first appearance."""
    return tuple(dict.fromkeys(names))


def stray(response: Response, options: Mapping[str, str]) -> str | None:
    """Returns an error message for the first name that is not an option, or None."""
    for name in response:
        if name not in options:
            return f"{name!r} is not one of the options: {', '.join(options)}"
    return None
