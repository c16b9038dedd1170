"""Memory: FSRS-6, the calendar of learning days, the queue of cards. Pure functions."""
