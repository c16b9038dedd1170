"""The next steps of a learner, as values: the first screen words them and starts the one that is chosen."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from studykit.app.exam_steps import ExamStep, StartExam
from studykit.app.options import OPTIONS, DrillOptions, ExamOptions, QuizOptions, from_data
from studykit.app.overview import Overview
from studykit.app.resume import unfinished
from studykit.app.study import Study
from studykit.planning.tasks import MOCKS, StudyTask
from studykit.sittings.sizes import PLACEMENT, USUAL
from studykit.store.journal import EXAM_PREFIX
from studykit.store.unfinished import SittingKind


class ResumeSitting(NamedTuple):
    """Resumes the interrupted drill or quiz that was started with these options."""

    kind: SittingKind
    options: DrillOptions | QuizOptions


class StartDrill(NamedTuple):
    """Starts a drill of `cards` cards."""

    options: DrillOptions
    cards: int


class StartQuiz(NamedTuple):
    """Starts a quiz of `questions` questions."""

    options: QuizOptions
    questions: int


class ReadTopic(NamedTuple):
    """Reads a topic that nothing was asked about yet."""

    id: str
    title: str


class Read(Enum):
    """Reads the sheets for the last day, or a topic that the learner chooses."""

    SHEETS = "sheets"
    ANY_TOPIC = "any topic"


Action = ResumeSitting | ExamStep | StartDrill | StartQuiz | ReadTopic | Read


def next_steps(study: Study, overview: Overview) -> list[Action]:
    """Returns what can be done next, the most useful first: what was interrupted, then what today brings."""
    interrupted = _interrupted(study)
    resumed = [step.options for step in interrupted if step.options == OPTIONS[step.kind]()]
    today = [
        step
        for step in _today(study, overview)
        if not (isinstance(step, StartDrill | StartQuiz) and step.options in resumed)
    ]
    return [*interrupted, *_exam_steps(study), *today]


def _exam_steps(study: Study) -> list[ExamStep]:
    journal = study.journal_if_any
    if journal is None or not journal.exists("sitting", EXAM_PREFIX):
        return []
    from studykit.app.exam_review import open_reviews  # the classes of an exam are a fifth of the first screen

    return open_reviews(study)


def _interrupted(study: Study) -> list[ResumeSitting]:
    """Returns the interrupted drill and quiz."""
    if (journal := study.journal_if_any) is None:
        return []
    found = unfinished(study, journal)
    return [ResumeSitting(kind, from_data(OPTIONS[kind], one.data["wish"])) for kind, one in found.items()]


def _today(study: Study, overview: Overview) -> list[Action]:
    """Returns what today brings."""
    history, items = study.history, set(study.library.item_ids())
    reading = _unread_topic(study)
    steps: list[Action] = []
    is_new = not history.states and not history.answers
    if is_new:
        steps += reading
        if items:
            steps.append(StartQuiz(QuizOptions(placement=True), min(PLACEMENT, len(items))))
    if overview.cards:
        steps.append(StartDrill(DrillOptions(), overview.cards))
    if overview.tasks is not None:
        steps += [step for task in overview.tasks.tasks if (step := step_of(task)) is not None]
    asked = items - history.excluded
    if missed := sum(not given[-1] for item, given in history.answers.items() if item in asked):
        steps.append(StartQuiz(QuizOptions(missed=True), missed))
    if items:
        steps.append(StartQuiz(QuizOptions(), min(USUAL, len(items))))
    if not is_new:
        steps += reading
    return [*steps, Read.ANY_TOPIC]


def step_of(task: StudyTask) -> Action | None:
    """Returns the step that does a task of the plan; None for the review of a mock exam, which is a step by itself."""
    if task.kind == "items":
        return StartQuiz(QuizOptions((task.service,), task.number), task.number)
    if task.kind in MOCKS:
        return StartExam(ExamOptions(task.number), task.number)
    if task.kind == "sheets":
        return Read.SHEETS
    if task.kind == "warm-up":
        return StartDrill(DrillOptions(limit=task.number, cram=True), task.number)
    return None


def _unread_topic(study: Study) -> list[ReadTopic]:
    """Returns the first topic of which nothing was ever asked; empty if there is none."""
    history = study.history
    seen = {name.partition("/")[0] for name in (*history.states, *history.answers)}
    return [ReadTopic(row.id, row.title) for row in study.library.rows() if row.id not in seen][:1]
