"""The state of the exam screen: which view is open and how it takes keys. It uses no terminal: `draw` shows it."""

from __future__ import annotations

from typing import Literal

from studykit.app.exam import ExamSession
from studykit.items.base import letter
from studykit.sittings.exam import MINUTE, RETURNS
from studykit.sittings.moves import HAND_IN, Act, AnswerItem, Flag, Go, HideClock, Note, Strike, handed_in

View = Literal["start", "item", "review", "hand-in", "note", "go", "leave", "help"]
FILTERS = {"a": "all", "o": "open", "f": "flagged", "u": "unsure"}
LONGEST_NOTE = 240
"""Maximum characters of a note."""


class ExamScreen:
    """The view of an exam session that is open, and what is being typed or pointed at in it.

    `view` is the open view and `back` the one that Esc returns to. `pointer` is the option pointed at (-1: none, the
    question is being read), `offset` the first row shown of a long question, `row` the row of the review list. `seen`
    holds the places whose question was shown to its end. Drawing sets `below` (True if part of the question is further
    down) and `page` (rows of a page). `bell`: the terminal bell should ring. `has_left`: the candidate left, and the
    clock still runs.
    """

    def __init__(self, session: ExamSession, *, ascii: bool = False) -> None:
        self.session = session
        self.ascii = ascii
        self.has_left = False
        self.view: View = "review" if session.exam.on_review_screen else "item"
        if not session.is_started:
            self.view = "start"
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
        self.below = False
        self.page = 1
        self._left = session.left()
        self._takes_key = {
            "start": self._start,
            "item": self._item,
            "review": self._review,
            "hand-in": self._hand_in,
            "note": self._note,
            "go": self._number,
            "leave": self._leave,
            "help": self._help,
        }

    @property
    def is_over(self) -> bool:
        """True if the exam has ended or the candidate has left."""
        return self.has_left or self.session.exam.ended is not None

    def tick(self) -> None:
        """Takes note that time has passed: warns at the minutes of the paper, and ends the exam at its deadline."""
        if not self.session.is_started or self.is_over:
            return
        left = self.session.left()
        for minutes in (*self.session.exam.paper.warn, RETURNS // MINUTE):
            if left <= minutes * MINUTE < self._left:
                self.message, self.bell = f"{minutes} minute{'s' if minutes > 1 else ''} left", True
        self._left = left
        self.session.end_if_expired()

    def rows(self) -> list[int]:
        """Returns the places that the review screen lists."""
        exam = self.session.exam
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
        if self.session.is_started and (self.is_over or self.session.end_if_expired()):
            return
        self.message = ""
        self._takes_key[self.view](key)

    # The views

    def _start(self, key: str) -> None:
        if key == "enter":
            self.session.start()
            self.view, self._left = "item", self.session.left()
        elif key in ("q", "escape"):
            self.has_left = True

    def _item(self, key: str) -> None:
        exam = self.session.exam
        name = self._option(key)
        if self.striking:
            self.striking = False
            name = exam.current.order[self.pointer] if key in ("enter", "space") and self.pointer >= 0 else name
            if name is not None:
                self.session.do(Strike(exam.index, name, name not in exam.given.struck))
        elif name is not None:
            self._choose(name, key.isupper())
        elif key == "space" and self.pointer >= 0:
            self._choose(exam.current.order[self.pointer], False)
        elif key in ("up", "down"):
            self._step(-1 if key == "up" else 1)
        elif key in ("space", "page-up", "page-down"):
            self._scroll(-self.page if key == "page-up" else self.page)
        elif key in ("enter", "right", "n"):
            self._go(exam.index + 1)
        elif key in ("left", "p"):
            self._go(exam.index - 1)
        elif key in ("backspace", "delete"):
            if exam.given.response:
                self.session.do(AnswerItem(exam.index, ()))
        elif key == "x":
            self.striking, self.message = True, "strike out which? a letter, or Enter for the one pointed at"
        elif key in ("m", "*"):
            self.session.do(Flag(exam.index, not exam.given.flag))
        elif key == "t":
            self.view, self.typed = "note", exam.given.note
        elif key in ("g", "#"):
            self.view, self.typed = "go", ""
        else:
            self._common(key)

    def _common(self, key: str) -> None:
        """Takes a key that the item and the review screen share."""
        self.back = self.view
        if key == "r":
            if self.view == "item":
                self.session.do(Act.OPEN_REVIEW)
                self.view, self.row = "review", 0
            else:
                self._go(self.session.exam.index)
        elif key == "S":
            self.view, self.typed = "hand-in", ""
        elif key == "h":
            self.session.do(HideClock(not self.session.exam.hidden))
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
            self.session.do(Flag(place, not self.session.exam.sheet[place].flag))
        elif key == "escape":
            self._go(self.session.exam.index)
        else:
            self._common(key)

    def _hand_in(self, key: str) -> None:
        if key == "enter":
            move = handed_in(self.typed, len(self.session.exam.sheet))
            if move is not None:
                self.session.do(move)
            else:
                self.message, self.typed = f"not handed in: type {HAND_IN}, or Esc to go back", ""
        else:
            self._type(key, 20)

    def _note(self, key: str) -> None:
        if key == "enter":
            self.session.do(Note(self.session.exam.index, self.typed.strip()))
            self.view = "item"
        else:
            self._type(key, LONGEST_NOTE, "item")

    def _number(self, key: str) -> None:
        """Takes a key while the number of a question is typed."""
        size = len(self.session.exam.sheet)
        if key == "enter":
            if self.typed and 1 <= int(self.typed) <= size:
                self._go(int(self.typed) - 1)
            else:
                self.message, self.typed = f"there are questions 1 to {size}", ""
        elif not (len(key) == 1 and not key.isdigit()):
            self._type(key, 4, "item")

    def _leave(self, key: str) -> None:
        if key == "enter":
            self.session.do(Act.LEAVE)
            self.has_left = True
        else:
            self.view = self.back

    def _help(self, key: str) -> None:
        self.view = self.back

    # What the views share

    def _type(self, key: str, most: int, back: View | None = None) -> None:
        """Edits a line of at most `most` characters; Esc returns to the view `back`."""
        if key == "escape":
            self.view = back or self.back
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif key == "space" or len(key) == 1:
            self.typed = (self.typed + (" " if key == "space" else key))[:most]

    def _option(self, key: str) -> str | None:
        """Returns the option that a letter or digit names."""
        order = self.session.exam.current.order
        for place, name in enumerate(order):
            if key in (letter(place), letter(place).lower(), str(place + 1)):
                return name
        return None

    def _choose(self, name: str, sure: bool) -> None:
        """Chooses an option, or removes it from the choice; the end of the question must have been shown before."""
        exam = self.session.exam
        if self.below and exam.index not in self.seen:
            self.message = "there is more below: space shows it, then an answer counts"
            return
        if exam.current.id not in self.session.questions:
            self.message = "this question is no longer in the pack"
            return
        try:
            names = exam.toggled(name)
        except ValueError as full:
            self.message = str(full)
            return
        self.session.do(AnswerItem(exam.index, names, sure))

    def _step(self, step: int) -> None:
        """Scrolls to the end of the question, then points at one option after another; backward the same way."""
        if self.pointer < 0 and (step < 0 or self.below):
            self._scroll(step)
        else:
            self.pointer = min(len(self.session.exam.current.order) - 1, self.pointer + step)

    def _scroll(self, rows: int) -> None:
        """Scrolls the question, and points at no option."""
        self.pointer = -1
        self.offset = max(0, self.offset + rows)

    def _go(self, place: int) -> None:
        """Opens the question at a place."""
        if not 0 <= place < len(self.session.exam.sheet):
            last = "that was the last question: r reviews, S hands in"
            self.message = last if place > 0 else "this is the first question"
            return
        self.session.do(Go(place))
        self.view, self.pointer, self.offset = "item", -1, 0
