"""Signals and terminal modes: whatever ends the program leaves the terminal as it was."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SHOW_CURSOR = "\x1b[?25h"


class Ended(BaseException):
    """A signal asked the program to end; `code` is 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


@contextmanager
def guarded() -> Iterator[None]:
    """Turns SIGTERM and SIGHUP into an exception, so that every `finally` runs; restores the terminal's modes after."""
    before = {number: signal.getsignal(number) for number in _signals()}
    modes = _modes()

    def end(number: int, frame: Any) -> None:
        raise Ended(number)

    try:
        for number in before:
            signal.signal(number, end)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _restore(modes)


def _signals() -> list[int]:
    names = ("SIGTERM", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def _modes() -> Any:
    try:
        import termios

        return termios.tcgetattr(sys.stdin.fileno())
    except Exception:  # no terminal, or none of this kind: nothing to restore
        return None


def _restore(modes: Any) -> None:
    if modes is None:
        return
    import termios

    try:
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, modes)
        if sys.stdout.isatty():
            os.write(sys.stdout.fileno(), SHOW_CURSOR.encode())
    except (OSError, termios.error):
        return
