"""A card as lines: its front, its back, the four buttons with what each would do, and what is left of it afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studykit.library.model import Card
from studykit.screen.console.dialog import Hints
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import flat, spans, wrapped

GAP = re.compile(r"\{\{(.+?)\}\}")
INDENT = "  "
READABLE = 76
BUTTONS = ("again", "hard", "good", "easy")
END = ("q", "end")
MARKS = (("u", "undo"), ("s", "suspend"), ("b", "bury until tomorrow"), ("m", "mark"), ("!", "report"))


def flip(card: Card) -> Hints:
    """Returns the keys before the answer is shown."""
    keys = (("space", "shows the answer"), *([("h", "hint")] if card.hint else []), END)
    return Hints("Enter shows the answer", keys, MARKS)


def head(topic: str, left: int, ascii: bool) -> Line:
    """Returns the quiet line above a card: its topic, and how many cards are left."""
    dot = "|" if ascii else "·"
    return (Segment(f"{topic} {dot} {left} left", "dim"),)


def front(card: Card, canvas: Canvas) -> list[Line]:
    """Returns the question, or the sentence with its gaps closed."""
    text = card.front or GAP.sub("[...]", card.cloze)
    return [*wrapped(text, min(READABLE, canvas.width), "title")]


def hint(card: Card, canvas: Canvas) -> list[Line]:
    """Returns the hint, for a learner who asks for it."""
    return [(), *wrapped(f"Hint: {card.hint}", min(READABLE, canvas.width), "dim")]


def back(card: Card, canvas: Canvas) -> list[Line]:
    """Returns the answer; of a sentence with gaps, the sentence with the hidden words set off."""
    width = min(READABLE, canvas.width)
    if card.front:
        return [(), *wrapped(card.back, width, "good", first=INDENT)]
    segments: list[Segment] = []
    for place, part in enumerate(GAP.split(flat(card.cloze))):
        segments += [Segment(part, "good")] if place % 2 else spans(part)
    more = wrapped(card.back, width, first=INDENT) if card.back else []
    return [(), *wrapped(segments, width, first=INDENT), *more]


def rating(waits: Sequence[str], shows: bool) -> Hints:
    """Returns the buttons, each with the wait that it really gives."""
    keys = [
        (str(number), f"{word} {wait}".rstrip())
        for number, (word, wait) in enumerate(zip(BUTTONS, waits, strict=True), 1)
    ]
    replay = [("r", "replay")] if shows else []
    return Hints(f"rate {', '.join(f'{key} {what}' for key, what in keys)}", (*keys, *replay, END), MARKS)


def kept(word: str, wait: str, ascii: bool) -> Line:
    """Returns the line that stays in the scrollback under a rated card."""
    arrow = "->" if ascii else "→"
    style = "bad" if word == "again" else "dim"
    return (Segment(f"{INDENT}{word} ", style), Segment(f"{arrow} {wait}", "dim"))


def summary(reviews: int, again: int, tomorrow: int | None) -> str:
    """Returns the last line of a drill; `tomorrow`: how many cards are due then."""
    then = "" if tomorrow is None else f" Tomorrow: {tomorrow} due."
    if not reviews:
        return "Nothing was reviewed."
    what = "1 review" if reviews == 1 else f"{reviews} reviews"
    return f"Done: {what}, {again} again.{then}"
