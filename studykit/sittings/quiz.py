"""A quiz: questions one after another, each answered once, with its score at once. A machine without clock or
terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from studykit.errors import UsageError, unknown
from studykit.items import Question, Response


@dataclass(frozen=True, slots=True)
class PresentedQuestion:
    """One question as it is asked: its item's id, and the options in their shuffled order."""

    id: str
    question: Question
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was given: `right` is its score, `sure` the learner's own word, `took` ms."""

    id: str
    chosen: Response
    right: bool
    sure: bool = False
    took: int = 0


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions of a sitting and the answers so far."""

    questions: tuple[PresentedQuestion, ...]
    answers: tuple[Answer, ...] = ()

    @property
    def current(self) -> PresentedQuestion | None:
        """The question that is open, or None when all are answered."""
        return self.questions[len(self.answers)] if len(self.answers) < len(self.questions) else None

    def answer(self, response: Response, sure: bool = False, took: int = 0) -> Quiz:
        """The quiz after an answer to the open question."""
        dealt = self.current
        assert dealt is not None
        given = Answer(dealt.id, response, dealt.question.score(response), sure, took)
        return replace(self, answers=(*self.answers, given))

    def back(self) -> Quiz:
        """The quiz before its last answer."""
        return replace(self, answers=self.answers[:-1])

    def result(self) -> dict[str, Any]:
        """The value that `quiz --json` prints."""
        items = [{"id": a.id, "chosen": list(a.chosen), "right": a.right} for a in self.answers]
        return {"right": sum(a.right for a in self.answers), "items": items}


def deal(items: Sequence[tuple[str, Question]], seed: int) -> Quiz:
    """A quiz over these items in this order; the options of each are shuffled by the seed and its id."""
    return Quiz(
        tuple(PresentedQuestion(name, question, question.deal(Random(f"{seed}/{name}"))) for name, question in items)
    )


def choose(
    ids: Iterable[str], history: Mapping[str, Sequence[bool]], number: int | None, seed: int, missed: bool = False
) -> list[str]:
    """Which items to ask: never seen first, then those answered wrongly last, then the rest; topics take turns.

    `history` maps an item to its past scores, oldest first. `missed`: only those whose last answer was wrong.
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
    """Answers read from a file: a response for each asked item, and the ids that were left out.

    Known ids that are not asked are ignored. Raises UsageError for an id that does not exist or an answer that
    cannot be.
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
