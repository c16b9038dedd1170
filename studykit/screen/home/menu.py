"""The menu of the first screen: asks for a choice, and starts it."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.app.exam_steps import ExamStep, ResumeExam, ReviewMisses, StartExam
from studykit.app.next_steps import Action, Read, ReadTopic, ResumeSitting, StartDrill, StartQuiz
from studykit.app.options import DrillOptions, QuizOptions
from studykit.app.study import Study
from studykit.screen.console.console import Console
from studykit.screen.console.select import select
from studykit.screen.console.terminal import guarded
from studykit.screen.home.view import Choice

LEAVE = "leave"


def choose(console: Console, choices: Sequence[Choice]) -> Action | None:
    """Asks what to do next; None if that is enough for today."""
    pairs = [(str(place), choice.words) for place, choice in enumerate(choices)]
    with guarded():
        chosen = select("What now?", [*pairs, (LEAVE, "Enough for today")], None, console.ascii)
    return None if chosen in (None, LEAVE) else choices[int(chosen)].action


def start(console: Console, study: Study, action: Action) -> None:
    """Starts what was chosen, and returns when it is over."""
    match action:
        case StartDrill(options) | ResumeSitting(_, DrillOptions() as options):
            from studykit.screen.drill.loop import run as run_drill

            run_drill(console, study, options)
        case StartQuiz(options) | ResumeSitting(_, QuizOptions() as options):
            from studykit.screen.quiz.loop import run as run_quiz

            run_quiz(console, study, options)
        case StartExam() | ResumeExam() | ReviewMisses():
            _start_exam(console, study, action)
        case Read.SHEETS:
            from studykit.screen.explain.sheets import show

            show(console, study)
        case ReadTopic(topic):
            _read(console, study, topic)
        case Read.ANY_TOPIC:
            if chosen := _choose_topic(console, study):
                _read(console, study, chosen)


def _start_exam(console: Console, study: Study, action: ExamStep) -> None:
    from studykit.screen.exam import run as exams

    match action:
        case StartExam(options):
            exams.start(console, study, options)
        case ResumeExam():
            exams.resume(console, study, None)
        case ReviewMisses(sitting):
            exams.review(console, study, sitting)


def _read(console: Console, study: Study, topic: str) -> None:
    from studykit.screen.explain.loop import run as explain

    explain(console, study, topic)


def _choose_topic(console: Console, study: Study) -> str | None:
    """Asks for a topic to read; None if the learner goes back."""
    topics = [(row.id, row.title[: console.width - 6]) for row in study.library.rows()]
    with guarded():
        return select("Which topic?", [*topics, ("", "Back")], None, console.ascii) or None
