"""A drill, wired: the machine says which card, the form asks, each review is in the journal before the next card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studykit.cli.course import settled
from studykit.cli.desk import Desk
from studykit.cli.history import History, history, queue, weights_of
from studykit.cli.marks import ASIDE, KEYS, mark, revision
from studykit.cli.opening import form, journal, shelf
from studykit.cli.settings import read
from studykit.cli.taking_back import take_back
from studykit.errors import UsageError, unknown
from studykit.library.model import Card
from studykit.library.shelf import Shelf
from studykit.memory.calendar import date_of
from studykit.memory.fsrs import RATINGS
from studykit.memory.queue import became_leech, share
from studykit.memory.schedule import State, preview, wait_words
from studykit.screen import card as shown
from studykit.screen.form import END, Form, Hints
from studykit.session.drill import Drill
from studykit.sim.frames.canvas import Segment
from studykit.store.journal import Journal

FLIPS = ("space", "enter")
LEAVES = ("q", "escape", END)
RATES = {"1": 1, "2": 2, "3": 3, "4": 4, "a": 1, "h": 2, "g": 3, "e": 4, **RATINGS}
BACKLOG = "Enough of the backlog for today; {} cards wait for the days after it. --limit N asks them now."
WORDS = {number: word for word, number in RATINGS.items()}


@dataclass
class Table:
    """All that a drill needs, and the machine as it stands. `before`: the machines that undo goes back to."""

    desk: Desk
    journal: Journal
    shelf: Shelf
    form: Form
    drill: Drill
    before: list[Drill] = field(default_factory=list)

    def run(self, until: int | None) -> None:
        """Asks card after card until none is left, the time is over or the learner leaves."""
        while (name := self.drill.current(self.desk.now())) is not None:
            if until is not None and self.desk.now() >= until:
                return
            if not self.ask(name):
                return

    def ask(self, name: str) -> bool:
        """One card, from its front to its rating; False when the learner leaves."""
        card, form = self.shelf.card(name), self.form
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
                from studykit.cli.replaying import replay_of_card

                replay_of_card(self.desk, self.shelf, form, card.shows)
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
        states = preview(self.drill.states.get(name, State()), name, now, day, self.drill.retention, self.drill.weights)
        return shown.rating([wait_words(state, now, day) for state in states], card.shows is not None)

    def rate(self, name: str, rating: int, took: int) -> None:
        """Rates a card; on return the review is on disk, and what stays of the card is shown."""
        now, day = self.desk.now(), self.desk.day()
        self.before.append(self.drill)
        old = self.drill.states.get(name, State())
        self.drill = self.drill.rate(name, rating, now, day)
        keep(self.journal, self.drill, took)
        new = self.drill.done[-1].state
        wait = "practice: as before" if name in self.drill.practice else wait_words(new, now, day)
        self.form.add(lambda canvas: [(), shown.kept(WORDS[rating], wait, canvas.ascii)])
        if became_leech(old, new):
            self.leech(name, new.lapses)
        self.form.end()

    def leech(self, name: str, lapses: int) -> None:
        """Puts a card aside that was forgotten too often, under its topic's note; undo brings it back."""
        from studykit.screen.note import note

        text = self.shelf.topic(name.partition("/")[0]).note
        self.note(f"A leech: forgotten {lapses} times, put aside. Read its note, then studykit drill --leeches.")
        self.form.add(lambda canvas: [(), *note(text, min(shown.READABLE, canvas.width))])
        self.before.append(self.drill)
        data = {"what": "suspend", "why": "leech", "revision": revision(self.shelf, name)}
        self.journal.append("mark", name, data, self.desk.now(), self.desk.day())
        self.drill = self.drill.put_aside(name)

    def undo(self) -> bool:
        """Back before the last review or mark of this sitting; False when there is none."""
        if not self.before:
            self.note("nothing to take back in this drill; studykit undo goes further back")
            return False
        self.drill = self.before.pop()
        said = take_back(self.journal, self.desk)
        self.note(said or "nothing to take back")
        self.form.end()
        return True

    def mark(self, name: str, what: str) -> bool:
        """Marks a card; True when it is put aside and another comes."""
        said = mark(self.journal, self.desk, self.shelf, self.form, name, what)
        if said != "not reported":
            self.before.append(self.drill)
        self.note(said)
        if what in ASIDE:
            self.drill = self.drill.put_aside(name)
            self.form.end()
            return True
        return False

    def note(self, text: str) -> None:
        """A quiet line under the card."""
        self.form.add(lambda canvas: [(), (Segment(text[: canvas.width], "dim"),)])

    def left(self) -> int:
        """Cards that still come in this drill."""
        left = len({*self.drill.waiting, *self.drill.learning()})
        return min(left, self.drill.limit - len(self.drill.done)) if self.drill.limit else left


def sit(
    desk: Desk,
    topics: Sequence[str],
    limit: int | None,
    minutes: float | None,
    new: int | None,
    ahead: bool,
    as_json: bool,
    *,
    cram: bool = False,
    counts: bool = False,
    leeches: bool = False,
) -> int:
    """A whole drill; the exit code. `cram`: all seen cards as practice; `counts`: what is practised is a review."""
    found, settings = shelf(desk), settled(desk)
    cards = found.card_ids(topics or None)
    log = journal(desk)
    past = history(log, desk, settings)
    if leeches:
        cards = tuple(card for card in cards if card in past.leeches)
        for card in cards:
            log.append("mark", card, {"what": "resume"}, desk.now(), desk.day())
        past = history(log, desk, settings)
    today = queue(cards, past, desk, settings, new, None if settings.course else facts(found))
    whole = len(today.due)
    if settings.course is None and limit is None:
        done = sum(state.last_day == desk.day() for state in past.states.values()) - past.introduced
        today = share(today, past.states, desk.day(), done)
    due = [] if cram else list(today.all)
    more = _later(cards, past, due) if ahead or cram else []
    waiting = [*due, *more]
    practice = frozenset() if counts else frozenset(more)
    drill = Drill(tuple(waiting), past.states, (), limit or 0, settings.wanted, practice, weights=weights_of(log))
    if not waiting:
        if as_json:
            desk.json(result(drill))
        else:
            desk.say(_nothing(cards, past, desk) if not whole else BACKLOG.format(whole))
        return 0
    if len(today.due) < whole and not cram and not as_json:
        desk.say(f"Of {whole} due cards {len(today.due)} today, the most urgent; the others on the days after it.")
    started = desk.now()
    until = None if minutes is None else started + round(minutes * 60_000)
    with form(desk, desk.stderr if as_json else None) as asked:
        table = Table(desk, log, found, asked, drill)
        table.run(until)
    _finish(desk, log, table.drill, started, as_json)
    return 0


def facts(shelf: Shelf) -> dict[str, str]:
    """Every card that has siblings or might have some, with the fact that it asks for."""
    rows = shelf.base.execute("select id, topic, json_extract(body, '$.fact') from part where kind = 'card'")
    return {name: f"{topic}/{fact}" for name, topic, fact in rows if fact}


def _later(cards: Sequence[str], past: History, already: Sequence[str]) -> list[str]:
    """Seen cards beside these, soonest due first."""
    later = [card for card in cards if card in past.states and card not in already and card not in past.aside]
    return sorted(later, key=lambda card: (past.states[card].due_day, past.states[card].due_at, card))


def _nothing(cards: Sequence[str], past: History, desk: Desk) -> str:
    """What is said when there is nothing to drill: when the next card comes, and what to do meanwhile."""
    now, day = desk.now(), desk.day()
    states = [past.states[card] for card in cards if card in past.states and card not in past.aside]
    if not states:
        return "There is nothing to drill: no card here is new or due."
    soonest = min(states, key=lambda state: (state.due_day, state.due_at))
    wait = wait_words(soonest, now, day)
    return f"Nothing is due. The next card comes in {wait}; --ahead practises now, studykit quiz asks questions."


def _finish(desk: Desk, log: Journal, drill: Drill, started: int, as_json: bool) -> None:
    day = desk.day()
    if drill.done:
        data = {"reviews": len(drill.done), "took": desk.now() - started}
        log.append("sitting", "drill", data, desk.now(), day)
    if as_json:
        desk.json(result(drill))
        return
    tomorrow = sum(state.phase != "new" and state.due_day <= day + 1 for state in drill.states.values())
    again = sum(done.review.rating == RATINGS["again"] for done in drill.done)
    desk.say(shown.summary(len(drill.done), again, tomorrow))


def keep(log: Journal, drill: Drill, took: int) -> None:
    """Writes the last review of a drill; it is on disk when this returns. Practice is a mark: no state reads it."""
    last = drill.done[-1]
    if last.card in drill.practice:
        marked = {"what": "practice", "rating": last.review.rating, "took": took}
        log.append("mark", last.card, marked, last.review.at, last.review.day)
        return
    due = (last.state.phase, last.state.due_at, last.state.due_day)
    data = {"rating": last.review.rating, "took": took}
    log.append("review", last.card, data, last.review.at, last.review.day, due)


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
    from studykit.cli.answers import read as read_answers

    found, settings = shelf(desk), read(desk.settings)
    given = read_answers(path)
    known = {*found.card_ids(), *found.item_ids()}
    for name in given:
        if name not in known:
            raise unknown("card or item", name, known)
    asked = found.card_ids(topics or None)[: limit or None]
    ratings = {card: _rating(card, given[card]) for card in asked if given.get(card) is not None}
    log = journal(desk)
    drill = Drill(asked, history(log, desk, settings).states, (), 0, settings.wanted, weights=weights_of(log))
    started = desk.now()
    for card, rating in ratings.items():
        drill = drill.rate(card, rating, desk.now(), desk.day())
        keep(log, drill, 0)
    _finish(desk, log, drill, started, as_json)
    gaps = len(asked) - len(ratings)
    if gaps:
        desk.warn(f"{gaps} of {len(asked)} cards have no rating in {path}")
    return 1 if gaps else 0


def _rating(card: str, word: Any) -> int:
    if not isinstance(word, str) or word.lower() not in RATINGS:
        raise UsageError(f"{card} is rated {word!r}; it takes {', '.join(RATINGS)}")
    return RATINGS[word.lower()]
