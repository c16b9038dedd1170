"""The feedback on an answer: the verdict with its measures, the reasons, and the runs behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from studykit.app.compare_runs import RunComparison, compare_answer, sources
from studykit.app.marks import KEYS
from studykit.app.session import Undoable
from studykit.replay.frame import frame
from studykit.replay.side_by_side import first_difference, versus
from studykit.replay.timeline import timeline
from studykit.screen.console.console import Console
from studykit.screen.console.dialog import LEAVES, Dialog, Hints, add_note
from studykit.screen.console.sitting_keys import mark_by_key
from studykit.screen.explain.topic import fact_lines
from studykit.screen.quiz import question as view
from studykit.screen.quiz.requirements import requirement_lines
from studykit.sittings.quiz import PresentedQuestion, QuizAnswer
from studykit.text.lines import Canvas, Line, Segment

Next = Literal["next", "undo", "leave"]
"""The step after the feedback: to the next question, back to this one, or out of the quiz."""
RESERVED_ROWS = 5
"""Rows below a picture, for the hints and the prompt."""


class Feedback:
    """The feedback on one answer. `marks`: how many marks were made in it, which `u` undoes first."""

    def __init__(
        self, console: Console, session: Undoable[Any], dialog: Dialog, asked: PresentedQuestion, answer: QuizAnswer
    ) -> None:
        self.console = console
        self.session = session
        self.study = session.study
        self.dialog = dialog
        self.asked = asked
        self.answer = answer
        self.item = self.study.library.item(asked.id)
        compared = compare_answer(self.study.library, self.item, answer.chosen, answer.right)
        self.comparison = compared.runs
        self.measure_lines = compared.lines
        self.requirements = compared.requirements
        self.shows_all = False
        self.shows_picture = False
        self.marks = 0

    def run(self) -> Next:
        """Shows the feedback and handles keys until the learner continues, undoes the answer or leaves."""
        self.dialog.add(lambda canvas: [*self.verdict(canvas), *self.reasons(canvas)])
        while True:
            key = self.dialog.ask(self.hints())
            if key in LEAVES:
                return "leave"
            if key == "enter":
                return "next"
            if key == "u":
                if not self.marks:
                    return "undo"
                self.marks -= 1
                add_note(self.dialog, self.session.undo() or "")
            elif key == "m":
                self.show_other_reasons()
            elif key == "r" and not self.shows_picture:
                self.show_picture()
            elif key in ("space", "r", "p"):
                if self.play():
                    return "next"
            elif key in KEYS:
                self.mark(KEYS[key])
            elif self.dialog.typed:
                self.reject(key)

    def mark(self, what: str) -> None:
        """Marks the question; `u` undoes it."""
        if mark_by_key(self.dialog, self.session, self.asked.id, what):
            self.marks += 1

    def reject(self, key: str) -> None:
        """Says that a typed line means nothing here."""
        self.dialog.add(lambda canvas: [(Segment(f"{key!r} does nothing here", "dim"),)])

    def verdict(self, canvas: Canvas) -> Sequence[Line]:
        """Draws whether the answer was right, and the measures or the requirements."""
        asked, answer = self.asked, self.answer
        lines = view.verdict(asked.question, asked.order, answer.chosen, answer.right, self.measure_lines, canvas)
        return [*lines, *requirement_lines(self.requirements, canvas)]

    def reasons(self, canvas: Canvas) -> Sequence[Line]:
        """Draws the rationales of the chosen option and of the key."""
        return view.reasons(self.asked.question, self.asked.order, self.answer.chosen, canvas)

    def hints(self) -> Hints:
        """Returns the keys of the moment."""
        told = view.told(self.asked.question, self.answer.chosen)
        others = not self.shows_all and len(self.asked.question.rationale) > len(told)
        if self.comparison is None:
            return view.after("" if self.shows_picture else "sources", others, self.dialog.typed)
        play = "plays it" if self.comparison.is_single_run else "plays both"
        return view.after("" if self.shows_picture else "replay", others, self.dialog.typed, play)

    def show_other_reasons(self) -> None:
        """Shows the rationales of the other options, in a separate block."""
        if not self.shows_all:
            self.dialog.commit()
            self.shows_all, self.shows_picture = True, False
            question, order, chosen = self.asked.question, self.asked.order, self.answer.chosen
            self.dialog.add(lambda canvas: view.other_reasons(question, order, chosen, canvas))

    def show_picture(self) -> None:
        """Shows the first event that differs, the choice above the key; without a simulation, the sources."""
        self.dialog.commit()
        self.shows_picture = True
        found = self.comparison
        self.dialog.add(self.sources if found is None else lambda canvas: _picture(found, canvas))

    def sources(self, canvas: Canvas) -> Sequence[Line]:
        """Draws the facts behind the question."""
        width = min(view.READABLE, canvas.width)
        facts = [fact for _, fact in sources(self.study.library, self.item)]
        return [line for fact in facts for line in fact_lines(fact, width, canvas.ascii)]

    def play(self) -> bool:
        """Plays both runs, or writes both timelines in the plain form; True if the learner wants the next question."""
        found = self.comparison
        if found is None:
            if not self.shows_picture:
                self.show_picture()
            return False
        if self.dialog.typed:
            self.dialog.add(lambda canvas: both_timelines(found, canvas))
            return False
        from studykit.screen.replay.loop import watch, watch_two

        if not self.shows_picture:
            self.dialog.commit()
            self.shows_picture = True
            self.dialog.add(lambda canvas: [])
        if found.is_single_run:
            left = watch(self.console, found.scenario, found.upper, self.dialog)
        else:
            left = watch_two(self.console, found.scenario, found.upper, found.lower, found.names, self.dialog)
        self.dialog.replace_last(self.verdict)
        return left == "next"


def _picture(found: RunComparison, canvas: Canvas) -> Sequence[Line]:
    """Draws the end of a single run, or two runs at the first event that differs."""
    small = Canvas(canvas.width, max(10, canvas.height - RESERVED_ROWS), canvas.ascii)
    if found.is_single_run:
        return frame(found.scenario, found.upper, found.upper.end, small)
    at = first_difference(found.upper, found.lower)
    return versus(found.scenario, found.upper, found.lower, at, small, found.names)


def both_timelines(found: RunComparison, canvas: Canvas) -> list[Line]:
    """Draws the timeline of each run under its name."""
    runs = [(found.names[0], found.upper)] + ([] if found.is_single_run else [(found.names[1], found.lower)])
    lines: list[Line] = []
    for name, trace in runs:
        lines += [(), (Segment(name, "title"),), *timeline(found.scenario, trace, canvas)]
    return lines
