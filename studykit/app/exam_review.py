"""The review of an exam's misses: which are left and how many of them are for today, and why each was missed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from studykit.app.environment import local_time
from studykit.app.exam_steps import ExamStep, ResumeExam, ReviewMisses, StartExam
from studykit.app.options import ExamOptions
from studykit.app.study import Study
from studykit.sittings.exam import Finished
from studykit.sittings.misses import MISS_CAUSES, RETEST_AFTER, ReviewStatus, review_status
from studykit.sittings.sizes import RETEST
from studykit.store.exam_sittings import StoredExam, sittings
from studykit.store.journal import EXAM_PREFIX, Entry, Journal

RETEST_UNTIL = 14
"""Days after an exam on which the retest of its misses is offered for the last time."""


def open_reviews(study: Study) -> list[ExamStep]:
    """Returns what exams leave to do: open exams, the review of the latest misses, and the retest if it is due."""
    journal = study.journal_if_any
    if journal is None or not journal.exists("sitting", EXAM_PREFIX):
        return []
    stored = sittings(journal)
    now = study.now()
    steps: list[ExamStep] = [ResumeExam(one.id, one.exam.left(now)) for one in stored if one.exam.ended is None]
    if (review := _latest_review(study, journal, stored)) is not None:
        steps.append(review)
    last = stored[-1].finished if stored else None
    if last is not None and last.missed:
        days = (local_time(now).date() - local_time(last.ended).date()).days
        if RETEST_AFTER <= days <= RETEST_UNTIL:
            steps.append(StartExam(ExamOptions(RETEST, missed=True), RETEST))
    return steps


def _latest_review(study: Study, journal: Journal, stored: Iterable[StoredExam]) -> ReviewMisses | None:
    """Returns the review of the latest of these exams that has misses left."""
    marks = list(journal.entries("mark"))
    there = set(study.library.item_ids())
    for one in reversed(list(stored)):
        missed = [sat.id for sat in one.finished.missed if sat.id in there] if one.finished else []
        left = review_status(missed, reviewed(marks, one.id), study.day())
        if left.open:
            return ReviewMisses(one.id, len(left.ids), left.today)
    return None


def misses_left(study: Study, missed: Iterable[str], sitting_id: str) -> ReviewStatus:
    """Returns which of these misses are not reviewed yet, and how many of them are for today."""
    return review_status(missed, reviewed(study.journal.entries("mark"), sitting_id), study.day())


def mark_reviewed(study: Study, item: str, sitting_id: str, cause: str | None) -> None:
    """Writes that a miss was reviewed. `cause`: the journal's word in MISS_CAUSES for why it was missed, or None."""
    study.append("mark", item, {"what": "review", "sitting": sitting_id, "why": cause})


def reviewed(marks: Iterable[Entry], sitting_id: str) -> list[tuple[str, int]]:
    """Returns the reviewed misses of an exam, each with its learning day."""
    return [(mark.subject, mark.day) for mark in _reviews(marks, sitting_id)]


def causes(journal: Journal, sitting_id: str) -> dict[str, str]:
    """Returns why each item of an exam was missed, in the learner's words; the last answer counts."""
    words = dict(MISS_CAUSES.values())
    given = {mark.subject: mark.data.get("why") for mark in _reviews(journal.entries("mark"), sitting_id)}
    return {item: words[cause] for item, cause in given.items() if cause in words}


def retest_date(finished: Finished) -> date:
    """Returns the first date on which the misses of an exam are retested."""
    return local_time(finished.ended).date() + timedelta(days=RETEST_AFTER)


def _reviews(marks: Iterable[Entry], sitting_id: str) -> list[Entry]:
    return [mark for mark in marks if mark.data.get("what") == "review" and mark.data.get("sitting") == sitting_id]
