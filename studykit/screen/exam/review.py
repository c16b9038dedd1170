"""The review of an exam's misses: five a day, interruptible, each with its reasons, its replay and its cause."""

from __future__ import annotations

from collections import Counter

from studykit.app.exam_results import ExamResult
from studykit.app.exam_review import causes, mark_reviewed, misses_left, retest_date
from studykit.app.session import Undoable
from studykit.app.study import Study
from studykit.library.library import Library
from studykit.screen.console.console import Console
from studykit.screen.console.dialog import LEAVES, Dialog, Hints
from studykit.screen.quiz import question as shown
from studykit.sittings.exam import ScoredItem
from studykit.sittings.misses import MISS_CAUSES, REVIEWS_PER_DAY, ReviewStatus
from studykit.sittings.quiz import PresentedQuestion, QuizAnswer
from studykit.sittings.sizes import RETEST
from studykit.text.lines import Segment
from studykit.text.wrap import wrapped

START = Hints("Enter begins the review, q leaves it for later", (("Enter", "review"), ("q", "later")))
WHY = Hints(
    "why, 1 to 4 (Enter: none of these)",
    (*((key, words) for key, (_, words) in MISS_CAUSES.items()), ("Enter", "none of these"), ("q", "later")),
)


class MissReview:
    """The review of one exam. `misses`: the missed items that are still in their pack, by id, in the review's order."""

    def __init__(self, console: Console, study: Study, result: ExamResult) -> None:
        self.console = console
        self.study = study
        self.exam = result.finished
        self.misses = misses_in_pack(study.library, result)

    def run(self, asks: bool) -> None:
        """Prints the status and, if `asks`, reviews the misses of today, or five more once those are done."""
        left = self._left()
        self.print_status(left)
        if not asks or not left.open:
            return
        with self.console.dialog() as dialog:
            if dialog.ask(START) in LEAVES:
                return
            dialog.commit()
            self._review(dialog, list(left.ids[: left.today or REVIEWS_PER_DAY]))
        self.print_status(self._left())

    def _left(self) -> ReviewStatus:
        return misses_left(self.study, self.misses, self.exam.sitting)

    def print_status(self, left: ReviewStatus) -> None:
        """Prints how many misses are left, and the date of the retest."""
        for text in self.status_lines(left):
            self.console.lines(wrapped(text, self.console.text_width) or [()])

    def status_lines(self, left: ReviewStatus) -> list[str]:
        """Returns how many misses are left, and the date of the retest."""
        date = retest_date(self.exam)
        again = f"From {date:%A} {date.day} {date:%B} on, variants of them: studykit exam --missed -n {RETEST}"
        if not left.open:
            return ["", f"The review is done: {left.done} of {left.done}. {self._cause_words()}".rstrip(), again]
        total = len(left.ids) + left.done
        later = len(left.ids) - left.today
        parts = [f"{left.today} now"] if left.today else []
        parts += [f"{'the other ' if parts else ''}{later} due tomorrow"] if later else []
        said = f"Misses to review: {len(left.ids)} of {total}, {' and '.join(parts)}."
        return ["", said, f"At any time: studykit exam review {self.exam.sitting}", again]

    def _cause_words(self) -> str:
        """Returns the causes of the misses with their numbers, the most frequent first; empty if none was given."""
        counts = Counter(causes(self.study.journal, self.exam.sitting).values())
        return ", ".join(f"{word} {count}" for word, count in counts.most_common()) + "." if counts else ""

    def _review(self, dialog: Dialog, ids: list[str]) -> None:
        """Reviews these misses; `u` undoes a mark, or returns to the miss before if there is none to undo."""
        place = 0
        while place < len(ids):
            went = self._review_one(dialog, self.misses[ids[place]])
            if went == "leave":
                return
            place = max(0, place + (-1 if went == "undo" else 1))

    def _review_one(self, dialog: Dialog, miss: ScoredItem) -> str:
        """Shows a miss with the answer that was given, then asks for its cause. Returns `next`, `undo` or `leave`."""
        presented, answer = present_miss(self.study.library, miss)
        number, total = self.exam.items.index(miss) + 1, len(self.exam.items)
        topic = miss.id.partition("/")[0]
        dialog.add(lambda canvas: shown.stem(presented.question, number, total, topic, canvas))
        dialog.add(lambda canvas: shown.options(presented.question, presented.order, answer.chosen, canvas))
        if self.study.library.revision(miss.id) != miss.item.text:
            dialog.add(lambda canvas: [(), (Segment("This question was edited since.", "dim"),)])
        dialog.commit()
        went = self._feedback(dialog, presented, answer)
        dialog.commit()
        return self._ask_cause(dialog, miss) if went == "next" else went

    def _feedback(self, dialog: Dialog, presented: PresentedQuestion, answer: QuizAnswer) -> str:
        """Shows the feedback of a quiz on an answer. Its marks can be undone as long as it is shown."""
        from studykit.screen.quiz.feedback import Feedback

        marks: Undoable[None] = Undoable(self.study, None)
        return Feedback(self.console, marks, dialog, presented, answer).run()

    def _ask_cause(self, dialog: Dialog, miss: ScoredItem) -> str:
        """Asks why an item was missed; with the answer it is reviewed. Returns `next` or `leave`."""
        lines = [(Segment(f"  {key}  ", "key"), Segment(words)) for key, (_, words) in MISS_CAUSES.items()]
        dialog.add(lambda canvas: [(Segment("Why was it missed?", "title"),), *(lines if dialog.typed else [])])
        while True:
            key = dialog.ask(WHY)
            if key in LEAVES:
                return "leave"
            if key == "enter" or key in MISS_CAUSES:
                cause = MISS_CAUSES[key][0] if key in MISS_CAUSES else None
                mark_reviewed(self.study, miss.id, self.exam.sitting, cause)
                dialog.commit()
                return "next"


def misses_in_pack(library: Library, result: ExamResult) -> dict[str, ScoredItem]:
    """Returns the misses that are still in their pack, by id, in the order of their review."""
    there = set(library.item_ids())
    return {miss.id: miss for miss in result.report.order if miss.id in there}


def present_miss(library: Library, miss: ScoredItem) -> tuple[PresentedQuestion, QuizAnswer]:
    """Returns a miss as a quiz presents it: the options in the paper's order, as far as the pack still has them."""
    question = library.item(miss.id).question
    names = shown.texts_of(question)
    order = tuple(dict.fromkeys((*(name for name in miss.item.order if name in names), *names)))
    chosen = tuple(name for name in miss.given.response if name in names)
    answer = QuizAnswer(miss.id, chosen, False, miss.given.sure, miss.given.took)
    return PresentedQuestion(miss.id, question, order), answer
