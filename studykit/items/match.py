"""Matching: the key maps every name on the left to a name on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from studykit.items.base import Question, Response, letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Question):
    """A matching question. `left` and `right_` map names to texts.

    A response is a tuple of `left=right` pairs in the order of `left`.
    """

    left: Mapping[str, str]
    right_: Mapping[str, str] = field(metadata={"key": "right"})
    key: Mapping[str, str]

    def deal(self, rng: Random) -> tuple[str, ...]:
        names = list(self.right_)
        rng.shuffle(names)
        return tuple(names)

    def parse(self, text: str, dealt: tuple[str, ...]) -> Response:
        chosen = letters(text, dealt)
        if not chosen:
            return ()
        if len(chosen) != len(self.left):
            raise ValueError(f"give {len(self.left)} letters, one for each line on the left")
        return tuple(f"{left}={right}" for left, right in zip(self.left, chosen, strict=True))

    def check(self, response: Response) -> str | None:
        for pair in response:
            left, _, right = pair.partition("=")
            if left not in self.left or right not in self.right_:
                return f"{pair!r} is no pair of this item; write left=right with {', '.join(self.left)}"
        return None

    def score(self, response: Response) -> bool:
        return set(response) == set(self.right) and len(response) == len(self.key)

    @property
    def right(self) -> Response:
        return tuple(f"{left}={self.key[left]}" for left in self.left)
