"""The review of a paper's misses: five a day, interruptible, each with its reasons, its replay and its cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from studykit.app.environment import Desk
from studykit.library.library import Library
from studykit.screen.console.dialog import END, Dialog, Hints
from studykit.screen.home.view import Choice
from studykit.sittings.misses import (
    MISS_CAUSES,
    RETEST_AFTER,
    RETEST_ITEMS,
    REVIEWS_PER_DAY,
    ReviewStatus,
    review_status,
)
from studykit.text.lines import Segment
from studykit.text.wrap import wrapped

if TYPE_CHECKING:
    from studykit.sittings.exam import Finished, ScoredItem
    from studykit.sittings.exam_report import PaperReport
    from studykit.sittings.quiz import PresentedQuestion, QuizAnswer
    from studykit.store.journal import Entry, Journal

LEAVES = ("q", "escape", END)
START = Hints("Enter begins the review, q leaves it for later", (("Enter", "review"), ("q", "later")))
WHY = Hints(
    "why, 1 to 4 (Enter: none of these)",
    (*((key, words) for key, (_, words) in MISS_CAUSES.items()), ("Enter", "none of these"), ("q", "later")),
)
FORGET = 14
"""Days after which no retest is offered any more."""


class Review:
    """The review of one sitting, as far as it got."""

    def __init__(self, desk: Desk, library: Library, journal: Journal, done: Finished, made: PaperReport) -> None:
        self.desk, self.library, self.journal, self.done = desk, library, journal, done
        there = set(library.item_ids())
        self.sats = {sat.id: sat for sat in made.order if sat.id in there}

    def state(self) -> ReviewStatus:
        """What is left, and what of it is for today."""
        return review_status(self.sats, reviewed(self.journal.entries("mark"), self.done.sitting), self.desk.day())

    def run(self, talks: bool) -> None:
        """Says how the review stands and, where somebody may answer, goes on with it."""
        left = self.state()
        self.tell(left)
        if not talks or not left.open:
            return
        from studykit.app.study import form

        with form(self.desk) as asked:
            if asked.ask(START) in LEAVES:
                return
            asked.end()
            self.go(asked, list(left.ids[: left.today or REVIEWS_PER_DAY]))
        self.tell(self.state())

    def tell(self, left: ReviewStatus) -> None:
        """How the review stands, on the screen."""
        for text in self.standing(left):
            self.desk.show(wrapped(text, self.desk.measure) or [()])

    def standing(self, left: ReviewStatus) -> list[str]:
        """How the review stands, and when the retest is due."""
        date = _date(self.done.ended) + timedelta(days=RETEST_AFTER)
        again = f"From {date:%A} {date.day} {date:%B} on, variants of them: studykit exam --missed -n {RETEST_ITEMS}"
        if not left.open:
            return ["", f"The review is done: {left.done} of {left.done}. {self.causes()}".rstrip(), again]
        total = len(left.ids) + left.done
        later = len(left.ids) - left.today
        parts = [f"{left.today} now"] if left.today else []
        parts += [f"{'the other ' if parts else ''}{later} due tomorrow"] if later else []
        said = f"Misses to review: {len(left.ids)} of {total}, {' and '.join(parts)}."
        return ["", said, f"At any time: studykit exam review {self.done.sitting}", again]

    def causes(self) -> str:
        """Why the misses were missed, as the learner said, the most frequent first."""
        counts = Counter(causes(self).values())
        return ", ".join(f"{word} {count}" for word, count in counts.most_common()) + "." if counts else ""

    def go(self, form: Dialog, ids: list[str]) -> None:
        """One miss after another; `u` takes a mark back, and without one goes back to the miss before."""
        place = 0
        while place < len(ids):
            went = self.ask(form, self.sats[ids[place]])
            if went == "leave":
                return
            place = max(0, place + (-1 if went == "undo" else 1))

    def ask(self, form: Dialog, sat: ScoredItem) -> str:
        """One miss: the stem, what was chosen, the reasons, the replay; then why it was missed. How the learner went
        on."""
        from studykit.app.marks import revision
        from studykit.screen.quiz import question as shown
        from studykit.screen.quiz.feedback import Feedback

        dealt, answer = self.dealt(sat)
        number = self.done.items.index(sat) + 1
        topic = sat.id.partition("/")[0]
        form.add(lambda canvas: shown.stem(dealt.question, number, len(self.done.items), topic, canvas))
        form.add(lambda canvas: shown.options(dealt.question, dealt.order, answer.chosen, canvas))
        if revision(self.library, sat.id) != sat.item.text:
            form.add(lambda canvas: [(), (Segment("This question was edited since.", "dim"),)])
        form.add(lambda canvas: [()])
        went = Feedback(self.desk, self.journal, self.library, form, dealt, answer).run()
        form.end()
        return self.classify(form, sat) if went == "next" else went

    def dealt(self, sat: ScoredItem) -> tuple[PresentedQuestion, QuizAnswer]:
        """A miss as a quiz asks it: with the options as they lay, as far as the pack still has them."""
        from studykit.screen.quiz.question import texts_of
        from studykit.sittings.quiz import PresentedQuestion, QuizAnswer

        question = self.library.item(sat.id).question
        names = texts_of(question)
        order = tuple(dict.fromkeys((*(name for name in sat.item.order if name in names), *names)))
        chosen = tuple(name for name in sat.given.response if name in names)
        answer = QuizAnswer(sat.id, chosen, False, sat.given.sure, sat.given.took)
        return PresentedQuestion(sat.id, question, order), answer

    def classify(self, form: Dialog, sat: ScoredItem) -> str:
        """Asks why it was missed; with the answer the miss is reviewed, and that is on disk."""
        lines = [(Segment(f"  {key}  ", "key"), Segment(words)) for key, (_, words) in MISS_CAUSES.items()]
        form.add(lambda canvas: [(Segment("Why was it missed?", "title"),), *(lines if form.typed else [])])
        while True:
            key = form.ask(WHY)
            if key in LEAVES:
                return "leave"
            if key == "enter" or key in MISS_CAUSES:
                why = MISS_CAUSES[key][0] if key in MISS_CAUSES else None
                data = {"what": "review", "sitting": self.done.sitting, "why": why}
                self.journal.append("mark", sat.id, data, self.desk.now(), self.desk.day())
                form.end()
                return "next"


def _of(marks: Iterable[Entry], sitting: str) -> list[Entry]:
    return [mark for mark in marks if mark.data.get("what") == "review" and mark.data.get("sitting") == sitting]


def causes(review: Review) -> dict[str, str]:
    """Why each miss was missed, in the learner's words; the last word counts."""
    words = dict(MISS_CAUSES.values())
    marks = {mark.subject: mark.data.get("why") for mark in _of(review.journal.entries("mark"), review.done.sitting)}
    return {item: words[why] for item, why in marks.items() if why in words}


def reviewed(marks: Iterable[Entry], sitting: str) -> list[tuple[str, int]]:
    """The misses of a sitting that were gone through, each with its learning day."""
    return [(mark.subject, mark.day) for mark in _of(marks, sitting)]


def _date(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000)  # noqa: DTZ006 -- a learner's day is the local one


def open_steps(desk: Desk, library: Library, journal: Journal | None) -> list[Choice]:
    """What an exam left open, a line each: a sitting, the review of the latest misses, the retest when it is due."""
    if journal is None or not journal.exists("sitting", "exam/"):
        return []
    from studykit.screen.exam.seat import clock_words
    from studykit.store.exam_sittings import sittings

    steps, kept, marks = [], sittings(journal), list(journal.entries("mark"))
    there = set(library.item_ids())
    for one in kept:
        if one.exam.ended is None:
            left = one.exam.left(desk.now())
            says = f"Go on with the paper ({clock_words(left)} left)" if left else "See the paper whose time ran out"
            steps.append(Choice("resume", says, "studykit exam resume"))
    for one in reversed(kept):
        done = one.finished
        missed = [sat.id for sat in done.missed if sat.id in there] if done else []
        wait = review_status(missed, reviewed(marks, one.id), desk.day())
        if wait.open:
            when = f"{wait.today} today" if wait.today else "from tomorrow"
            says = f"Review what the paper missed ({len(wait.ids)} left, {when})"
            steps.append(Choice(f"review:{one.id}", says, f"studykit exam review {one.id}"))
            break
    last = kept[-1].finished if kept else None
    if last is not None and last.missed:
        days = (_date(desk.now()).date() - _date(last.ended).date()).days
        if RETEST_AFTER <= days <= FORGET:
            steps.append(Choice("retest", "Retest what was missed", f"studykit exam --missed -n {RETEST_ITEMS}"))
    return steps
