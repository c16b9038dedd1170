"""Runs an exam in typed lines: for pipes, dumb terminals and screen readers. Commands are numbers."""

from __future__ import annotations

import os
import select
from typing import TextIO

from studykit.app.exam import ExamSession
from studykit.items.base import letter, letters
from studykit.screen.exam.words import clock_words, open_words, pace_words
from studykit.sittings.exam import MINUTE
from studykit.sittings.moves import HAND_IN, Act, AnswerItem, Flag, Go, Note, Strike, handed_in
from studykit.text.lines import clean

ANNOUNCED = (30, 10, 1)
"""Minutes before the end at which the time left is announced."""
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


class TimedInput:
    """Reads lines from a stream, with a time limit for each. A stream without a file is read without a limit."""

    def __init__(self, source: TextIO) -> None:
        self.source = source
        self.rest = b""
        try:
            self.file = source.fileno() if os.name == "posix" else -1
        except (OSError, ValueError, AttributeError):
            self.file = -1

    def line(self, seconds: float) -> str | None:
        """Returns a line, empty at the end of input; None if no line came within these seconds."""
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


class LineExam:
    """Asks for answers and commands by line until the exam has ended or the candidate has left."""

    def __init__(self, session: ExamSession, source: TextIO, target: TextIO) -> None:
        self.session = session
        self.input = TimedInput(source)
        self.target = target
        self.echo = not source.isatty()
        self.announced = {minutes for minutes in ANNOUNCED if session.left() <= minutes * MINUTE}

    def run(self) -> None:
        """Asks until the exam ends or the candidate leaves."""
        self.go(self.session.exam.index)
        while not self.session.end_if_expired():
            line = self.ask("answer, or number (? lists them):")
            if line is None:
                return
            if not self.session.end_if_expired() and not self.take(line.strip()):
                return
        if self.session.exam.end_reason == "time":
            self.write_line("The time is over; the paper is handed in as it is.")

    def ask(self, question: str) -> str | None:
        """Returns a typed line; empty when the time is over, None at the end of input. Announces the time meanwhile."""
        self.target.write(f"{question} ")
        self.target.flush()
        while not self.session.end_if_expired():
            self.announce()
            left = self.session.left()
            stops = [left, *(left - minutes * MINUTE for minutes in ANNOUNCED if minutes not in self.announced)]
            line = self.input.line(max(0.01, min(stop for stop in stops if stop >= 0) / 1000 + 0.005))
            if line is None:
                continue
            if self.echo:
                self.target.write(f"{clean(line).strip()}\n")
            if not line:
                self.write_line("" if self.echo else "\n")
                self.session.do(Act.LEAVE)
                return None
            return line
        self.write_line()
        return ""

    def announce(self) -> None:
        """Announces the time left at the minutes of ANNOUNCED, each once."""
        for minutes in ANNOUNCED:
            if minutes not in self.announced and self.session.left() <= minutes * MINUTE:
                self.announced.add(minutes)
                self.write_line(f"\n{minutes} minute{'s' if minutes > 1 else ''} left.")

    def take(self, line: str) -> bool:
        """Takes a command or an answer. False if the candidate leaves."""
        exam = self.session.exam
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word == "0":
            self.session.do(Act.LEAVE)
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
                self.write_line(f"3 takes a question from 1 to {len(exam.sheet)}, such as 3 12.")
        elif word == "4":
            self.session.do(Flag(exam.index, not exam.given.flag))
            self.write_line("Flagged." if self.session.exam.given.flag else "Flagged no more.")
        elif word == "5":
            self.strike(rest)
        elif word == "6":
            self.session.do(Note(exam.index, rest))
            self.write_line("Noted." if rest else "The note is gone.")
        elif word == "7":
            self.overview()
        elif word == "8":
            self.write_line(f"{clock_words(self.session.left())} left; {pace_words(exam, self.session.now())}.")
        elif word == "?":
            self.write_line("A letter answers; a capital letter: sure.")
            for key, what in COMMANDS:
                self.write_line(f"  {key:<9} {what}")
        else:
            self.answer(line)
        return True

    def answer(self, line: str) -> None:
        """Takes letters as an answer to the open question; all in capitals: sure of it."""
        exam = self.session.exam
        try:
            names = tuple(dict.fromkeys(letters(line, exam.current.order)))
        except ValueError as wrong:
            self.write_line(f"{wrong}; ? lists what else there is.")
            return
        if len(names) != exam.current.choose:
            self.write_line(f"Choose {exam.current.choose}: {len(names)} letters are given.")
            return
        self.session.do(AnswerItem(exam.index, names, line == line.upper()))
        if self.session.exam.ended is None:
            shown = " ".join(letter(exam.current.order.index(name)) for name in names)
            self.write_line(f"Question {exam.index + 1}: {shown}{', sure' if line == line.upper() else ''}. 1 goes on.")

    def strike(self, mark: str) -> None:
        """Strikes options out by their letters, or no longer."""
        exam = self.session.exam
        try:
            names = letters(mark, exam.current.order)
        except ValueError as wrong:
            self.write_line(f"{wrong}.")
            return
        for name in names:
            self.session.do(Strike(exam.index, name, name not in self.session.exam.given.struck))
        struck = [letter(exam.current.order.index(name)) for name in self.session.exam.given.struck]
        self.write_line(f"Struck out: {' '.join(struck) or 'none'}." if names else "5 takes a letter, such as 5 a.")

    def hand_in(self) -> None:
        """Hands in if the word for it is typed."""
        size = len(self.session.exam.sheet)
        how = f"Type {HAND_IN} to hand in, with a number if you say how many are right ({HAND_IN} {size * 3 // 4}):"
        typed = self.ask(f"{open_words(self.session.exam).capitalize()}. {how}")
        if typed is None:
            return
        move = handed_in(typed, size)
        if move is not None:
            self.session.do(move)
        elif not self.session.end_if_expired():
            self.write_line("Not handed in.")

    def overview(self) -> None:
        """Lists the open and the flagged questions."""
        exam = self.session.exam
        for name, places in (("Open", exam.open_items), ("Flagged", exam.flagged)):
            self.write_line(f"{name}: {' '.join(str(place + 1) for place in places) or 'none'}.")

    def go(self, place: int) -> None:
        """Opens the question at a place."""
        self.session.do(Go(place))
        if self.session.exam.ended is None:
            self.show()

    def show(self) -> None:
        """Shows the open question with its options, and which of them are chosen or struck out."""
        exam = self.session.exam
        question = self.session.questions.get(exam.current.id)
        flag = ", flagged" if exam.given.flag else ""
        self.write_line(
            f"\nQuestion {exam.index + 1} of {len(exam.sheet)}{flag}. {clock_words(self.session.left())} left."
        )
        if question is None:
            self.write_line("This question is no longer in the pack; it counts as open.")
            return
        self.write_line(clean(question.stem.strip()))
        options = getattr(question, "options", {})
        for place, name in enumerate(exam.current.order):
            marks = [
                word
                for word, on in (("chosen", name in exam.given.response), ("struck", name in exam.given.struck))
                if on
            ]
            self.write_line(f"  {letter(place)}  {clean(options.get(name, name))}{f' ({marks[0]})' if marks else ''}")
        if exam.given.note:
            self.write_line(f"  note: {exam.given.note}")

    def write_line(self, text: str = "") -> None:
        """Writes a line."""
        self.target.write(f"{text}\n")
        self.target.flush()
