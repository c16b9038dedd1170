"""What a card takes: means over Anki's users, the defaults of the simulators of fsrs-optimizer and fsrs-rs."""

from __future__ import annotations

NEW_SECONDS = (33.79, 24.3, 13.68, 6.5)
REVIEW_SECONDS = (23.0, 11.68, 7.33, 5.6)
"""Seconds by the day's first rating, of a new card and of one that was seen; the steps of the day are included."""
A_NEW_CARD, A_REVIEW = 18.3, 9.6
"""Seconds that a card takes in the mean, whatever its rating."""


def whole(minutes: float) -> int:
    """Minutes as they are told: 1 at least where there is something to do."""
    return max(1, round(minutes)) if minutes > 0 else 0
