"""A quiz at its table: the machine says which question, the form asks, the journal has it before any feedback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from studykit.app.environment import Desk
from studykit.app.marks import ASIDE, mark, revision
from studykit.app.undo import take_back
from studykit.library.library import Library
from studykit.screen.console.dialog import END, Dialog
from studykit.screen.quiz import question as shown
from studykit.screen.quiz.answer_input import Entry
from studykit.sittings.quiz import PresentedQuestion, Quiz, QuizAnswer
from studykit.store.journal import Journal
from studykit.store.unfinished import start
from studykit.text.wrap import wrapped

LEAVES = ("q", "escape", END)
ACTS = {"s": "suspend", "*": "mark", "!": "report"}


@dataclass
class Table:
    """All that a quiz needs, and the machine as it stands. `before`: the machines that undo goes back to, each with the
    id of the event that it takes back; `dealt`: what is kept with the first answer, so that a quiz that is cut can go
    on; `begun`: the id of the event that keeps it."""

    desk: Desk
    journal: Journal
    library: Library
    form: Dialog
    quiz: Quiz
    dealt: Mapping[str, Any] | None = None
    begun: str = ""
    before: list[tuple[Quiz, str]] = field(default_factory=list)

    def run(self) -> None:
        """Asks question after question until none is left or the learner leaves."""
        while (dealt := self.quiz.current) is not None:
            if not self.ask(dealt):
                return

    def ask(self, dealt: PresentedQuestion) -> bool:
        """One question, from its stem to the Enter after its feedback; False when the learner leaves."""
        form, question = self.form, dealt.question
        entry = Entry(question, dealt.order)
        place, total = len(self.quiz.answers) + 1, len(self.quiz.questions)
        topic = dealt.id.partition("/")[0]
        form.add(lambda canvas: shown.stem(question, place, total, topic, canvas))
        form.add(lambda canvas: shown.options(question, dealt.order, entry.shown, canvas, form.typed), stays=True)
        started = self.desk.now()
        while True:
            key = form.ask(shown.hints(question, len(dealt.order)))
            if key in LEAVES:
                return False
            if entry.takes(key, form.typed):
                if not entry.done:
                    continue
            elif key == "u":
                if self.undo():
                    return True
                continue
            elif key in ACTS:
                if self.mark(dealt, ACTS[key]):
                    return True
                continue
            else:
                self.note(entry.complaint or (f"{key!r} is no answer here; ? lists what is" if form.typed else ""))
                continue
            answer = self.answer(dealt, entry, self.desk.now() - started)
            form.end()
            return self.feedback(dealt, answer)

    def answer(self, dealt: PresentedQuestion, entry: Entry, took: int) -> QuizAnswer:
        """Scores the answer; on return it is on disk."""
        if self.dealt is not None and not self.begun:
            self.begun = start(self.journal, "quiz", self.dealt, self.desk.now(), self.desk.day())
        before, self.quiz = self.quiz, self.quiz.answer(entry.response, entry.sure, took)
        answer = self.quiz.answers[-1]
        self.before.append((before, keep(self.journal, self.desk, self.library, answer)))
        return answer

    def feedback(self, dealt: PresentedQuestion, answer: QuizAnswer) -> bool:
        """Shows what was right and why, until the learner goes on; False when the learner leaves."""
        from studykit.screen.quiz.feedback import Feedback

        talk = Feedback(self.desk, self.journal, self.library, self.form, dealt, answer)
        went = talk.run()
        self.before += ((self.quiz, name) for name in talk.marks)
        self.form.end()
        if went == "undo":
            self.undo()
        return went != "leave"

    def undo(self) -> bool:
        """Back before the last answer or mark of this sitting; False when there is none."""
        if not self.before:
            self.note("nothing to take back in this quiz; studykit undo goes further back")
            return False
        self.quiz, name = self.before.pop()
        self.note(take_back(self.journal, self.desk, name) or "it was taken back before")
        self.form.end()
        return True

    def mark(self, dealt: PresentedQuestion, what: str) -> bool:
        """Marks the question; True when it is put aside and another comes."""
        done = mark(self.journal, self.desk, self.library, self.form, dealt.id, what)
        if done.id:
            self.before.append((self.quiz, done.id))
        self.note(done.says)
        if what in ASIDE:
            self.quiz = replace(self.quiz, questions=tuple(one for one in self.quiz.questions if one.id != dealt.id))
            self.form.end()
            return True
        return False

    def note(self, text: str) -> None:
        """A quiet line below the question."""
        if text:
            self.form.add(lambda canvas: [(), *wrapped(text, canvas.width, "dim")], stays=True)


def keep(log: Journal, desk: Desk, found: Library, answer: QuizAnswer) -> str:
    """Writes an answer, and gives its id; it is on disk then."""
    data = {
        "chosen": list(answer.chosen),
        "right": answer.right,
        "sure": answer.sure,
        "took": answer.took,
        "revision": revision(found, answer.id),
    }
    return log.append("answer", answer.id, data, desk.now(), desk.day()).id
