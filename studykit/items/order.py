"""Ordering: the key is a permutation of all options. For drills and quizzes; the exam has no such kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from studykit.items.base import Question, Response, distinct, letters, stray


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Question):
    """An ordering question. `key` names every option once, in the right order."""

    options: Mapping[str, str]
    key: tuple[str, ...]

    def deal(self, rng: Random) -> tuple[str, ...]:
        names = list(self.options)
        rng.shuffle(names)
        if tuple(names) == self.key:
            names.append(names.pop(0))
        return tuple(names)

    def parse(self, text: str, dealt: tuple[str, ...]) -> Response:
        names = distinct(letters(text, dealt))
        if names and len(names) != len(self.options):
            raise ValueError(f"give all {len(self.options)} letters in order")
        return names

    def check(self, response: Response) -> str | None:
        return stray(response, self.options)

    def score(self, response: Response) -> bool:
        return response == self.key

    @property
    def right(self) -> Response:
        return self.key
