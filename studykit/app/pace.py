"""The learner's own pace, measured by the times of the latest reviews in the journal, and minutes at this pace."""

from __future__ import annotations

from studykit.app.study import Study
from studykit.memory.seconds import MEAN_NEW_SECONDS, MEAN_REVIEW_SECONDS


def review_pace(study: Study) -> float:
    """Returns the learner's pace today, from the 30 days before it: 2 is twice the mean seconds; 1 while unknown.

    It stays the same all day. A day of a card on which a review has no time (it came from a file) does not count.
    """
    journal, day = study.journal_if_any, study.day()
    if journal is None:
        return 1.0
    from studykit.memory.pace import WINDOW_DAYS, CardDay, cap_seconds, pace
    from studykit.store.queries import timed_reviews, was_reviewed_before

    met: dict[tuple[str, int], tuple[int, list[int]]] = {}
    for review in timed_reviews(journal, day - WINDOW_DAYS, day):
        met.setdefault((review.card, review.day), (review.rating, []))[1].append(review.took or 0)
    whole = {of: (rating, times) for of, (rating, times) in met.items() if all(times)}
    return pace(
        CardDay(not was_reviewed_before(journal, card, when), rating, sum(cap_seconds(ms / 1000) for ms in times))
        for (card, when), (rating, times) in whole.items()
    )


def minutes_of(new: int, reviews: int, pace: float) -> int:
    """Returns the minutes that cards take at a pace: 0 for none, else at least 1."""
    seconds = pace * (new * MEAN_NEW_SECONDS + reviews * MEAN_REVIEW_SECONDS)
    return max(1, round(seconds / 60)) if new + reviews else 0
