"""`studykit` alone: today, what comes next, and a menu; without a terminal the same as text."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.cli.counts import counts
from studykit.cli.course import settled
from studykit.cli.desk import Desk
from studykit.cli.history import History, history
from studykit.cli.opening import journal_if_any, shelf
from studykit.library.shelf import Shelf
from studykit.screen.home_screen import Choice, choice_lines, today_lines

LEAVE = "leave"


def today(desk: Desk) -> int:
    """Shows the day; on a terminal, does what is chosen and shows it again, until there was enough."""
    while True:
        found, settings = shelf(desk), settled(desk)
        past = history(journal_if_any(desk), desk, settings)
        day = counts(found.card_ids(), past, desk, settings)
        share = _share(desk) if settings.course else None
        code = next((pack.exam.code for pack in found.packs.values()), "the exam")
        desk.show(today_lines(desk.today(), day, code, desk.measure, desk.ascii))
        if past.leeches:
            desk.say(f"Leeches put aside: {len(past.leeches)}; studykit drill --leeches brings them back")
        if share is not None:
            desk.say(f"Plan: {share['cards']} cards, {share['items']} items, {share['minutes']} min today")
        choices = [*left_open(desk, found), *next_steps(found, past, day)]
        if not desk.interactive:
            desk.show([(), *choice_lines(choices, desk.measure)])
            return 0
        desk.say()
        chosen = _menu(desk, choices)
        if chosen in (None, LEAVE):
            return 0
        desk.say()
        code_of = _do(desk, found, chosen)
        if code_of is None:
            return 0
        desk.close()
        desk.say()


def _share(desk: Desk) -> dict[str, int] | None:
    from studykit.cli.planning import share_of_today

    return share_of_today(desk)


def left_open(desk: Desk, found: Shelf) -> list[Choice]:
    """What an exam left open."""
    log = journal_if_any(desk)
    if log is None:
        return []
    from studykit.cli.reviewing import open_steps

    return open_steps(desk, found, log)


def next_steps(found: Shelf, past: History, day: dict[str, object]) -> list[Choice]:
    """What to do, the most useful first."""
    steps = []
    waits = sum(int(str(day[name])) for name in ("due", "learning", "new"))
    fresh = _unread(found, past)
    explain = [Choice(f"explain:{fresh[0]}", f"Read: {fresh[1]}", f"studykit explain {fresh[0]}")] if fresh else []
    if not past.states and not past.answers:
        steps += [*explain, Choice("placement", "Find out what you know (15 questions)", "studykit quiz --placement")]
    if waits:
        steps.append(Choice("drill", f"Drill {waits} card{'s' if waits != 1 else ''}", "studykit drill"))
    missed = sum(not scores[-1] for name, scores in past.answers.items() if name not in past.aside)
    if missed:
        says = f"Answer again what was wrong ({missed})"
        steps.append(Choice("missed", says, "studykit quiz --missed"))
    steps.append(Choice("quiz", "Answer 10 questions", "studykit quiz"))
    steps += [step for step in explain if step not in steps]
    return [*steps, Choice("topics", "Choose a topic", "studykit topics")]


def _unread(found: Shelf, past: History) -> tuple[str, str] | None:
    """The first topic of which nothing was ever asked: id and title."""
    seen = {name.partition("/")[0] for name in (*past.states, *past.answers)}
    return next(((row.id, row.title) for row in found.rows() if row.id not in seen), None)


def _menu(desk: Desk, choices: Sequence[Choice]) -> str | None:
    from studykit.screen.ask import select
    from studykit.screen.terminal import guarded

    pairs = [(choice.name, choice.says) for choice in choices]
    with guarded():
        return select("What now?", [*pairs, (LEAVE, "Enough for today")], None, desk.ascii)


def _do(desk: Desk, found: Shelf, chosen: str | None) -> int | None:
    """Does what was chosen; None when the learner left by Esc."""
    if chosen == "drill":
        from studykit.cli.drilling import sit as drill

        return drill(desk, [], None, None, None, False, False)
    if chosen in ("quiz", "missed", "placement"):
        from studykit.cli.quizzing import sit as quiz

        return quiz(desk, [], None, chosen == "missed", None, False, chosen == "placement")
    if chosen in ("resume", "retest") or (chosen or "").startswith("review:"):
        return _exam(desk, str(chosen))
    from studykit.cli.explaining import watched

    topic = chosen.partition(":")[2] if chosen and chosen.startswith("explain:") else _topic(desk, found)
    if topic is not None:
        watched(desk, topic)
    return 0


def _exam(desk: Desk, chosen: str) -> int:
    from studykit.cli import examining
    from studykit.session.misses import RETEST_ITEMS

    if chosen == "resume":
        return examining.resume(desk, None, False)
    if chosen == "retest":
        return examining.sit(desk, examining.Wish(RETEST_ITEMS, missed=True), False)
    return examining.review(desk, chosen.partition(":")[2], False)


def _topic(desk: Desk, found: Shelf) -> str | None:
    from studykit.screen.ask import select
    from studykit.screen.terminal import guarded

    rows = found.rows()
    with guarded():
        return (
            select(
                "Which topic?",
                [*((row.id, row.title[: desk.width - 6]) for row in rows), ("", "Back")],
                None,
                desk.ascii,
            )
            or None
        )
