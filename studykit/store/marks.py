"""The meaning of marks: which cards and items are not asked on a day, and which cards a wrong answer has made due.

A mark is an event about a card or an item; its `what` says which:

    suspend  exclude the subject from now on; `why` is "leech" if the card was forgotten too often
    bury     exclude it for the rest of the mark's day
    known    exclude the card before the learning day `until`, because a placement quiz showed that it is known
    resume   end an exclusion
    due      make the card due on the mark's day, because of a wrong answer; this ends `known`
    mark     flag the subject, or remove the flag
    report   (no meaning here: the learner found a mistake in it)

Two readers share these rules: the history of a learner (app/history.py) and the quick counts of `due` (store/due.py).
Both make `Mark`s of the events that were not undone, in the order of events, and hand them to `marks_on` and
`forced_due`:

    marks = [Mark(entry.subject, entry.day, entry.sort_key, entry.data) for entry in journal.entries("mark")]
    marks_on(marks, day).excluded
    forced_due(marks, lambda card: journal.latest_order("review", card))

Light: `due` imports it, so it imports next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

SortKey = tuple[int, str]
"""The place of an event in the order of events: its time (ms) and its id. (-1, "") is before every event."""


class Mark:
    """One mark. `until` is the learning day that ends `known`."""

    __slots__ = ("day", "sort_key", "subject", "until", "what", "why")

    def __init__(self, subject: str, day: int, sort_key: SortKey, data: Mapping[str, object]) -> None:
        until = data.get("until")
        self.subject = subject
        self.day = day
        self.sort_key = sort_key
        self.what = data.get("what")
        self.why = data.get("why")
        self.until = until if isinstance(until, int) else 0

    def __eq__(self, other: object) -> bool:
        """True if both are the same mark of the same event."""
        return isinstance(other, Mark) and all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment] # marks are compared, never looked up


class MarksOfDay:
    """The cards and items that marks concern on one day.

    `excluded`: not asked on this day. `leeches`: suspended because they were forgotten too often. `known`: excluded,
    now or earlier, because a placement quiz showed that they are known. `flagged`: chosen by `--marked`.
    """

    __slots__ = ("excluded", "flagged", "known", "leeches")

    def __init__(self) -> None:
        self.excluded: set[str] = set()
        self.leeches: set[str] = set()
        self.known: set[str] = set()
        self.flagged: set[str] = set()

    def __eq__(self, other: object) -> bool:
        """True if both concern the same cards and items in the same ways."""
        return isinstance(other, MarksOfDay) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment] # the sets change while marks are read


def marks_on(marks: Iterable[Mark], day: int) -> MarksOfDay:
    """Returns the effect that marks, in the order of events, have on a learning day."""
    found = MarksOfDay()
    for mark in marks:
        subject = mark.subject
        if mark.what == "suspend" or (mark.what == "bury" and mark.day == day):
            found.excluded.add(subject)
            if mark.why == "leech":
                found.leeches.add(subject)
        elif mark.what == "known" and day < mark.until:
            found.excluded.add(subject)
            found.known.add(subject)
        elif mark.what == "resume":
            found.excluded.discard(subject)
            found.leeches.discard(subject)
        elif mark.what == "mark":
            found.flagged ^= {subject}
        elif mark.what == "due" and subject in found.known:
            found.excluded.discard(subject)
    return found


def forced_due(marks: Iterable[Mark], last_review: Callable[[str], SortKey]) -> dict[str, int]:
    """Returns the cards that a wrong answer made due and that were not reviewed since, with the day of the first such
    mark.

    `marks` come in the order of events. `last_review` gives the place of a card's last review in that order.
    """
    reviewed: dict[str, SortKey] = {}
    found: dict[str, int] = {}
    for mark in marks:
        if mark.what == "due" and mark.subject not in found:
            if mark.subject not in reviewed:
                reviewed[mark.subject] = last_review(mark.subject)
            if mark.sort_key > reviewed[mark.subject]:
                found[mark.subject] = mark.day
    return found
