"""The room in lines: for pipes, dumb terminals and screen readers. Commands are numbered; the time announces itself."""

from __future__ import annotations

import os
import select
from typing import TextIO

from studykit.items.base import letter, letters
from studykit.screen.exam.seat import Seat, clock_words, open_words, pace_words
from studykit.sittings.exam import MINUTE
from studykit.sittings.moves import HAND_IN, AnswerItem, Flag, Go, Leave, Note, Strike, handed_in
from studykit.text.lines import clean

ANNOUNCED = (30, 10, 1)
"""Minutes before the end at which the time is said."""
COMMANDS = (
    ("1", "next question"),
    ("2", "question before"),
    ("3 N", "go to question N"),
    ("4", "flag, or unflag"),
    ("5 LETTER", "strike out an option, or no longer"),
    ("6 TEXT", "note beside the question"),
    ("7", "list open and flagged questions"),
    ("8", "time and pace"),
    ("9", "hand in"),
    ("0", "leave; the clock goes on"),
)


class Typed:
    """Lines from a stream, each waited for no longer than the sitting has."""

    def __init__(self, source: TextIO) -> None:
        self.source = source
        self.rest = b""
        try:
            self.file = source.fileno() if os.name == "posix" else -1
        except (OSError, ValueError, AttributeError):
            self.file = -1

    def line(self, seconds: float) -> str | None:
        """A line; empty at the end of input, None when the time is over first."""
        if self.file < 0:
            return self.source.readline()
        while b"\n" not in self.rest:
            if not select.select([self.file], [], [], seconds)[0]:
                return None
            try:
                more = os.read(self.file, 4096)
            except OSError:
                more = b""
            if not more:
                rest, self.rest = self.rest, b""
                return rest.decode("utf-8", "replace")
            self.rest += more
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode("utf-8", "replace") + "\n"


class LineRoom:
    """Questions and commands by line until the sitting has ended, or its candidate has left."""

    def __init__(self, seat: Seat, source: TextIO, target: TextIO) -> None:
        self.seat = seat
        self.typed = Typed(source)
        self.target = target
        self.echo = not source.isatty()
        self.said = {minutes for minutes in ANNOUNCED if seat.left() <= minutes * MINUTE}

    def run(self) -> None:
        """Asks until the end."""
        self.go(self.seat.exam.index)
        while not self.seat.expired():
            line = self.ask("answer, or number (? lists them):")
            if line is None:
                return
            if not self.seat.expired() and not self.takes(line.strip()):
                return
        if self.seat.exam.end_reason == "time":
            self.say("The time is over; the paper is handed in as it is.")

    def ask(self, question: str) -> str | None:
        """A line; None at the end of input or of the time. Meanwhile the time announces itself."""
        self.target.write(f"{question} ")
        self.target.flush()
        while not self.seat.expired():
            self.announce()
            left = self.seat.left()
            stops = [left, *(left - minutes * MINUTE for minutes in ANNOUNCED if minutes not in self.said)]
            line = self.typed.line(max(0.01, min(stop for stop in stops if stop >= 0) / 1000 + 0.005))
            if line is None:
                continue
            if self.echo:
                self.target.write(f"{clean(line).strip()}\n")
            if not line:
                self.say("" if self.echo else "\n")
                self.seat.do(Leave())
                return None
            return line
        self.say()
        return ""

    def announce(self) -> None:
        """Says the time at its moments, each once."""
        for minutes in ANNOUNCED:
            if minutes not in self.said and self.seat.left() <= minutes * MINUTE:
                self.said.add(minutes)
                self.say(f"\n{minutes} minute{'s' if minutes > 1 else ''} left.")

    def takes(self, line: str) -> bool:
        """A command or an answer; False when the candidate leaves."""
        exam = self.seat.exam
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word == "0":
            self.seat.do(Leave())
            return False
        if word == "9":
            self.hand_in()
        elif word in ("", "1"):
            self.go(min(exam.index + 1, len(exam.sheet) - 1) if word else exam.index)
        elif word == "2":
            self.go(max(0, exam.index - 1))
        elif word == "3":
            if rest.isdigit() and 1 <= int(rest) <= len(exam.sheet):
                self.go(int(rest) - 1)
            else:
                self.say(f"3 takes a question from 1 to {len(exam.sheet)}, such as 3 12.")
        elif word == "4":
            self.seat.do(Flag(exam.index, not exam.given.flag))
            self.say("Flagged." if self.seat.exam.given.flag else "Flagged no more.")
        elif word == "5":
            self.strike(rest)
        elif word == "6":
            self.seat.do(Note(exam.index, rest))
            self.say("Noted." if rest else "The note is gone.")
        elif word == "7":
            self.overview()
        elif word == "8":
            self.say(f"{clock_words(self.seat.left())} left; {pace_words(exam, self.seat.now())}.")
        elif word == "?":
            self.say("A letter answers; a capital letter: sure.")
            for key, what in COMMANDS:
                self.say(f"  {key:<9} {what}")
        else:
            self.answer(line)
        return True

    def answer(self, line: str) -> None:
        """Letters as an answer."""
        exam = self.seat.exam
        try:
            names = tuple(dict.fromkeys(letters(line, exam.current.order)))
        except ValueError as wrong:
            self.say(f"{wrong}; ? lists what else there is.")
            return
        if len(names) != exam.current.choose:
            self.say(f"Choose {exam.current.choose}: {len(names)} letters are given.")
            return
        self.seat.do(AnswerItem(exam.index, names, line == line.upper()))
        if self.seat.exam.ended is None:
            shown = " ".join(letter(exam.current.order.index(name)) for name in names)
            self.say(f"Question {exam.index + 1}: {shown}{', sure' if line == line.upper() else ''}. 1 goes on.")

    def strike(self, mark: str) -> None:
        exam = self.seat.exam
        try:
            names = letters(mark, exam.current.order)
        except ValueError as wrong:
            self.say(f"{wrong}.")
            return
        for name in names:
            self.seat.do(Strike(exam.index, name, name not in self.seat.exam.given.struck))
        struck = [letter(exam.current.order.index(name)) for name in self.seat.exam.given.struck]
        self.say(f"Struck out: {' '.join(struck) or 'none'}." if names else "5 takes a letter, such as 5 a.")

    def hand_in(self) -> None:
        """Asks for the word that hands in."""
        size = len(self.seat.exam.sheet)
        how = f"Type {HAND_IN} to hand in, with a number if you say how many are right ({HAND_IN} {size * 3 // 4}):"
        typed = self.ask(f"{open_words(self.seat.exam).capitalize()}. {how}")
        if typed is None:
            return
        move = handed_in(typed, size)
        if move is not None:
            self.seat.do(move)
        elif not self.seat.expired():
            self.say("Not handed in.")

    def overview(self) -> None:
        exam = self.seat.exam
        for name, places in (("Open", exam.open_items), ("Flagged", exam.flagged)):
            self.say(f"{name}: {' '.join(str(place + 1) for place in places) or 'none'}.")

    def go(self, place: int) -> None:
        self.seat.do(Go(place))
        if self.seat.exam.ended is None:
            self.show()

    def show(self) -> None:
        """The question with its options, and what stands on the sheet."""
        exam = self.seat.exam
        question = self.seat.questions.get(exam.current.id)
        flag = ", flagged" if exam.given.flag else ""
        self.say(f"\nQuestion {exam.index + 1} of {len(exam.sheet)}{flag}. {clock_words(self.seat.left())} left.")
        if question is None:
            self.say("This question is no longer in the pack; it counts as open.")
            return
        self.say(clean(question.stem.strip()))
        options = getattr(question, "options", {})
        for place, name in enumerate(exam.current.order):
            marks = [
                word
                for word, on in (("chosen", name in exam.given.response), ("struck", name in exam.given.struck))
                if on
            ]
            self.say(f"  {letter(place)}  {clean(options.get(name, name))}{f' ({marks[0]})' if marks else ''}")
        if exam.given.note:
            self.say(f"  note: {exam.given.note}")

    def say(self, text: str = "") -> None:
        self.target.write(f"{text}\n")
        self.target.flush()
