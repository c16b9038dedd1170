"""The steps that exams leave to do, as values. The first screen words them, so this file is light."""

from __future__ import annotations

from typing import NamedTuple

from studykit.app.options import ExamOptions


class ResumeExam(NamedTuple):
    """An exam that is still open. `left_ms`: the time left; 0 if it ran out and the exam only waits for its score."""

    id: str
    left_ms: int


class ReviewMisses(NamedTuple):
    """The latest exam whose misses are not all reviewed: how many are left, and how many of them are for today."""

    id: str
    left: int
    today: int


class StartExam(NamedTuple):
    """Starts a mock exam of `questions` questions, or the retest of the latest exam's misses, which is due."""

    options: ExamOptions
    questions: int


ExamStep = ResumeExam | ReviewMisses | StartExam
