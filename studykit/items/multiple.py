"""Multiple response: two or more keys among five or more options. Right only if exactly the keys are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from studykit.items.base import Question, Response, distinct, letters, stray
from studykit.items.single import deal


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple(Question):
    """A multiple-response question. `key` names the right options; the stem states their number, "(Choose TWO.)"."""

    options: Mapping[str, str]
    key: tuple[str, ...]

    def deal(self, rng: Random) -> tuple[str, ...]:
        return deal(self.options, rng)

    def parse(self, text: str, dealt: tuple[str, ...]) -> Response:
        names = distinct(letters(text, dealt))
        if names and len(names) != len(self.key):
            raise ValueError(f"choose {len(self.key)} options")
        return names

    def check(self, response: Response) -> str | None:
        return stray(response, self.options)

    def score(self, response: Response) -> bool:
        return len(response) == len(self.key) and set(response) == set(self.key)

    @property
    def right(self) -> Response:
        return self.key
