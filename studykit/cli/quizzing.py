"""A quiz, wired: the machine says which question, the form asks, the answer is in the journal before any feedback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from studykit.cli.banking import aside
from studykit.cli.desk import Desk
from studykit.cli.entry import Entry
from studykit.cli.history import history
from studykit.cli.marks import ASIDE, mark, revision
from studykit.cli.opening import form, journal, shelf
from studykit.cli.settings import read
from studykit.cli.taking_back import take_back
from studykit.errors import unknown
from studykit.library.shelf import Shelf
from studykit.screen import question as shown
from studykit.screen.form import END, Form
from studykit.session.quiz import Answer, Dealt, Quiz, choose, deal
from studykit.session.quiz import from_file as from_answers
from studykit.sim.frames.canvas import Segment
from studykit.store.journal import Journal

USUAL = 10
"""Questions of a quiz, unless the learner says otherwise."""
LEAVES = ("q", "escape", END)
ACTS = {"s": "suspend", "*": "mark", "!": "report"}


@dataclass
class Table:
    """All that a quiz needs, and the machine as it stands. `before`: the machines that undo goes back to."""

    desk: Desk
    journal: Journal
    shelf: Shelf
    form: Form
    quiz: Quiz
    before: list[Quiz] = field(default_factory=list)

    def run(self) -> None:
        """Asks question after question until none is left or the learner leaves."""
        while (dealt := self.quiz.current) is not None:
            if not self.ask(dealt):
                return

    def ask(self, dealt: Dealt) -> bool:
        """One question, from its stem to the Enter after its feedback; False when the learner leaves."""
        form, question = self.form, dealt.question
        entry = Entry(question, dealt.order)
        place, total = len(self.quiz.answers) + 1, len(self.quiz.questions)
        topic = dealt.id.partition("/")[0]
        form.add(lambda canvas: shown.stem(question, place, total, topic, canvas))
        form.add(lambda canvas: shown.options(question, dealt.order, entry.shown, canvas, form.typed), stays=True)
        started = self.desk.now()
        while True:
            key = form.ask(shown.hints(question, len(dealt.order)))
            if key in LEAVES:
                return False
            if entry.takes(key, form.typed):
                if not entry.done:
                    continue
            elif key == "u":
                if self.undo():
                    return True
                continue
            elif key in ACTS:
                if self.mark(dealt, ACTS[key]):
                    return True
                continue
            else:
                self.note(entry.complaint or (f"{key!r} is no answer here; ? lists what is" if form.typed else ""))
                continue
            answer = self.answer(dealt, entry, self.desk.now() - started)
            form.end()
            return self.feedback(dealt, answer)

    def answer(self, dealt: Dealt, entry: Entry, took: int) -> Answer:
        """Scores the answer; on return it is on disk."""
        self.before.append(self.quiz)
        self.quiz = self.quiz.answer(entry.response, entry.sure, took)
        answer = self.quiz.answers[-1]
        keep(self.journal, self.desk, self.shelf, answer)
        return answer

    def feedback(self, dealt: Dealt, answer: Answer) -> bool:
        """Shows what was right and why, until the learner goes on; False when the learner leaves."""
        from studykit.cli.feedback import Feedback

        went = Feedback(self.desk, self.journal, self.shelf, self.form, dealt, answer).run()
        self.form.end()
        if went == "undo":
            self.undo()
        return went != "leave"

    def undo(self) -> bool:
        """Back before the last answer or mark of this sitting; False when there is none."""
        if not self.before:
            self.note("nothing to take back in this quiz; studykit undo goes further back")
            return False
        self.quiz = self.before.pop()
        self.note(take_back(self.journal, self.desk) or "nothing to take back")
        self.form.end()
        return True

    def mark(self, dealt: Dealt, what: str) -> bool:
        """Marks the question; True when it is put aside and another comes."""
        said = mark(self.journal, self.desk, self.shelf, self.form, dealt.id, what)
        if said != "not reported":
            self.before.append(self.quiz)
        self.note(said)
        if what in ASIDE:
            self.quiz = replace(self.quiz, questions=tuple(one for one in self.quiz.questions if one.id != dealt.id))
            self.form.end()
            return True
        return False

    def note(self, text: str) -> None:
        """A quiet line below the question."""
        if text:
            self.form.add(lambda canvas: [(), (Segment(text[: canvas.width], "dim"),)], stays=True)


def keep(log: Journal, desk: Desk, found: Shelf, answer: Answer) -> None:
    """Writes an answer; it is on disk when this returns."""
    data = {
        "chosen": list(answer.chosen),
        "right": answer.right,
        "sure": answer.sure,
        "took": answer.took,
        "revision": revision(found, answer.id),
    }
    log.append("answer", answer.id, data, desk.now(), desk.day())


def sit(
    desk: Desk,
    topics: Sequence[str],
    number: int | None,
    missed: bool,
    seed: int | None,
    as_json: bool,
    placement: bool = False,
) -> int:
    """A whole quiz; the exit code."""
    found = shelf(desk)
    log = journal(desk)
    past = history(log, desk, read(desk.settings))
    kept = aside(found, log) - past.answers.keys()
    ids = [name for name in found.item_ids(topics or None) if name not in past.aside and name not in kept]
    chance = desk.now() if seed is None else seed
    if placement:
        from studykit.session.feeding import PLACEMENT, placed

        services = {row.id: row.service for row in found.rows()}
        chosen = placed(choose(ids, past.answers, None, chance), services, number or PLACEMENT)
    else:
        chosen = choose(ids, past.answers, number or USUAL, chance, missed)
    if not chosen:
        quiz = deal([], chance)
        if as_json:
            desk.json(quiz.result())
        else:
            desk.say("No question was answered wrongly the last time." if missed else "There is no question to ask.")
        return 0
    return ask(desk, found, log, chosen, chance, as_json, placement)


def ask(
    desk: Desk,
    found: Shelf,
    log: Journal,
    chosen: Sequence[str],
    seed: int,
    as_json: bool = False,
    placement: bool = False,
) -> int:
    """Asks these items, in this order; the exit code."""
    quiz = deal([(name, found.item(name).question) for name in chosen], seed)
    with form(desk, desk.stderr if as_json else None) as asked:
        table = Table(desk, log, found, asked, quiz)
        table.run()
    _finish(desk, log, table.quiz, as_json, found, placement)
    return 0


def _finish(desk: Desk, log: Journal, quiz: Quiz, as_json: bool, found: Shelf, placement: bool = False) -> None:
    right, off = sum(answer.right for answer in quiz.answers), 0
    if quiz.answers:
        from studykit.cli.fed import feed

        log.append("sitting", "quiz", {"items": len(quiz.answers), "right": right}, desk.now(), desk.day())
        off = feed(desk, found, log, quiz.answers, placement)
    if as_json:
        desk.json(quiz.result())
        return
    if not quiz.answers:
        desk.say("Nothing was answered.")
        return
    desk.say(f"{right} of {len(quiz.answers)} right.")
    if placement:
        from studykit.session.feeding import KNOWN_DAYS

        desk.say(f"Put off for {KNOWN_DAYS} days as known: {off} cards. studykit drill begins with the others.")
    wrong = Counter(answer.id.partition("/")[0] for answer in quiz.answers if not answer.right)
    if wrong:
        topic, _ = wrong.most_common(1)[0]
        desk.say(f"studykit quiz --missed asks the others again; studykit explain {topic} tells why.")


def from_file(
    desk: Desk, topics: Sequence[str], number: int | None, missed: bool, seed: int, path: Path, as_json: bool
) -> int:
    """Answers from a file: all items of the topics, or of the library, are asked, or `number` of them; 1 for gaps."""
    from studykit.cli.answers import read as read_answers

    found = shelf(desk)
    given = read_answers(path)
    log = journal(desk)
    past = history(log, desk, read(desk.settings))
    ids = found.item_ids(topics or None)
    chosen = list(ids) if number is None and not missed else choose(ids, past.answers, number, seed, missed)
    asked = [(name, found.item(name).question) for name in chosen]
    known = {*found.item_ids(), *found.card_ids()}
    for name in given:
        if name not in known:
            raise unknown("card or item", name, known)
    responses, gaps = from_answers(given, asked, known)
    quiz = deal(asked, seed)
    for dealt in quiz.questions:
        quiz = quiz.answer(responses[dealt.id])
        if responses[dealt.id]:
            keep(log, desk, found, quiz.answers[-1])
    _finish(desk, log, quiz, as_json, found)
    if gaps:
        desk.warn(f"{len(gaps)} of {len(asked)} questions have no answer in {path}")
    return 1 if gaps else 0
