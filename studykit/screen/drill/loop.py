"""A drill at its table: the machine says which card, the form asks, the journal has each review before the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from studykit.app.environment import Desk
from studykit.app.marks import ASIDE, KEYS, mark, revision
from studykit.app.undo import take_back
from studykit.library.library import Library
from studykit.library.model import Card
from studykit.memory.fsrs import MODEL, RATINGS, WEIGHTS
from studykit.memory.queue import became_leech
from studykit.memory.schedule import CardState, fold, preview, wait_words
from studykit.screen.console.dialog import END, Dialog, Hints
from studykit.screen.drill import card as shown
from studykit.sittings.drill import Drill
from studykit.store.journal import Journal
from studykit.store.unfinished import start
from studykit.text.wrap import wrapped

FLIPS = ("space", "enter")
LEAVES = ("q", "escape", END)
RATES = {"1": 1, "2": 2, "3": 3, "4": 4, "a": 1, "h": 2, "g": 3, "e": 4, **RATINGS}
WORDS = {number: word for word, number in RATINGS.items()}


@dataclass
class Table:
    """All that a drill needs, and the machine as it stands. `before`: the machines that undo goes back to, each with
    the id of the event that it takes back; `dealt`: what is kept with the first rating, so that a drill that is cut can
    go on; `begun`: the id of the event that keeps it."""

    desk: Desk
    journal: Journal
    library: Library
    form: Dialog
    drill: Drill
    dealt: Mapping[str, Any] | None = None
    begun: str = ""
    before: list[tuple[Drill, str]] = field(default_factory=list)
    started: int = 0

    def __post_init__(self) -> None:
        self.started = self.desk.now()

    def run(self, until: int | None) -> None:
        """Asks card after card until none is left, the time is over or the learner leaves."""
        while (name := self.drill.current(self.desk.now())) is not None:
            if until is not None and self.desk.now() >= until:
                return
            if not self.ask(name):
                return

    def ask(self, name: str) -> bool:
        """One card, from its front to its rating; False when the learner leaves."""
        card, form = self.library.card(name), self.form
        started = self.desk.now()
        flipped = False
        form.add(lambda canvas: [shown.head(name.partition("/")[0], self.left(), canvas.ascii), ()])
        form.add(lambda canvas: shown.front(card, canvas))
        while True:
            key = form.ask(self.buttons(name, card) if flipped else shown.flip(card))
            if key in LEAVES:
                return False
            if not flipped and key in FLIPS:
                flipped = True
                form.add(lambda canvas: shown.back(card, canvas))
            elif not flipped and key == "h" and card.hint:
                form.add(lambda canvas: shown.hint(card, canvas))
            elif flipped and key.lower() in RATES:
                self.rate(name, RATES[key.lower()], self.desk.now() - started)
                return True
            elif flipped and key == "r" and card.shows:
                from studykit.screen.replay.loop import replay_of_card

                replay_of_card(self.desk, self.library, form, card.shows)
            elif key == "u":
                if self.undo():
                    return True
            elif key in KEYS:
                if self.mark(name, KEYS[key]):
                    return True
            elif form.typed:
                self.note(f"{key!r} is no answer here; ? lists what is")

    def buttons(self, name: str, card: Card) -> Hints:
        """The four buttons; what each says is exactly what pressing it does."""
        now, day = self.desk.now(), self.desk.day()
        if name in self.drill.practice:
            return shown.rating(["(practice)", "", "", ""], card.shows is not None)
        self.catch_up(name)
        states = preview(
            self.drill.states.get(name, CardState()), name, now, day, self.drill.retention, self.drill.weights
        )
        return shown.rating([wait_words(state, now, day) for state in states], card.shows is not None)

    def rate(self, name: str, rating: int, took: int) -> None:
        """Rates a card; on return the review is on disk, and what stays of the card is shown."""
        now, day = self.desk.now(), self.desk.day()
        if self.dealt is not None and not self.begun:
            self.begun = start(self.journal, "drill", self.dealt, now, day)
        self.catch_up(name)
        old, before = self.drill.states.get(name, CardState()), self.drill
        self.drill = self.drill.rate(name, rating, now, day)
        self.before.append((before, keep(self.journal, self.drill, took)))
        new = self.drill.done[-1].state
        wait = "practice: as before" if name in self.drill.practice else wait_words(new, now, day)
        self.form.add(lambda canvas: [(), shown.kept(WORDS[rating], wait, canvas.ascii)])
        if became_leech(old, new):
            self.leech(name, new.lapses)
        self.form.end()

    def catch_up(self, name: str) -> None:
        """Goes on from what the journal says of a card, where another terminal has rated it or taken that back."""
        known = self.drill.states.get(name, CardState())
        if name in self.drill.practice or self.journal.count("review", name) == known.reviews:
            return
        reviews = ((int(one.data["rating"]), one.at, one.day) for one in self.journal.entries("review", name))
        state = fold(reviews, name, self.drill.retention, self.drill.weights)
        self.drill = replace(self.drill, states={**self.drill.states, name: state})

    def leech(self, name: str, lapses: int) -> None:
        """Puts a card aside that was forgotten too often, under its topic's note; undo brings it back."""
        from studykit.text.markdown import note

        text = self.library.topic(name.partition("/")[0]).note
        self.note(f"A leech: forgotten {lapses} times, put aside. Read its note, then studykit drill --leeches.")
        self.form.add(lambda canvas: [(), *note(text, min(shown.READABLE, canvas.width))])
        data = {"what": "suspend", "why": "leech", "revision": revision(self.library, name)}
        written = self.journal.append("mark", name, data, self.desk.now(), self.desk.day())
        self.before.append((self.drill, written.id))
        self.drill = self.drill.exclude(name)

    def undo(self) -> bool:
        """Back before the last review or mark of this sitting; False when there is none."""
        if not self.before:
            self.note("nothing to take back in this drill; studykit undo goes further back")
            return False
        self.drill, name = self.before.pop()
        self.note(take_back(self.journal, self.desk, name) or "it was taken back before")
        self.form.end()
        return True

    def mark(self, name: str, what: str) -> bool:
        """Marks a card; True when it is put aside and another comes."""
        done = mark(self.journal, self.desk, self.library, self.form, name, what)
        if done.id:
            self.before.append((self.drill, done.id))
        self.note(done.says)
        if what in ASIDE:
            self.drill = self.drill.exclude(name)
            self.form.end()
            return True
        return False

    def note(self, text: str) -> None:
        """A quiet line under the card."""
        self.form.add(lambda canvas: [(), *wrapped(text, canvas.width, "dim")])

    def left(self) -> int:
        """Cards that still come in this drill."""
        left = len({*self.drill.waiting, *self.drill.learning()})
        return min(left, self.drill.limit - len(self.drill.done)) if self.drill.limit else left


def keep(log: Journal, drill: Drill, took: int) -> str:
    """Writes the last review of a drill, and gives its id; it is on disk then. Practice is a mark: no state reads it.

    The first review of a journal brings the model and its published weights with it, so that a later version that
    knows others still reads it as it was.
    """
    last = drill.done[-1]
    if last.card in drill.practice:
        marked = {"what": "practice", "rating": last.review.rating, "took": took}
        return log.append("mark", last.card, marked, last.review.at, last.review.day).id
    if not log.exists("weights", ""):
        published = {"model": MODEL, "weights": list(WEIGHTS)}
        log.append("weights", "published", published, last.review.at, last.review.day)
    due = (last.state.phase, last.state.due_at, last.state.due_day)
    data = {"rating": last.review.rating, "took": took}
    return log.append("review", last.card, data, last.review.at, last.review.day, due).id
