"""What every kind of question has: a stem, named options, a rationale for each, and a score for a response."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

Response = tuple[str, ...]
"""What a learner gave, as the journal records it: names of options (never letters), or one typed number.

A `match` response is a tuple of `left=right` pairs; the empty response means unanswered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The part of an item that is asked. Options are named; the screen deals letters after shuffling."""

    stem: str
    rationale: Mapping[str, str] = field(default_factory=dict)

    def deal(self, rng: Random) -> tuple[str, ...]:
        """The names of the options in the order in which they are shown."""
        return ()

    def parse(self, text: str, dealt: tuple[str, ...]) -> Response:
        """A typed answer (letters of `dealt`, or what the kind takes); ValueError says what is allowed."""
        raise NotImplementedError

    def check(self, response: Response) -> str | None:
        """Why a response cannot be an answer at all (a name that is no option), or None. For answers from a file."""
        raise NotImplementedError

    def score(self, response: Response) -> bool:
        """Whether the response is right; the empty response never is."""
        raise NotImplementedError

    @property
    def right(self) -> Response:
        """The response that scores."""
        raise NotImplementedError


def letter(index: int) -> str:
    """The letter on the screen of the option at this place (0 is A)."""
    return string.ascii_uppercase[index]


def letters(text: str, dealt: tuple[str, ...]) -> Response:
    """Letters (`bd`, `B, D`) as names of options, in the order typed; ValueError names the first that is none."""
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
    """The same names without repeats, in the order of their first appearance."""
    return tuple(dict.fromkeys(names))


def stray(response: Response, options: Mapping[str, str]) -> str | None:
    """Complains about the first name of a response that is no option."""
    for name in response:
        if name not in options:
            return f"{name!r} is not one of the options: {', '.join(options)}"
    return None
