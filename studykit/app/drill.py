"""A drill, wired: which cards, from the queue or from where one was cut; and what is said and kept at its end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studykit.app.course import settled
from studykit.app.environment import Desk
from studykit.app.history import History, history, weights_of
from studykit.app.options import Cards
from studykit.app.queue import Hand, dealt, parting
from studykit.app.resume import seat
from studykit.app.settings import Settings
from studykit.app.study import form, journal, library
from studykit.errors import UsageError, unknown
from studykit.library.library import Library
from studykit.memory.calendar import date_of
from studykit.memory.fsrs import AGAIN, RATINGS
from studykit.memory.schedule import Review, wait_words
from studykit.screen.drill import card as shown
from studykit.screen.drill.loop import WORDS, Table, keep
from studykit.sittings.drill import Drill, Reviewed
from studykit.store.journal import Journal
from studykit.store.unfinished import UnfinishedSitting, finish

BACKLOG = "Enough of the backlog for today; {} cards wait for the days after it. --limit N asks them now."
SIBLINGS = "No card is left for today; due but waiting for tomorrow, as a sibling was asked: {}. --ahead practises now."


def sit(desk: Desk, wish: Cards, as_json: bool = False) -> int:
    """A whole drill, or the rest of one that was cut; the exit code."""
    found, settings, log = library(desk), settled(desk), journal(desk)
    with seat(desk, log, "drill") as (free, cut):
        if cut is not None:
            drill = rest(found, history(log, desk, settings), cut, settings, settings.curved(weights_of(log)))
            if not as_json and Cards.of(cut.data["wish"]) == wish and drill.current(desk.now()) is not None:
                count = len(drill.done)
                desk.say(f"Going on where it was cut, after {count} review{'s' if count != 1 else ''}.\n")
                spent = sum(int(event.data.get("took", 0)) for event in cut.events)
                with form(desk) as asked:
                    table = Table(desk, log, found, asked, drill, begun=cut.id)
                    table.run(_until(desk, wish, spent))
                return _finish(table, settings, False)
            _end(desk, log, cut.id, len(drill.done), 0)
        return _fresh(desk, found, settings, log, wish, as_json, free)


def rest(found: Library, past: History, cut: UnfinishedSitting, settings: Settings, w: Sequence[float]) -> Drill:
    """A drill as it was when it was cut; what is gone from the packs since, or was put aside, is left out."""
    practice = frozenset(cut.data["practice"])
    rated = [event for event in cut.events if event.kind == "review" or event.data.get("what") == "practice"]
    given = {event.subject: int(event.data["rating"]) for event in rated}
    there = set(found.card_ids()) - past.aside
    waiting = [card for card in cut.data["cards"] if card in there and card not in given]
    again = [card for card, rating in given.items() if card in practice & there and rating == AGAIN]
    done = [
        Reviewed(event.subject, Review(int(event.data["rating"]), event.at, event.day), past.states[event.subject])
        for event in rated
        if event.subject in past.states and event.subject in there
    ]
    limit = Cards.of(cut.data["wish"]).limit or 0
    return Drill((*waiting, *again), past.states, tuple(done), limit, settings.wanted, practice, weights=w)


def _fresh(
    desk: Desk, found: Library, settings: Settings, log: Journal, wish: Cards, as_json: bool, keeps: bool
) -> int:
    """A whole drill. `keeps`: what is dealt is kept, so that it can go on where it was cut."""
    past = history(log, desk, settings)
    cards = found.card_ids(wish.topics or None)
    if wish.marked:
        cards = tuple(card for card in cards if card in past.marked)
    if wish.leeches:
        cards = tuple(card for card in cards if card in past.leeches)
        for card in cards:
            log.append("mark", card, {"what": "resume"}, desk.now(), desk.day())
        past = history(log, desk, settings)
    hand = dealt(desk, found, past, settings, cards, wish.new, wish.limit)
    due = [] if wish.cram else list(hand.today.all)
    more = _later(cards, past, due) if wish.ahead or wish.cram else []
    practice = frozenset() if wish.counts else frozenset(more)
    drill = Drill(
        (*due, *more),
        past.states,
        (),
        wish.limit or 0,
        settings.wanted,
        practice,
        weights=settings.curved(weights_of(log)),
    )
    if not drill.waiting:
        if as_json:
            desk.json(result(drill))
        else:
            back = (
                f"{len(cards)} leech{'es are' if len(cards) != 1 else ' is'} back. " if wish.leeches and cards else ""
            )
            desk.tell(back + _nothing(desk, found, past, settings, cards, hand, wish.marked))
        return 0
    if hand.backlog and not wish.cram and not as_json:
        asked = len(hand.today.due)
        desk.tell(
            f"Of {asked + hand.backlog} due cards {asked} today, the most urgent; the others on the days after it."
        )
    kept = {"wish": wish.as_data(), "cards": list(drill.waiting), "practice": sorted(practice)}
    with form(desk, desk.stderr if as_json else None) as asked_on:
        table = Table(desk, log, found, asked_on, drill, kept if keeps else None)
        table.run(_until(desk, wish))
    return _finish(table, settings, as_json)


def _until(desk: Desk, wish: Cards, spent: int = 0) -> int | None:
    """The moment (ms) at which the minutes are over, `spent` ms of which lie before a cut; None: no limit."""
    return None if wish.minutes is None else desk.now() + round(wish.minutes * 60_000) - spent


def _later(cards: Sequence[str], past: History, already: Sequence[str]) -> list[str]:
    """Seen cards beside these, soonest due first."""
    later = [card for card in cards if card in past.states and card not in already and card not in past.aside]
    return sorted(later, key=lambda card: (past.states[card].due_day, past.states[card].due_at, card))


def _nothing(
    desk: Desk, found: Library, past: History, settings: Settings, cards: Sequence[str], hand: Hand, marked: bool
) -> str:
    """What is said when there is nothing to drill: why, when the next card comes, and what to do meanwhile."""
    if hand.backlog:
        return BACKLOG.format(hand.backlog)
    if hand.siblings:
        return SIBLINGS.format(hand.siblings)
    now, day = desk.now(), desk.day()
    states = [past.states[card] for card in cards if card in past.states and card not in past.aside]
    if marked and not cards:
        return "No card is marked here; m marks one that is asked."
    if settings.course and any(card not in past.states and card not in past.aside for card in cards):
        return "No card is left for today; the plan brings new ones on its later days. --new N asks them now."
    if not states:
        return "There is nothing to drill: no card here is new or due."
    if len(cards) == len(found.card_ids()) and (last := parting(desk, found, past, settings, hand)):
        return f"{last} --ahead practises now."
    soonest = min(states, key=lambda state: (state.due_day, state.due_at))
    wait = wait_words(soonest, now, day)
    return f"Nothing is due. The next card comes in {wait}; --ahead practises now, studykit quiz asks questions."


def _end(desk: Desk, log: Journal, begun: str, reviews: int, took: int) -> None:
    finish(log, "drill", begun, {"reviews": reviews, "took": took}, desk.now(), desk.day())


def _finish(table: Table, settings: Settings, as_json: bool) -> int:
    desk, log, drill = table.desk, table.journal, table.drill
    if drill.done or table.begun:
        _end(desk, log, table.begun, len(drill.done), desk.now() - table.started)
    if as_json:
        desk.json(result(drill))
        return 0
    last = ""
    if drill.done and drill.current(desk.now()) is None:
        last = parting(desk, table.library, history(log, desk, settings), settings)
    desk.say(_summary(drill, None if last else desk.day()))
    if last:
        desk.tell(last)
    return 0


def _summary(drill: Drill, day: int | None) -> str:
    """SittingKind was done, and what comes back on the day after this one; None: that is told elsewhere."""
    again = sum(one.review.rating == AGAIN for one in drill.done)
    states = (state for card, state in drill.states.items() if card not in drill.excluded)
    tomorrow = None if day is None else sum(one.phase != "new" and one.due_day <= day + 1 for one in states)
    return shown.summary(len(drill.done), again, tomorrow)


def result(drill: Drill) -> dict[str, Any]:
    """The value of `drill --json`; `due` is the date of the day on which a card comes back."""
    return {
        "reviews": [
            {"card": d.card, "rating": WORDS[d.review.rating], "due": date_of(d.state.due_day).isoformat()}
            for d in drill.done
        ]
    }


def from_file(desk: Desk, topics: Sequence[str], path: Path, limit: int | None, as_json: bool) -> int:
    """Rates from a file: all cards of the topics, or of the library, are asked; 1 when one was left out."""
    from studykit.app.answers_file import read as read_answers

    found, settings = library(desk), settled(desk)
    given = read_answers(path)
    known = {*found.card_ids(), *found.item_ids()}
    for name in given:
        if name not in known:
            raise unknown("card or item", name, known)
    asked = found.card_ids(topics or None)[: limit or None]
    ratings = {card: _rating(card, given[card]) for card in asked if given.get(card) is not None}
    log = journal(desk)
    drill = Drill(
        asked, history(log, desk, settings).states, (), 0, settings.wanted, weights=settings.curved(weights_of(log))
    )
    if ratings:
        with seat(desk, log, "drill") as (_, cut):
            if cut is not None:
                _end(desk, log, cut.id, len({event.subject for event in cut.events}), 0)
    for card, rating in ratings.items():
        drill = drill.rate(card, rating, desk.now(), desk.day())
        keep(log, drill, 0)
    if drill.done:
        _end(desk, log, "", len(drill.done), 0)
    if as_json:
        desk.json(result(drill))
    else:
        desk.say(_summary(drill, desk.day()))
    gaps = len(asked) - len(ratings)
    if gaps:
        desk.warn(f"{gaps} of {len(asked)} cards have no rating in {path}")
    return 1 if gaps else 0


def _rating(card: str, word: Any) -> int:
    if not isinstance(word, str) or word.lower() not in RATINGS:
        raise UsageError(f"{card} is rated {word!r}; it takes {', '.join(RATINGS)}")
    return RATINGS[word.lower()]
