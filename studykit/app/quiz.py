"""A quiz, wired: which questions, from the library or from where one was cut; and what is said and kept at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from studykit.app.course import settled
from studykit.app.environment import Desk
from studykit.app.history import History, history
from studykit.app.item_bank import aside
from studykit.app.marks import ASIDE
from studykit.app.options import Questions
from studykit.app.queue import parting
from studykit.app.resume import seat
from studykit.app.settings import read
from studykit.app.study import form, journal, library
from studykit.errors import unknown
from studykit.library.library import Library
from studykit.screen.quiz.loop import Table, keep
from studykit.sittings.quiz import Quiz, QuizAnswer, present, select_items
from studykit.sittings.quiz import from_file as from_answers
from studykit.sittings.sizes import PLACEMENT, USUAL
from studykit.store.journal import Journal
from studykit.store.unfinished import UnfinishedSitting, finish


def sit(desk: Desk, wish: Questions, as_json: bool = False) -> int:
    """A whole quiz, or the rest of one that was cut; the exit code."""
    found, log = library(desk), journal(desk)
    with seat(desk, log, "quiz") as (free, cut):
        if cut is not None:
            quiz = rest(found, cut)
            if not as_json and quiz.current is not None and Questions.of(cut.data["wish"]) == wish:
                desk.say(f"Going on where it was cut: {len(quiz.answers)} of {len(quiz.questions)} are answered.\n")
                with form(desk) as asked:
                    table = Table(desk, log, found, asked, quiz, begun=cut.id)
                    table.run()
                return _finish(table, wish.placement)
            _stop(desk, log, found, cut)
        past = history(log, desk, read(desk.settings))
        chance = desk.now() if wish.seed is None else wish.seed
        chosen = _chosen(found, log, past, wish, chance)
        if not chosen:
            if as_json:
                desk.json(present([], chance).result())
            else:
                desk.say(_nothing(wish))
            return 0
        return ask(desk, found, log, chosen, chance, as_json, wish, free)


def _nothing(wish: Questions) -> str:
    """What is said when there is no question."""
    if wish.marked:
        return "No such question is marked; * marks one that is asked."
    return "No question was answered wrongly the last time." if wish.missed else "There is no question to ask."


def _chosen(found: Library, log: Journal, past: History, wish: Questions, chance: int) -> list[str]:
    kept = aside(found, log) - past.answers.keys()
    ids = [name for name in found.item_ids(wish.topics or None) if name not in past.aside and name not in kept]
    if wish.marked:
        ids = [name for name in ids if name in past.marked]
    if not wish.placement:
        return select_items(ids, past.answers, wish.number or USUAL, chance, wish.missed)
    from studykit.sittings.card_effects import interleave_by_service

    services = {row.id: row.service for row in found.rows()}
    return interleave_by_service(select_items(ids, past.answers, None, chance), services, wish.number or PLACEMENT)


def rest(found: Library, cut: UnfinishedSitting) -> Quiz:
    """A quiz as it was when it was cut; what is gone from the packs since, or was put aside, is left out."""
    there = set(found.item_ids())
    given = {one.subject: one for one in cut.events if one.kind == "answer" and "sitting" not in one.data}
    off = {one.subject for one in cut.events if one.kind == "mark" and one.data.get("what") in ASIDE}
    dealt = [name for name in cut.data["items"] if name in there]
    answered = [name for name in given if name in dealt]
    open_ = [name for name in dealt if name not in given and name not in off]
    quiz = present([(name, found.item(name).question) for name in (*answered, *open_)], cut.data["seed"])
    data = [(name, given[name].data) for name in answered]
    return replace(
        quiz,
        answers=tuple(QuizAnswer(name, tuple(d["chosen"]), d["right"], d["sure"], d["took"]) for name, d in data),
    )


def ask(
    desk: Desk,
    found: Library,
    log: Journal,
    chosen: Sequence[str],
    seed: int,
    as_json: bool = False,
    wish: Questions | None = None,
    keeps: bool = True,
) -> int:
    """Asks these items, in this order; the exit code. `wish`: what asked for them; `keeps`: it is kept with them, so
    that the quiz can go on where it was cut."""
    quiz = present([(name, found.item(name).question) for name in chosen], seed)
    dealt = {"wish": wish.as_data(), "items": list(chosen), "seed": seed} if wish and keeps else None
    with form(desk, desk.stderr if as_json else None) as asked:
        table = Table(desk, log, found, asked, quiz, dealt)
        table.run()
    return _finish(table, wish is not None and wish.placement, as_json)


def _stop(desk: Desk, log: Journal, found: Library, cut: UnfinishedSitting | None) -> None:
    """Ends a quiz that was cut and is not gone on with."""
    if cut is not None:
        _end(desk, log, cut.id, rest(found, cut), found, Questions.of(cut.data["wish"]).placement)


def _end(desk: Desk, log: Journal, begun: str, quiz: Quiz, found: Library, placement: bool) -> int:
    """Ends a quiz: its answers reach the cards; how many are put off as known."""
    from studykit.app.card_effects import feed

    right = sum(answer.right for answer in quiz.answers)
    finish(log, "quiz", begun, {"items": len(quiz.answers), "right": right}, desk.now(), desk.day())
    return feed(desk, found, log, quiz.answers, placement)


def _finish(table: Table, placement: bool, as_json: bool = False) -> int:
    desk, quiz = table.desk, table.quiz
    off = _end(desk, table.journal, table.begun, quiz, table.library, placement) if quiz.answers or table.begun else 0
    _tell(desk, quiz, off if placement else None, as_json)
    if quiz.answers and quiz.current is None and not as_json:
        settings = settled(desk)
        if last := parting(desk, table.library, history(table.journal, desk, settings), settings):
            desk.tell(last)
    return 0


def _tell(desk: Desk, quiz: Quiz, off: int | None, as_json: bool) -> None:
    """SittingKind a quiz came to. `off`: cards that a placement put off."""
    if as_json:
        desk.json(quiz.result())
        return
    if not quiz.answers:
        desk.say("Nothing was answered.")
        return
    desk.say(f"{sum(answer.right for answer in quiz.answers)} of {len(quiz.answers)} right.")
    if off is not None:
        from studykit.sittings.card_effects import KNOWN_DAYS

        desk.tell(f"Put off for {KNOWN_DAYS} days as known: {off} cards. studykit drill begins with the others.")
    wrong = Counter(answer.id.partition("/")[0] for answer in quiz.answers if not answer.right)
    if wrong:
        topic, _ = wrong.most_common(1)[0]
        desk.tell(f"studykit quiz --missed asks the others again; studykit explain {topic} tells why.")


def from_file(
    desk: Desk, topics: Sequence[str], number: int | None, missed: bool, seed: int, path: Path, as_json: bool
) -> int:
    """Answers from a file: all items of the topics, or of the library, are asked, or `number` of them; 1 for gaps."""
    from studykit.app.answers_file import read as read_answers

    found = library(desk)
    given = read_answers(path)
    log = journal(desk)
    past = history(log, desk, read(desk.settings))
    ids = found.item_ids(topics or None)
    chosen = list(ids) if number is None and not missed else select_items(ids, past.answers, number, seed, missed)
    asked = [(name, found.item(name).question) for name in chosen]
    known = {*found.item_ids(), *found.card_ids()}
    for name in given:
        if name not in known:
            raise unknown("card or item", name, known)
    responses, gaps = from_answers(given, asked, known)
    quiz = present(asked, seed)
    if quiz.questions:
        with seat(desk, log, "quiz") as (_, cut):
            _stop(desk, log, found, cut)
    for dealt in quiz.questions:
        quiz = quiz.answer(responses[dealt.id])
        if responses[dealt.id]:
            keep(log, desk, found, quiz.answers[-1])
    if quiz.answers:
        _end(desk, log, "", quiz, found, False)
    _tell(desk, quiz, None, as_json)
    if gaps:
        desk.warn(f"{len(gaps)} of {len(asked)} questions have no answer in {path}")
    return 1 if gaps else 0
