"""The outside world in one object, which tests replace: clock, folders, streams, terminal. Alone reads the clock."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from studykit import home
from studykit.errors import UsageError
from studykit.store.due import settings_of

if TYPE_CHECKING:
    from studykit.library.shelf import Shelf
    from studykit.store.journal import Journal

NARROWEST, WIDEST = 40, 100


class Desk:
    """Where a command runs."""

    def __init__(self) -> None:
        self.out: TextIO = sys.stdout
        self.err: TextIO = sys.stderr
        self.packs: list[Path] = []
        self._shelf: Shelf | None = None

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(time.time() * 1000)  # noqa: TID251 -- the one clock

    def day(self) -> int:
        """Today's learning day."""
        cut_off = self.settings().get("cut_off", 4)
        local = datetime.fromtimestamp(self.now() / 1000)  # noqa: DTZ006 -- the user's own day
        return (local - timedelta(hours=cut_off if isinstance(cut_off, int) else 4)).toordinal()

    def today(self) -> date:
        return date.fromordinal(self.day())

    def settings(self) -> dict[str, Any]:
        return dict(settings_of(home.settings()))

    def journal(self) -> Journal:
        """Opens the journal; close it by `with`."""
        from studykit.store.journal import Journal

        return Journal.open(Path(home.journal()))

    def shelf(self) -> Shelf:
        """All packs; a warning for each that is left out."""
        if self._shelf is None:
            from studykit.library.shelf import load

            roots = [Path(root) for root in home.roots()] + self.packs
            self._shelf = load(roots, None if self.packs else Path(home.index()))
            errors = [problem for problem in self._shelf.problems if problem.level == "error"]
            if errors:
                places = sorted({problem.span.path for problem in errors if problem.span})
                self.warn(f"{len(errors)} problems in {', '.join(places[:3])}; that pack is left out (studykit check)")
        return self._shelf

    def interactive(self, plain: bool = False) -> bool:
        """Whether somebody sits at a terminal that can do more than lines."""
        dumb = os.environ.get("TERM", "") in ("", "dumb")
        return not plain and not dumb and sys.stdin.isatty() and self.out.isatty()

    @property
    def colour(self) -> bool:
        return self.out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("", "dumb")

    @property
    def ascii(self) -> bool:
        """Whether the output can only take ASCII."""
        return "utf" not in (getattr(self.out, "encoding", None) or "ascii").lower()

    @property
    def width(self) -> int:
        """Columns to write in: the terminal's, 80 in a pipe."""
        columns = shutil.get_terminal_size((80, 24)).columns if self.out.isatty() else 80
        return max(NARROWEST, min(columns, WIDEST))

    @property
    def height(self) -> int:
        return shutil.get_terminal_size((80, 24)).lines if self.out.isatty() else 24

    def write(self, text: str = "") -> None:
        """A line on standard output."""
        self.out.write(text + "\n")

    def show(self, lines: Sequence[Any]) -> None:
        """Styled lines on standard output, plain in a pipe."""
        from studykit.screen.paint import show

        show(lines, self.out, self.colour)

    def json(self, value: Any) -> None:
        """The one JSON value of a command."""
        import json

        self.write(json.dumps(value, ensure_ascii=False))

    def warn(self, text: str) -> None:
        self.err.write(f"warning: {text}\n")

    def need_terminal(self, what: str) -> None:
        """For what cannot be done in lines."""
        if not self.interactive():
            raise UsageError(f"{what} needs a terminal")


DESK = Desk()
