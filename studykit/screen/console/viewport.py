"""Fits lines to the rows of a terminal: the options of a question stay in view, and its stem scrolls above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studykit.text.lines import Line, Segment

LEAST_SCROLLING = 3
"""Minimum rows of the part that scrolls. With fewer, everything scrolls together."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """The lines in view. `offset` is the first visible row of the part that scrolls, `last` its greatest value.

    `page` is the number of rows that a page key scrolls.
    """

    lines: tuple[Line, ...]
    offset: int = 0
    last: int = 0
    page: int = 1

    @property
    def more_below(self) -> bool:
        """True if a part further down is not in view."""
        return self.offset < self.last


def viewport(
    scrolling: Sequence[Line],
    staying: Sequence[Line],
    rows: int,
    offset: int,
    ascii: bool,
    focus: range = range(0),
) -> Viewport:
    """Fits two parts to at most `rows` rows (2 or more).

    If both do not fit, the first part scrolls, and a sign says where more of it is. The sign takes the place of the
    empty line that begins the second part. If the second part leaves too few rows, both scroll as one; `focus` names
    lines of the second part that are then brought into view.
    """
    if len(scrolling) + len(staying) <= rows:
        return Viewport((*scrolling, *staying))
    if len(staying) + LEAST_SCROLLING > rows:
        focus = range(len(scrolling) + focus.start, len(scrolling) + focus.stop)
        scrolling, staying = (*scrolling, *staying), ()
    else:
        focus = range(0)
    height = max(1, rows - max(1, len(staying)))
    last = len(scrolling) - height
    if focus:
        offset = min(max(offset, focus.stop - height), focus.start)
    offset = max(0, min(offset, last))
    shown = scrolling[offset : offset + height]
    sign = _sign(offset > 0, offset < last, ascii)
    return Viewport((*shown, sign, *staying[1:]), offset, last, max(1, height - 1))


def _sign(above: bool, below: bool, ascii: bool) -> Line:
    """Returns the quiet line that says where more is, and which keys show it."""
    where = " and ".join(word for word, there in (("above", above), ("below", below)) if there)
    up, down = ("Up", "Down") if ascii else ("↑", "↓")
    keys = " ".join(key for key, there in ((up, above), (down, below)) if there)
    return (Segment(f"more {where}: {keys}", "dim"),)
