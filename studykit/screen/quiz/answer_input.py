"""An answer while it is given: letters one by one, toggles, a number; or a whole typed line."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.items import Match, Multiple, Numeric, Order, Question, Response, Single
from studykit.items.base import letter

UNKNOWN = "-"
"""The key for "I do not know": it is scored as wrong and written as an answer without options."""
CONFIRM = "enter"


class AnswerInput:
    """Collects an answer key by key, or from one typed line.

    `keys` are the letters or digits so far. Once `is_done`, `response` is the answer and `sure` says whether it was
    given in capitals; `complaint` says why the last input cannot be an answer.
    """

    def __init__(self, question: Question, order: Sequence[str]) -> None:
        self.question = question
        self.order = tuple(order)
        self.keys: list[str] = []
        self.response: Response = ()
        self.sure = False
        self.is_done = False
        self.complaint = ""

    @property
    def chosen(self) -> Sequence[str]:
        """The part to show: the names of chosen options, else the letters or digits typed so far."""
        if isinstance(self.question, Multiple | Single):
            return [self.order[place] for place in map(self._place, self.keys) if place is not None]
        return self.keys

    def feed(self, key: str, typed: bool) -> bool:
        """Takes a key, or a typed line; False if it does not belong to an answer (see `complaint`)."""
        self.complaint = ""
        if not key:
            return False
        if key == UNKNOWN and not self.keys:
            self.is_done = True
            return True
        if typed:
            return self._line(key)
        if key == CONFIRM:
            return self._confirm()
        if key == "backspace":
            if self.keys:
                self.keys.pop()
            return True
        return self._digit(key) if isinstance(self.question, Numeric) else self._letter(key)

    def _line(self, text: str) -> bool:
        if text == CONFIRM:
            self.complaint = f"type {UNKNOWN} when you do not know"
            return False
        words = text if isinstance(self.question, Numeric) else self._lettered(text)
        if len(text) == 1 and not isinstance(self.question, Numeric) and self._place(text) is None:
            return False
        return self._parse(words)

    def _lettered(self, text: str) -> str:
        """Returns a typed line with each digit replaced by the letter of that option."""
        marks = [letter(int(mark) - 1) if mark in "123456789" else mark for mark in text]
        self.sure = any(mark.isupper() for mark in text) and not any(mark.islower() for mark in text)
        return "".join(marks)

    def _confirm(self) -> bool:
        if not self.keys:
            self.complaint = f"nothing is chosen yet; {UNKNOWN} when you do not know"
            return False
        text = "".join(self.keys)
        return self._parse(text if isinstance(self.question, Numeric) else text.upper())

    def _parse(self, text: str) -> bool:
        try:
            self.response = self.question.parse(text, self.order)
        except ValueError as wrong:
            self.complaint = str(wrong)
            return False
        self.is_done = bool(self.response)
        if isinstance(self.question, Multiple | Single):
            self.keys = [letter(self.order.index(name)) for name in self.response]
        return True

    def _digit(self, key: str) -> bool:
        if key.isdigit() or (key == "." and "." not in self.keys):
            self.keys.append(key)
            return True
        return False

    def _letter(self, key: str) -> bool:
        place = self._place(key)
        if place is None:
            return False
        mark = letter(place)
        self.sure = key.isupper()
        if isinstance(self.question, Single):
            self.keys = [mark]
            return self._parse(mark)
        if isinstance(self.question, Multiple | Order) and mark in self.keys:
            self.keys.remove(mark)
        elif not isinstance(self.question, Match) or len(self.keys) < len(self.question.left):
            self.keys.append(mark)
        return True

    def _place(self, key: str) -> int | None:
        """Returns the index of the option that a letter or digit names; None if there is none."""
        if len(key) != 1:
            return None
        if key in "123456789":
            place = int(key) - 1
        elif key.isascii() and key.isalpha():
            place = ord(key.upper()) - ord("A")
        else:
            return None
        return place if place < len(self.order) else None
