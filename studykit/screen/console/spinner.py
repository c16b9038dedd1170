"""A word for whoever waits: it comes after a moment, may change, and is wiped away at the end."""

from __future__ import annotations

from threading import Lock, Timer
from typing import TextIO

PATIENCE = 0.4
"""Seconds for which nothing is said: what is done by then leaves no trace."""


class Spinner:
    """A line on a terminal between `with` and its end."""

    def __init__(self, target: TextIO, says: str) -> None:
        self.target = target
        self.says = says
        self.shown = ""
        self.lock = Lock()
        self.timer = Timer(PATIENCE, self._begin)
        self.begun = False
        self.ended = False

    def __enter__(self) -> Spinner:
        self.timer.daemon = True
        self.timer.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.timer.cancel()
        with self.lock:
            self.ended = True
            self._write("")

    def say(self, says: str) -> None:
        """Says something else from now on."""
        with self.lock:
            self.says = says
            if self.begun:
                self._write(says)

    def _begin(self) -> None:
        with self.lock:
            if not self.ended:
                self.begun = True
                self._write(self.says)

    def _write(self, text: str) -> None:
        if text != self.shown:
            self.target.write(f"\r{text}\x1b[K")
            self.target.flush()
            self.shown = text
