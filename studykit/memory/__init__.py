"""Memory: FSRS-6, learning days, the daily card queue, and what is fitted to one learner. Pure functions."""
