"""Exams: runs one, of which every move is on disk before it takes effect, and finds those in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studykit.app.environment import Environment
from studykit.app.exam_paper import draw_paper, questions_of
from studykit.app.item_bank import pack_of_paper
from studykit.app.options import ExamOptions
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.sittings.exam import Exam, Finished, begin
from studykit.sittings.exam_score import finish
from studykit.sittings.moves import Act, AnswerItem, Go, Move, Submit
from studykit.store import exam_sittings as store
from studykit.store.exam_sittings import StoredExam
from studykit.store.journal import Journal
from studykit.store.lock import Lock

FILE_SEED = "0"
"""Default seed of a paper that is answered from a file, so that a file always gets the same paper."""


class MonotonicClock:
    """The wall clock in ms since 1970, but one that never runs backwards.

    If the wall clock is set back, the monotonic clock carries it on. If the machine slept, the wall clock counts.
    """

    def __init__(self, environment: Environment, not_before: int = 0) -> None:
        self._environment = environment
        self._now = max(not_before, environment.now())
        self._monotonic_ms = environment.monotonic_ms()

    def __call__(self) -> int:
        monotonic_ms = self._environment.monotonic_ms()
        passed = monotonic_ms - self._monotonic_ms
        self._now = max(self._environment.now(), self._now + passed)
        self._monotonic_ms = monotonic_ms
        return self._now


class ExamSession:
    """An exam at work: the machine, the questions of its paper, and the clock.

    `id` names it in the journal; it is empty until the clock of a new paper starts. `title` is that of the pack, `code`
    the exam whose form the paper has. `finished` is the scored exam, None until it is handed in or runs out of time.
    """

    def __init__(self, study: Study, exam: Exam, sitting_id: str = "") -> None:
        self.study = study
        self.exam = exam
        self.id = sitting_id
        self.questions = questions_of(study.library, [item.id for item in exam.paper.items])
        pack = study.library.packs.get(exam.paper.pack)
        self.title, self.code = (pack.title, pack.exam.code) if pack else (exam.paper.pack, "the exam")
        self.now = MonotonicClock(study.environment, exam.at)
        self.finished: Finished | None = None

    @property
    def is_started(self) -> bool:
        """True once the clock runs."""
        return bool(self.id)

    def start(self) -> None:
        """Starts the clock of a new paper; on return the paper is on disk."""
        now = self.now()
        started = store.start(self.study.journal, self.exam.paper, now, self.study.day())
        self.id, self.exam = started.id, started.exam

    def do(self, move: Move) -> None:
        """Makes a move: first on disk, then in `exam`. After the deadline any move ends the exam."""
        now = self.now()
        then = self.exam.after(move, now)
        if then is not self.exam:
            self.write(then, move, now)
            self.exam = then

    def write(self, then: Exam, move: Move, now: int) -> None:
        """Writes a move that leads to `then`; the last move is written with the score and all answers."""
        journal, day = self.study.journal, self.study.day()
        if then.ended is None:
            store.append_move(journal, self.id, move, now, day)
            return
        finished = None if then.end_reason == "abandoned" else finish(then, self.id, self.questions)
        self.study.wrote(store.end(journal, self.id, move, finished, now, day))
        self.finished = finished

    def left(self) -> int:
        """Returns the ms that are left."""
        return self.exam.left(self.now())

    def end_if_expired(self) -> bool:
        """Ends the exam if its time is over. True if it has ended, now or before."""
        if self.exam.ended is None and not self.left():
            self.do(Act.EXPIRE)
        return self.exam.ended is not None


def lock(study: Study) -> Lock:
    """Returns the lock that lets only one terminal run an exam. Hold it from the lookup of the exam to its end."""
    return Lock(_journal(study).path)


def start(study: Study, options: ExamOptions) -> ExamSession:
    """Returns a session on a new paper whose clock does not run yet. Warns of domains that have too few questions.

    Raises UsageError if an exam is open whose time is not over, or if the options allow no paper.
    """
    if (one := next((one for one in reversed(_open(study)) if one.exam.left(study.now())), None)) is not None:
        raise UsageError(f"the sitting {one.id} is open; studykit exam resume, or exam abandon")
    drawn = draw_paper(study, options, options.seed)
    for domain, (wanted, have) in drawn.short.items():
        study.notices.warn(
            f"the bank has {have} of {wanted} questions of {domain}; others stand in where there are any"
        )
    return ExamSession(study, begin(drawn.paper, study.now()))


def find(study: Study, sitting_id: str) -> StoredExam:
    """Returns an exam by its id or the beginning of it. Raises UsageError if that names none or several."""
    return store.sitting(_journal(study), sitting_id)


def find_open(study: Study, sitting_id: str | None = None) -> StoredExam | None:
    """Returns the open exam of this id, or the latest one; None if it has ended or none is open."""
    if sitting_id:
        one = find(study, sitting_id)
        return one if one.exam.ended is None else None
    return next(reversed(_open(study)), None)


def resume(study: Study, sitting_id: str | None = None) -> ExamSession:
    """Returns the session of an open exam, whose clock never stopped: the exam ends now if its time ran out.

    Raises UsageError if no exam is open, or if its pack is not here.
    """
    one = find_open(study, sitting_id)
    if one is None:
        raise UsageError("no sitting is open; studykit exam begins one, studykit exam list shows what there was")
    return _resumed(study, one)


def close_expired(study: Study) -> list[str]:
    """Ends and scores every open exam whose time ran out; returns their ids. One whose pack is not here stays open."""
    closed = []
    for one in _open(study):
        if not one.exam.left(study.now()) and one.exam.paper.pack in study.library.packs:
            _resumed(study, one)
            closed.append(one.id)
    return closed


def abandon(study: Study, sitting_id: str | None = None) -> str:
    """Ends an open exam without a score; returns its id. Raises UsageError if no exam is open."""
    with lock(study):
        one = find_open(study, sitting_id)
        if one is None:
            raise UsageError("no sitting is open, so there is none to abandon")
        ExamSession(study, one.exam, one.id).do(Act.ABANDON)
    return one.id


def find_finished(study: Study, sitting_id: str) -> Finished:
    """Returns a scored exam. Raises UsageError if it is still open or was abandoned."""
    one = find(study, sitting_id)
    if one.finished is None:
        state = "abandoned" if one.exam.end_reason == "abandoned" else "still open"
        raise UsageError(f"the sitting {one.id} is {state}, so there is nothing to review")
    return one.finished


def answer_from_file(study: Study, options: ExamOptions, path: Path) -> tuple[ExamSession, list[str]]:
    """Answers a paper from a file and hands it in; returns its session, and the ids of items without an answer."""
    from studykit.app.answers_file import read
    from studykit.sittings.quiz import from_file

    library = study.library
    _journal(study)  # a journal that cannot be used is reported before a file that cannot be read
    given = read(path)
    drawn = draw_paper(study, options, options.seed or FILE_SEED).paper
    questions = questions_of(library, [item.id for item in drawn.items])
    known = {*library.item_ids(), *library.card_ids()}
    responses, gaps = from_file(given, [(item.id, questions[item.id]) for item in drawn.items], known)
    for item in drawn.items:
        if len(responses[item.id]) > item.choose:
            raise UsageError(f"{item.id}: {len(responses[item.id])} options are given, and it takes {item.choose}")
    session = ExamSession(study, begin(drawn, study.now()))
    session.start()
    for place, item in enumerate(drawn.items):
        session.do(Go(place))
        if responses[item.id]:
            session.do(AnswerItem(place, responses[item.id]))
    session.do(Submit())
    return session, gaps


@dataclass(frozen=True, slots=True)
class ExamSummary:
    """A line of `exam list`. Times are ms since 1970; `right` is None unless it was scored; `left_ms`: time left.

    `state`: `open`, `time is over` (not scored yet), `submitted`, `time` (ran out and scored), or `abandoned`.
    """

    id: str
    paper: str
    started: int
    items: int
    right: int | None
    state: str
    left_ms: int

    def as_json(self) -> dict[str, Any]:
        """Returns the value that `exam list --json` prints; times are in seconds."""
        return {
            "id": self.id,
            "paper": self.paper,
            "started": self.started // 1000,
            "items": self.items,
            "right": self.right,
            "state": self.state,
            "left": self.left_ms // 1000,
        }


def list_exams(study: Study) -> list[ExamSummary]:
    """Returns every exam, the latest first. It needs only the journal, so no library is opened."""
    path = study.environment.journal
    if not path.exists():
        return []
    with Journal.open(path) as journal:
        return [_summary(one, study.now()) for one in reversed(store.sittings(journal))]


def _summary(one: StoredExam, now: int) -> ExamSummary:
    exam, finished, left = one.exam, one.finished, one.exam.left(now)
    state = exam.end_reason or ("open" if left else "time is over")
    right = finished.right if finished else None
    return ExamSummary(one.id, exam.paper.id, exam.started, len(exam.sheet), right, state, left)


def _journal(study: Study) -> Journal:
    """Returns the journal. The library is opened first, so that its warnings come before any error of the journal."""
    _ = study.library
    return study.journal


def _open(study: Study) -> list[StoredExam]:
    """Returns the exams that have not ended, the oldest first."""
    return [one for one in store.sittings(_journal(study)) if one.exam.ended is None]


def _resumed(study: Study, one: StoredExam) -> ExamSession:
    """Returns the session of an exam after the move `Act.RESUME`, which ends it if its time ran out.

    Raises UsageError if its pack is not here, because no answer could be scored.
    """
    pack_of_paper(study.library, one.exam.paper.pack)
    session = ExamSession(study, one.exam, one.id)
    session.do(Act.RESUME)
    return session
