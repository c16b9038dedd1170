"""After a paper: its report on the screen, as JSON, as files; the cards that its misses make due; then their review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studykit.app.environment import Desk
from studykit.library.library import Library
from studykit.library.model import ByFact, Item
from studykit.sittings.exam import Finished
from studykit.sittings.exam_report import Measured, Report, report
from studykit.sittings.misses import Target, cards_of
from studykit.store.journal import Journal

Files = Sequence[tuple[str, Path]]
"""Pairs of `html` or `md` and a file to write."""


def after(
    desk: Desk,
    library: Library,
    journal: Journal,
    done: Finished,
    as_json: bool,
    talks: bool = True,
    files: Files = (),
) -> int:
    """What follows a paper that was handed in or ran out of time; the exit code. `talks`: the review may begin."""
    from studykit.screen.exam.review import Review

    call(desk, library, journal, done)
    by, titles = measured(library, done), _titles(library, done)
    made = report(done, by)
    review = Review(desk, library, journal, done, made)
    if files:
        from studykit.screen.exam.report_files import write

        write(review, made, by, titles, files)
    if as_json:
        desk.json(result(library, done))
        return 0
    tell(desk, library, done, made)
    for _, path in files:
        desk.say(f"Written: {path}")
    if review.sats:
        review.run(talks)
    return 0


def _titles(library: Library, done: Finished) -> dict[str, str]:
    return {name: domain.title for name, domain in library.packs[done.paper.pack].domains.items()}


def tell(desk: Desk, library: Library, done: Finished, made: Report) -> None:
    """The report on the screen."""
    from studykit.screen.exam.report import report_lines
    from studykit.text.lines import Canvas
    from studykit.text.wrap import wrapped

    how = "Handed in" if done.how == "submitted" else "The time ran out"
    head = f"{how}: paper {done.paper.id}, sitting {done.sitting}. Practice on this pack's topics."
    desk.show(wrapped(head, desk.measure))
    canvas = Canvas(desk.measure, desk.size[1], desk.ascii)
    desk.show(report_lines(made, measured(library, done), _titles(library, done), canvas))


def measured(library: Library, done: Finished) -> Measured:
    """The measures of the pack that the paper is of."""
    exam = library.packs[done.paper.pack].exam
    scale = exam.scale
    return Measured(scale.low, scale.high, scale.pass_, exam.cut, exam.items - exam.unscored)


def call(desk: Desk, library: Library, journal: Journal, done: Finished) -> dict[str, str]:
    """Makes one card due for each miss, once: the id of each miss with that of its card."""
    marks = [entry for entry in journal.entries("mark") if entry.data.get("sitting") == done.sitting]
    called = {entry.data["item"]: entry.subject for entry in marks if entry.data.get("what") == "due"}
    there = set(library.item_ids())
    missed = [aim(sat.id, library.item(sat.id)) for sat in done.missed if sat.id in there and sat.id not in called]
    if not missed:
        return called
    topics = {name.partition("/")[0] for one in missed for name in (one.id, *one.facts)}
    known = set(library.topic_ids())
    cards = []
    for name in library.card_ids(sorted(topics & known)):
        card, topic = library.card(name), name.partition("/")[0]
        cards.append(Target(name, card.point, (f"{topic}/{card.fact}",) if card.fact else ()))
    for item, card_id in cards_of(missed, cards).items():
        data = {"what": "due", "item": item, "sitting": done.sitting}
        journal.append("mark", card_id, data, desk.now(), desk.day(), _due(journal, card_id, desk.day()))
        called[item] = card_id
    return called


def aim(name: str, item: Item) -> Target:
    """An item by its point and its facts, those of its proof last."""
    proved = item.proof.facts if isinstance(item.proof, ByFact) else ()
    return Target(name, item.point, tuple(dict.fromkeys((*item.facts, *proved))))


def _due(journal: Journal, card: str, day: int) -> tuple[str, int, int] | None:
    """What is kept of a reviewed card, due on this day at the latest; None for a card that is new or learnt today."""
    due = journal.due_of(card)
    return due._replace(due_day=min(due.due_day, day)) if due and due.phase == "review" else None


def result(library: Library, done: Finished) -> dict[str, Any]:
    """The value that `exam --json` prints."""
    made = report(done, measured(library, done))
    order = [name for name in (*library.packs[done.paper.pack].domains, *made.domains) if name in made.domains]
    return {
        "paper": done.paper.id,
        "items": made.whole.items,
        "right": made.whole.right,
        "scored": made.scored.items,
        "scored_right": made.scored.right,
        "domains": {name: {"items": made.domains[name].items, "right": made.domains[name].right} for name in order},
        "interval": [round(end, 6) for end in made.whole.interval],
        "chance": {f"{cut:g}": round(odd, 6) for cut, odd in made.chances.items()},
        "review": [sat.id for sat in done.missed],
    }
