"""A trace as lines: three views, captions, a plain timeline, and two runs side by side. Pure functions of a trace."""
