"""Runs a quiz on the screen: shows a question, takes its answer, gives feedback, and tells what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studykit.app.answers_file import warn_of_gaps
from studykit.app.end_of_day import next_hint
from studykit.app.marks import EXCLUDING
from studykit.app.options import QuizOptions
from studykit.app.quiz import QuizResult, QuizSession, answer_from_file, nothing_to_ask
from studykit.app.study import Study
from studykit.screen.console.console import Console
from studykit.screen.console.dialog import LEAVES, Dialog, add_note
from studykit.screen.console.sitting_keys import mark_by_key, undo_by_key
from studykit.screen.quiz import question as view
from studykit.screen.quiz.answer_input import AnswerInput
from studykit.sittings.card_effects import KNOWN_DAYS
from studykit.sittings.quiz import PresentedQuestion, QuizAnswer

KEYS = {"s": "suspend", "*": "mark", "!": "report"}
"""Marks by key while a question is open. A key that names an option is taken as an answer first."""


def run(console: Console, study: Study, options: QuizOptions, as_json: bool = False) -> int:
    """Runs a quiz, or the rest of the one that was interrupted; returns the exit code."""
    with QuizSession.open(study, options, may_resume=not as_json) as session:
        quiz = session.machine
        if session.is_resumed:
            done, total = len(quiz.answers), len(quiz.questions)
            console.line(f"Going on where it was cut: {done} of {total} are answered.\n")
        elif not quiz.questions:
            if as_json:
                console.json(session.finish().as_json())
            else:
                console.line(nothing_to_ask(options))
            return 0
        return _ask_all(console, session, as_json)


def ask_items(console: Console, study: Study, item_ids: Sequence[str], seed: int) -> int:
    """Asks just these items, in this order; returns the exit code."""
    return _ask_all(console, QuizSession.of_items(study, item_ids, seed), as_json=False)


def run_file(console: Console, study: Study, options: QuizOptions, path: Path, as_json: bool = False) -> int:
    """Answers a quiz as a file says; returns the exit code, which is 1 if a question has no answer."""
    answered = answer_from_file(study, options, path)
    _tell(console, answered.result, as_json)
    return warn_of_gaps(study, answered.missing, answered.asked, "questions have no answer", path)


def _ask_all(console: Console, session: QuizSession, as_json: bool) -> int:
    """Asks what a session has left, and tells what came of it; returns the exit code."""
    with console.dialog(console.environment.stderr if as_json else None) as dialog:
        QuizLoop(console, session, dialog).run()
    result = session.finish()
    _tell(console, result, as_json)
    if result.answers and result.is_complete and not as_json and (hint := next_hint(session.study)):
        console.paragraph(hint)
    return 0


class QuizLoop:
    """Asks question after question of a session on a dialog."""

    def __init__(self, console: Console, session: QuizSession, dialog: Dialog) -> None:
        self.console = console
        self.session = session
        self.study = session.study
        self.dialog = dialog

    def run(self) -> None:
        """Asks until no question is left or the learner leaves."""
        while (asked := self.session.machine.current) is not None:
            if not self.ask(asked):
                return

    def ask(self, asked: PresentedQuestion) -> bool:
        """Asks one question, from its stem to the Enter after its feedback; False if the learner leaves."""
        dialog, question = self.dialog, asked.question
        given = AnswerInput(question, asked.order)
        quiz, topic = self.session.machine, asked.id.partition("/")[0]
        number, total = len(quiz.answers) + 1, len(quiz.questions)
        dialog.add(lambda canvas: view.stem(question, number, total, topic, canvas))
        dialog.add(lambda canvas: view.options(question, asked.order, given.chosen, canvas, dialog.typed), stays=True)
        started = self.study.now()
        while not given.is_done:
            key = dialog.ask(view.hints(question, len(asked.order)))
            if key in LEAVES:
                return False
            if given.feed(key, dialog.typed):
                continue
            if key == "u":
                if undo_by_key(dialog, self.session, stays=True):
                    return True
            elif key in KEYS:
                mark_by_key(dialog, self.session, asked.id, KEYS[key], stays=True)
                if KEYS[key] in EXCLUDING:
                    dialog.commit()
                    return True
            else:
                unknown = f"{key!r} is no answer here; ? lists what is" if dialog.typed else ""
                add_note(dialog, given.complaint or unknown, stays=True)
        answer = self.session.answer(given.response, given.sure, self.study.now() - started)
        dialog.commit()
        return self.give_feedback(asked, answer)

    def give_feedback(self, asked: PresentedQuestion, answer: QuizAnswer) -> bool:
        """Shows what was right and why until the learner continues; False if the learner leaves."""
        from studykit.screen.quiz.feedback import Feedback  # with it comes the simulator, which nothing else here needs

        then = Feedback(self.console, self.session, self.dialog, asked, answer).run()
        self.dialog.commit()
        if then == "undo":
            undo_by_key(self.dialog, self.session, stays=True)
        return then != "leave"


def _tell(console: Console, result: QuizResult, as_json: bool) -> None:
    """Tells what a quiz came to."""
    if as_json:
        console.json(result.as_json())
        return
    if not result.answers:
        console.line("Nothing was answered.")
        return
    console.line(f"{result.right} of {len(result.answers)} right.")
    if result.postponed is not None:
        cards = result.postponed
        console.paragraph(
            f"Put off for {KNOWN_DAYS} days as known: {cards} cards. studykit drill begins with the others."
        )
    if topic := result.weakest_topic:
        console.paragraph(f"studykit quiz --missed asks the others again; studykit explain {topic} tells why.")
