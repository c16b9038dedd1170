"""The journal of a learner, in SQLite, and what is read from it. It knows nothing of the screen."""
