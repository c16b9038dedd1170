"""Runs exams on the console: the start, the exam on the full screen or in lines, then its report and review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from studykit.app import exam as exams
from studykit.app.answers_file import warn_of_gaps
from studykit.app.exam import ExamSession
from studykit.app.options import ExamOptions
from studykit.app.study import Study
from studykit.screen.console.console import Console, is_terminal
from studykit.screen.exam.words import clock_words, start_words
from studykit.sittings.exam import Finished

if TYPE_CHECKING:
    from studykit.screen.exam.report_file import Files

NARROWEST = 60
"""Minimum columns of the full screen; a narrower terminal gets lines."""


def start(console: Console, study: Study, options: ExamOptions, as_json: bool = False) -> int:
    """Runs a new exam, from the start screen to its report and review; returns the exit code."""
    with exams.lock(study):
        _close_expired(console, study)
        session = exams.start(study, options)
        _run(console, session, as_json)
    if session.is_started:
        return _after(console, session, as_json, asks=True)
    if as_json:
        console.json(None)
    else:
        console.line("The paper was not begun.")
    return 0


def resume(console: Console, study: Study, sitting_id: str | None, as_json: bool = False) -> int:
    """Resumes the open exam of this id, or the latest one; returns the exit code."""
    with exams.lock(study):
        session = exams.resume(study, sitting_id)
        if session.exam.ended is None:
            _run(console, session, as_json)
    return _after(console, session, as_json, asks=True)


def abandon(console: Console, study: Study, sitting_id: str | None) -> int:
    """Abandons the open exam of this id, or the latest one; returns the exit code."""
    console.line(f"The sitting {exams.abandon(study, sitting_id)} is abandoned; it is not scored.")
    return 0


def review(console: Console, study: Study, sitting_id: str, as_json: bool = False, files: Files = ()) -> int:
    """Shows the report of a scored exam, writes it to files, and reviews its misses; returns the exit code."""
    if exams.find(study, sitting_id).exam.ended is None:
        with exams.lock(study):
            _close_expired(console, study)
    return _show_result(console, study, exams.find_finished(study, sitting_id), as_json, True, files)


def answer_from_file(console: Console, study: Study, options: ExamOptions, path: Path, as_json: bool = False) -> int:
    """Answers a paper from a file and shows its result; returns the exit code, 1 if the file leaves gaps."""
    session, gaps = exams.answer_from_file(study, options, path)
    code = _after(console, session, as_json, asks=False)
    return warn_of_gaps(study, len(gaps), len(session.exam.sheet), "questions have no answer", path) or code


def _close_expired(console: Console, study: Study) -> None:
    for sitting_id in exams.close_expired(study):
        console.error(f"The time of sitting {sitting_id} ran out; studykit exam review {sitting_id} shows its score.")


def _run(console: Console, session: ExamSession, as_json: bool) -> None:
    """Runs a session until it ends or the candidate leaves. The candidate starts the clock of a new paper."""
    if console.can_read_keys and not as_json and console.size[0] >= NARROWEST:
        from studykit.screen.console.terminal import guarded
        from studykit.screen.exam.full_screen import run
        from studykit.screen.exam.state import ExamScreen

        with guarded():
            run(ExamScreen(session, ascii=console.ascii), color=console.color)
    else:
        _run_by_line(console, session, as_json)


def _run_by_line(console: Console, session: ExamSession, as_json: bool) -> None:
    from studykit.screen.exam.by_line import LineExam

    streams = console.environment
    target = streams.stderr if as_json else streams.stdout
    if not session.is_started:
        target.write("".join(f"{line}\n" for line in start_words(session)))
        if streams.stdin.isatty() and not _confirms_start(console):
            return
        session.start()
    LineExam(session, streams.stdin, target).run()


def _confirms_start(console: Console) -> bool:
    """Asks at a terminal whether the clock should start. True for yes."""
    streams = console.environment
    streams.stderr.write("Enter begins, and the clock starts; q leaves: ")
    streams.stderr.flush()
    typed = streams.stdin.readline()
    return bool(typed) and not typed.strip().lower().startswith("q")


def _after(console: Console, session: ExamSession, as_json: bool, asks: bool) -> int:
    """Shows the result of a session or, if it is still open, how to resume it; returns the exit code.

    `asks`: the review of the misses may begin at once.
    """
    if session.finished is not None:
        return _show_result(console, session.study, session.finished, as_json, asks and _can_answer(console))
    if as_json:
        console.json(None)
    else:
        left = clock_words(session.left())
        console.line(f"The sitting {session.id} is open, {left} left and running: studykit exam resume")
    return 0


def _can_answer(console: Console) -> bool:
    return is_terminal(console.environment.stdin)


def _show_result(
    console: Console, study: Study, finished: Finished, as_json: bool, asks: bool, files: Files = ()
) -> int:
    """Shows the report and the review of a scored exam, and writes the files; returns the exit code."""
    from studykit.app.exam_results import finish_exam
    from studykit.screen.exam.report import print_report
    from studykit.screen.exam.review import MissReview

    result = finish_exam(study, finished)
    if files:
        from studykit.screen.exam.report_file import write_report

        write_report(study, result, files)
    if as_json:
        console.json(result.as_json())
        return 0
    print_report(console, result)
    for _, path in files:
        console.line(f"Written: {path}")
    review = MissReview(console, study, result)
    if review.misses:
        review.run(asks)
    return 0
