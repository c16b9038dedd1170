"""Seconds per card: means over Anki users, the defaults of the simulators of fsrs-optimizer and fsrs-rs."""

from __future__ import annotations

NEW_SECONDS = (33.79, 24.3, 13.68, 6.5)
REVIEW_SECONDS = (23.0, 11.68, 7.33, 5.6)
"""Seconds of a new card and of a review card, by the first rating of the day. Same-day steps are included."""
MEAN_NEW_SECONDS, MEAN_REVIEW_SECONDS = 18.3, 9.6
"""Mean seconds of a new card and of a review card over all ratings."""


def whole_minutes(minutes: float) -> int:
    """Returns minutes rounded for display; at least 1 if there is anything to do."""
    return max(1, round(minutes)) if minutes > 0 else 0
