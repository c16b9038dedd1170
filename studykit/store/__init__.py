"""The journal: append-only events in SQLite. Knows nothing of the screen."""
