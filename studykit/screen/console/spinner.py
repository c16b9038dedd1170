"""Shows on a terminal that the program works: a line that appears after a moment and is erased at the end."""

from __future__ import annotations

from threading import Lock, Timer
from typing import TextIO

PATIENCE = 0.4
"""Seconds before anything is shown: work that is done by then shows nothing."""


class Spinner:
    """A context manager that shows a line on a terminal while its block runs."""

    def __init__(self, target: TextIO, text: str) -> None:
        self.target = target
        self.text = text
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

    def say(self, text: str) -> None:
        """Shows another text from now on."""
        with self.lock:
            self.text = text
            if self.begun:
                self._write(text)

    def _begin(self) -> None:
        with self.lock:
            if not self.ended:
                self.begun = True
                self._write(self.text)

    def _write(self, text: str) -> None:
        if text != self.shown:
            self.target.write(f"\r{text}\x1b[K")
            self.target.flush()
            self.shown = text
