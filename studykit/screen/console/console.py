"""The console: writes lines, JSON and warnings, and opens the dialog that a sitting is answered on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO

from studykit.app.environment import Environment
from studykit.text.lines import Canvas, Line

if TYPE_CHECKING:
    from studykit.screen.console.dialog import Dialog

NARROWEST, USUAL = 40, (80, 24)
READABLE = 80
"""Maximum columns of running text: a longer line is harder to read."""


class Console:
    """Writes to the streams of an environment, as wide and as plain as they are."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    # The terminal

    @property
    def is_dumb_terminal(self) -> bool:
        """True for a terminal that can only take lines; a terminal without a name counts as one."""
        return self.environment.env.get("TERM", "") in ("", "dumb")

    @property
    def can_read_keys(self) -> bool:
        """True if single keys can be read and lines redrawn: both streams are terminals and `plain` is not set."""
        at = self.environment
        return (
            not (at.plain or self.is_dumb_terminal)
            and is_terminal(at.stdin)
            and is_terminal(at.stdout)
            and os.name == "posix"
        )

    @property
    def color(self) -> bool:
        """True if output is styled (no-color.org)."""
        at = self.environment
        return is_terminal(at.stdout) and not at.env.get("NO_COLOR") and not self.is_dumb_terminal

    @property
    def ascii(self) -> bool:
        """True if only ASCII can be written: the locale is C or POSIX, or the stream has another narrow encoding."""
        encoding = (getattr(self.environment.stdout, "encoding", None) or "utf-8").lower()
        return "utf" not in encoding or _locale(self.environment.env) in ("", "C", "POSIX")

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows: COLUMNS and LINES where they are set, else the terminal's, else 80 by 24."""
        at = self.environment
        try:
            columns, rows = os.get_terminal_size(at.stdout.fileno())
        except (OSError, ValueError, AttributeError):
            columns, rows = USUAL
        return _number(at.env.get("COLUMNS")) or columns or USUAL[0], _number(at.env.get("LINES")) or rows or USUAL[1]

    @property
    def width(self) -> int:
        """Columns to write in; never fewer than 40."""
        return max(NARROWEST, self.size[0])

    @property
    def text_width(self) -> int:
        """Columns of running text: the width, but at most 80."""
        return min(READABLE, self.width)

    @property
    def canvas(self) -> Canvas:
        """A canvas as wide as running text and as high as the terminal."""
        return Canvas(self.text_width, self.size[1], self.ascii)

    @property
    def rows_for_output(self) -> int | None:
        """Rows that fit on the screen above the prompt; None if output does not go to a terminal."""
        return self.size[1] - 1 if is_terminal(self.environment.stdout) else None

    # Writing

    def line(self, text: str = "") -> None:
        """Writes a line to standard output."""
        self.environment.stdout.write(f"{text}\n")

    def paragraph(self, text: str) -> None:
        """Writes running text to standard output, wrapped to the readable width."""
        from studykit.text.wrap import wrapped

        self.lines(wrapped(text, self.text_width))

    def lines(self, lines: Iterable[Line]) -> None:
        """Writes styled lines to standard output, plain where it is not a terminal."""
        from studykit.screen.console.paint import show

        show(lines, self.environment.stdout, self.color)

    def json(self, value: Any) -> None:
        """Writes the one JSON value that a command prints."""
        self.environment.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")

    def warn(self, text: str) -> None:
        """Writes a warning to standard error; it stops nothing."""
        self.error(f"warning: {text}")

    def error(self, text: str) -> None:
        """Writes a line to standard error."""
        self.environment.stderr.write(f"{text}\n")

    @contextmanager
    def working(self, text: str) -> Iterator[Callable[[str], None]]:
        """Shows a word on standard error while something takes longer than a moment, and wipes it at the end.

        Only on a terminal. The function given takes further words, such as the progress.
        """
        at = self.environment
        if self.is_dumb_terminal or at.plain or not is_terminal(at.stderr):
            yield _silent
            return
        from studykit.screen.console.spinner import Spinner

        with Spinner(at.stderr, text) as waiting:
            yield waiting.say

    # Asking

    @contextmanager
    def dialog(self, target: TextIO | None = None) -> Iterator[Dialog]:
        """Opens the dialog of a sitting: single keys on a terminal, else lines. `target` replaces standard output."""
        at = self.environment
        if self.can_read_keys and target is None:
            from studykit.screen.console.pane import Pane
            from studykit.screen.console.terminal import Terminal

            with Terminal(at.stdin.fileno(), at.stdout.fileno()) as terminal:
                pane = Pane(terminal, at.stdout, lambda: self.size, ascii=self.ascii, color=self.color)
                try:
                    yield pane
                finally:
                    with suppress(OSError):
                        pane.leave()
        else:
            from studykit.screen.console.lines import Lines

            yield Lines(at.stdin, target or at.stdout, self.canvas)


def _silent(text: str) -> None:
    """Says nothing: output is not a terminal."""


def is_terminal(stream: TextIO) -> bool:
    """True if a stream is a terminal; a closed one is not."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def _locale(env: Mapping[str, str]) -> str:
    """Returns the name of the locale that decides about characters.

    Python turns the C locale into C.UTF-8 by setting LC_CTYPE (PEP 538); LANG still says what the user has.
    """
    chosen = env.get("LC_ALL") or env.get("LC_CTYPE") or ""
    if chosen and not (chosen == "C.UTF-8" and not env.get("LC_ALL") and env.get("LANG", "") in ("", "C", "POSIX")):
        return chosen
    return env.get("LANG", "")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
