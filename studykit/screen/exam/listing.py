"""Prints the list of all exams (`studykit exam list`)."""

from __future__ import annotations

from studykit.app.environment import local_time
from studykit.app.exam import ExamSummary, list_exams
from studykit.app.study import Study
from studykit.screen.console.console import Console


def show(console: Console, study: Study, as_json: bool = False) -> int:
    """Prints every exam, the latest first; returns the exit code."""
    exams = list_exams(study)
    if as_json:
        console.json([one.as_json() for one in exams])
        return 0
    if not exams:
        console.line("No paper was sat yet; studykit exam begins one.")
    for one in exams:
        console.line(_words(one))
    return 0


def _words(one: ExamSummary) -> str:
    day = f"{local_time(one.started):%Y-%m-%d %H:%M}"
    right = f"{one.right} of {one.items} right" if one.right is not None else f"{one.items} questions"
    return f"{one.id}  {day}  paper {one.paper}  {right}  {one.state}"
