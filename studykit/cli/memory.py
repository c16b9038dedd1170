"""What commands about cards share: states from the journal, the day's queue, what was put aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from studykit.cli.desk import DESK
from studykit.memory.queue import NEW_PER_DAY, Today, today
from studykit.memory.schedule import Review, State, fold
from studykit.store.journal import Journal


def retention() -> float:
    """The desired retention of the settings."""
    return float(DESK.settings().get("retention", 0.9))


def states(journal: Journal) -> dict[str, State]:
    """The state of every card that was ever reviewed."""
    reviews: dict[str, list[Review]] = {}
    for entry in journal.entries("review"):
        reviews.setdefault(entry.subject, []).append(Review(int(entry.data["rating"]), entry.at, entry.day))
    wanted = retention()
    return {card: fold(history, card, wanted) for card, history in reviews.items()}


def put_aside(journal: Journal, day: int) -> set[str]:
    """Cards and items that are suspended, or buried until tomorrow."""
    aside: set[str] = set()
    for entry in journal.entries("mark"):
        what = entry.data.get("what")
        if what == "suspend" or (what == "bury" and entry.day == day):
            aside.add(entry.subject)
        elif what == "resume":
            aside.discard(entry.subject)
    return aside


def queue(journal: Journal, topics: Sequence[str] = (), new: int | None = None) -> tuple[Today, dict[str, State]]:
    """The cards of today, of some topics or all, with the states of all cards."""
    shelf, known, day = DESK.shelf(), states(journal), DESK.day()
    cards = shelf.card_ids(topics or None)
    first_seen = Counter[int]()
    firsts: dict[str, int] = {}
    for entry in journal.entries("review"):
        firsts.setdefault(entry.subject, entry.day)
    first_seen.update(firsts.values())
    limit = new if new is not None else int(DESK.settings().get("new_per_day", NEW_PER_DAY))
    introduced = 0 if new is not None else first_seen[day]
    aside = put_aside(journal, day)
    return today(cards, known, DESK.now(), day, limit, introduced, aside, siblings(cards)), known


def siblings(cards: Iterable[str]) -> dict[str, str]:
    """Cards of one topic that test the same fact are siblings: one of them a day is enough."""
    shelf = DESK.shelf()
    marks = {}
    for name in cards:
        fact = shelf.card(name).fact
        if fact:
            marks[name] = f"{name.partition('/')[0]}/{fact}"
    return marks


def due_by_topic() -> Counter[str]:
    """How many cards of each topic are due now, new ones not counted; nothing where there is no journal yet."""
    from pathlib import Path

    from studykit import home

    if not Path(home.journal()).exists():
        return Counter()
    with DESK.journal() as journal:
        found, _ = queue(journal)
    return Counter(card.partition("/")[0] for card in (*found.learning, *found.due))


def answers(journal: Journal) -> dict[str, list[bool]]:
    """The past scores of every item, oldest first."""
    found: dict[str, list[bool]] = {}
    for entry in journal.entries("answer"):
        found.setdefault(entry.subject, []).append(bool(entry.data["right"]))
    return found
