"""A drill, without a terminal: asks cards, writes each rating, and tells what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Self

from studykit.app.answers_file import known_answers
from studykit.app.drill_cards import CardChoice, backlog_notice, choose_cards, nothing_to_drill
from studykit.app.options import DrillOptions, as_data, from_data
from studykit.app.session import Session
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.memory.calendar import date_of
from studykit.memory.fsrs import AGAIN, MODEL, RATINGS, WEIGHTS
from studykit.memory.queue import became_leech
from studykit.memory.schedule import CardState, Review, fold, preview, wait_words
from studykit.sittings.drill import Drill, Reviewed
from studykit.store.unfinished import UnfinishedSitting

WORDS = {number: word for word, number in RATINGS.items()}
"""The word of each rating."""


class RatingResult(NamedTuple):
    """The result of a rating.

    `wait`: the time until the card comes back, in words (empty for practice, which changes nothing); `leech`: how often
    a card was forgotten that became a leech now, else 0.
    """

    wait: str
    leech: int


class DrillResult(NamedTuple):
    """The result of a drill.

    `reviews` are the ratings, oldest first; `due_tomorrow` counts the cards seen so far that are due by the end of
    tomorrow; `is_complete`: no card is left to ask.
    """

    reviews: tuple[Reviewed, ...]
    due_tomorrow: int
    is_complete: bool

    @property
    def forgotten(self) -> int:
        """How many ratings were `again`."""
        return sum(one.review.rating == AGAIN for one in self.reviews)

    def as_json(self) -> dict[str, Any]:
        """Returns the value of `drill --json`; `due` is the date of the day on which a card comes back."""
        return {
            "reviews": [
                {"card": one.card, "rating": WORDS[one.review.rating], "due": date_of(one.state.due_day).isoformat()}
                for one in self.reviews
            ]
        }


class DrillSession(Session[Drill, DrillOptions]):
    """A drill at work. `choice`: how its cards were chosen; None if it was resumed or its cards were given.

    `spent`: milliseconds of the drill's minutes that were used before it was interrupted.
    """

    kind = "drill"

    def __init__(
        self,
        study: Study,
        machine: Drill,
        options: DrillOptions,
        record: Mapping[str, Any] | None = None,
        record_id: str = "",
        spent: int = 0,
    ) -> None:
        super().__init__(study, machine, options, record, record_id)
        self.choice: CardChoice | None = None
        self._ends_at = None if options.minutes is None else self.started + round(options.minutes * 60_000) - spent

    @classmethod
    def start(cls, study: Study, options: DrillOptions, is_recorded: bool = True) -> Self:
        retention = study.settings.desired_retention
        choice = choose_cards(study, options)
        history, practice = study.history, choice.practice
        machine = Drill(
            choice.asked, history.states, (), options.limit or 0, retention, practice, weights=history.weights
        )
        record = {"wish": as_data(options), "cards": list(choice.asked), "practice": sorted(practice)}
        session = cls(study, machine, options, record if is_recorded else None)
        session.choice = choice
        return session

    @classmethod
    def resume(cls, study: Study, unfinished: UnfinishedSitting) -> Self:
        retention = study.settings.desired_retention
        history, kept = study.history, unfinished.data
        options, practice = from_data(DrillOptions, kept["wish"]), frozenset(kept["practice"])
        rated = [event for event in unfinished.events if event.kind == "review" or event.data.get("what") == "practice"]
        ratings = {event.subject: int(event.data["rating"]) for event in rated}
        there = set(study.library.card_ids()) - history.excluded
        waiting = [card for card in kept["cards"] if card in there and card not in ratings]
        again = [card for card, rating in ratings.items() if card in practice & there and rating == AGAIN]
        done = [
            Reviewed(event.subject, Review(int(event.data["rating"]), event.at, event.day), state)
            for event in rated
            if event.subject in there and (state := history.states.get(event.subject)) is not None
        ]
        machine = Drill(
            (*waiting, *again),
            history.states,
            tuple(done),
            options.limit or 0,
            retention,
            practice,
            weights=history.weights,
        )
        spent = sum(int(event.data.get("took", 0)) for event in unfinished.events)
        return cls(study, machine, options, record_id=unfinished.id, spent=spent)

    @classmethod
    def of_cards(cls, study: Study, cards: Sequence[str]) -> Self:
        """Returns a drill of these cards, in this order, that cannot be resumed."""
        retention = study.settings.desired_retention
        machine = Drill(tuple(cards), study.history.states, retention=retention, weights=study.history.weights)
        return cls(study, machine, DrillOptions())

    @property
    def is_complete(self) -> bool:
        return self.machine.current(self.study.now()) is None

    @property
    def left(self) -> int:
        """How many cards still come, those that come back today included."""
        drill = self.machine
        left = len({*drill.waiting, *drill.learning()})
        return min(left, drill.limit - len(drill.done)) if drill.limit else left

    def notice(self) -> str:
        """Returns what to tell before the first card, or instead of one; mostly nothing."""
        if self.choice is None:
            return ""
        if self.is_complete:
            return nothing_to_drill(self.study, self.options, self.choice)
        return "" if self.options.cram else backlog_notice(self.choice)

    def next_card(self) -> str | None:
        """Returns the card to ask now; None if no card is left or the minutes are over."""
        now = self.study.now()
        return None if self._ends_at is not None and now >= self._ends_at else self.machine.current(now)

    def previews(self, card: str) -> list[str]:
        """Returns the wait that each of the four ratings would give, in words; nothing for practice."""
        if card in self.machine.practice:
            return []
        self.catch_up(card)
        drill, now = self.machine, self.study.now()
        day = self.study.day(now)
        states = preview(drill.states.get(card, CardState()), card, now, day, drill.retention, drill.weights)
        return [wait_words(state, now, day) for state in states]

    def rate(self, card: str, rating: int, took: int) -> RatingResult:
        """Rates a card that was shown for `took` ms; on return that is on disk. A leech is suspended."""
        self.catch_up(card)
        before = self.machine.states.get(card, CardState())
        done = self.write_rating(card, rating, took)
        is_leech = became_leech(before, done.state)
        if is_leech:
            self._suspend_leech(card)
        wait = "" if card in self.machine.practice else wait_words(done.state, done.review.at, done.review.day)
        return RatingResult(wait, done.state.lapses if is_leech else 0)

    def write_rating(self, card: str, rating: int, took: int) -> Reviewed:
        """Writes a rating. Practice is written as a mark, which changes no card's state.

        The first review of a journal is preceded by the model and its published weights, so that a later version with
        another model still reads the journal as it was written.
        """
        now = self.study.now()
        day = self.study.day(now)
        then = self.machine.rate(card, rating, now, day)
        done, data = then.done[-1], {"rating": rating, "took": took}
        self.write_record(now)
        if card in self.machine.practice:
            self.write(then, "mark", card, {"what": "practice", **data}, at=now)
            return done
        if not self.study.journal.exists("weights", ""):
            self.study.append("weights", "published", {"model": MODEL, "weights": list(WEIGHTS)}, at=now)
        self.write(then, "review", card, data, (done.state.phase, done.state.due_at, done.state.due_day), now)
        return done

    def catch_up(self, card: str) -> None:
        """Takes a card's state from the journal if another terminal has reviewed it or undone a review of it."""
        drill, journal = self.machine, self.study.journal
        if card in drill.practice or journal.count("review", card) == drill.states.get(card, CardState()).reviews:
            return
        reviews = ((int(one.data["rating"]), one.at, one.day) for one in journal.entries("review", card))
        state = fold(reviews, card, drill.retention, drill.weights)
        self.machine = replace(drill, states={**drill.states, card: state})

    def _suspend_leech(self, card: str) -> None:
        data = {"what": "suspend", "why": "leech", "revision": self.study.library.revision(card)}
        self.write(self.machine.exclude(card), "mark", card, data)

    def without(self, subject: str) -> Drill:
        return self.machine.exclude(subject)

    def end(self, took: int = 0) -> None:
        """Ends the drill in the journal, if anything of it is there. `took`: milliseconds that it took."""
        if self.machine.done or self.record_id:
            self.write_end({"reviews": len(self.machine.done), "took": took})

    def finish(self) -> DrillResult:
        """Ends the drill and returns what it came to."""
        self.end(self.study.now() - self.started)
        return self.result()

    def result(self) -> DrillResult:
        """Returns what the drill has come to so far."""
        drill, tomorrow = self.machine, self.study.day() + 1
        states = [state for card, state in drill.states.items() if card not in drill.excluded]
        due_tomorrow = sum(state.phase != "new" and state.due_day <= tomorrow for state in states)
        return DrillResult(drill.done, due_tomorrow, self.is_complete)


class RatedFile(NamedTuple):
    """The result of ratings from a file: `missing` of the `asked` cards have no rating."""

    result: DrillResult
    missing: int
    asked: int


def rate_from_file(study: Study, topics: Sequence[str], path: Path, limit: int | None) -> RatedFile:
    """Rates the cards of the topics, or of the library, as a file says; at most `limit` of them, in order.

    Raises UsageError for a file that cannot be read, an id that does not exist, or a word that is no rating.
    """
    given = known_answers(study, path)
    asked = study.library.card_ids(topics or None)[: limit or None]
    session = DrillSession.of_cards(study, asked)
    ratings = {card: _rating(card, given[card]) for card in asked if given.get(card) is not None}
    if ratings:
        DrillSession.end_unfinished(study)
    for card, rating in ratings.items():
        session.write_rating(card, rating, 0)
    session.end()
    return RatedFile(session.result(), len(asked) - len(ratings), len(asked))


def _rating(card: str, word: Any) -> int:
    if not isinstance(word, str) or word.lower() not in RATINGS:
        raise UsageError(f"{card} is rated {word!r}; it takes {', '.join(RATINGS)}")
    return RATINGS[word.lower()]
