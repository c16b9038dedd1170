"""Frames: a pure function of a trace and a moment, so that back, scrub and step are free. `picture` gives them."""
