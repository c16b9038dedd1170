"""A time axis of characters. Dead time is shortened: a stretch without events takes only its share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

LONGEST_GAP = 0.3
"""The largest share of the axis for one stretch without events."""


class Axis:
    """Maps ms to columns 0..width-1, monotonically. `breaks` are the shortened gaps: (column, ms left out)."""

    def __init__(self, moments: Sequence[int], end: int, width: int) -> None:
        stops = sorted({0, *moments, end})
        gaps = [after - before for before, after in pairwise(stops)]
        total = sum(gaps) or 1
        usual = sorted(gaps)[len(gaps) // 2] if gaps else 1
        cap = max(total * LONGEST_GAP, usual) if len(gaps) > 1 and max(gaps) > 0.6 * total else total
        short = [min(gap, cap) for gap in gaps]
        for _ in range(3):
            cap = max(LONGEST_GAP * sum(short), usual) if cap < total else cap
            short = [min(gap, cap) for gap in gaps]
        whole = sum(short) or 1
        self.stops = stops
        self.columns = [0.0]
        self.breaks: list[tuple[int, int]] = []
        for gap, shown in zip(gaps, short, strict=True):
            start = self.columns[-1]
            self.columns.append(start + shown / whole * (width - 1))
            if shown < gap:
                self.breaks.append((round((start + self.columns[-1]) / 2), gap - round(shown)))

    def column(self, at: float) -> int:
        """Returns the column of a moment (ms). Moments before the start and after the end are at the edges."""
        if at <= self.stops[0]:
            return 0
        if at >= self.stops[-1]:
            return round(self.columns[-1])
        place = bisect_right(self.stops, at) - 1
        before, after = self.stops[place], self.stops[place + 1]
        share = (at - before) / (after - before)
        return round(self.columns[place] + share * (self.columns[place + 1] - self.columns[place]))
