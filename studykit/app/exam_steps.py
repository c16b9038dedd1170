"""The steps that exams leave to do, as values. The first screen words them, so this file is light."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResumeExam:
    """An exam that is still open. `left_ms`: the time left; 0 if it ran out and the exam only waits for its score."""

    id: str
    left_ms: int


@dataclass(frozen=True, slots=True)
class ReviewMisses:
    """The latest exam whose misses are not all reviewed: how many are left, and how many of them are for today."""

    id: str
    left: int
    today: int


@dataclass(frozen=True, slots=True)
class RetestMisses:
    """The retest of the latest exam's misses, which is due."""


ExamStep = ResumeExam | ReviewMisses | RetestMisses
