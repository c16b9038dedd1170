"""`studykit drill`: flashcards by FSRS. One key flips, one key rates; each review is on disk before the next card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studykit.cli.desk import DESK
from studykit.errors import UsageError, unknown

if TYPE_CHECKING:
    from studykit.library.model import Card
    from studykit.session.drill import Drill
    from studykit.store.journal import Journal

HELP = "space flips  1 again  2 hard  3 good  4 easy  r replay  u undo  s suspend  b bury  m mark  ! report  q ends"
FLIPS = ("space", "enter")
LEAVES = ("q", "escape", "")


def drill(
    topics: Annotated[list[str] | None, typer.Argument(help="Topics to drill; else all.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Reviews at most (0: no limit).")] = 0,
    minutes: Annotated[float, typer.Option("--minutes", min=0, help="Minutes at most (0: no limit).")] = 0,
    new: Annotated[int, typer.Option("--new", min=-1, help="New cards at most (-1: as set).")] = -1,
    ahead: Annotated[bool, typer.Option("--ahead", help="Also cards that are not due yet.")] = False,
    answers: Annotated[Path | None, typer.Option("--answers", help="A file of card ids and ratings.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Lines only, no single keys.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON value at the end.")] = False,
) -> int:
    """Drill flashcards: what is due, then new ones."""
    from studykit.cli.memory import queue, retention
    from studykit.session.drill import Drill

    with DESK.journal() as journal:
        found, states = queue(journal, topics or (), None if new < 0 else new)
        waiting = list(found.all)
        if ahead:
            later = [card for card in DESK.shelf().card_ids(topics or None) if card in states and card not in waiting]
            waiting += sorted(later, key=lambda card: states[card].due_day)
        if answers is not None:
            return _from_file(journal, answers, topics or [], states, as_json)
        sitting = Drill(tuple(waiting), states, (), limit, retention())
        end = DESK.now() + round(minutes * 60_000) if minutes else None
        asker = _by_key if DESK.interactive(plain) else _by_line
        sitting = asker(journal, sitting, end)
        if as_json:
            DESK.json(_reviews(sitting))
        else:
            _farewell(sitting)
    return 0


def _ask(journal: Journal, sitting: Drill, end: int | None, read: Callable[[str], str], typed: bool) -> Drill:
    """The sitting: front, flip, rate; `read` gives a key or a word after a prompt."""
    from studykit.cli.marks import KEYS, mark, revision_of
    from studykit.cli.undo import take_back
    from studykit.memory.fsrs import RATINGS
    from studykit.memory.schedule import State, preview, wait_words

    before: list[Drill] = []
    shelf = DESK.shelf()
    words = {"1": 1, "2": 2, "3": 3, "4": 4, "a": 1, "h": 2, "g": 3, "e": 4, **RATINGS}
    while (name := sitting.current(DESK.now())) is not None and (end is None or DESK.now() < end):
        card = shelf.card(name)
        flipped = False
        _front(name, card, len(sitting.waiting))
        while True:
            if flipped:
                now, day = DESK.now(), DESK.day()
                state = sitting.states.get(name, State())
                waits = [wait_words(s, now, day) for s in preview(state, name, now, day, sitting.retention)]
                buttons = zip("1234", ("again", "hard", "good", "easy"), waits, strict=True)
                prompt = "   ".join(f"{key} {word} ({wait})" for key, word, wait in buttons)
            else:
                prompt = "Enter shows the answer" if typed else "space flips"
            key = read(prompt).strip() if typed else read(prompt)
            if key in LEAVES and not (typed and key == "" and not flipped and not _ended()):
                return sitting
            if not flipped and (key in FLIPS or (typed and key == "")):
                flipped = True
                _back(card)
            elif flipped and key.lower() in words:
                before.append(sitting)
                now, day = DESK.now(), DESK.day()
                sitting = sitting.rate(name, words[key.lower()], now, day)
                _keep(journal, sitting)
                break
            elif key == "u":
                DESK.write(take_back(journal) or "there is nothing to take back")
                if before:
                    sitting = before.pop()
                break
            elif key in KEYS:
                DESK.write(mark(journal, name, KEYS[key], revision_of(card)))
                if KEYS[key] in ("suspend", "bury"):
                    sitting = sitting.put_aside(name)
                    break
            elif key == "r" and flipped and card.shows:
                _replay(card)
            else:
                DESK.write(HELP)
    return sitting


_INPUT = {"over": False}


def _ended() -> bool:
    """Whether the lines of standard input are used up."""
    return _INPUT["over"]


def _by_line(journal: Journal, sitting: Drill, end: int | None) -> Drill:
    import sys

    _INPUT["over"] = False

    def read(prompt: str) -> str:
        DESK.out.write(f"{prompt}: ")
        DESK.out.flush()
        line = sys.stdin.readline()
        if not line:
            _INPUT["over"] = True
            DESK.write()
        return line.strip()

    return _ask(journal, sitting, end, read, typed=True)


def _by_key(journal: Journal, sitting: Drill, end: int | None) -> Drill:
    import sys

    from studykit.screen.keys import one_key, read_key
    from studykit.sim.frames.canvas import Segment

    def read(prompt: str) -> str:
        DESK.show([(), (Segment(prompt, "dim"),)])
        with one_key(sys.stdin.fileno()):
            return read_key()

    return _ask(journal, sitting, end, read, typed=False)


def _front(name: str, card: Card, waiting: int) -> None:
    import textwrap

    from studykit.screen.note import unmarked
    from studykit.screen.paint import clean
    from studykit.sim.frames.canvas import Segment

    topic = name.partition("/")[0]
    text = card.front or _gaps(card.cloze, hidden=True)
    lines = textwrap.wrap(unmarked(clean(text)), min(72, DESK.width - 2))
    DESK.show(
        [(), (Segment(f"{topic}  ({waiting} left)", "dim"),), (), *[(Segment(f"  {line}", "title"),) for line in lines]]
    )


def _back(card: Card) -> None:
    import textwrap

    from studykit.screen.note import unmarked
    from studykit.screen.paint import clean
    from studykit.sim.frames.canvas import Segment

    text = card.back or _gaps(card.cloze, hidden=False)
    lines = textwrap.wrap(unmarked(clean(text)), min(72, DESK.width - 2))
    more = [(Segment("  r replays it", "dim"),)] if card.shows else []
    DESK.show([(), *[(Segment(f"  {line}", "good"),) for line in lines], *more])


def _gaps(text: str, hidden: bool) -> str:
    import re

    return re.sub(r"\{\{(.+?)\}\}", "[...]" if hidden else r"\1", text)


def _replay(card: Card) -> None:
    from studykit.cli.simulate import show
    from studykit.sim.stage import play

    assert card.shows is not None
    _, scenario = DESK.shelf().scenario(card.shows.scenario)
    show(scenario, play(card.shows.scenario, scenario, card.shows.set))


def _keep(journal: Journal, sitting: Drill) -> None:
    """Writes the last review; it is on disk when this returns."""
    last = sitting.done[-1]
    state = last.state
    due = (state.phase, state.due_at, state.due_day)
    journal.append("review", last.card, {"rating": last.review.rating}, last.review.at, last.review.day, due)


def _from_file(journal: Journal, path: Path, topics: list[str], states: dict[str, Any], as_json: bool) -> int:
    """Rates the cards that a file names; with topics, all of their cards are asked and a gap is exit 1."""
    from studykit.cli.marks import answers_file
    from studykit.cli.memory import retention
    from studykit.memory.fsrs import RATINGS
    from studykit.session.drill import Drill

    shelf, given = DESK.shelf(), answers_file(path)
    known = {*shelf.card_ids(), *shelf.item_ids()}
    for name in given:
        if name not in known:
            raise unknown("item or card", name, known)
    cards = set(shelf.card_ids())
    asked = list(shelf.card_ids(topics)) if topics else [name for name in given if name in cards]
    sitting = Drill(tuple(asked), states, (), 0, retention())
    gaps = 0
    for name in asked:
        word = given.get(name)
        if word is None:
            gaps += 1
            continue
        if word not in RATINGS:
            raise UsageError(f"{name}: {word!r} is no rating; again, hard, good or easy")
    for name in asked:
        if given.get(name) is not None:
            sitting = sitting.rate(name, RATINGS[str(given[name])], DESK.now(), DESK.day())
            _keep(journal, sitting)
    if as_json:
        DESK.json(_reviews(sitting))
    else:
        _farewell(sitting)
    return 1 if gaps else 0


def _reviews(sitting: Drill) -> dict[str, Any]:
    """The value of `drill --json`."""
    from studykit.memory.calendar import date_of

    names = {1: "again", 2: "hard", 3: "good", 4: "easy"}
    return {
        "reviews": [
            {"card": done.card, "rating": names[done.review.rating], "due": date_of(done.state.due_day).isoformat()}
            for done in sitting.done
        ]
    }


def _farewell(sitting: Drill) -> None:
    if not sitting.done:
        DESK.write("nothing to drill now; studykit quiz asks questions, --ahead drills early")
        return
    day = DESK.day()
    tomorrow = sum(state.due_day == day + 1 for state in sitting.states.values())
    again = sum(done.review.rating == 1 for done in sitting.done)
    DESK.write(f"done: {len(sitting.done)} reviews, {again} again. Tomorrow: {tomorrow} due.")
