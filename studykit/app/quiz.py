"""A quiz, without a terminal: chooses questions, writes each answer, and tells what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Self

from studykit.app.answers_file import known_answers
from studykit.app.card_effects import apply_quiz_results
from studykit.app.item_bank import reserved_items
from studykit.app.marks import EXCLUDING
from studykit.app.options import QuizOptions, as_data, from_data
from studykit.app.session import Session
from studykit.app.study import Study
from studykit.items import Response
from studykit.sittings.card_effects import interleave_by_service
from studykit.sittings.quiz import Quiz, QuizAnswer, from_file, present, select_items
from studykit.sittings.sizes import PLACEMENT, USUAL
from studykit.store.unfinished import UnfinishedSitting


class QuizResult(NamedTuple):
    """The result of a quiz.

    `answers`, oldest first; `postponed`: how many cards a placement put off as known (None: it was no placement);
    `is_complete`: no question is left.
    """

    answers: tuple[QuizAnswer, ...]
    postponed: int | None
    is_complete: bool

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(answer.right for answer in self.answers)

    @property
    def weakest_topic(self) -> str | None:
        """The topic with the most wrong answers; None if every answer was right."""
        wrong = Counter(answer.id.partition("/")[0] for answer in self.answers if not answer.right)
        return wrong.most_common(1)[0][0] if wrong else None

    def as_json(self) -> dict[str, Any]:
        """Returns the value that `quiz --json` prints."""
        items = [{"id": one.id, "chosen": list(one.chosen), "right": one.right} for one in self.answers]
        return {"right": self.right, "items": items}


class QuizSession(Session[Quiz, QuizOptions]):
    """A quiz at work. `postponed`: how many cards its end put off as known."""

    kind = "quiz"

    def __init__(
        self,
        study: Study,
        machine: Quiz,
        options: QuizOptions,
        record: Mapping[str, Any] | None = None,
        record_id: str = "",
    ) -> None:
        super().__init__(study, machine, options, record, record_id)
        self.postponed = 0

    @classmethod
    def start(cls, study: Study, options: QuizOptions, is_recorded: bool = True) -> Self:
        seed = study.now() if options.seed is None else options.seed
        items = select(study, options, seed)
        record = {"wish": as_data(options), "items": items, "seed": seed}
        return cls(study, _present(study, items, seed), options, record if is_recorded else None)

    @classmethod
    def resume(cls, study: Study, unfinished: UnfinishedSitting) -> Self:
        kept, events = unfinished.data, unfinished.events
        there = set(study.library.item_ids())
        given = {one.subject: one.data for one in events if one.kind == "answer" and "sitting" not in one.data}
        excluded = {one.subject for one in events if one.kind == "mark" and one.data.get("what") in EXCLUDING}
        dealt = [name for name in kept["items"] if name in there]
        answered = [name for name in given if name in dealt]
        still_open = [name for name in dealt if name not in given and name not in excluded]
        answers = [
            QuizAnswer(name, tuple(data["chosen"]), data["right"], data["sure"], data["took"])
            for name, data in ((name, given[name]) for name in answered)
        ]
        quiz = replace(_present(study, [*answered, *still_open], kept["seed"]), answers=tuple(answers))
        return cls(study, quiz, from_data(QuizOptions, kept["wish"]), record_id=unfinished.id)

    @classmethod
    def of_items(cls, study: Study, items: Sequence[str], seed: int) -> Self:
        """Returns a quiz of these items, in this order, that cannot be resumed."""
        return cls(study, _present(study, items, seed), QuizOptions(seed=seed))

    @property
    def is_complete(self) -> bool:
        return self.machine.current is None

    def answer(self, response: Response, sure: bool = False, took: int = 0) -> QuizAnswer:
        """Scores and writes the answer to the open question, which was shown for `took` ms."""
        then = self.machine.answer(response, sure, took)
        given = then.answers[-1]
        data = {
            "chosen": list(given.chosen),
            "right": given.right,
            "sure": given.sure,
            "took": given.took,
            "revision": self.study.library.revision(given.id),
        }
        self.write(then, "answer", given.id, data)
        return given

    def skip(self) -> None:
        """Leaves the open question without an answer; nothing is written."""
        self.machine = self.machine.answer(())

    def without(self, subject: str) -> Quiz:
        """Returns the quiz that does not ask a question; one that is answered stays."""
        if any(answer.id == subject for answer in self.machine.answers):
            return self.machine
        return replace(self.machine, questions=tuple(one for one in self.machine.questions if one.id != subject))

    def end(self) -> None:
        """Ends the quiz in the journal, if anything of it is there; then its answers take effect on cards."""
        answers = self.machine.answers
        if answers or self.record_id:
            self.write_end({"items": len(answers), "right": sum(answer.right for answer in answers)})
            self.postponed = apply_quiz_results(self.study, answers, self.options.placement)

    def finish(self) -> QuizResult:
        """Ends the quiz and returns what it came to."""
        self.end()
        postponed = self.postponed if self.options.placement else None
        return QuizResult(self.machine.answers, postponed, self.is_complete)


def _present(study: Study, items: Sequence[str], seed: int) -> Quiz:
    return present([(name, study.library.item(name).question) for name in items], seed)


def select(study: Study, options: QuizOptions, seed: int) -> list[str]:
    """Returns the ids of the items to ask, in order. Items reserved for the first mock exam are left out."""
    history, library = study.history, study.library
    left_out = history.excluded | (reserved_items(study) - history.answers.keys())
    ids = [name for name in library.item_ids(options.topics or None) if name not in left_out]
    if options.marked:
        ids = [name for name in ids if name in history.marks.flagged]
    if not options.placement:
        return select_items(ids, history.answers, options.number or USUAL, seed, options.missed)
    services = {row.id: row.service for row in library.rows()}
    return interleave_by_service(select_items(ids, history.answers, None, seed), services, options.number or PLACEMENT)


def nothing_to_ask(options: QuizOptions) -> str:
    """Returns why a quiz has no question."""
    if options.marked:
        return "No such question is marked; * marks one that is asked."
    return "No question was answered wrongly the last time." if options.missed else "There is no question to ask."


class AnsweredFile(NamedTuple):
    """The result of answers from a file: `missing` of the `asked` questions have no answer."""

    result: QuizResult
    missing: int
    asked: int


def answer_from_file(study: Study, options: QuizOptions, path: Path) -> AnsweredFile:
    """Answers the questions of the topics, or of the library, as a file says: all of them, or those that are wanted.

    Raises UsageError for a file that cannot be read, an id that does not exist, or a response that cannot be.
    """
    given = known_answers(study, path)
    library, seed = study.library, options.seed or 0
    items: Sequence[str] = library.item_ids(options.topics or None)
    if options.number is not None or options.missed:
        items = select_items(items, study.history.answers, options.number, seed, options.missed)
    session = QuizSession.of_items(study, items, seed)
    asked = [(one.id, one.question) for one in session.machine.questions]
    responses, missing = from_file(given, asked, known=given)  # the ids were checked above
    if asked:
        QuizSession.end_unfinished(study)
    for name, _ in asked:
        if responses[name]:
            session.answer(responses[name])
        else:
            session.skip()
    return AnsweredFile(session.finish(), len(missing), len(asked))
