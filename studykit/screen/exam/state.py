"""What the room shows and how it takes keys. It knows no terminal: `press` takes names of keys, `draw` shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from studykit.items.base import letter
from studykit.screen.exam.seat import Seat
from studykit.sittings.exam import MINUTE, RETURNS
from studykit.sittings.moves import (
    HAND_IN,
    AnswerItem,
    Flag,
    Go,
    HideClock,
    Leave,
    Move,
    Note,
    OpenReview,
    Strike,
    handed_in,
)

View = Literal["start", "item", "review", "hand-in", "note", "go", "leave", "help"]
FILTERS = {"a": "all", "o": "open", "f": "flagged", "u": "unsure"}
VIEWS: dict[View, str] = {
    "start": "_start",
    "item": "_item",
    "review": "_review",
    "hand-in": "_hand_in",
    "note": "_note",
    "go": "_typed_place",
    "leave": "_leave",
    "help": "_help",
}
"""The method that takes the keys of each view."""
LONGEST = 240
"""Characters of a note."""


class Room:
    """The view that is open, the pointer, and what is being typed. `begin` starts the clock of a new paper."""

    def __init__(self, seat: Seat, begin: Callable[[], None] | None = None, *, ascii: bool = False) -> None:
        self.seat = seat
        self.begin = begin
        self.ascii = ascii
        self.begun = begin is None
        self.left = False
        self.view: View = "start" if begin else "review" if seat.exam.on_review_screen else "item"
        self.back: View = self.view
        self.pointer = -1
        self.offset = 0
        self.row = 0
        self.filter = "all"
        self.typed = ""
        self.striking = False
        self.message = ""
        self.bell = False
        self.seen: set[int] = set()
        """Places whose question was on the screen to its end."""
        self.below = False
        """Whether something of the question is still below; set by drawing."""
        self.page = 1
        self.warned = seat.left()

    @property
    def over(self) -> bool:
        """Whether there is nothing more to do here."""
        return self.left or self.seat.exam.ended is not None

    def tick(self) -> None:
        """Time went by: warnings, and the end."""
        if not self.begun or self.over:
            return
        left = self.seat.left()
        for minutes in (*self.seat.exam.paper.warn, RETURNS // MINUTE):
            if left <= minutes * MINUTE < self.warned:
                self.message, self.bell = f"{minutes} minute{'s' if minutes > 1 else ''} left", True
        self.warned = left
        self.seat.expired()

    def rows(self) -> list[int]:
        """The places that the review screen lists."""
        exam = self.seat.exam
        every = range(len(exam.sheet))
        if self.filter == "open":
            return list(exam.open_items)
        if self.filter == "flagged":
            return list(exam.flagged)
        if self.filter == "unsure":
            return [place for place in every if exam.answered(place) and not exam.sheet[place].sure]
        return list(every)

    def press(self, key: str) -> None:
        """Takes a key: a character, or `enter`, `space`, `up`, `escape`, `backspace` ..."""
        if self.begun and (self.over or self.seat.expired()):
            return
        self.message = ""
        getattr(self, VIEWS[self.view])(key)

    def do(self, move: Move) -> None:
        self.seat.do(move)

    # The views

    def _start(self, key: str) -> None:
        if key == "enter" and self.begin is not None:
            self.begin()
            self.begun, self.view, self.warned = True, "item", self.seat.left()
        elif key in ("q", "escape"):
            self.left = True

    def _item(self, key: str) -> None:
        exam = self.seat.exam
        name = self._option(key)
        if self.striking:
            self.striking = False
            name = exam.current.order[self.pointer] if key in ("enter", "space") and self.pointer >= 0 else name
            if name is not None:
                self.do(Strike(exam.index, name, name not in exam.given.struck))
        elif name is not None:
            self._choose(name, key.isupper())
        elif key == "space":
            if self.below:
                self.offset += self.page
            elif self.pointer >= 0:
                self._choose(exam.current.order[self.pointer], False)
        elif key in ("up", "down"):
            self._point(-1 if key == "up" else 1)
        elif key in ("page-up", "page-down"):
            self.offset = max(0, self.offset + (self.page if key == "page-down" else -self.page))
        elif key in ("enter", "right", "n"):
            self._go(exam.index + 1)
        elif key in ("left", "p"):
            self._go(exam.index - 1)
        elif key in ("backspace", "delete"):
            if exam.given.response:
                self.do(AnswerItem(exam.index, ()))
        elif key == "x":
            self.striking, self.message = True, "strike out which? a letter, or Enter for the one pointed at"
        elif key in ("m", "*"):
            self.do(Flag(exam.index, not exam.given.flag))
        elif key == "t":
            self.view, self.typed = "note", exam.given.note
        elif key in ("g", "#"):
            self.view, self.typed = "go", ""
        else:
            self._common(key)

    def _common(self, key: str) -> None:
        """Keys of the item and of the review screen."""
        self.back = self.view
        if key == "r":
            if self.view == "item":
                self.do(OpenReview())
                self.view, self.row = "review", 0
            else:
                self._go(self.seat.exam.index)
        elif key == "S":
            self.view, self.typed = "hand-in", ""
        elif key == "h":
            self.do(HideClock(not self.seat.exam.hidden))
        elif key == "q":
            self.view = "leave"
        elif key == "?":
            self.view = "help"

    def _review(self, key: str) -> None:
        rows = self.rows()
        if key in FILTERS:
            self.filter, self.row = FILTERS[key], 0
        elif key in ("up", "down", "page-up", "page-down"):
            step = {"up": -1, "down": 1, "page-up": -10, "page-down": 10}[key]
            self.row = max(0, min(len(rows) - 1, self.row + step))
        elif key == "enter":
            if rows:
                self._go(rows[min(self.row, len(rows) - 1)])
        elif key in ("m", "*") and rows:
            place = rows[min(self.row, len(rows) - 1)]
            self.do(Flag(place, not self.seat.exam.sheet[place].flag))
        elif key == "escape":
            self._go(self.seat.exam.index)
        else:
            self._common(key)

    def _hand_in(self, key: str) -> None:
        if key == "enter":
            move = handed_in(self.typed, len(self.seat.exam.sheet))
            if move is not None:
                self.do(move)
            else:
                self.message, self.typed = f"not handed in: type {HAND_IN}, or Esc to go back", ""
        else:
            self._type(key, 20)

    def _note(self, key: str) -> None:
        if key == "enter":
            self.do(Note(self.seat.exam.index, self.typed.strip()))
            self.view = "item"
        else:
            self._type(key, LONGEST, "item")

    def _typed_place(self, key: str) -> None:
        """The number of a question is typed."""
        size = len(self.seat.exam.sheet)
        if key == "enter":
            if self.typed and 1 <= int(self.typed) <= size:
                self._go(int(self.typed) - 1)
            else:
                self.message, self.typed = f"there are questions 1 to {size}", ""
        elif not (len(key) == 1 and not key.isdigit()):
            self._type(key, 4, "item")

    def _leave(self, key: str) -> None:
        if key == "enter":
            self.do(Leave())
            self.left = True
        else:
            self.view = self.back

    def _help(self, key: str) -> None:
        self.view = self.back

    # What they share

    def _type(self, key: str, most: int, back: View | None = None) -> None:
        """A line of text: characters, space, backspace; Esc goes back."""
        if key == "escape":
            self.view = back or self.back
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif key == "space" or len(key) == 1:
            self.typed = (self.typed + (" " if key == "space" else key))[:most]

    def _option(self, key: str) -> str | None:
        """The option that a letter or digit stands for."""
        order = self.seat.exam.current.order
        for place, name in enumerate(order):
            if key in (letter(place), letter(place).lower(), str(place + 1)):
                return name
        return None

    def _choose(self, name: str, sure: bool) -> None:
        exam = self.seat.exam
        if self.below and exam.index not in self.seen:
            self.message = "there is more below: space shows it, then an answer counts"
            return
        if exam.current.id not in self.seat.questions:
            self.message = "this question is no longer in the pack"
            return
        try:
            names = exam.toggled(name)
        except ValueError as full:
            self.message = str(full)
            return
        self.pointer = exam.current.order.index(name)
        self.do(AnswerItem(exam.index, names, sure))

    def _point(self, step: int) -> None:
        """The pointer to the next option; before the end of the question was seen, the text moves."""
        if step > 0 and self.below and self.seat.exam.index not in self.seen:
            self.offset += 1
        else:
            self.pointer = max(0, min(len(self.seat.exam.current.order) - 1, self.pointer + step))

    def _go(self, place: int) -> None:
        if not 0 <= place < len(self.seat.exam.sheet):
            last = "that was the last question: r reviews, S hands in"
            self.message = last if place > 0 else "this is the first question"
            return
        self.do(Go(place))
        self.view, self.pointer, self.offset = "item", -1, 0
