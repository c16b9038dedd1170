"""Numeric: the learner types a number, which is right if it is within `tolerance` of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from studykit.items.base import Question, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Question):
    """A numeric question. `answer` is in `unit`; `tolerance` is absolute, in the same unit."""

    answer: float
    unit: str = ""
    tolerance: float = 0

    def parse(self, text: str, dealt: tuple[str, ...]) -> Response:
        words = text.replace(",", "").split()
        if not words:
            return ()
        try:
            float(words[0])
        except ValueError:
            raise ValueError(f"type a number{f' of {self.unit}' if self.unit else ''}") from None
        return (words[0],)

    def check(self, response: Response) -> str | None:
        try:
            self.parse(" ".join(response), ())
        except ValueError as wrong:
            return f"{' '.join(response)!r} is no number; {wrong}"
        return None

    def score(self, response: Response) -> bool:
        return bool(response) and abs(float(response[0]) - self.answer) <= self.tolerance

    @property
    def right(self) -> Response:
        return (f"{self.answer:g}",)
