"""Multiple choice: one key among the options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from studykit.items.base import Question, Response, distinct, letters, stray


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(Question):
    """A multiple-choice question. `key` names the right option."""

    options: Mapping[str, str]
    key: str

    def deal(self, rng: Random) -> tuple[str, ...]:
        return deal(self.options, rng)

    def parse(self, text: str, dealt: tuple[str, ...]) -> Response:
        names = distinct(letters(text, dealt))
        if len(names) > 1:
            raise ValueError("choose one option")
        return names

    def check(self, response: Response) -> str | None:
        if len(response) > 1:
            return f"{len(response)} options are given, and this item takes one"
        return stray(response, self.options)

    def score(self, response: Response) -> bool:
        return response == (self.key,)

    @property
    def right(self) -> Response:
        return (self.key,)


def deal(options: Mapping[str, str], rng: Random) -> tuple[str, ...]:
    """Returns the option names, shuffled unless they read as a scale."""
    names = list(options)
    if not is_scale(options):
        rng.shuffle(names)
    return tuple(names)


def is_scale(options: Mapping[str, str]) -> bool:
    """True if every option starts with a number: sorted numbers read as a scale and keep their order."""
    return all(text[:1].isdigit() for text in options.values())
