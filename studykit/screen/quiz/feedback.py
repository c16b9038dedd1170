"""After an answer: the verdict with its line of measures, the reasons, the still of `r`, the replay of space, Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from studykit.app.compare_runs import Outcome, outcome
from studykit.app.environment import Desk
from studykit.app.marks import KEYS, mark
from studykit.app.undo import take_back
from studykit.library.library import Library
from studykit.library.option_runs import sources
from studykit.replay.frame import frame
from studykit.replay.timeline import timeline
from studykit.screen.console.dialog import END, Dialog, Hints
from studykit.screen.explain.topic import fact_lines
from studykit.screen.quiz import question as shown
from studykit.sittings.quiz import PresentedQuestion, QuizAnswer
from studykit.store.journal import Journal
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import wrapped

Went = Literal["next", "undo", "leave"]
ROOM = 5
"""Rows of a still that hints and the prompt need."""


class Feedback:
    """The talk about one answer. `marks`: the ids of those that were made in it."""

    def __init__(
        self, desk: Desk, journal: Journal, library: Library, form: Dialog, dealt: PresentedQuestion, answer: QuizAnswer
    ) -> None:
        self.desk = desk
        self.journal = journal
        self.library = library
        self.form = form
        self.dealt = dealt
        self.answer = answer
        self.item = library.item(dealt.id)
        self.outcome = outcome(library, self.item, answer.chosen, answer.right)
        self.full = False
        self.still = False
        self.marks: list[str] = []

    def run(self) -> Went:
        """Shows and answers keys until the learner goes on, takes back or leaves."""
        self.form.add(self.verdict)
        self.form.add(self.reasons)
        while True:
            key = self.form.ask(self.hints())
            if key in ("q", "escape", END):
                return "leave"
            if key == "enter":
                return "next"
            if key == "u":
                if not self.marks:
                    return "undo"
                self.note(take_back(self.journal, self.desk, self.marks.pop()) or "it was taken back before")
            elif key == "m":
                self.others()
            elif key == "r" and not self.still:
                self.show()
            elif key in ("space", "r", "p"):
                if self.play():
                    return "next"
            elif key in KEYS:
                done = mark(self.journal, self.desk, self.library, self.form, self.dealt.id, KEYS[key])
                self.marks += [done.id] if done.id else []
                self.note(done.says)
            elif self.form.typed:
                self.form.add(lambda canvas, key=key: [(Segment(f"{key!r} does nothing here", "dim"),)])  # type: ignore[misc] # bound at once

    def note(self, text: str) -> None:
        """A quiet line under the reasons."""
        self.form.add(lambda canvas: [(), *wrapped(text, canvas.width, "dim")])

    def verdict(self, canvas: Canvas) -> Sequence[Line]:
        says = self.outcome.says if self.outcome else ()
        return shown.verdict(self.dealt.question, self.dealt.order, self.answer.chosen, self.answer.right, says, canvas)

    def reasons(self, canvas: Canvas) -> Sequence[Line]:
        return shown.reasons(self.dealt.question, self.dealt.order, self.answer.chosen, canvas)

    def hints(self) -> Hints:
        told = shown.told(self.dealt.question, self.answer.chosen)
        others = not self.full and len(self.dealt.question.rationale) > len(told)
        if self.outcome is None:
            return shown.after("" if self.still else "sources", others, self.form.typed)
        play = "plays it" if self.outcome.alone else "plays both"
        return shown.after("" if self.still else "replay", others, self.form.typed, play)

    def others(self) -> None:
        """`m`: the reasons of the other options, in a block of their own."""
        if not self.full:
            self.form.end()
            self.full, self.still = True, False
            question, order, chosen = self.dealt.question, self.dealt.order, self.answer.chosen
            self.form.add(lambda canvas: shown.other_reasons(question, order, chosen, canvas))

    def show(self) -> None:
        """`r`: the first event that differs, yours above the key's; for what no run can show, the sources."""
        self.form.end()
        self.still = True
        self.form.add(self.sources if self.outcome is None else self.picture)

    def picture(self, canvas: Canvas) -> Sequence[Line]:
        from studykit.replay.side_by_side import first_difference, versus

        found = self.outcome
        assert found is not None
        small = Canvas(canvas.width, max(10, canvas.height - ROOM), canvas.ascii)
        if found.alone:
            return frame(found.scenario, found.upper, found.upper.end, small)
        at = first_difference(found.upper, found.lower)
        return versus(found.scenario, found.upper, found.lower, at, small, found.names)

    def sources(self, canvas: Canvas) -> Sequence[Line]:
        width = min(78, canvas.width)
        facts = [fact for _, fact in sources(self.library, self.item)]
        return [line for fact in facts for line in fact_lines(fact, width, canvas.ascii)]

    def play(self) -> bool:
        """Space: both runs play together; in the plain form both are told. True: Enter, on to the next question."""
        found = self.outcome
        if found is None:
            if not self.still:
                self.show()
            return False
        if self.form.typed:
            self.form.add(lambda canvas: _told(found, canvas))
            return False
        from studykit.screen.replay.loop import watch, watch_two

        if not self.still:
            self.form.end()
            self.still = True
            self.form.add(lambda canvas: [])
        if found.alone:
            left = watch(self.desk, found.scenario, found.upper, self.form)
        else:
            left = watch_two(self.desk, found.scenario, found.upper, found.lower, found.names, self.form)
        self.form.swap(self.verdict)
        return left == "next"


def _told(found: Outcome, canvas: Canvas) -> list[Line]:
    lines: list[Line] = []
    traces = [(found.names[0], found.upper)] + ([] if found.alone else [(found.names[1], found.lower)])
    for name, trace in traces:
        lines += [(), (Segment(name, "title"),), *timeline(found.scenario, trace, canvas)]
    return lines
