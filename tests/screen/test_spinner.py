"""The spinner appears after a moment and leaves nothing on the screen."""

from __future__ import annotations

import io
from threading import Event

import pytest

from studykit.screen.console import spinner
from studykit.screen.console.spinner import Spinner


class SeenCard(io.StringIO):
    """A terminal that signals when something is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = Event()

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


def test_short_work_shows_nothing() -> None:
    target = io.StringIO()
    with Spinner(target, "Adding up ...") as one:
        one.say("Still adding up ...")
    assert target.getvalue() == ""


def test_long_work_is_shown_and_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spinner, "PATIENCE", 0.0)
    target = SeenCard()
    with Spinner(target, "Adding up ..."):
        assert target.written.wait(5)
    assert target.getvalue() == "\rAdding up ...\x1b[K\r\x1b[K"


def test_progress_replaces_the_first_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spinner, "PATIENCE", 0.0)
    target = SeenCard()
    with Spinner(target, "one") as one:
        assert target.written.wait(5)
        one.say("two")
        one.say("two")
    assert target.getvalue() == "\rone\x1b[K\rtwo\x1b[K\r\x1b[K"


def test_an_error_erases_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spinner, "PATIENCE", 0.0)
    target = SeenCard()

    def fails() -> None:
        with Spinner(target, "one"):
            assert target.written.wait(5)
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert target.getvalue().endswith("\r\x1b[K")
