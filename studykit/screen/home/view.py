"""Today in a few lines: the date, what is due, the exam, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from studykit.text.lines import Line, Segment
from studykit.text.wrap import wrapped


class Choice(NamedTuple):
    """Something to do next: the name that the menu answers with, what it says, and the command that does it."""

    name: str
    says: str
    command: str


def today_lines(today: date, counts: Mapping[str, Any], code: str, width: int, ascii: bool) -> list[Line]:
    """The head of the day. `counts`: as in `due --json`, with the `minutes` that the cards take, and how many due cards
    come `later`, on another day; `done`: whether that was all of today; days `studied`, and in a row (`streak`)."""
    dot = " | " if ascii else " · "
    head = [Segment("studykit", "title"), Segment(f"{dot}{today:%A} {today.day} {today:%B}", "dim")]
    lines = [*wrapped(head, width), ()]
    waits = counts["due"] + counts["learning"]
    cards = waits + counts["new"]
    if cards:
        parts = (
            [f"{waits} to review" + (f" ({counts['overdue']} overdue)" if counts["overdue"] else "")] if waits else []
        )
        parts += [f"{counts['new']} new"] if counts["new"] else []
        about = f"{dot}about {counts['minutes']} min{_later(counts['later'], '; ', ' more')}"
        lines += wrapped([Segment(f"Cards: {', '.join(parts)}"), Segment(about, "dim")], width)
    elif counts["days_left"] == 0:
        lines += wrapped("Cards: only the warm-up today.", width)
    elif counts["done"]:
        lines += wrapped(f"Cards: none are left today{_later(counts['later'], '; ')}.", width)
    elif counts["later"]:
        lines += wrapped(f"Cards: none are left{_later(counts['later'], '; ')}.", width)
    else:
        lines += wrapped("Cards: nothing is due." + _next(counts["next_due"]), width)
    left = counts["days_left"]
    if left is not None:
        days = (
            "today"
            if left == 0
            else "tomorrow"
            if left == 1
            else f"in {left} days"
            if left > 0
            else f"{-left} day{'s' if left < -1 else ''} ago"
        )
        lines += wrapped([Segment(f"Exam: {days}"), Segment(f"{dot}{code} on {counts['exam_date']}", "dim")], width)
    if counts["studied"]:
        row = f", {counts['streak']} in a row" if counts["streak"] > 1 else ""
        days = f"{counts['studied']} day{'s' if counts['studied'] != 1 else ''}"
        lines += wrapped([Segment(f"Studied: {days}{row}", "dim")], width)
    return lines


def _later(cards: int, before: str, more: str = "") -> str:
    """What is said of due cards that are not asked today, for a sibling was, or for there are too many."""
    return f"{before}{cards}{more} wait{'s' if cards == 1 else ''} for another day" if cards else ""


def _next(seconds: int | None) -> str:
    if seconds is None:
        return ""
    if seconds >= 86_400:
        days = round(seconds / 86_400)
        return f" The next comes {'tomorrow' if days == 1 else f'in {days} days'}."
    return f" The next comes in {max(1, round(seconds / 60))} min."


def choice_lines(choices: Sequence[Choice], width: int) -> list[Line]:
    """What comes next, as text: each choice with its command."""
    wide = max(len(choice.command) for choice in choices)
    lines: list[Line] = [(Segment("Next", "title"),)]
    for choice in choices:
        if wide + 4 + len(choice.says) <= width:
            lines.append((Segment(f"  {choice.command:<{wide}}  ", "key"), Segment(choice.says)))
        else:
            lines += [(Segment(f"  {choice.command}", "key"),), *wrapped(choice.says, width, first="    ")]
    return lines
