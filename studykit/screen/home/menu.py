"""The menu of the first screen, and what each of its choices does."""

from __future__ import annotations

from collections.abc import Sequence

from studykit.app.environment import Desk
from studykit.app.study import journal
from studykit.library.library import Library
from studykit.planning.days import WARM_UP
from studykit.screen.home.view import Choice

LEAVE = "leave"


def menu(desk: Desk, choices: Sequence[Choice]) -> str | None:
    """The choice that was made; None when that was enough for today."""
    from studykit.screen.console.select import select
    from studykit.screen.console.terminal import guarded

    pairs = [(choice.name, choice.says) for choice in choices]
    with guarded():
        chosen = select("What now?", [*pairs, (LEAVE, "Enough for today")], None, desk.ascii)
    return None if chosen == LEAVE else chosen


def do(desk: Desk, found: Library, chosen: str) -> int:
    """Does what was chosen."""
    what, _, rest = chosen.partition(":")
    if what == "cut":
        return _go_on(desk, rest)
    if what in ("drill", "warm-up"):
        from studykit.app.drill import sit as drill
        from studykit.app.options import Cards

        return drill(desk, Cards(limit=WARM_UP, cram=True) if what == "warm-up" else Cards())
    if what in ("quiz", "missed", "placement", "items"):
        from studykit.app.options import Questions
        from studykit.app.quiz import sit as quiz

        service, _, number = rest.partition(":")
        topics = (service,) if service else ()
        wish = Questions(topics, int(number) if number else None, what == "missed", placement=what == "placement")
        return quiz(desk, wish)
    if what in ("resume", "retest", "review", "mock"):
        return _exam(desk, what, rest)
    if what == "sheet":
        from studykit.screen.explain.sheets import show

        return show(desk)
    from studykit.screen.explain.loop import watched

    topic = rest if what == "explain" else _topic(desk, found)
    if topic is not None:
        watched(desk, topic)
    return 0


def _go_on(desk: Desk, what: str) -> int:
    """Goes on with the drill or the quiz that was cut, by asking for the same again."""
    from studykit.app import drill as drilling
    from studykit.app import quiz as quizzing
    from studykit.app.options import Cards, Questions
    from studykit.store.unfinished import find_unfinished

    log = journal(desk)
    if what == "drill" and (drill := find_unfinished(log, "drill", 0)):
        return drilling.sit(desk, Cards.of(drill.data["wish"]))
    if what == "quiz" and (quiz := find_unfinished(log, "quiz", 0)):
        return quizzing.sit(desk, Questions.of(quiz.data["wish"]))
    return 0


def _exam(desk: Desk, what: str, rest: str) -> int:
    from studykit.app import exam as examining
    from studykit.sittings.misses import RETEST_ITEMS

    if what == "resume":
        return examining.resume(desk, None, False)
    if what == "retest":
        return examining.sit(desk, examining.Wish(RETEST_ITEMS, missed=True), False)
    if what == "mock":
        return examining.sit(desk, examining.Wish(int(rest)), False)
    return examining.review(desk, rest, False)


def _topic(desk: Desk, found: Library) -> str | None:
    from studykit.screen.console.select import select
    from studykit.screen.console.terminal import guarded

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
