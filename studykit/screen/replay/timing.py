"""Maps the time of a run to the seconds of its replay."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

LONGEST = 12.0
"""Maximum seconds of a replay at normal speed, however long the run is."""
SHORTEST_STEP, LONGEST_STEP = 0.12, 1.4
"""Limits, in seconds, of what one gap between two moments takes."""


def schedule(moments: Sequence[int]) -> tuple[float, ...]:
    """Returns when each moment (ms of the run) is shown, in seconds of the replay.

    A gap is shown as long as its share of the run, within the limits of a step; all of it takes at most `LONGEST`.
    """
    gaps = [after - before for before, after in pairwise(moments)]
    if not gaps:
        return (0.0,) * len(moments)
    usual = sorted(gaps)[len(gaps) // 2] or 1
    shown = [min(LONGEST_STEP, max(SHORTEST_STEP, 0.6 * gap / usual)) for gap in gaps]
    scale = min(1.0, LONGEST / sum(shown))
    times = [0.0]
    for gap in shown:
        times.append(times[-1] + gap * scale)
    return tuple(times)
