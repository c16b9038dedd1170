"""Runs a drill on the screen: shows a card, maps keys to what the session does, and tells what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studykit.app.answers_file import warn_of_gaps
from studykit.app.drill import WORDS, DrillResult, DrillSession, rate_from_file
from studykit.app.end_of_day import next_hint
from studykit.app.marks import EXCLUDING, KEYS
from studykit.app.options import DrillOptions
from studykit.app.study import Study
from studykit.library.model import Card
from studykit.memory.fsrs import RATINGS
from studykit.screen.console.console import Console
from studykit.screen.console.dialog import LEAVES, Dialog, Hints, add_note
from studykit.screen.console.sitting_keys import mark_by_key, undo_by_key
from studykit.screen.drill import card as view

FLIPS = ("space", "enter")
RATES = {"1": 1, "2": 2, "3": 3, "4": 4, "a": 1, "h": 2, "g": 3, "e": 4, **RATINGS}
"""Keys and words that rate a card."""


def run(console: Console, study: Study, options: DrillOptions, as_json: bool = False) -> int:
    """Runs a drill, or the rest of the one that was interrupted; returns the exit code."""
    with DrillSession.open(study, options, may_resume=not as_json) as session:
        if session.is_resumed:
            count = len(session.machine.done)
            console.line(f"Going on where it was cut, after {count} review{'s' if count != 1 else ''}.\n")
        elif not as_json and (notice := session.notice()):
            console.paragraph(notice)
        if session.is_complete:
            if as_json:
                console.json(session.result().as_json())
            return 0
        with console.dialog(console.environment.stderr if as_json else None) as dialog:
            DrillLoop(console, session, dialog).run()
        result = session.finish()
        hint = next_hint(study) if result.reviews and result.is_complete and not as_json else ""
        _tell(console, result, hint, as_json)
    return 0


def run_file(
    console: Console, study: Study, topics: Sequence[str], path: Path, limit: int | None, as_json: bool = False
) -> int:
    """Rates cards as a file says; returns the exit code, which is 1 if a card has no rating."""
    rated = rate_from_file(study, topics, path, limit)
    _tell(console, rated.result, "", as_json)
    return warn_of_gaps(study, rated.missing, rated.asked, "cards have no rating", path)


class DrillLoop:
    """Asks card after card of a session on a dialog."""

    def __init__(self, console: Console, session: DrillSession, dialog: Dialog) -> None:
        self.console = console
        self.session = session
        self.study = session.study
        self.dialog = dialog

    def run(self) -> None:
        """Asks until no card is left, the time is over or the learner leaves."""
        while (name := self.session.next_card()) is not None:
            if not self.ask(name):
                return

    def ask(self, name: str) -> bool:
        """Asks one card, from its front to its rating; False if the learner leaves."""
        card, dialog = self.study.library.card(name), self.dialog
        started = self.study.now()
        flipped = False
        dialog.add(lambda canvas: [view.head(name.partition("/")[0], self.session.left, canvas.ascii), ()])
        dialog.add(lambda canvas: view.front(card, canvas))
        while True:
            key = dialog.ask(self.buttons(name, card) if flipped else view.flip(card))
            if key in LEAVES:
                return False
            if not flipped and key in FLIPS:
                flipped = True
                dialog.add(lambda canvas: view.back(card, canvas))
            elif not flipped and key == "h" and card.hint:
                dialog.add(lambda canvas: view.hint(card, canvas))
            elif flipped and key.lower() in RATES:
                self.rate(name, RATES[key.lower()], self.study.now() - started)
                return True
            elif flipped and key == "r" and card.shows:
                from studykit.screen.replay.loop import replay_of_card

                replay_of_card(self.console, self.study, dialog, card.shows)
            elif key == "u":
                if undo_by_key(dialog, self.session):
                    return True
            elif key in KEYS:
                mark_by_key(dialog, self.session, name, KEYS[key])
                if KEYS[key] in EXCLUDING:
                    dialog.commit()
                    return True
            elif dialog.typed:
                add_note(dialog, f"{key!r} is no answer here; ? lists what is")

    def buttons(self, name: str, card: Card) -> Hints:
        """Returns the four buttons, each with the wait that pressing it gives."""
        return view.rating(self.session.previews(name) or ["(practice)", "", "", ""], card.shows is not None)

    def rate(self, name: str, rating: int, took: int) -> None:
        """Rates a card and shows what stays of it; of a card that became a leech also its topic's note."""
        rated = self.session.rate(name, rating, took)
        wait = rated.wait or "practice: as before"
        self.dialog.add(lambda canvas: [(), view.kept(WORDS[rating], wait, canvas.ascii)])
        if rated.leech:
            self.show_leech(name, rated.leech)
        self.dialog.commit()

    def show_leech(self, name: str, times: int) -> None:
        """Says that a card was suspended after it was forgotten so often, and shows the note of its topic."""
        from studykit.text.markdown import note

        text = self.study.library.topic(name.partition("/")[0]).note
        add_note(
            self.dialog, f"A leech: forgotten {times} times, put aside. Read its note, then studykit drill --leeches."
        )
        self.dialog.add(lambda canvas: [(), *note(text, min(view.READABLE, canvas.width))])


def _tell(console: Console, result: DrillResult, hint: str, as_json: bool) -> None:
    """Tells what a drill came to; a hint at what comes next takes the place of tomorrow's cards."""
    if as_json:
        console.json(result.as_json())
        return
    tomorrow = None if hint else result.due_tomorrow
    console.line(view.summary(len(result.reviews), result.forgotten, tomorrow))
    if hint:
        console.paragraph(hint)
