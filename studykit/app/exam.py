"""An exam, wired: a paper is drawn and sat; every move is on disk before the screen shows it; then what comes after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from studykit.app.environment import Desk, is_terminal
from studykit.app.history import history
from studykit.app.item_bank import bank, blueprint, examined, only_domains
from studykit.app.settings import read
from studykit.app.study import journal, library
from studykit.errors import UsageError
from studykit.items import Question
from studykit.library.library import Library
from studykit.library.model import Pack
from studykit.screen.exam.seat import Seat, clock_words, start_words
from studykit.sittings.exam import Exam, Finished, begin, finish
from studykit.sittings.exam_form import BankItem, Blueprint, ExamForm, build_form, least_seen_seed
from studykit.sittings.misses import retest
from studykit.sittings.moves import Abandon, AnswerItem, Go, Move, Resume, Submit
from studykit.sittings.paper import Paper, paper
from studykit.store import exam_sittings as kept
from studykit.store.journal import Journal
from studykit.store.lock import Lock

NARROW = 60
"""Columns below which the room is in lines."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What paper is asked for: how many questions and minutes, of which domains and topics, which seed or paper id."""

    number: int | None = None
    minutes: float | None = None
    domains: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    missed: bool = False
    seed: str | None = None


class Steady:
    """The wall clock (ms), which the monotonic clock carries on where somebody sets it back."""

    def __init__(self, desk: Desk, least: int = 0) -> None:
        self.desk = desk
        self.at = max(least, desk.now())
        self.ticks = desk.ticks()

    def __call__(self) -> int:
        ticks = self.desk.ticks()
        self.at = max(self.desk.now(), self.at + ticks - self.ticks)
        self.ticks = ticks
        return self.at


class Sitting:
    """One sitting at work: its seat, and the pen that writes to the journal."""

    def __init__(self, desk: Desk, found: Library, log: Journal, exam: Exam, name: str) -> None:
        self.desk, self.library, self.log, self.name = desk, found, log, name
        self.done: Finished | None = None
        self.questions = _questions(found, [item.id for item in exam.paper.items])
        pack = found.packs.get(exam.paper.pack)
        title, code = (pack.title, pack.exam.code) if pack else (exam.paper.pack, "the exam")
        self.seat = Seat(exam, self.questions, title, code, Steady(desk, exam.at), self.keep)

    def keep(self, then: Exam, move: Move, now: int) -> None:
        """Writes a move; with the last one the score and all answers."""
        if then.ended is None:
            kept.append_move(self.log, self.name, move, now, self.desk.day())
            return
        done = None if then.end_reason == "abandoned" else finish(then, self.name, self.questions)
        kept.end(self.log, self.name, move, done, now, self.desk.day())
        self.done = done

    def begin(self, drawn: Paper) -> None:
        """The clock starts: the paper goes on disk."""
        now = self.seat.now()
        begun = kept.start(self.log, drawn, now, self.desk.day())
        self.name, self.seat.exam = begun.id, begun.exam

    def run(self, as_json: bool, drawn: Paper | None = None) -> bool:
        """In the room, by key or by line, until the end or until the candidate leaves; False when it never began."""
        if self.desk.interactive and not as_json and self.desk.size[0] >= NARROW:
            from studykit.screen.console.terminal import guarded
            from studykit.screen.exam.full_screen import run
            from studykit.screen.exam.state import Room

            room = Room(self.seat, None if drawn is None else lambda: self.begin(drawn), ascii=self.desk.ascii)
            with guarded():
                run(room, colour=self.desk.colour)
            return room.begun
        from studykit.screen.exam.by_line import LineRoom

        target = self.desk.stderr if as_json else self.desk.stdout
        if drawn is not None:
            target.write("".join(f"{line}\n" for line in start_words(self.seat)))
            if self.desk.stdin.isatty() and not self._wants():
                return False
            self.begin(drawn)
        LineRoom(self.seat, self.desk.stdin, target).run()
        return True

    def _wants(self) -> bool:
        """Asks somebody at a terminal whether the clock may start."""
        self.desk.stderr.write("Enter begins, and the clock starts; q leaves: ")
        self.desk.stderr.flush()
        typed = self.desk.stdin.readline()
        return bool(typed) and not typed.strip().lower().startswith("q")


def _questions(found: Library, names: Collection[str]) -> dict[str, Question]:
    """The questions of these items, as far as the packs still have them."""
    there = set(found.item_ids())
    return {name: found.item(name).question for name in names if name in there}


def draw(desk: Desk, found: Library, log: Journal | None, wish: Wish, seed: str | None) -> tuple[Paper, ExamForm]:
    """The paper that is wished for; without a seed the one that holds least of what was seen before."""
    pack = examined(desk, found, wish.topics)
    plan = blueprint(pack)
    only_domains(plan.weights, wish.domains)
    past = history(log, desk, read(desk.settings)).answers
    pool = [
        item for item in bank(found, pack.id, wish.topics or None) if not wish.domains or item.domain in wish.domains
    ]
    if wish.missed:
        pool = retest(pool, {name for name, scores in past.items() if not scores[-1]})
    if not pool:
        raise UsageError("there is no such question to ask" + ("; nothing was missed" if wish.missed else ""))
    number = wish.number
    if number is None and (wish.topics or wish.missed):
        number = min(plan.items, len({item.point for item in pool}))
    part = plan.part(number, wish.domains)
    made = _form(pool, part, seed, {name: len(scores) for name, scores in past.items()})
    whole = part == plan and not wish.topics and not wish.missed
    return _paper(found, pack, pool, made, wish.minutes, whole), made


def _form(pool: list[BankItem], part: Blueprint, seed: str | None, seen: dict[str, int]) -> ExamForm:
    """The form of a seed (a number, or a paper's id, which must be of the same content)."""
    if seed is None:
        return build_form(pool, part, least_seen_seed(pool, part, seen))
    number, _, mark = seed.partition("-") if not seed.startswith("-") else (seed, "", "")
    if not number.lstrip("-").isdigit():
        raise UsageError(f"the seed is {seed!r}; it takes a whole number, or the id of a paper")
    made = build_form(pool, part, int(number))
    if mark and made.id != seed:
        raise UsageError(f"paper {seed} is of other content or other options; here this seed is paper {made.id}")
    return made


def _paper(
    found: Library, pack: Pack, pool: list[BankItem], made: ExamForm, minutes: float | None, whole: bool
) -> Paper:
    exam = pack.exam
    time = minutes if minutes is not None else round(exam.minutes * len(made.items) / exam.items, 2)
    questions = _questions(found, [item.id for item in made.items])
    warn = tuple(warning for warning in exam.warn if warning < time)
    texts = {item.id: item.text for item in pool}
    return paper(made, questions, pack.id, time, texts=texts, warn=warn, whole=whole, rule=exam.multiple)


def sit(desk: Desk, wish: Wish, as_json: bool) -> int:
    """A new paper, from the start screen to what comes after; the exit code."""
    found = library(desk)
    log = journal(desk)
    with Lock(desk.journal):
        _close_expired(desk, found, log)
        open_ = _open(log)
        if open_:
            raise UsageError(f"the sitting {open_[-1].id} is open; studykit exam resume, or exam abandon")
        drawn, made = draw(desk, found, log, wish, wish.seed)
        for domain, (wanted, have) in made.short.items():
            desk.warn(f"the bank has {have} of {wanted} questions of {domain}; others stand in where there are any")
        at = Sitting(desk, found, log, begin(drawn, desk.now()), "")
        begun = at.run(as_json, drawn)
    return _after(desk, found, log, at, as_json) if begun else _nothing(desk, as_json)


def resume(desk: Desk, name: str | None, as_json: bool) -> int:
    """Back into an open sitting, with the time that is truly left."""
    found = library(desk)
    log = journal(desk)
    with Lock(desk.journal):
        open_ = _open(log)
        one = kept.sitting(log, name) if name else open_[-1] if open_ else None
        if one is None or one.exam.ended is not None:
            raise UsageError("no sitting is open; studykit exam begins one, studykit exam list shows what there was")
        at = Sitting(desk, found, log, one.exam, one.id)
        at.seat.do(Resume())
        if at.seat.exam.ended is None:
            at.run(as_json)
    return _after(desk, found, log, at, as_json)


def _after(desk: Desk, found: Library, log: Journal, at: Sitting, as_json: bool, talks: bool = True) -> int:
    """What follows: the score, or how to come back. `talks`: who is there may review the misses at once."""
    if at.done is not None:
        from studykit.app.exam_results import after

        return after(desk, found, log, at.done, as_json, talks and is_terminal(desk.stdin))
    if as_json:
        desk.json(None)
    else:
        left = clock_words(at.seat.left())
        desk.say(f"The sitting {at.name} is open, {left} left and running: studykit exam resume")
    return 0


def _nothing(desk: Desk, as_json: bool) -> int:
    if as_json:
        desk.json(None)
    else:
        desk.say("The paper was not begun.")
    return 0


def _open(log: Journal) -> list[kept.StoredExam]:
    return [one for one in kept.sittings(log) if one.exam.ended is None]


def _close_expired(desk: Desk, found: Library, log: Journal) -> None:
    """Ends what ran out of time while nobody was in the room."""
    for one in _open(log):
        at = Sitting(desk, found, log, one.exam, one.id)
        if not at.seat.left():
            at.seat.do(Resume())
            desk.stderr.write(f"The time of sitting {one.id} ran out; studykit exam review {one.id} shows its score.\n")


def abandon(desk: Desk, name: str | None) -> int:
    """Gives an open sitting up: nothing is scored."""
    found, log = library(desk), journal(desk)
    with Lock(desk.journal):
        open_ = _open(log)
        one = kept.sitting(log, name) if name else open_[-1] if open_ else None
        if one is None or one.exam.ended is not None:
            raise UsageError("no sitting is open, so there is none to abandon")
        Sitting(desk, found, log, one.exam, one.id).seat.do(Abandon())
    desk.say(f"The sitting {one.id} is abandoned; it is not scored.")
    return 0


def review(desk: Desk, name: str, as_json: bool, files: Sequence[tuple[str, Path]] = ()) -> int:
    """The report of a sitting that is over, on the screen and to files, and its review."""
    from studykit.app.exam_results import after

    found, log = library(desk), journal(desk)
    one = kept.sitting(log, name)
    if one.exam.ended is None:
        with Lock(desk.journal):
            _close_expired(desk, found, log)
            one = kept.sitting(log, name)
    if one.finished is None:
        state = "abandoned" if one.exam.end_reason == "abandoned" else "still open"
        raise UsageError(f"the sitting {one.id} is {state}, so there is nothing to review")
    return after(desk, found, log, one.finished, as_json, files=files)


def from_file(desk: Desk, wish: Wish, path: Path, as_json: bool) -> int:
    """A paper answered from a file, begun and handed in at once; 1 for gaps. The seed is 0 unless given."""
    from studykit.app.answers_file import read as read_answers
    from studykit.sittings.quiz import from_file as from_answers

    found, log = library(desk), journal(desk)
    given = read_answers(path)
    drawn, _ = draw(desk, found, log, wish, wish.seed or "0")
    questions = _questions(found, [item.id for item in drawn.items])
    known = {*found.item_ids(), *found.card_ids()}
    responses, gaps = from_answers(given, [(item.id, questions[item.id]) for item in drawn.items], known)
    for item in drawn.items:
        if len(responses[item.id]) > item.choose:
            raise UsageError(f"{item.id}: {len(responses[item.id])} options are given, and it takes {item.choose}")
    at = Sitting(desk, found, log, begin(drawn, desk.now()), "")
    at.begin(drawn)
    for place, item in enumerate(drawn.items):
        at.seat.do(Go(place))
        if responses[item.id]:
            at.seat.do(AnswerItem(place, responses[item.id]))
    at.seat.do(Submit())
    code = _after(desk, found, log, at, as_json, talks=False)
    if gaps:
        desk.warn(f"{len(gaps)} of {len(drawn.items)} questions have no answer in {path}")
    return 1 if gaps else code
