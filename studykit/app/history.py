"""What the journal says of a learner, a fold over its events: states of cards, past answers, what was put aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING

from studykit.app.environment import Desk
from studykit.app.settings import Course, Settings
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.queue import Today, new_cards_first
from studykit.memory.queue import today as sorted_out
from studykit.memory.schedule import CardState, Review, fold

if TYPE_CHECKING:
    from studykit.store.journal import Entry, Journal

OF_A_REVIEW = itemgetter(1, 2, 3)
"""Rating, moment and day of a row."""


class History:
    """States of cards by id, scores of items oldest first, ids put aside today and marked, new cards seen today.

    `leeches`: those put aside because they lapsed too often; `known`: for a while, because a placement was right;
    `answered`: answers of today; `sat`: those of them that were given in an exam; `days`: those
    on which something was studied.
    `called`: cards that a miss made due, with the day of the first such call, until they are reviewed.
    """

    def __init__(self) -> None:
        self.states: dict[str, CardState] = {}
        self.answers: dict[str, list[bool]] = {}
        self.aside: set[str] = set()
        self.marked: set[str] = set()
        self.leeches: set[str] = set()
        self.known: set[str] = set()
        self.called: dict[str, int] = {}
        self.introduced = 0
        self.answered = 0
        self.days: set[int] = set()
        self.sat = 0


def history(journal: Journal | None, desk: Desk, settings: Settings) -> History:
    """Everything at once, in one pass over the journal."""
    found = History()
    if journal is None:
        return found
    day, w = desk.day(), settings.curved(weights_of(journal))
    course = passing(settings, day)
    morning: dict[str, CardState] = {}
    with desk.working("Reading a long journal ..."):
        for card, rows in groupby(journal.stream("review", "rating"), itemgetter(0)):
            past = list(map(OF_A_REVIEW, rows))
            found.states[card] = fold(past, card, settings.wanted, w)
            found.introduced += past[0][2] == day
            if course and past[-1][2] == day:
                morning[card] = fold([one for one in past if one[2] < day], card, settings.wanted, w)
            found.days.update([when for _, _, when in past])
        for item, right, _, when in journal.stream("answer", "right"):
            found.answers.setdefault(item, []).append(bool(right))
            found.answered += when == day
            found.days.add(when)
    if found.answered and journal.exists("sitting", "exam/"):
        given = journal.entries("answer", since_day=day)
        found.sat = sum(entry.day == day and "sitting" in entry.data for entry in given)
    marks = list(journal.entries("mark"))
    for entry in marks:
        _mark(found, entry, day)
    if course:
        from studykit.app.study import known_cards
        from studykit.planning.final_pass import apply_final_pass

        asked = found.states.keys() & known_cards(desk) - marked(journal, course.exam - 1).aside
        states, begun = ({card: of[card] for card in of if card in asked} for of in (found.states, morning))
        found.states |= apply_final_pass(states, course.start, course.exam, day, course.early, w, begun)
    found.called = waiting(journal, marks)
    for card in found.called.keys() & found.states.keys():
        found.states[card] = due_by(found.states[card], found.called[card])
    return found


def marked(journal: Journal | None, day: int) -> History:
    """What the marks alone say of a day: what is not asked on it."""
    found = History()
    for entry in journal.entries("mark") if journal else ():
        _mark(found, entry, day)
    return found


def passing(settings: Settings, day: int) -> Course | None:
    """What the plan chose, if its final pass has begun and is not over."""
    course = settings.course
    return course if course and course.start <= day < course.exam else None


def weights_of(journal: Journal | None) -> tuple[float, ...]:
    """The weights that `studykit fit` adopted last, else those that were published when the journal began."""
    kept = list(journal.entries("weights")) if journal else []
    fitted = [entry for entry in kept if entry.subject != "published"]
    last = fitted[-1:] or kept[:1]
    return tuple(map(float, last[0].data["weights"])) if last else WEIGHTS


def due_by(state: CardState, day: int) -> CardState:
    """A card that a miss called: due on that day at the latest; what is learnt today comes back by itself."""
    return state._replace(due_day=min(state.due_day, day)) if state.phase == "review" else state


def waiting(journal: Journal, marks: Iterable[Entry], before: float = inf) -> dict[str, int]:
    """Cards that a miss called, with the day of the first call since their last review: of these marks, as it was
    `before` a day."""
    calls: dict[str, list[Entry]] = {}
    for mark in marks:
        if mark.data.get("what") == "due" and mark.day < before:
            calls.setdefault(mark.subject, []).append(mark)
    last = {card: journal.latest_order("review", card, before) for card in calls}
    since = {card: [call.day for call in of if call.sort_key > last[card]] for card, of in calls.items()}
    return {card: days[0] for card, days in since.items() if days}


def state_of(journal: Journal, card: str, settings: Settings) -> CardState:
    """The state of one card, outside a final pass."""
    reviews = [_review(entry) for entry in journal.entries("review", card)]
    state = fold(reviews, card, settings.wanted, settings.curved(weights_of(journal)))
    called = waiting(journal, journal.entries("mark", card))
    return due_by(state, called[card]) if called else state


def _review(entry: Entry) -> Review:
    return Review(int(entry.data["rating"]), entry.at, entry.day)


def _mark(found: History, entry: Entry, day: int) -> None:
    what = entry.data.get("what")
    if what == "suspend" or (what == "bury" and entry.day == day):
        found.aside.add(entry.subject)
        if entry.data.get("why") == "leech":
            found.leeches.add(entry.subject)
    elif what == "known" and day < int(entry.data.get("until", 0)):
        found.aside.add(entry.subject)
        found.known.add(entry.subject)
    elif what == "resume":
        found.aside.discard(entry.subject)
        found.leeches.discard(entry.subject)
    elif what == "mark":
        found.marked ^= {entry.subject}
    elif what == "due" and entry.subject in found.known:
        found.aside.discard(entry.subject)


def queue(
    cards: Iterable[str],
    found: History,
    desk: Desk,
    settings: Settings,
    new: int | None = None,
    siblings: Mapping[str, str] | None = None,
) -> Today:
    """The cards of today; `new` overrides the day's limit of new ones, `siblings` maps cards to what they share. A card
    that a miss called is not overdue, for it came early."""
    limit = settings.new_today if new is None else new
    introduced = found.introduced if new is None else 0
    called = {card for card in found.called if card not in found.states and card not in found.aside}
    names = list(cards)
    first = tuple(card for card in names if card in called)
    rest = [card for card in names if card not in called]
    today = sorted_out(rest, found.states, desk.now(), desk.day(), limit, introduced, found.aside, siblings)
    late = [card for card in today.due if found.states[card].due_day < desk.day()]
    overdue = sum(found.called.get(card) != found.states[card].due_day for card in late)
    today = today._replace(due=(*first, *today.due), overdue=overdue)
    if settings.course is None or settings.course.reviews is None:
        return today
    done = sum(state.last_day == desk.day() for state in found.states.values()) - found.introduced
    left = {card for card in today.learning if found.states[card].last_day < desk.day()}
    return new_cards_first(today, settings.course.reviews - done, left)


def due_by_topic(cards: Iterable[str], found: History, desk: Desk, settings: Settings) -> Counter[str]:
    """How many cards of each topic wait to be reviewed now; new ones are not counted."""
    today = queue(cards, found, desk, settings)
    return Counter(card.partition("/")[0] for card in (*today.learning, *today.due))
