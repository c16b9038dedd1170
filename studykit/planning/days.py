"""A plan laid out: what each day holds of cards, items, mocks and their reviews, within the minutes given.

Cards come first. Two days before the exam half a mock is kept free, on the last day the sheets; what the cards leave of
the other days goes to items that were never answered, and once a week in the last three weeks to a mock, with its
review on the day after. A mock that does not fit into a day is cut to what does. The plan is found anew each day: what
has its date keeps it, and a mock that was promised for today has room kept free for the shortest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

from studykit.memory.seconds import A_NEW_CARD, A_REVIEW
from studykit.planning.projection import Day

ITEM_MINUTES = 1.5
"""An item of a quiz with its feedback."""
REVIEW_MINUTES = 0.5
"""Going over a mock, for each of its items."""
SHEET_MINUTES = 10.0
WARM_UP = 10
"""Cards on the day of the exam."""
WARM_UP_MINUTES = 2.0
MOCKS = ("mock", "half", "part")
LEAST_MOCK = 10
"""A form that is shorter says nothing."""
WEEKS_OF_MOCKS = 3
SLIVER = 1e-9
"""Of a part that fits exactly, whatever floating point says."""


class Form(NamedTuple):
    """A whole mock: its items and minutes."""

    items: int = 65
    minutes: float = 130.0


class Misses(NamedTuple):
    """What a mock that was sat left to go through: its sitting, how many misses, how many of them on a day."""

    sitting: str = ""
    left: int = 0
    a_day: int = 1


class Part(NamedTuple):
    """What is done beside cards: `items`, a `mock`, `half` of one or a `part`, its `review`, the `sheets` or the
    `warm-up`; how many; minutes; of which service, or which sitting."""

    kind: str
    number: int
    minutes: float
    service: str = ""


class Load(NamedTuple):
    """One day: new cards, reviews, their minutes, the parts beside them."""

    new: int
    reviews: int
    card_minutes: float
    parts: tuple[Part, ...] = ()

    @property
    def minutes(self) -> float:
        """All of the day."""
        return self.card_minutes + sum(part.minutes for part in self.parts)


def card_minutes(days: int, minutes: float, form: Form, promised: bool = False) -> list[float]:
    """Minutes of each day that are free for cards, today first. `promised`: whether the plan before this one had
    a mock for today."""
    free = [float(minutes)] * days
    for place, part in _reserved(days, minutes, form, promised).items():
        free[place] -= part.minutes
    return free


def as_due(days: Sequence[Day], new: int, due: int, minutes: float, pace: float) -> list[Day]:
    """The days as they were played, today with the new cards and reviews that a drill asks, as far as they fit into the
    minutes that are free today. A sample stands for the deck in the mean, not on one day."""
    first, reviews = days[0], sum(day.reviews for day in days)
    begun = first.seconds + (new - first.new) * pace * A_NEW_CARD
    fit = first.reviews + max(0, int((60 * minutes - begun) / (pace * A_REVIEW)))
    real = min(due, fit)
    recalled = real * sum(day.recalled for day in days) / reviews if reviews else 0.0
    if first.reviews:
        recalled = real * first.recalled / first.reviews
    taken = max(0.0, begun + (real - first.reviews) * pace * A_REVIEW)
    return [Day(new, real, recalled, taken), *days[1:]]


def lay_out(
    days: Sequence[Day],
    minutes: float,
    items: Mapping[str, int],
    form: Form,
    mocks: bool = True,
    promised: bool = False,
    misses: Misses | None = None,
) -> list[Load]:
    """The days, today first, and after them the day of the exam. `items`: by service, those never answered;
    `mocks`: whether there are items to make forms of; `promised`: whether the plan before had a mock for today;
    `misses`: what is left to go through of a mock that was sat before today."""
    left = dict(items)
    reserved = {place: part for place, part in _reserved(len(days), minutes, form, promised).items() if mocks}
    loads, reviewing, misses = [], 0, misses or Misses()
    for place, day in enumerate(days):
        cards = min(day.seconds / 60, minutes) if day.new + day.reviews else 0.0
        room = minutes - cards
        kept = reserved.get(place)
        parts = _review(misses, reviewing, room - (kept.minutes if kept else 0.0))
        room -= sum(part.minutes for part in parts)
        misses = misses._replace(left=max(0, misses.left - misses.a_day))
        if kept:
            parts.append(_grown(kept, room, form))
        elif mocks and place and (mock := _mock(len(days) - place, room, form)) is not None:
            parts.append(mock)
        elif (practice := _items(left, len(days) - place, room)) is not None:
            parts.append(practice)
            left[practice.service] -= practice.number
        reviewing = sum(part.number for part in parts if part.kind in MOCKS)
        loads.append(Load(day.new, day.reviews, cards, tuple(part for part in parts if part.minutes > 0)))
    return [*loads, Load(0, 0, 0.0, (Part("warm-up", WARM_UP, WARM_UP_MINUTES),))]


def _reserved(days: int, minutes: float, form: Form, promised: bool) -> dict[int, Part]:
    """What has its day whatever the cards take: half a mock two days before, the sheets on the last day, and the
    shortest mock today where one was promised."""
    found = {}
    pace = form.minutes / form.items
    half = min(form.items // 2, int(minutes / 2 / pace))
    if days >= 2 and half >= LEAST_MOCK // 2:
        kind = "half" if half == form.items // 2 else "part"
        found[days - 2] = Part(kind, half, half * pace)
    if days >= 1:
        found[days - 1] = Part("sheets", 1, min(SHEET_MINUTES, minutes / 4))
    if promised and (mock := _mock(days, min(minutes, LEAST_MOCK * pace + SLIVER), form)) is not None:
        found[0] = mock
    return found


def _grown(part: Part, room: float, form: Form) -> Part:
    """What has its day, with the room that the cards leave: a mock takes as much of it as makes it whole, half a mock
    as much as makes it half."""
    if part.kind == "sheets":
        return part._replace(minutes=min(part.minutes, room))
    pace, whole = form.minutes / form.items, form.items if part.kind == "mock" else form.items // 2
    number = max(part.number, min(whole, int(room / pace + SLIVER)))
    kind = part.kind if part.kind == "mock" else "half" if number == whole else "part"
    return Part(kind, number, min(number * pace, room))


def _review(misses: Misses, sat: int, room: float) -> list[Part]:
    """Going over a mock: what one that was sat left, else all of the one of the day before, which had so many items."""
    number = min(misses.left, misses.a_day) or sat
    took = min(number * (ITEM_MINUTES if misses.left else REVIEW_MINUTES), room)
    return [Part("review", number, took, misses.sitting if misses.left else "")] if took > SLIVER else []


def _mock(left: int, room: float, form: Form) -> Part | None:
    """The mock of a day with so many days left until the exam, that day included: a week apart, the last of them a week
    before the half one."""
    before = left - 2
    if before % 7 or not 7 <= before <= 7 * WEEKS_OF_MOCKS:
        return None
    pace = form.minutes / form.items
    number = min(form.items, int(room / pace + SLIVER))
    return Part("mock", number, number * pace) if number >= LEAST_MOCK else None


def _items(left: Mapping[str, int], days: int, room: float) -> Part | None:
    """A day's share of the items that were never answered, all of the service of which most are left."""
    service = max(left, key=lambda name: left[name], default="")
    if not service:
        return None
    share = ceil(sum(left.values()) / max(1, days - 2))
    number = min(share, left[service], int(room / ITEM_MINUTES))
    return Part("items", number, number * ITEM_MINUTES, service) if number > 0 else None
