"""`studykit` alone: today, what comes next, and a menu; without a terminal the same as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studykit.app.counts import counts
from studykit.app.course import plan_of_today, settled
from studykit.app.environment import Desk
from studykit.app.history import History, history
from studykit.app.queue import dealt, parting
from studykit.app.study import journal_if_any, library
from studykit.library.library import Library
from studykit.memory.calendar import streak
from studykit.screen.home.view import Choice, choice_lines, today_lines
from studykit.sittings.sizes import PLACEMENT, USUAL

if TYPE_CHECKING:
    from studykit.app.todays_plan import Agenda


def today(desk: Desk) -> int:
    """Shows the day; on a terminal, does what is chosen and shows it again, until there was enough."""
    while True:
        choices = _shown(desk)
        if not desk.interactive:
            desk.show([(), *choice_lines(choices, desk.measure)])
            return 0
        desk.say()
        from studykit.screen.home.menu import do, menu

        chosen = menu(desk, choices)
        if chosen is None:
            return 0
        desk.say()
        do(desk, library(desk), chosen)
        desk.close()
        desk.say()


def _shown(desk: Desk) -> list[Choice]:
    """Shows where the learner stands; what can be done next."""
    from studykit.app.pace import minutes_of, pace_of

    found, log = library(desk), journal_if_any(desk)
    made = plan_of_today(desk)
    settings = settled(desk)
    past = history(log, desk, settings)
    hand = dealt(desk, found, past, settings, found.card_ids())
    day = counts(found.card_ids(), past, desk, settings, hand.today)
    day["minutes"] = minutes_of(len(hand.today.new), hand.waits, pace_of(log, desk.day()))
    day["studied"], day["streak"] = len(past.days), streak(past.days, desk.day())
    day["later"] = hand.siblings + hand.backlog
    last = parting(desk, found, past, settings, hand)
    plan = None
    if made is not None:
        from studykit.app.todays_plan import agenda

        plan = agenda(made, past.answered, past.sat)
    code = next((code for _, code in found.pack_titles().values()), "the exam")
    day["done"] = bool(last) and not (plan and plan.left)
    desk.show(today_lines(desk.today(), day, code, desk.measure, desk.ascii))
    if plan is not None and not day["done"]:
        desk.tell(f"Plan: {plan.says}")
    if past.leeches:
        desk.tell(f"Leeches put aside: {len(past.leeches)}; studykit drill --leeches brings them back")
    if past.marked & {*found.card_ids(), *found.item_ids()}:
        desk.tell(_marked(past, set(found.card_ids()), set(found.item_ids())))
    if day["done"]:
        desk.tell(last)
    steps = left_open(desk, found)
    offered = {step.name for step in steps}
    return [*steps, *(one for one in next_steps(found, past, len(hand.today.all), plan) if one.name not in offered)]


def _marked(past: History, cards: set[str], items: set[str]) -> str:
    """What the learner has marked, and how it is asked for."""
    own, asked = len(past.marked & cards), len(past.marked & items)
    said = [f"{own} card{'s' if own != 1 else ''} (studykit drill --marked)"] if own else []
    said += [f"{asked} question{'s' if asked != 1 else ''} (studykit quiz --marked)"] if asked else []
    return f"Marked: {', '.join(said)}"


def left_open(desk: Desk, found: Library) -> list[Choice]:
    """What was cut, and what an exam left open."""
    log = journal_if_any(desk)
    if log is None:
        return []
    from studykit.app.resume import command, open_ones, plain

    steps = []
    for what, one in open_ones(desk, log).items():
        name = what if plain(what, one) else f"cut:{what}"
        steps.append(Choice(name, f"Go on with the {what} that was cut", command(what, one.data["wish"])))
    if log.exists("sitting", "exam/"):
        from studykit.screen.exam.review import open_steps

        steps += open_steps(desk, found, log)
    return steps


def next_steps(found: Library, past: History, cards: int, plan: Agenda | None) -> list[Choice]:
    """What to do, the most useful first. `cards`: those that a drill would ask."""
    steps, items = [], set(found.item_ids())
    fresh = _unread(found, past)
    explain = [Choice(f"explain:{fresh[0]}", f"Read: {fresh[1]}", f"studykit explain {fresh[0]}")] if fresh else []
    if not past.states and not past.answers:
        says = f"Find out what you know ({min(PLACEMENT, len(items))} questions)"
        steps += [*explain, *([Choice("placement", says, "studykit quiz --placement")] if items else [])]
    if cards:
        steps.append(Choice("drill", f"Drill {cards} card{'s' if cards != 1 else ''}", "studykit drill"))
    steps += plan.choices if plan else ()
    missed = sum(not scores[-1] for name, scores in past.answers.items() if name in items - past.aside)
    if missed:
        says = f"Answer again what was wrong ({missed})"
        steps.append(Choice("missed", says, "studykit quiz --missed"))
    if items:
        steps.append(Choice("quiz", f"Answer {min(USUAL, len(items))} questions", "studykit quiz"))
    steps += [step for step in explain if step not in steps]
    return [*steps, Choice("topics", "Choose a topic", "studykit topics")]


def _unread(found: Library, past: History) -> tuple[str, str] | None:
    """The first topic of which nothing was ever asked: id and title."""
    seen = {name.partition("/")[0] for name in (*past.states, *past.answers)}
    return next(((row.id, row.title) for row in found.rows() if row.id not in seen), None)
