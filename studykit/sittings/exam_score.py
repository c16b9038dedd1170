"""Scores an exam sitting that has ended."""

from __future__ import annotations

from collections.abc import Mapping

from studykit.items import Multiple, Question, Response
from studykit.sittings.exam import Exam, Finished, ScoredItem
from studykit.sittings.paper import CreditRule


def credit(question: Question, response: Response, rule: CreditRule) -> float:
    """Returns the credit for a response: 1 for the key. The rule `partial` gives the share of hits minus wrong options.

    Only questions with several keys can get partial credit.
    """
    if rule == "all" or not isinstance(question, Multiple):
        return float(question.score(response))
    hits = len(set(response) & set(question.key))
    return max(0.0, (2 * hits - len(set(response))) / len(question.key))


def finish(exam: Exam, sitting: str, questions: Mapping[str, Question]) -> Finished:
    """Scores a sitting that has ended. An item that is no longer in the pack (not in `questions`) is not right."""
    assert exam.ended is not None
    assert exam.end_reason is not None
    entries = []
    for item, given in zip(exam.paper.items, exam.sheet, strict=True):
        question = questions.get(item.id)
        right = question is not None and question.score(given.response)
        earned = credit(question, given.response, exam.paper.rule) if question is not None else 0.0
        entries.append(ScoredItem(item, given, right, earned))
    return Finished(sitting, exam.paper, tuple(entries), exam.started, exam.ended, exam.end_reason, exam.predicted)
