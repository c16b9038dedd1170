"""The learner's own pace, from the times of the latest reviews in the journal, and minutes by it."""

from __future__ import annotations

from studykit.memory.seconds import A_NEW_CARD, A_REVIEW
from studykit.store.journal import Journal


def pace_of(log: Journal | None, day: int) -> float:
    """The learner's pace on a day, from the 30 days before it: 2 is twice the seconds of the mean, 1 while unknown.

    It stays the same all day. A day of a card on which a review has no time (it came from a file) does not count.
    """
    if log is None:
        return 1.0
    from studykit.memory.pace import DAYS, CardDay, cut, pace
    from studykit.store.queries import timed_reviews, was_reviewed_before

    met: dict[tuple[str, int], tuple[int, list[int]]] = {}
    for review in timed_reviews(log, day - DAYS, day):
        met.setdefault((review.card, review.day), (review.rating, []))[1].append(review.took or 0)
    whole = {of: (rating, times) for of, (rating, times) in met.items() if all(times)}
    return pace(
        CardDay(not was_reviewed_before(log, card, when), rating, sum(cut(ms / 1000) for ms in times))
        for (card, when), (rating, times) in whole.items()
    )


def minutes_of(new: int, reviews: int, by: float) -> int:
    """Minutes that so many cards take at a pace; 0 for none, else 1 at least."""
    seconds = by * (new * A_NEW_CARD + reviews * A_REVIEW)
    return max(1, round(seconds / 60)) if new + reviews else 0
