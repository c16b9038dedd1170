"""An answer while it is given: letters one by one, toggles, a number; or a whole typed line."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.items import Match, Multiple, Numeric, Order, Question, Response, Single
from studykit.items.base import letter

UNKNOWN = "-"
"""The key for "I do not know": an honest answer, scored as wrong and remembered as none."""
CONFIRM = "enter"


class Entry:
    """What was given so far; `done` when it is an answer, `complaint` when it cannot be one."""

    def __init__(self, question: Question, order: Sequence[str]) -> None:
        self.question = question
        self.order = tuple(order)
        self.given: list[str] = []
        self.response: Response = ()
        self.sure = False
        self.done = False
        self.complaint = ""

    @property
    def shown(self) -> Sequence[str]:
        """For the screen: names of chosen options, or what was typed, as letters or digits."""
        if isinstance(self.question, Multiple | Single):
            return [self.order[place] for place in map(self._place, self.given) if place is not None]
        return self.given

    def takes(self, key: str, typed: bool) -> bool:
        """Takes a key, or a typed line; False when it is none of an answer's (see `complaint`)."""
        self.complaint = ""
        if not key:
            return False
        if key == UNKNOWN and not self.given:
            self.done = True
            return True
        if typed:
            return self._line(key)
        if key == CONFIRM:
            return self._confirm()
        if key == "backspace":
            if self.given:
                self.given.pop()
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
        """Digits as the letters of their places, for who counts the options."""
        marks = [letter(int(mark) - 1) if mark in "123456789" else mark for mark in text]
        self.sure = any(mark.isupper() for mark in text) and not any(mark.islower() for mark in text)
        return "".join(marks)

    def _confirm(self) -> bool:
        if not self.given:
            self.complaint = f"nothing is chosen yet; {UNKNOWN} when you do not know"
            return False
        return self._parse("".join(self.given) if isinstance(self.question, Numeric) else "".join(self.given).upper())

    def _parse(self, text: str) -> bool:
        try:
            self.response = self.question.parse(text, self.order)
        except ValueError as wrong:
            self.complaint = str(wrong)
            return False
        self.done = bool(self.response)
        if isinstance(self.question, Multiple | Single):
            self.given = [letter(self.order.index(name)) for name in self.response]
        return True

    def _digit(self, key: str) -> bool:
        if key.isdigit() or (key == "." and "." not in self.given):
            self.given.append(key)
            return True
        return False

    def _letter(self, key: str) -> bool:
        place = self._place(key)
        if place is None:
            return False
        mark = letter(place)
        self.sure = key.isupper()
        if isinstance(self.question, Single):
            self.given = [mark]
            return self._parse(mark)
        if isinstance(self.question, Multiple | Order) and mark in self.given:
            self.given.remove(mark)
        elif not isinstance(self.question, Match) or len(self.given) < len(self.question.left):
            self.given.append(mark)
        return True

    def _place(self, key: str) -> int | None:
        """The place of the option that a letter or digit stands for."""
        if len(key) != 1:
            return None
        place = (
            int(key) - 1
            if key in "123456789"
            else ord(key.upper()) - ord("A")
            if key.isascii() and key.isalpha()
            else -1
        )
        return place if 0 <= place < len(self.order) else None
