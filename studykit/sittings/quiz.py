"""A quiz: questions one after another, each answered once and scored at once. Knows no clock and no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, NamedTuple

from studykit.errors import UsageError, unknown
from studykit.items import Question, Response


class PresentedQuestion(NamedTuple):
    """A question as it is shown: its item id, and the names of its options in shuffled order."""

    id: str
    question: Question
    order: tuple[str, ...]


class QuizAnswer(NamedTuple):
    """An answer to an item: `right` is its score, `sure` the learner's confidence, `took` its time (ms)."""

    id: str
    chosen: Response
    right: bool
    sure: bool = False
    took: int = 0


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions of a quiz and the answers so far."""

    questions: tuple[PresentedQuestion, ...]
    answers: tuple[QuizAnswer, ...] = ()

    @property
    def current(self) -> PresentedQuestion | None:
        """The open question, or None if all are answered."""
        return self.questions[len(self.answers)] if len(self.answers) < len(self.questions) else None

    def answer(self, response: Response, sure: bool = False, took: int = 0) -> Quiz:
        """Returns the quiz after an answer to the open question."""
        shown = self.current
        assert shown is not None
        given = QuizAnswer(shown.id, response, shown.question.score(response), sure, took)
        return replace(self, answers=(*self.answers, given))


def present(items: Sequence[tuple[str, Question]], seed: int) -> Quiz:
    """Returns a quiz of these items in this order. Each item's options are shuffled by the seed and the item id."""
    return Quiz(
        tuple(PresentedQuestion(name, question, question.deal(Random(f"{seed}/{name}"))) for name, question in items)
    )


def select_items(
    ids: Iterable[str], history: Mapping[str, Sequence[bool]], number: int | None, seed: int, missed: bool = False
) -> list[str]:
    """Selects items: first those never seen, then those last answered wrong, then the rest. Topics take turns.

    `history` maps an item to its past scores, oldest first. `missed` selects only items last answered wrong.
    """
    rng = Random(seed)
    pool = [name for name in ids if not missed or (history.get(name) and not history[name][-1])]
    rng.shuffle(pool)
    ranks = {name: 0 if not history.get(name) else 1 if not history[name][-1] else 2 for name in pool}
    chosen: list[str] = []
    for rank in (0, 1, 2):
        topics: dict[str, list[str]] = {}
        for name in pool:
            if ranks[name] == rank:
                topics.setdefault(name.partition("/")[0], []).append(name)
        while topics:
            for topic in list(topics):
                chosen.append(topics[topic].pop())
                if not topics[topic]:
                    del topics[topic]
    return chosen if number is None else chosen[:number]


def from_file(
    given: Mapping[str, Any], asked: Iterable[tuple[str, Question]], known: Iterable[str]
) -> tuple[dict[str, Response], list[str]]:
    """Reads answers from a file. Returns a response for each asked item, and the ids without an answer.

    Known ids that are not asked are ignored. Raises UsageError for an unknown id or an invalid answer.
    """
    names = set(known)
    for name in given:
        if name not in names:
            raise unknown("item or card", str(name), names)
    responses: dict[str, Response] = {}
    gaps = []
    for name, question in asked:
        value = given.get(name)
        if value is None or value == []:
            gaps.append(name)
            responses[name] = ()
            continue
        response = tuple(str(entry) for entry in (value if isinstance(value, list) else [value]))
        wrong = question.check(response)
        if wrong:
            raise UsageError(f"{name}: {wrong}")
        responses[name] = response
    return responses, gaps
